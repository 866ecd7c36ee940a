"""Ceilings, four eyes, never both, first and last event: one instance a case, for all cases at once."""

from __future__ import annotations

from collections.abc import Sequence

import attrs
import numpy as np

from dutylang.assessment.bulk.act_rules import Judged
from dutylang.assessment.bulk.acts import fitting, found_from, last_in_time
from dutylang.assessment.bulk.blocks import block_from, dropped_of
from dutylang.assessment.bulk.board import NO_ROW, Board
from dutylang.assessment.bulk.by_opening import acts_by_opening, needs_pairs
from dutylang.assessment.bulk.evidence import flag_order
from dutylang.assessment.bulk.exceptions import rulings_of
from dutylang.assessment.bulk.four_eyes import settle_four_eyes
from dutylang.assessment.bulk.lifting import frame_at_acts
from dutylang.assessment.bulk.limits import dues_of
from dutylang.assessment.bulk.openings import acts_window, frame_at, in_force, openings_of, until_now
from dutylang.assessment.bulk.readings import truth
from dutylang.assessment.bulk.same_day import is_alone
from dutylang.assessment.bulk.shape import Openings, Outcomes, Task, at_events, reason_code
from dutylang.assessment.bulk.windows import ends_by_event, has_passed, ongoing, unclosed
from dutylang.assessment.model import Verdict
from dutylang.cases.columns.model import NO_DAY, NO_INSTANT
from dutylang.ops.columns import UNKNOWN, YES, Flags, Ints, NoColumnsError
from dutylang.plan.model import Ceiling, EdgeBody, FourEyesBody, NeverBothBody, RulePlan, Scope, TriggerKind
from dutylang.policy.typed import Typed


def _opened(rule: RulePlan, task: Task) -> tuple[Openings, Ints]:
    """The openings in force, and by case why there is none."""
    every = openings_of(rule, task)
    openings = every.taken(in_force(rule, every.day))
    reason = np.full(task.board.count, -1, np.int64)
    if openings is not every:
        unforced = np.zeros(task.board.count, np.bool_)
        unforced[every.case] = True
        unforced[openings.case] = False
        reason[unforced] = reason_code("not_in_force")
    return openings, reason


def _conditions(
    rule: RulePlan, more: Typed | None, openings: Openings, outcomes: Outcomes, task: Task
) -> None:
    """Settles what the conditions of the opening leave out."""
    asked: list[tuple[Typed | None, str]] = [(rule.when, "when_false"), (more, "when_false")]
    if rule.trigger.kind in (TriggerKind.EACH, TriggerKind.ON_DAY):
        asked.insert(0, (rule.trigger.where, "trigger_condition_false"))
    for condition, reason in asked:
        if condition is None:
            continue
        frame = frame_at(openings, task.board, outcomes.verdict < 0)
        found = truth(condition, attrs.evolve(frame, trigger=openings.row))
        task.route(openings.case[(outcomes.verdict < 0) & (found == UNKNOWN)])
        outcomes.settle(found != YES, Verdict.NOT_APPLICABLE, reason)


def _judged(rule: RulePlan, openings: Openings, outcomes: Outcomes, reason: Ints, **more: object) -> Judged:
    dropped = _note_dropped(openings, outcomes, reason)
    return Judged([block_from(rule, openings, outcomes, **more).taken(~dropped)], reason)


def _note_dropped(openings: Openings, outcomes: Outcomes, reason: Ints) -> Flags:
    """Which openings make no finding; the first of a case says why."""
    dropped = dropped_of(outcomes)
    reason[openings.case[dropped][::-1]] = outcomes.reason[dropped][::-1]
    return dropped


def _whole_case(rule: RulePlan) -> None:
    """Refuses what is not one instance a case; the checker lets none through."""
    if rule.trigger.kind is not TriggerKind.SCOPE:
        raise NoColumnsError("act_trigger")
    if rule.scope != Scope():
        raise NoColumnsError("scope")


