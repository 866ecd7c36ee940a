"""Acts that were entered long after they are said to have been done."""

from __future__ import annotations

import attrs
import numpy as np

from dutylang.assessment.bulk.board import NO_ROW
from dutylang.assessment.bulk.limits import dues_of
from dutylang.assessment.bulk.shape import Outcomes, Task, at_events
from dutylang.assessment.model import Flag
from dutylang.cases.columns.model import NO_DAY, NO_INSTANT
from dutylang.ops.columns import Flags, Ints
from dutylang.plan.deadlines import AfterLimit, Counting, PeriodSource


def recorded_late(rows: Ints, limit: PeriodSource, task: Task) -> Flags:
    """Which events were recorded later than a period after they happened; no without an entry's date.

    Cases are routed where the length of the period is a default: which findings rest on it, the reference tells.
    """
    board = task.board
    events, setting = board.columns.events, board.setting
    late = np.zeros(len(rows), np.bool_)
    if events.recorded is None or events.recorded_day is None:
        return late
    source = board.kept[rows]
    day, instant = events.recorded_day[source], events.recorded[source]
    told = np.flatnonzero(day != NO_DAY)
    if not len(told):
        return late
    counting = Counting(setting.plan.counting, setting.policy_calendar)
    # The clock that is stopped for a duty goes on for the register.
    plain = attrs.evolve(task, rule=attrs.evolve(task.rule, suspensions=()))
    dues = dues_of((AfterLimit(limit, None, False, counting),), at_events(rows[told], board), plain)
    task.route(board.case[rows[told[dues.house]]])
    both = (instant[told] != NO_INSTANT) & dues.on_clock
    late[told] = np.where(both, instant[told] > dues.instant, day[told] > dues.day)
    return late


def recording_known(rows: Ints, task: Task) -> Flags:
    """Of which events it is told when they were recorded."""
    events = task.board.columns.events
    if events.recorded_day is None:
        return np.zeros(len(rows), np.bool_)
    known: Flags = events.recorded_day[task.board.kept[rows]] != NO_DAY
    return known


def flag_back_dated(outcomes: Outcomes, task: Task) -> None:
    """Flags findings that rest on an act recorded later than the policy allows."""
    limit = task.board.setting.plan.recorded_within
    if limit is None or not outcomes.evidence.size:
        return
    rows, place = np.unique(outcomes.evidence, return_inverse=True)
    there = rows != NO_ROW
    late = np.zeros(len(rows), np.bool_)
    late[there] = recorded_late(rows[there], limit, task)
    among: Flags = late[place].reshape(outcomes.evidence.shape)
    outcomes.flag(np.logical_or.reduce(among, axis=1), Flag.BACK_DATED)
