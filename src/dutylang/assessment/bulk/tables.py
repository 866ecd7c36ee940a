"""Decision tables over many readings at once: the row that hits. Whatever is not certain stays unknown."""

from __future__ import annotations

from collections.abc import Callable

import attrs
import numpy as np

from dutylang.assessment.bulk.frames import Frame
from dutylang.cases.columns.from_records import column_from_values
from dutylang.ops.columns import NO, UNKNOWN, YES, Column, Flags, Ints, NoColumnsError, Truths
from dutylang.policy import typed as t
from dutylang.policy.model import RowInfo, TableInfo
from dutylang.syntax.ast import Hit

Reader = Callable[[t.Typed | None, Frame], Truths]


def table_column(expression: t.ReadTable, frame: Frame, truth: Reader) -> Column:
    """The outcome in each reading; unknown where no row hits, several do, or one only may."""
    table = frame.board.setting.plan.vocabulary.tables[expression.name]
    outcomes = column_from_values([row.outcome.value for row in table.rows])
    if table.hit is Hit.COLLECT or outcomes is None:
        raise NoColumnsError("table")
    hit = _hits(table, expression.type.values, frame, truth)
    known = hit >= 0
    return attrs.evolve(outcomes, values=outcomes.values[np.maximum(hit, 0)], known=known)


def _hits(table: TableInfo, order: tuple[str, ...], frame: Frame, truth: Reader) -> Ints:
    """The place of the row that decides, -1 for none that is certain."""
    hit = np.full(frame.size, -1, np.int64)
    unsure = np.zeros(frame.size, np.bool_)
    everywhere = np.ones(frame.size, np.bool_) if frame.asked is None else frame.asked
    ranks = np.array([_rank(row, order) for row in table.rows], np.int64)
    for place, row in enumerate(table.rows):
        # Below the first row that hits nothing is read.
        asked = everywhere & (hit < 0) if table.hit is Hit.FIRST else everywhere
        found = _row(row, frame, asked, truth)
        told = hit >= 0
        if row.is_else:
            asked = asked & ~told
        unsure |= asked & (found == UNKNOWN)
        mine = asked & (found == YES)
        if table.hit is Hit.UNIQUE:
            unsure |= mine & told
        if table.hit is Hit.HIGHEST:
            mine &= ~told | (ranks[place] > ranks[np.maximum(hit, 0)])
        hit = np.where(mine, place, hit)
    return np.where(unsure, -1, hit)


def _rank(row: RowInfo, order: tuple[str, ...]) -> int:
    value = str(row.outcome.value)
    return order.index(value) if value in order else -1


def _row(row: RowInfo, frame: Frame, asked: Flags, truth: Reader) -> Truths:
    """Whether all cells of a row hold. Notes are taken of what is asked alone."""
    size = frame.size
    yes, no = np.ones(size, np.bool_), np.zeros(size, np.bool_)
    for test in row.tests:
        house, awaited, assumed = (np.zeros(size, np.bool_) for _ in range(3))
        here = attrs.evolve(frame.where(asked), house=house, awaited=awaited, assumed=assumed)
        found = truth(test, here)
        for noted, taken in ((frame.house, house), (frame.awaited, awaited), (frame.assumed, assumed)):
            np.logical_or(noted, taken & asked, out=noted)
        yes &= found == YES
        no |= found == NO
    return np.where(no, NO, np.where(yes, YES, UNKNOWN)).astype(np.int8)