def judge_ceiling(rule: RulePlan, body: Ceiling, task: Task) -> Judged:
    """At most so many acts: broken by the first act beyond."""
    board = task.board
    openings, reason = _opened(rule, task)
    most = body.match.maximum or 0
    outcomes = Outcomes.blank(openings, most + 1)
    _conditions(rule, body.when, openings, outcomes, task)
    bare = _excused(body, openings, outcomes, task)
    # The act that opened the stretch counts too.
    nobody = attrs.evolve(openings, row=np.full(openings.size, NO_ROW, np.int64))
    if needs_pairs(body.match, openings):
        anywhere = attrs.evolve(nobody, from_start=np.ones(openings.size, np.bool_))
        acts = acts_by_opening(body.match, anywhere, task)
    else:
        acts = fitting(body.match, rule, task, openings)
    dues = dues_of(body.limits, openings, task)
    untimed = np.zeros(board.count, np.bool_)
    untimed[board.case[acts.rows[~board.timed[acts.rows]]]] = True
    task.route(openings.case[dues.vague | ((dues.on_clock | dues.exclusive) & untimed[openings.case])])
    if ((dues.before != NO_ROW).any() or ends_by_event(openings)) and untimed.any():
        task.route(np.flatnonzero(untimed))
    low, high = acts_window(openings, board)
    bound = last_in_time(dues.day, dues.instant, dues.exclusive, dues.before, openings, board)
    found = found_from(acts, nobody, low, np.minimum(high, bound))
    beyond = outcomes.settle(found.counts > most, Verdict.VIOLATED, "too_many")
    kept = outcomes.settle(np.ones(openings.size, np.bool_), Verdict.SATISFIED, "within_ceiling")
    broken, sound = np.flatnonzero(beyond), np.flatnonzero(kept)
    for number in range(most + 1):
        rows = found.nth(number)
        outcomes.evidence[broken, number] = rows[broken]
        if number < most:
            outcomes.evidence[sound, number] = rows[sound]
    last = outcomes.evidence[broken, most]
    outcomes.done[broken] = last
    outcomes.missed_day[broken] = board.day.take(last)
    outcomes.missed_instant[broken] = board.instant.take(last)
    ongoing(outcomes, kept & ~has_passed(openings, board), openings, board)
    _flag_order(outcomes, openings, board)
    unclosed(rule, outcomes, openings, board)
    dropped = _note_dropped(openings, outcomes, reason)
    whole = block_from(rule, openings, outcomes)
    borne = attrs.evolve(whole, roles=body.bearers, advisory=body.advisory)
    return Judged([borne.taken(~dropped & ~bare), whole.taken(~dropped & bare)], reason)


def _excused(body: Ceiling, openings: Openings, outcomes: Outcomes, task: Task) -> Flags:
    """Settles what exceptions to the rule and its own excuse free; of the latter nothing else is told."""
    asked = outcomes.verdict < 0
    frame = attrs.evolve(frame_at(openings, task.board, asked), trigger=openings.row)
    for ruling in rulings_of(frame, asked, task):
        if ruling.limit is not None:
            task.route(openings.case[ruling.where])
        ruling.settle(outcomes)
    if body.unless is None:
        return np.zeros(openings.size, np.bool_)
    asked = outcomes.verdict < 0
    found = truth(body.unless, attrs.evolve(frame.where(asked), until=until_now(openings, task.board)))
    task.route(openings.case[asked & (found == UNKNOWN)])
    bare = outcomes.settle(found == YES, Verdict.EXEMPT, "exception")
    outcomes.opened_day[bare], outcomes.opened_instant[bare] = NO_DAY, NO_INSTANT
    outcomes.trigger[bare] = NO_ROW
    return bare


def judge_edge(rule: RulePlan, body: EdgeBody, task: Task) -> Judged:
    """The first event of a case, or its last once it is closed."""
    _whole_case(rule)
    board = task.board
    openings, reason = _opened(rule, task)
    outcomes = Outcomes.blank(openings)
    _conditions(rule, None, openings, outcomes, task)
    case = openings.case
    some = board.starts[case] < board.ends[case]
    outcomes.settle(~some, Verdict.NOT_APPLICABLE, "not_activated")
    if body.last:
        outcomes.settle(board.closed_day[case] == NO_DAY, Verdict.PENDING, "case_open")
    rows = np.where(some, (board.ends[case] - 1) if body.last else board.starts[case], NO_ROW)
    asked = outcomes.verdict < 0
    at = np.where(asked, rows, 0)
    if not asked.any():
        return _judged(rule, openings, outcomes, reason)
    ruled = _edge_ruled(outcomes, at, openings, task)
    asked &= ~ruled
    task.route(case[asked & ~is_alone(at, board)])
    types = board.columns.events.types
    wanted = types.index(body.event) if body.event in types else -2
    met = outcomes.settle(asked & (board.type[at] == wanted), Verdict.SATISFIED, "edge_met")
    broken = outcomes.settle(asked, Verdict.VIOLATED, "edge_broken")
    told, missed = np.flatnonzero(met | broken | ruled), np.flatnonzero(broken)
    rows, last = at[told], at[missed]
    outcomes.opened_day[told], outcomes.opened_instant[told] = board.day[rows], board.instant[rows]
    outcomes.done[told] = outcomes.evidence[told, 0] = rows
    outcomes.missed_day[missed] = board.day.take(last)
    outcomes.missed_instant[missed] = board.instant.take(last)
    return _judged(rule, openings, outcomes, reason)


