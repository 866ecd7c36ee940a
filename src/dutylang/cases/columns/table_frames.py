"""Tables read whole: columns of cells with the line of each row, and the rows of each case."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import attrs
import numpy as np
import polars as pl

from dutylang.cases.cells import text_of_cell
from dutylang.cases.columns.table_cells import (
    Cells,
    TextCells,
    as_texts,
    cells_from_arrow,
    cells_from_objects,
    codes_of_texts,
    is_blank,
)
from dutylang.cases.columns.table_csv import columns_from_csv
from dutylang.cases.columns.table_parquet import columns_from_parquet
from dutylang.cases.mapping import Table
from dutylang.cases.raw import Limits
from dutylang.cases.source_model import Database, Scheme, TableSource
from dutylang.cases.table_load import Loading
from dutylang.cases.table_rows import Row
from dutylang.diagnostics import Diagnostic
from dutylang.ops.columns import Flags, Ints

_BY_ROWS = frozenset({".xlsx", ".xlsm"})
_IN_BATCHES = frozenset({Scheme.PARQUET, Scheme.DUCKDB})
_FEW = 64


@attrs.define(eq=False)
class Frame:
    """A table: its cells by heading, the line of each row, and whether the row is ragged.

    `keys` are the ids of the cases that rows name, null where a row names none; `codes` are these ids as
    numbers once all tables are read, -1 where there is none.
    """

    columns: tuple[str, ...]
    lines: Ints
    cells: Mapping[str, Cells]
    ragged: Flags
    keys: pl.Series
    codes: Ints = attrs.field(factory=lambda: np.empty(0, np.int64))
    _order: Ints | None = None

    def __len__(self) -> int:
        return len(self.lines)

    def rows_of(self, wanted: Ints) -> Ints:
        """The rows of some ids, given as sorted codes, in the order of the file."""
        if len(wanted) > _FEW:
            chosen = np.zeros(max(int(self.codes.max(initial=-1)), int(wanted[-1])) + 2, np.bool_)
            chosen[wanted] = True
            chosen[-1] = False  # where a code of -1 leads
            return np.flatnonzero(chosen[self.codes])
        if self._order is None:
            by_case = (self.codes[1:] >= self.codes[:-1]).all()
            self._order = np.arange(len(self)) if by_case else np.argsort(self.codes, kind="stable")
        order = self._order
        ends = [np.searchsorted(self.codes, wanted, side, sorter=order) for side in ("left", "right")]
        found = [order[first:last] for first, last in zip(*ends, strict=True)]
        return np.sort(np.concatenate(found)) if found else np.empty(0, np.int64)

    def at(self, rows: Ints) -> Iterator[Row]:
        """Some rows, as the reader of single rows hands them on."""
        if not len(rows):
            return
        first, count = int(rows[0]), len(rows)
        follow = int(rows[-1]) - first + 1 == count
        columns = {
            name: (self.cells[name].part(first, count) if follow else self.cells[name].take(rows)).cells()
            for name in dict.fromkeys(self.columns)
        }
        every = zip(*(columns[name] for name in self.columns), strict=True)
        for row, cells in zip(rows, every, strict=True):
            yield int(self.lines[row]), list(cells), bool(self.ragged[row])


@attrs.frozen
class FrameLoading(Loading):
    """Loads tables that are kept as frames; `frame` gives that of a table and the columns that are read of it.

    A table of which there is none is read where it stands.
    """

    frame: Callable[[Table, tuple[str, ...]], Frame | None] = attrs.field(
        default=lambda _, __: None, eq=False
    )

    def rows(self, table: Table, columns: Sequence[str]) -> Iterator[Row | Diagnostic]:
        """The rows of a table, with the lines at which they stood in its file."""
        frame = self.frame(table, tuple(columns))
        return super().rows(table, columns) if frame is None else frame.at(np.arange(len(frame)))


def frame_from_table(table: Table, columns: Sequence[str], loading: Loading) -> Frame | None:
    """A table with the named columns, its key first; None when it cannot be used: the reader of rows says why."""
    if isinstance(loading, FrameLoading):
        return loading.frame(table, tuple(columns))
    found = _from_file(table, columns, loading)
    if found is None:
        found = _from_batches(table, columns, loading)
    if found is None:
        found = _from_rows(table, columns, loading)
    if found is None:
        return None
    lines, cells, ragged = found
    return Frame(tuple(columns), lines, cells, ragged, keys_of(cells[columns[0]]))


_Parts = tuple[Ints, Mapping[str, Cells], Flags]


def _from_file(table: Table, columns: Sequence[str], loading: Loading) -> _Parts | None:
    """A single CSV or Parquet file."""
    if table.origin is not None or not isinstance(loading.base, Path):
        return None
    path = loading.base / table.file
    suffix = path.suffix.lower()
    if not path.is_file() or suffix in _BY_ROWS:
        return None
    if suffix == ".parquet":
        return _from_parquet(path, columns, loading.limits)
    found = columns_from_csv(path, table, columns, loading.limits)
    if found is None:
        return None
    return found.lines, found.columns, np.zeros(len(found.lines), np.bool_)


def _from_parquet(path: Path, columns: Sequence[str], limits: Limits) -> _Parts | None:
    """A Parquet file, with the limits of the reader of rows."""
    import pyarrow.parquet as pq

    try:
        with pq.ParquetFile(path) as file:
            meta = file.metadata
            size = sum(meta.row_group(index).total_byte_size for index in range(meta.num_row_groups))
            if size > limits.table_bytes or meta.num_rows > limits.rows:
                return None
            cells = columns_from_parquet(file, path, columns)
    except Exception:  # pyarrow raises whatever the malformed file leads it to
        return None
    return np.arange(1, meta.num_rows + 1), cells, np.zeros(meta.num_rows, np.bool_)


def _from_arrow(read: Any) -> _Parts:
    """An Arrow table; its rows are counted from 1."""
    count: int = read.num_rows
    cells = {name: cells_from_arrow(read.column(name)) for name in read.column_names}
    return np.arange(1, count + 1), cells, np.zeros(count, np.bool_)


def _from_batches(table: Table, columns: Sequence[str], loading: Loading) -> _Parts | None:
    """A table of a source that hands on columns as they are."""
    import pyarrow as pa

    from dutylang.cases.arrow_tables import arrow_batches_of

    source = table.source(loading.base)
    if source is None and isinstance(loading.base, Path) and table.origin is None:
        path = loading.base / table.file
        if path.is_dir():
            source = TableSource(Database(Scheme.PARQUET, str(path), path))
    if source is None or source.database.scheme not in _IN_BATCHES:
        return None
    batches = []
    for batch in arrow_batches_of(source, list(columns), loading.sessions, zoned=loading.zoned):
        if isinstance(batch, Diagnostic):
            return None
        batches.append(batch)
    try:
        return _from_arrow(pa.Table.from_batches(batches)) if batches else None
    except pa.ArrowInvalid:  # what should be a text is none
        return None


def _from_rows(table: Table, columns: Sequence[str], loading: Loading) -> _Parts | None:
    """Any table, row by row."""
    lines: list[int] = []
    ragged: list[bool] = []
    rows: list[Sequence[object]] = []
    for row in loading.rows(table, columns):
        if isinstance(row, Diagnostic):
            return None
        lines.append(row[0])
        rows.append(row[1])
        ragged.append(row[2])
    turned: Iterable[Sequence[object]] = zip(*rows, strict=True) if rows else [() for _ in columns]
    cells = {name: cells_from_objects(list(found)) for name, found in zip(columns, turned, strict=True)}
    return np.array(lines, np.int64), cells, np.array(ragged, np.bool_)


def keys_of(cells: Cells) -> pl.Series:
    """The ids of cases; null where a cell is none."""
    cells = as_texts(cells)
    if isinstance(cells, TextCells):
        blank = is_blank(cells.texts)
        return cells.texts if not blank.any() else cells.texts.set(pl.Series(blank), None)
    codes, words = cells.distinct()
    texts = [text_of_cell(word) for word in words]
    told = [text if isinstance(text, str) and text.strip() else None for text in texts]
    return pl.Series(told, dtype=pl.String).gather(pl.Series(codes))


def number_ids(frames: Iterable[Frame]) -> pl.Series:
    """Numbers the ids of all frames in the order of their first appearance, and gives back the ids."""
    frames = list(frames)
    runs = [_runs(frame.keys) for frame in frames]
    found = [run.unique(maintain_order=True) for run, _ in runs]
    ids = pl.concat([*found, pl.Series([], dtype=pl.String)]).unique(maintain_order=True).drop_nulls()
    for frame, (run, lengths) in zip(frames, runs, strict=True):
        # The runs of the first frame mostly are the ids, one after the other.
        codes = np.arange(len(run), dtype=np.int32) if run.equals(ids) else codes_of_texts(run, ids)
        frame.codes = codes if lengths is None else np.repeat(codes, lengths)
    return ids


def _runs(keys: pl.Series) -> tuple[pl.Series, Ints | None]:
    """The keys without those that follow their like, and how often each stands: rows mostly come by case."""
    if len(keys) < _FEW:
        return keys, None
    starts = np.flatnonzero(keys.ne_missing(keys.shift(1)).to_numpy())
    starts = starts if len(starts) and starts[0] == 0 else np.append(0, starts)
    if len(starts) > len(keys) // 2:
        return keys, None
    return keys.gather(pl.Series(starts)), np.diff(np.append(starts, len(keys)))
