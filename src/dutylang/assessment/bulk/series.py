"""Tracked fields as columns: the values of a field, by case and by the moment from which each holds."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping

import attrs
import numpy as np

from dutylang.assessment.bulk.board import Board
from dutylang.assessment.bulk.frames import Frame
from dutylang.assessment.bulk.index import index_of
from dutylang.cases.columns.from_records import column_from_values, microseconds
from dutylang.cases.columns.model import NO_INSTANT
from dutylang.cases.record import BEGINNING, CaseRecord, Entry, RecordValue, Series
from dutylang.ops.columns import Column, Flags, Ints, NoColumnsError


@attrs.frozen(eq=False)
class Tracked:
    """The entries of all tracked fields, by case and in the order in which they begin to hold.

    `field` are codes into `names`; `values` hold, for every field, the values of its own entries. In cases
    that are `unclear` records hold tracked fields of their own, or whole days and times meet on one day.
    """

    names: tuple[str, ...]
    case: Ints
    field: Ints
    day: Ints
    instant: Ints
    values: Mapping[str, Column | None]
    unclear: Flags

    def of_field(self, name: str) -> Ints:
        """The places of the entries of a field."""
        if name not in self.names:
            return np.zeros(0, np.int64)
        return np.flatnonzero(self.field == self.names.index(name))


def tracked_of(board: Board) -> Tracked:
    """The tracked fields of every case that has a columnar form, read once for all rules."""
    found = board.tracked.get("")
    if found is None:
        found = board.tracked[""] = _read(board)
    return found


def _read(board: Board) -> Tracked:
    unclear = board.columns.odd.copy()
    lines: list[tuple[int, str, Entry]] = []
    plain = np.flatnonzero(~unclear).tolist()
    for case, record in zip(plain, board.columns.records(plain), strict=True):
        mine = _entries(record)
        if mine is None or _is_mixed([each for _, each in mine]):
            unclear[case] = True
            continue
        lines += [(case, name, each) for name, each in mine]
    names = tuple(dict.fromkeys(name for _, name, _ in lines))
    codes = {name: code for code, name in enumerate(names)}
    cases = np.array([each for each, _, _ in lines], np.int64)
    field = np.array([codes[name] for _, name, _ in lines], np.int64)
    moments = [each.effective_at for _, _, each in lines]
    day = np.array([moment.day.toordinal() for moment in moments], np.int64)
    instant = np.array(
        [NO_INSTANT if each.instant is None else microseconds(each.instant) for each in moments], np.int64
    )
    order = np.lexsort((instant, day, field, cases))
    values: dict[str, list[object]] = {name: [] for name in names}
    for place in order.tolist():
        _, name, entry = lines[place]
        values[name].append(entry.value)
    return Tracked(
        names,
        cases[order],
        field[order],
        day[order],
        instant[order],
        {name: column_from_values(mine) for name, mine in values.items()},
        unclear,
    )


def _entries(record: CaseRecord) -> list[tuple[str, Entry]] | None:
    """The entries of a case by field; None where a record in a field has tracked fields of its own."""
    found: list[tuple[str, Entry]] = []
    for name, value in record.fields.items():
        entries = value.entries if isinstance(value, Series) else ()
        inner = [entry.value for entry in entries] or [value]
        if any(isinstance(each, RecordValue) and _is_deep(each) for each in inner):
            return None
        found += [(name, each) for each in entries]
    return found


def _is_deep(value: RecordValue) -> bool:
    """Whether a record holds tracked fields, itself or further down."""
    return any(
        isinstance(each, Series) or (isinstance(each, RecordValue) and _is_deep(each))
        for each in value.fields.values()
    )


def _is_mixed(entries: list[Entry]) -> bool:
    """Whether whole days and times meet on one day."""
    days: dict[dt.date, bool] = {}
    return any(
        days.setdefault(each.effective_at.day, each.effective_at.instant is None)
        is not (each.effective_at.instant is None)
        for each in entries
    )


def read_tracked(name: str, frame: Frame) -> Column:
    """The value of a tracked field at each moment: the latest that holds by then; unknown before the first."""
    board = frame.board
    tracked = tracked_of(board)
    places = tracked.of_field(name)
    values = tracked.values.get(name)
    if values is None:
        raise NoColumnsError("field_form")
    # Days are told apart by the clock where both sides have one.
    days, instants = tracked.day[places], tracked.instant[places]
    last = places_at(tracked.case[places], days, instants, frame)
    there = last >= 0
    at = np.maximum(last, 0)
    known = there & values.known[at] & ~tracked.unclear[frame.case]
    return attrs.evolve(values, values=values.values[at], known=known)


def places_at(cases: Ints, days: Ints, instants: Ints, frame: Frame) -> Ints:
    """For each reading the last of some entries that holds by then, -1 for none. Entries stand in order."""
    size = frame.size
    if not len(cases):
        return np.full(size, -1, np.int64)
    after = np.searchsorted(cases, frame.case)
    by_day = index_of(cases, days)
    # The first entry after the day, and of those of the very day the ones whose time has not come.
    place = by_day.first(frame.case, frame.day + 1)
    if frame.instant is not None:
        while True:
            one = np.maximum(place - 1, 0)
            early = (place > after) & (days[one] == frame.day) & (instants[one] != NO_INSTANT)
            early &= (frame.instant != NO_INSTANT) & (instants[one] > frame.instant)
            if not early.any():
                break
            place = place - early
    found: Ints = np.where(place > after, place - 1, -1)
    return found


def is_beginning(days: Ints) -> Flags:
    """Which entries were given without a date: they do not age."""
    found: Flags = days == BEGINNING.day.toordinal()
    return found
