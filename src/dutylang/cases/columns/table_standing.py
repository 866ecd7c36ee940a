"""Rows that stand beside the events of a case: holders as columns; all others are looked through for faults."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import attrs
import numpy as np

from dutylang.cases.columns.model import LAST_DAY
from dutylang.cases.columns.table_actors import Numbers
from dutylang.cases.columns.table_cells import Cells, empty_cells
from dutylang.cases.columns.table_frames import Frame
from dutylang.cases.columns.table_times import Times
from dutylang.cases.columns.table_values import FAULTY, OMITTED_CELL, VALUE, Parsed, Status, parsed_cells
from dutylang.cases.columns.table_words import Doubt, Words, mark, moments_of, words_of
from dutylang.cases.faults import Expected
from dutylang.cases.mapping import RowTable
from dutylang.cases.reading import Reading, canonical, label_from_raw, text_from_raw, yes_no_from_raw
from dutylang.cases.shape import wrong
from dutylang.cases.standing import FORMS
from dutylang.cases.table_load import STANDING_TYPES
from dutylang.cases.table_plan import TablePlan
from dutylang.ops.columns import Flags, Ints
from dutylang.ops.types import DATE, Kind
from dutylang.policy.model import FieldInfo
from dutylang.syntax.ast import Declared

_DAYS = frozenset({"from", "until", "filed", "verified_at", "valid_until"})
_REQUIRED: Mapping[str, tuple[str, ...]] = {
    "holders": ("role", "person", "from"),
    "documents": ("kind",),
    "judgements": ("name", "at", "by"),
}


@attrs.frozen(eq=False)
class HeldRows:
    """Holders by row of their table, `sound` where they are some: role, person, first and last day."""

    sound: Flags
    role: Ints
    person: Ints
    since: Ints
    until: Ints


def holders_of(
    frame: Frame,
    table: RowTable,
    reading: Reading,
    persons: Numbers,
    roles: Numbers,
    doubt: Doubt,
) -> HeldRows:
    """The holders of single cases."""
    words, days, bad = _columns("holders", frame, table, reading)
    count = len(frame)
    role, person = (
        _numbers(words.get(name), numbers, count) for name, numbers in (("role", roles), ("person", persons))
    )
    since = days["from"].numbers if "from" in days else np.zeros(count, np.int64)
    until = np.full(count, LAST_DAY, np.int64)
    if "until" in days:
        until = np.where(days["until"].status == VALUE, days["until"].numbers, LAST_DAY)
    bad |= until < since
    mark(doubt.suspect, frame.codes[bad])
    sound = ~bad & ~frame.ragged & (frame.codes >= 0)
    return HeldRows(sound, role, person, since, until)


def check_standing(section: str, frame: Frame, table: RowTable, reading: Reading, doubt: Doubt) -> None:
    """Looks through documents or judgements for faults; the cases that have some are busy."""
    _, _, bad = _columns(section, frame, table, reading)
    mark(doubt.suspect, frame.codes[bad])


def _columns(
    section: str, frame: Frame, table: RowTable, reading: Reading
) -> tuple[dict[str, Words], dict[str, Parsed], Flags]:
    """The columns of names and of days, and the rows that have a fault or lack what is required."""
    words: dict[str, Words] = {}
    days: dict[str, Parsed] = {}
    bad = np.zeros(len(frame), np.bool_)
    for name, column in table.columns.items():
        cells = _cells(frame, column.column, column.constant)
        required = name in _REQUIRED[section]
        status: Status
        if name in _DAYS:
            field = FieldInfo(Declared(name), DATE, optional=not required)
            days[name] = parsed_cells(cells, column, table.table, field, reading, (section, 0, name))
            status = days[name].status
        elif name == "at":
            status = moments_of(cells, column, table.table, reading)[1]
        else:
            read = _reader(section, name, reading)
            words[name] = words_of(
                cells, column, table.table, STANDING_TYPES.get(name), reading, _optional(read)
            )
            status = words[name].status
        bad |= status == FAULTY
        if required:
            bad |= status != VALUE
    if any(name not in table.columns for name in _REQUIRED[section]):
        bad[:] = True
    return words, days, bad


def _optional(read: Callable[[object], object]) -> Callable[[object], object]:
    """Leaves alone what is known to be empty: where a value is needed, its row is refused for lack of it."""
    return lambda raw: None if raw is None else read(raw)


def _reader(section: str, name: str, reading: Reading) -> Callable[[object], object]:
    """How the raw value of a key is read in a case document."""
    lookup, path = reading.lookup, (section, 0, name)
    names = {
        ("holders", "role"): lookup.roles,
        ("documents", "kind"): lookup.documents,
        ("judgements", "name"): lookup.judgements,
        ("judgements", "as"): lookup.roles,
    }.get((section, name))
    if names is not None:
        return lambda raw: canonical(raw, names, path, reading)
    if name in ("deputy", "decided"):
        return lambda raw: yes_no_from_raw(raw, path, reading)
    if name == "form":
        return lambda raw: _form(raw, reading)
    if name == "grounds":
        return lambda raw: text_from_raw(raw, path, reading)
    return lambda raw: label_from_raw(raw, path, reading, Expected.PERSON)


def _form(raw: object, reading: Reading) -> object:
    found = FORMS.get(raw.strip()) if isinstance(raw, str) else None
    if found is None:
        wrong(raw, Expected.FORM, ("form",), reading.faults)
    return found


def check_list(
    name: str, frame: Frame, table: RowTable, plan: TablePlan, reading: Reading, doubt: Doubt
) -> None:
    """Looks through the elements of a list field for faults."""
    shape = None
    field = _field(name, plan)
    if field is not None:
        shape = plan.lookup.record_shapes.get(field.type.record or "")
    if field is None or field.tracked or field.type.kind is not Kind.LIST_OF:
        doubt.suspect[:] = True  # even a case without rows has a list, that is none to this field
    for written, column in table.columns.items():
        found = None if shape is None else shape.names.find(written)
        if shape is None or found is None:
            mark(doubt.suspect, frame.codes)
            continue
        cells = _cells(frame, column.column, column.constant)
        path = ("fields", name, 0, written)
        parsed = parsed_cells(cells, column, table.table, shape.fields[found], reading, path)
        mark(doubt.suspect, frame.codes[parsed.status == FAULTY])


def check_tracked(
    name: str, frame: Frame, table: RowTable, plan: TablePlan, reading: Reading, doubt: Doubt
) -> None:
    """Looks through the entries of a tracked field for faults; two of one moment are one."""
    field = _field(name, plan)
    bad = np.zeros(len(frame), np.bool_)
    moments: dict[str, Times] = {}
    for key, column in table.columns.items():
        cells = _cells(frame, column.column, column.constant)
        if key == "value" and field is not None:
            plain = attrs.evolve(field, tracked=False)
            path = ("fields", name, 0, "value")
            status = parsed_cells(cells, column, table.table, plain, reading, path).status
            bad |= (status == FAULTY) | (status == OMITTED_CELL)
        elif key != "value":
            moments[key], status = moments_of(cells, column, table.table, reading)
            bad |= status == FAULTY
            if key == "from":
                bad |= status != VALUE
    if field is None or not field.tracked or not {"from", "value"} <= set(table.columns):
        bad[:] = True
    entries = [frame.codes, *(part for times in moments.values() for part in (times.day, times.instant))]
    bad |= _twice(entries)
    mark(doubt.suspect, frame.codes[bad])


def _twice(columns: list[Ints]) -> Flags:
    """The rows that are like another in all columns."""
    keys = np.stack([column.astype(np.int64) for column in columns], axis=1)
    _, places, counts = np.unique(keys, axis=0, return_inverse=True, return_counts=True)
    return np.asarray(counts[places.reshape(-1)] > 1, np.bool_)


def _field(name: str, plan: TablePlan) -> FieldInfo | None:
    shape = None if plan.kind is None else plan.lookup.case_shapes[plan.kind]
    found = None if shape is None else shape.names.find(name)
    return None if shape is None or found is None else shape.fields[found]


def _cells(frame: Frame, column: str, constant: str | None) -> Cells:
    return frame.cells[column] if constant is None else empty_cells(len(frame))


def _numbers(words: Words | None, numbers: Numbers, count: int) -> Ints:
    """The number of the name in each row."""
    if words is None:
        return np.full(count, -1, np.int64)
    found = np.array([numbers.of(value) for value in words.values] or [-1], np.int64)
    return found[words.codes]
