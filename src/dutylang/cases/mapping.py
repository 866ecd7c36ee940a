"""How tables become cases: the mapping as data. `mapping_file` reads it; `docs/cases.md` describes it."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path as FilePath
from zoneinfo import ZoneInfo

import attrs

from dutylang.cases.faults import Path, Place
from dutylang.cases.source_model import Base, Database, Origin, TableSource
from dutylang.cases.source_url import resolved

ISO = "iso"
UNIX_SECONDS = "unix_seconds"
UNIX_MILLISECONDS = "unix_milliseconds"

CLOSED_LAST_EVENT = "last_event"
CLOSED_AS_OF = "as_of"


@attrs.frozen
class Column:
    """One column and how its cells are read, or a `constant` that stands for every row.

    `format` of dates and times is `iso`, `unix_seconds`, `unix_milliseconds` or a pattern of `strptime`.
    `values` translates cells; `split` parts a cell into a list; `currency` is that of amounts.
    """

    column: str
    constant: str | None = None
    currency: str | None = None
    format: str = ISO
    values: Mapping[str, str] = attrs.field(factory=dict)
    split: str | None = None


@attrs.frozen
class Table:
    """A table file below the folder of the tables, the column that names the case, and what cells mean.

    Cells in `unknown` say nothing (not supplied), those in `absent` say that there is no value. With an
    `origin` the table is that of a database, and `file` only names it.
    """

    file: str
    key: str
    sheet: str | None = None
    encoding: str = "utf-8"
    delimiter: str = ","
    decimal: str = "."
    thousands: str = ""
    unknown: frozenset[str] = frozenset({""})
    absent: frozenset[str] = frozenset()
    origin: Origin | None = None

    def source(self, base: Base) -> TableSource | None:
        """The table of a database that the mapping means; None for a file, or where no database is named."""
        if self.origin is None:
            return None
        database = self.origin.database
        if database is not None:
            database = resolved(database, base)
        elif isinstance(base, Database):
            database = base
        else:
            return None
        return TableSource(database, self.origin.table, self.origin.schema, self.origin.query)

    def address(self, base: Base) -> str:
        """Where the table is, as diagnostics show it: a path, or the URL of a source."""
        source = self.source(base)
        if source is not None:
            return source.address
        return str(base / self.file) if isinstance(base, FilePath) else self.file


@attrs.frozen
class Actor:
    """A column of persons. The role is fixed, or stands in a column, translated by `roles`."""

    column: str
    role: str | None = None
    role_column: str | None = None
    roles: Mapping[str, str] = attrs.field(factory=dict)
    split: str | None = None


@attrs.frozen
class Activity:
    """The column of activities → event types.

    Where the activity is one of `lifecycle_when` (a last `*` stands for any rest), the cell of the
    `lifecycle` column is joined to it. `names` None: an activity is the name or label of its event type.
    """

    column: str
    lifecycle: str | None = None
    lifecycle_when: tuple[str, ...] = ("*",)
    separator: str = "|"
    names: Mapping[str, str] | None = None
    ignore_unmapped: bool = False

    def takes_lifecycle(self, activity: str) -> bool:
        """Whether the lifecycle is joined to this activity."""
        return self.lifecycle is not None and any(
            activity.startswith(pattern[:-1]) if pattern.endswith("*") else activity == pattern
            for pattern in self.lifecycle_when
        )


@attrs.frozen
class EventTable:
    """One row an event. `order` holds whole numbers that order equal times."""

    table: Table
    activity: Activity
    time: Column
    recorded: Column | None = None
    order: str | None = None
    id: str | None = None
    actors: tuple[Actor, ...] = ()
    attributes: Mapping[str, Column] = attrs.field(factory=dict)


@attrs.frozen
class RowTable:
    """One row an object, its columns by the keys or fields of that object."""

    table: Table
    columns: Mapping[str, Column]


@attrs.frozen
class HolderTable:
    """Holders of a role in every case that has the values of the columns in `where`: one row a holding.

    Its own columns are those of a holder; `where` holds columns by field, and none of them means all cases.
    `path` is its place in the mapping.
    """

    rows: RowTable
    where: Mapping[str, Column]
    path: Path = ("holders",)

    @property
    def columns(self) -> Mapping[str, Column]:
        """All its columns: those of the holding, then those of `where`."""
        return {**self.rows.columns, **{f"where.{field}": column for field, column in self.where.items()}}


@attrs.frozen
class TableMapping:
    """All tables of one input.

    `cases` None: the cases are those that the events name. `zone` is that of times without offset (None:
    the policy's). `closed` is `last_event`, `as_of`, a column of the cases' table or None (open). `linked`
    are the tables of cases of other kinds, which the fields of cases link to; `holders` are those of single
    cases, `shared` those of many.
    """

    place: Place
    cases: RowTable | None
    events: EventTable | None
    kind: str | None = None
    zone: ZoneInfo | None = None
    lists: Mapping[str, RowTable] = attrs.field(factory=dict)
    tracked: Mapping[str, RowTable] = attrs.field(factory=dict)
    linked: Mapping[str, RowTable] = attrs.field(factory=dict)
    holders: RowTable | None = None
    shared: tuple[HolderTable, ...] = ()
    documents: RowTable | None = None
    judgements: RowTable | None = None
    complete: object = None
    complete_until: object = None
    documents_complete: bool | None = None
    closed: str | Column | None = None

    @property
    def standing(self) -> Mapping[str, RowTable]:
        """The tables whose rows stand in the list of that name in a case document."""
        tables = {"holders": self.holders, "documents": self.documents, "judgements": self.judgements}
        return {name: table for name, table in tables.items() if table is not None}
