"""The fields of cases out of their tables, one book of cases after the other."""

from __future__ import annotations

from collections.abc import Mapping

import attrs
import numpy as np

from dutylang.cases.columns.table_cells import Cells, empty_cells
from dutylang.cases.columns.table_frames import Frame
from dutylang.cases.columns.table_input import CASES, EVENTS, Input, Section
from dutylang.cases.columns.table_values import (
    FAULTY,
    OMITTED_CELL,
    VALUE,
    Parsed,
    column_of,
    joined,
    parsed_cells,
)
from dutylang.cases.columns.table_words import Doubt, mark
from dutylang.cases.mapping import RowTable
from dutylang.cases.reading import Reading
from dutylang.cases.table_plan import TablePlan
from dutylang.ops.columns import Column, Flags, Ints
from dutylang.ops.types import TEXT, Kind
from dutylang.policy.model import FieldInfo


@attrs.frozen(eq=False)
class BookRows:
    """The cases of one kind: the rows of their table, and the values in its columns, by field.

    `links` are the ids that fields link to. A book without a table has its cases from the events.
    """

    kind: str | None
    frame: Frame
    is_main: bool
    table: RowTable | None
    fields: Mapping[str, Parsed] = attrs.field(factory=dict)
    currencies: Mapping[str, str | None] = attrs.field(factory=dict)
    links: Mapping[str, Parsed] = attrs.field(factory=dict)


def books_of(tables: Input, plan: TablePlan, reading: Reading, doubt: Doubt) -> list[BookRows]:
    """The cases of the mapping's own kind, then those of the kinds that they link to."""
    mapping = plan.mapping
    main = _book(plan.kind, CASES, mapping.cases, tables, plan, reading, doubt)
    linked = [
        _book(linked.kind, ("linked", name), mapping.linked[name], tables, plan, reading, doubt)
        for name, linked in plan.linked.items()
    ]
    return [main, *linked]


def _book(
    kind: str | None,
    section: Section,
    table: RowTable | None,
    tables: Input,
    plan: TablePlan,
    reading: Reading,
    doubt: Doubt,
) -> BookRows:
    if table is None:
        return BookRows(kind, tables.frames[EVENTS], True, None)
    frame = tables.frames[section]
    codes = frame.codes[~frame.ragged & (frame.codes >= 0)]
    doubt.suspect |= np.bincount(codes, minlength=len(doubt.suspect)) > 1
    fields: dict[str, Parsed] = {}
    currencies: dict[str, str | None] = {}
    links: dict[str, Parsed] = {}
    shape = None if kind is None else plan.lookup.case_shapes[kind]
    for written, column in table.columns.items():
        name = None if shape is None else shape.names.find(written)
        if shape is None or name is None:
            continue
        field = shape.fields[name]
        cells: Cells = empty_cells(len(frame)) if column.constant is not None else frame.cells[column.column]
        parsed = parsed_cells(cells, column, table.table, field, reading, ("fields", written))
        mark(doubt.suspect, frame.codes[parsed.status == FAULTY])
        fields[name], currencies[name] = parsed, field.type.currency
        if field.type.kind is Kind.RECORD and not field.tracked:
            identity = FieldInfo(field.declared, TEXT)
            links[name] = parsed_cells(cells, column, table.table, identity, reading, ("fields", written))
    return BookRows(kind, frame, section == CASES, table, fields, currencies, links)


@attrs.frozen(eq=False)
class Slots:
    """The cases, book after book: the code of each id, its book, and its row there.

    The row is -1 for a case that is read as a record. `starts` are those of the books.
    """

    code: Ints
    book: Ints
    row: Ints

    def __len__(self) -> int:
        return len(self.code)

    def taken(self, parsed: Parsed, book: int) -> Parsed:
        """The values of a book's cases; those that are read as records say nothing."""
        rows = self.row[self.book == book]
        if not len(parsed.status) or not len(rows):
            return Parsed.blank(parsed.kind, len(rows))
        found = parsed.take(np.maximum(rows, 0))
        found.status[rows < 0] = OMITTED_CELL
        return found


def candidates(books: list[BookRows]) -> Slots:
    """All cases that there may be, in order: each at the first of its rows that is not ragged."""
    count = max(int(book.frame.codes.max(initial=-1)) for book in books) + 1
    elsewhere = np.zeros(count + 1, np.bool_)
    for book in books[1:]:
        elsewhere[book.frame.codes[~book.frame.ragged]] = True
    codes: list[Ints] = []
    rows: list[Ints] = []
    for book in books:
        frame = book.frame
        live = ~frame.ragged & (frame.codes >= 0)
        if book.table is None:
            live &= ~elsewhere[frame.codes]
        first = np.full(count, -1, np.int64)
        backwards = np.flatnonzero(live)[::-1]
        first[frame.codes[backwards]] = backwards  # of several rows the last that is put stays: the first
        places = np.sort(first[first >= 0])
        codes.append(frame.codes[places])
        rows.append(places if book.table is not None else np.zeros(len(places), np.int64))
    numbers = [np.full(len(found), number) for number, found in enumerate(codes)]
    return Slots(np.concatenate(codes), np.concatenate(numbers), np.concatenate(rows))


def fields_of(
    books: list[BookRows], slots: Slots, of: str = "fields"
) -> tuple[dict[str, Column], frozenset[str], Flags]:
    """The fields as columns, those that have none, and the cases with a value that its column cannot hold."""
    columns: dict[str, Column] = {}
    formless: set[str] = set()
    odd = np.zeros(len(slots), np.bool_)
    for name in dict.fromkeys(name for book in books for name in getattr(book, of)):
        parts = [getattr(book, of).get(name) for book in books]
        forms = {
            (part.kind, book.currencies.get(name))
            for part, book in zip(parts, books, strict=True)
            if part is not None
        }
        kind, currency = next(iter(forms))
        taken = [
            slots.taken(part or Parsed.blank(kind, len(book.frame)), number)
            for number, (part, book) in enumerate(zip(parts, books, strict=True))
        ]
        every = joined(kind, taken)
        if not (every.status != OMITTED_CELL).any():
            continue
        if len(forms) > 1 or kind is None:
            if (every.status == VALUE).any() or len(forms) > 1:
                formless.add(name)
            continue
        columns[name], misfit = column_of(every, currency)
        odd |= misfit
    return columns, frozenset(formless), odd


def values_of_kind(kind: str, books: list[BookRows], slots: Slots) -> dict[str, Column]:
    """The fields of the cases of one kind, whatever those of others hold; of fields that link, the ids."""
    mine = [book if book.kind == kind else attrs.evolve(book, fields={}, links={}) for book in books]
    return {**fields_of(mine, slots)[0], **fields_of(mine, slots, "links")[0]}
