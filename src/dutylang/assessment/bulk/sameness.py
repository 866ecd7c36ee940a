"""Which events have an attribute in common, whatever form its values have."""

from __future__ import annotations

from collections.abc import Hashable

import attrs
import numpy as np

from dutylang.assessment.bulk.board import NO_ROW, Board
from dutylang.assessment.bulk.one_by_one import in_portions, record_of, setting_of
from dutylang.assessment.bulk.readings import attribute_of
from dutylang.cases.record import NoValue
from dutylang.ops.columns import Flags, Ints, NoColumnsError


def sameness(board: Board, rows: Ints, name: str) -> tuple[Ints, Flags]:
    """Codes that are equal where the values of an attribute are, and where it is told; of `NO_ROW` it is not."""
    try:
        column = attribute_of(board, rows, name)
    except NoColumnsError:
        return _one_by_one(board, rows, name)
    _, codes = np.unique(column.values, return_inverse=True)
    return codes.astype(np.int64), column.known


def _one_by_one(board: Board, rows: Ints, name: str) -> tuple[Ints, Flags]:
    """The same of lists and records, or of values of several kinds, read from the records of the cases."""
    codes, known = np.zeros(len(rows), np.int64), np.zeros(len(rows), np.bool_)
    cases = board.case[np.maximum(rows, 0)]
    asked = np.flatnonzero((rows != NO_ROW) & ~board.columns.odd[cases])
    values = _Codes()
    for n in in_portions(asked, cases, board):
        case = int(cases[n])
        event = record_of(rows, n, case, setting_of(case, board), board)
        value = event.attributes.get(name) if event is not None else None
        if value is not None and not isinstance(value, NoValue):
            codes[n], known[n] = values.code(value), True
    return codes, known


@attrs.define
class _Codes:
    """A number for each value, the same for equal ones."""

    _of: dict[Hashable, int] = attrs.field(factory=dict)
    _others: list[object] = attrs.field(factory=list)

    def code(self, value: object) -> int:
        """The number of a value; what has no hash is compared with all that came before."""
        try:
            return self._of.setdefault(value, len(self._of))
        except TypeError:
            pass
        if value not in self._others:
            self._others.append(value)
        return -1 - self._others.index(value)
