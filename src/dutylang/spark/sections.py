"""The tables of a mapping by their place in it, whatever files they name: DataFrames are given for these."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TypeVar

import attrs

from dutylang.cases.columns.table_input import tables_read
from dutylang.cases.mapping import EventTable, HolderTable, RowTable, TableMapping

CASES, EVENTS = "cases", "events"

_T = TypeVar("_T", RowTable, EventTable)


@attrs.frozen
class Section:
    """A table by its name, and the columns that are read of it: in `key`, the first, it names the case.

    `key` None: its rows are of many cases, and the table goes to every worker.
    """

    name: str
    columns: tuple[str, ...]
    key: str | None


def named_by_place(mapping: TableMapping) -> TableMapping:
    """The mapping with each table named by its place: `events`, `lists.pledges`, `holders`."""
    return attrs.evolve(
        mapping,
        cases=None if mapping.cases is None else _named(mapping.cases, CASES),
        events=None if mapping.events is None else _named(mapping.events, EVENTS),
        lists=_each(mapping.lists, "lists"),
        tracked=_each(mapping.tracked, "tracked"),
        linked=_each(mapping.linked, "linked"),
        shared=tuple(_shared(table) for table in mapping.shared),
        holders=None if mapping.holders is None else _named(mapping.holders, "holders"),
        documents=None if mapping.documents is None else _named(mapping.documents, "documents"),
        judgements=None if mapping.judgements is None else _named(mapping.judgements, "judgements"),
    )


def _each(tables: Mapping[str, RowTable], place: str) -> dict[str, RowTable]:
    return {name: _named(table, f"{place}.{name}") for name, table in tables.items()}


def _shared(table: HolderTable) -> HolderTable:
    return attrs.evolve(table, rows=_named(table.rows, ".".join(str(part) for part in table.path)))


def _named(table: _T, name: str) -> _T:
    return attrs.evolve(table, table=attrs.evolve(table.table, file=name, origin=None))


def sections_of(mapping: TableMapping) -> Iterator[Section]:
    """The tables of a mapping whose tables are named by their place."""
    for _, table, columns in tables_read(mapping):
        yield Section(table.file, tuple(dict.fromkeys(columns)), table.key)
    for shared in mapping.shared:
        columns = [column.column for column in shared.columns.values() if column.constant is None]
        yield Section(shared.rows.table.file, tuple(dict.fromkeys(columns)), None)
