"""Suspended days are not counted: from the first to the day before resumption, overlaps merged."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from zoneinfo import ZoneInfo

from dutylang.calendars.calendar import Calendar, day_roll
from dutylang.calendars.moments import add_days, add_seconds, start_of_day
from dutylang.values import Unit

Suspension = tuple[dt.date, dt.date]
"""The first suspended day and the day of resumption, which counts again."""

ONE_DAY = dt.timedelta(days=1)


def merged(suspensions: Sequence[Suspension]) -> tuple[Suspension, ...]:
    """The same days as disjoint suspensions in order; one that resumes before it begins holds no day."""
    joined: list[Suspension] = []
    for first, resumed in sorted(suspensions):
        if first >= resumed:
            continue
        if joined and first <= joined[-1][1]:
            joined[-1] = (joined[-1][0], max(joined[-1][1], resumed))
        else:
            joined.append((first, resumed))
    return tuple(joined)


def applying(suspensions: Sequence[Suspension], start: dt.date) -> tuple[Suspension, ...]:
    """The merged suspensions, cut to the days after `start`: the trigger's own day is never counted."""
    after = add_days(start, 1)
    return tuple((max(first, after), end) for first, end in merged(suspensions) if end > after)


def last_day_resumed(
    last: dt.date, unit: Unit, spans: Sequence[Suspension], calendar: Calendar
) -> tuple[dt.date, tuple[Suspension, ...]]:
    """The last day of a period once the suspensions begun by then have passed, and these suspensions.

    `spans` are merged and in order. What is left of the period at a suspension runs from its resumption.
    """
    passed: list[Suspension] = []
    for first, resumed in spans:
        if first > last:
            break  # begun after due: no effect
        before = first - ONE_DAY
        if unit is Unit.WORKING_DAY:
            left = calendar.working_days_between(before, last)
            last = calendar.add_working_days(resumed - ONE_DAY, left)
        else:
            last = add_days(resumed, (last - first).days)
        passed.append((first, resumed))
    return last, tuple(passed)


def first_open_day(
    day: dt.date, spans: Sequence[Suspension], calendar: Calendar
) -> tuple[dt.date, tuple[Suspension, ...]]:
    """The first working day on or after `day` that is not suspended, and the suspensions passed over."""
    day, passed = day_roll(day, calendar), []
    for first, resumed in spans:
        if first <= day < resumed:
            day = day_roll(resumed, calendar)
            passed.append((first, resumed))
    return day, tuple(passed)


def instant_resumed(
    start: dt.datetime, due: dt.datetime, spans: Sequence[Suspension], tz: ZoneInfo
) -> tuple[dt.datetime, tuple[Suspension, ...]]:
    """The end of a period of elapsed time that stands still on suspended local days, and these days."""
    passed: list[Suspension] = []
    for first, resumed in merged(spans):
        begins, ends = max(start_of_day(first, tz), start), start_of_day(resumed, tz)
        if begins <= due and ends > begins:
            due = add_seconds(due, round((ends - begins).total_seconds()))
            passed.append((first, resumed))
    return due, tuple(passed)
