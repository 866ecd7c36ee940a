"""Events of one day without times, whose order in their case is not known. Where all have times none is unknown."""

from __future__ import annotations

import numpy as np

from dutylang.assessment.bulk.board import Board
from dutylang.ops.columns import Flags, Ints


def first_beside(rows: Ints, board: Board) -> Ints:
    """The row of each event; of one without a time the first of its day."""
    return rows if board.is_timed else np.where(board.timed[rows], rows, board.first[rows])


def end_beside(rows: Ints, board: Board) -> Ints:
    """The row of each event; of one without a time the row after its day."""
    return rows if board.is_timed else np.where(board.timed[rows], rows, board.last[rows])


def row_after(rows: Ints, board: Board) -> Ints:
    """The row after each event; of one without a time the first of its day, which may come after it."""
    return rows + 1 if board.is_timed else np.where(board.timed[rows], rows + 1, board.first[rows])


def alike(one: Ints, other: Ints, board: Board) -> Flags:
    """Where the order of two events is not known."""
    if board.is_timed:
        return np.zeros(len(one), np.bool_)
    found: Flags = (board.first[one] == board.first[other]) & ~board.timed[one]
    return found


def is_alone(rows: Ints, board: Board) -> Flags:
    """Where the place of an event is known: it has a time, or its day for itself."""
    if board.is_timed:
        return np.ones(len(rows), np.bool_)
    found: Flags = board.timed[rows] | (board.last[rows] - board.first[rows] == 1)
    return found
