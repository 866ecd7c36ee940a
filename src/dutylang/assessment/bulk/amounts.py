"""How late acts were, for many at once."""

from __future__ import annotations

import datetime as dt

import numpy as np

from dutylang.assessment.bulk.board import Board, different_days
from dutylang.assessment.bulk.due_columns import Dues
from dutylang.assessment.bulk.shape import Outcomes
from dutylang.assessment.single.late import calendar_of
from dutylang.calendars import Calendar
from dutylang.calendars.moments import SECONDS
from dutylang.calendars.spans import lateness
from dutylang.cases.columns.model import NO_DAY, NO_INSTANT, Flags, Ints
from dutylang.plan.model import Demand
from dutylang.values import Moment, Unit


def count_late(demand: Demand, result: Outcomes, dues: Dues, late: Flags, board: Board) -> None:
    """How late acts were, in the duty's unit; on the clock a begun unit counts whole."""
    rows = result.done[late]
    shown_day, shown_instant = dues.shown(board)
    has = dues.has_moment
    day = np.where(has, dues.day, np.where(shown_day != NO_DAY, shown_day, NO_DAY))[late]
    instant = np.where(has, dues.instant, shown_instant)[late]
    bare = day == NO_DAY
    day, instant = np.where(bare, board.day[rows], day), np.where(bare, board.instant[rows], instant)
    result.missed_day[late], result.missed_instant[late] = day, instant
    amounts = amounts_late(demand, day, instant, rows, board)
    result.late[late] = np.where((amounts == 0) & (instant != NO_INSTANT), 1, amounts)


def amounts_late(demand: Demand, day: Ints, instant: Ints, rows: Ints, board: Board) -> Ints:
    """How many of the duty's units lie between dues and the acts in `rows`."""
    unit = demand.unit
    if unit.is_elapsed:
        between = board.clock[rows] - board.latest(day, instant)
        begun: Ints = np.maximum(0, -(-between // (SECONDS[unit] * 1_000_000)))
        return begun
    setting = board.setting
    calendar = setting.calendar(calendar_of(demand, setting.policy_calendar))
    done = board.day[rows]
    if unit is Unit.DAY:
        days: Ints = np.maximum(0, done - day)
        return days
    if unit is Unit.WORKING_DAY:
        counted = _working_days(np.concatenate([done, day]), calendar)
        return np.where(done <= day, 0, counted[: len(done)] - counted[len(done) :])
    _, by_due = different_days(day)
    code = by_due * (int(done.max(initial=0)) + 1) + done
    _, first, place = np.unique(code, return_index=True, return_inverse=True)
    found = [
        lateness(_day(a), _day(b), unit, calendar, setting.tz).count
        for a, b in zip(day[first].tolist(), done[first].tolist(), strict=True)
    ]
    return np.array(found, np.int64)[place]


def _working_days(days: Ints, calendar: Calendar) -> Ints:
    """Working days after the earliest of them, through each."""
    different, place = different_days(days)
    if not len(different):
        return days
    base = dt.date.fromordinal(int(different[0]))
    counted = [calendar.working_days_between(base, dt.date.fromordinal(int(day))) for day in different]
    return np.array(counted, np.int64)[place]


def _day(ordinal: int) -> Moment:
    return Moment(dt.date.fromordinal(ordinal))
