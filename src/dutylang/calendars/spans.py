"""How long it is between two moments, how late an act was, and which calendar periods a stretch holds."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from zoneinfo import ZoneInfo

from dutylang.calendars.calendar import Calendar
from dutylang.calendars.moments import (
    DAYS,
    MONTHS,
    SECONDS,
    add_days,
    add_months,
    earliest_instant,
    latest_instant,
    month_length,
)
from dutylang.values import Moment, Period, Unit

CalendarPeriod = tuple[str, dt.date, dt.date]
"""The label of a calendar period (`2024-Q2`), its first day and its last day."""

ONE_DAY = dt.timedelta(days=1)


def elapsed_between(a: Moment, b: Moment, unit: Unit, calendar: Calendar, tz: ZoneInfo) -> int | None:
    """Whole units from `a` to `b`, negative when `b` comes first.

    Days and longer compare local dates: the day of `a` is not counted, that of `b` is. Minutes and hours
    are elapsed time; where a moment without a time leaves the number open, None.
    """
    if unit.is_elapsed:
        shortest = earliest_instant(b, tz) - latest_instant(a, tz)
        longest = latest_instant(b, tz) - earliest_instant(a, tz)
        least, most = _whole_on_clock(shortest, unit), _whole_on_clock(longest, unit)
        return least if least == most else None
    if unit is Unit.WORKING_DAY:
        return calendar.working_days_between(a.day, b.day)
    if b.day < a.day:
        return -_whole_units(b.day, a.day, unit)
    return _whole_units(a.day, b.day, unit)


def lateness(due: Moment, done: Moment, unit: Unit, calendar: Calendar, tz: ZoneInfo) -> Period:
    """How late `done` is, counted in `unit` from the due day to the day done; 0 when it is in time.

    Working days are those after the due day, through the day done. A begun week, month, quarter or year
    counts whole. Minutes and hours count from the due instant (24:00 of a whole day) and a begun one
    counts whole; of a day without a time only the lateness that is certain.
    """
    if unit.is_elapsed:
        seconds = (earliest_instant(done, tz) - latest_instant(due, tz)) // dt.timedelta(microseconds=1)
        return Period(max(0, -(-seconds // (SECONDS[unit] * 1_000_000))), unit)
    if done.day <= due.day:
        return Period(0, unit)
    if unit is Unit.WORKING_DAY:
        return Period(calendar.working_days_between(due.day, done.day), unit)
    # One more than the whole units to the day before: a begun unit counts.
    return Period(_whole_units(due.day, add_days(done.day, -1), unit) + 1, unit)


def calendar_periods(
    unit: Unit, first: dt.date, last: dt.date, calendar: Calendar | None = None
) -> Iterator[CalendarPeriod]:
    """Each calendar period that shares a day with [first, last], in order, whole and not cut.

    Labels: `2024`, `2024-Q2`, `2024-05`, ISO 8601 weeks `2024-W19`, days `2024-05-06`. Working days need
    the calendar. Minutes and hours have no calendar periods.
    """
    if unit is Unit.WORKING_DAY and calendar is not None:
        for ordinal in calendar.ordinals(first, last):
            day = dt.date.fromordinal(ordinal)
            yield day.isoformat(), day, day
        return
    day = first
    while day <= last:
        label, begins, ends = period_of(unit, day)
        yield label, begins, ends
        if ends == dt.date.max:
            return
        day = ends + ONE_DAY


def period_of(unit: Unit, day: dt.date) -> CalendarPeriod:
    """The calendar day, week, month, quarter or year that `day` lies in."""
    if unit is Unit.WEEK:
        year, week, weekday = day.isocalendar()
        monday = add_days(day, 1 - weekday)
        return f"{year:04}-W{week:02}", monday, add_days(monday, 6)
    if unit not in MONTHS:
        return day.isoformat(), day, day
    length = MONTHS[unit]
    first_month = (day.month - 1) // length * length + 1
    last_month = first_month + length - 1
    begins = dt.date(day.year, first_month, 1)
    ends = dt.date(day.year, last_month, month_length(day.year, last_month))
    labels = {
        Unit.MONTH: f"{day.year:04}-{day.month:02}",
        Unit.QUARTER: f"{day.year:04}-Q{(day.month + 2) // 3}",
        Unit.YEAR: f"{day.year:04}",
    }
    return labels[unit], begins, ends


def _whole_units(first: dt.date, last: dt.date, unit: Unit) -> int:
    """Whole units from `first` to a day on or after it."""
    if unit not in MONTHS:
        return (last - first).days // DAYS[unit]
    months = (last.year - first.year) * 12 + last.month - first.month
    # A month that ends on a clamped day is a whole one: 31 January to 29 February.
    months -= add_months(first, months) > last
    return months // MONTHS[unit]


def _whole_on_clock(length: dt.timedelta, unit: Unit) -> int:
    """Whole units of elapsed time, towards zero."""
    whole = abs(length) // dt.timedelta(seconds=SECONDS[unit])
    return whole if length >= dt.timedelta() else -whole
