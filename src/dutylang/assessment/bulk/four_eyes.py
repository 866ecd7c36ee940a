"""Four eyes, for all openings at once: nobody may have done acts of two of the types."""

from __future__ import annotations

import attrs
import numpy as np

from dutylang.assessment.bulk.actors import expanded, participants
from dutylang.assessment.bulk.board import NO_ROW, Board
from dutylang.assessment.bulk.openings import acts_window
from dutylang.assessment.bulk.same_day import alike
from dutylang.assessment.bulk.shape import Openings, Outcomes, Task
from dutylang.assessment.model import Verdict
from dutylang.ops.columns import Flags, Ints
from dutylang.plan.model import FourEyesBody


@attrs.frozen(eq=False)
class _Acts:
    """The acts of the types that each opening speaks of, type after type; `owner` is the place of the opening."""

    rows: Ints
    type: Ints
    owner: Ints


def settle_four_eyes(body: FourEyesBody, openings: Openings, outcomes: Outcomes, task: Task) -> None:
    """Settles the openings that speak of acts of every type, and of the rest that there are none."""
    board = task.board
    acts = _acts_of(body, openings, outcomes.verdict < 0, board)
    later, every = _later(body, acts, openings.size, board)
    outcomes.settle(~every, Verdict.NOT_APPLICABLE, "not_activated")
    mine = outcomes.verdict < 0
    kept = mine[acts.owner]
    acts = _Acts(acts.rows[kept], acts.type[kept], acts.owner[kept])
    barred, blank = _same_hands(acts, board)
    broken, silent = np.zeros(openings.size, np.bool_), np.zeros(openings.size, np.bool_)
    broken[acts.owner[barred]] = True
    silent[acts.owner[blank]] = True
    # Who did the acts of which nobody is told decides only where nobody else did two.
    unclear = silent & ~broken if not task.rule.exceptions else silent | broken
    task.route(openings.case[mine & unclear])
    outcomes.trigger[:] = NO_ROW  # the later act activates it
    outcomes.opened_day[mine] = board.day[later[mine]]
    outcomes.opened_instant[mine] = board.instant[later[mine]]
    wrong = outcomes.settle(mine & broken, Verdict.VIOLATED, "same_person_acted")
    right = outcomes.settle(mine, Verdict.SATISFIED, "different_persons_acted")
    _show(acts, np.where(broken[acts.owner], barred, True), outcomes)
    last = outcomes.done[wrong]
    outcomes.missed_day[wrong], outcomes.missed_instant[wrong] = board.day[last], board.instant[last]
    outcomes.done[right] = later[right]


def _acts_of(body: FourEyesBody, openings: Openings, asked: Flags, board: Board) -> _Acts:
    low, high = acts_window(openings, board)
    places = np.flatnonzero(asked)
    parts: list[tuple[Ints, Ints]] = []
    for name in body.events:
        rows = board.of_type(name)
        first, last = np.searchsorted(rows, low[places]), np.searchsorted(rows, high[places])
        owner, at = expanded(first, np.maximum(first, last))
        parts.append((rows[at], places[owner]))
    kind = np.repeat(np.arange(len(parts), dtype=np.int64), [len(rows) for rows, _ in parts])
    return _Acts(
        np.concatenate([rows for rows, _ in parts]), kind, np.concatenate([owner for _, owner in parts])
    )


def _same_hands(acts: _Acts, board: Board) -> tuple[Flags, Flags]:
    """Which acts were done by somebody who also did one of another type, and of which nobody is told."""
    act, person, _ = participants(board, acts.rows)
    blank = np.ones(len(acts.rows), np.bool_)
    blank[act] = False
    hands = acts.owner[act] * max(len(board.columns.persons), 1) + person
    of_type = np.unique(np.stack([hands, acts.type[act]]), axis=1)[0]
    different, types = np.unique(of_type, return_counts=True)
    barred = np.zeros(len(acts.rows), np.bool_)
    barred[act[np.isin(hands, different[types > 1])]] = True
    return barred, blank


def _later(body: FourEyesBody, acts: _Acts, size: int, board: Board) -> tuple[Ints, Flags]:
    """By opening, the latest of the first acts of the types, and whether there is one of each.

    Of one day without times the first named.
    """
    later, every = np.full(size, NO_ROW, np.int64), np.ones(size, np.bool_)
    for kind in range(len(body.events)):
        firsts = np.full(size, NO_ROW, np.int64)
        mine = acts.type == kind
        firsts[acts.owner[mine][::-1]] = acts.rows[mine][::-1]
        every &= firsts != NO_ROW
        there = (firsts != NO_ROW) & (later != NO_ROW)
        one, other = np.where(there, firsts, 0), np.where(there, later, 0)
        if len(board.case):
            later = np.where(there & (one > other) & ~alike(one, other, board), firsts, later)
        later = np.where(later == NO_ROW, firsts, later)
    return later, every


def _show(acts: _Acts, shown: Flags, outcomes: Outcomes) -> None:
    """Gives the acts of each opening as evidence, type after type, and the last of them as what was done."""
    order = np.argsort(acts.owner[shown], kind="stable")
    rows, at = acts.rows[shown][order], acts.owner[shown][order]
    if not len(rows):
        return
    new = np.ones(len(at), np.bool_)
    new[1:] = at[1:] != at[:-1]
    starts = np.flatnonzero(new)
    nth = np.arange(len(at)) - np.repeat(starts, np.diff(np.append(starts, len(at))))
    outcomes.widen(int(nth.max()) + 1)
    outcomes.evidence[at, nth] = rows
    outcomes.done[at[np.append(starts[1:], len(at)) - 1]] = rows[np.append(starts[1:], len(at)) - 1]
