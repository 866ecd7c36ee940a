"""The stable names of events in columns: their ids, else what the reference makes of their content."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterator

import numpy as np

from dutylang.assessment.bulk.board import Board
from dutylang.assessment.single.openings import content_hash, labels_of_events
from dutylang.assessment.single.timeline import timeline_from_case
from dutylang.cases.columns.from_records import EPOCH
from dutylang.cases.columns.model import NO_INSTANT
from dutylang.ops.columns import Column, Ints
from dutylang.ops.types import Kind

PLAIN = (Kind.TEXT, Kind.ONE_OF, Kind.YES_NO, Kind.DATE)
"""Kinds of which a column keeps how a value is written."""


class EventNames:
    """Names the events of a board by their rows. What was named once is kept."""

    def __init__(self, board: Board) -> None:
        self._board = board
        self._named: dict[int, str] = {}

    def of(self, row: int) -> str:
        """The name of the event in a row."""
        return self.many(np.array([row], np.int64))[0]

    def many(self, rows: Ints) -> list[str]:
        """The names of the events in some rows, in their order."""
        wanted = [row for row in dict.fromkeys(rows.tolist()) if row not in self._named]
        ids = self._board.columns.events.ids
        if ids is not None and wanted:
            sources = self._board.kept[np.array(wanted, np.int64)].tolist()
            known = ((row, ids[source]) for row, source in zip(wanted, sources, strict=True))
            self._named |= {row: name for row, name in known if name is not None}
            wanted = [row for row in wanted if row not in self._named]
        if wanted:
            self._name(np.array(wanted, np.int64))
        return [self._named[row] for row in rows.tolist()]

    def _name(self, rows: Ints) -> None:
        """Names events without ids: those whose content stands in columns from these, others by their records."""
        board = self._board
        types = board.type[rows]
        for code in np.unique(types).tolist():
            mine = rows[types == code]
            columns = self._attributes(board.columns.events.types[code])
            if columns is None:
                self._by_records(mine)
            else:
                self._by_columns(code, mine, columns)

    def _attributes(self, type_: str) -> list[tuple[str, Column]] | None:
        """The attributes of an event type by name, all known and written as they are; None where some are not."""
        events = self._board.columns.events
        if any(each == type_ for each, _ in events.formless):
            return None
        found = [(name, column) for (each, name), column in events.attributes.items() if each == type_]
        if all(column.kind in PLAIN and column.known.all() for _, column in found):
            return sorted(found, key=lambda each: each[0])
        return None

    def _by_records(self, rows: Ints) -> None:
        board = self._board
        positions = board.columns.events.position[board.kept]
        asked: dict[int, list[int]] = {}
        for row, case in zip(rows.tolist(), board.case[rows].tolist(), strict=True):
            asked.setdefault(case, []).append(row)
        for mine, record in zip(asked.values(), board.columns.records(asked), strict=True):
            named = labels_of_events(timeline_from_case(record, board.horizon, board.setting.tz))
            self._named |= {row: named[int(positions[row])] for row in mine}

    def _by_columns(self, code: int, rows: Ints, columns: list[tuple[str, Column]]) -> None:
        """Names events of one type. Those alike in content are of one moment: they are told apart by their order."""
        board = self._board
        alike = np.flatnonzero(board.type == code)
        new = np.ones(len(alike), np.bool_)
        new[1:] = (
            (board.case[alike][1:] != board.case[alike][:-1])
            | (board.day[alike][1:] != board.day[alike][:-1])
            | (board.instant[alike][1:] != board.instant[alike][:-1])
        )
        groups = np.cumsum(new) - 1
        wanted = np.isin(groups, groups[np.searchsorted(alike, rows)])
        self._named |= _Content(board, code, columns).named(alike[wanted], groups[wanted])


class _Content:
    """What the events of one type hold, written as the reference writes it."""

    def __init__(self, board: Board, code: int, columns: list[tuple[str, Column]]) -> None:
        events = board.columns.events
        self._board = board
        self._type = events.types[code]
        self._columns = columns
        self._ids = events.ids
        self._rank = np.cumsum(events.type == code) - 1

    def named(self, rows: Ints, groups: Ints) -> dict[int, str]:
        """Names some events, in their order, `groups` being those of one moment. One that has an id is not counted."""
        sources = self._board.kept[rows]
        written = zip(self._moments(rows), self._actors(sources), self._attributes(sources), strict=True)
        ids = [None] * len(rows) if self._ids is None else [self._ids[source] for source in sources.tolist()]
        found: dict[int, str] = {}
        seen: Counter[tuple[int, str]] = Counter()
        for row, group, own, parts in zip(rows.tolist(), groups.tolist(), ids, written, strict=True):
            if own is None:
                name = content_hash(self._type, *parts)
                seen[group, name] += 1
                times = seen[group, name]
                found[row] = name if times == 1 else f"{name}-{times}"
        return found

    def _moments(self, rows: Ints) -> Iterator[str]:
        board = self._board
        for instant, day in zip(board.instant[rows].tolist(), board.day[rows].tolist(), strict=True):
            if instant == NO_INSTANT:
                yield dt.date.fromordinal(day).isoformat()
            else:
                yield (EPOCH + dt.timedelta(microseconds=instant)).isoformat()

    def _actors(self, sources: Ints) -> Iterator[list[str]]:
        columns = self._board.columns
        actors, persons, roles = columns.events.actors, columns.persons, (*columns.roles, None)
        person, role = actors.person, actors.role
        bounds = zip(actors.starts[sources].tolist(), actors.starts[sources + 1].tolist(), strict=True)
        for start, end in bounds:
            places = range(start, end)
            yield sorted(f"{persons[person[place]]}/{roles[role[place]]}" for place in places)

    def _attributes(self, sources: Ints) -> Iterator[list[tuple[str, str]]]:
        for place in self._rank[sources].tolist():
            yield [(name, _written(column, place)) for name, column in self._columns]


def _written(column: Column, place: int) -> str:
    """A known value of a plain kind as the reference writes it."""
    value = column.values[place]
    if column.kind is Kind.YES_NO:
        return str(bool(value))
    if column.kind is Kind.DATE:
        return dt.date.fromordinal(int(value)).isoformat()
    return column.words[int(value)]
