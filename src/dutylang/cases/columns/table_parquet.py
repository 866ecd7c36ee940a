"""Columns of a Parquet file, whole or some rows of them, as cells."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import polars as pl

from dutylang.cases.columns.table_cells import ArrowCells, Cells, ObjectCells, TextCells, cells_from_arrow

Span = tuple[int, int]
"""Rows that follow one another: the first, from 0, and how many."""


BYTES_OF_WORDS = 8192
"""Words that stand so close together in a file are few."""

AT_ONCE = 128 * 1024
"""So many rows are unpacked at a time."""

MOST_FOR_CODES = 8
"""Codes are read where no more than so many times the rows that are asked for must be unpacked."""


class UnlikeColumnsError(ValueError):
    """A file does not have the columns that are asked for, each once."""


def columns_from_parquet(
    file: Any, path: Path, names: Sequence[str], span: Span | None = None
) -> dict[str, Cells]:
    """The named columns of an open file, all rows or those of a span.

    `UnlikeColumnsError` where one is missing, stands twice or is nested; pyarrow's errors where it cannot be read.
    """
    schema = file.schema_arrow
    headings = list(schema.names)
    names = list(dict.fromkeys(names))
    if len(set(headings)) < len(headings) or not set(names) <= set(headings):
        raise UnlikeColumnsError
    types = {name: schema.field(name).type for name in names}
    found: dict[str, Cells] = {**_few_texts(file, path, types, span)}
    found |= _plain_columns(path, {name: types[name] for name in names if name not in found}, span)
    # One after the other: a column is no longer held twice once it is turned.
    return {name: found.get(name) or _column_of(file, name, span) for name in names}


def rows_unpacked(file: Any, names: Sequence[str]) -> int:
    """The most rows of an open file that are unpacked together, whatever span is asked for; none of plain columns."""
    if all(_is_plain(file.schema_arrow.field(name).type) for name in names):
        return 0
    meta = file.metadata
    return max((meta.row_group(group).num_rows for group in range(meta.num_row_groups)), default=0)


def _few_texts(file: Any, path: Path, types: dict[str, Any], span: Span | None) -> dict[str, Cells]:
    """Columns of texts of which few are different, as codes into the words before them: as the file has them."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    meta = file.metadata
    groups, before = _groups_of(meta, span or (0, meta.num_rows))
    count = meta.num_rows if span is None else span[1]
    if sum(meta.row_group(group).num_rows for group in groups) > MOST_FOR_CODES * count:
        return {}
    texts = {name: file.schema_arrow.get_field_index(name) for name, kind in types.items() if _is_text(kind)}
    flat = len(file.schema) == len(file.schema_arrow)  # else columns are counted otherwise
    names = [
        name for name, at in texts.items() if flat and all(_has_words(meta, each, at) for each in groups)
    ]
    if not names or not groups or not count:
        return {}
    with pq.ParquetFile(path, metadata=meta, read_dictionary=names) as coded:
        read = _rows_of(coded, groups, names, (span or (0, 0))[0] - before, count)
    found: dict[str, Cells] = {}
    for name in names:
        column = read.column(name)
        column.validate(full=True)  # a damaged file may hold codes of no word, and words of no text
        array = pa.concat_arrays(column.unify_dictionaries().chunks)
        found[name] = ObjectCells(*ArrowCells(array).distinct())
    return found


def _rows_of(file: Any, groups: Sequence[int], names: Sequence[str], first: int, count: int) -> Any:
    """Some rows of row groups as a table; what stands behind them is not unpacked."""
    import pyarrow as pa

    kept, passed = [], 0
    for batch in file.iter_batches(AT_ONCE, row_groups=groups, columns=names):
        begin = max(first - passed, 0)
        passed += batch.num_rows
        if begin < batch.num_rows:
            kept.append(batch.slice(begin))
        if passed >= first + count:
            break
    return pa.Table.from_batches(kept).slice(0, count)


def _has_words(meta: Any, group: int, at: int) -> bool:
    """Whether a column has few words before its codes, in a row group."""
    column = meta.row_group(group).column(at)
    first, codes = column.dictionary_page_offset, column.data_page_offset
    return bool(column.has_dictionary_page and first is not None and 0 < codes - first <= BYTES_OF_WORDS)


def _plain_columns(path: Path, types: dict[str, Any], span: Span | None) -> dict[str, Cells]:
    """Columns of texts, numbers and times, all at once, of which only what is asked for is unpacked.

    Those are left out that come as another type than pyarrow gives them.
    """
    names = [name for name, kind in types.items() if _is_plain(kind)]
    if not names:
        return {}
    try:
        lazy = pl.scan_parquet(path, glob=False, hive_partitioning=False).select(names)
        found = (lazy if span is None else lazy.slice(*span)).collect()
    except (pl.exceptions.PolarsError, pl.exceptions.PanicException, OSError):
        return {}
    columns: dict[str, Cells] = {}
    for name in names:
        series = found[name].rechunk()
        if series.dtype == pl.String and _is_text(types[name]):
            columns[name] = TextCells(series)
        elif (array := series.to_arrow(compat_level=pl.CompatLevel.oldest())).type == types[name]:
            columns[name] = cells_from_arrow(array)
    return columns


def _is_plain(kind: Any) -> bool:
    from pyarrow import types

    return bool(
        _is_text(kind)
        or types.is_integer(kind)
        or types.is_float32(kind)
        or types.is_float64(kind)
        or types.is_boolean(kind)
        or types.is_date32(kind)
        or types.is_decimal128(kind)
        or (types.is_timestamp(kind) and kind.unit in ("ms", "us", "ns"))
    )


def _is_text(kind: Any) -> bool:
    from pyarrow import types

    return bool(types.is_string(kind) or types.is_large_string(kind))


def _column_of(file: Any, name: str, span: Span | None) -> Cells:
    """One column. `UnlikeColumnsError` where its parts have names of their own."""
    if span is None:
        read = file.read(columns=[name])
    else:
        groups, before = _groups_of(file.metadata, span)
        read = file.read_row_groups(groups, columns=[name]).slice(span[0] - before, span[1])
    if read.column_names != [name]:
        raise UnlikeColumnsError
    return cells_from_arrow(read.column(0))


def _groups_of(meta: Any, span: Span) -> tuple[list[int], int]:
    """The row groups in which some rows stand, and how many rows stand before these."""
    first, count = span
    groups: list[int] = []
    before = row = 0
    for group in range(meta.num_row_groups):
        rows = meta.row_group(group).num_rows
        if row + rows > first and row < first + count:
            before = before if groups else row
            groups.append(group)
        row += rows
    return groups, before
