"""All tables of a mapping read whole, and what is said of their rows that name no case."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import attrs
import numpy as np
import polars as pl

from dutylang.cases.cells import text_of_cell
from dutylang.cases.columns.table_events import EventRows
from dutylang.cases.columns.table_frames import Frame, frame_from_table, number_ids
from dutylang.cases.columns.table_records import FrameKey
from dutylang.cases.faults import MOST_FAULTS, Place, fault
from dutylang.cases.lookup import Shape
from dutylang.cases.mapping import RowTable, Table, TableMapping
from dutylang.cases.raw import shown
from dutylang.cases.table_load import Loading, case_columns, columns_of_events, left_out_note, row_columns
from dutylang.cases.table_plan import TablePlan
from dutylang.diagnostics import Diagnostic

Section = tuple[str, str]
CASES, EVENTS = ("cases", ""), ("events", "")


@attrs.frozen(eq=False)
class Input:
    """The tables by their place in the mapping, in the order in which they are read; and the ids in them."""

    frames: dict[Section, Frame]
    tables: dict[Section, Table]
    ids: pl.Series

    def by_columns(self) -> dict[FrameKey, Frame]:
        """The tables by what is read of them."""
        return {(self.tables[section], frame.columns): frame for section, frame in self.frames.items()}


def input_of(mapping: TableMapping, loading: Loading) -> Input | None:
    """Every table of a mapping; None when one cannot be used."""
    known: dict[FrameKey, Frame] = {}
    frames: dict[Section, Frame] = {}
    tables: dict[Section, Table] = {}
    for section, table, columns in tables_read(mapping):
        key = (table, tuple(columns))
        frame = known.get(key) or frame_from_table(table, columns, loading)
        if frame is None:
            return None
        known[key] = frames[section] = frame
        tables[section] = table
    return Input(frames, tables, number_ids(known.values()))


def tables_read(mapping: TableMapping) -> Iterator[tuple[Section, Table, Sequence[str]]]:
    """The tables with the columns that are read of them, in the order of `loaded_from_tables`."""
    if mapping.cases is not None:
        yield CASES, mapping.cases.table, case_columns(mapping.cases, mapping)
    for name, table in mapping.linked.items():
        yield ("linked", name), table.table, row_columns(table)
    if mapping.events is not None:
        yield EVENTS, mapping.events.table, columns_of_events(mapping.events)
    for name, table in mapping.lists.items():
        yield ("lists", name), table.table, row_columns(table)
    for name, table in mapping.tracked.items():
        yield ("tracked", name), table.table, row_columns(table)
    for name, table in mapping.standing.items():
        yield (name, ""), table.table, row_columns(table)


def notes_of(tables: Input, events: EventRows | None, plan: TablePlan) -> tuple[Diagnostic, ...]:
    """What is said of the input as a whole: rows that name no case, and activities that are left out."""
    notes: list[Diagnostic] = []
    mapped = plan.mapping.events
    activity = mapped.activity if mapped is not None and mapped.activity.ignore_unmapped else None
    for section, frame in tables.frames.items():
        table = tables.tables[section]
        source = table.address(plan.base)
        rows = np.flatnonzero(frame.keys.is_null().to_numpy())[:MOST_FAULTS]
        cells = frame.cells[table.key].take(rows).cells()
        for row, cell in zip(rows, cells, strict=True):
            place = Place(source, table.key, int(frame.lines[row]))
            notes.append(fault("C056", place, value=shown(text_of_cell(cell)), column=table.key))
        if section == EVENTS and events is not None and activity is not None and events.left_out:
            notes.append(left_out_note(events.left_out, activity, source))
    return tuple(notes[:MOST_FAULTS])


def names_meet(plan: TablePlan) -> bool:
    """Whether two columns of the mapping fill one field or attribute: then single rows tell what comes of it."""
    mapping = plan.mapping
    shape = None if plan.kind is None else plan.lookup.case_shapes[plan.kind]
    own = () if mapping.cases is None else tuple(mapping.cases.columns)
    if _meet([*own, *mapping.lists, *mapping.tracked], shape):
        return True
    for name, linked in plan.linked.items():
        if _meet(list(mapping.linked[name].columns), plan.lookup.case_shapes[linked.kind]):
            return True
    for name, table in mapping.lists.items():
        if _list_names_meet(name, table, shape, plan):
            return True
    return any(
        _meet(list(columns), plan.lookup.event_shapes[type_]) for type_, columns in plan.attributes.items()
    )


def _list_names_meet(name: str, table: RowTable, shape: Shape | None, plan: TablePlan) -> bool:
    found = None if shape is None else shape.names.find(name)
    if shape is None or found is None:
        return False
    return _meet(list(table.columns), plan.lookup.record_shapes.get(shape.fields[found].type.record or ""))


def _meet(names: Sequence[str], shape: Shape | None) -> bool:
    found = [name if shape is None else shape.names.find(name) for name in names]
    return len(set(found)) < len(found)
