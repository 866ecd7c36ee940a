"""DuckDB files as sources: opened for reading only, cut off from other files, and read in Arrow batches."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path as FilePath
from typing import TYPE_CHECKING, Any

from dutylang.cases.arrow_cells import cells_of
from dutylang.cases.lookup import nearest
from dutylang.cases.source_model import (
    BATCH_ROWS,
    Database,
    Holds,
    SourceColumn,
    SourceError,
    TableSource,
    sorted_by,
)

if TYPE_CHECKING:
    import pyarrow as pa

_WIDE = frozenset({"HUGEINT", "UHUGEINT", "BIGNUM", "VARINT"})
"""Whole numbers beyond Arrow's: they are handed on as their digits."""

_WHOLE = frozenset(
    {"TINYINT", "SMALLINT", "INTEGER", "BIGINT", "UTINYINT", "USMALLINT", "UINTEGER", "UBIGINT"} | _WIDE
)
_HOLDS = {
    **dict.fromkeys(_WHOLE | {"FLOAT", "DOUBLE"}, Holds.FIGURE),
    "VARCHAR": Holds.TEXT,
    "UUID": Holds.TEXT,
    "BOOLEAN": Holds.YES_NO,
    "DATE": Holds.DAY,
    "TIMESTAMP WITH TIME ZONE": Holds.INSTANT,
    **dict.fromkeys(("TIMESTAMP", "TIMESTAMP_S", "TIMESTAMP_MS", "TIMESTAMP_NS"), Holds.CLOCK),
}


class DuckDb:
    """An open DuckDB file."""

    def __init__(self, database: Database) -> None:
        try:
            import duckdb
            import pyarrow  # noqa: F401  (the batches are its own)
        except ImportError:
            raise SourceError("C045", file=database.address, extra="duckdb", library="duckdb") from None
        path = database.path or FilePath()
        if not path.is_file():
            raise SourceError("C071", "missing", path=str(path))
        # What does not fit into memory while it is sorted goes here, and not beside the file.
        self._spill = tempfile.mkdtemp(prefix="dutylang-")
        try:
            self._connection: Any = duckdb.connect(
                str(path),
                read_only=True,
                config={
                    "enable_external_access": False,
                    "autoinstall_known_extensions": False,
                    "autoload_known_extensions": False,
                    "python_enable_replacements": False,
                    "temp_directory": self._spill,
                },
            )
            self._connection.execute("SET GLOBAL TimeZone = 'UTC'")
            self._connection.execute("SET lock_configuration = true")
        except duckdb.Error as error:
            shutil.rmtree(self._spill, ignore_errors=True)
            kind = "locked" if "set lock" in str(error) else "damaged"
            raise SourceError("C071", kind, path=str(path), detail=str(error)) from None

    def table(self, source: TableSource) -> DuckDbTable:
        """The table, or the one query."""
        import duckdb

        cursor = self._connection.cursor()
        if source.query is not None:
            return DuckDbTable(cursor, source.query)
        schema, table = source.schema or "main", source.table or ""
        tables = [
            name
            for (name,) in cursor.execute(
                "SELECT table_name FROM information_schema.tables WHERE table_schema = ? ORDER BY table_name",
                [schema],
            ).fetchall()
        ]
        if table not in tables:
            raise SourceError("C072", table=table, near=nearest(table, tables) or "", tables=tables)
        # The driver writes a name as SQL reads it.
        quoted = [str(duckdb.ColumnExpression("_", name)).partition(".")[2] for name in (schema, table)]
        return DuckDbTable(cursor, None, ".".join(quoted))

    def close(self) -> None:
        """Closes the file, and removes what was spilled."""
        self._connection.close()
        shutil.rmtree(self._spill, ignore_errors=True)


class DuckDbTable:
    """A table or query of a DuckDB file. Each reading has a cursor of its own."""

    def __init__(self, cursor: Any, query: str | None, name: str = "") -> None:
        import duckdb

        self._cursor = cursor
        self._query = query
        self._name = name
        if query is not None:
            _check(cursor, query)
        try:
            relation = self._relation(cursor)
        except duckdb.Error as error:
            raise SourceError("C075", "faulty", detail=str(error)) from None
        kinds = [str(kind) for kind in relation.types]
        self.columns = tuple(
            SourceColumn(column, kind, _holds(kind))
            for column, kind in zip(relation.columns, kinds, strict=True)
        )

    def rows(self, names: Sequence[str]) -> Iterator[Sequence[object]]:
        """The cells, sorted as the columns are asked for."""
        for batch in self.batches(names):
            yield from zip(*(cells_of(column) for column in batch.columns), strict=True)

    def batches(self, names: Sequence[str]) -> Iterator[pa.RecordBatch]:
        """The batches as DuckDB hands them on; whole numbers beyond 64 bits as texts."""
        import duckdb

        wide = {column.name for column in self.columns if column.type in _WIDE}
        cursor = self._cursor.cursor()
        try:
            relation = self._relation(cursor).set_alias("t")
            keys = [duckdb.ColumnExpression("t", name).asc().nulls_first() for name in sorted_by(names)]
            found = [
                duckdb.ColumnExpression("t", name).cast("VARCHAR").alias(name)
                if name in wide
                else duckdb.ColumnExpression("t", name)
                for name in names
            ]
            yield from relation.sort(*keys).set_alias("t").select(*found).to_arrow_reader(BATCH_ROWS)
        finally:
            cursor.close()

    def count(self) -> int:
        """The number of rows, counted by DuckDB."""
        ((count,),) = self._relation(self._cursor).aggregate("count(*)").fetchall()
        return int(count)

    def _relation(self, cursor: Any) -> Any:
        return cursor.table(self._name) if self._query is None else cursor.query(self._query)


def _check(cursor: Any, query: str) -> None:
    """One SELECT, no more: the parser of DuckDB itself says so, before anything runs."""
    import duckdb

    try:
        statements = cursor.extract_statements(query)
    except duckdb.Error as error:
        raise SourceError("C075", "faulty", detail=str(error)) from None
    if len(statements) != 1 or statements[0].type is not duckdb.StatementType.SELECT:
        raise SourceError("C075", "one")
    if statements[0].named_parameters:
        raise SourceError("C075", "parameters")


def _holds(kind: str) -> Holds:
    if kind.startswith("DECIMAL("):
        return Holds.FIGURE
    return Holds.TEXT if kind.startswith("ENUM(") else _HOLDS.get(kind, Holds.OTHER)
