"""Prohibitions, for all acts at once."""

from __future__ import annotations

from contextlib import suppress

import numpy as np

from dutylang.assessment.bulk.act_rules import (
    Judged,
    acts_in_force,
    break_rest,
    route_shared_days,
    settle_conditions,
)
from dutylang.assessment.bulk.acts import fitting, reads_trigger
from dutylang.assessment.bulk.blocks import Block, placed
from dutylang.assessment.bulk.board import NO_ROW, Board
from dutylang.assessment.bulk.chains import step_blocks
from dutylang.assessment.bulk.frames import Frame
from dutylang.assessment.bulk.hanging import hang, settle_hanging
from dutylang.assessment.bulk.index import lower_bound
from dutylang.assessment.bulk.lifting import lift_breaches
from dutylang.assessment.bulk.limits import dues_of
from dutylang.assessment.bulk.openings import bounds_of, openings_of
from dutylang.assessment.bulk.reach import pairs_in_reach, readings_of
from dutylang.assessment.bulk.readings import truth
from dutylang.assessment.bulk.shape import Openings, Outcomes, Task, reason_code
from dutylang.assessment.bulk.windows import ongoing, unclosed
from dutylang.assessment.model import Flag, Verdict
from dutylang.assessment.single.exceptions import changes_deadline
from dutylang.cases.columns.from_records import microseconds
from dutylang.cases.columns.model import NO_DAY, NO_INSTANT
from dutylang.ops.columns import UNKNOWN, YES, Flags, Ints, NoColumnsError
from dutylang.plan.model import Ban, RulePlan, Scope, TriggerKind
from dutylang.plan.standing import standing_conditions


def judge_ban(rule: RulePlan, ban: Ban, task: Task) -> Judged:
    """One finding for each forbidden act, with its levels, else the one that says that nothing was done."""
    board = task.board
    opened = openings_of(rule, task)
    acts, place, house = _reached(rule, ban, opened, task)
    here = opened.taken(place)
    readings = readings_of(acts, here, task)
    outcomes = Outcomes.blank(here)
    may_hang = not (ban.levels or rule.exceptions or rule.excuses) and _is_simple(rule, ban)
    conditions = (rule.when, ban.when)
    house |= settle_conditions(outcomes, conditions, "when_false", readings, task, may_hang=may_hang)
    left = ~outcomes.is_verdict(Verdict.NOT_APPLICABLE)
    if not left.all():
        # Acts that are not forbidden make no finding.
        places = np.flatnonzero(left)
        acts, here, readings, house = acts[places], here.taken(places), readings.taken(places), house[places]
        outcomes = outcomes.taken(left)
    outcomes.done, outcomes.evidence[:, 0] = acts.copy(), acts
    break_rest(outcomes, "forbidden_act", acts, board)
    lift_breaches(outcomes, ban.unless, readings, house, task)
    outcomes.flag(outcomes.is_breach & house, Flag.HOUSE_DEFAULT)
    unclosed(rule, outcomes, here, board)
    settle_hanging(outcomes, task, board.case.take(acts))
    told = _told(outcomes, acts)
    if not told.all():
        acts, here, outcomes = acts[np.flatnonzero(told)], here.taken(told), outcomes.taken(told)
    found = Block(
        rule=rule,
        case=board.case.take(acts),
        outcomes=outcomes,
        named_by=acts,
        place=np.arange(len(acts), dtype=np.int64),
        roles=ban.match.roles,
        advisory=ban.advisory,
    )
    blocks = [found]
    if ban.levels:
        owed = np.ones(len(acts), np.bool_)
        blocks += step_blocks(ban.levels, found.outcomes, here, owed, found, task)
        blocks = [placed(block, n, len(blocks)) for n, block in enumerate(blocks)]
    done = np.zeros(board.count, np.bool_)
    done[found.case] = True
    clean, reason = _clean(rule, ban, opened, ~done, task)
    return Judged([*blocks, clean], reason)


