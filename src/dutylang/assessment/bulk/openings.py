"""When instances of a rule open, for all cases at once: the stretches of its scope, and within them its triggers."""

from __future__ import annotations

import attrs
import numpy as np

from dutylang.assessment.bulk.acts import low_of
from dutylang.assessment.bulk.board import NO_ROW, Board
from dutylang.assessment.bulk.due_columns import Dues
from dutylang.assessment.bulk.frames import Frame
from dutylang.assessment.bulk.periods import period_openings
from dutylang.assessment.bulk.readings import truth
from dutylang.assessment.bulk.same_day import alike, end_beside, first_beside
from dutylang.assessment.bulk.shape import Openings, Task, at_events, whole_cases
from dutylang.cases.columns.from_records import microseconds
from dutylang.cases.columns.model import NO_DAY, NO_INSTANT
from dutylang.ops.columns import UNKNOWN, YES, Flags, Ints, NoColumnsError
from dutylang.plan.model import Excuse, RulePlan, Scope, TriggerKind


def openings_of(rule: RulePlan, task: Task) -> Openings:
    """Every opening of a rule, by case and in order, whether or not the rule is in force then."""
    board = task.board
    if rule.trigger.kind is TriggerKind.EACH and rule.scope == Scope():
        return _at_type(rule.trigger.event or "", board)
    stretches = stretches_of(rule.scope, task)
    match rule.trigger.kind:
        case TriggerKind.SCOPE | TriggerKind.SINCE_LAST:
            return stretches
        case TriggerKind.EACH:
            return _within(board.of_type(rule.trigger.event or ""), stretches, rule, task)
        case TriggerKind.ON_DAY:
            return _very_days(_within(board.of_type(rule.trigger.event or ""), stretches, rule, task))
        case TriggerKind.FIRST | TriggerKind.LATEST:
            return _chosen(rule, stretches, task)
        case TriggerKind.PERIODS:
            return period_openings(rule, stretches, board)
        case _:
            raise NoColumnsError(f"trigger_{rule.trigger.kind.value}")


def stretches_of(scope: Scope, task: Task) -> Openings:
    """The stretches of a scope: the first start opens, the next end closes, a later start opens again.

    Cases in which starts and ends share a day without times are routed: their order is not known.
    """
    board = task.board
    if scope.start is None:
        whole = _whole_cases(board)
        if scope.closed_only:
            whole = attrs.evolve(whole, closed_only=True)
        if scope.end is None:
            return whole
        ends = np.full(board.count, NO_ROW, np.int64)
        rows = board.of_type(scope.end)[::-1]
        ends[board.case[rows]] = rows
        return attrs.evolve(whole, end=ends)
    every = board.of_types([scope.start, *([scope.end] if scope.end else [])])
    _route_unordered(every, task)
    case = board.case[every]
    starts = board.type[every] == _code(scope.start, board)
    before = np.zeros(len(every), np.bool_)
    before[1:] = case[1:] == case[:-1]
    if scope.end == scope.start:
        opens = np.ones(len(every), np.bool_)
    else:
        opens = starts.copy()
        opens[1:] &= ~(before[1:] & starts[:-1])
    rows = every[opens]
    ends = np.full(len(rows), NO_ROW, np.int64)
    if scope.end is not None:
        closing = every if scope.end == scope.start else every[~starts]
        place = np.searchsorted(closing, rows, "right")
        inside = place < len(closing)
        found = closing[np.minimum(place, max(len(closing) - 1, 0))] if len(closing) else rows
        inside &= board.case[found] == board.case[rows]
        ends = np.where(inside, found, NO_ROW)
    return attrs.evolve(at_events(rows, board), start=rows, end=ends, closed_only=scope.closed_only)


def _whole_cases(board: Board) -> Openings:
    """One opening a case, the same for every rule."""
    found: Openings | None = board.opened.get("")
    if found is None:
        found = board.opened[""] = whole_cases(board)
    return found


def _code(name: str, board: Board) -> int:
    types = board.columns.events.types
    return types.index(name) if name in types else -2


def _route_unordered(rows: Ints, task: Task) -> None:
    board = task.board
    task.route(board.case[rows[1:][alike(rows[1:], rows[:-1], board)]])


def bounds_of(stretches: Openings, board: Board) -> tuple[Ints, Ints]:
    """The rows of each stretch, the second excluded; of whole days those of the same day lie inside."""
    low = board.starts[stretches.case]
    high = board.ends[stretches.case]
    if stretches.start is not None:
        low = first_beside(stretches.start, board)
    if stretches.end is not None:
        there = stretches.end != NO_ROW
        row = np.where(there, stretches.end, 0)
        if there.any():
            high = np.where(there, end_beside(row, board), high)
    return low, high


def window_of(openings: Openings, board: Board) -> tuple[Ints, Ints]:
    """The rows that lie in the stretch of each opening, and no later than the last day that this speaks of."""
    low, high = bounds_of(openings, board)
    if openings.until is not None:
        high = np.minimum(high, board.first_not_before_day(openings.case, openings.until + 1))
    return low, high


