"""Parquet files → rows of typed cells."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path as FilePath
from typing import Any

from dutylang.cases.arrow_cells import cells_of
from dutylang.cases.faults import Place, fault
from dutylang.cases.raw import Limits
from dutylang.cases.table_rows import Sheet
from dutylang.diagnostics import Diagnostic

_BATCH_ROWS = 8_192


def sheet_from_parquet(path: FilePath, columns: Sequence[str], limits: Limits) -> Sheet | Diagnostic:
    """The columns that are asked for; times beyond the microsecond are cut off."""
    place = Place(str(path))
    try:
        import pyarrow.parquet as pq
    except ImportError:
        return fault("C045", place, file=path.name, extra="parquet", library="pyarrow")
    try:
        file = pq.ParquetFile(path, pre_buffer=False)
        names = tuple(file.schema_arrow.names)
        meta = file.metadata
        size = sum(meta.row_group(index).total_byte_size for index in range(meta.num_row_groups))
    except Exception:  # pyarrow raises whatever the malformed file leads it to
        return fault("C050", place, help="parquet")
    if size > limits.table_bytes or meta.num_rows > limits.rows:
        return fault("C003", place, limit=limits.table_bytes // 2**20)
    wanted = [name for name in dict.fromkeys(columns) if name in names]
    if len(wanted) < len(set(columns)) or len(set(names)) < len(names):
        return Sheet(names, iter(()))
    return Sheet(tuple(wanted), _rows(file, wanted, place))


def _rows(file: Any, wanted: list[str], place: Place) -> Iterator[tuple[int, Sequence[object]] | Diagnostic]:
    line = 0
    try:
        for batch in file.iter_batches(batch_size=_BATCH_ROWS, columns=wanted):
            found = [cells_of(batch.column(name)) for name in wanted]
            for cells in zip(*found, strict=True):
                line += 1
                yield line, cells
    except Exception:  # as above: the file is read while it is handed on
        yield fault("C050", place, help="parquet")
    finally:
        file.close()
