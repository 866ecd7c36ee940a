"""Tables of holders that are joined to cases by their fields → the shared register of holders."""

from __future__ import annotations

from collections.abc import Sequence

import attrs

from dutylang.cases.document import reading_of
from dutylang.cases.faults import Faults, Path, Place, fault
from dutylang.cases.mapping import HolderTable, RowTable
from dutylang.cases.shared_holders import WHERE, SharedHolders, nothing_told, read_holding, role_untold
from dutylang.cases.table_load import STANDING_TYPES, Loading, object_from_row
from dutylang.cases.table_plan import TablePlan
from dutylang.diagnostics import Diagnostic


def read_shared_tables(plan: TablePlan, loading: Loading, register: SharedHolders) -> tuple[Diagnostic, ...]:
    """Takes in every row of the tables; with the faults of rows, each of which costs that row alone.

    A row that does not say which cases it is for is a fault: nothing is held everywhere by an empty cell.
    """
    problems: list[Diagnostic] = []
    for table, types in zip(plan.mapping.shared, plan.where, strict=True):
        rows = table.rows
        whole = RowTable(rows.table, table.columns)
        columns = [column.column for column in whole.columns.values() if column.constant is None]
        faults = Faults(Place(loading.path(rows.table)), case=rows.table.file)
        reading = attrs.evolve(
            reading_of(plan.lookup, plan.tz, faults, plan.local), limits=plan.limits, links=plan.links
        )
        for row in loading.rows(rows.table, columns):
            if isinstance(row, Diagnostic):
                problems.append(row)
                nothing_told(register, reading)
                continue
            line, cells, ragged = row
            place = Place(loading.path(rows.table), "", line)
            if ragged:
                problems.append(fault("C048", place))
                nothing_told(register, reading)
                continue
            faults.place_of = _Row(table, place).at
            found = object_from_row(whole, (line, [None, *cells]), {**types, **STANDING_TYPES})
            where = {field: found.pop(f"{WHERE}.{field}", _MISSING) for field in table.where}
            empty = [field for field, value in where.items() if value is _MISSING]
            for field in empty:
                faults.add("C068", (WHERE, field), column=table.where[field].column)
            if empty:
                role_untold(found.get("role"), register, reading)
            else:
                read_holding({**found, WHERE: where}, (), register, reading)
        problems += faults.told()
    return tuple(problems)


_MISSING = object()


@attrs.frozen
class _Row:
    """Places the parts of an entry in the columns of its row."""

    table: HolderTable
    place: Place

    def at(self, path: Path) -> Place:
        """The row with the heading of the column that a path came from."""
        column = self.table.columns.get(".".join(_names(path)))
        return self.place if column is None else attrs.evolve(self.place, pointer=column.column)


def _names(path: Sequence[str | int]) -> tuple[str, ...]:
    return tuple(str(part) for part in path[: 2 if path[:1] == (WHERE,) else 1])
