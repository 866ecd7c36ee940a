"""Columns of labels, names and moments: each different cell is read once, as the reader of single rows does."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import attrs
import numpy as np

from dutylang.cases.cells import OMITTED, raw_from_cell
from dutylang.cases.columns.table_cells import Cells, empty_cells
from dutylang.cases.columns.table_times import Times, sure_times
from dutylang.cases.columns.table_values import ABSENT, FAULTY, OMITTED_CELL, VALUE, Status, plain_cells
from dutylang.cases.mapping import Column as Mapped
from dutylang.cases.mapping import Table
from dutylang.cases.reading import Reading, moment_from_raw
from dutylang.ops.columns import Flags, Ints
from dutylang.ops.types import DATE_TIME, Type
from dutylang.values import Moment

Read = Callable[[object], object]
"""A raw value → what it means; faults are noted in the reading."""


@attrs.define(eq=False)
class Doubt:
    """The cases, by the code of their id, that are not or not only columns.

    `suspect` ones are read again as records: something in them may be faulty. `odd` ones are sound and have
    no columnar form; of `told` ones there is something to say.
    """

    suspect: Flags
    odd: Flags
    told: Flags

    @classmethod
    def none(cls, count: int) -> Doubt:
        """No doubt of any of some cases."""
        return cls(*(np.zeros(count, np.bool_) for _ in range(3)))


def mark(cases: Flags, codes: Ints) -> None:
    """Marks the cases with some codes; those of no case, -1, mark nothing."""
    cases[codes[codes >= 0]] = True


@attrs.frozen(eq=False)
class Words:
    """What the cells of a column mean: a status and a code by row, and what the codes stand for."""

    status: Status
    codes: Ints
    values: Sequence[object]


def sound_value(read: Read, raw: object, reading: Reading) -> tuple[int, object]:
    """What a raw value means, with its status: `FAULTY` where there is something to say of it."""
    if raw is OMITTED:
        return OMITTED_CELL, None
    reading.faults.fatal = False
    reading.faults.found.clear()
    value = read(raw)
    if reading.faults.found:
        return FAULTY, None
    return (ABSENT if value is None else VALUE), value


def words_of(
    cells: Cells, column: Mapped, table: Table, type_: Type | None, reading: Reading, read: Read
) -> Words:
    """The cells of a column through the mapping; `read` takes raw values, None among them."""
    return words_from_cells(
        empty_cells(len(cells)) if column.constant is not None else cells,
        lambda cell: raw_from_cell(cell, column, table, type_),
        reading,
        read,
    )


def words_from_cells(cells: Cells, raw_of: Read, reading: Reading, read: Read) -> Words:
    """The cells of a column; `raw_of` gives the raw value of a cell, or OMITTED."""
    codes, words = cells.distinct()
    told = [sound_value(read, raw_of(word), reading) for word in words]
    status = np.array([each for each, _ in told], np.uint8)
    by_row = status.take(codes) if len(words) else np.empty(0, np.uint8)
    return Words(by_row, codes, [value for _, value in told])


def moments_of(cells: Cells, column: Mapped, table: Table, reading: Reading) -> tuple[Times, Status]:
    """The moments of a column through the mapping: days and instants, and what each cell says."""
    if column.constant is not None:
        cells = empty_cells(len(cells))
        times = Times.blank(len(cells))
    else:
        times = sure_times(cells, column.format, reading.tz, reading.local)
    status = (times.sure & plain_cells(cells, column, table)).astype(np.uint8)
    rest = np.flatnonzero(status == OMITTED_CELL)
    codes, words = cells.take(rest).distinct()
    by_code = np.argsort(codes, kind="stable")
    bounds = np.searchsorted(codes[by_code], np.arange(len(words) + 1))

    def read(raw: object) -> object:
        return None if raw is None else moment_from_raw(raw, ("at",), reading)

    for code, word in enumerate(words):
        rows = rest[by_code[bounds[code] : bounds[code + 1]]]
        said, moment = sound_value(read, raw_from_cell(word, column, table, DATE_TIME), reading)
        status[rows] = said
        times.clear(rows)
        if isinstance(moment, Moment):
            times.put(rows, moment)
    return times, status
