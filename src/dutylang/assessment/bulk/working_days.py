"""Working days of a calendar between two days, as a table from which many are counted at once."""

from __future__ import annotations

import datetime as dt

import attrs
import numpy as np

from dutylang.assessment.bulk.index import different_days
from dutylang.calendars import Calendar
from dutylang.ops.columns import Flags, Ints

LAST = dt.date.max.toordinal()


@attrs.frozen(eq=False)
class WorkingDays:
    """`counts` tells of each day from `first` on how many working days lie from there to that day, itself too.

    `days` are those working days, in order. Days are ordinals.
    """

    first: int
    days: Ints
    counts: Ints

    @classmethod
    def between(cls, calendar: Calendar, first: int, last: int) -> WorkingDays:
        """The table of a calendar over the days from `first` to `last`, both included."""
        last = min(last, LAST)
        days = np.array(calendar.ordinals(dt.date.fromordinal(first), dt.date.fromordinal(last)), np.int64)
        is_working = np.zeros(last - first + 1, np.int64)
        is_working[days - first] = 1
        return cls(first, days, np.cumsum(is_working))

    def through(self, days: Ints) -> Ints:
        """How many working days lie between the first day of the table and each day, both included."""
        found: Ints = self.counts[days - self.first]
        return found

    def after(self, days: Ints, count: int) -> Ints | None:
        """The working day of that number after each day, a positive one; None where the table ends before."""
        place = self.through(days) + count - 1
        if len(place) and int(place.max()) >= len(self.days):
            return None
        found: Ints = self.days[place]
        return found


def nth_working_days(days: Ints, count: int, calendar: Calendar) -> Ints:
    """The `count`-th working day after each day, as the calendar counts it."""
    first, last = int(days.min()), int(days.max())
    # Room for weekends and for holidays as long as any; where that is not enough days are counted one by one.
    table = WorkingDays.between(calendar, first, last + 3 * max(count, 0) + 60)
    found = table.after(days, count) if count > 0 else None
    if found is not None:
        return found
    different, place = different_days(days)
    counted = [calendar.add_working_days(dt.date.fromordinal(day), count) for day in different.tolist()]
    return np.array([day.toordinal() for day in counted], np.int64)[place]


def are_published(days: Ints, calendar: Calendar) -> Flags:
    """Of each day whether the days off of its year are known."""
    found = np.ones(len(days), np.bool_)
    if calendar.first_year is not None:
        found &= days >= dt.date(calendar.first_year, 1, 1).toordinal()
    if calendar.last_year is not None:
        found &= days <= dt.date(calendar.last_year, 12, 31).toordinal()
    return found
