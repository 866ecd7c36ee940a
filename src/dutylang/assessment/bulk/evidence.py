"""What the evidence rests on."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from dutylang.assessment.bulk.board import NO_ROW, Board
from dutylang.assessment.bulk.chosen import Chosen
from dutylang.assessment.bulk.same_day import alike
from dutylang.assessment.bulk.shape import Outcomes
from dutylang.assessment.model import Flag
from dutylang.ops.columns import Flags, Ints


def flag_order(result: Outcomes, bounds: Sequence[Ints], board: Board) -> None:
    """Flags evidence that rests on an order of two events of one day that the record does not show."""
    if board.is_timed:
        return
    assumed = np.zeros(len(result.verdict), np.bool_)
    for column in range(result.evidence.shape[1] if len(board.case) else 0):
        act = result.evidence[:, column]
        at = np.where(act == NO_ROW, 0, act)
        for bound in bounds:
            there = (act != NO_ROW) & (bound != NO_ROW) & (act != bound)
            other = np.where(bound == NO_ROW, 0, bound)
            assumed |= there & alike(at, other, board)
    result.flag(assumed, Flag.ORDER_ASSUMED)


def show(result: Outcomes, where: Flags, acts: Chosen) -> None:
    """Gives acts as evidence, the last of them as the performance."""
    places = np.flatnonzero(where)
    if not len(places):
        return
    result.widen(acts.evidence.shape[1])
    for column, rows in enumerate(acts.evidence.T):
        result.evidence[places, column] = rows[places]
    result.done[places] = acts.done[places]
