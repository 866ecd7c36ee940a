"""What was read of tables → the arrays of columns, for the cases that are kept."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import attrs
import numpy as np
import polars as pl

from dutylang.cases.columns.model import NO_DAY, NO_INSTANT, EventColumns, HolderColumns
from dutylang.cases.columns.table_actors import Acts, participants_of
from dutylang.cases.columns.table_events import AttributeRows, EventRows
from dutylang.cases.columns.table_fields import BookRows
from dutylang.cases.columns.table_frames import Frame
from dutylang.cases.columns.table_standing import HeldRows
from dutylang.cases.columns.table_times import Times
from dutylang.cases.columns.table_values import OMITTED_CELL, VALUE, column_of
from dutylang.cases.columns.texts import TextColumn
from dutylang.ops.columns import Column, Flags, Ints, places_by_code


@attrs.frozen(eq=False)
class Parts:
    """What was read of the tables, row by row of each."""

    books: Sequence[BookRows]
    events: EventRows | None = None
    ids: pl.Series | None = None
    recorded: Times | None = None
    acts: Sequence[Acts] = ()
    attributes: Mapping[tuple[str, str], AttributeRows] = attrs.field(factory=dict)
    held: HeldRows | None = None
    holders: Frame | None = None
    closed: Times | None = None


def place_of_codes(codes: Ints, kept: Flags, count: int) -> Ints:
    """The place of the case of each id that is kept as columns; -1 for the others."""
    place = np.full(count + 1, -1, np.int64)
    place[codes[kept]] = np.flatnonzero(kept)
    return place


def event_columns(
    parts: Parts, place: Ints, count: int, types: tuple[str, ...]
) -> tuple[EventColumns, Flags]:
    """The events of the cases, and the cases with a value of an attribute that its column cannot hold.

    `place` gives the case of each code of an id, of `count` cases.
    """
    odd = np.zeros(count, np.bool_)
    events = parts.events
    if events is None:
        none = np.empty(0, np.int64)
        actors = participants_of((), none, 0)
        return EventColumns(np.zeros(count + 1, np.int64), types, none, none, none, none, actors), odd
    frame = events.frame
    rows, cases = events.order, place.take(frame.codes.take(events.order))
    kept = cases >= 0
    if not kept.all():
        rows, cases = rows[kept], cases[kept]
    if (cases[1:] < cases[:-1]).any():
        by_case = np.argsort(cases, kind="stable")
        rows, cases = rows[by_case], cases[by_case]
    starts = np.searchsorted(cases, np.arange(count + 1))
    whole = len(rows) == len(frame) and bool((rows == np.arange(len(rows))).all())
    columns, formless = _attributes(parts, events, None if whole else rows, cases, odd)
    recorded, ids = parts.recorded, parts.ids

    def taken(values: Ints) -> Ints:
        return values if whole else values[rows]

    return EventColumns(
        starts=starts,
        types=types,
        type=taken(events.type).astype(np.int16),
        day=taken(events.times.day),
        instant=taken(events.times.instant),
        position=(np.arange(len(rows)) - starts[cases]).astype(np.int32),
        actors=participants_of(parts.acts, rows, len(frame)),
        ids=None if ids is None else TextColumn(ids if whole else ids.gather(pl.Series(rows))),
        attributes=columns,
        recorded=None if recorded is None else taken(recorded.instant),
        recorded_day=None if recorded is None else taken(recorded.day),
        formless=formless,
    ), odd


def _attributes(
    parts: Parts, events: EventRows, rows: Ints | None, cases: Ints, odd: Flags
) -> tuple[dict[tuple[str, str], Column], frozenset[tuple[str, str]]]:
    """The attributes of the events that are kept; marks the cases with a value that no column holds.

    `rows` are those of the file that are kept, None where it is all of them as they stand.
    """
    columns: dict[tuple[str, str], Column] = {}
    formless: set[tuple[str, str]] = set()
    by_type = events.by_type if rows is None else places_by_code(events.type[rows], len(events.types))
    for (type_, name), attribute in parts.attributes.items():
        mine = by_type[events.types.index(type_)]
        parsed = attribute.taken(mine if rows is None else rows[mine])
        if not (parsed.status != OMITTED_CELL).any():
            continue
        if parsed.kind is None:
            if (parsed.status == VALUE).any():
                formless.add((type_, name))
            continue
        columns[type_, name], misfit = column_of(parsed, attribute.currency)
        if misfit.any():
            odd[cases[mine][misfit]] = True
    return columns, frozenset(formless)


def own_holders(parts: Parts, place: Ints) -> HolderColumns:
    """The holders that stand in the table of single cases, in the order of the table."""
    held, frame = parts.held, parts.holders
    if held is None or frame is None:
        none = np.empty(0, np.int64)
        return HolderColumns(none, none, none, none, none)
    cases = np.where(held.sound, place[frame.codes], -1)
    rows = np.flatnonzero(cases >= 0)
    return HolderColumns(cases[rows], held.role[rows], held.person[rows], held.since[rows], held.until[rows])


def last_events(events: EventColumns, count: int) -> tuple[Ints, Ints]:
    """The day and instant of the last event of each case."""
    day, instant = np.full(count, NO_DAY, np.int32), np.full(count, NO_INSTANT, np.int64)
    some = np.flatnonzero(np.diff(events.starts))
    last = events.starts[some + 1] - 1
    day[some], instant[some] = events.day[last], events.instant[last]
    return day, instant
