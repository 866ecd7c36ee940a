"""Tables and a mapping → case records: each case becomes a document, and is read as every document is."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from zoneinfo import ZoneInfo

import attrs

from dutylang.cases.cells import OMITTED, raw_from_cell, says_nothing, text_of_cell
from dutylang.cases.document import case_from_raw, reading_of
from dutylang.cases.faults import MOST_FAULTS, Faults, Place, fault, is_fatal
from dutylang.cases.links import Links, linked_kinds
from dutylang.cases.lookup import Lookup
from dutylang.cases.mapping import CLOSED_AS_OF, CLOSED_LAST_EVENT, Column, EventTable, RowTable, TableMapping
from dutylang.cases.raw import Limits
from dutylang.cases.record import CaseRecord
from dutylang.cases.shared_holders import SharedHolders, strangers, with_shared
from dutylang.cases.source_model import Base
from dutylang.cases.sources import Sessions, count_of_rows
from dutylang.cases.table_holders import read_shared_tables
from dutylang.cases.table_load import (
    STANDING_TYPES,
    Cells,
    EventRow,
    Loaded,
    Loading,
    loaded_from_tables,
    object_from_row,
)
from dutylang.cases.table_places import Finder
from dutylang.cases.table_plan import TablePlan, plan_from_mapping
from dutylang.cases.table_rows import rows_of
from dutylang.diagnostics import Diagnostic
from dutylang.ops.types import DATE_TIME, Type
from dutylang.values import Moment

Found = tuple[CaseRecord | None, tuple[Diagnostic, ...]]


def cases_from_tables(
    base: Base,
    mapping: TableMapping,
    lookup: Lookup,
    tz: ZoneInfo,
    as_of: Moment | None,
    limits: Limits,
    shared: SharedHolders,
    loading: Loading | None = None,
) -> Iterator[Found]:
    """The cases in the order of the table of cases, else of their first event.

    The tables are read whole and grouped first: their rows need no order. What is said once for the whole
    input comes with no case. `shared` takes in the holders that tables join to many cases. `loading` reads
    the tables (None: each where it stands). ValueError when the mapping closes cases at the as-of moment and
    none is given.
    """
    if mapping.closed == CLOSED_AS_OF and as_of is None:
        raise ValueError("the mapping closes cases at the as-of moment: `as_of` is needed")
    faults = Faults(mapping.place)
    reading = reading_of(lookup, tz, faults, mapping.zone)
    plan = plan_from_mapping(mapping, base, reading, as_of, limits)
    if faults.found:
        yield None, faults.told()
    if faults.fatal:
        return
    with Sessions() as sessions:
        zoned = mapping.zone is not None
        loading = loading or Loading(base, tz, mapping.zone or tz, limits, sessions=sessions, zoned=zoned)
        loaded = loaded_from_tables(mapping, lookup.events, loading)
        stopped = is_fatal(loaded.stopped)
        links = Links() if stopped else links_from_loaded(loaded, plan)
        problems = () if stopped else (*read_shared_tables(plan, loading, shared), *strangers(shared, links))
    if stopped:
        yield None, _first(loaded.stopped)
        return
    if problems:
        yield None, _first(problems)
    yield from cases_from_loaded(loaded, attrs.evolve(plan, links=links, shared=shared))
    if loaded.notes:
        yield None, _first(loaded.notes)


def _first(problems: Sequence[Diagnostic]) -> tuple[Diagnostic, ...]:
    """The first problems; a broken export must not drown its reader."""
    return tuple(problems[:MOST_FAULTS])


def count_of_cases(base: Base, mapping: TableMapping) -> int | None:
    """The number of rows of the table of cases; None without one, or when it cannot be read."""
    if mapping.cases is None:
        return None
    table = mapping.cases.table
    source = table.source(base)
    if source is not None:
        return count_of_rows(source)
    count = 0
    for row in rows_of(base, table, [table.key], Limits()):
        if isinstance(row, Diagnostic):
            return None
        count += 1
    return count


def cases_from_loaded(loaded: Loaded, plan: TablePlan) -> Iterator[Found]:
    """Every case of the table of cases, else every case that an event names, its faulty rows included.

    `plan` holds the links and the shared holders of the whole input, `loaded` the rows of all its cases or of
    some: what is said of a case is the same.
    """
    mapping = plan.mapping
    main = mapping.cases or mapping.events
    books = list(_books(loaded, plan))
    linked = {case for book in books[1:] for case in book.rows}
    known: Iterable[str] = loaded.cases
    if mapping.cases is None:
        known = [case for case in {**loaded.events, **loaded.faults} if case not in linked]
    for case in known:
        yield _case(case, books[0], loaded, plan)
    for book in books[1:]:
        for case in book.rows:
            yield _case(case, book, loaded, plan)
    known = {*known, *linked}
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
        return Place(mapping.events.table.address(plan.base), "", loaded.events[case][0].line)
    tables = {(section, ""): table for section, table in mapping.standing.items()}
    tables |= {("lists", name): table for name, table in mapping.lists.items()}
    tables |= {("tracked", name): table for name, table in mapping.tracked.items()}
    for section, table in tables.items():
        rows = loaded.rows.get(section, {}).get(case)
        if rows:
            return Place(table.table.address(plan.base), "", rows[0][0])
    return mapping.place


@attrs.frozen
class _Book:
    """The cases of one kind: their table, what its columns hold, and the row of each case."""

    kind: str | None
    table: RowTable | None
    types: Mapping[str, Type]
    rows: Mapping[str, Cells]
    is_main: bool = False


def _books(loaded: Loaded, plan: TablePlan) -> Iterator[_Book]:
    """The cases that are audited by the mapping's own tables, then those of other kinds that they link to."""
    yield _Book(plan.kind, plan.mapping.cases, plan.fields, loaded.cases, is_main=True)
    for name, linked in plan.linked.items():
        yield _Book(linked.kind, plan.mapping.linked[name], linked.fields, loaded.linked[name])