def _edge_ruled(outcomes: Outcomes, rows: Ints, openings: Openings, task: Task) -> Flags:
    """Settles what exceptions that are read at the event free; they have no deadline to change."""
    asked = outcomes.verdict < 0
    readings = at_events(rows, task.board)
    nobody = np.full(openings.size, NO_ROW, np.int64)
    frame = frame_at_acts(attrs.evolve(readings, subject=openings.row), task, asked)
    ruled = np.zeros(openings.size, np.bool_)
    for ruling in rulings_of(attrs.evolve(frame, act=nobody), asked, task):
        if ruling.limit is None:
            ruling.settle(outcomes)
            ruled |= ruling.where
    return ruled


def _firsts(name: str, openings: Openings, board: Board) -> Ints:
    """By opening the first event of a type that it speaks of, `NO_ROW` where there is none."""
    rows = board.of_type(name)
    low, high = acts_window(openings, board)
    if not len(rows):
        return np.full(openings.size, NO_ROW, np.int64)
    place = np.searchsorted(rows, low)
    found = rows[np.minimum(place, len(rows) - 1)]
    return np.where((place < len(rows)) & (found < high), found, NO_ROW)


def judge_never_both(rule: RulePlan, body: NeverBothBody, task: Task) -> Judged:
    """What holds the first may not hold the second, in either order."""
    board = task.board
    openings, reason = _opened(rule, task)
    _route_unclear_ends((body.first, body.second), openings, task)
    outcomes = Outcomes.blank(openings, 2)
    _conditions(rule, None, openings, outcomes, task)
    first, second = _firsts(body.first, openings, board), _firsts(body.second, openings, board)
    has_first, has_second = first != NO_ROW, second != NO_ROW
    outcomes.settle(~has_first, Verdict.NOT_APPLICABLE, "not_activated")
    broken = outcomes.settle(has_second, Verdict.VIOLATED, "both_happened")
    kept = outcomes.settle(has_first, Verdict.SATISFIED, "only_one_happened")
    earlier, later = np.minimum(first, second), np.maximum(first, second)
    places = np.flatnonzero(broken)
    last = later[places]
    outcomes.evidence[places, 0], outcomes.evidence[places, 1] = earlier[places], last
    outcomes.done[places] = last
    outcomes.missed_day[places] = board.day.take(last)
    outcomes.missed_instant[places] = board.instant.take(last)
    if len(places):
        # Exceptions are read at the act that breaks it.
        nobody = np.full(openings.size, NO_ROW, np.int64)
        at_act = attrs.evolve(at_events(np.where(broken, later, 0), board), subject=nobody)
        for ruling in rulings_of(frame_at_acts(at_act, task, broken), broken, task):
            ruling.put_on(outcomes)
    told = np.flatnonzero(broken | kept)
    rows = first[told]
    outcomes.trigger[told] = rows
    outcomes.opened_day[told], outcomes.opened_instant[told] = board.day[rows], board.instant[rows]
    ongoing(outcomes, kept & ~has_passed(openings, board), openings, board)
    _flag_order(outcomes, openings, board)
    unclosed(rule, outcomes, openings, board)
    return _judged(rule, openings, outcomes, reason)


def judge_four_eyes(rule: RulePlan, body: FourEyesBody, task: Task) -> Judged:
    """Nobody may have done acts of two of the types: whoever did acts of two types broke it."""
    openings, reason = _opened(rule, task)
    _route_unclear_ends(body.events, openings, task)
    outcomes = Outcomes.blank(openings)
    _conditions(rule, None, openings, outcomes, task)
    settle_four_eyes(body, openings, outcomes, task)
    _flag_order(outcomes, openings, task.board)
    unclosed(rule, outcomes, openings, task.board)
    return _judged(rule, openings, outcomes, reason)


def _flag_order(outcomes: Outcomes, openings: Openings, board: Board) -> None:
    """Flags what rests on an act of the day without times on which it opened; unclear ends are routed."""
    bounds = [openings.row] if openings.start is None else [openings.row, openings.start]
    flag_order(outcomes, bounds, board)


def _route_unclear_ends(events: Sequence[str], openings: Openings, task: Task) -> None:
    """Where an event ends what is spoken of, an act of a day without times may be that event."""
    board = task.board
    if not ends_by_event(openings) or board.is_timed:
        return
    rows = board.of_types(list(events))
    task.route(board.case[rows[~board.timed[rows]]])
