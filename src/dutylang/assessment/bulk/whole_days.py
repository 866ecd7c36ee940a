"""Periods in days, weeks and working days that end with a whole day: counted at once, without the reasons."""

from __future__ import annotations

import datetime as dt

import numpy as np

from dutylang.assessment.bulk.board import Board, different_days
from dutylang.assessment.bulk.due_columns import Dues
from dutylang.assessment.bulk.shape import Openings
from dutylang.assessment.single.context import Trace, period_value
from dutylang.calendars import Calendar
from dutylang.calendars.conventions import CONVENTIONS
from dutylang.calendars.counting import on_clock
from dutylang.calendars.moments import DAYS, add_days
from dutylang.cases.columns.model import NO_DAY
from dutylang.plan import deadlines as d
from dutylang.values import Period, Unit


def whole_days(limit: d.AfterLimit, openings: Openings, board: Board, unit: Unit) -> Dues | None:
    """The last days of a period from each opening; None where it takes more than adding days.

    The same as the reference's `count_forward` without suspensions and without a roll.
    """
    rule = CONVENTIONS[limit.counting.convention]
    rolls = rule.rolls if limit.counting.roll is None else limit.counting.roll
    works = unit is Unit.WORKING_DAY
    if on_clock(unit, rule) or not (works or (unit in DAYS and not rolls)) or (openings.day == NO_DAY).any():
        return None
    calendar = board.setting.calendar(limit.counting.calendar)
    days, place = different_days(openings.day)
    due, provisional, house = [], [], []
    for ordinal in days.tolist():
        day, trace = dt.date.fromordinal(ordinal), Trace()
        period = period_value(limit.period, day, board.setting, trace)
        last = calendar.add_working_days(day, period.count) if works else add_days(day, _days(period))
        last = add_days(last, -limit.strict)
        due.append(last.toordinal())
        provisional.append(works and not _is_published(add_days(day, 1), last, calendar))
        house.append(trace.house_default)
    found = Dues.none(openings.size)
    if len(days):
        found.day = np.array(due, np.int64)[place]
        found.provisional = np.array(provisional, np.bool_)[place]
        found.house = np.array(house, np.bool_)[place]
    return found


def _days(period: Period) -> int:
    return period.count * DAYS[period.unit]


def _is_published(first: dt.date, last: dt.date, calendar: Calendar) -> bool:
    return calendar.is_published(first) and calendar.is_published(last)
