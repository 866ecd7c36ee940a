"""PostgreSQL as a source: one read-only transaction, a cursor on the server, names quoted by the driver."""

from __future__ import annotations

import datetime as dt
import itertools
import os
from collections.abc import Callable, Iterator, Sequence
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import attrs

from dutylang.cases.cells import exact_text
from dutylang.cases.lookup import nearest
from dutylang.cases.raw import Unreadable
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
    from psycopg import Connection
    from psycopg.sql import Composable

_SETTINGS = (
    "-c default_transaction_read_only=on -c TimeZone=UTC -c DateStyle=ISO -c IntervalStyle=iso_8601 "
    "-c extra_float_digits=1 -c cursor_tuple_fraction=1.0"
)
"""What every connection begins with. It stands in place of `PGOPTIONS`, which could say otherwise."""

_TIMEOUT = "10"
_CURSORS = itertools.count(1)
_WIDEST_DECIMAL = 76
_UNDEFINED_TABLES = frozenset({"42P01", "3F000"})
_READ_ONLY = "25006"
_DENIED = "42501"

_BPCHAR = 1042
_UUID = 2950
_NUMERIC = 1700
_HOLDS = {
    **dict.fromkeys((18, 19, 25, 1043, _BPCHAR, _UUID), Holds.TEXT),
    **dict.fromkeys((20, 21, 23, 26, 700, 701, _NUMERIC), Holds.FIGURE),
    16: Holds.YES_NO,
    1082: Holds.DAY,
    1114: Holds.CLOCK,
    1184: Holds.INSTANT,
}
"""What the types that every server has hold, by their numbers in `pg_type.dat`; others are looked up."""


@attrs.frozen
class PgColumn(SourceColumn):
    """A column with the number and the modifier of its type; `collates`: its order depends on a language."""

    oid: int = 0
    modifier: int = -1
    collates: bool = False


class Postgres:
    """A connection in one transaction, that reads and sees all tables as of one moment."""

    def __init__(self, database: Database) -> None:
        try:
            import psycopg
        except ImportError:
            raise SourceError("C045", file=database.address, extra="postgres", library="psycopg") from None
        settings: dict[str, Any] = {"connect_timeout": _TIMEOUT, **dict(database.settings)}
        try:
            self._connection = psycopg.connect(
                "", **settings, options=_SETTINGS, application_name="dutylang", client_encoding="UTF8"
            )
        except psycopg.Error as error:
            raise SourceError("C071", "server", path=database.address, detail=_detail(error)) from None
        self._connection.read_only = True
        self._connection.isolation_level = psycopg.IsolationLevel.REPEATABLE_READ
        _load_what_python_cannot_hold(self._connection)

    def table(self, source: TableSource) -> PostgresTable:
        """The table or view, or the one query."""
        import psycopg
        from psycopg import pq, sql

        if self._connection.info.transaction_status == pq.TransactionStatus.INERROR:
            self._connection.rollback()  # another table of this reading broke off
        names = [name for name in (source.schema, source.table) if name is not None]
        relation: Composable = sql.Identifier(*names) if names else sql.SQL("")
        try:
            if source.query is not None:
                relation = _wrapped(self._connection, source.query)
            found = _described(self._connection, sql.SQL("SELECT * FROM {}").format(relation))
            return PostgresTable(self._connection, relation, _columns(self._connection, found))
        except psycopg.Error as error:
            if source.query is not None:
                raise SourceError("C075", "faulty", detail=_detail(error)) from None
            if error.sqlstate not in _UNDEFINED_TABLES:
                raise
        self._connection.rollback()
        raise self._missing(source)

    def _missing(self, source: TableSource) -> SourceError:
        rows = self._connection.execute(
            "SELECT c.relname FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n"
            " ON n.oid = c.relnamespace WHERE c.relkind = ANY (%s) AND CASE WHEN %s::text IS NULL"
            " THEN pg_catalog.pg_table_is_visible(c.oid) AND n.nspname NOT IN ('pg_catalog', 'pg_toast')"
            " ELSE n.nspname = %s END ORDER BY c.relname LIMIT 1000",
            [list("rpvmf"), source.schema, source.schema],
        )
        tables = [str(name) for (name,) in rows.fetchall()]
        table = source.table or ""
        return SourceError("C072", table=table, near=nearest(table, tables) or "", tables=tables)

    def close(self) -> None:
        """Ends the transaction and the connection."""
        self._connection.close()


