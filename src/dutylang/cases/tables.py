"""Tables and a mapping → case records: each case becomes a document, and is read as every document is."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path as FilePath
from zoneinfo import ZoneInfo

import attrs

from dutylang.cases.cells import OMITTED, raw_from_cell, says_nothing, text_of_cell
from dutylang.cases.document import case_from_raw, reading_of
from dutylang.cases.faults import MOST_FAULTS, Faults, Path, Place, fault, is_fatal
from dutylang.cases.lookup import Lookup
from dutylang.cases.mapping import CLOSED_AS_OF, CLOSED_LAST_EVENT, Column, EventTable, RowTable, TableMapping
from dutylang.cases.raw import Limits
from dutylang.cases.record import CaseRecord
from dutylang.cases.table_load import Cells, EventRow, Loaded, Loading, loaded_from_tables
from dutylang.cases.table_plan import TablePlan, plan_from_mapping
from dutylang.cases.table_rows import rows_of
from dutylang.diagnostics import Diagnostic
from dutylang.ops.types import DATE, DATE_TIME, Type
from dutylang.values import Moment

Found = tuple[CaseRecord | None, tuple[Diagnostic, ...]]

_DAYS = frozenset({"from", "until", "filed", "verified_at", "valid_until"})


def cases_from_tables(
    folder: FilePath,
    mapping: TableMapping,
    lookup: Lookup,
    tz: ZoneInfo,
    as_of: Moment | None,
    limits: Limits,
) -> Iterator[Found]:
    """The cases in the order of the table of cases, else of their first event.

    The tables are read whole and grouped first: their rows need no order. What is said once for the whole
    input comes with no case. ValueError when the mapping closes cases at the as-of moment and none is given.
    """
    if mapping.closed == CLOSED_AS_OF and as_of is None:
        raise ValueError("the mapping closes cases at the as-of moment: `as_of` is needed")
    faults = Faults(mapping.place)
    reading = reading_of(lookup, tz, faults, mapping.zone)
    plan = plan_from_mapping(mapping, folder, reading, as_of, limits)
    if faults.found:
        yield None, faults.told()
    if faults.fatal:
        return
    loading = Loading(folder, tz, mapping.zone or tz, limits)
    loaded = loaded_from_tables(mapping, lookup.events, loading)
    if is_fatal(loaded.stopped):
        yield None, _first(loaded.stopped)
        return
    yield from _cases(loaded, plan)
    if loaded.notes:
        yield None, _first(loaded.notes)


def _first(problems: Sequence[Diagnostic]) -> tuple[Diagnostic, ...]:
    """The first problems; a broken export must not drown its reader."""
    return tuple(problems[:MOST_FAULTS])


def count_of_cases(folder: FilePath, mapping: TableMapping) -> int | None:
    """The number of rows of the table of cases; None without one, or when it cannot be read."""
    if mapping.cases is None:
        return None
    table = mapping.cases.table
    rows = rows_of(folder, table, [table.key], Limits())
    count = 0
    for row in rows:
        if isinstance(row, Diagnostic):
            return None
        count += 1
    return count


def _cases(loaded: Loaded, plan: TablePlan) -> Iterator[Found]:
    """Every case of the table of cases, else every case that an event names, its faulty rows included."""
    mapping = plan.mapping
    main = mapping.cases or mapping.events
    known = loaded.cases if mapping.cases is not None else {**loaded.events, **loaded.faults}
    for case in known:
        yield _case(case, loaded, plan)
    others = [*loaded.events, *(key for rows in loaded.rows.values() for key in rows), *loaded.faults]
    for case in dict.fromkeys(others):
        if case not in known and main is not None:
            file = main.table.file
            told = fault("C058", _stranger(case, loaded, plan), file=file)
            told = attrs.evolve(told, args={**told.args, "case": case})
            yield None, (told, *loaded.faults.get(case, ()))


def _stranger(case: str, loaded: Loaded, plan: TablePlan) -> Place:
    """The first row of a case that is not among the cases."""
    mapping = plan.mapping
    if mapping.events is not None and loaded.events.get(case):
        return Place(str(plan.folder / mapping.events.table.file), "", loaded.events[case][0].line)
    tables = {("holders", ""): mapping.holders, ("documents", ""): mapping.documents}
    tables |= {("lists", name): table for name, table in mapping.lists.items()}
    tables |= {("tracked", name): table for name, table in mapping.tracked.items()}
    for section, table in tables.items():
        rows = loaded.rows.get(section, {}).get(case)
        if table is not None and rows:
            return Place(str(plan.folder / table.table.file), "", rows[0][0])
    return mapping.place


def _case(case: str, loaded: Loaded, plan: TablePlan) -> Found:
    rows = {section: found.get(case, []) for section, found in loaded.rows.items()}
    events = sorted(
        loaded.events.get(case, []), key=lambda row: (row.instant, row.seq is None, row.seq or 0, row.line)
    )
    finder = _Finder(plan, loaded.cases.get(case), events, rows)
    faults = Faults(finder.at(()), finder.at, case)
    reading = attrs.evolve(reading_of(plan.lookup, plan.tz, faults, plan.local), limits=plan.limits)
    raw = _document(case, loaded.cases.get(case), events, rows, plan)
    record = case_from_raw(raw, reading, warn_of_registers=False)
    problems = (*_first(loaded.faults.get(case, ())), *faults.told())
    return (None if is_fatal(problems) else record), problems


def _document(
    case: str,
    own: Cells | None,
    events: Sequence[EventRow],
    rows: Mapping[tuple[str, str], list[Cells]],
    plan: TablePlan,
) -> dict[str, object]:
    """The case as a document; its events stand in order."""
    mapping = plan.mapping
    raw: dict[str, object] = {"id": case, "kind": plan.kind}
    fields: dict[str, object] = {}
    if own is not None and mapping.cases is not None:
        fields = _object(mapping.cases, own, plan.fields)
    for name, table in mapping.lists.items():
        fields[name] = [_object(table, row, plan.lists[name]) for row in rows[("lists", name)]]
    for name, table in mapping.tracked.items():
        types = {"from": DATE_TIME, "recorded_at": DATE_TIME, "value": plan.fields[name]}
        if rows[("tracked", name)]:
            fields[name] = [_object(table, row, types) for row in rows[("tracked", name)]]
    if fields:
        raw["fields"] = fields
    if mapping.events is not None:
        raw["events"] = [_event(row, mapping.events, plan) for row in events]
    for section, one in (("holders", mapping.holders), ("documents", mapping.documents)):
        if one is not None:
            types = {key: DATE for key in one.columns if key in _DAYS}
            raw[section] = [_object(one, row, types) for row in rows[(section, "")]]
    raw["complete"] = mapping.complete
    raw["complete_until"] = mapping.complete_until
    raw["documents_complete"] = mapping.documents_complete
    raw["closed_at"] = _closed(own, events, plan)
    return raw


def _closed(own: Cells | None, events: Sequence[EventRow], plan: TablePlan) -> object:
    closed = plan.mapping.closed
    if closed == CLOSED_LAST_EVENT:
        return events[-1].at if events else None
    if closed == CLOSED_AS_OF:
        return plan.as_of
    if isinstance(closed, Column) and own is not None and plan.mapping.cases is not None:
        found = raw_from_cell(own[1][-1], closed, plan.mapping.cases.table, DATE_TIME)
        return None if found is OMITTED else found
    return None


def _object(table: RowTable, row: Cells, types: Mapping[str, Type]) -> dict[str, object]:
    """A row as an object; cells that say nothing leave their key out."""
    found: dict[str, object] = {}
    index = 1
    for name, column in table.columns.items():
        cell = None
        if column.constant is None:
            cell = row[1][index]
            index += 1
        value = raw_from_cell(cell, column, table.table, types.get(name))
        if value is not OMITTED:
            found[name] = value
    return found


def _event(row: EventRow, events: EventTable, plan: TablePlan) -> dict[str, object]:
    found: dict[str, object] = {"type": row.type, "at": row.at}
    if row.seq is not None:
        found["seq"] = row.seq
    others = plan.others
    if events.id is not None:
        found["id"] = text_of_cell(row.others[others[events.id]]) or None
    if events.recorded is not None:
        cell = row.others[others[events.recorded.column]]
        recorded = raw_from_cell(cell, events.recorded, events.table, DATE_TIME)
        if recorded is not OMITTED:
            found["recorded_at"] = recorded
    by = _actors(row, events, plan)
    if by:
        found["by"] = by
    attributes: dict[str, object] = {}
    for name, type_ in plan.attributes.get(row.type, {}).items():
        column = events.attributes[name]
        cell = None if column.constant is not None else row.others[others[column.column]]
        value = raw_from_cell(cell, column, events.table, type_)
        if value is not OMITTED:
            attributes[name] = value
    if attributes:
        found["with"] = attributes
    return found


def _actors(row: EventRow, events: EventTable, plan: TablePlan) -> list[object]:
    found: list[object] = []
    for actor in events.actors:
        cell = row.others[plan.others[actor.column]]
        if says_nothing(cell, events.table):
            continue
        person = text_of_cell(cell)
        role: object = actor.role
        if actor.role_column is not None:
            cell = row.others[plan.others[actor.role_column]]
            said = raw_from_cell(cell, Column("", values=actor.roles), events.table, None)
            role = None if said is OMITTED else said
        persons = person.split(actor.split) if actor.split and isinstance(person, str) else [person]
        for one in persons:
            name = one.strip() if actor.split and isinstance(one, str) else one
            found.append(name if role is None else {"person": name, "role": role})
    return found


@attrs.frozen
class _Finder:
    """Places the paths of a case's document back in the rows and columns that they came from."""

    plan: TablePlan
    own: Cells | None
    events: Sequence[EventRow]
    rows: Mapping[tuple[str, str], list[Cells]]

    def at(self, path: Path) -> Place:
        """The file, line and column heading of a path."""
        mapping = self.plan.mapping
        match path:
            case ("events", int(index), *rest) if mapping.events is not None and index < len(self.events):
                return self._place(
                    mapping.events.table.file, self.events[index].line, _event_column(rest, mapping.events)
                )
            case ("fields", str(name), int(index), *rest) if name in mapping.lists:
                return self._row(("lists", name), mapping.lists[name], index, rest)
            case ("fields", str(name), int(index), *rest) if name in mapping.tracked:
                return self._row(("tracked", name), mapping.tracked[name], index, rest)
            case ("holders" | "documents" as section, int(index), *rest):
                table = mapping.holders if section == "holders" else mapping.documents
                if table is not None:
                    return self._row((section, ""), table, index, rest)
            case ("fields", str(name), *_) if mapping.cases is not None and name in mapping.cases.columns:
                column = mapping.cases.columns[name].column
                return self._place(mapping.cases.table.file, self.own[0] if self.own else 1, column)
            case _:
                pass
        if mapping.cases is not None:
            return self._place(mapping.cases.table.file, self.own[0] if self.own else 1, "")
        if mapping.events is not None and self.events:
            return self._place(mapping.events.table.file, self.events[0].line, "")
        return mapping.place

    def _row(self, section: tuple[str, str], table: RowTable, index: int, rest: Sequence[object]) -> Place:
        column = table.columns.get(str(rest[0])) if rest else None
        return self._place(
            table.table.file, self.rows[section][index][0], "" if column is None else column.column
        )

    def _place(self, file: str, line: int, column: str) -> Place:
        return Place(str(self.plan.folder / file), column, line)


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
