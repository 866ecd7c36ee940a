"""Open sources of tables, and their rows: what is missing, refused or breaks off becomes a diagnostic."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from types import TracebackType
from typing import Any, TypeVar

from dutylang.cases.faults import Place, fault
from dutylang.cases.source_model import (
    Connection,
    Database,
    Holds,
    OpenTable,
    Scheme,
    SourceColumn,
    SourceError,
    TableSource,
)
from dutylang.diagnostics import Diagnostic

T = TypeVar("T")

_MOST_NAMES = 30
_LONGEST_DETAIL = 300


class Sessions:
    """The connections of one reading. Each database is opened once, so that its tables are of one moment."""

    def __init__(self) -> None:
        self._open: dict[Database, Connection] = {}

    def __enter__(self) -> Sessions:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Closes every connection."""
        while self._open:
            self._open.popitem()[1].close()

    def table(self, source: TableSource) -> OpenTable | Diagnostic:
        """The table, opened; a diagnostic when it cannot be."""
        found = _guarded(source, lambda: self._connection(source.database).table(source))
        if isinstance(found, Diagnostic):
            # A connection that failed has ended its transaction: the next table begins with a new one.
            failed = self._open.pop(source.database, None)
            if failed is not None:
                failed.close()
        return found

    def _connection(self, database: Database) -> Connection:
        if database not in self._open:
            self._open[database] = _opened(database)
        return self._open[database]


def refused_columns(
    table: OpenTable, names: Sequence[str], source: TableSource, *, zoned: bool
) -> list[Diagnostic]:
    """The columns that cannot be read: of other types, or times that do not say their zone.

    `zoned` says that the mapping gives the zone of such times.
    """
    place = Place(source.address)
    problems: list[Diagnostic] = []
    for column in table.columns:
        if column.name in names and column.holds is Holds.OTHER:
            problems.append(fault("C073", place, table=source.address, column=column.name, type=column.type))
        if column.name in names and column.holds is Holds.CLOCK and not zoned:
            problems.append(fault("C074", place, table=source.address, column=column.name, type=column.type))
    return problems


def numbered_rows(
    table: OpenTable, names: Sequence[str], source: TableSource
) -> Iterator[tuple[int, Sequence[object]] | Diagnostic]:
    """The rows with their numbers from 1, as the table hands them on."""
    for line, cells in enumerate(guarded_stream(source, lambda: table.rows(names)), start=1):
        yield cells if isinstance(cells, Diagnostic) else (line, cells)


def guarded_stream(source: TableSource, stream: Callable[[], Iterator[T]]) -> Iterator[T | Diagnostic]:
    """What a source streams; a diagnostic ends it where it breaks off."""
    try:
        yield from stream()
    except SourceError as error:
        yield _told(error, source)
    except Exception as error:
        yield _told(_from_driver(error, source), source)


def count_of_rows(source: TableSource) -> int | None:
    """How many rows a table has; None when it cannot be read."""
    with Sessions() as sessions:
        table = sessions.table(source)
        found = table if isinstance(table, Diagnostic) else _guarded(source, table.count)
        return None if isinstance(found, Diagnostic) else found


def columns_named(columns: Sequence[SourceColumn]) -> tuple[str, ...]:
    """The headings of a source."""
    return tuple(column.name for column in columns)


def _guarded(source: TableSource, act: Callable[[], T]) -> T | Diagnostic:
    """What the act gives. Drivers raise whatever a server, a file or a query leads them to."""
    try:
        return act()
    except SourceError as error:
        return _told(error, source)
    except Exception as error:
        return _told(_from_driver(error, source), source)


def _told(error: SourceError, source: TableSource) -> Diagnostic:
    args: dict[str, Any] = {"source": source.database.address, "table": source.table or ""}
    args |= error.args_told
    if "detail" in args:
        words = " ".join(str(args["detail"]).split())
        args["detail"] = words if len(words) <= _LONGEST_DETAIL else f"{words[:_LONGEST_DETAIL]}…"
    if isinstance(args.get("tables"), (list, tuple)):
        tables = args["tables"]
        args["tables"] = tuple(tables)[:_MOST_NAMES]
        help_ = "near" if args.get("near") else "all" if tables else "none"
        return fault(error.code, Place(source.address), help=help_, **args)
    return fault(error.code, Place(source.address), help=error.help, **args)


def _from_driver(error: Exception, source: TableSource) -> SourceError:
    if source.database.scheme is Scheme.POSTGRESQL:
        from dutylang.cases.source_postgres import told

        return told(error)
    return SourceError("C076", "other", column="", detail=str(error))


def _opened(database: Database) -> Connection:
    match database.scheme:
        case Scheme.DUCKDB:
            from dutylang.cases.source_duckdb import DuckDb

            return DuckDb(database)
        case Scheme.SQLITE:
            from dutylang.cases.source_sqlite import Sqlite

            return Sqlite(database)
        case Scheme.POSTGRESQL:
            from dutylang.cases.source_postgres import Postgres

            return Postgres(database)
        case Scheme.PARQUET:
            from dutylang.cases.source_parquet import ParquetFolder

            return ParquetFolder(database)
