"""Prohibitions, for all acts at once."""

from __future__ import annotations

import attrs
import numpy as np

from dutylang.assessment.bulk.act_rules import (
    Judged,
    acts_in_force,
    break_rest,
    holds_at,
    refuse_act_rule,
    route_shared_days,
    settle_conditions,
)
from dutylang.assessment.bulk.acts import fitting
from dutylang.assessment.bulk.blocks import Block
from dutylang.assessment.bulk.board import NO_ROW, UNKNOWN, YES, Board, NoColumnsError, lower_bound
from dutylang.assessment.bulk.limits import dues_of
from dutylang.assessment.bulk.openings import bounds_of, openings_of
from dutylang.assessment.bulk.readings import Frame, truth
from dutylang.assessment.bulk.shape import Openings, Outcomes, Task, at_events, reason_code
from dutylang.assessment.bulk.windows import ongoing, unclosed
from dutylang.assessment.model import Flag, Verdict
from dutylang.cases.columns.model import NO_DAY, Flags, Ints
from dutylang.plan.model import Ban, RulePlan, Scope, TriggerKind


def judge_ban(rule: RulePlan, ban: Ban, task: Task) -> Judged:
    """One finding for each forbidden act, else the one that says that nothing was done."""
    refuse_act_rule(rule)
    for construct, there in {
        "level": ban.levels,
        "next_event": ban.match.next,
        "same_act": ban.match.same,
    }.items():
        if there:
            raise NoColumnsError(construct)
    board = task.board
    opened = openings_of(rule, task)
    acts = acts_in_force(rule, fitting(ban.match, rule, task).rows, board)
    place, house = _openingsof_acts(acts, ban, opened, rule, task)
    reached = place >= 0
    acts, place, house = acts[reached], place[reached], house[reached]
    here = opened.taken(place)
    readings = attrs.evolve(at_events(acts, board), subject=here.subject, start=here.start)
    outcomes = Outcomes.blank(here)
    outcomes.done[:], outcomes.evidence[:, 0] = acts, acts
    house |= settle_conditions(outcomes, (rule.when, ban.when), "when_false", readings, task)
    break_rest(outcomes, "forbidden_act", acts, board)
    if ban.unless is not None:
        excused = holds_at(ban.unless, readings, task, outcomes.is_breach, house)
        mine = excused & outcomes.is_breach
        outcomes.verdict[mine] = -1
        outcomes.settle(mine, Verdict.EXEMPT, "exception")
        outcomes.missed_day[mine] = NO_DAY
    outcomes.flag(outcomes.is_breach & house, Flag.HOUSE_DEFAULT)
    unclosed(rule, outcomes, here, board)
    found = Block(
        rule=rule,
        case=board.case[acts],
        outcomes=outcomes,
        named_by=acts,
        place=np.arange(len(acts), dtype=np.int64),
        roles=ban.match.roles,
        advisory=ban.advisory,
    )
    dropped = outcomes.is_verdict(Verdict.NOT_APPLICABLE) & (
        outcomes.reason != reason_code("window_never_closed")
    )
    found = found.taken(~dropped)
    done = np.zeros(board.count, np.bool_)
    done[found.case] = True
    clean, reason = _clean(rule, ban, opened, ~done, task)
    return Judged([found, clean], reason)


def _openingsof_acts(
    acts: Ints, ban: Ban, opened: Openings, rule: RulePlan, task: Task
) -> tuple[Ints, Flags]:
    """For each act the place of the opening that forbids it, -1 for none, and whether a default decided.

    An act of one day with what bounds the prohibition may have come before or after: such cases are routed.
    """
    board = task.board
    none = np.zeros(len(acts), np.bool_)
    if rule.trigger.kind is TriggerKind.SCOPE and rule.scope == Scope() and not ban.limits:
        return board.case[acts], none
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
    if rule.trigger.kind is TriggerKind.EACH and rule.scope != Scope():
        raise NoColumnsError("scope")
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
    frame = Frame(board, board.all_cases, np.full(board.count, as_of.toordinal(), np.int64))
    held = np.ones(board.count, np.bool_)
    for condition in (rule.when, ban.when):
        if condition is None:
            continue
        found = truth(condition, frame)
        task.route(np.flatnonzero(free & held & (found == UNKNOWN)))
        held &= found == YES
    reason[~held] = reason_code("when_false")
    forced = np.full(board.count, rule.since <= as_of)
    if rule.until is not None:
        forced &= board.first_day <= rule.until.toordinal()
    shown = _shown(rule, opened, board)
    there = shown >= 0
    reason[held & ~(forced & there)] = reason_code("not_forbidden")
    kept = np.flatnonzero(free & held & forced & there)
    here = opened.taken(shown[kept])
    outcomes = Outcomes.blank(here)
    every = outcomes.settle(np.ones(len(kept), np.bool_), Verdict.SATISFIED, "nothing_forbidden")
    if rule.until is None or rule.until >= as_of:
        ongoing(outcomes, every, here, board)
    unclosed(rule, outcomes, here, board)
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
    running = ~ended & (board.closed_day[opened.case] == NO_DAY)
    found[opened.case[running][::-1]] = places[running][::-1]
    return found
