"""The book at the as-of moment: what has happened, in order, with the searches that all judging is made of.

Rows are indices into the events that have happened. Within a case a later row is a later event, but for whole
days: events of one day without times have no order among themselves.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from functools import cached_property
from typing import Any

import attrs
import numpy as np

from dutylang.assessment.bulk.index import Index, different_days, index_of, lower_bound
from dutylang.assessment.bulk.packing import repeated
from dutylang.assessment.bulk.seen import up_to
from dutylang.assessment.model import Horizon
from dutylang.assessment.single.context import Setting, Trace
from dutylang.assessment.single.dues import Due
from dutylang.calendars.moments import end_of_day, latest_instant, start_of_day
from dutylang.cases.columns.from_records import microseconds
from dutylang.cases.columns.model import LAST_DAY, NO_DAY, NO_INSTANT, CaseColumns
from dutylang.ops.columns import Column, Flags, Ints, Truths, is_any
from dutylang.plan.deadlines import LimitPlan

NO_ROW = -1

Counted = dict[LimitPlan, dict[tuple[int, ...], tuple[Due, Trace]]]


@attrs.frozen(slots=False, eq=False)
class Board:
    """The events up to the as-of moment. `setting` is that of a blank case: plan, calendars and parameters.

    `kept` are the rows of the columns. `counted` are the dues that have been counted, by limit and start; boards
    of one policy and one as-of moment may share them.
    """

    columns: CaseColumns
    setting: Setting
    horizon: Horizon
    kept: Ints
    case: Ints
    type: Ints
    day: Ints
    instant: Ints
    starts: Ints
    counted: Counted = attrs.field(factory=dict)

    @property
    def count(self) -> int:
        """How many cases."""
        return self.columns.count

    @property
    def ends(self) -> Ints:
        """Where the rows of each case end."""
        return self.starts[1:]

    @cached_property
    def all_cases(self) -> Ints:
        """The index of every case."""
        return np.arange(self.count, dtype=np.int64)

    @cached_property
    def timed(self) -> Flags:
        """Whether an event has a time."""
        found: Flags = self.instant != NO_INSTANT
        return found

    @cached_property
    def is_timed(self) -> bool:
        """Whether every event has a time."""
        return bool(self.timed.all())

    @cached_property
    def clock(self) -> Ints:
        """The instant of an event; of a whole day its beginning."""
        if self.is_timed:
            return self.instant
        return np.where(self.timed, self.instant, self.starts_of_days(self.day))

    @cached_property
    def _days(self) -> tuple[Ints, Ints]:
        size = len(self.case)
        if not size:
            return self.case, self.case
        new = np.ones(size, np.bool_)
        new[1:] = (self.case[1:] != self.case[:-1]) | (self.day[1:] != self.day[:-1])
        firsts = np.flatnonzero(new)
        group = np.cumsum(new) - 1
        lasts = np.append(firsts[1:], size)
        return firsts[group], lasts[group]

    @cached_property
    def span(self) -> tuple[int, int]:
        """The first and the last day of all events; those of no event at all where there is none."""
        return int(self.day.min(initial=LAST_DAY)), int(self.day.max(initial=NO_DAY))

    @property
    def first(self) -> Ints:
        """The first row of the event's day in its case."""
        return self._days[0]

    @property
    def last(self) -> Ints:
        """The row after the event's day in its case."""
        return self._days[1]

    @cached_property
    def first_day(self) -> Ints:
        """By case, the day of the first event; the as-of day of a case without events."""
        found = np.full(self.count, self.horizon.as_of.day.toordinal(), np.int32)
        some = self.starts[:-1] < self.ends
        found[some] = self.day[self.starts[:-1][some]]
        return found

    @cached_property
    def closed_day(self) -> Ints:
        """By case, the day on which it was closed by the as-of moment; `NO_DAY`: open."""
        return np.where(self._closed, self.columns.closed_day, NO_DAY)

    @cached_property
    def closed_instant(self) -> Ints:
        """By case, the instant of its close where that is known."""
        return np.where(self._closed, self.columns.closed_instant, NO_INSTANT)

    def closes(self, cases: Ints) -> tuple[Ints, Ints]:
        """Day and instant at which each of some cases was closed by the as-of moment; read only."""
        if self.is_open:
            return repeated(NO_DAY, len(cases), np.int64), repeated(NO_INSTANT, len(cases), np.int64)
        return self.closed_day[cases], self.closed_instant[cases]

    @cached_property
    def is_open(self) -> bool:
        """Whether no case was closed by the as-of moment."""
        return not self._closed.any()

    @cached_property
    def _closed(self) -> Flags:
        day, instant = self.columns.closed_day, self.columns.closed_instant
        found: Flags = (day != NO_DAY) & up_to(day, instant, self.horizon)
        return found

    @cached_property
    def now(self) -> int:
        """The as-of moment in microseconds; a date stands for its 24:00."""
        return microseconds(latest_instant(self.horizon.as_of, self.setting.tz))

    def marked(self, rows: Ints) -> Flags:
        """For every row whether it is one of these."""
        found = np.zeros(len(self.case), np.bool_)
        found[rows] = True
        return found

    def of_type(self, name: str) -> Ints:
        """The rows of an event type, in order."""
        return self.of_types((name,))

    def of_types(self, names: Sequence[str]) -> Ints:
        """The rows of some event types, in order."""
        known = {name: code for code, name in enumerate(self.columns.events.types)}
        codes = tuple(sorted({known[name] for name in names if name in known}))
        found = self._rows.get(codes)
        if found is None:
            wanted = self.type == codes[0] if len(codes) == 1 else is_any(self.type, codes)
            found = self._rows[codes] = np.flatnonzero(wanted)
        return found

    def places_of_type(self, name: str, rows: Ints) -> Ints:
        """The places of some events of a type among all of that type."""
        every = self.of_type(name)
        if np.array_equal(every, rows):
            return np.arange(len(rows), dtype=np.int64)
        return np.searchsorted(every, rows)

    @cached_property
    def _rows(self) -> dict[tuple[int, ...], Ints]:
        return {}

    @cached_property
    def acted(self) -> dict[tuple[str, str], Truths]:
        """By event type and role, whether each event of the type was done by a holder of the role."""
        return {}

    @cached_property
    def has_one_actor(self) -> bool:
        """Whether everything that happened was done by exactly one person."""
        return bool((np.diff(self.columns.events.actors.starts) == 1).all())

    def sources(self, rows: Ints) -> Ints:
        """The rows of the columns in which events stand."""
        found: Ints = rows if len(self.kept) == len(self.columns.events.type) else self.kept.take(rows)
        return found

    @cached_property
    def tracked(self) -> dict[str, Any]:
        """What was read of tracked fields, once for all rules."""
        return {}

    @cached_property
    def opened(self) -> dict[str, Any]:
        """The openings at all events of a type, and of whole cases (""), once for all rules."""
        return {}

    @cached_property
    def settings(self) -> dict[int, Setting]:
        """The settings of single cases that have been made for the reference, by case."""
        return {}

    def attribute(self, event_type: str, name: str) -> Column | None:
        """A column for the rows of a type; None where no event supplies it, or it has no columnar form."""
        column = self.columns.events.attributes.get((event_type, name))
        events = self.columns.events
        if column is None or len(self.kept) == len(events.type):
            return column
        every = np.flatnonzero(events.type == events.types.index(event_type))
        kept = np.flatnonzero(self._has_happened[every])
        return attrs.evolve(column, values=column.values[kept], known=column.known[kept])

    @cached_property
    def _has_happened(self) -> Flags:
        """Of every event of the columns whether it has happened."""
        found = np.zeros(len(self.columns.events.type), np.bool_)
        found[self.kept] = True
        return found

    def incomplete(self, names: Sequence[str]) -> Flags:
        """The cases in which the register of some type does not reach the as-of moment."""
        found = np.zeros(self.count, np.bool_)
        for name in dict.fromkeys(names):
            reaches = self.columns.complete.get(name)
            found |= np.ones(self.count, np.bool_) if reaches is None else ~reaches
        return found

    @cached_property
    def is_complete(self) -> bool:
        """Whether in every case the registers of all event types reach the as-of moment."""
        reaches = [self.columns.complete.get(name) for name in self.setting.plan.vocabulary.events]
        return all(each is not None and bool(each.all()) for each in reaches)

    # ---- moments -------------------------------------------------------------------------------

    def starts_of_days(self, days: Ints) -> Ints:
        """The instants at which local days begin."""
        return self._of_days(days, start_of_day)

    def ends_of_days(self, days: Ints) -> Ints:
        """24:00 of local days."""
        return self._of_days(days, end_of_day)

    def _of_days(self, days: Ints, edge: Any) -> Ints:
        different, place = different_days(days)
        known, tz = self._edges.setdefault(edge, {NO_DAY: NO_INSTANT}), self.setting.tz
        wanted = different.tolist()
        for day in wanted:
            if day not in known:
                known[day] = microseconds(edge(dt.date.fromordinal(day), tz))
        return np.array([known[day] for day in wanted], np.int64)[place] if wanted else np.zeros(0, np.int64)

    @cached_property
    def _edges(self) -> dict[Any, dict[int, int]]:
        """The instants at which days that were asked for begin and end."""
        return {}

    def latest(self, days: Ints, instants: Ints) -> Ints:
        """The instants of moments; of whole days their 24:00."""
        places = np.flatnonzero(instants == NO_INSTANT)
        if not len(places):
            return instants
        found = instants.copy()
        found[places] = self.ends_of_days(days[places])
        return found

    def is_past(self, days: Ints, instants: Ints, exclusive: Flags) -> Flags:
        """Which moments lie behind the as-of moment, or at it where they are `exclusive`.

        Of a whole day its 24:00 counts.
        """
        found: Flags = days <= np.where(exclusive, self._last_days_over[1], self._last_days_over[0])
        clock = np.flatnonzero(instants != NO_INSTANT)
        if len(clock):
            found[clock] = instants[clock] < self.now + exclusive[clock]
        return found

    @cached_property
    def _last_days_over(self) -> tuple[int, int]:
        """The last day whose 24:00 lies before the as-of moment, and the last one with it before or at it."""
        today = self.horizon.as_of.day.toordinal()
        days = np.arange(max(1, today - 2), min(today + 1, dt.date.max.toordinal()) + 1)
        ends = self.ends_of_days(days)
        before, at = int((ends < self.now).sum()), int((ends <= self.now).sum())
        return int(days[0]) + before - 1, int(days[0]) + at - 1

    # ---- searches ------------------------------------------------------------------------------

    def first_not_before_day(self, cases: Ints, days: Ints) -> Ints:
        """Of each case, the first row on a day or later; the end of the case where there is none."""
        return self._by_day.first(cases, days)

    def first_after_instant(self, cases: Ints, instants: Ints, *, inclusive: bool = False) -> Ints:
        """Of each case, the first row after an instant (`inclusive`: or at it), whole days by their beginning."""
        targets = instants if inclusive else instants + 1
        clock = self._by_clock
        if clock is None:
            return lower_bound(self.clock, self.starts[cases], self.ends[cases], targets)
        return clock.first(cases, -(-targets // SECOND))

    @cached_property
    def _by_day(self) -> Index:
        return index_of(self.case, self.day)

    @cached_property
    def _by_clock(self) -> Index | None:
        """The rows by their second; None where times are finer than that."""
        if len(self.clock) and (self.clock % SECOND).any():
            return None
        return index_of(self.case, self.clock // SECOND)


SECOND = 1_000_000


def board_from_columns(
    columns: CaseColumns, horizon: Horizon, setting: Setting, counted: Counted | None = None
) -> Board:
    """The events that have happened by the as-of moment, in their order."""
    events = columns.events
    seen = up_to(events.day, events.instant, horizon)
    kept = np.flatnonzero(seen)
    case = np.repeat(np.arange(columns.count, dtype=np.int64), np.diff(events.starts))
    type_, day, instant, starts = events.type, events.day, events.instant, events.starts
    if len(kept) < len(seen):
        case, type_, day, instant = case.take(kept), type_.take(kept), day.take(kept), instant.take(kept)
        starts = np.concatenate([[0], np.cumsum(np.bincount(case, minlength=columns.count))])
    return Board(
        columns=columns,
        setting=setting,
        horizon=horizon,
        kept=kept,
        case=case,
        type=type_,
        day=day.astype(np.int64),
        instant=instant,
        starts=starts.astype(np.int64, copy=False),
        counted={} if counted is None else counted,
    )
