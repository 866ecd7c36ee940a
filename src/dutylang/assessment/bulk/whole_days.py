"""Periods in days, weeks and working days that end with a whole day: counted at once, without the reasons."""

from __future__ import annotations

import numpy as np

from dutylang.assessment.bulk.board import Board
from dutylang.assessment.bulk.due_columns import Dues
from dutylang.assessment.bulk.shape import Openings
from dutylang.assessment.bulk.working_days import LAST, are_published, nth_working_days
from dutylang.calendars import Calendar
from dutylang.calendars.conventions import CONVENTIONS
from dutylang.calendars.counting import on_clock
from dutylang.calendars.moments import DAYS
from dutylang.cases.columns.model import NO_DAY
from dutylang.ops.columns import Flags, Ints
from dutylang.plan import deadlines as d
from dutylang.values import Period, Unit


def whole_days(limit: d.AfterLimit, period: Period, openings: Openings, board: Board) -> Dues | None:
    """The last days of the `period` of a limit from each opening; None where it takes more than adding days.

    The same as the reference's `count_forward` without suspensions and without a roll.
    """
    rule = CONVENTIONS[limit.counting.convention]
    rolls = rule.rolls if limit.counting.roll is None else limit.counting.roll
    unit = period.unit
    works = unit is Unit.WORKING_DAY
    if on_clock(unit, rule) or not (works or (unit in DAYS and not rolls)) or (openings.day == NO_DAY).any():
        return None
    calendar = board.setting.calendar(limit.counting.calendar) if works else None
    found = Dues.none(openings.size)
    found.day, found.provisional = _lasts(openings.day, period, limit.strict, calendar)
    return found


def _lasts(days: Ints, period: Period, strict: bool, calendar: Calendar | None) -> tuple[Ints, Flags]:
    """The last days of a period from each day, of working days where there is a calendar.

    With them whether they rest on days off that are not published yet.
    """
    if not len(days):
        return days.astype(np.int64), np.zeros(0, np.bool_)
    if calendar is None:
        lasts = _kept(_kept(days.astype(np.int64) + period.count * DAYS[period.unit]) - strict)
        return lasts, np.zeros(len(days), np.bool_)
    lasts = _kept(nth_working_days(days, period.count, calendar) - strict)
    published = are_published(_kept(days + 1), calendar) & are_published(lasts, calendar)
    return lasts, ~published


def _kept(days: Ints) -> Ints:
    """Days within the years 1 to 9999."""
    return np.clip(days, 1, LAST)
