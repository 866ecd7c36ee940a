"""The rows of an event table: their types, times and order, what they are recorded as, and their attributes."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from functools import cached_property

import attrs
import numpy as np
import polars as pl

from dutylang.cases.cells import stamp_from_cell, text_of_cell
from dutylang.cases.columns.model import NO_INSTANT
from dutylang.cases.columns.table_cells import (
    Cells,
    TextCells,
    as_texts,
    empty_cells,
    is_blank,
    is_longer,
    whole_numbers,
)
from dutylang.cases.columns.table_frames import Frame
from dutylang.cases.columns.table_times import AWARE, NAIVE, Times, remaining_times, sure_times
from dutylang.cases.columns.table_values import FAULTY, VALUE, Parsed, parsed_cells
from dutylang.cases.columns.table_words import Doubt, mark, moments_of, words_from_cells
from dutylang.cases.columns.zones import starts_of_days
from dutylang.cases.mapping import Activity, EventTable
from dutylang.cases.raw import BrokenCell
from dutylang.cases.reading import Reading, label_from_raw
from dutylang.cases.table_load import order_from_cell, type_from_cells
from dutylang.cases.table_plan import TablePlan
from dutylang.ops.columns import Flags, Ints, places_by_code
from dutylang.policy.model import FieldInfo
from dutylang.syntax.ast import Declared

_DIGITS = 17
_WHOLE = rf"^-?[0-9]{{1,{_DIGITS}}}$"


@attrs.frozen(eq=False)
class EventRows:
    """The rows of an event table in the order of the file, and the order of the record.

    `type` are codes into `types`, -1 for rows that are no event. `order` are the rows that are events,
    by case and in the order of the record. `left_out` counts the activities that the mapping leaves out.
    `offsets` are the first lines with a time without offset, and with one.
    """

    frame: Frame
    types: tuple[str, ...]
    type: Ints
    times: Times
    order: Ints
    left_out: Counter[str]
    offsets: tuple[int | None, int | None]

    @cached_property
    def by_type(self) -> list[Ints]:
        """The rows of each type, in the order of the file."""
        return places_by_code(self.type, len(self.types))


def events_of(frame: Frame, events: EventTable, plan: TablePlan, doubt: Doubt) -> EventRows | None:
    """The events of a table; None where times with and without offset meet in it, which refuses it as a whole."""
    live = ~frame.ragged & (frame.codes >= 0)
    types = tuple(plan.lookup.vocabulary.events)
    type_, left_out = _types(frame, events.activity, plan, types, live)
    if not events.activity.ignore_unmapped:
        mark(doubt.suspect, frame.codes[live & (type_ < 0)])
    typed = live & (type_ >= 0)
    rows = np.flatnonzero(typed)
    cells = frame.cells[events.time.column]
    times = sure_times(cells, events.time.format, plan.tz, plan.local)
    remaining_times(
        cells, rows, lambda cell: stamp_from_cell(cell, events.time.format), times, plan.tz, plan.local
    )
    offsets = tuple(_first(frame.lines[rows[times.written.take(rows) == form]]) for form in (NAIVE, AWARE))
    if None not in offsets:
        return None
    mark(doubt.suspect, frame.codes[typed & ~times.sure])
    seq, bare = _seq(frame, events, rows, doubt)
    rows = rows[times.sure.take(rows)]
    _odd_days(frame, rows, times, doubt)
    order = _ordered(
        frame.codes.take(rows), _instants(times, rows, plan), bare.take(rows), seq.take(rows), rows
    )
    type_ = np.where(times.sure, type_, -1)
    return EventRows(frame, types, type_, times, order, left_out, (offsets[0], offsets[1]))


def _first(lines: Ints) -> int | None:
    return int(lines[0]) if len(lines) else None


def _types(
    frame: Frame, activity: Activity, plan: TablePlan, types: tuple[str, ...], live: Flags
) -> tuple[Ints, Counter[str]]:
    """The type of each row, each pair of activity and lifecycle looked up once; and what is left out."""
    codes, words = frame.cells[activity.column].distinct()
    stage_words: Sequence[object] = [None]
    if activity.lifecycle is not None:
        stages, stage_words = frame.cells[activity.lifecycle].distinct()
        codes = codes.astype(np.int64) * len(stage_words) + stages
    all_live = bool(live.all())
    found, pairs = _numbered(codes if all_live else codes[live])
    by_pair = np.full(len(found), -1, np.int32)
    counts = np.bincount(pairs, minlength=len(by_pair))
    numbers = {name: number for number, name in enumerate(types)}
    left_out: list[tuple[int, str]] = []
    for pair in np.flatnonzero(counts).tolist():
        word, stage = divmod(int(found[pair]), len(stage_words))
        name, written = type_from_cells(words[word], stage_words[stage], activity, plan.lookup.events)
        if name is None:
            left_out.append((pair, written))
        else:
            by_pair[pair] = numbers[name]
    type_ = by_pair.take(pairs)
    if not all_live:
        type_ = np.full(len(frame), -1, np.int32)
        type_[live] = by_pair[pairs]
    # Counts that are equal are told in the order of the file.
    left_out.sort(key=lambda each: int(np.argmax(pairs == each[0])))
    told: Counter[str] = Counter()
    for pair, written in left_out:
        told[written] += int(counts[pair])
    return type_, told


def _numbered(codes: Ints) -> tuple[Ints, Ints]:
    """The codes that there are, and the place of each row's code among them."""
    most = int(codes.max(initial=0)) + 1
    if most > 2**22:
        found, places = np.unique(codes, return_inverse=True)
        return found, places
    return np.arange(most), codes


