"""Dues for many openings at once. Each different start is counted once, by the reference's own counting."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

import attrs
import numpy as np

from dutylang.assessment.bulk.board import NO_ROW, Board
from dutylang.assessment.bulk.coming import anchor_rows, next_event
from dutylang.assessment.bulk.due_columns import Dues
from dutylang.assessment.bulk.leads import lead_dues
from dutylang.assessment.bulk.lengths import by_length, different_starts, on_the_clock
from dutylang.assessment.bulk.same_day import alike
from dutylang.assessment.bulk.shape import Openings, Task
from dutylang.assessment.bulk.suspended import with_suspensions
from dutylang.assessment.bulk.whole_days import whole_days
from dutylang.assessment.single.context import Context, Trace
from dutylang.assessment.single.dues import Due, due_of
from dutylang.assessment.single.openings import WHOLE, Opening
from dutylang.assessment.single.world import World
from dutylang.calendars.conventions import CONVENTIONS
from dutylang.calendars.counting import on_clock
from dutylang.cases.columns.from_records import EPOCH
from dutylang.cases.columns.model import NO_DAY, NO_INSTANT
from dutylang.ops.columns import Flags, Ints
from dutylang.plan import deadlines as d
from dutylang.plan.deadlines import LimitPlan
from dutylang.plan.model import Demand, Match, RulePlan
from dutylang.values import Moment, Period

NOBODYS = Match((), ())
COUNTED = ("day", "instant", "exclusive", "provisional", "vague", "suspended")
"""What a due has from the limit that it follows."""


def dues_of(limits: Sequence[LimitPlan], openings: Openings, task: Task) -> Dues:
    """The dues of a demand: the earliest of its limits."""
    return earliest([_due(limit, openings, task, looks_back=False) for limit in limits], openings.size, task)


def earliest(found: Sequence[Dues], size: int, task: Task) -> Dues:
    """Of several limits the earliest, with the first of the events that must not have come."""
    if not found:
        return Dues.none(size)
    if len(found) == 1:
        return found[0]
    board = task.board
    best = Dues.none(size)
    best.waiting[:] = True
    end = np.full(size, np.iinfo(np.int64).max, np.int64)
    for dues in found:
        latest = board.latest(dues.day, dues.instant)
        better = dues.has_moment & ~dues.waiting & (latest < end)
        for name in COUNTED:
            getattr(best, name)[better] = getattr(dues, name)[better]
        end[better] = latest[better]
        best.stopped |= dues.stopped
        sooner = (dues.before != NO_ROW) & ~dues.waiting
        best.before = np.where(
            sooner & _comes_first(dues.before, best.before, board), dues.before, best.before
        )
        best.waiting &= dues.waiting
        best.house |= dues.house
    best.suspended |= best.stopped
    # An event that need not come gives no due.
    best.waiting |= best.stopped & ~best.has_moment & (best.before == NO_ROW)
    return best


def _comes_first(rows: Ints, others: Ints, board: Board) -> Flags:
    """Whether an event certainly comes before another, or there is no other."""
    nothing: Flags = others == NO_ROW
    if not len(board.case):
        return nothing
    one, other = np.maximum(rows, 0), np.maximum(others, 0)
    found: Flags = nothing | ((rows < others) & ~alike(one, other, board))
    return found


def _due(limit: LimitPlan, openings: Openings, task: Task, *, looks_back: bool) -> Dues:
    match limit:
        case d.AfterLimit():
            return _after(limit, openings, task, looks_back=looks_back)
        case d.EventLimit():
            found = Dues.none(openings.size)
            found.before = next_event(limit.event, openings, task.board)
            found.waiting = (found.before == NO_ROW) & (not limit.next)
            return found
        case d.LeadLimit():
            return lead_dues(limit, openings, task)
        case d.SameDayLimit(anchor=str(anchor)):
            return _at_anchor(limit, anchor, openings, task, looks_back=looks_back)
        case d.PickLimit():
            return _picked(limit, openings, task)
        case _:
            return _counted(limit, openings, task)


def _after(limit: d.AfterLimit, openings: Openings, task: Task, *, looks_back: bool) -> Dues:
    if limit.anchor is not None:
        return _at_anchor(limit, limit.anchor, openings, task, looks_back=looks_back)
    return _counted(limit, openings, task)


def _at_anchor(limit: LimitPlan, anchor: str, openings: Openings, task: Task, *, looks_back: bool) -> Dues:
    """Counted from an event of the type `anchor`; waiting where none has come."""
    rows = anchor_rows(anchor, openings, task.board, looks_back=looks_back)
    there = rows != NO_ROW
    found = Dues.none(openings.size)
    found.waiting = ~there
    at = openings.taken(there)
    at = attrs.evolve(at, day=task.board.day[rows[there]], instant=task.board.instant[rows[there]])
    found.put(there, _counted(attrs.evolve(limit, anchor=None), at, task))  # type: ignore[arg-type]
    return found


# ---- counting ----------------------------------------------------------------------------------


def _counted(limit: LimitPlan, openings: Openings, task: Task) -> Dues:
    """Dues that depend on nothing but the start."""
    if not isinstance(limit, d.AfterLimit):
        return _by_start(limit, openings, task)
    if task.rule.suspensions:
        plain = attrs.evolve(task, rule=attrs.evolve(task.rule, suspensions=()))
        return with_suspensions(limit, _counted(limit, openings, plain), openings, task)
    if not isinstance(limit.period, Period):
        return by_length(limit, openings, task.board, lambda each, some: _after_length(each, some, task))
    return _after_length(limit, openings, task)


def _after_length(limit: d.AfterLimit, openings: Openings, task: Task) -> Dues:
    """Dues after a period of known length."""
    period, counting = limit.period, limit.counting
    if not isinstance(period, Period):
        raise TypeError("a period is counted when its length is known")
    elapsed = None
    if counting.roll is not True:
        elapsed = on_the_clock(period, counting, openings, task.board)
    if elapsed is None:
        added = whole_days(limit, period, openings, task.board)
        return _by_start(limit, openings, task) if added is None else added
    elapsed.exclusive[:] = limit.strict
    whole = elapsed.vague.copy()
    if whole.any():
        # Of a whole day the latest due is told, as the reference counts it.
        elapsed.put(whole, _by_start(limit, openings.taken(whole), task))
    return elapsed


def _by_start(limit: LimitPlan, openings: Openings, task: Task) -> Dues:
    """Dues as the reference counts them, once for each different start."""
    board = task.board
    clocked = _needs_clock(limit)
    different, place = different_starts(openings, clocked=clocked)
    known = board.counted.setdefault(limit, {})
    counted = []
    for key in map(tuple, different.tolist()):
        if key not in known:
            known[key] = _one(limit, task.rule, board, *key)
        counted.append(known[key])
    found = Dues.none(len(counted))
    for n, (due, trace) in enumerate(counted):
        found.put_one(n, due, trace)
    return found.taken(place)


def _one(
    limit: LimitPlan, rule: RulePlan, board: Board, day: int, instant: int, last: int
) -> tuple[Due, Trace]:
    start = Moment(dt.date.fromordinal(day), None if instant == NO_INSTANT else _time(instant))
    period = None
    if last != NO_DAY:
        end = dt.date.fromordinal(last)
        period = ("", end, end)
    opening = Opening("", start, None, WHOLE, period=period)
    trace = Trace()
    context = Context(board.setting, World(), trace, start)
    return due_of(Demand((), NOBODYS, (limit,)), opening, rule, context), trace


def _time(instant: int) -> dt.datetime:
    return EPOCH + dt.timedelta(microseconds=instant)


def _needs_clock(limit: LimitPlan) -> bool:
    """Whether a due depends on the time of day at which it begins."""
    if isinstance(limit, d.AfterLimit) and isinstance(limit.period, Period):
        return on_clock(limit.period.unit, CONVENTIONS[limit.counting.convention])
    return isinstance(limit, d.TimeLimit) and limit.day == "same_day"


def _picked(limit: d.PickLimit, openings: Openings, task: Task) -> Dues:
    found = [_due(each, openings, task, looks_back=True) for each in limit.limits]
    if not limit.later:
        return earliest(found, openings.size, task)
    board = task.board
    waiting = np.logical_or.reduce([dues.waiting for dues in found])
    best = Dues.none(openings.size)
    end = np.full(openings.size, NO_INSTANT, np.int64)
    for dues in found:
        latest = board.latest(dues.day, dues.instant)
        better = dues.has_moment & (latest > end)
        for name in (*COUNTED, "before"):
            getattr(best, name)[better] = getattr(dues, name)[better]
        end[better] = latest[better]
        best.house |= dues.house
    # Where none has a moment the last one counts.
    best.before = np.where(best.has_moment, best.before, found[-1].before)
    nothing = Dues.none(openings.size)
    nothing.waiting[:] = True
    nothing.stopped = np.logical_and.reduce([dues.stopped | ~dues.waiting for dues in found])
    nothing.suspended = nothing.stopped
    nothing.house = best.house
    best.put(waiting, Dues(*(getattr(nothing, field.name)[waiting] for field in attrs.fields(Dues))))
    return best
