"""Dues for many openings at once. Each different start is counted once, by the reference's own counting."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

import attrs
import numpy as np

from dutylang.assessment.bulk.board import NO_ROW, Board
from dutylang.assessment.bulk.coming import anchor_rows, next_event
from dutylang.assessment.bulk.due_columns import Dues
from dutylang.assessment.bulk.index import different_days
from dutylang.assessment.bulk.same_day import alike
from dutylang.assessment.bulk.shape import Openings, Task
from dutylang.assessment.bulk.suspended import with_suspensions
from dutylang.assessment.bulk.whole_days import whole_days
from dutylang.assessment.single.context import Context, Trace, parameter_value
from dutylang.assessment.single.dues import Due, due_of
from dutylang.assessment.single.openings import WHOLE, Opening
from dutylang.assessment.single.world import World
from dutylang.calendars.conventions import CONVENTIONS
from dutylang.calendars.counting import count_backward, on_clock
from dutylang.calendars.moments import MONTHS, SECONDS
from dutylang.cases.columns.from_records import EPOCH
from dutylang.cases.columns.model import NO_DAY, NO_INSTANT
from dutylang.cases.columns.zones import local_days
from dutylang.ops.columns import Flags, Ints, NoColumnsError
from dutylang.plan import deadlines as d
from dutylang.plan.deadlines import LimitPlan
from dutylang.plan.model import Demand, Match, RulePlan
from dutylang.policy.typed import ReadParameter
from dutylang.values import Moment, Period, Unit

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
            return _lead(limit, openings, task)
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
    if isinstance(limit, d.AfterLimit) and task.rule.suspensions:
        plain = attrs.evolve(task, rule=attrs.evolve(task.rule, suspensions=()))
        return with_suspensions(limit, _counted(limit, openings, plain), openings, task)
    elapsed = _elapsed(limit, openings, task)
    if elapsed is None:
        added = None
        if isinstance(limit, d.AfterLimit):
            added = whole_days(limit, openings, task.board, _unit(limit.period, task.board))
        return _by_start(limit, openings, task) if added is None else added
    whole = elapsed.vague.copy()
    if whole.any():
        # Of a whole day the latest due is told, as the reference counts it.
        elapsed.put(whole, _by_start(limit, openings.taken(whole), task))
    return elapsed


def _by_start(limit: LimitPlan, openings: Openings, task: Task) -> Dues:
    """Dues as the reference counts them, once for each different start."""
    board = task.board
    clocked = _needs_clock(limit, board)
    different, place = _starts(openings, clocked=clocked)
    known = board.counted.setdefault(limit, {})
    counted = []
    for key in map(tuple, different.tolist()):
        if key not in known:
            known[key] = _one(limit, task.rule, board, *key)
        counted.append(known[key])
    size = len(counted)
    found = Dues.none(size)
    for n, (due, trace) in enumerate(counted):
        found.put_one(n, due, trace)
    return Dues(*(getattr(found, field.name)[place] for field in attrs.fields(Dues)))


def _starts(openings: Openings, *, clocked: bool) -> tuple[Ints, Ints]:
    """The different starts (day, instant, last day of the period), and the place of each opening among them."""
    days, by_day = different_days(openings.day)
    nothing = np.full(len(days), NO_DAY, np.int64)
    if openings.last_day is None and not clocked:
        return np.stack([days, np.full(len(days), NO_INSTANT, np.int64), nothing], axis=1), by_day
    last = np.full(openings.size, NO_DAY, np.int64) if openings.last_day is None else openings.last_day
    lasts, by_last = different_days(last)
    instant = openings.instant if clocked else np.full(openings.size, NO_INSTANT, np.int64)
    code = by_day * max(len(lasts), 1) + by_last
    if clocked:
        _, by_instant = np.unique(instant, return_inverse=True)
        code = by_instant * max(len(lasts), 1) * max(len(days), 1) + code
    _, first, place = np.unique(code, return_index=True, return_inverse=True)
    return np.stack([openings.day[first], instant[first], last[first]], axis=1), place


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


def _needs_clock(limit: LimitPlan, board: Board) -> bool:
    """Whether a due depends on the time of day at which it begins."""
    if isinstance(limit, d.AfterLimit):
        return on_clock(_unit(limit.period, board), CONVENTIONS[limit.counting.convention])
    return isinstance(limit, d.TimeLimit) and limit.day == "same_day"


def _unit(source: d.PeriodSource, board: Board) -> Unit:
    if isinstance(source, Period):
        return source.unit
    versions = board.setting.plan.vocabulary.parameters[source.name].versions
    units = {version.value.value.unit for version in versions if isinstance(version.value.value, Period)}
    override = board.setting.overrides.get(source.name)
    if override is not None and isinstance(override.value, Period):
        units = {override.value.unit}
    if len(units) != 1:
        raise NoColumnsError("units_differ")
    return units.pop()


def _elapsed(limit: LimitPlan, openings: Openings, task: Task) -> Dues | None:
    """Periods on the clock by plain addition, where the convention asks for no more than that."""
    if not isinstance(limit, d.AfterLimit) or limit.counting.roll is True:
        return None
    board = task.board
    convention = CONVENTIONS[limit.counting.convention]
    unit = _unit(limit.period, board)
    if not on_clock(unit, convention) or unit in MONTHS or convention.skips_first_hour:
        return None
    found = Dues.none(openings.size)
    length, found.house = _lengths(limit.period, openings.day, board)
    found.vague = openings.instant == NO_INSTANT
    found.instant = np.where(found.vague, NO_INSTANT, openings.instant + length)
    found.exclusive[:] = limit.strict
    found.day = np.where(found.vague, openings.day, days_of(found.instant, board))
    return found


def _lengths(source: d.PeriodSource, days: Ints, board: Board) -> tuple[Ints, Flags]:
    """Microseconds of a period on each day, and whether it was left at its default."""
    if isinstance(source, Period):
        return np.full(len(days), source.count * SECONDS[source.unit] * 1_000_000, np.int64), np.zeros(
            len(days), np.bool_
        )
    different, place = different_days(days)
    lengths: list[int] = []
    house: list[bool] = []
    for day in different:
        trace = Trace()
        value = _parameter(source, dt.date.fromordinal(int(day)), board, trace)
        lengths.append(value.count * SECONDS[value.unit] * 1_000_000)
        house.append(trace.house_default)
    return np.array(lengths, np.int64)[place], np.array(house, np.bool_)[place]


def _parameter(source: ReadParameter, day: dt.date, board: Board, trace: Trace) -> Period:
    value = parameter_value(source.name, day, board.setting, trace)
    if not isinstance(value, Period):
        raise TypeError("the checker let a duration through that is no period")
    return value


def days_of(instants: Ints, board: Board) -> Ints:
    """The local days of instants; any day where there is none."""
    there = instants != NO_INSTANT
    return local_days(np.where(there, instants, 0), board.setting.tz).astype(np.int64)


def _lead(limit: d.LeadLimit, openings: Openings, task: Task) -> Dues:
    """At least so long before an event to come."""
    board = task.board
    unit = _unit(limit.period, board)
    convention = CONVENTIONS[limit.counting.convention]
    if on_clock(unit, convention):
        raise NoColumnsError("lead_on_clock")
    rows = next_event(limit.event, openings, board)
    there = rows != NO_ROW
    found = Dues.none(openings.size)
    found.before = rows
    found.waiting = ~there
    days, place = different_days(board.day[rows[there]])
    calendar = board.setting.calendar(limit.counting.calendar)
    tz = board.setting.tz
    dues, provisional, house = [], [], []
    for each in days:
        day = dt.date.fromordinal(int(each))
        trace = Trace()
        source = limit.period
        period = source if isinstance(source, Period) else _parameter(source, day, board, trace)
        count = count_backward(Moment(day), period, limit.counting.convention, calendar, tz)
        dues.append(count.due.day.toordinal())
        provisional.append(count.provisional)
        house.append(trace.house_default)
    found.day[there] = np.array(dues, np.int64)[place]
    found.provisional[there] = np.array(provisional, np.bool_)[place]
    found.house[there] = np.array(house, np.bool_)[place]
    return found


def _picked(limit: d.PickLimit, openings: Openings, task: Task) -> Dues:
    found = [_due(each, openings, task, looks_back=True) for each in limit.limits]
    if not limit.later:
        return earliest(found, openings.size, task)
    if any((dues.before != NO_ROW).any() for dues in found):
        raise NoColumnsError("later_of_events")
    board = task.board
    waiting = np.logical_or.reduce([dues.waiting for dues in found])
    best = Dues.none(openings.size)
    end = np.full(openings.size, NO_INSTANT, np.int64)
    for dues in found:
        latest = board.latest(dues.day, dues.instant)
        better = dues.has_moment & (latest > end)
        for name in COUNTED:
            getattr(best, name)[better] = getattr(dues, name)[better]
        end[better] = latest[better]
        best.house |= dues.house
    nothing = Dues.none(openings.size)
    nothing.waiting[:] = True
    nothing.stopped = np.logical_and.reduce([dues.stopped | ~dues.waiting for dues in found])
    nothing.suspended = nothing.stopped
    nothing.house = best.house
    best.put(waiting, Dues(*(getattr(nothing, field.name)[waiting] for field in attrs.fields(Dues))))
    return best