def links_from_loaded(loaded: Loaded, plan: TablePlan) -> Links:
    """The fields of the cases that can be named by id."""
    links, kinds = Links(), linked_kinds(plan.lookup)
    for book in _books(loaded, plan):
        if book.kind is not None and book.kind in kinds:
            fields = {case: _fields(case, book, loaded, plan) for case in book.rows}
            links.fields[book.kind] = dict(fields)
    return links


def _case(case: str, book: _Book, loaded: Loaded, plan: TablePlan) -> Found:
    rows = {section: found.get(case, []) for section, found in loaded.rows.items()}
    events = sorted(
        loaded.events.get(case, []), key=lambda row: (row.instant, row.seq is None, row.seq or 0, row.line)
    )
    finder = Finder(plan, book.table, book.rows.get(case), events, rows)
    faults = Faults(finder.at(()), finder.at, case)
    reading = reading_of(plan.lookup, plan.tz, faults, plan.local)
    reading = attrs.evolve(reading, limits=plan.limits, links=plan.links)
    raw = _document(case, book, events, loaded, plan)
    record = case_from_raw(raw, reading, warn_of_registers=False)
    if record is not None:
        record = with_shared(record, plan.shared, faults)
    problems = (*_first(loaded.faults.get(case, ())), *faults.told())
    return (None if is_fatal(problems) else record), problems


def _document(
    case: str, book: _Book, events: Sequence[EventRow], loaded: Loaded, plan: TablePlan
) -> dict[str, object]:
    """The case as a document; its events stand in order."""
    mapping = plan.mapping
    raw: dict[str, object] = {"id": case, "kind": book.kind}
    fields = _fields(case, book, loaded, plan)
    if fields:
        raw["fields"] = fields
    if mapping.events is not None:
        raw["events"] = [_event(row, mapping.events, plan) for row in events]
    for section, one in mapping.standing.items():
        rows = loaded.rows[(section, "")].get(case, [])
        raw[section] = [object_from_row(one, row, STANDING_TYPES) for row in rows]
    raw["complete"] = mapping.complete
    raw["complete_until"] = mapping.complete_until
    raw["documents_complete"] = mapping.documents_complete
    raw["closed_at"] = _closed(book.rows.get(case) if book.is_main else None, events, plan)
    return raw


def _fields(case: str, book: _Book, loaded: Loaded, plan: TablePlan) -> dict[str, object]:
    """The fields of a case, with its lists and tracked fields where it is of the mapping's own kind."""
    mapping = plan.mapping
    own = book.rows.get(case)
    fields = {} if own is None or book.table is None else object_from_row(book.table, own, book.types)
    if not book.is_main:
        return fields
    for name, table in mapping.lists.items():
        rows = loaded.rows[("lists", name)].get(case, [])
        fields[name] = [object_from_row(table, row, plan.lists[name]) for row in rows]
    for name, table in mapping.tracked.items():
        types = {"from": DATE_TIME, "recorded_at": DATE_TIME, "value": plan.fields[name]}
        rows = loaded.rows[("tracked", name)].get(case, [])
        if rows:
            fields[name] = [object_from_row(table, row, types) for row in rows]
    return fields


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
