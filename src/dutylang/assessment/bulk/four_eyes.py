"""Four eyes, for all cases at once: nobody may have done acts of two of the types."""

from __future__ import annotations

import attrs
import numpy as np

from dutylang.assessment.bulk.actors import participants
from dutylang.assessment.bulk.board import NO_ROW, Board
from dutylang.assessment.bulk.same_day import alike
from dutylang.assessment.bulk.shape import Openings, Outcomes, Task
from dutylang.assessment.model import Verdict
from dutylang.ops.columns import Flags, Ints
from dutylang.plan.model import FourEyesBody


@attrs.frozen(eq=False)
class _Acts:
    """All acts of the types, type after type; those of a case stand in the order of the record within a type."""

    rows: Ints
    type: Ints
    case: Ints


def settle_four_eyes(body: FourEyesBody, openings: Openings, outcomes: Outcomes, task: Task) -> None:
    """Settles the cases in which acts of every type happened. The openings are whole cases."""
    board = task.board
    open_ = np.zeros(board.count, np.bool_)
    open_[openings.case[outcomes.verdict < 0]] = True
    acts = _acts_of(body, open_, board)
    barred, blank = _same_hands(acts, board)
    broken, silent = np.zeros(board.count, np.bool_), np.zeros(board.count, np.bool_)
    broken[acts.case[barred]] = True
    silent[acts.case[blank]] = True
    # Who did the acts of which nobody is told decides only where nobody else did two.
    task.route(np.flatnonzero(open_ & (silent & ~broken if not task.rule.exceptions else silent | broken)))
    later = _later(body, acts, board)[openings.case]
    mine = open_[openings.case]
    outcomes.opened_day[mine] = board.day[later[mine]]
    outcomes.opened_instant[mine] = board.instant[later[mine]]
    wrong = outcomes.settle(mine & broken[openings.case], Verdict.VIOLATED, "same_person_acted")
    right = outcomes.settle(mine, Verdict.SATISFIED, "different_persons_acted")
    shown = np.where(broken[acts.case], barred, True)
    _show(acts, shown, openings, outcomes, board)
    last = outcomes.done[wrong]
    outcomes.missed_day[wrong], outcomes.missed_instant[wrong] = board.day[last], board.instant[last]
    outcomes.done[right] = later[right]


def _acts_of(body: FourEyesBody, wanted: Flags, board: Board) -> _Acts:
    found = [board.of_type(name) for name in body.events]
    found = [rows[wanted[board.case[rows]]] for rows in found]
    rows = np.concatenate(found)
    kind = np.repeat(np.arange(len(found), dtype=np.int64), [len(each) for each in found])
    return _Acts(rows, kind, board.case[rows])


def _same_hands(acts: _Acts, board: Board) -> tuple[Flags, Flags]:
    """Which acts were done by somebody who also did one of another type, and of which nobody is told."""
    owner, person, _ = participants(board, acts.rows)
    blank = np.ones(len(acts.rows), np.bool_)
    blank[owner] = False
    hands = acts.case[owner] * max(len(board.columns.persons), 1) + person
    of_type = np.unique(np.stack([hands, acts.type[owner]]), axis=1)[0]
    different, types = np.unique(of_type, return_counts=True)
    barred = np.zeros(len(acts.rows), np.bool_)
    barred[owner[np.isin(hands, different[types > 1])]] = True
    return barred, blank


def _later(body: FourEyesBody, acts: _Acts, board: Board) -> Ints:
    """By case, the latest of the first acts of the types; of one day without times the first named."""
    later = np.full(board.count, NO_ROW, np.int64)
    for kind in range(len(body.events)):
        firsts = np.full(board.count, NO_ROW, np.int64)
        mine = acts.type == kind
        firsts[acts.case[mine][::-1]] = acts.rows[mine][::-1]
        there = (firsts != NO_ROW) & (later != NO_ROW)
        one, other = np.where(there, firsts, 0), np.where(there, later, 0)
        if len(board.case):
            later = np.where(there & (one > other) & ~alike(one, other, board), firsts, later)
        later = np.where(later == NO_ROW, firsts, later)
    return later


def _show(acts: _Acts, shown: Flags, openings: Openings, outcomes: Outcomes, board: Board) -> None:
    """Gives the acts of each case as evidence, type after type, and the last of them as what was done."""
    place = np.full(board.count, -1, np.int64)
    place[openings.case] = np.arange(openings.size)
    order = np.argsort(acts.case[shown], kind="stable")
    rows, at = acts.rows[shown][order], place[acts.case[shown][order]]
    if not len(rows):
        return
    new = np.ones(len(at), np.bool_)
    new[1:] = at[1:] != at[:-1]
    starts = np.flatnonzero(new)
    nth = np.arange(len(at)) - np.repeat(starts, np.diff(np.append(starts, len(at))))
    outcomes.widen(int(nth.max()) + 1)
    outcomes.evidence[at, nth] = rows
    outcomes.done[at[np.append(starts[1:], len(at)) - 1]] = rows[np.append(starts[1:], len(at)) - 1]
