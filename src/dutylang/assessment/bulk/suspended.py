"""Deadlines for which the time stood still: the few cases with suspensions are counted one by one."""

from __future__ import annotations

import numpy as np

from dutylang.assessment.bulk.due_columns import Dues
from dutylang.assessment.bulk.one_by_one import in_portions, moment_of, setting_of
from dutylang.assessment.bulk.shape import Openings, Task
from dutylang.assessment.single.context import Context, Setting, Trace
from dutylang.assessment.single.dues import Due, due_of
from dutylang.assessment.single.openings import WHOLE, Opening
from dutylang.assessment.single.world import World
from dutylang.plan.deadlines import AfterLimit
from dutylang.plan.model import Demand, Match, RulePlan
from dutylang.values import Moment

NOBODYS = Match((), ())


def with_suspensions(limit: AfterLimit, found: Dues, openings: Openings, task: Task) -> Dues:
    """The dues of a limit counted from the openings, given what they are where no time stood still."""
    board = task.board
    touched = np.zeros(board.count, np.bool_)
    for start, _ in task.rule.suspensions:
        touched[board.case[board.of_type(start)]] = True
    touched &= ~board.columns.odd
    known: dict[tuple[int, int, int], tuple[Due, Trace]] = {}
    for n in in_portions(np.flatnonzero(touched[openings.case]), openings.case, board):
        key = (int(openings.case[n]), int(openings.day[n]), int(openings.instant[n]))
        if key not in known:
            moment = moment_of(key[1], key[2])
            known[key] = counted_from(limit, moment, task.rule, setting_of(key[0], board))
        found.put_one(n, *known[key])
    return found


def counted_from(limit: AfterLimit, moment: Moment, rule: RulePlan, setting: Setting) -> tuple[Due, Trace]:
    """The due of a limit counted from a moment, as the reference counts it."""
    trace = Trace()
    context = Context(setting, World(), trace, moment)
    opening = Opening("", moment, None, WHOLE)
    return due_of(Demand((), NOBODYS, (limit,)), opening, rule, context), trace
