"""Working days and counted periods: calendars with their versions, conventions with their sources."""

from dutylang.calendars.calendar import WEEKDAYS, Calendar, day_roll
from dutylang.calendars.conventions import CONVENTIONS, Convention
from dutylang.calendars.counting import Count, count_backward, count_forward, on_clock
from dutylang.calendars.from_file import calendar_from_file
from dutylang.calendars.moments import (
    add_days,
    add_months,
    earliest_instant,
    end_of_day,
    latest_instant,
    moment_at,
    start_of_day,
)
from dutylang.calendars.named import BUILT_IN, calendar_named
from dutylang.calendars.spans import CalendarPeriod, calendar_periods, elapsed_between, lateness, period_of
from dutylang.calendars.suspensions import Suspension, merged

__all__ = [
    "BUILT_IN",
    "CONVENTIONS",
    "WEEKDAYS",
    "Calendar",
    "CalendarPeriod",
    "Convention",
    "Count",
    "Suspension",
    "add_days",
    "add_months",
    "calendar_from_file",
    "calendar_named",
    "calendar_periods",
    "count_backward",
    "count_forward",
    "day_roll",
    "earliest_instant",
    "elapsed_between",
    "end_of_day",
    "lateness",
    "latest_instant",
    "merged",
    "moment_at",
    "on_clock",
    "period_of",
    "start_of_day",
]