def acts_window(openings: Openings, board: Board) -> tuple[Ints, Ints]:
    """The rows that one instance of a pattern speaks of: from what opened it, up to the trigger that follows it."""
    first, high = window_of(openings, board)
    low = low_of(openings, board)
    opened = openings.row != NO_ROW
    if opened.any():
        row = np.where(opened, openings.row, 0)
        low = np.where(opened, first_beside(row, board), low)
    if openings.superseded_by is not None:
        following = openings.superseded_by != NO_ROW
        row = np.where(following, openings.superseded_by, 0)
        if following.any():
            high = np.where(following, np.minimum(high, end_beside(row, board)), high)
    return np.maximum(low, first), high


def _within(rows: Ints, stretches: Openings, rule: RulePlan, task: Task) -> Openings:
    """The openings at those events that lie in a stretch, each in the first one that it fits."""
    board = task.board
    if rule.scope == Scope():
        return at_events(rows, board)
    low, high = bounds_of(stretches, board)
    if (low[1:] < high[:-1]).any():
        overlap = stretches.case[1:][low[1:] < high[:-1]]
        task.route(overlap)
    place = np.searchsorted(low, rows, "right") - 1
    if not stretches.size:
        return at_events(rows[:0], board)
    at = np.maximum(place, 0)
    ends = stretches.ends[at]
    inside = (place >= 0) & (rows < high[at]) & (board.case[rows] == stretches.case[at]) & (rows != ends)
    rows, at = rows[inside], at[inside]
    found = at_events(rows, board)
    start = None if stretches.start is None else stretches.start[at]
    return attrs.evolve(found, start=start, end=stretches.ends[at], closed_only=stretches.closed_only)


def _at_type(event: str, board: Board) -> Openings:
    """The openings at all events of a type, the same for every rule."""
    found: Openings | None = board.opened.get(event)
    if found is None:
        found = board.opened[event] = at_events(board.of_type(event), board)
    return found


def _very_days(found: Openings) -> Openings:
    """The very days of events: what is done on them counts, in whatever order."""
    size = found.size
    return attrs.evolve(
        found,
        row=np.full(size, NO_ROW, np.int64),
        instant=np.full(size, NO_INSTANT, np.int64),
        inclusive=np.ones(size, np.bool_),
    )


def _chosen(rule: RulePlan, stretches: Openings, task: Task) -> Openings:
    """The first event of each stretch that fits, or each one with the next that takes its place."""
    board = task.board
    found = _within(board.of_type(rule.trigger.event or ""), stretches, rule, task)
    if rule.trigger.where is not None:
        frame = attrs.evolve(frame_at(found, board), start=None)
        held = truth(rule.trigger.where, frame)
        task.route(found.case[held == UNKNOWN])
        found = found.taken(held == YES)
    rows = found.row
    same = board.case[rows[1:]] == board.case[rows[:-1]]
    if found.start is not None:
        same &= found.start[1:] == found.start[:-1]
    if rule.trigger.kind is TriggerKind.LATEST:
        following = np.full(len(rows), NO_ROW, np.int64)
        following[:-1][same] = rows[1:][same]
        return attrs.evolve(found, superseded_by=following)
    first = np.ones(len(rows), np.bool_)
    first[1:] = ~same
    return found.taken(first)


def frame_at(openings: Openings, board: Board, asked: Flags | None = None) -> Frame:
    """Readings at the openings, of which those `asked` matter."""
    return Frame(
        board,
        openings.case,
        openings.day,
        event=openings.row,
        trigger=openings.subject,
        start=openings.start,
        instant=openings.instant,
        asked=asked,
    )


def until_now(openings: Openings, board: Board) -> tuple[Ints, Ints]:
    """The as-of moment for each opening, for conditions that look as far as that."""
    as_of = board.horizon.as_of
    instant = NO_INSTANT if as_of.instant is None else microseconds(as_of.instant)
    size = openings.size
    return np.full(size, as_of.day.toordinal(), np.int64), np.full(size, instant, np.int64)


def until_due(dues: Dues, openings: Openings, board: Board) -> tuple[Ints, Ints]:
    """How far exceptions look: to the due, else to the as-of moment."""
    day, instant = dues.shown(board)
    last_day, last_instant = until_now(openings, board)
    bare = day == NO_DAY
    return np.where(bare, last_day, day), np.where(bare, last_instant, instant)


def in_force(rule: RulePlan | Excuse, days: Ints) -> Flags:
    """Whether a rule, or a permission, is in force on days."""
    found = days >= rule.since.toordinal()
    if rule.until is not None:
        found &= days <= rule.until.toordinal()
    return found


def over(openings: Openings, board: Board) -> tuple[Ints, Ints]:
    """Day and instant at which each stretch ended: by its event, else by the close of the case."""
    ends = openings.ends
    there = ends != NO_ROW
    row = np.where(there, ends, 0)
    day, instant = board.closes(openings.case)
    if not there.any():
        return day, instant
    return np.where(there, board.day[row], day), np.where(there, board.instant[row], instant)
