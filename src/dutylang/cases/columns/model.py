"""A book of cases as columns. Data only; builders make it, the columnar evaluator reads it.

Every array is in the order of the cases, and within a case in the order of the record: (time, seq, position).
The index of a row is therefore an order of time within its case.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

import attrs
import numpy as np

from dutylang.cases.record import CaseRecord
from dutylang.diagnostics import Diagnostic
from dutylang.ops.columns import Column, Flags, Ints

NO_DAY = int(np.iinfo(np.int32).min)
"""In a column of days: there is none."""
NO_INSTANT = int(np.iinfo(np.int64).min)
"""In a column of instants: only the day is known, or nothing."""
LAST_DAY = int(np.iinfo(np.int32).max)
"""The end of a holding that is open."""
TOGETHER = 2_000
"""So many cases at once are turned back into records."""


@attrs.frozen(eq=False)
class Participants:
    """Who acted: those of event row e are `starts[e]` to `starts[e + 1]`, in the order of the record.

    `person` are codes into `CaseColumns.persons`, `role` into `CaseColumns.roles`, -1 where none is claimed.
    """

    starts: Ints
    person: Ints
    role: Ints


@attrs.frozen(eq=False)
class EventColumns:
    """The events of all cases; those of case i are rows `starts[i]` to `starts[i + 1]`.

    `type` are codes into `types`. `day` is `date.toordinal()` of the local day in the policy's zone;
    `instant` microseconds since 1970 in UTC, `NO_INSTANT` for a whole day. `position` is the place in the
    case's file, by which evidence is cited. `ids` are texts, None where an event has none. `attributes` go
    by (event type, attribute): one value for each row of that type, in their order. `recorded` are instants
    (`NO_INSTANT`: not told, or a whole day: see `recorded_day`). `formless` are attributes that events supply and
    that have no columnar form.
    """

    starts: Ints
    types: tuple[str, ...]
    type: Ints
    day: Ints
    instant: Ints
    position: Ints
    actors: Participants
    ids: Sequence[str | None] | None = None
    attributes: Mapping[tuple[str, str], Column] = attrs.field(factory=dict)
    recorded: Ints | None = None
    recorded_day: Ints | None = None
    formless: frozenset[tuple[str, str]] = frozenset()


@attrs.frozen(eq=False)
class HolderColumns:
    """Who held a role, in the order of case and record. `since` and `until` are days, both included."""

    case: Ints
    role: Ints
    person: Ints
    since: Ints
    until: Ints


@attrs.frozen(eq=False)
class CaseColumns:
    """Cases as columns.

    `kind` are codes into `kinds`, -1 for none. `fields` are plain fields by name; one that no case supplies
    is left out; `formless` are those that a case supplies and that have no columnar form (lists, records,
    sets, tracked fields). `complete` tells by event type in which cases the register reaches the as-of
    moment; a type that is not listed reaches it in none. `closed_day` is `NO_DAY` for an open case.
    `holders` go with `registered`: the roles that a register common to all cases knows. `odd` are cases that
    have no columnar form at all (voided or replaced events, holders that cannot be told, times and whole
    days on one day): they are judged as records. `busy` are cases with documents, judgements or supplied
    figures. `record(i)` gives a case as a record, `many` some at once. `problems` are what is said of cases,
    by index, and `unread` what is said in place of cases that cannot be read or of the whole input (id None).
    `offsets` are the lines of the first event whose time is written without an offset, and of the first with
    one: a table that holds both is refused, also where its cases are read in parts. `left_out` counts the
    activities that the mapping leaves out, by name.
    """

    ids: Sequence[str]
    kinds: tuple[str, ...]
    kind: Ints
    persons: Sequence[str]
    roles: tuple[str, ...]
    events: EventColumns
    holders: HolderColumns
    closed_day: Ints
    closed_instant: Ints
    odd: Flags
    busy: Flags
    record: Callable[[int], CaseRecord]
    fields: Mapping[str, Column] = attrs.field(factory=dict)
    formless: frozenset[str] = frozenset()
    complete: Mapping[str, Flags] = attrs.field(factory=dict)
    registered: frozenset[str] = frozenset()
    problems: Mapping[int, tuple[Diagnostic, ...]] = attrs.field(factory=dict)
    unread: tuple[tuple[str | None, tuple[Diagnostic, ...]], ...] = ()
    many: Callable[[Sequence[int]], Sequence[CaseRecord]] | None = None
    offsets: tuple[int | None, int | None] = (None, None)
    left_out: Mapping[str, int] = attrs.field(factory=dict)

    @property
    def count(self) -> int:
        """How many cases there are."""
        return len(self.ids)

    def records(self, indices: Iterable[int]) -> Iterator[CaseRecord]:
        """Some cases as records, in the order asked; together they cost less than one by one."""
        asked = [int(index) for index in indices]
        for start in range(0, len(asked), TOGETHER):
            part = asked[start : start + TOGETHER]
            yield from map(self.record, part) if self.many is None else self.many(part)
