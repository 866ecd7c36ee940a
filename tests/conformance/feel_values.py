"""The values that FEEL writes (DMN 1.5, chapter 10), as far as the language has them."""

import datetime as dt
import re

import attrs

from dutylang.values import Family, Period, Unit


class NoCounterpart(Exception):  # noqa: N818 - nothing went wrong
    """The language has no way to say this. The argument is a key of `dmn_dates_without_counterpart.toml`."""


@attrs.frozen
class Stamp:
    """A written date-time: its clock time and, if given, its offset (`+01:00`, `Z`) or `@region`.

    `finer` is set when it is written with more digits than microseconds: these are cut off.
    """

    clock: dt.datetime
    zone: str | None = None
    finer: bool = False


@attrs.frozen
class Clock:
    """A time of day, good for nothing but to write a date-time in two parts."""

    clock: str
    zone: str | None


@attrs.frozen
class Steps:
    """A duration of more than one unit: it can be added in steps, and is no value by itself."""

    periods: tuple[Period, ...]


@attrs.frozen
class Words:
    """A string, before a function reads it."""

    text: str


@attrs.frozen
class Null:
    """FEEL's null."""


@attrs.frozen
class Ask:
    """An operator of the language on questions or written values.

    Besides the operators of `ops`: `missing`, `date_of` (the local date of an event's time), and
    `elapsed:UNIT` (whole units from the first to the second).
    """

    op: str
    args: tuple["Question", ...]


Value = dt.date | Stamp | Clock | Period | Steps | Words | Null | int | float
Question = Value | Ask

STAMP = re.compile(
    r"(?P<year>-?[0-9]{4,9})-(?P<month>[0-9]{2})-(?P<day>[0-9]{2})"
    r"(?:T(?P<clock>[0-9]{2}:[0-9]{2}:[0-9]{2})(?P<fraction>\.[0-9]+)?(?P<zone>Z|[+-][0-9]{2}:[0-9]{2}|@.+)?)?"
)
CLOCK = re.compile(
    r"(?P<clock>[0-9]{2}:[0-9]{2}:[0-9]{2}(?:\.[0-9]+)?)(?P<zone>Z|[+-][0-9]{2}:[0-9]{2}|@.+)?"
)
DURATION = re.compile(
    r"(?P<sign>-?)P(?:(?P<Y>[0-9]+)Y)?(?:(?P<M>[0-9]+)M)?(?:(?P<D>[0-9]+)D)?"
    r"(?:T(?:(?P<h>[0-9]+)H)?(?:(?P<m>[0-9]+)M)?(?:(?P<s>[0-9]+(?:\.[0-9]*)?)S)?)?"
)


def value_from_text(text: str) -> Value:
    """What `@"..."` writes: a date, a date-time or a duration."""
    if DURATION.fullmatch(text):
        return duration_from_text(text)
    time_of_day = CLOCK.fullmatch(text)
    if time_of_day:
        return Clock(time_of_day["clock"], time_of_day["zone"])
    return stamp_from_text(text)


def stamp_from_text(text: str) -> dt.date | Stamp:
    """A date, or a date-time with its zone."""
    parts = STAMP.fullmatch(text)
    assert parts is not None, text
    if not 1 <= int(parts["year"]) <= 9999:
        raise NoCounterpart("years")
    day = dt.date(int(parts["year"]), int(parts["month"]), int(parts["day"]))
    if parts["clock"] is None:
        return day
    if parts["clock"].startswith("24"):
        raise NoCounterpart("end_of_day")
    fraction = parts["fraction"] or ""
    clock = dt.time.fromisoformat(parts["clock"] + fraction)
    return Stamp(dt.datetime.combine(day, clock), parts["zone"], finer=len(fraction) > 7)


def duration_from_text(text: str) -> Period | Steps:
    """A duration of one unit is a period; years and months are months, hours and minutes are minutes."""
    parts = DURATION.fullmatch(text)
    assert parts is not None, text
    if parts["s"] is not None:
        raise NoCounterpart("seconds")
    sign = -1 if parts["sign"] else 1
    written = [
        Period(sign * int(parts[letter]), unit)
        for letter, unit in UNIT_OF_LETTER.items()
        if parts[letter] is not None
    ]
    found: list[Period] = []
    for family in dict.fromkeys(period.unit.family for period in written):
        same = [period for period in written if period.unit.family is family]
        smallest = {Family.MONTHS: Unit.MONTH, Family.DAYS: Unit.DAY, Family.CLOCK: Unit.MINUTE}[family]
        total = sum(period.length for period in same)
        found.append(same[0] if len(same) == 1 else Period(total, smallest))
    return found[0] if len(found) == 1 else Steps(tuple(found))


UNIT_OF_LETTER = {"Y": Unit.YEAR, "M": Unit.MONTH, "D": Unit.DAY, "h": Unit.HOUR, "m": Unit.MINUTE}
