"""Where tables come from besides files: databases and folders of Parquet parts, as data; and what opens them."""

from __future__ import annotations

import enum
from collections.abc import Iterator, Sequence
from pathlib import Path as FilePath
from typing import TYPE_CHECKING, Any, Protocol

import attrs

if TYPE_CHECKING:
    import pyarrow as pa

BATCH_ROWS = 8_192
"""Rows that are fetched at once: no more of a table is ever held by a source."""


class Scheme(enum.Enum):
    """The kinds of sources, by the first word of their URL."""

    DUCKDB = "duckdb"
    SQLITE = "sqlite"
    POSTGRESQL = "postgresql"
    PARQUET = "parquet"


@attrs.frozen
class Database:
    """What a URL leads to. `address` is the URL as it is shown: no password, no parameters.

    `path` is that of a file, or of a folder of Parquet files; `settings` are those of a connection to a
    server, by the names that PostgreSQL gives them. A password is never among them.
    """

    scheme: Scheme
    address: str
    path: FilePath | None = None
    settings: tuple[tuple[str, str], ...] = ()


@attrs.frozen
class TableSource:
    """One table of a database, or what one `query` gives."""

    database: Database
    table: str | None = None
    schema: str | None = None
    query: str | None = None

    @property
    def address(self) -> str:
        """The table as diagnostics show it."""
        if self.query is not None:
            return f"{self.database.address}?query"
        if self.table is None:
            return self.database.address
        table = self.table if self.schema is None else f"{self.schema}.{self.table}"
        return f"{self.database.address}?table={table}"


@attrs.frozen
class Origin:
    """How a mapping names a table that is no file. `database` None: it is the one that the command names."""

    database: Database | None
    table: str | None = None
    schema: str | None = None
    query: str | None = None


Base = FilePath | Database
"""What a command names as the place of the tables: their folder, or a database."""


class Holds(enum.Enum):
    """What the cells of a column hold. `CLOCK` is a time that does not say its zone."""

    TEXT = "text"
    FIGURE = "figure"
    YES_NO = "yes_no"
    DAY = "day"
    INSTANT = "instant"
    CLOCK = "clock"
    OTHER = "other"


@attrs.frozen
class SourceColumn:
    """A column with its type as the source writes it. Columns that hold something `OTHER` are not read."""

    name: str
    type: str
    holds: Holds


class SourceError(Exception):
    """A source cannot be used: a code of the catalogue, one of its helps, and what fills the words.

    It leaves no module of sources: `sources` turns it into a diagnostic.
    """

    def __init__(self, code: str, help: str | None = None, **args: Any) -> None:  # noqa: A002
        super().__init__(code)
        self.code = code
        self.help = help
        self.args_told: dict[str, Any] = args


class OpenTable(Protocol):
    """A table that was found. Its rows come sorted by the first column asked for, then by the others' names."""

    @property
    def columns(self) -> Sequence[SourceColumn]:
        """All columns, in the order of the source."""

    def rows(self, names: Sequence[str]) -> Iterator[Sequence[object]]:
        """The cells of these columns, row by row; what a cell cannot hold is marked as in files."""

    def batches(self, names: Sequence[str]) -> Iterator[pa.RecordBatch]:
        """The same rows in columns."""

    def count(self) -> int:
        """How many rows there are."""


class Connection(Protocol):
    """An open source, that can only be read."""

    def table(self, source: TableSource) -> OpenTable:
        """The table; SourceError when there is none."""

    def close(self) -> None:
        """Gives back what the source holds."""


def sorted_by(names: Sequence[str]) -> list[str]:
    """The columns that rows are sorted by: the first that is asked for, then the others by name.

    Rows that tie are alike in all that is read, so that every reading gives the same.
    """
    return [*names[:1], *sorted(set(names) - set(names[:1]))]
