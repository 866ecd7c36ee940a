"""Cases of guarantees: holders and vacancies, acts with and without actors, gaps in what is known."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from zoneinfo import ZoneInfo

import attrs
from hypothesis import strategies as st

from dutylang.assessment.model import Horizon
from dutylang.calendars.moments import earliest_instant
from dutylang.cases.record import (
    CaseRecord,
    EventRecord,
    Holding,
    JudgementRecord,
    NoValue,
    Participant,
    SuppliedFigure,
)
from dutylang.values import Moment, Money

ZONE = ZoneInfo("Asia/Shanghai")
FIRST = dt.date(2024, 5, 6)
TYPES = ("alarm", "visit", "report", "amend", "pay", "conceal", "object", "apply", "hand", "noise")
PEOPLE = ("An", "Bo", "Lu", "Wu")
FIELDS = ("loss", "urgent", "bad", "rating")

days = st.integers(0, 40).map(lambda n: FIRST + dt.timedelta(days=n))
people = st.sampled_from(PEOPLE)


def after_first(count: int) -> Moment:
    """A whole day, so many days after the first."""
    return Moment(FIRST + dt.timedelta(days=count))


def moment(day: dt.date, hour: int | None) -> Moment:
    """A local day, or an hour of it."""
    if hour is None:
        return Moment(day)
    return Moment(day, dt.datetime(day.year, day.month, day.day, hour, tzinfo=ZONE).astimezone(dt.UTC))


moments = st.builds(moment, days, st.sampled_from([None, None, None, 9, 17]))
truths = st.sampled_from([True, True, False, False, NoValue.STATED_UNKNOWN])
horizons = st.one_of(st.integers(40, 120), st.integers(40, 120), st.integers(1, 40)).map(
    lambda n: Horizon(after_first(n))
)


def optional_keys(**values: st.SearchStrategy[object]) -> st.SearchStrategy[dict[str, object]]:
    """Some of the keys."""
    return st.fixed_dictionaries({}, optional=values)


VALUES: dict[str, tuple[object, ...]] = {
    "loss": (Money(Decimal(50), "CNY"), Money(Decimal(500), "CNY")),
    "urgent": (True, False),
    "bad": (True, False),
    "rating": ("normal", "doubtful"),
}
"""Every value of a field that a generated condition can tell apart."""


@st.composite
def fields(draw: st.DrawFn) -> dict[str, object]:
    """Mostly known values; some are stated unknown, some not supplied."""
    found: dict[str, object] = {}
    for name, values in VALUES.items():
        value = draw(st.sampled_from([*values, *values, *values, *values, NoValue.STATED_UNKNOWN, None]))
        if value is not None:
            found[name] = value
    return found


@st.composite
def happenings(draw: st.DrawFn, types: tuple[str, ...] = TYPES) -> EventRecord:
    """One event; one in five has no actor."""
    what = draw(st.sampled_from(types))
    count = draw(st.sampled_from([1, 1, 1, 2, 0]))
    actors = draw(st.lists(people.map(Participant), min_size=count, max_size=count, unique=True))
    attributes = draw(optional_keys(severe=truths)) if what == "alarm" else {}
    return EventRecord(what, draw(moments), 0, tuple(actors), attributes)


def placed(events: list[EventRecord]) -> tuple[EventRecord, ...]:
    """In the order of a record, placed and with ids, so that the keys of findings name them."""
    ordered = sorted(events, key=lambda event: earliest_instant(event.at, ZONE))
    return tuple(attrs.evolve(e, position=n, id=f"e{n}") for n, e in enumerate(ordered))


def with_event(case: CaseRecord, event: EventRecord) -> CaseRecord:
    """The record with one more event at the end of its file; the others keep their places and ids."""
    position = max((each.position for each in case.events), default=-1) + 1
    added = attrs.evolve(event, position=position, id=f"e{position}")
    events = sorted((*case.events, added), key=lambda each: earliest_instant(each.at, ZONE))
    return attrs.evolve(case, events=tuple(events))


@st.composite
def holdings(draw: st.DrawFn) -> tuple[Holding, ...]:
    """Who held what: from the first day or later, to an end or not, some vacancies, some deputies."""
    found: list[Holding] = []
    for role in ("lead", "second", "head", "chief", "board", "council"):
        for _ in range(draw(st.sampled_from([1, 1, 1, 1, 2, 0]))):
            since = draw(st.sampled_from([FIRST, FIRST, FIRST, None])) or draw(days)
            length = draw(st.one_of(st.none(), st.none(), st.integers(0, 30)))
            until = None if length is None else since + dt.timedelta(days=length)
            deputy = draw(st.sampled_from([False, False, False, True]))
            found.append(Holding(role, draw(people), since, until, deputy))
    return tuple(found)


@st.composite
def decisions(draw: st.DrawFn) -> JudgementRecord:
    """A decision on a judgement or an exemption, by somebody who may have the power or not."""
    return JudgementRecord(
        draw(st.sampled_from(["negligent", "fair", "f0", "f1", "f2"])),
        draw(st.sampled_from([True, True, False, None])),
        draw(moments),
        Participant(draw(people), draw(st.sampled_from(["board", "council"]))),
        about=draw(st.none() | people),
    )


figures = st.sampled_from([10, 90, None]).map(
    lambda percent: () if percent is None else (SuppliedFigure("bad_share", Decimal(percent)),)
)
registers = st.one_of(
    st.just(dict.fromkeys(TYPES)),
    st.just(dict.fromkeys(TYPES)),
    st.just(dict.fromkeys(TYPES)),
    st.just(dict.fromkeys(TYPES)),
    st.dictionaries(st.sampled_from(TYPES), st.none() | moments),
)


@st.composite
def cases(draw: st.DrawFn, name: str = "C") -> CaseRecord:
    """One case. An alarm comes first in most, or there would be little to judge."""
    started = draw(st.sampled_from([[0], [0], [0, 6], []]))
    alarms = [EventRecord("alarm", after_first(n), 0, (), {"severe": True}) for n in started]
    paid = [EventRecord("pay", after_first(30), 0, (Participant("Wu"),))]
    events = alarms + draw(st.sampled_from([paid, paid, []])) + draw(st.lists(happenings(), max_size=6))
    return CaseRecord(
        name,
        kind="guarantee",
        fields=draw(fields()),
        events=placed(events),
        holders=draw(st.one_of(*[holdings()] * 7, st.just(()))),
        judgements=tuple(draw(st.lists(decisions(), max_size=3))),
        figures=draw(figures),
        registers=draw(registers),
    )
