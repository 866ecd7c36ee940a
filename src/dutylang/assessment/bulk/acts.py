"""Which acts count as performance, and the next of them after each opening."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property

import attrs
import numpy as np

from dutylang.assessment.bulk.actors import acted_as, by_another, type_acted_as
from dutylang.assessment.bulk.board import NO_ROW, Board
from dutylang.assessment.bulk.due_columns import Dues
from dutylang.assessment.bulk.frames import Frame
from dutylang.assessment.bulk.readings import truth
from dutylang.assessment.bulk.recorded import recorded_late, recording_known
from dutylang.assessment.bulk.same_day import end_beside, row_after
from dutylang.assessment.bulk.sameness import sameness
from dutylang.assessment.bulk.shape import Openings, Task
from dutylang.assessment.single.reading import parts_of
from dutylang.cases.columns.model import NO_DAY, NO_INSTANT
from dutylang.ops.columns import UNKNOWN, YES, Flags, Ints, NoColumnsError, Truths, is_any
from dutylang.plan.model import Match, RulePlan
from dutylang.policy import typed as t


@attrs.frozen(eq=False, slots=False)
class Acts:
    """Acts that count, sorted by group and time: `key` is group * `width` + row.

    Acts and openings of one case and of the same correlated attributes are of one group.
    """

    rows: Ints
    key: Ints
    width: int
    group_of_opening: Ints

    @property
    def is_one_group(self) -> bool:
        """Whether every act may be one of every opening, so that its row alone is its key."""
        return self.key is self.rows

    @cached_property
    def below(self) -> Ints:
        """How many acts lie below each row; the place of a row among the acts, in one step."""
        found = np.zeros(self.width, np.int32)
        found[self.rows + 1] = 1
        return np.cumsum(found, out=found)

    def places_of(self, rows: Ints) -> Ints:
        """How many acts lie below each of some rows, where every act may be one of every opening."""
        found: Ints = (
            self.below.take(rows) if len(rows) * FEW > self.width else np.searchsorted(self.rows, rows)
        )
        return found

    def of(self, openings: Flags) -> Acts:
        """The same acts for some of the openings."""
        return attrs.evolve(self, group_of_opening=self.group_of_opening[openings])


def fitting(match: Match, rule: RulePlan, task: Task, openings: Openings | None = None) -> Acts:
    """The acts of a match, and the group of each opening; cases with acts that only may count are routed."""
    board = task.board
    rows = board.of_types(match.events)
    if len(match.events) == 1:
        held = type_acted_as(board, match.events[0], match.roles)
    else:
        held = acted_as(board, rows, match.roles)
    rows = _certain(held, rows, task)
    if match.where is not None:
        rows = _where(match.where, rows, task)
    if match.other_than is not None:
        rows = _certain(by_another(board, rows, match.other_than), rows, task)
    if rule.recorded_within is not None:
        task.route(board.case[rows[~recording_known(rows, task)]])
        rows = rows[~recorded_late(rows, rule.recorded_within, task)]
    return grouped(rows, match.same, task, openings)


def _certain(held: Truths, rows: Ints, task: Task) -> Ints:
    """The rows that count for certain; cases with those that only may are routed."""
    task.route(task.board.case[rows[held == UNKNOWN]])
    found: Ints = rows if (held == YES).all() else rows[np.flatnonzero(held == YES)]
    return found


def grouped(rows: Ints, same: Sequence[str], task: Task, openings: Openings | None) -> Acts:
    """Acts by group."""
    board = task.board
    width = len(board.case) + 1
    size = openings.size if openings is not None else 0
    if not same or openings is None:
        return Acts(rows, rows, width, np.zeros(size, np.int64))
    if (openings.subject == NO_ROW).any():
        # Without an event to compare with every act is the same.
        if (openings.subject != NO_ROW).any():
            raise NoColumnsError("mixed_openings")
        return Acts(rows, rows, width, np.zeros(size, np.int64))
    every = np.concatenate([rows, openings.subject])
    group = np.zeros(len(every), np.int64)
    for name in same:
        codes, known = sameness(board, every, name)
        task.route(board.case[every[~known]])
        least = int(codes.min(initial=0))
        group = group * (int(codes.max(initial=0)) - least + 1) + codes - least
        _, group = np.unique(group, return_inverse=True)
    # A row says its case, so that groups need to tell apart the values only.
    mine, opened = group[: len(rows)], group[len(rows) :]
    key = mine.astype(np.int64) * width + rows
    order = np.argsort(key, kind="stable")
    return Acts(rows[order], key[order], width, opened.astype(np.int64))


def of_these(acts: Acts, events: Sequence[str], board: Board) -> Acts:
    """Those of the acts that are of some types."""
    types = board.columns.events.types
    wanted = is_any(board.type[acts.rows], [code for code, name in enumerate(types) if name in events])
    rows = acts.rows[wanted]
    return attrs.evolve(acts, rows=rows, key=rows if acts.is_one_group else acts.key[wanted])


def _where(where: t.Typed, rows: Ints, task: Task) -> Ints:
    """The acts that meet the condition on the act."""
    if reads_trigger(where):
        raise NoColumnsError("trigger_in_act")
    board = task.board
    frame = Frame(board, board.case[rows], board.day[rows], event=rows, instant=board.instant[rows])
    found = truth(where, frame)
    # A default that is read of an act marks every instance that the act is held against.
    task.route(board.case[rows[frame.house]])
    task.route(board.case[rows[found == UNKNOWN]])
    kept: Ints = rows[found == YES]
    return kept


def reads_trigger(expression: t.Typed) -> bool:
    """Whether an expression speaks of the event that opened the instance."""
    return isinstance(expression, t.ReadTrigger) or any(map(reads_trigger, parts_of(expression)))


def low_of(openings: Openings, board: Board, *, already: bool = False) -> Ints:
    """The first row that may be an act after each opening; its own row is left out by `nth`."""
    if already:
        found: Ints = board.starts[openings.case]
        return found
    opened = openings.row != NO_ROW
    if opened.all():
        return row_after(openings.row, board)
    low = board.starts[openings.case].copy()
    places = np.flatnonzero(~opened & ~openings.from_start)
    if len(places):
        low[places] = _after_moments(openings.taken(places), board)
    places = np.flatnonzero(opened)
    if len(places):
        low[places] = row_after(openings.row[places], board)
    return low


def _after_moments(openings: Openings, board: Board) -> Ints:
    """The first row after the day or the instant of each opening; `inclusive`: of that day too."""
    plain = (openings.instant == NO_INSTANT) | openings.inclusive
    low = np.zeros(openings.size, np.int64)
    if plain.any():
        days = np.where(openings.inclusive, openings.day, openings.day + 1)[plain]
        low[plain] = board.first_not_before_day(openings.case[plain], days)
    if not plain.all():
        low[~plain] = board.first_after_instant(openings.case[~plain], openings.instant[~plain])
    return low


@attrs.frozen(eq=False)
class Found:
    """Where the acts of each opening lie in `Acts.rows`: from `place` on, `end` excluded, without `own`."""

    acts: Acts
    place: Ints
    end: Ints
    own: Ints

    def nth(self, number: int) -> Ints:
        """The rows of the acts of that number, counted from 0; `NO_ROW` where there are not so many."""
        at = self.place + number
        at = at + ((self.own >= self.place) & (at >= self.own))
        inside = at < self.end
        if not len(self.acts.rows):
            return np.full(len(at), NO_ROW, np.int64)
        rows = self.acts.rows.take(np.minimum(at, len(self.acts.rows) - 1))
        return np.where(inside, rows, NO_ROW)

    def rows_of(self, place: int) -> list[int]:
        """The rows of the acts of one opening."""
        at = np.arange(self.place[place], self.end[place])
        rows: list[int] = self.acts.rows[at[at != self.own[place]]].tolist()
        return rows

    @property
    def counts(self) -> Ints:
        """How many acts there are."""
        return self.end - self.place - ((self.own >= self.place) & (self.own < self.end))


FEW = 32
"""A table over all rows costs as much as searching for one place in so many rows."""


def first_from(acts: Acts, openings: Openings, low: Ints, high: Ints) -> Ints:
    """The first act of each opening between two rows, as `found_from` finds it; `NO_ROW` where there is none."""
    if not acts.is_one_group:
        return found_from(acts, openings, low, high).nth(0)
    rows = np.append(acts.rows, acts.width)
    place = acts.places_of(low)
    found = rows.take(place)
    own = np.flatnonzero(found == openings.row)
    if len(own):
        found[own] = rows[place[own] + 1]
    return np.where(found < high, found, NO_ROW)


def found_from(acts: Acts, openings: Openings, low: Ints, high: Ints) -> Found:
    """The acts of each opening between two rows, `high` excluded, but for the event that opened it."""
    if acts.is_one_group and openings.size * FEW > acts.width:
        return _found_from_table(acts, openings, low, high)
    base = acts.group_of_opening * acts.width
    place = np.searchsorted(acts.key, base + low)
    end = np.searchsorted(acts.key, base + high)
    own = np.full(openings.size, -1, np.int64)
    opened = openings.row != NO_ROW
    if opened.any() and len(acts.key):
        key = base[opened] + openings.row[opened]
        at = np.searchsorted(acts.key, key)
        there = acts.key[np.minimum(at, len(acts.key) - 1)] == key
        own[opened] = np.where(there & (at < len(acts.key)), at, -1)
    return Found(acts, place, np.maximum(end, place), own)


def _found_from_table(acts: Acts, openings: Openings, low: Ints, high: Ints) -> Found:
    """The same where every act may be one of every opening: all places are looked up."""
    below = acts.below
    place, end = below.take(low), below.take(high)
    row = openings.row
    opened = row != NO_ROW
    here = below[row]
    # One that opened nothing looks up the last row and the first, which come out unlike or alike: never its own.
    own = np.where(opened & (below[row + 1] > here), here, -1)
    return Found(acts, place, np.maximum(end, place), own)


def in_time(rows: Ints, dues: Dues, board: Board) -> Flags:
    """Whether acts are in time: not later than the due, and before an event not to be passed. `NO_ROW` is not.

    As far as rows of the opening's case go, those before `last_in_time`.
    """
    there: Flags = rows != NO_ROW
    if not len(board.case):
        return there
    at = np.maximum(rows, 0)
    clock, has = dues.on_clock, dues.has_moment
    if clock.any():
        by_clock = board.clock.take(at) <= dues.instant - dues.exclusive
        there &= by_clock | ~clock | ~has
    if not clock.all():
        by_day = board.day.take(at) <= dues.day - dues.exclusive
        there &= by_day | clock | ~has
    barred = dues.before != NO_ROW
    if barred.any():
        there &= ~barred | (rows < end_beside(np.where(barred, dues.before, 0), board))
    return there


def last_in_time(
    dues_day: Ints, dues_instant: Ints, exclusive: Flags, before: Ints, openings: Openings, board: Board
) -> Ints:
    """The row after the last one that is in time: not later than the due, and before an event not to be passed."""
    case = openings.case
    high = board.ends[case].copy()
    has, clock = dues_day != NO_DAY, dues_instant != NO_INSTANT
    places = np.flatnonzero(has & ~clock)
    if len(places):
        days = np.where(exclusive, dues_day, dues_day + 1)[places]
        high[places] = np.minimum(high[places], board.first_not_before_day(case[places], days))
    places = np.flatnonzero(has & clock)
    if len(places):
        instants = np.where(exclusive, dues_instant - 1, dues_instant)[places]
        high[places] = np.minimum(high[places], board.first_after_instant(case[places], instants))
    places = np.flatnonzero(before != NO_ROW)
    if len(places):
        high[places] = np.minimum(high[places], end_beside(before[places], board))
    return high
