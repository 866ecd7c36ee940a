"""A case record as generated functions read it: events of each type as plain tuples, in the order of the record."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from typing import Final

import attrs

from dutylang.assessment.single.actors import acted_as, persons_of
from dutylang.assessment.single.timeline import not_later
from dutylang.cases.record import CaseRecord, EventRecord, NoValue, Series
from dutylang.ops.types import Kind, Type
from dutylang.policy.model import ShapeInfo
from dutylang.values import Moment, Money, Truth

Event = tuple[
    int, int, int, "int | None", int, int, Mapping[str, object], int, EventRecord, tuple[str, ...], int
]
"""An event: the first and the last place that it can have in the order of the record, its local day as an
ordinal, its instant in microseconds (None: a whole day), the roles that its actors held and those that they
may have held (bit sets), its plain attributes, its position, the record itself, who acted, and its place in
the order of the record.

Of a whole day without a time the order among the events of that day is open: that is what its first and last
place say. Two events whose places do not overlap have an order."""

LO: Final = 0
HI: Final = 1
DAY: Final = 2
US: Final = 3
YES: Final = 4
MAYBE: Final = 5
ATTRIBUTES: Final = 6
POSITION: Final = 7
RECORD: Final = 8
PERSONS: Final = 9
RANK: Final = 10

FIRST_INSTANT = dt.datetime.min.replace(tzinfo=dt.UTC)
MICROSECOND = dt.timedelta(microseconds=1)
LIKE_A_DIGEST = re.compile(r"^[0-9a-f]{10}(-[0-9]+)?$")
PLAIN = {
    Kind.NUMBER: Decimal,
    Kind.PERCENT: Decimal,
    Kind.MONEY: Money,
    Kind.DATE: dt.date,
    Kind.TEXT: str,
    Kind.ONE_OF: str,
    Kind.YES_NO: bool,
    Kind.SET_OF: frozenset,
}
"""The kinds of value that generated conditions read, and what each is at run time."""


@attrs.frozen
class Reach:
    """What the generated rules of a policy speak of: types and roles by their place, and what each rule needs.

    `types` of every rule; `strict` are those rules that need every order to be known; `kinds` the kind of case
    that a rule applies to, where it names one.
    """

    types: Mapping[str, int]
    roles: Mapping[str, int]
    roles_of: Mapping[str, tuple[str, ...]]
    rules: Mapping[int, frozenset[str]]
    strict: frozenset[int]
    kinds: Mapping[int, str]
    cases: Mapping[str, ShapeInfo]
    events: Mapping[str, ShapeInfo]


@attrs.frozen(eq=False)
class View:
    """The events of a case that count at some moments, ready to be judged.

    `skip` are the rules (a bit set by place) that this case takes to the reference, `other` those that apply to
    another kind of case. `dated` are registers that end: the instant after which they show nothing, and the
    rules that this concerns. `last_day` is the last day that something happens on, be it only a cancellation:
    from then on all is seen.
    """

    groups: tuple[Sequence[Event], ...]
    events: tuple[Event, ...]
    fields: Mapping[str, object]
    closed: tuple[int, int | None] | None
    first_day: int | None
    last_day: int
    skip: int
    other: int
    dated: tuple[tuple[int, int], ...]


def micros(instant: dt.datetime) -> int:
    """Microseconds since the first instant of the year 1, UTC."""
    return (instant - FIRST_INSTANT) // MICROSECOND


def view_of(
    case: CaseRecord,
    events: Sequence[EventRecord],
    closed_at: Moment | None,
    reach: Reach,
    ends: Mapping[str, int],
    known_at: Moment | None,
) -> View:
    """What is seen of a case: its `events` that count, in order, and its close where that has come.

    `ends` gives the instant up to which a register reaches that does not reach every moment. Of tracked fields
    what was recorded after `known_at` is not seen.
    """
    shape = reach.cases.get(case.kind or "")
    fields, odd = _plain(case.fields, shape)
    fields |= _tracked(case.fields, shape, known_at)
    made: list[Event] = []
    for rank, span in enumerate(_places(events)):
        event, strange = _event(events[rank], rank, span, case, reach)
        made.append(event)
        odd = odd or strange
    groups: list[list[Event]] = [[] for _ in reach.types]
    for one in made:
        place = reach.types.get(one[RECORD].type)
        if place is not None:
            groups[place].append(one)
    everything = (1 << (max(reach.rules, default=-1) + 1)) - 1
    clear = not odd and _is_ordered(case.events) and _labels_differ(case.events)
    days = [one[DAY] for one in made]
    closed = None if closed_at is None else (closed_at.day.toordinal(), _us(closed_at))
    return View(
        groups=tuple(tuple(group) for group in groups),
        events=tuple(made),
        fields=fields,
        closed=closed,
        first_day=days[0] if days else None,
        last_day=max(
            [*(event.at.day.toordinal() for event in case.events), *([] if closed is None else [closed[0]])],
            default=0,
        ),
        skip=_skipped(case, made, reach) if clear else everything,
        other=_bits(i for i, kind in reach.kinds.items() if case.kind is not None and case.kind != kind),
        dated=tuple(
            (end, _bits(i for i, types in reach.rules.items() if name in types)) for name, end in ends.items()
        ),
    )


def _event(
    event: EventRecord, rank: int, place: tuple[int, int], case: CaseRecord, reach: Reach
) -> tuple[Event, bool]:
    """An event as a tuple, and whether one of its attributes is not of the type that is declared."""
    attributes, odd = _plain(event.attributes, reach.events.get(event.type))
    yes, maybe = _roles(event, case, reach)
    day, us = event.at.day.toordinal(), _us(event.at)
    made = (*place, day, us, yes, maybe, attributes, event.position, event, persons_of(event), rank)
    return made, odd


def _us(moment: Moment) -> int | None:
    return None if moment.instant is None else micros(moment.instant)


def _bits(places: Iterable[int]) -> int:
    found = 0
    for place in places:
        found |= 1 << place
    return found


def _places(events: Sequence[EventRecord]) -> list[tuple[int, int]]:
    """The first and the last place of each event in the order: of a whole day, those of all events of the day."""
    span: dict[dt.date, tuple[int, int]] = {}
    for place, event in enumerate(events):
        first, _ = span.get(event.at.day, (place, place))
        span[event.at.day] = (first, place)
    return [
        (place, place) if event.at.instant is not None else span[event.at.day]
        for place, event in enumerate(events)
    ]


def _is_ordered(events: Sequence[EventRecord]) -> bool:
    """Whether the record lists its events by day, and those with a time by instant."""
    day, instant = dt.date.min, FIRST_INSTANT
    for event in events:
        if event.at.day < day:
            return False
        day = event.at.day
        if event.at.instant is not None:
            if event.at.instant < instant:
                return False
            instant = event.at.instant
    return True


def _labels_differ(events: Sequence[EventRecord]) -> bool:
    """Whether ids tell events apart, and none looks like the label of an event without one."""
    ids = [event.id for event in events if event.id is not None]
    return len(set(ids)) == len(ids) and not any(LIKE_A_DIGEST.match(each) for each in ids)


def _roles(event: EventRecord, case: CaseRecord, reach: Reach) -> tuple[int, int]:
    yes = maybe = 0
    for role in reach.roles_of.get(event.type, ()):
        truth = acted_as(event, (role,), case)
        if truth is Truth.YES:
            yes |= 1 << reach.roles[role]
        elif truth is Truth.UNKNOWN:
            maybe |= 1 << reach.roles[role]
    return yes, maybe


def _skipped(case: CaseRecord, events: Sequence[Event], reach: Reach) -> int:
    """The rules of whose types a register is not kept, or whose events have no order where it matters."""
    found = 0
    kept = case.registers
    unordered = _unordered_days(events)
    for place, types in reach.rules.items():
        if any(name not in kept for name in types) or (
            place in reach.strict and any(_clash(day, types) for day in unordered)
        ):
            found |= 1 << place
    return found


def _unordered_days(events: Sequence[Event]) -> list[list[tuple[str, bool]]]:
    """Days with several events of which one has no time: each event's type, and whether it has one."""
    days: dict[int, list[tuple[str, bool]]] = {}
    for event in events:
        days.setdefault(event[DAY], []).append((event[RECORD].type, event[US] is not None))
    return [each for each in days.values() if len(each) > 1 and not all(timed for _, timed in each)]