def _seq(frame: Frame, events: EventTable, rows: Ints, doubt: Doubt) -> tuple[Ints, Flags]:
    """The numbers that order equal times, and the rows that have none."""
    seq, bare = np.zeros(len(frame), np.int64), np.ones(len(frame), np.bool_)
    if events.order is None:
        return seq, bare
    written = frame.cells[events.order]
    numbers = whole_numbers(written)
    cells = written if numbers is not None else as_texts(written)
    if numbers is not None:
        told = numbers[1] & (numbers[0] < 10**_DIGITS) & (numbers[0] > -(10**_DIGITS))
        seq, bare = np.where(told, numbers[0], 0), ~told
    elif isinstance(cells, TextCells):
        seq = cells.texts.cast(pl.Int64, strict=False).fill_null(0).to_numpy().copy()
        bare = ~cells.texts.str.contains(_WHOLE).fill_null(False).to_numpy()
    rest = rows[bare[rows]]
    codes, words = frame.cells[events.order].take(rest).distinct()
    for code, word in enumerate(words):
        number = order_from_cell(word, events.table)
        alike = rest[codes == code]
        if isinstance(number, int):
            seq[alike], bare[alike] = number, False
        elif isinstance(number, BrokenCell):
            mark(doubt.suspect, frame.codes[alike])
    seq[bare] = 0
    return seq, bare


def _instants(times: Times, rows: Ints, plan: TablePlan) -> Ints:
    """The instants of events; those of whole days are the beginnings of the days."""
    found = times.instant[rows].copy()
    whole = np.flatnonzero(found == NO_INSTANT)
    if len(whole):
        found[whole] = starts_of_days(times.day[rows[whole]], plan.tz)
    return found


def _odd_days(frame: Frame, rows: Ints, times: Times, doubt: Doubt) -> None:
    """Marks the cases in which an event with a time and one without stand on one day."""
    whole = times.instant[rows] == NO_INSTANT
    if whole.any() and not whole.all():
        days = frame.codes[rows].astype(np.int64) * 2**22 + times.day[rows]
        both = np.isin(days, np.intersect1d(days[whole], days[~whole]))
        mark(doubt.odd, frame.codes[rows[both]])


def _ordered(codes: Ints, instants: Ints, bare: Flags, seq: Ints, rows: Ints) -> Ints:
    """The rows by case, and in the order of the record within it. Many logs stand so already."""
    same = codes[1:] == codes[:-1]
    later = instants[1:] > instants[:-1]
    tied = instants[1:] == instants[:-1]
    after = (bare[1:] > bare[:-1]) | ((bare[1:] == bare[:-1]) & (seq[1:] >= seq[:-1]))
    if ((codes[1:] > codes[:-1]) | (same & (later | (tied & after)))).all():
        return rows
    return rows[_sorted((codes, instants, bare.astype(np.int64), seq))]


def _sorted(keys: tuple[Ints, ...]) -> Ints:
    """The order by some keys, the first before the others. One key is sorted far faster than several."""
    whole = np.zeros(len(keys[0]), np.int64)
    size = 1
    for key in keys:
        first = int(key.min())
        unit, span = 1, int(key.max()) - first + 1
        if span > 2**32:  # instants: mostly whole seconds, or thousandths of them
            unit = next(each for each in (1_000_000, 1_000, 1) if not ((key - first) % each).any())
            span = span // unit + 1
        size *= span
        if size >= 2**63:
            return np.lexsort(keys[::-1])
        whole = whole * span + (key - first) // unit
    return np.argsort(whole, kind="stable")


