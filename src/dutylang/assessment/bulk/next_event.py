"""`as the next event`, for many openings at once: nothing may come between."""

from __future__ import annotations

import numpy as np

from dutylang.assessment.bulk.acts import Found, last_in_time, low_of
from dutylang.assessment.bulk.board import NO_ROW
from dutylang.assessment.bulk.due_columns import Dues
from dutylang.assessment.bulk.same_day import is_alone
from dutylang.assessment.bulk.shape import Openings, Outcomes, Task
from dutylang.assessment.model import Verdict
from dutylang.cases.columns.model import NO_DAY
from dutylang.ops.columns import Flags, Ints


def following_rows(openings: Openings, asked: Flags, task: Task) -> Ints:
    """The event right after each opening; the end of the case where there is none.

    Where it shares a day without times with the opening its order is not known: such cases are routed.
    """
    board = task.board
    low = low_of(openings, board)
    opened = openings.row != NO_ROW
    if not opened.any():
        return low
    row = np.where(opened, openings.row, 0)
    task.route(openings.case[asked & opened & ~is_alone(row, board)])
    return np.where(opened, row + 1, low)


def settle_next(
    result: Outcomes,
    dues: Dues,
    missed: Flags,
    following: Ints,
    every: Found,
    openings: Openings,
    task: Task,
) -> None:
    """Settles all but what came next and came late. `every` is the next event, where it is a performance."""
    board, case = task.board, openings.case
    shown_day, shown_instant = dues.shown(board)
    there = following < board.ends[case]
    closed_day, closed_instant = board.closed_day[case], board.closed_instant[case]
    result.settle(~there & ~missed & (closed_day == NO_DAY), Verdict.PENDING, "not_yet_due")
    undone = result.settle(~there, Verdict.VIOLATED, "not_done")
    bare = shown_day == NO_DAY
    result.missed_day[undone] = np.where(bare, closed_day, shown_day)[undone]
    result.missed_instant[undone] = np.where(bare, closed_instant, shown_instant)[undone]
    if not len(board.case):
        return
    row = np.where(there, following, 0)
    mine = every.counts > 0
    other = np.flatnonzero(result.settle(~mine, Verdict.VIOLATED, "other_came_next"))
    came = row[other]
    result.evidence[other, 0] = came
    result.missed_day[other], result.missed_instant[other] = board.day[came], board.instant[came]
    # What no register shows may have come between.
    unseen = board.incomplete(tuple(board.setting.plan.vocabulary.events))
    task.route(case[(result.verdict < 0) & unseen[case]])
    bound = last_in_time(dues.day, dues.instant, dues.exclusive, dues.before, openings, board)
    done = np.flatnonzero(result.settle(mine & (following < bound), Verdict.SATISFIED, "done_in_time"))
    result.evidence[done, 0] = result.done[done] = row[done]
