"""Deadlines in normal form: every limit says from what it counts, and how."""

from __future__ import annotations

import datetime as dt

import attrs

from dutylang.policy.typed import ReadParameter, Typed
from dutylang.values import Period, Unit

PeriodSource = Period | ReadParameter


@attrs.frozen
class Counting:
    """How one deadline is counted: convention, calendar, and whether it rolls (None: by convention)."""

    convention: str
    calendar: str
    roll: bool | None = None


@attrs.frozen
class AfterLimit:
    """`period` after the opening, or after the first event of type `anchor` since the opening."""

    period: PeriodSource
    anchor: str | None
    strict: bool
    counting: Counting


@attrs.frozen
class LeadLimit:
    """At least `period` before an event to come."""

    period: PeriodSource
    event: str
    counting: Counting


@attrs.frozen
class EventLimit:
    """Before an event; its instant is excluded. `next`: the next one after the opening."""

    event: str
    next: bool


@attrs.frozen
class DayLimit:
    """A day of a month: of the period of recurrence or of the period `following` the opening's.

    `unit` is month, quarter or year; `month` counts from 1 within a year or quarter (None: its last for a
    quarter, unused for a month). Days beyond the month's end are its last day.
    """

    day: int
    month: int | None
    unit: Unit
    following: bool
    counting: Counting


@attrs.frozen
class DateLimit:
    """A fixed date."""

    date: dt.date
    counting: Counting


@attrs.frozen
class TimeLimit:
    """A time of day on the opening's day, the next day or the next working day."""

    time: dt.time
    day: str
    counting: Counting


@attrs.frozen
class EndLimit:
    """The end of the opening's day, week, month, quarter or year."""

    unit: Unit
    counting: Counting


@attrs.frozen
class SameDayLimit:
    """The day of the opening, or of the first event of type `anchor` since then."""

    anchor: str | None


@attrs.frozen
class PickLimit:
    """The earlier or the later of several."""

    later: bool
    limits: tuple[LimitPlan, ...]


LimitPlan = (
    AfterLimit | LeadLimit | EventLimit | DayLimit | DateLimit | TimeLimit | EndLimit | SameDayLimit | PickLimit
)  # fmt: skip


@attrs.frozen
class InsteadLimit:
    """Another limit that takes the place of the others when its condition holds at the opening."""

    limit: LimitPlan
    when: Typed


@attrs.frozen
class Extension:
    """A grant that lengthens the period, if given by the then-current due."""

    period: PeriodSource
    event: str
    by: str | None
