"""Conditions to be kept, for all stretches at once: read whenever something changes."""

from __future__ import annotations

import attrs
import numpy as np

from dutylang.assessment.bulk.act_rules import Judged
from dutylang.assessment.bulk.actors import expanded
from dutylang.assessment.bulk.aging import route_expired
from dutylang.assessment.bulk.blocks import block_from, dropped_of
from dutylang.assessment.bulk.board import NO_ROW, Board
from dutylang.assessment.bulk.exceptions import rulings_of
from dutylang.assessment.bulk.frames import Frame
from dutylang.assessment.bulk.limits import dues_of
from dutylang.assessment.bulk.one_by_one import moment_of
from dutylang.assessment.bulk.openings import frame_at, openings_of
from dutylang.assessment.bulk.readings import truth
from dutylang.assessment.bulk.series import tracked_of
from dutylang.assessment.bulk.shape import Openings, Outcomes, Task, reason_code
from dutylang.assessment.bulk.suspended import counted_from
from dutylang.assessment.bulk.windows import ongoing, unclosed
from dutylang.assessment.model import Flag, Verdict
from dutylang.cases.columns.model import NO_DAY, NO_INSTANT
from dutylang.ops.columns import UNKNOWN, YES, Flags, Ints
from dutylang.plan.model import RulePlan, TriggerKind, Upkeep
from dutylang.policy.typed import Typed


@attrs.frozen(eq=False)
class _Moments:
    """When conditions are read: of which opening (its place), and when, in the order of both."""

    place: Ints
    day: Ints
    instant: Ints


def judge_keep(rule: RulePlan, body: Upkeep, task: Task) -> Judged:
    """One finding a stretch: broken from the first moment at which the condition does not hold."""
    board = task.board
    if body.valid_for is not None:
        route_expired(body.condition, body.valid_for, task)
    every = openings_of(rule, task)
    openings = every.taken(_touches(rule, every, board))
    reason = np.full(board.count, -1, np.int64)
    unforced = np.zeros(board.count, np.bool_)
    unforced[every.case] = True
    unforced[openings.case] = False
    reason[unforced] = reason_code("not_in_force")
    outcomes = Outcomes.blank(openings)
    house = _conditions(rule, openings, outcomes, task)
    task.route(np.flatnonzero(tracked_of(board).unclear))
    moments = _moments(rule, openings, task)
    some = np.bincount(moments.place, minlength=openings.size) > 0
    bare = outcomes.settle(~some, Verdict.NOT_APPLICABLE, "not_in_force")
    _excuse(openings, outcomes, house, task)
    _judge(body, moments, openings, outcomes, house, task)
    kept = outcomes.settle(np.ones(openings.size, np.bool_), Verdict.SATISFIED, "kept")
    ongoing(outcomes, kept, openings, board)
    outcomes.flag(outcomes.is_breach & house, Flag.HOUSE_DEFAULT)
    unclosed(rule, outcomes, openings, board)
    outcomes.opened_day[bare], outcomes.opened_instant[bare] = NO_DAY, NO_INSTANT
    outcomes.trigger[bare] = NO_ROW
    dropped = dropped_of(outcomes)
    reason[openings.case[dropped][::-1]] = outcomes.reason[dropped][::-1]
    whole = block_from(rule, openings, outcomes)
    borne = attrs.evolve(whole, roles=body.bearers)
    return Judged([borne.taken(~dropped & ~bare), whole.taken(bare)], reason)


def _touches(rule: RulePlan, openings: Openings, board: Board) -> Flags:
    """Whether some of a stretch lies in the days on which the rule is in force."""
    found = np.ones(openings.size, np.bool_)
    if rule.until is not None:
        found &= openings.from_start | (openings.day <= rule.until.toordinal())
    ended = openings.ends != NO_ROW
    if ended.any():
        last = board.day[np.where(ended, openings.ends, 0)]
        found &= ~ended | (last >= rule.since.toordinal())
    return found


