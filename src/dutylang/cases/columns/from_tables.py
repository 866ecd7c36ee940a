"""Tables and a mapping → columns: the same cases as `cases_from_tables` gives, read whole.

What is not surely read alike goes the way of single rows: its case is read again as a record, and is told of or
judged as one. Nothing is guessed, and what is said of a case is what its record would have said.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from zoneinfo import ZoneInfo

import attrs
import numpy as np
import polars as pl

from dutylang.calendars.moments import latest_instant
from dutylang.cases.columns.model import NO_DAY, NO_INSTANT, CaseColumns, EventColumns
from dutylang.cases.columns.one_by_one import columns_one_by_one, unread_of
from dutylang.cases.columns.table_actors import Numbers, acts_of
from dutylang.cases.columns.table_assembly import (
    Parts,
    event_columns,
    last_events,
    own_holders,
    place_of_codes,
)
from dutylang.cases.columns.table_events import EventRows, attributes_of, events_of, ids_of, recorded_of
from dutylang.cases.columns.table_fields import (
    BookRows,
    Slots,
    books_of,
    candidates,
    fields_of,
    values_of_kind,
)
from dutylang.cases.columns.table_input import CASES, EVENTS, Input, input_of, names_meet, notes_of
from dutylang.cases.columns.table_records import Records, links_of
from dutylang.cases.columns.table_shared import holders_joined, joined_holders
from dutylang.cases.columns.table_standing import (
    check_list,
    check_standing,
    check_tracked,
    holders_of,
)
from dutylang.cases.columns.table_values import FAULTY
from dutylang.cases.columns.table_words import Doubt, mark, moments_of
from dutylang.cases.columns.texts import TextColumn
from dutylang.cases.columns.zones import microseconds
from dutylang.cases.document import reading_of
from dutylang.cases.faults import MOST_FAULTS, Faults
from dutylang.cases.files import Found, without_twins
from dutylang.cases.happenings import registers_from_raw
from dutylang.cases.lookup import Lookup
from dutylang.cases.mapping import CLOSED_AS_OF, CLOSED_LAST_EVENT, Column, TableMapping
from dutylang.cases.raw import Limits
from dutylang.cases.reading import Reading
from dutylang.cases.record import CaseRecord
from dutylang.cases.shared_holders import SharedHolders, strangers
from dutylang.cases.source_model import Base
from dutylang.cases.sources import Sessions
from dutylang.cases.table_holders import read_shared_tables
from dutylang.cases.table_load import Loading
from dutylang.cases.table_plan import TablePlan, plan_from_mapping
from dutylang.diagnostics import Diagnostic
from dutylang.ops.columns import Flags, Ints
from dutylang.values import Moment


def columns_from_tables(
    base: Base,
    mapping: TableMapping,
    lookup: Lookup,
    tz: ZoneInfo,
    as_of: Moment | None,
    limits: Limits,
    shared: SharedHolders,
    loading: Loading | None = None,
) -> CaseColumns | tuple[Diagnostic, ...]:
    """The cases of the tables in a folder or database, or what stops them from being read.

    `as_of` tells which registers are complete, and closes the cases of a mapping that says so: ValueError
    when it is missing then. `shared` takes in the holders that tables join to many cases. Of two cases with
    one id the later is refused. `loading` reads the tables (None: each where it
    stands).
    """
    if mapping.closed == CLOSED_AS_OF and as_of is None:
        raise ValueError("the mapping closes cases at the as-of moment: `as_of` is needed")
    faults = Faults(mapping.place)
    reading = reading_of(lookup, tz, faults, mapping.zone)
    plan = plan_from_mapping(mapping, base, reading, as_of, limits)
    told = faults.told()
    if faults.fatal:
        return told
    with Sessions() as sessions:
        own, zoned = loading, mapping.zone is not None
        loading = own or Loading(base, tz, mapping.zone or tz, limits, sessions=sessions, zoned=zoned)
        tables = None if names_meet(plan) or limits.depth < _DEEP_ENOUGH else input_of(mapping, loading)
        doubt = Doubt.none(0 if tables is None else len(tables.ids))
        events = None if tables is None else _events(tables, plan, doubt)
        if tables is None or (events is None and mapping.events is not None):
            return columns_one_by_one(base, mapping, lookup, tz, as_of, limits, shared, own)
        records = Records(plan, loading, tables.by_columns())
        links = links_of(records, tables.ids)
        problems = (*read_shared_tables(plan, loading, shared), *strangers(shared, links))
    plan = attrs.evolve(plan, links=links, shared=shared)
    reading = attrs.evolve(reading, faults=Faults(mapping.place), limits=limits, links=links)
    reader = _Reader(plan, reading, tables, attrs.evolve(records, plan=plan), doubt)
    return reader.columns(reader.parts(events), [each for each in (told, problems[:MOST_FAULTS]) if each])


_DEEP_ENOUGH = 8


def _events(tables: Input, plan: TablePlan, doubt: Doubt) -> EventRows | None:
    """The rows of the event table; None without one, or when it is refused as a whole."""
    if plan.mapping.events is None:
        return None
    return events_of(tables.frames[EVENTS], plan.mapping.events, plan, doubt)


@attrs.frozen(eq=False)
class _Reader:
    """Reads all that the tables hold, and puts together the columns of the cases that are kept."""

    plan: TablePlan
    reading: Reading
    tables: Input
    records: Records
    doubt: Doubt
    persons: Numbers = attrs.field(factory=Numbers)
    roles: Numbers = attrs.field(factory=Numbers)

    def parts(self, events: EventRows | None) -> Parts:
        """Every table read through; the cases with anything doubtful are marked."""
        mapping, plan, reading, doubt = self.plan.mapping, self.plan, self.reading, self.doubt
        for frame in self.tables.frames.values():
            mark(doubt.suspect, frame.codes[frame.ragged])
        parts = Parts(books_of(self.tables, plan, reading, doubt))
        if events is not None and mapping.events is not None:
            mapped = mapping.events
            parts = attrs.evolve(
                parts,
                events=events,
                ids=None if mapped.id is None else ids_of(events, mapped.id, reading, doubt),
                recorded=recorded_of(events, mapped, reading, doubt),
                acts=acts_of(events, mapped, reading, self.persons, self.roles, doubt),
                attributes=attributes_of(events, mapped, plan, reading, doubt),
            )
        if isinstance(mapping.closed, Column) and mapping.cases is not None:
            own = self.tables.frames[CASES]
            cells = own.cells[mapping.closed.column]
            closed, status = moments_of(cells, mapping.closed, mapping.cases.table, reading)
            mark(doubt.suspect, own.codes[status == FAULTY])
            parts = attrs.evolve(parts, closed=closed)
        return self._standing(parts)

    def _standing(self, parts: Parts) -> Parts:
        """The rows that stand beside the events."""
        mapping, reading, doubt = self.plan.mapping, self.reading, self.doubt
        frames = self.tables.frames
        for name, table in mapping.lists.items():
            check_list(name, frames["lists", name], table, self.plan, reading, doubt)
        for name, table in mapping.tracked.items():
            check_tracked(name, frames["tracked", name], table, self.plan, reading, doubt)
        for name, table in mapping.standing.items():
            frame = frames[name, ""]
            if name == "holders":
                held = holders_of(frame, table, reading, self.persons, self.roles, doubt)
                parts = attrs.evolve(parts, held=held, holders=frame)
            else:
                check_standing(name, frame, table, reading, doubt)
        return parts

    def columns(self, parts: Parts, said: list[tuple[Diagnostic, ...]]) -> CaseColumns:
        """The cases that are kept; `said` are problems of the input as a whole."""
        books, doubt = list(parts.books), self.doubt
        slots, found = self._kept(books)
        twice = {(case.kind, case.id): (case, problems) for case, problems in found if case is not None}
        again = self._again(slots, books, twice)
        columnar = slots.row >= 0
        place = place_of_codes(slots.code, columnar, len(doubt.odd))
        fields, formless, odd = fields_of(books, slots)
        types = tuple(self.plan.lookup.vocabulary.events)
        events, misfit = event_columns(parts, place, len(slots), types)
        odd |= misfit | ~columnar | doubt.odd[slots.code]
        kinds = [book.kind for book in books]
        joined = joined_holders(
            self.plan.shared,
            kinds,
            slots.book,
            lambda kind: values_of_kind(kind, books, slots),
            self.persons,
            self.roles,
        )
        odd |= joined.untold
        day, instant = self._closed(parts, events, slots)
        problems = {index: told for index, (_, told) in again.items() if told}
        doubt.told[slots.code[joined.untold]] = True
        problems |= self._told(slots, kinds, columnar)
        names = tuple(kind for kind in kinds if kind is not None)
        numbers = np.array([-1 if kind is None else names.index(kind) for kind in kinds], np.int16)
        notes = notes_of(self.tables, parts.events, self.plan)
        single = _Single(
            slots, kinds, self.tables.ids, self.records, {i: case for i, (case, _) in again.items()}
        )
        return CaseColumns(
            ids=TextColumn(self.tables.ids.gather(pl.Series(slots.code))),
            kinds=names,
            kind=numbers[slots.book],
            persons=self.persons.names,
            roles=tuple(self.roles.names),
            events=events,
            holders=holders_joined([own_holders(parts, place), joined.holders]),
            closed_day=day,
            closed_instant=instant,
            odd=odd,
            busy=self._busy(slots),
            record=single,
            many=single.many,
            fields=fields,
            formless=formless | self._formless(slots),
            complete=self._complete(len(slots)),
            registered=frozenset(self.plan.shared.roles),
            problems=problems,
            unread=(
                *((None, each) for each in said),
                *unread_of(found),
                *([(None, notes)] if notes else []),
            ),
            offsets=(None, None) if parts.events is None else parts.events.offsets,
            left_out={} if parts.events is None else parts.events.left_out,
        )

    def _kept(self, books: list[BookRows]) -> tuple[Slots, list[Found]]:
        """The cases of which there is a record, and what is found of those that are read again."""
        slots, suspect = candidates(books), self.doubt.suspect
        count = np.bincount(slots.code, minlength=len(suspect))
        suspect |= count != 1  # rows of no case, and ids that stand for two
        wanted = np.flatnonzero(suspect)
        found = list(without_twins(iter(self.records.found(wanted)))) if len(wanted) else []
        read = {(case.kind, case.id) for case, _ in found if case is not None}
        kept = ~suspect[slots.code]
        row = np.where(kept, slots.row, -1)
        for slot in np.flatnonzero(~kept) if read else []:
            kept[slot] = (books[slots.book[slot]].kind, self.tables.ids[int(slots.code[slot])]) in read
        return Slots(slots.code[kept], slots.book[kept], row[kept]), found

    def _again(
        self, slots: Slots, books: list[BookRows], read: Mapping[tuple[str | None, str], Found]
    ) -> dict[int, tuple[CaseRecord, tuple[Diagnostic, ...]]]:
        """The cases that were read again, by their place."""
        again: dict[int, tuple[CaseRecord, tuple[Diagnostic, ...]]] = {}
        for slot in np.flatnonzero(slots.row < 0).tolist():
            key = (books[slots.book[slot]].kind, self.tables.ids[int(slots.code[slot])])
            case, problems = read[key]
            if case is not None:
                again[slot] = (case, problems)
        return again

    def _told(
        self, slots: Slots, kinds: Sequence[str | None], columnar: Flags
    ) -> dict[int, tuple[Diagnostic, ...]]:
        """What is said of cases that are sound."""
        places = np.flatnonzero(self.doubt.told[slots.code] & columnar).tolist()
        if not places:
            return {}
        found = self.records.found(np.unique(slots.code[places]))
        said = {(case.kind, case.id): problems for case, problems in found if case is not None and problems}
        keys = {
            place: (kinds[slots.book[place]], self.tables.ids[int(slots.code[place])]) for place in places
        }
        return {place: said[key] for place, key in keys.items() if key in said}

    def _closed(self, parts: Parts, events: EventColumns, slots: Slots) -> tuple[Ints, Ints]:
        """When the cases were closed: days and instants."""
        count = len(slots)
        day, instant = np.full(count, NO_DAY, np.int32), np.full(count, NO_INSTANT, np.int64)
        as_of = self.plan.as_of
        if self.plan.mapping.closed == CLOSED_LAST_EVENT:
            return last_events(events, count)
        if self.plan.mapping.closed == CLOSED_AS_OF and as_of is not None:
            day[:] = as_of.day.toordinal()
            instant[:] = NO_INSTANT if as_of.instant is None else microseconds(as_of.instant)
        elif parts.closed is not None:
            own = np.flatnonzero((slots.book == 0) & (slots.row >= 0))
            day[own] = parts.closed.day[slots.row[own]]
            instant[own] = parts.closed.instant[slots.row[own]]
        return day, instant

    def _busy(self, slots: Slots) -> Flags:
        """The cases with documents or judgements."""
        busy = np.zeros(len(self.doubt.odd), np.bool_)
        for name in ("documents", "judgements"):
            if (name, "") in self.tables.frames:
                mark(busy, self.tables.frames[name, ""].codes)
        found: Flags = busy[slots.code]
        return found

    def _formless(self, slots: Slots) -> frozenset[str]:
        """The lists and tracked fields that are supplied."""
        kind, mapping = self.plan.kind, self.plan.mapping
        if kind is None or not (slots.book == 0).any():
            return frozenset()
        names = self.plan.lookup.case_shapes[kind].names
        tracked = [name for name in mapping.tracked if len(self.tables.frames["tracked", name])]
        found = (names.find(name) for name in (*mapping.lists, *tracked))
        return frozenset(name for name in found if name is not None)

    def _complete(self, count: int) -> dict[str, Flags]:
        """The event types whose registers reach the as-of moment; they do so in every case, or in none."""
        mapping, tz, as_of = self.plan.mapping, self.plan.tz, self.plan.as_of
        registers = registers_from_raw(mapping.complete, mapping.complete_until, (), self.reading)
        end = None if as_of is None else latest_instant(as_of, tz)
        every = np.ones(count, np.bool_)
        return {
            name: every
            for name, until in registers.items()
            if until is None or (end is not None and latest_instant(until, tz) >= end)
        }


@attrs.frozen(eq=False)
class _Single:
    """Gives a case by its place as a record; `known` are those that were read already."""

    slots: Slots
    kinds: Sequence[str | None]
    ids: pl.Series
    records: Records
    known: Mapping[int, CaseRecord]

    def __call__(self, index: int) -> CaseRecord:
        return self.many([index])[0]

    def many(self, indices: Sequence[int]) -> list[CaseRecord]:
        """Some cases, read at once. ValueError when one cannot be read."""
        codes = {i: int(self.slots.code[i]) for i in indices if i not in self.known}
        read: dict[tuple[str | None, str], CaseRecord] = {}
        if codes:
            wanted = np.array(sorted(set(codes.values())), np.int64)
            read = {(case.kind, case.id): case for case, _ in self.records.found(wanted) if case is not None}
        return [self.known[i] if i in self.known else self._of(codes[i], i, read) for i in indices]

    def _of(self, code: int, index: int, read: Mapping[tuple[str | None, str], CaseRecord]) -> CaseRecord:
        case = read.get((self.kinds[self.slots.book[index]], self.ids[code]))
        if case is None:
            raise ValueError("the case cannot be read")
        return case
