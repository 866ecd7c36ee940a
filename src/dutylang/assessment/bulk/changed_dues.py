"""The dues of a demand: another deadline under a condition, and the grants that lengthen one."""

from __future__ import annotations

import attrs
import numpy as np

from dutylang.assessment.bulk.board import NO_ROW
from dutylang.assessment.bulk.due_columns import Dues
from dutylang.assessment.bulk.frames import Frame
from dutylang.assessment.bulk.lengths import lengths_on
from dutylang.assessment.bulk.limits import dues_of
from dutylang.assessment.bulk.readings import truth
from dutylang.assessment.bulk.releases import empowered, not_later
from dutylang.assessment.bulk.same_day import first_beside
from dutylang.assessment.bulk.shape import Openings, Task
from dutylang.ops.columns import UNKNOWN, YES, Flags, Ints
from dutylang.plan.deadlines import AfterLimit, Counting, Extension
from dutylang.plan.model import Demand


def demand_dues(demand: Demand, openings: Openings, task: Task, asked: Flags) -> Dues:
    """The dues of a demand at the openings; those that are not asked may be anything."""
    dues = dues_of(demand.limits, openings, task)
    if demand.instead:
        dues = _instead(demand, dues, openings, task, asked)
    for extension in demand.extensions:
        _extend(extension, dues, openings, task)
    return dues


def _instead(demand: Demand, dues: Dues, openings: Openings, task: Task, asked: Flags) -> Dues:
    """The first of the other deadlines whose condition holds takes the place of all."""
    frame = Frame(
        task.board, openings.case, openings.day, start=openings.start, instant=openings.instant, asked=asked
    )
    left = asked.copy()
    house = np.zeros(openings.size, np.bool_)
    for instead in demand.instead:
        here = attrs.evolve(frame.where(left), house=np.zeros(openings.size, np.bool_))
        found = truth(instead.when, here)
        house |= here.house & left
        task.route(openings.case[left & (found == UNKNOWN)])
        holds = left & (found == YES)
        if holds.any():
            dues.put(holds, dues_of((instead.limit,), openings.taken(holds), task))
        left &= ~holds
    dues.house |= house
    return dues


def _extend(extension: Extension, dues: Dues, openings: Openings, task: Task) -> None:
    """Moves the dues by each grant of the empowered body, given by the then-current due."""
    board = task.board
    rows = empowered(extension.event, extension.by, task)
    counting = Counting(board.setting.plan.counting, board.setting.policy_calendar)
    limit = AfterLimit(extension.period, None, False, counting)
    place = _places(rows, openings, task)
    while len(rows):
        row = rows[np.minimum(place, len(rows) - 1)]
        more = dues.has_moment & (place < len(rows)) & (row < board.ends[openings.case])
        # Grants stand in order: one that comes too late is followed by none in time.
        more &= not_later(row, dues.day, dues.instant, board)
        if not more.any():
            return
        _move(limit, dues, more, row, openings, task)
        place = place + more


def _places(rows: Ints, openings: Openings, task: Task) -> Ints:
    """The place of the first grant that does not come before each opening."""
    board = task.board
    low = board.starts[openings.case]
    opened = openings.row != NO_ROW
    if opened.any():
        row = np.where(opened, openings.row, 0)
        low = np.where(opened, first_beside(row, board), low)
    return np.searchsorted(rows, low)


def _move(limit: AfterLimit, dues: Dues, where: Flags, rows: Ints, openings: Openings, task: Task) -> None:
    """Counts the period on from the dues, in the length that it has on the day of the grant."""
    plain = attrs.evolve(task, rule=attrs.evolve(task.rule, suspensions=()))
    asked = np.flatnonzero(where)
    for period, some, house in lengths_on(limit.period, task.board.day[rows[asked]], task.board):
        mine = asked[some]
        here = openings.taken(mine)
        here = attrs.evolve(
            here, day=dues.day[mine], instant=dues.instant[mine], first_day=None, last_day=None
        )
        moved = dues_of((attrs.evolve(limit, period=period),), here, plain)
        dues.day[mine], dues.instant[mine] = moved.day, moved.instant
        dues.vague[mine] |= moved.vague
        dues.provisional[mine] |= moved.provisional
        dues.house[mine] |= house[some]
