"""Who acted in the events of a table, in which role; and the numbers that stand for persons."""

from __future__ import annotations

from collections.abc import Sequence

import attrs
import numpy as np

from dutylang.cases.cells import OMITTED, raw_from_cell, says_nothing, text_of_cell
from dutylang.cases.columns.model import Participants
from dutylang.cases.columns.table_events import EventRows
from dutylang.cases.columns.table_values import FAULTY, VALUE
from dutylang.cases.columns.table_words import Doubt, Words, mark, words_from_cells
from dutylang.cases.faults import Expected
from dutylang.cases.mapping import Actor, Column, EventTable
from dutylang.cases.reading import Reading, canonical, label_from_raw
from dutylang.ops.columns import Ints


class Numbers:
    """Names by number, in the order in which they were first met."""

    def __init__(self, names: Sequence[str] = ()) -> None:
        self._numbers = {name: number for number, name in enumerate(names)}

    def of(self, name: object) -> int:
        """The number of a name; -1 for what is none."""
        return self._numbers.setdefault(name, len(self._numbers)) if isinstance(name, str) else -1

    @property
    def names(self) -> list[str]:
        """All names, by number."""
        return list(self._numbers)


@attrs.frozen(eq=False)
class Acts:
    """One participant a row: the row of the event in the file, person and role."""

    row: Ints
    person: Ints
    role: Ints


def acts_of(
    found: EventRows, events: EventTable, reading: Reading, persons: Numbers, roles: Numbers, doubt: Doubt
) -> list[Acts]:
    """Who acted, by the columns of the mapping."""
    return [_acts(found, actor, events, reading, persons, roles, doubt) for actor in events.actors]


def _acts(
    found: EventRows,
    actor: Actor,
    events: EventTable,
    reading: Reading,
    persons: Numbers,
    roles: Numbers,
    doubt: Doubt,
) -> Acts:
    frame = found.frame

    def read(raw: object) -> object:
        for name in raw if isinstance(raw, list) else [raw]:
            label_from_raw(name, ("by",), reading, Expected.PERSON)
        return raw

    said = words_from_cells(
        frame.cells[actor.column],
        lambda cell: OMITTED if says_nothing(cell, events.table) else _names(cell, actor.split),
        reading,
        read,
    )
    live = found.type >= 0
    mark(doubt.suspect, frame.codes[live & (said.status == FAULTY)])
    rows = np.flatnonzero(live & (said.status == VALUE)).astype(np.int32)
    role = np.full(len(frame), -1, np.int16)
    if actor.role is not None:
        role[:] = roles.of(reading.lookup.roles.find(actor.role))
    elif actor.role_column is not None:
        claimed = _roles(found, actor, actor.role_column, events, reading)
        mark(doubt.suspect, frame.codes[rows[claimed.status[rows] == FAULTY]])
        numbers = np.array([roles.of(value) for value in claimed.values] or [-1], np.int16)
        role = np.where(claimed.status == VALUE, numbers.take(claimed.codes), -1)
    lists = [value if isinstance(value, list) else [] for value in said.values]
    counts = np.array([len(each) for each in lists] or [0], np.int64)
    numbers = np.array([persons.of(name) for each in lists for name in each] or [-1], np.int32)
    codes = said.codes.take(rows)
    if counts.max() <= 1 and counts.take(codes).all():  # as where no cell is split
        return Acts(rows, numbers.take((np.cumsum(counts) - counts).take(codes)), role.take(rows))
    events_ = np.repeat(rows, counts[codes])
    return Acts(events_, numbers[places_of(counts, codes)], role[events_])


def places_of(counts: Ints, codes: Ints) -> Ints:
    """Of lists that stand one after the other, with some lengths: the places of what those with some codes hold."""
    firsts = np.cumsum(counts) - counts
    each = counts[codes]
    return np.repeat(firsts[codes] - np.cumsum(each) + each, each) + np.arange(each.sum())


def _roles(found: EventRows, actor: Actor, column: str, events: EventTable, reading: Reading) -> Words:
    """The roles that a column claims."""
    translated = Column("", values=actor.roles)
    return words_from_cells(
        found.frame.cells[column],
        lambda cell: raw_from_cell(cell, translated, events.table, None),
        reading,
        lambda raw: None if raw is None else canonical(raw, reading.lookup.roles, ("by",), reading),
    )


def _names(cell: object, split: str | None) -> object:
    """The persons that a cell names, as a list."""
    person = text_of_cell(cell)
    if not split or not isinstance(person, str):
        return [person]
    return [name.strip() for name in person.split(split)]


def participants_of(acts: Sequence[Acts], order: Ints, count: int) -> Participants:
    """Who acted in the events that are kept: `order` are their rows of `count` in the file, in their order."""
    place = np.full(count, -1, np.int64)
    place[order] = np.arange(len(order))
    joined = [
        np.concatenate([getattr(each, part) for each in acts] or [np.empty(0, np.int64)]) for part in _PARTS
    ]
    row, person, role = joined
    at = place.take(row)
    kept = np.flatnonzero(at >= 0)
    if (np.diff(at[kept]) < 0).any():
        kept = kept[np.argsort(at[kept], kind="stable")]
    starts = np.concatenate([[0], np.cumsum(np.bincount(at[kept], minlength=len(order)))])
    return Participants(starts, person.take(kept).astype(np.int32), role.take(kept).astype(np.int16))


_PARTS = ("row", "person", "role")