def _told(outcomes: Outcomes, acts: Ints) -> Flags:
    """Of each act the first opening that says something of it; acts that are not forbidden make no finding."""
    never = outcomes.reason == reason_code("window_never_closed")
    told: Flags = ~outcomes.is_verdict(Verdict.NOT_APPLICABLE) | never
    places = np.flatnonzero(told)
    again = np.zeros(len(places), np.bool_)
    again[1:] = acts[places[1:]] == acts[places[:-1]]
    told[places[again]] = False
    return told


def _is_simple(rule: RulePlan, ban: Ban) -> bool:
    """Whether it is plain which opening speaks of an act, before its conditions are read."""
    match, trigger = ban.match, rule.trigger
    if match.next or match.same or (match.where is not None and reads_trigger(match.where)):
        return False
    if ban.limits and changes_deadline(rule.exceptions):
        return False
    bare = trigger.where is None and rule.when is None and ban.when is None and rule.scope == Scope()
    return trigger.kind is TriggerKind.SCOPE or (trigger.kind is TriggerKind.EACH and bare)


def _reached(rule: RulePlan, ban: Ban, opened: Openings, task: Task) -> tuple[Ints, Ints, Flags]:
    """Acts, in order, with the openings that forbid them, and where a default decided it."""
    if _is_simple(rule, ban):
        acts = acts_in_force(rule, fitting(ban.match, rule, task).rows, task.board)
        with suppress(NoColumnsError):
            place, house = _openingsof_acts(acts, ban, opened, rule, task)
            reached = np.flatnonzero(place >= 0)
            return acts[reached], place[reached], house[reached]
    return pairs_in_reach(rule, ban, opened, task)


def _openingsof_acts(
    acts: Ints, ban: Ban, opened: Openings, rule: RulePlan, task: Task
) -> tuple[Ints, Flags]:
    """For each act the place of the opening that forbids it, -1 for none, and whether a default decided.

    An act of one day with what bounds the prohibition may have come before or after: such cases are routed.
    """
    board = task.board
    none = np.zeros(len(acts), np.bool_)
    if rule.trigger.kind is TriggerKind.SCOPE and rule.scope == Scope() and not ban.limits:
        return board.case.take(acts), none
    low, high = bounds_of(opened, board)
    for rows in (opened.row, opened.ends):
        route_shared_days(rows, acts, task)
    by_event = opened.row != NO_ROW
    row = np.where(by_event, opened.row, 0)
    since = np.where(by_event, row + 1, low) if by_event.any() else low
    if not opened.size:
        return np.full(len(acts), -1, np.int64), none
    if rule.trigger.kind is TriggerKind.SCOPE:
        place = np.searchsorted(since, acts, "right") - 1
    else:
        # Of several that have opened the first one speaks: openings of a case stand in order.
        first = np.searchsorted(opened.case, board.case[acts])
        place = np.where(first < opened.size, first, -1)
    at = np.maximum(place, 0)
    house = none
    if ban.limits:
        at, house = _first_in_force(acts, at, ban, opened, task)
        place = np.where(at < opened.size, at, -1)
        at = np.minimum(at, opened.size - 1)
    inside = (place >= 0) & (opened.case[at] == board.case[acts]) & (since[at] <= acts) & (acts < high[at])
    return np.where(inside, place, -1), house


