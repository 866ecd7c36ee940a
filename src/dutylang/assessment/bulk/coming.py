"""The next event of a type after each opening, and the one that a deadline is counted from."""

from __future__ import annotations

import numpy as np

from dutylang.assessment.bulk.board import NO_ROW, Board
from dutylang.assessment.bulk.same_day import end_beside, row_after
from dutylang.assessment.bulk.shape import Openings
from dutylang.cases.columns.model import NO_DAY, NO_INSTANT
from dutylang.ops.columns import Ints


def anchor_rows(anchor: str, openings: Openings, board: Board, *, looks_back: bool) -> Ints:
    """The first event of a type since the opening, else (or with `looks_back` rather) the last one before."""
    if anchor not in board.columns.events.types:
        return np.full(openings.size, NO_ROW, np.int64)
    rows = board.of_type(anchor)
    code = board.columns.events.types.index(anchor)
    opened = openings.row != NO_ROW
    own = opened.copy()
    own[opened] = board.type[openings.row[opened]] == code
    coming = next_event(anchor, openings, board)
    start = np.where(openings.instant == NO_INSTANT, openings.day, NO_DAY)
    by_day = board.first_not_before_day(openings.case, start + 1)
    by_clock = board.first_after_instant(openings.case, openings.instant)
    bound = np.where(openings.instant == NO_INSTANT, by_day, by_clock)
    place = np.searchsorted(rows, bound) - 1
    before = np.full(openings.size, NO_ROW, np.int64)
    if len(rows):
        candidate = rows[np.maximum(place, 0)]
        fits = (place >= 0) & (candidate >= board.starts[openings.case])
        before[fits] = candidate[fits]
    if looks_back:
        found = np.where(before != NO_ROW, before, coming)
    else:
        found = np.where(coming != NO_ROW, coming, before)
    return np.where(own, openings.row, found)


def next_event(event_type: str, openings: Openings, board: Board) -> Ints:
    """The first event of a type after each opening; of one day without times either order fits."""
    rows = board.of_type(event_type)
    opened = openings.row != NO_ROW
    row = np.where(opened, openings.row, 0)
    low = board.starts[openings.case]
    if opened.any():
        low = np.where(opened, row_after(row, board), low)
    later = np.flatnonzero(~opened & ~openings.from_start)
    if len(later):
        low[later] = board.first_not_before_day(openings.case[later], openings.day[later])
    place = np.searchsorted(rows, low)
    found = _at_place(rows, place, openings.case, board)
    itself = opened & (found == openings.row)
    if itself.any():
        found = np.where(itself, _at_place(rows, place + 1, openings.case, board), found)
    return found


def _at_place(rows: Ints, place: Ints, case: Ints, board: Board) -> Ints:
    if not len(rows):
        return np.full(len(place), NO_ROW, np.int64)
    found = rows[np.minimum(place, len(rows) - 1)]
    inside = (place < len(rows)) & (found < board.ends[case])
    return np.where(inside, found, NO_ROW)


def rows_up_to(ends: Ints, openings: Openings, board: Board) -> Ints:
    """The row that bounds what comes before an event; all of the case where there is none."""
    there = ends != NO_ROW
    if not there.any():
        return board.ends[openings.case]
    row = np.where(there, ends, 0)
    found: Ints = np.where(there, end_beside(row, board), board.ends[openings.case])
    return found
