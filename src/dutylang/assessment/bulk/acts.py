"""Which acts count as performance, and the next of them after each opening."""

from __future__ import annotations

from collections.abc import Sequence

import attrs
import numpy as np

from dutylang.assessment.bulk.actors import acted_as, by_another
from dutylang.assessment.bulk.board import NO_ROW, UNKNOWN, YES, Board, NoColumnsError, is_any
from dutylang.assessment.bulk.frames import Frame
from dutylang.assessment.bulk.readings import attribute_of, truth
from dutylang.assessment.bulk.recorded import recorded_late, recording_known
from dutylang.assessment.bulk.shape import Openings, Task
from dutylang.assessment.single.reading import parts_of
from dutylang.cases.columns.model import NO_DAY, NO_INSTANT, Flags, Ints
from dutylang.plan.model import Match, RulePlan
from dutylang.policy import typed as t


@attrs.frozen(eq=False)
class Acts:
    """Acts that count, sorted by group and time: `key` is group * `width` + row.

    Acts and openings of one case and of the same correlated attributes are of one group.
    """

    rows: Ints
    key: Ints
    width: int
    group_of_opening: Ints

    def of(self, openings: Flags) -> Acts:
        """The same acts for some of the openings."""
        return attrs.evolve(self, group_of_opening=self.group_of_opening[openings])


def fitting(match: Match, rule: RulePlan, task: Task, openings: Openings | None = None) -> Acts:
    """The acts of a match, and the group of each opening; cases with acts that only may count are routed."""
    board = task.board
    rows = board.of_types(match.events)
    held = acted_as(board, rows, match.roles)
    task.route(board.case[rows[held == UNKNOWN]])
    rows = rows[held == YES]
    if match.where is not None:
        rows = _where(match.where, rows, task)
    if match.other_than is not None:
        held = by_another(board, rows, match.other_than)
        task.route(board.case[rows[held == UNKNOWN]])
        rows = rows[held == YES]
    if rule.recorded_within is not None:
        task.route(board.case[rows[~recording_known(rows, task)]])
        rows = rows[~recorded_late(rows, rule.recorded_within, task)]
    return grouped(rows, match.same, task, openings)


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
        column = attribute_of(board, every, name)
        task.route(board.case[every[~column.known]])
        _, codes = np.unique(column.values, return_inverse=True)
        group = group * (int(codes.max(initial=0)) + 1) + codes
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
    return attrs.evolve(acts, rows=acts.rows[wanted], key=acts.key[wanted])


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
    by_day = board.first_not_before_day(
        openings.case, np.where(openings.inclusive, openings.day, openings.day + 1)
    )
    by_clock = board.first_after_instant(openings.case, openings.instant)
    plain = (openings.instant == NO_INSTANT) | openings.inclusive
    low = np.where(plain, by_day, by_clock)
    low = np.where(openings.from_start, board.starts[openings.case], low)
    opened = openings.row != NO_ROW
    if not opened.any():
        return low
    row = np.where(opened, openings.row, 0)
    after = np.where(board.timed[row], row + 1, board.first[row])
    return np.where(opened, after, low)


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
        rows = self.acts.rows[np.minimum(at, len(self.acts.rows) - 1)]
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


def found_from(acts: Acts, openings: Openings, low: Ints, high: Ints) -> Found:
    """The acts of each opening between two rows, `high` excluded, but for the event that opened it."""
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


def last_in_time(
    dues_day: Ints, dues_instant: Ints, exclusive: Flags, before: Ints, openings: Openings, board: Board
) -> Ints:
    """The row after the last one that is in time: not later than the due, and before an event not to be passed."""
    case = openings.case
    high = board.ends[case].copy()
    has = dues_day != NO_DAY
    by_day = board.first_not_before_day(case, np.where(exclusive, dues_day, dues_day + 1))
    clock = dues_instant != NO_INSTANT
    by_clock = board.first_after_instant(case, np.where(exclusive, dues_instant - 1, dues_instant))
    bound = np.where(clock, by_clock, by_day)
    high = np.where(has, np.minimum(high, bound), high)
    barred = before != NO_ROW
    if barred.any():
        row = np.where(barred, before, 0)
        stop = np.where(board.timed[row], row, board.last[row])
        high = np.where(barred, np.minimum(high, stop), high)
    return high
