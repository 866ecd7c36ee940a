"""Arithmetic on local days and on instants. Instants come back in UTC, days in the policy's timezone."""

from __future__ import annotations

import datetime as dt
from zoneinfo import ZoneInfo

from dutylang.values import Moment, Unit

SECONDS = {Unit.MINUTE: 60, Unit.HOUR: 3600, Unit.DAY: 86_400, Unit.WEEK: 604_800}
DAYS = {Unit.DAY: 1, Unit.WEEK: 7}
MONTHS = {Unit.MONTH: 1, Unit.QUARTER: 3, Unit.YEAR: 12}

# A day's margin on both sides lets every zone show the first and the last instant as a local day.
FIRST_INSTANT = dt.datetime.min.replace(tzinfo=dt.UTC) + dt.timedelta(days=2)
LAST_INSTANT = dt.datetime.max.replace(tzinfo=dt.UTC, microsecond=0) - dt.timedelta(days=2)


def start_of_day(day: dt.date, tz: ZoneInfo) -> dt.datetime:
    """The instant, in UTC, at which the local day begins."""
    if day <= FIRST_INSTANT.date():
        return FIRST_INSTANT
    if day > LAST_INSTANT.date():
        return LAST_INSTANT
    return dt.datetime.combine(day, dt.time(), tz).astimezone(dt.UTC)


def end_of_day(day: dt.date, tz: ZoneInfo) -> dt.datetime:
    """24:00 of the local day: the instant, in UTC, at which the next one begins."""
    return start_of_day(add_days(day, 1), tz)


def earliest_instant(moment: Moment, tz: ZoneInfo) -> dt.datetime:
    """The instant in UTC, or the beginning of the day for a moment without a time."""
    return start_of_day(moment.day, tz) if moment.instant is None else moment.instant.astimezone(dt.UTC)


def latest_instant(moment: Moment, tz: ZoneInfo) -> dt.datetime:
    """The instant in UTC, or 24:00 of the day for a moment without a time."""
    return end_of_day(moment.day, tz) if moment.instant is None else moment.instant.astimezone(dt.UTC)


def moment_at(instant: dt.datetime, tz: ZoneInfo) -> Moment:
    """The moment of an instant, on its local day."""
    return Moment(instant.astimezone(tz).date(), instant.astimezone(dt.UTC))


def add_days(day: dt.date, count: int) -> dt.date:
    """`count` days later, or earlier when negative, kept within the years 1 to 9999."""
    ordinal = day.toordinal() + count
    return dt.date.fromordinal(min(max(ordinal, 1), dt.date.max.toordinal()))


def add_months(day: dt.date, count: int) -> dt.date:
    """The same day number `count` months later, or the last day of that month if it has no such day."""
    year, month = divmod(day.year * 12 + day.month - 1 + count, 12)
    if year < dt.MINYEAR:
        return dt.date.min
    if year > dt.MAXYEAR:
        return dt.date.max
    return dt.date(year, month + 1, min(day.day, month_length(year, month + 1)))


def month_length(year: int, month: int) -> int:
    """The number of days of a month."""
    if month == 2:
        return 29 if year % 4 == 0 and (year % 100 != 0 or year % 400 == 0) else 28
    return 30 if month in (4, 6, 9, 11) else 31


def add_seconds(instant: dt.datetime, seconds: int) -> dt.datetime:
    """Elapsed time on the clock: summer time neither adds nor removes an hour."""
    room = (LAST_INSTANT - instant if seconds > 0 else instant - FIRST_INSTANT).total_seconds()
    if abs(seconds) >= room:
        return LAST_INSTANT if seconds > 0 else FIRST_INSTANT
    return instant.astimezone(dt.UTC) + dt.timedelta(seconds=seconds)


def add_months_on_clock(instant: dt.datetime, count: int, tz: ZoneInfo) -> dt.datetime:
    """The same local time of day on the day that `add_months` finds, as an instant in UTC."""
    local = instant.astimezone(tz)
    day = add_months(local.date(), count)
    if not FIRST_INSTANT.date() < day < LAST_INSTANT.date():
        return start_of_day(day, tz)
    return dt.datetime.combine(day, local.time(), tz).replace(fold=local.fold).astimezone(dt.UTC)
