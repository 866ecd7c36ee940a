"""An audit as a Parquet file of one table, with what was audited by what in the metadata of its schema."""

from __future__ import annotations

import json
from collections.abc import Collection, Sequence
from typing import TYPE_CHECKING, BinaryIO

import attrs

from dutylang.assessment.model import CaseAssessment
from dutylang.cases.record import CaseRecord
from dutylang.reports.audit import AuditRun, Ending
from dutylang.reports.finding_json import run_json
from dutylang.reports.names import Names
from dutylang.reports.parquet_rows import (
    DECIMAL_DIGITS,
    DECIMAL_PLACES,
    FILLED,
    SCHEMAS,
    Kind,
    Row,
    points_row,
    rows_of,
    safe_row,
)
from dutylang.reports.person_rows import FINDINGS, POINTS

if TYPE_CHECKING:
    import pyarrow as pa
    import pyarrow.parquet as pq

ROWS_AT_ONCE = 10_000
UNIQUE = frozenset({"key", "instance"})
"""Columns in which hardly any text comes twice: nothing is gained by writing each once."""
METADATA = b"dutylang"
"""The key of the metadata under which the run stands as JSON, as in the JSON document."""


@attrs.define
class ParquetReport:
    """Rows go to the file some thousands at a time; `columns` are those that it has, None stands for all."""

    out: BinaryIO
    names: Names
    table: str = FINDINGS
    columns: Sequence[str] | None = None
    rows_at_once: int = ROWS_AT_ONCE
    _schema: pa.Schema | None = None
    _writer: pq.ParquetWriter | None = None
    _rows: list[Row] = attrs.field(factory=list)

    def begin(self, run: AuditRun) -> None:
        """Opens the file with the schema of its table."""
        import pyarrow.parquet as pq

        self._schema = schema_of_run(self.table, run, self.names, self.columns)
        self._writer = pq.ParquetWriter(self.out, self._schema)

    def case(self, case: CaseRecord, assessed: CaseAssessment) -> None:
        """The rows of a case."""
        self._rows += rows_of(self.table, case, assessed, self.names)
        if len(self._rows) >= self.rows_at_once:
            self._flush()

    def end(self, ending: Ending) -> None:
        """The points over all cases, which are of no one case, and the end of the file."""
        if self.table == POINTS and ending.book is not None:
            for sanction in ending.book.sanctions:
                self._rows.append(safe_row({"case": None, "status": None} | points_row(sanction)))
        self._flush()
        if self._writer is not None:
            self._writer.close()

    def _flush(self) -> None:
        import pyarrow as pa

        if self._writer is not None:
            self._writer.write_table(pa.Table.from_pylist(self._rows, schema=self._schema))
        self._rows = []


def schema_of_run(table: str, run: AuditRun, names: Names, columns: Sequence[str] | None = None) -> pa.Schema:
    """The columns of a table, with the run in the metadata."""
    return schema_of(table, columns).with_metadata({METADATA: told_of_run(table, run, names)})


def told_of_run(table: str, run: AuditRun, names: Names) -> bytes:
    """What is audited by what, as JSON for the metadata of a table."""
    return json.dumps(run_json(run, names) | {"table": table}, ensure_ascii=False).encode()


def schema_of(table: str, columns: Sequence[str] | None = None) -> pa.Schema:
    """The columns of a table with their types: some of them in the order asked, or all.

    Those that have a value in every row are declared so.
    """
    import pyarrow as pa

    types = {
        Kind.TEXT: pa.string(),
        Kind.TEXTS: pa.list_(pa.string()),
        Kind.NUMBER: pa.int64(),
        Kind.NUMBERS: pa.list_(pa.int64()),
        Kind.DECIMAL: pa.decimal128(DECIMAL_DIGITS, DECIMAL_PLACES),
        Kind.YES_NO: pa.bool_(),
        Kind.DAY: pa.date32(),
        Kind.INSTANT: pa.timestamp("us", tz="UTC"),
    }
    kinds, filled = SCHEMAS[table], FILLED[table]
    lists = (Kind.TEXTS, Kind.NUMBERS)
    return pa.schema(
        [
            pa.field(name, types[kinds[name]], nullable=name not in filled and kinds[name] not in lists)
            for name in columns or kinds
        ]
    )


def coded_schema(schema: pa.Schema, unique: Collection[str] = UNIQUE) -> pa.Schema:
    """The columns with texts as codes into words. Of what is another text in each row nothing is gained so."""
    import pyarrow as pa

    words = pa.dictionary(pa.int32(), pa.string())
    coded = {pa.string(): words, pa.list_(pa.string()): pa.list_(words)}
    return pa.schema(
        [
            field.with_type(pa.large_string() if field.name in unique else coded.get(field.type, field.type))
            for field in schema
        ]
    )


def plain_schema(schema: pa.Schema) -> pa.Schema:
    """The columns of `coded_schema` with their texts as texts."""
    import pyarrow as pa

    words = pa.dictionary(pa.int32(), pa.string())
    plain = {words: pa.string(), pa.list_(words): pa.list_(pa.string()), pa.large_string(): pa.string()}
    return pa.schema([field.with_type(plain.get(field.type, field.type)) for field in schema])
