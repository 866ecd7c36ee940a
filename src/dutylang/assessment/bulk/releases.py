"""What frees from an instance after it opened: discharges and waivers, for many instances at once."""

from __future__ import annotations

import attrs
import numpy as np

from dutylang.assessment.bulk.actors import type_acted_as
from dutylang.assessment.bulk.board import NO_ROW, Board
from dutylang.assessment.bulk.same_day import first_beside
from dutylang.assessment.bulk.shape import Openings, Outcomes, Task
from dutylang.assessment.model import Verdict
from dutylang.cases.columns.model import NO_DAY, NO_INSTANT
from dutylang.ops.columns import UNKNOWN, YES, Flags, Ints
from dutylang.plan.model import Discharge


@attrs.frozen(eq=False)
class Releases:
    """Of each discharge of a rule the first event that ends each instance, `NO_ROW` where there is none."""

    discharges: tuple[Discharge, ...]
    rows: tuple[Ints, ...]
    board: Board

    def settle(self, result: Outcomes, day: Ints, instant: Ints) -> None:
        """Exempt where one came by the due (`NO_DAY`: whenever it came)."""
        for discharge, rows in zip(self.discharges, self.rows, strict=True):
            timely = (rows != NO_ROW) & ((day == NO_DAY) | not_later(rows, day, instant, self.board))
            reason = "waived" if discharge.waived else "discharged"
            free = result.settle(timely, Verdict.EXEMPT, reason)
            result.evidence[free, 0] = rows[free]

    def ended(self, day: Ints, instant: Ints) -> tuple[Ints, Ints]:
        """When what was still owed came to an end: the first of them, or the close of the case as given."""
        board = self.board
        for rows in self.rows[::-1]:
            there = rows != NO_ROW
            if not there.any():
                continue
            row = np.where(there, rows, 0)
            mine = board.latest(board.day[row], board.instant[row])
            first = there & ((day == NO_DAY) | (mine <= board.latest(day, instant)))
            day = np.where(first, board.day[row], day)
            instant = np.where(first, board.instant[row], instant)
        return day, instant


def not_later(rows: Ints, day: Ints, instant: Ints, board: Board) -> Flags:
    """Whether events lie at or before moments; a moment without a time reaches to its 24:00."""
    if not len(board.case):
        return np.zeros(len(rows), np.bool_)
    row = np.where(rows == NO_ROW, 0, rows)
    both = board.timed[row] & (instant != NO_INSTANT)
    found: Flags = np.where(both, board.instant[row] <= instant, board.day[row] <= day)
    return found


def releases_of(openings: Openings, task: Task) -> Releases:
    """The discharges of a rule after each opening, by those who have the power."""
    board, discharges = task.board, task.rule.discharges
    low = board.starts[openings.case]
    opened = openings.row != NO_ROW
    if discharges and opened.any():
        row = np.where(opened, openings.row, 0)
        low = np.where(opened, first_beside(row, board), low)
    rows = tuple(_first(empowered(each.event, each.by, task), low, openings, board) for each in discharges)
    return Releases(discharges, rows, board)


def empowered(event: str, by: str | None, task: Task) -> Ints:
    """The events of a type by holders of a role; cases in which that is not known are routed."""
    board = task.board
    rows = board.of_type(event)
    held = type_acted_as(board, event, (by,) if by else ())
    task.route(board.case[rows[held == UNKNOWN]])
    found: Ints = rows[held == YES]
    return found


def _first(rows: Ints, low: Ints, openings: Openings, board: Board) -> Ints:
    """For each opening the first of some rows that is not before `low`."""
    if not len(rows):
        return np.full(openings.size, NO_ROW, np.int64)
    place = np.searchsorted(rows, low)
    found = rows[np.minimum(place, len(rows) - 1)]
    inside = (place < len(rows)) & (found < board.ends[openings.case])
    return np.where(inside, found, NO_ROW)
