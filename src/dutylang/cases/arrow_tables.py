"""Tables of sources as Arrow record batches, for what reads whole books in columns."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from dutylang.cases.faults import Place
from dutylang.cases.source_model import TableSource
from dutylang.cases.sources import Sessions, columns_named, guarded_stream, refused_columns
from dutylang.cases.table_rows import heading_problems
from dutylang.diagnostics import Diagnostic

if TYPE_CHECKING:
    import pyarrow as pa


def arrow_batches_of(
    source: TableSource,
    columns: Sequence[str],
    sessions: Sessions | None = None,
    *,
    zoned: bool = True,
) -> Iterator[pa.RecordBatch | Diagnostic]:
    """The named columns of a table, a batch at a time; a diagnostic ends them.

    The first column is the key: rows of databases come sorted by it, then by the other columns in the
    order of their names, so that the same columns give the same rows in the same order as the reader of
    single cases has them; rows of Parquet parts come as they are written. `sessions` are open connections
    to read with (None: one for this table alone); `zoned` says that the mapping gives the zone of times
    without one, else a column of them is refused.

    Types: texts, enums and ids `string` (DuckDB's enums `dictionary`), whole numbers as stored, decimals
    `decimal128` or `decimal256`; figures that have no fixed scale are `string`, with their exact digits.
    Days are `date32`, times `timestamp`, with the zone UTC where the source has one. SQLite gives `string`
    for every column but those declared as boolean.
    """
    own = sessions is None
    sessions = Sessions() if sessions is None else sessions
    try:
        table = sessions.table(source)
        if isinstance(table, Diagnostic):
            yield table
            return
        place = Place(source.address)
        problems = heading_problems(columns_named(table.columns), columns, place)
        problems = problems or refused_columns(table, columns, source, zoned=zoned)
        if problems:
            yield from problems
            return
        wanted = list(dict.fromkeys(columns))
        yield from guarded_stream(source, lambda: table.batches(wanted))
    finally:
        if own:
            sessions.close()
