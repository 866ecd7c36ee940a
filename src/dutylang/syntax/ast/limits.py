"""Until when, as written: every form of deadline."""

from __future__ import annotations

import datetime as dt
import enum
from collections.abc import Mapping
from types import MappingProxyType

from dutylang.source import Span
from dutylang.syntax.ast.base import Name, node, place
from dutylang.syntax.ast.expressions import Duration
from dutylang.values import Unit


class Roll(enum.Enum):
    """Whether a last day that is a rest day moves to the next working day."""

    BY_CONVENTION = "by_convention"
    ROLLING = "rolling"
    NOT_ROLLING = "not_rolling"


@node
class Settings:
    """How one deadline is counted where that differs from the policy's head."""

    counting: str | None = None
    calendar: str | None = None
    roll: Roll = Roll.BY_CONVENTION
    span: Span = place()


@node
class Within:
    """`within 3 working days [after X]`; `strictly within` excludes the last moment."""

    duration: Duration
    after: Name | None = None
    strict: bool = False
    settings: Settings = Settings()
    span: Span = place()


@node
class AtLeastBefore:
    """`at least 5 working days before release`."""

    duration: Duration
    event: Name
    settings: Settings = Settings()
    span: Span = place()


@node
class BeforeEvent:
    """`before E`, or `before the next E` when `next`."""

    event: Name
    next: bool = False
    span: Span = place()


class PeriodRef(enum.Enum):
    """Which period a day of a period belongs to, seen from the trigger or from the period of recurrence."""

    EACH_MONTH = "each_month"
    EACH_QUARTER = "each_quarter"
    EACH_YEAR = "each_year"
    FOLLOWING_MONTH = "following_month"
    FOLLOWING_QUARTER = "following_quarter"
    FOLLOWING_YEAR = "following_year"


RECURRING: Mapping[PeriodRef, Unit] = MappingProxyType(
    {
        PeriodRef.EACH_MONTH: Unit.MONTH,
        PeriodRef.EACH_QUARTER: Unit.QUARTER,
        PeriodRef.EACH_YEAR: Unit.YEAR,
    }
)
"""The periods whose day returns: `by the 10th of each month`."""


@node
class ByDay:
    """`by the 10th of each month` (day 10), `by 30 April of the following year` (month 4, day 30)."""

    day: int
    month: int | None
    of: PeriodRef
    settings: Settings = Settings()
    span: Span = place()


@node
class ByDate:
    """`by 2024-06-30`."""

    date: dt.date
    settings: Settings = Settings()
    span: Span = place()


@node
class ByTime:
    """`by 17:00` on the trigger's day, or on the next day or next working day."""

    time: dt.time
    day: str = "same_day"  # same_day | next_day | next_working_day
    span: Span = place()


@node
class EndOf:
    """`by the end of the month`: of the trigger's month, quarter, year, week or day."""

    unit: Unit
    settings: Settings = Settings()
    span: Span = place()


@node
class SameDay:
    """`on the same day [as X]`."""

    event: Name | None = None
    span: Span = place()


@node
class Pick:
    """`by the earlier of A and B`, `by the later of A and B`."""

    later: bool
    limits: tuple[Limit, ...]
    span: Span = place()


Limit = Within | AtLeastBefore | BeforeEvent | ByDay | ByDate | ByTime | EndOf | SameDay | Pick