def ids_of(found: EventRows, column: str, reading: Reading, doubt: Doubt) -> pl.Series:
    """The ids of events by row, null where there is none; one that stands twice in a case is doubtful."""
    frame, rows = found.frame, np.flatnonzero(found.type >= 0)
    cells = as_texts(frame.cells[column])
    longest = reading.limits.text_characters
    if isinstance(cells, TextCells):
        texts = cells.texts
        empty = (texts == "").fill_null(False)
        bad = (is_blank(texts) & ~empty.to_numpy()) | is_longer(texts, longest)
        ids = texts.set(empty, None) if empty.any() else texts
    else:
        words = words_from_cells(
            cells,
            lambda cell: text_of_cell(cell) or None,
            reading,
            lambda raw: None if raw is None else label_from_raw(raw, ("id",), reading),
        )
        bad = words.status == FAULTY
        names = [value if isinstance(value, str) else None for value in words.values]
        ids = pl.Series(names, dtype=pl.String).gather(pl.Series(words.codes))
    mark(doubt.suspect, frame.codes[rows[bad[rows]]])
    mark(doubt.suspect, frame.codes[rows[_again(frame.codes[rows], ids, rows)]])
    return ids


def _again(codes: Ints, ids: pl.Series, rows: Ints) -> Flags:
    """Where an id stands twice in a case. Ids that have different hashes, as nearly all have, are not compared."""
    own = ids if len(rows) == len(ids) else ids.gather(pl.Series(rows))
    hashes = own.hash().to_numpy() ^ (codes.astype(np.uint64) * _SPREAD)
    found = np.zeros(len(rows), np.bool_)
    if pl.Series(hashes).n_unique() == len(hashes):
        return found
    pairs = pl.DataFrame({"case": codes, "id": own})
    return np.asarray(pairs.is_duplicated().to_numpy() & own.is_not_null().to_numpy(), np.bool_)


_SPREAD = np.uint64(0x9E3779B97F4A7C15)


def recorded_of(found: EventRows, events: EventTable, reading: Reading, doubt: Doubt) -> Times | None:
    """When the events were recorded; a case in which that is before the event is told of."""
    if events.recorded is None:
        return None
    frame, rows, at = found.frame, np.flatnonzero(found.type >= 0), found.times
    times, status = moments_of(frame.cells[events.recorded.column], events.recorded, events.table, reading)
    mark(doubt.suspect, frame.codes[rows[status[rows] == FAULTY]])
    both = (times.instant != NO_INSTANT) & (at.instant != NO_INSTANT)
    before = np.where(both, times.instant < at.instant, times.day < at.day)
    early = rows[(before & (status == VALUE))[rows]]
    mark(doubt.told, frame.codes[early])
    return times


@attrs.frozen(eq=False)
class AttributeRows:
    """The values of an attribute for the events of one type.

    `parsed` are those of all rows in which some type has the same attribute; `place` tells where there a row
    of the file is, None where they are all rows.
    """

    parsed: Parsed
    place: Ints | None
    currency: str | None

    def taken(self, rows: Ints) -> Parsed:
        """The values of some rows of the file."""
        return self.parsed.take(rows if self.place is None else self.place[rows])


def attributes_of(
    found: EventRows, events: EventTable, plan: TablePlan, reading: Reading, doubt: Doubt
) -> Mapping[tuple[str, str], AttributeRows]:
    """The attributes by event type and their own name."""
    attributes: dict[tuple[str, str], AttributeRows] = {}
    frame, by_type = found.frame, found.by_type
    alike: dict[tuple[str, FieldInfo], list[tuple[str, str]]] = {}
    for type_, columns in plan.attributes.items():
        shape = plan.lookup.event_shapes[type_]
        for written in columns:
            name = shape.names.find(written)
            if name is not None:
                alike.setdefault((written, _plain(shape.fields[name])), []).append((type_, name))
    for (written, field), owners in alike.items():
        column = events.attributes[written]
        parts = [by_type[found.types.index(type_)] for type_, _ in owners]
        whole = sum(map(len, parts)) == len(frame)
        rows = np.arange(len(frame)) if whole else np.sort(np.concatenate(parts))
        cells: Cells = empty_cells(len(rows))
        if column.constant is None:
            cells = frame.cells[column.column] if whole else frame.cells[column.column].take(rows)
        path = ("events", 0, "with", written)
        parsed = parsed_cells(cells, column, events.table, field, reading, path)
        mark(doubt.suspect, frame.codes[rows[parsed.status == FAULTY]])
        place = None
        if not whole:
            place = np.zeros(len(frame), np.int64)
            place[rows] = np.arange(len(rows))
        for owner in owners:
            attributes[owner] = AttributeRows(parsed, place, field.type.currency)
    return attributes


def _plain(field: FieldInfo) -> FieldInfo:
    """What the reading of a value hangs on: the same for fields of one type, wherever they are declared."""
    return attrs.evolve(field, declared=Declared(""))