def _first_in_force(acts: Ints, first: Ints, ban: Ban, opened: Openings, task: Task) -> tuple[Ints, Flags]:
    """The first opening from `first` on whose prohibition has not run out at the act."""
    board = task.board
    dues = dues_of(ban.limits, opened, task)
    task.route(opened.case[dues.vague | (dues.before != NO_ROW) | dues.waiting])
    untimed = ~board.timed[acts]
    if dues.on_clock.any() or dues.exclusive.any():
        task.route(board.case[acts[untimed]])
    end = np.where(dues.has_moment, board.latest(dues.day, dues.instant) - dues.exclusive, NEVER)
    end = end - ~dues.on_clock
    alike = opened.case[1:] == opened.case[:-1]
    if (alike & (end[1:] < end[:-1])).any():
        raise NoColumnsError("within_overtakes")
    last = np.searchsorted(opened.case, board.case[acts], "right")
    at = lower_bound(end, np.minimum(first, last), last, board.clock[acts])
    house = np.append(dues.house, False)[np.minimum(at, opened.size)]
    return np.where(at < last, at, opened.size), house


NEVER = np.iinfo(np.int64).max


def _clean(rule: RulePlan, ban: Ban, opened: Openings, free: Flags, task: Task) -> tuple[Block, Ints]:
    """Satisfied where nothing forbidden was done, ongoing while a stretch is open."""
    board = task.board
    as_of = board.horizon.as_of.day
    reason = np.full(board.count, -1, np.int64)
    moment = board.horizon.as_of.instant
    instant = np.full(board.count, NO_INSTANT if moment is None else microseconds(moment), np.int64)
    day = np.full(board.count, as_of.toordinal(), np.int64)
    frame = Frame(board, board.all_cases, day, instant=instant, asked=free.copy())
    held = np.ones(board.count, np.bool_)
    hanging = Outcomes(board.count)
    as_such, of_opening = standing_conditions(rule, ban)
    for condition in as_such:
        found = truth(condition, frame)
        undecided = free & held & (found == UNKNOWN)
        if undecided.any():
            found[hang(condition, frame, undecided, hanging)] = YES
        task.route(np.flatnonzero(free & held & (found == UNKNOWN)))
        held &= found == YES
    reason[~held] = reason_code("when_false")
    forced = np.full(board.count, rule.since <= as_of)
    if rule.until is not None:
        forced &= board.first_day <= rule.until.toordinal()
    shown = _shown(rule, opened, board)
    there = shown >= 0
    if of_opening:
        task.route(np.flatnonzero(free & held & there))
    reason[held & ~(forced & there)] = reason_code("not_forbidden")
    if hanging.is_hanging:
        task.route(np.flatnonzero((hanging.hangs != NO_ROW) & ~(held & forced & there)))
    kept = np.flatnonzero(free & held & forced & there)
    here = opened.taken(shown[kept])
    outcomes = Outcomes.blank(here)
    if hanging.is_hanging:
        outcomes.hangs, outcomes.hangs_on = hanging.hangs[kept], hanging.hangs_on
    every = outcomes.settle(np.ones(len(kept), np.bool_), Verdict.SATISFIED, "nothing_forbidden")
    if rule.until is None or rule.until >= as_of:
        ongoing(outcomes, every, here, board)
    unclosed(rule, outcomes, here, board)
    settle_hanging(outcomes, task, kept)
    dropped = outcomes.is_verdict(Verdict.NOT_APPLICABLE) & (outcomes.reason == reason_code("not_forbidden"))
    block = Block(
        rule=rule,
        case=kept,
        outcomes=outcomes,
        named_by=here.row,
        place=np.zeros(len(kept), np.int64),
        labels=("clean",),
        label=np.zeros(len(kept), np.int64),
        roles=ban.match.roles,
        advisory=ban.advisory,
    )
    return block.taken(~dropped), reason


def _shown(rule: RulePlan, opened: Openings, board: Board) -> Ints:
    """By case the opening that speaks for all: the first that runs, else the last, of those judged at all."""
    found = np.full(board.count, -1, np.int64)
    places = np.arange(opened.size, dtype=np.int64)
    found[opened.case] = places
    ended = opened.ends != NO_ROW
    if rule.waits:
        found[opened.case[ended]] = places[ended]
    running = ~ended & (board.closes(opened.case)[0] == NO_DAY)
    found[opened.case[running][::-1]] = places[running][::-1]
    return found
