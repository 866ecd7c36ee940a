"""The values that policies compute with: truth, money, periods, moments. No floats in money."""

from __future__ import annotations

import datetime as dt
import enum
from decimal import Decimal

import attrs


class Unknown(enum.Enum):
    """What stands in the place of a value that is not known."""

    UNKNOWN = "unknown"

    def __bool__(self) -> bool:
        raise TypeError("unknown is neither true nor false: compare it with `is`")


UNKNOWN = Unknown.UNKNOWN


class Truth(enum.Enum):
    """Strong Kleene three-valued logic (Kleene 1952, §64)."""

    NO = "no"
    UNKNOWN = "unknown"
    YES = "yes"

    @staticmethod
    def of(value: object) -> Truth:
        """Yes and no of a `bool`; whatever is neither, such as `UNKNOWN`, None or a number, is unknown."""
        if value is True:
            return Truth.YES
        return Truth.NO if value is False else Truth.UNKNOWN

    def to_value(self) -> bool | Unknown:
        """The run-time value of a yes/no: a `bool`, or `UNKNOWN`."""
        return UNKNOWN if self is Truth.UNKNOWN else self is Truth.YES

    def __and__(self, other: Truth) -> Truth:
        if Truth.NO in (self, other):
            return Truth.NO
        return Truth.YES if self is other is Truth.YES else Truth.UNKNOWN

    def __or__(self, other: Truth) -> Truth:
        if Truth.YES in (self, other):
            return Truth.YES
        return Truth.NO if self is other is Truth.NO else Truth.UNKNOWN

    def __invert__(self) -> Truth:
        if self is Truth.UNKNOWN:
            return self
        return Truth.NO if self is Truth.YES else Truth.YES

    def __bool__(self) -> bool:
        raise TypeError("a Truth has three values: compare it with `is`")


@attrs.frozen(order=False)
class Money:
    """An exact decimal amount in the currency's main unit, with its ISO 4217 code."""

    amount: Decimal
    currency: str


class Family(enum.Enum):
    """Units that convert into one another exactly. Across families nothing converts: no month has 30 days."""

    CLOCK = "clock"  # minutes and hours
    DAYS = "days"  # days and weeks
    WORKING_DAYS = "working_days"
    MONTHS = "months"  # months, quarters and years


class Unit(enum.Enum):
    """Units of a period. Months, quarters and years are calendar units; working days need a calendar."""

    MINUTE = "minute"
    HOUR = "hour"
    DAY = "day"
    WORKING_DAY = "working_day"
    WEEK = "week"
    MONTH = "month"
    QUARTER = "quarter"
    YEAR = "year"

    @property
    def is_elapsed(self) -> bool:
        """Counted on the clock, not in whole days."""
        return self in (Unit.MINUTE, Unit.HOUR)

    @property
    def is_calendar(self) -> bool:
        """Months, quarters and years: their length depends on where they begin."""
        return self in (Unit.MONTH, Unit.QUARTER, Unit.YEAR)

    @property
    def family(self) -> Family:
        """The units that it converts into."""
        return UNIT_SIZES[self][0]

    @property
    def size(self) -> int:
        """How many of the family's smallest unit (minute, day, working day, month) it holds."""
        return UNIT_SIZES[self][1]


UNIT_SIZES = {
    Unit.MINUTE: (Family.CLOCK, 1),
    Unit.HOUR: (Family.CLOCK, 60),
    Unit.DAY: (Family.DAYS, 1),
    Unit.WEEK: (Family.DAYS, 7),
    Unit.WORKING_DAY: (Family.WORKING_DAYS, 1),
    Unit.MONTH: (Family.MONTHS, 1),
    Unit.QUARTER: (Family.MONTHS, 3),
    Unit.YEAR: (Family.MONTHS, 12),
}
SMALLEST_UNITS = {family: unit for unit, (family, size) in UNIT_SIZES.items() if size == 1}


@attrs.frozen
class Period:
    """A whole number of one unit, such as 3 working days.

    Two periods are the same value when they are written alike; `7 days == 1 week` is for `ops` to say.
    """

    count: int
    unit: Unit

    @property
    def length(self) -> int:
        """The number of the family's smallest unit: minutes, days, working days or months."""
        return self.count * self.unit.size


@attrs.frozen
class Moment:
    """A point of local time: a whole local day when `instant` is None, else a zoned instant on that day.

    `day` is the date in the policy's timezone; `instant` is timezone-aware.
    """

    day: dt.date
    instant: dt.datetime | None = None