def _conditions(rule: RulePlan, openings: Openings, outcomes: Outcomes, task: Task) -> Flags:
    """Settles what the conditions of the opening leave out."""
    house = np.zeros(openings.size, np.bool_)
    asked: list[tuple[Typed | None, str]] = [(rule.when, "when_false")]
    if rule.trigger.kind in (TriggerKind.EACH, TriggerKind.ON_DAY):
        asked.insert(0, (rule.trigger.where, "trigger_condition_false"))
    for condition, reason in asked:
        if condition is None:
            continue
        frame = frame_at(openings, task.board, outcomes.verdict < 0)
        found = truth(condition, attrs.evolve(frame, trigger=openings.row))
        house |= frame.house
        task.route(openings.case[(outcomes.verdict < 0) & (found == UNKNOWN)])
        outcomes.settle(found != YES, Verdict.NOT_APPLICABLE, reason)
    return house


def _excuse(openings: Openings, outcomes: Outcomes, house: Flags, task: Task) -> None:
    """Settles what exceptions free that hold at the opening; there is no deadline that they could change."""
    asked = outcomes.verdict < 0
    frame = attrs.evolve(frame_at(openings, task.board, asked), trigger=openings.row)
    for ruling in rulings_of(frame, asked, task):
        if ruling.limit is None:
            ruling.settle(outcomes)
    np.logical_or(house, frame.house, out=house)


def _moments(rule: RulePlan, openings: Openings, task: Task) -> _Moments:
    """The start, each event and each new value of a stretch, in order, each moment once."""
    board, tracked = task.board, tracked_of(task.board)
    start_day, start_instant = _starts(rule, openings, board)
    events, rows = expanded(board.starts[openings.case], board.ends[openings.case])
    low = np.searchsorted(tracked.case, openings.case)
    high = np.searchsorted(tracked.case, openings.case, "right")
    owners, entries = expanded(low, high)
    place = np.concatenate([np.arange(openings.size), events, owners]).astype(np.int64)
    day = np.concatenate([start_day, board.day[rows], tracked.day[entries]]).astype(np.int64)
    instant = np.concatenate([start_instant, board.instant[rows], tracked.instant[entries]])
    kept = _inside(rule, openings, (start_day, start_instant), (place, day, instant), task)
    place, day, instant = place[kept], day[kept], instant[kept]
    timeless = instant == NO_INSTANT
    order = np.lexsort((timeless, board.latest(day, instant), place))
    place, day, instant = place[order], day[order], instant[order]
    new = np.ones(len(place), np.bool_)
    new[1:] = (place[1:] != place[:-1]) | (day[1:] != day[:-1]) | (instant[1:] != instant[:-1])
    return _Moments(place[new], day[new], instant[new])


def _starts(rule: RulePlan, openings: Openings, board: Board) -> tuple[Ints, Ints]:
    """When each stretch begins to be looked at: at its start, or once the rule is in force."""
    day, instant = openings.day.astype(np.int64), openings.instant.copy()
    eventful = openings.from_start & (board.starts[openings.case] < board.ends[openings.case])
    if eventful.any():
        instant[eventful] = board.instant[board.starts[openings.case[eventful]]]
    since = rule.since.toordinal()
    early = day < since
    return np.where(early, since, day), np.where(early, NO_INSTANT, instant)


def _inside(
    rule: RulePlan,
    openings: Openings,
    starts: tuple[Ints, Ints],
    moments: tuple[Ints, Ints, Ints],
    task: Task,
) -> Flags:
    """Which moments lie in their stretch, in the days of the rule, and are not still to come."""
    board = task.board
    place, day, instant = moments
    start_day, start_instant = starts[0][place], starts[1][place]
    found: Flags = day >= start_day
    if rule.until is not None:
        found &= day <= rule.until.toordinal()
    found &= (start_instant == NO_INSTANT) | (board.latest(day, instant) >= start_instant)
    as_of = board.horizon.as_of
    on_clock = (instant != NO_INSTANT) & (as_of.instant is not None)
    found &= np.where(on_clock, instant <= board.now, day <= as_of.day.toordinal())
    ends = openings.ends[place]
    ended = ends != NO_ROW
    if ended.any():
        earliest = np.where(instant == NO_INSTANT, board.starts_of_days(day), instant)
        found &= ~ended | (earliest < board.clock[np.where(ended, ends, 0)])
    return found