def _clash(day: Sequence[tuple[str, bool]], types: frozenset[str]) -> bool:
    mine = [timed for name, timed in day if name in types]
    return len(mine) > 1 and not all(mine)


# ---- values -------------------------------------------------------------------------------------


def _tracked(
    values: Mapping[str, object], shape: ShapeInfo | None, known_at: Moment | None
) -> dict[str, object]:
    """The tracked fields of plain kinds: for each the moments from which its values hold, in their order."""
    found: dict[str, object] = {}
    for name, series in values.items():
        info = shape.fields.get(name) if shape is not None else None
        if info is None or not info.tracked or info.type.kind not in PLAIN or not isinstance(series, Series):
            continue
        found[name] = tuple(
            (each.effective_at.day.toordinal(), _us(each.effective_at), plain_value(each.value, info.type))
            for each in series.entries
            if known_at is None or each.recorded_at is None or not_later(each.recorded_at, known_at)
        )
    return found


def _plain(values: Mapping[str, object], shape: ShapeInfo | None) -> tuple[dict[str, object], bool]:
    """The values that are known and of a plain kind, and whether one is not of the type that is declared."""
    found: dict[str, object] = {}
    odd = False
    for name, value in values.items():
        info = shape.fields.get(name) if shape is not None else None
        if isinstance(value, NoValue) or (info is not None and (info.tracked or info.type.kind not in PLAIN)):
            continue
        plain = plain_value(value, info.type) if info is not None else None
        if plain is None:
            odd = True
        else:
            found[name] = plain
    return found, odd


def plain_value(value: object, of: Type) -> object | None:
    """A value as generated conditions compare it, an amount of money without its currency; None for another type."""
    if type(value) is not PLAIN.get(of.kind):
        return None
    if isinstance(value, Money):
        return value.amount if value.currency == of.currency and value.amount.is_finite() else None
    if isinstance(value, Decimal) and not value.is_finite():
        return None
    return value