class PostgresTable:
    """A table, view or query of a server."""

    def __init__(self, connection: Connection, relation: Composable, columns: Sequence[PgColumn]) -> None:
        self._connection = connection
        self._relation = relation
        self.columns: Sequence[PgColumn] = columns

    def rows(self, names: Sequence[str]) -> Iterator[Sequence[object]]:
        """The cells, sorted as the columns are asked for, a batch at a time."""
        readers = [_reader(column) for column in self._named(names)]
        for rows in self._fetched(names):
            for row in rows:
                yield [read(value) for read, value in zip(readers, row, strict=True)]

    def batches(self, names: Sequence[str]) -> Iterator[pa.RecordBatch]:
        """Columns of Arrow's own types; figures without a fixed scale as texts of their exact digits.

        SourceError `C076` for what Arrow cannot hold: NaN among decimals, an infinite day.
        """
        import pyarrow as pa

        columns = self._named(names)
        schema = pa.schema([(column.name, _arrow_type(column)) for column in columns])
        for rows in self._fetched(names):
            arrays = [
                _array(values, column, field.type)
                for column, field, values in zip(columns, schema, zip(*rows, strict=True), strict=True)
            ]
            yield pa.RecordBatch.from_arrays(arrays, schema=schema)

    def count(self) -> int:
        """The number of rows, counted by the server."""
        from psycopg import sql

        found = self._connection.execute(sql.SQL("SELECT count(*) FROM {}").format(self._relation)).fetchone()
        return int(found[0]) if found is not None else 0

    def _named(self, names: Sequence[str]) -> list[PgColumn]:
        by_name = {column.name: column for column in self.columns}
        return [by_name[name] for name in names]

    def _fetched(self, names: Sequence[str]) -> Iterator[list[tuple[Any, ...]]]:
        """A cursor on the server: no more than a batch of the table is ever here."""
        from psycopg import sql

        keys = [
            sql.SQL('{}::text COLLATE "C" NULLS FIRST' if column.collates else "{} NULLS FIRST").format(
                sql.Identifier(column.name)
            )
            for column in self._named(sorted_by(names))
        ]
        statement = sql.SQL("SELECT {} FROM {} ORDER BY {}").format(
            sql.SQL(", ").join(map(sql.Identifier, names)), self._relation, sql.SQL(", ").join(keys)
        )
        with self._connection.cursor(name=f"dutylang_{next(_CURSORS)}") as cursor:
            cursor.execute(statement)
            while rows := cursor.fetchmany(BATCH_ROWS):
                yield rows


def told(error: Exception) -> SourceError:
    """What stopped a reading, as the server says it."""
    state = getattr(error, "sqlstate", None)
    if state == _READ_ONLY:
        return SourceError("C075", "writes", detail=_detail(error))
    return SourceError("C076", "denied" if state == _DENIED else "other", column="", detail=_detail(error))


def _wrapped(connection: Connection, query: str) -> Composable:
    """The query as a table. It is parsed alone first, as one statement: nothing can follow its bracket."""
    from psycopg import sql

    text = query.strip().removesuffix(";").rstrip()
    _described(connection, sql.SQL(text))
    return sql.SQL("({}\n) AS asked").format(sql.SQL(text))


def _described(connection: Connection, statement: Composable) -> list[tuple[str, int, int]]:
    """Name, type and modifier of the columns that a statement would give. Nothing is run.

    The protocol takes one statement here, and no more.
    """
    from psycopg import errors, pq

    connection.execute("SELECT 1")  # begins the transaction, if it has not begun
    content = statement.as_bytes(connection)
    for result in (
        connection.pgconn.prepare(b"", content),
        found := connection.pgconn.describe_prepared(b""),
    ):
        if result.status != pq.ExecStatus.COMMAND_OK:
            raise errors.error_from_result(result)
    if found.nparams:
        raise SourceError("C075", "parameters")
    return [
        ((found.fname(at) or b"").decode(), found.ftype(at), found.fmod(at)) for at in range(found.nfields)
    ]


