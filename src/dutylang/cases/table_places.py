"""Paths of a case that was built from tables → the rows and columns that they came from."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import attrs

from dutylang.cases.faults import Path, Place
from dutylang.cases.mapping import EventTable, RowTable, Table
from dutylang.cases.table_load import Cells, EventRow
from dutylang.cases.table_plan import TablePlan


@attrs.frozen
class Finder:
    """Places the paths of a case's document; `table` is the one that holds the row of the case itself."""

    plan: TablePlan
    table: RowTable | None
    own: Cells | None
    events: Sequence[EventRow]
    rows: Mapping[tuple[str, str], list[Cells]]

    def at(self, path: Path) -> Place:
        """The file, line and column heading of a path."""
        mapping = self.plan.mapping
        match path:
            case ("events", int(index), *rest) if mapping.events is not None and index < len(self.events):
                return self._place(
                    mapping.events.table, self.events[index].line, _event_column(rest, mapping.events)
                )
            case ("fields", str(name), int(index), *rest) if name in mapping.lists:
                return self._row(("lists", name), mapping.lists[name], index, rest)
            case ("fields", str(name), int(index), *rest) if name in mapping.tracked:
                return self._row(("tracked", name), mapping.tracked[name], index, rest)
            case (str(section), int(index), *rest) if section in mapping.standing:
                return self._row((section, ""), mapping.standing[section], index, rest)
            case ("fields", str(name), *_) if self.table is not None and name in self.table.columns:
                column = self.table.columns[name].column
                return self._place(self.table.table, self.own[0] if self.own else 1, column)
            case _:
                pass
        if self.table is not None:
            return self._place(self.table.table, self.own[0] if self.own else 1, "")
        if mapping.events is not None and self.events:
            return self._place(mapping.events.table, self.events[0].line, "")
        return mapping.place

    def _row(self, section: tuple[str, str], table: RowTable, index: int, rest: Sequence[object]) -> Place:
        column = table.columns.get(str(rest[0])) if rest else None
        return self._place(table.table, self.rows[section][index][0], "" if column is None else column.column)

    def _place(self, table: Table, line: int, column: str) -> Place:
        return Place(table.address(self.plan.base), column, line)


def _event_column(rest: Sequence[object], events: EventTable) -> str:
    match rest:
        case ["with", str(name), *_] if name in events.attributes:
            return events.attributes[name].column
        case ["by", int(index), *_] if index < len(events.actors):
            return events.actors[index].column
        case ["at", *_]:
            return events.time.column
        case ["recorded_at", *_] if events.recorded is not None:
            return events.recorded.column
        case ["id", *_]:
            return events.id or ""
        case _:
            return events.activity.column
