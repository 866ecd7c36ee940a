"""Columns of cases in parts: some cases that follow one another, seen in the memory of all."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from functools import partial

import attrs
import numpy as np

from dutylang.cases.columns.model import CaseColumns, EventColumns, Participants
from dutylang.cases.record import CaseRecord
from dutylang.ops.columns import Column, Ints, places_by_code


def parts_of(columns: CaseColumns, size: int) -> Iterator[CaseColumns]:
    """The cases, so many at a time. What is said of the whole input stands in the first part."""
    if columns.count <= size:
        yield columns
        return
    cut = _Cut(columns)
    for first in range(0, columns.count, size):
        yield cut.part(first, min(first + size, columns.count))


class _Cut:
    """What is the same for all parts of some columns."""

    def __init__(self, columns: CaseColumns) -> None:
        self._columns = columns
        self._rows = places_by_code(columns.events.type, len(columns.events.types))

    def part(self, first: int, last: int) -> CaseColumns:
        """The cases from one place up to another."""
        whole, holders = self._columns, self._columns.holders
        low, high = np.searchsorted(holders.case, [first, last])
        own = {name: getattr(holders, name)[low:high] for name in ("role", "person", "since", "until")}
        told = {case - first: said for case, said in whole.problems.items() if first <= case < last}
        many = None if whole.many is None else partial(self._many, first)
        return attrs.evolve(
            whole,
            ids=whole.ids[first:last],
            kind=whole.kind[first:last],
            events=self._events(first, last),
            holders=attrs.evolve(holders, case=holders.case[low:high] - first, **own),
            closed_day=whole.closed_day[first:last],
            closed_instant=whole.closed_instant[first:last],
            odd=whole.odd[first:last],
            busy=whole.busy[first:last],
            record=partial(self._record, first),
            many=many,
            fields={name: _column(each, first, last) for name, each in whole.fields.items()},
            complete={name: each[first:last] for name, each in whole.complete.items()},
            problems=told,
            unread=() if first else whole.unread,
            offsets=(None, None) if first else whole.offsets,
            left_out={} if first else whole.left_out,
        )

    def _events(self, first: int, last: int) -> EventColumns:
        events = self._columns.events
        low, high = int(events.starts[first]), int(events.starts[last])
        actors = events.actors
        begin, end = int(actors.starts[low]), int(actors.starts[high])
        attributes = {}
        for (type_, name), column in events.attributes.items():
            bounds = np.searchsorted(self._rows[events.types.index(type_)], [low, high])
            attributes[type_, name] = _column(column, *bounds.tolist())
        return attrs.evolve(
            events,
            starts=events.starts[first : last + 1] - low,
            type=events.type[low:high],
            day=events.day[low:high],
            instant=events.instant[low:high],
            position=events.position[low:high],
            actors=Participants(
                actors.starts[low : high + 1] - begin, actors.person[begin:end], actors.role[begin:end]
            ),
            ids=None if events.ids is None else events.ids[low:high],
            attributes=attributes,
            recorded=_some(events.recorded, low, high),
            recorded_day=_some(events.recorded_day, low, high),
        )

    def _record(self, first: int, index: int) -> CaseRecord:
        return self._columns.record(first + index)

    def _many(self, first: int, indices: Sequence[int]) -> Sequence[CaseRecord]:
        many: Callable[[Sequence[int]], Sequence[CaseRecord]] | None = self._columns.many
        assert many is not None
        return many([first + index for index in indices])


def _column(column: Column, first: int, last: int) -> Column:
    return attrs.evolve(column, values=column.values[first:last], known=column.known[first:last])


def _some(values: Ints | None, first: int, last: int) -> Ints | None:
    return None if values is None else values[first:last]