def _judge(
    body: Upkeep, moments: _Moments, openings: Openings, outcomes: Outcomes, house: Flags, task: Task
) -> None:
    """Settles the stretches in which the condition does not hold at some moment."""
    board, place = task.board, moments.place
    asked = (outcomes.verdict < 0)[place]
    start = None if openings.start is None else openings.start[place]
    frame = Frame(
        board,
        openings.case[place],
        moments.day,
        trigger=openings.row[place],
        start=start,
        instant=moments.instant,
        asked=asked,
    )
    found = truth(body.condition, frame)
    task.route(frame.case[asked & (found == UNKNOWN)])
    house[place[frame.house & asked]] = True
    held = found == YES
    first = np.ones(len(place), np.bool_)
    first[1:] = place[1:] != place[:-1]
    before = np.ones(len(place), np.bool_)
    before[1:] = held[:-1] | first[1:]
    begins = np.flatnonzero(~held & before & asked)
    if not len(begins):
        return
    broken = np.zeros(openings.size, np.bool_)
    broken[place[begins]] = True
    restored = _restored(begins, held, moments, openings, board)
    all_back = np.ones(openings.size, np.bool_)
    all_back[place[begins[restored[0] == NO_DAY]]] = False
    now_broken = outcomes.settle(broken & ~all_back, Verdict.VIOLATED, "not_kept")
    now_broken |= outcomes.settle(broken, Verdict.VIOLATED, "not_kept_restored")
    firsts = begins[::-1]
    outcomes.missed_day[place[firsts]] = moments.day[firsts]
    outcomes.missed_instant[place[firsts]] = moments.instant[firsts]
    cured, defaults = _cured(body, begins, restored, moments, openings, task)
    never = np.zeros(openings.size, np.bool_)
    never[place[begins[~cured]]] = True
    house[place[begins[defaults]]] = True
    outcomes.flag(now_broken & ~never, Flag.REPAIRED)


def _restored(
    begins: Ints, held: Flags, moments: _Moments, openings: Openings, board: Board
) -> tuple[Ints, Ints]:
    """Until when each breach lasts: the next moment at which it holds, else the end of the stretch."""
    place = moments.place
    good = np.flatnonzero(held)
    at = np.searchsorted(good, begins)
    following = good[np.minimum(at, max(len(good) - 1, 0))] if len(good) else begins
    back = (at < len(good)) & (place[following] == place[begins])
    ends = openings.ends[place[begins]]
    ended = ends != NO_ROW
    day, instant = np.full(len(begins), NO_DAY, np.int64), np.full(len(begins), NO_INSTANT, np.int64)
    if ended.any():
        row = np.where(ended, ends, 0)
        day, instant = np.where(ended, board.day[row], day), np.where(ended, board.instant[row], instant)
    return np.where(back, moments.day[following], day), np.where(back, moments.instant[following], instant)


def _cured(
    body: Upkeep,
    begins: Ints,
    restored: tuple[Ints, Ints],
    moments: _Moments,
    openings: Openings,
    task: Task,
) -> tuple[Flags, Flags]:
    """Which breaches were made good in time, and where a default was read to tell."""
    nothing = np.zeros(len(begins), np.bool_)
    if body.cure is None:
        return nothing, nothing
    places = moments.place[begins]
    here = attrs.evolve(
        openings.taken(places),
        day=moments.day[begins],
        instant=moments.instant[begins],
        first_day=None,
        last_day=None,
    )
    plain = attrs.evolve(task, rule=attrs.evolve(task.rule, suspensions=()))
    cure = attrs.evolve(body.cure, anchor=None, strict=False)
    dues = dues_of((cure,), here, plain)
    setting = task.board.setting
    for n in np.flatnonzero(dues.vague).tolist():
        # Counted on the clock from a whole day, the later end of the doubt is what counts.
        due, trace = counted_from(
            cure, moment_of(int(here.day[n]), int(here.instant[n])), plain.rule, setting
        )
        dues.put_one(n, due, trace)
    day, instant = restored
    both = (instant != NO_INSTANT) & dues.on_clock
    timely = np.where(both, instant <= dues.instant, day <= dues.day) & (day != NO_DAY)
    return timely, dues.house & (day != NO_DAY)
