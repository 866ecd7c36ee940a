"""A calendar says which local days are working days, why the others are not, and how far it knows."""

from __future__ import annotations

import datetime as dt
from array import array
from bisect import bisect_left, bisect_right
from collections.abc import Mapping
from functools import cached_property

import attrs

WEEKDAY_KEYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
LAST_ORDINAL = dt.date.max.toordinal()
SATURDAY_AND_SUNDAY = frozenset({5, 6})


@attrs.frozen(slots=False)
class Calendar:
    """Working days of one place, with the version of the data they come from.

    `holidays` maps days off to the key (or the plain name) of the reason; `working` are make-up working
    days, which outrank a weekend. `weekend` counts Monday as 0. `first_year` and `last_year` bound the
    years whose days off were published; both None means that nothing has to be published.
    """

    name: str
    version: str
    holidays: Mapping[dt.date, str] = attrs.field(factory=dict, hash=False)
    working: frozenset[dt.date] = frozenset()
    weekend: frozenset[int] = SATURDAY_AND_SUNDAY
    first_year: int | None = None
    last_year: int | None = None

    @property
    def label(self) -> str:
        """Name and version, as every result cites them, for example `china 2026.1`."""
        return f"{self.name} {self.version}"

    def is_working(self, day: dt.date) -> bool:
        """Whether `day` is a working day."""
        if day in self.working:
            return True
        return day.weekday() not in self.weekend and day not in self.holidays

    def is_published(self, day: dt.date) -> bool:
        """Whether the days off of the year of `day` are known and not only assumed."""
        if self.first_year is not None and day.year < self.first_year:
            return False
        return self.last_year is None or day.year <= self.last_year

    def why_rest(self, day: dt.date) -> str | None:
        """The key of the reason why `day` is a rest day (`national_day`, `saturday`); None if it is not."""
        if self.is_working(day):
            return None
        return self.holidays.get(day, WEEKDAY_KEYS[day.weekday()])

    def add_working_days(self, day: dt.date, count: int) -> dt.date:
        """The `count`-th working day after `day`; before it when negative; `day` itself for 0.

        `day` is never counted. Beyond the years 1 to 9999 the first or last day that exists.
        """
        if count > 0:
            return self._working_day(self._rank(day.toordinal()) + count)
        if count < 0:
            return self._working_day(self._rank(day.toordinal() - 1) + count + 1)
        return day

    def working_days_between(self, after: dt.date, through: dt.date) -> int:
        """How many working days lie in (after, through]; negative when `through` is before `after`."""
        return self._rank(through.toordinal()) - self._rank(after.toordinal())

    def ordinals(self, first: dt.date, last: dt.date) -> array[int]:
        """The proleptic ordinals of all working days in [first, last], ascending.

        The table from which bulk evaluation counts: it holds exactly the days that `is_working` holds.
        """
        weekend = {(weekday + 1) % 7 for weekday in self.weekend}  # ordinal 1 is a Monday
        off, extra = set(self._off), set(self._extra)
        days = range(first.toordinal(), last.toordinal() + 1)
        return array(
            "l", [day for day in days if day in extra or (day % 7 not in weekend and day not in off)]
        )

    # A number of working days is a closed formula over whole weeks, corrected by the exceptions, so that
    # any date of the years 1 to 9999 can be counted and not only those of a table.

    @cached_property
    def _off(self) -> tuple[int, ...]:
        days = (day for day in self.holidays if day.weekday() not in self.weekend and day not in self.working)
        return tuple(sorted(day.toordinal() for day in days))

    @cached_property
    def _extra(self) -> tuple[int, ...]:
        return tuple(sorted(day.toordinal() for day in self.working if day.weekday() in self.weekend))

    @cached_property
    def _in_week(self) -> tuple[int, ...]:
        """How many working days the first 0, 1, … 7 days of a plain week have."""
        counts = [0]
        for weekday in range(7):
            counts.append(counts[-1] + (weekday not in self.weekend))
        return tuple(counts)

    def _rank(self, ordinal: int) -> int:
        """How many working days lie on or before `ordinal`, from the first day of year 1."""
        weeks, days = divmod(ordinal, 7)
        plain = weeks * self._in_week[7] + self._in_week[days]
        return plain + bisect_right(self._extra, ordinal) - bisect_right(self._off, ordinal)

    def _working_day(self, rank: int) -> dt.date:
        """The working day with this rank, kept within the days that exist."""
        if rank < 1:
            return dt.date.min
        if rank > self._rank(LAST_ORDINAL):
            return dt.date.max
        week = self._in_week[7]
        low = max(1, (rank - len(self._extra)) * 7 // week - 14)
        high = min(LAST_ORDINAL, (rank + len(self._off)) * 7 // week + 14)
        window = range(low, high + 1)
        return dt.date.fromordinal(window[bisect_left(window, rank, key=self._rank)])


WEEKDAYS = Calendar("weekdays", "1")
"""Monday to Friday are working days; no holidays; never provisional."""


def day_roll(day: dt.date, calendar: Calendar) -> dt.date:
    """The first working day on or after `day`."""
    return day if calendar.is_working(day) else calendar.add_working_days(day, 1)
