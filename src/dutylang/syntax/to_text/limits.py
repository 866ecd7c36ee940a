"""Limits and other bounds of an obligation → text."""

from __future__ import annotations

from typing import assert_never

from dutylang.syntax.ast import (
    AsNextEvent,
    AtLeastBefore,
    BeforeEvent,
    Bound,
    ByDate,
    ByDay,
    ByDifferentPersons,
    ByOtherThan,
    ByTime,
    EndOf,
    ForTheSame,
    Limit,
    Pick,
    Roll,
    SameDay,
    Settings,
    Times,
    Within,
)
from dutylang.syntax.to_text.words import (
    Words,
    date_text,
    duration_text,
    ordinal_text,
    setting_text,
    time_text,
)


def bound_text(bound: Bound, words: Words) -> str:
    """A bound of an obligation."""
    match bound:
        case Times(kind=kind, count=count):
            return words.fill(f"bound.{kind.value}", times=words.phrases.counted("bound.times", count))
        case ForTheSame(attributes=attributes):
            return words.fill("bound.for_the_same", names=words.names(attributes))
        case ByDifferentPersons():
            return words.word("bound.by_different_persons")
        case ByOtherThan(event=event):
            return words.fill("bound.by_other_than", event=words.name(event))
        case AsNextEvent():
            return words.word("bound.as_next_event")
        case _:
            return limit_text(bound, words)


def limit_text(limit: Limit, words: Words, room: str = "limit") -> str:
    """A limit with its settings; in the room `picked` it is one of several, and may be shorter."""
    match limit:
        case Within(duration=duration, after=after, strict=strict):
            parts = {"duration": duration_text(duration, words), "after": words.name(after)}
            text = _limit("strictly" if strict else "within", words, room, **parts)
        case AtLeastBefore(duration=duration, event=event):
            lead = duration_text(duration, words)
            text = _limit("at_least_before", words, room, duration=lead, event=words.name(event))
        case BeforeEvent(event=event, next=following):
            return _limit("before_next" if following else "before", words, room, event=words.name(event))
        case ByDay(of=of, day=day, month=month):
            name = "" if month is None else _month(month, words)
            text = _limit(of.value, words, room, month_name=name, day=str(day), day_th=ordinal_text(day))
        case ByDate(date=date):
            text = _limit("by_date", words, room, date=date_text(date, words))
        case ByTime(time=time, day=day_name):
            return _limit(f"{day_name}_time", words, room, time=time_text(time))
        case EndOf(unit=unit):
            text = _limit("end_of", words, room, end=words.word(f"end_of_unit.{unit.value}"))
        case SameDay(event=event_or_none):
            return _limit("same_day", words, room, event=words.name(event_or_none))
        case Pick(later=later, limits=limits):
            listed = words.word("limit.pick_and").join(limit_text(each, words, "picked") for each in limits)
            return _limit("later" if later else "earlier", words, room, limits=listed)
        case _:
            assert_never(limit)
    return text + settings_text(limit.settings, words)


def _limit(key: str, words: Words, room: str, **parts: str) -> str:
    """The phrase of a limit in its room, or the one for limits that stand alone."""
    if not words.phrases.has(f"{room}.{key}"):
        room = "limit"
    return words.fill(f"{room}.{key}", **parts)


def _month(month: int, words: Words) -> str:
    """The name of a month, or its number where months have no names."""
    key = f"month_name.{month}"
    return words.word(key) if words.phrases.has(key) else words.keyword("MONTH", str(month))


def settings_text(settings: Settings, words: Words) -> str:
    """How a limit is counted, where that differs from the head of the policy."""
    parts: list[str] = []
    if settings.counting is not None:
        parts.append(words.fill("limit.counting", name=setting_text(settings.counting, words)))
    if settings.calendar is not None:
        parts.append(words.fill("limit.calendar", name=setting_text(settings.calendar, words)))
    if settings.roll is not Roll.BY_CONVENTION:
        parts.append(words.word(f"limit.{settings.roll.value}"))
    joined = words.word("limit.settings_and").join(parts)
    return words.fill("limit.settings", settings=joined) if joined else ""
