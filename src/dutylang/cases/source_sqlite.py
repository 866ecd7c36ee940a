"""SQLite files as sources: opened for reading only, and asked for nothing but rows."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator, Sequence
from decimal import Decimal
from pathlib import Path as FilePath
from typing import TYPE_CHECKING

from dutylang.cases.cells import exact_text
from dutylang.cases.lookup import nearest
from dutylang.cases.raw import BrokenCell, Unreadable
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

PATIENCE = 5.0
"""Seconds to wait for another program that writes to the file."""

_READING = frozenset(
    {sqlite3.SQLITE_SELECT, sqlite3.SQLITE_READ, sqlite3.SQLITE_FUNCTION, sqlite3.SQLITE_RECURSIVE}
)


class Sqlite:
    """An open SQLite file, in one transaction: all its tables are seen as of one moment."""

    def __init__(self, database: Database) -> None:
        path = database.path or FilePath()
        if not path.is_file():
            raise SourceError("C071", "missing", path=str(path))
        try:
            self._connection = sqlite3.connect(
                f"{path.resolve().as_uri()}?mode=ro", uri=True, isolation_level=None, timeout=PATIENCE
            )
            self._connection.text_factory = _text
            for pragma in ("query_only = ON", "trusted_schema = OFF", "cell_size_check = ON"):
                self._connection.execute(f"PRAGMA {pragma}")
            self._connection.execute("BEGIN")
            # The table of pragmas writes itself into the schema in memory at its first use: the last write.
            self._connection.execute("SELECT * FROM pragma_table_xinfo('sqlite_master')").fetchall()
            self._connection.execute("SELECT count(*) FROM sqlite_master").fetchone()
        except sqlite3.Error as error:
            kind = "locked" if "locked" in str(error) else "damaged"
            raise SourceError("C071", kind, path=str(path), detail=str(error)) from None
        self._connection.set_authorizer(_reads_only)

    def table(self, source: TableSource) -> SqliteTable:
        """The table or view, or the one query."""
        if source.query is not None:
            return SqliteTable(self._connection, f"({_one(self._connection, source.query)}\n)", None)
        table = source.table or ""
        if source.schema not in (None, "main"):
            raise SourceError("C072", table=f"{source.schema}.{table}", near="", tables=())
        found = self._connection.execute(
            "SELECT name FROM sqlite_master WHERE type IN ('table', 'view') ORDER BY name"
        )
        tables = [name for (name,) in found.fetchall()]
        if table not in tables:
            raise SourceError("C072", table=table, near=nearest(table, tables) or "", tables=tables)
        return SqliteTable(self._connection, _quoted(self._connection, table), table)

    def close(self) -> None:
        """Closes the file."""
        self._connection.close()


class SqliteTable:
    """A table, view or query of a SQLite file. A cell holds what it holds, whatever its column says.

    Columns that are declared as boolean hold yes or no; everything else goes by its cell.
    """

    def __init__(self, connection: sqlite3.Connection, relation: str, table: str | None) -> None:
        self._connection = connection
        self._relation = relation
        declared: dict[str, str] = {}
        if table is not None:
            kinds = connection.execute("SELECT name, type FROM pragma_table_xinfo(?)", [table])
            declared = {name: str(kind).upper() for name, kind in kinds.fetchall()}
        # The relation is a name that SQLite quoted, or the query that the mapping gives.
        try:
            head = connection.execute(f"SELECT * FROM {relation} LIMIT 0")
        except sqlite3.Error as error:
            if table is not None:
                raise
            raise SourceError("C075", "faulty", detail=str(error)) from None
        names = [column[0] for column in head.description]
        self.columns = tuple(
            SourceColumn(
                name,
                declared.get(name, ""),
                Holds.YES_NO if declared.get(name, "").startswith("BOOL") else Holds.TEXT,
            )
            for name in names
        )

    def rows(self, names: Sequence[str]) -> Iterator[Sequence[object]]:
        """The cells, sorted as the columns are asked for."""
        boolean = {column.name for column in self.columns if column.holds is Holds.YES_NO}
        readers: list[Callable[[object], object]] = [_yes_no if name in boolean else _cell for name in names]
        for rows in self._fetched(names):
            for row in rows:
                yield [read(value) for read, value in zip(readers, row, strict=True)]

    def batches(self, names: Sequence[str]) -> Iterator[pa.RecordBatch]:
        """Columns of texts: figures as their exact digits, as a CSV file writes them; yes and no as such.

        SourceError `C073` for a cell that holds bytes.
        """
        import pyarrow as pa

        boolean = {column.name for column in self.columns if column.holds is Holds.YES_NO}
        schema = pa.schema([(name, pa.bool_() if name in boolean else pa.string()) for name in names])
        for rows in self._fetched(names):
            arrays = [
                pa.array([_plain(value, name, name in boolean) for value in values], schema.field(name).type)
                for name, values in zip(names, zip(*rows, strict=True), strict=True)
            ]
            yield pa.RecordBatch.from_arrays(arrays, schema=schema)

    def count(self) -> int:
        """The number of rows."""
        (count,) = self._connection.execute(f"SELECT count(*) FROM {self._relation}").fetchone()
        return int(count)

    def _fetched(self, names: Sequence[str]) -> Iterator[list[Sequence[object]]]:
        columns = ", ".join(_quoted(self._connection, name) for name in names)
        keys = ", ".join(f"{_quoted(self._connection, name)} COLLATE BINARY" for name in sorted_by(names))
        cursor = self._connection.cursor()
        try:
            cursor.execute(f"SELECT {columns} FROM {self._relation} ORDER BY {keys}")
            while rows := cursor.fetchmany(BATCH_ROWS):
                yield rows
        finally:
            cursor.close()


def _reads_only(action: int, one: str | None, *_: str | None) -> int:
    allowed = action in _READING or (action == sqlite3.SQLITE_PRAGMA and one == "table_xinfo")
    return sqlite3.SQLITE_OK if allowed else sqlite3.SQLITE_DENY


def _quoted(connection: sqlite3.Connection, name: str) -> str:
    """A name as SQL reads it; SQLite itself writes it."""
    (quoted,) = connection.execute("""SELECT printf('"%w"', ?)""", [name]).fetchone()
    return str(quoted)


def _one(connection: sqlite3.Connection, query: str) -> str:
    """The query without the semicolon at its end, once SQLite has parsed it alone: it is one statement."""
    text = query.strip().removesuffix(";").rstrip()
    try:
        connection.execute(f"EXPLAIN {text}").close()
    except sqlite3.Error as error:
        raise SourceError("C075", "faulty", detail=str(error)) from None
    return text


def _text(content: bytes) -> object:
    try:
        return content.decode()
    except UnicodeDecodeError:
        return BrokenCell("binary", "…")


def _cell(value: object) -> object:
    if isinstance(value, float):
        found = Decimal(repr(value))
        return found if found.is_finite() else Unreadable(repr(value))
    return BrokenCell("binary", "…") if isinstance(value, bytes) else value


def _yes_no(value: object) -> object:
    return bool(value) if isinstance(value, int) and value in (0, 1) else _cell(value)


def _plain(value: object, column: str, boolean: bool) -> str | bool | None:
    if value is None:
        return None
    if boolean and isinstance(value, int) and value in (0, 1):
        return bool(value)
    if boolean or isinstance(value, (bytes, BrokenCell)):
        raise SourceError("C073", column=column, type=type(value).__name__)
    return exact_text(_cell(value))