def _columns(connection: Connection, found: Sequence[tuple[str, int, int]]) -> list[PgColumn]:
    rows = connection.execute(
        "SELECT t.oid::int8, t.typtype::text, t.typcategory::text, t.typcollation <> 0"
        " FROM pg_catalog.pg_type t WHERE t.oid = ANY (%s)",
        [[oid for _, oid, _ in found]],
    ).fetchall()
    kinds = {oid: (kind, category, collates) for oid, kind, category, collates in rows}
    types = connection.execute(
        "SELECT pg_catalog.format_type(o, m) FROM unnest(%s::oid[], %s::int4[]) WITH ORDINALITY u(o, m, n)"
        " ORDER BY n",
        [[oid for _, oid, _ in found], [modifier for _, _, modifier in found]],
    ).fetchall()
    columns = []
    for (name, oid, modifier), (type_,) in zip(found, types, strict=True):
        kind, category, collates = kinds.get(oid, ("", "", False))
        # Kinds of text that an extension or a user made, as citext and enums, are read as texts.
        holds = Holds.TEXT if kind == "e" or category == "S" else Holds.OTHER
        columns.append(PgColumn(name, type_, _HOLDS.get(oid, holds), oid, modifier, bool(collates)))
    return columns


def _load_what_python_cannot_hold(connection: Connection) -> None:
    """Days and times that no Python calendar reaches, as `infinity`, are handed on as their text."""
    from psycopg.adapt import Loader

    def lenient(read: Callable[[str], object]) -> type[Loader]:
        class Lenient(Loader):
            def load(self, data: Any) -> object:
                text = bytes(data).decode()
                try:
                    return read(text)
                except ValueError:
                    return text

        return Lenient

    connection.adapters.register_loader("date", lenient(dt.date.fromisoformat))
    for name in ("timestamp", "timestamptz"):
        connection.adapters.register_loader(name, lenient(dt.datetime.fromisoformat))


def _reader(column: PgColumn) -> Callable[[object], object]:
    """How a value of a column becomes a cell. Texts of fixed length lose the blanks that fill them up."""
    if column.oid == _BPCHAR:
        return lambda value: value.rstrip(" ") if isinstance(value, str) else value
    if column.oid == _UUID:
        return lambda value: None if value is None else str(value)
    return _figure if column.holds is Holds.FIGURE else _same


def _same(value: object) -> object:
    return value


def _figure(value: object) -> object:
    if isinstance(value, float):
        value = Decimal(repr(value))
    if isinstance(value, Decimal) and not value.is_finite():
        return Unreadable(str(value))
    return value


def _array(values: Sequence[object], column: PgColumn, type_: pa.DataType) -> pa.Array:
    import pyarrow as pa

    read = _reader(column)
    if type_ == pa.string() and read is not _same:
        values = [exact_text(read(value)) for value in values]
    try:
        return pa.array(values, type_)
    except (pa.ArrowException, TypeError, ValueError, OverflowError) as error:
        raise SourceError("C076", "cell", column=column.name, detail=str(error)) from None


def _arrow_type(column: PgColumn) -> pa.DataType:
    import pyarrow as pa

    if column.oid == _NUMERIC:
        # The modifier holds precision and scale, as `make_numeric_typmod` of the server packs them.
        packed = column.modifier - 4
        precision, scale = (packed >> 16) & 0xFFFF, packed & 0x7FF
        fixed = column.modifier >= 4 and 0 < precision <= _WIDEST_DECIMAL and scale <= precision
        if not fixed:
            return pa.string()
        return pa.decimal128(precision, scale) if precision <= 38 else pa.decimal256(precision, scale)
    if column.oid in (700, 701):
        return pa.float64()
    return {
        Holds.FIGURE: pa.int64(),
        Holds.YES_NO: pa.bool_(),
        Holds.DAY: pa.date32(),
        Holds.INSTANT: pa.timestamp("us", "UTC"),
        Holds.CLOCK: pa.timestamp("us"),
    }.get(column.holds, pa.string())


def _detail(error: Exception) -> str:
    """What the server said, and never a password."""
    primary = getattr(getattr(error, "diag", None), "message_primary", None)
    text = str(primary or error)
    for secret in filter(None, (os.environ.get("PGPASSWORD"), os.environ.get("PGSSLPASSWORD"))):
        text = text.replace(secret, "***")
    return text
