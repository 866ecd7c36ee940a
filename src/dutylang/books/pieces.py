"""Tables, some thousand rows at a time: the cells are those that a reading of the whole table gives."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import islice
from pathlib import Path

import attrs
import numpy as np

from dutylang.cases.arrow_tables import arrow_batches_of
from dutylang.cases.columns.table_cells import Cells, cells_from_arrow, cells_from_objects
from dutylang.cases.columns.table_csv import csv_in_pieces
from dutylang.cases.mapping import Table
from dutylang.cases.source_model import Database, Scheme, TableSource
from dutylang.cases.table_load import Loading
from dutylang.diagnostics import Diagnostic
from dutylang.ops.columns import Flags, Ints

ROWS_AT_ONCE = 65_536
_BY_ROWS = frozenset({".xlsx", ".xlsm"})
_IN_BATCHES = frozenset({Scheme.PARQUET, Scheme.DUCKDB})


@attrs.frozen(eq=False)
class Piece:
    """Some rows of a table that follow one another: their lines, their cells by column, which are ragged."""

    lines: Ints
    cells: Sequence[Cells]
    ragged: Flags


Pieces = Iterator[Piece | Diagnostic | None]
"""A diagnostic says why the table cannot be used; None that it must be read another way, from its beginning."""


def quick_pieces(table: Table, columns: Sequence[str], loading: Loading) -> Pieces:
    """The rows in columns, of a file or database that gives such; None at once of one that does not."""
    source = _source(table, loading)
    if source is not None:
        return _of_source(source, columns, loading)
    if table.origin is not None or not isinstance(loading.base, Path):
        return iter([None])
    path = loading.base / table.file
    suffix = path.suffix.lower()
    if suffix in _BY_ROWS or not path.is_file():
        return iter([None])
    return _of_parquet(path, columns) if suffix == ".parquet" else _of_csv(path, table, columns, loading)


def slow_pieces(table: Table, columns: Sequence[str], loading: Loading) -> Pieces:
    """The rows of any table, as the reader of single rows gives them."""
    rows = loading.rows(table, columns)
    while batch := list(islice(rows, ROWS_AT_ONCE)):
        told = [row for row in batch if isinstance(row, Diagnostic)]
        if told:
            yield from told
            return
        lines, cells, ragged = zip(*(row for row in batch if not isinstance(row, Diagnostic)), strict=True)
        turned = [cells_from_objects(list(column)) for column in zip(*cells, strict=True)]
        yield Piece(np.array(lines, np.int64), turned, np.array(ragged, np.bool_))


def _source(table: Table, loading: Loading) -> TableSource | None:
    """The source that hands on columns as they are."""
    source = table.source(loading.base)
    if source is None and isinstance(loading.base, Path) and table.origin is None:
        path = loading.base / table.file
        if path.is_dir():
            source = TableSource(Database(Scheme.PARQUET, str(path), path))
    return source if source is not None and source.database.scheme in _IN_BATCHES else None


def _of_source(source: TableSource, columns: Sequence[str], loading: Loading) -> Pieces:
    import pyarrow as pa

    first = 1
    for batch in arrow_batches_of(source, list(columns), loading.sessions, zoned=loading.zoned):
        if isinstance(batch, Diagnostic):
            yield None
            return
        try:
            cells = [cells_from_arrow(batch.column(batch.schema.get_field_index(name))) for name in columns]
        except pa.ArrowInvalid:  # what should be a text is none
            yield None
            return
        yield _numbered(first, batch.num_rows, cells)
        first += batch.num_rows


def _of_parquet(path: Path, columns: Sequence[str]) -> Pieces:
    import pyarrow.parquet as pq

    try:
        # Read ahead, pyarrow would keep all that it has read until the file is closed.
        with pq.ParquetFile(path, pre_buffer=False) as file:
            names = list(dict.fromkeys(columns))
            headings = list(file.schema_arrow.names)
            if len(set(headings)) < len(headings) or not set(names) <= set(headings):
                yield None
                return
            first = 1
            for batch in file.iter_batches(ROWS_AT_ONCE, columns=names):
                if set(batch.schema.names) != set(names):  # a nested column
                    yield None
                    return
                cells = [cells_from_arrow(batch.column(name)) for name in columns]
                yield _numbered(first, batch.num_rows, cells)
                first += batch.num_rows
    except Exception:  # pyarrow raises whatever the malformed file leads it to
        yield None


def _of_csv(path: Path, table: Table, columns: Sequence[str], loading: Loading) -> Pieces:
    for found in csv_in_pieces(path, table, columns, loading.limits):
        if found is None:
            yield None
            return
        cells = [found.columns[name] for name in columns]
        yield Piece(found.lines, cells, np.zeros(len(found.lines), np.bool_))


def _numbered(first: int, count: int, cells: Sequence[Cells]) -> Piece:
    """Rows that are counted; a source has no lines."""
    return Piece(np.arange(first, first + count), cells, np.zeros(count, np.bool_))
