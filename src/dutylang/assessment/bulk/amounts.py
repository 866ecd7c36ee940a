"""How late acts were, for many at once."""

from __future__ import annotations

import datetime as dt

import numpy as np

from dutylang.assessment.bulk.board import Board
from dutylang.assessment.bulk.due_columns import Dues
from dutylang.assessment.bulk.index import different_days
from dutylang.assessment.bulk.shape import Outcomes
from dutylang.assessment.bulk.working_days import WorkingDays
from dutylang.assessment.single.late import calendar_of
from dutylang.calendars.moments import SECONDS
from dutylang.calendars.spans import lateness
from dutylang.cases.columns.model import NO_DAY, NO_INSTANT
from dutylang.ops.columns import Flags, Ints
from dutylang.plan.model import Demand
from dutylang.values import Moment, Unit


def count_late(demand: Demand, result: Outcomes, dues: Dues, late: Flags, board: Board) -> None:
    """How late acts were, in the duty's unit; on the clock a begun unit counts whole."""
    places = np.flatnonzero(late)
    rows = result.done[places]
    shown_day, shown_instant = dues.shown(board)
    has = dues.has_moment[places]
    day = np.where(has, dues.day[places], shown_day[places])
    instant = np.where(has, dues.instant[places], shown_instant[places])
    bare = day == NO_DAY
    if bare.any():
        day, instant = np.where(bare, board.day[rows], day), np.where(bare, board.instant[rows], instant)
    result.missed_day[places] = day
    if (instant != NO_INSTANT).any():
        result.missed_instant[places] = instant
    amounts = amounts_late(demand, day, instant, rows, board)
    result.late[places] = np.where((amounts == 0) & (instant != NO_INSTANT), 1, amounts)


def amounts_late(demand: Demand, day: Ints, instant: Ints, rows: Ints, board: Board) -> Ints:
    """How many of the duty's units lie between dues and the acts in `rows`."""
    unit = demand.unit
    if unit.is_elapsed:
        between = board.clock[rows] - board.latest(day, instant)
        begun: Ints = np.maximum(0, -(-between // (SECONDS[unit] * 1_000_000)))
        return begun
    setting = board.setting
    calendar = setting.calendar(calendar_of(demand, setting.policy_calendar))
    done = board.day.take(rows)
    if unit is Unit.DAY:
        days: Ints = np.maximum(0, done - day)
        return days
    if unit is Unit.WORKING_DAY:
        if not len(done):
            return done
        table = WorkingDays.between(
            calendar, int(min(done.min(), day.min())), int(max(done.max(), day.max()))
        )
        return np.where(done <= day, 0, table.through(done) - table.through(day))
    _, by_due = different_days(day)
    code = by_due * (int(done.max(initial=0)) + 1) + done
    _, first, place = np.unique(code, return_index=True, return_inverse=True)
    found = [
        lateness(_day(a), _day(b), unit, calendar, setting.tz).count
        for a, b in zip(day[first].tolist(), done[first].tolist(), strict=True)
    ]
    return np.array(found, np.int64)[place]


def _day(ordinal: int) -> Moment:
    return Moment(dt.date.fromordinal(ordinal))
