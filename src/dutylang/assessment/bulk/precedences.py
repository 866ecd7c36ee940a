"""Acts that need another before them, for all acts at once."""

from __future__ import annotations

import attrs
import numpy as np

from dutylang.assessment.bulk.act_rules import (
    Judged,
    acts_in_force,
    break_rest,
    of_acts,
    route_shared_days,
    settle_conditions,
)
from dutylang.assessment.bulk.actors import expanded
from dutylang.assessment.bulk.acts import (
    Acts,
    Found,
    first_from,
    fitting,
    found_from,
    grouped,
    low_of,
    reads_trigger,
)
from dutylang.assessment.bulk.blocks import block_from
from dutylang.assessment.bulk.board import NO_ROW
from dutylang.assessment.bulk.by_opening import acts_by_opening
from dutylang.assessment.bulk.frames import Frame
from dutylang.assessment.bulk.index import lower_bound
from dutylang.assessment.bulk.lengths import lengths_on
from dutylang.assessment.bulk.lifting import lift_breaches
from dutylang.assessment.bulk.limits import dues_of
from dutylang.assessment.bulk.openings import bounds_of, openings_of, window_of
from dutylang.assessment.bulk.reach import trigger_holds
from dutylang.assessment.bulk.readings import truth
from dutylang.assessment.bulk.same_day import alike, end_beside, first_beside, is_alone
from dutylang.assessment.bulk.shape import Openings, Task, at_events, reason_code
from dutylang.assessment.bulk.windows import unclosed
from dutylang.assessment.model import Flag, Verdict
from dutylang.ops.columns import UNKNOWN, YES, Flags, Ints
from dutylang.plan.deadlines import AfterLimit
from dutylang.plan.model import Match, Precedence, RulePlan, Scope, TriggerKind


def judge_precedence(rule: RulePlan, body: Precedence, task: Task) -> Judged:
    """One finding for each act that needs another before it."""
    board = task.board
    every = board.of_types(body.match.events)
    forced = acts_in_force(rule, every, board)
    acts = acts_in_force(rule, fitting(body.match, rule, task).rows, board)
    scope = _scopesof_acts(acts, rule, task)
    acts, scope = acts[scope.inside], scope.taken()
    openings = at_events(acts, board)
    windows = attrs.evolve(openings, start=scope.start, end=scope.end, closed_only=scope.closed_only)
    outcomes = of_acts(openings, acts, columns=2)
    house = settle_conditions(outcomes, (rule.when, body.when), "not_forbidden", openings, task)
    prior, within_house = _priors(body, every, openings, scope, task)
    there = prior != NO_ROW
    kept = outcomes.settle(there, Verdict.SATISFIED, "prior_found")
    places = np.flatnonzero(kept)
    outcomes.evidence[places, 0], outcomes.evidence[places, 1] = prior[places], acts[places]
    if not board.is_timed:
        other = np.maximum(prior, 0)
        unordered = alike(acts, other, board) & (body.directly is False)
        outcomes.flag(kept & unordered, Flag.ORDER_ASSUMED)
    break_rest(outcomes, "no_prior", acts, board)
    house |= within_house
    nobody = np.full(openings.size, NO_ROW, np.int64)
    # Conditions at the act speak of the act alone, a permission of what its scope opened with.
    at_act = attrs.evolve(openings, subject=nobody)
    about = nobody if scope.subject is None else scope.subject
    lift_breaches(outcomes, body.unless, at_act, house, task, about=about)
    outcomes.flag(outcomes.is_breach & house, Flag.HOUSE_DEFAULT)
    unclosed(rule, outcomes, windows, board)
    found = block_from(rule, openings, outcomes, roles=body.match.roles)
    found = found.taken(
        ~outcomes.is_verdict(Verdict.NOT_APPLICABLE) | (outcomes.reason == reason_code("window_never_closed"))
    )
    # Whatever act made no finding, it was not forbidden.
    reason = np.full(board.count, -1, np.int64)
    reason[board.case[forced]] = reason_code("not_forbidden")
    return Judged([found], reason)


@attrs.frozen(eq=False)
class _Scopes:
    """In which stretch each act lies: its bounds, the row from which what came before counts, if it lies in one."""

    inside: Flags
    low: Ints
    subject: Ints | None = None
    start: Ints | None = None
    end: Ints | None = None
    closed_only: bool = False

    def taken(self) -> _Scopes:
        """Those of the acts that lie in a stretch."""
        kept = self.inside
        return attrs.evolve(
            self,
            inside=kept[kept],
            low=self.low[kept],
            subject=None if self.subject is None else self.subject[kept],
            start=None if self.start is None else self.start[kept],
            end=None if self.end is None else self.end[kept],
        )


def _scopesof_acts(acts: Ints, rule: RulePlan, task: Task) -> _Scopes:
    board = task.board
    if rule.scope == Scope() and rule.trigger.kind is TriggerKind.SCOPE:
        return _Scopes(np.ones(len(acts), np.bool_), board.starts.take(board.case.take(acts)))
    opened = openings_of(rule, task)
    for rows in (opened.row, opened.ends):
        route_shared_days(rows, np.arange(len(board.case)), task)
    if not opened.size:
        return _Scopes(np.zeros(len(acts), np.bool_), acts, acts, acts, acts)
    if rule.trigger.kind is not TriggerKind.SCOPE:
        return _latest_openings(acts, opened, rule, task)
    low, high = bounds_of(opened, board)
    by_event = opened.row != NO_ROW
    since = np.where(by_event, opened.row + 1, low)
    at = np.maximum(np.searchsorted(since, acts, "right") - 1, 0)
    inside = (opened.case[at] == board.case[acts]) & (since[at] <= acts) & (acts < high[at])
    start = None if opened.start is None else opened.start[at]
    counted = board.starts[board.case[acts]] if rule.already_counts else since[at]
    return _Scopes(inside, counted, opened.subject[at], start, opened.ends[at], opened.closed_only)


def _latest_openings(acts: Ints, opened: Openings, rule: RulePlan, task: Task) -> _Scopes:
    """For each act the latest opening in which it lies, whose trigger meets its condition."""
    board = task.board
    cases = board.case[acts]
    first, last = np.searchsorted(opened.case, cases), np.searchsorted(opened.case, cases, "right")
    owner, place = expanded(first, last)
    low, high = window_of(opened, board)
    low = np.maximum(low, low_of(opened, board))
    mine = acts[owner]
    inside = (low[place] <= mine) & (mine < high[place])
    inside &= (mine != opened.row[place]) & (mine != opened.ends[place])
    holds, _ = trigger_holds(rule, opened, task)
    inside &= holds[place]
    at = np.full(len(acts), -1, np.int64)
    at[owner[inside]] = place[inside]
    found, at = at >= 0, np.maximum(at, 0)
    start = None if opened.start is None else opened.start[at]
    counted = board.starts[cases] if rule.already_counts else low_of(opened, board)[at]
    return _Scopes(found, counted, opened.subject[at], start, opened.ends[at], opened.closed_only)


def _priors(
    body: Precedence, every: Ints, openings: Openings, scope: _Scopes, task: Task
) -> tuple[Ints, Flags]:
    """For each act the earliest event before it that it needs, in time; `every` are all acts of its kind."""
    board = task.board
    house = np.zeros(openings.size, np.bool_)
    if not openings.size:
        return openings.row, house
    known = _known(body, openings, task)
    rows = board.of_type(body.prior)
    if body.directly:
        low, high, asked = _directly(rows, openings, scope.low, task)
    else:
        low, high = _before(body, every, openings, scope.low, task)
        # The length of a period is read as soon as there is something to hold it against.
        some = np.zeros(board.count, np.bool_)
        some[board.case[rows]] = True
        asked = some[openings.case]
    if body.within is None:
        return first_from(known, openings, low, high), house
    found, house = _first_in_time(body.within, found_from(known, openings, low, high), openings, task)
    return found, house & asked


def _known(body: Precedence, openings: Openings, task: Task) -> Acts:
    """The events that an act may need, whenever they were; cases with those that only may fit are routed."""
    board = task.board
    if body.prior_where is not None and reads_trigger(body.prior_where):
        # What is asked of them is told of each act apart, which is no opening: they come before it.
        match = Match((body.prior,), (), same=body.same, where=body.prior_where)
        nowhere = np.full(openings.size, NO_ROW, np.int64)
        whole = attrs.evolve(openings, row=nowhere, from_start=np.ones(openings.size, np.bool_))
        return acts_by_opening(match, whole, _plain(task))
    rows = board.of_type(body.prior)
    if body.prior_where is not None:
        frame = Frame(board, board.case[rows], board.day[rows], event=rows, instant=board.instant[rows])
        found = truth(body.prior_where, frame)
        task.route(board.case[rows[frame.house]])
        task.route(board.case[rows[found == UNKNOWN]])
        rows = rows[found == YES]
    return grouped(rows, body.same, task, openings)


def _plain(task: Task) -> Task:
    """The same, of a rule that says nothing of when events are recorded and of what stands still."""
    return attrs.evolve(task, rule=attrs.evolve(task.rule, recorded_within=None, suspensions=()))


def _before(body: Precedence, every: Ints, openings: Openings, low: Ints, task: Task) -> tuple[Ints, Ints]:
    """The rows among which what came before an act lies; of one day without times either order fits."""
    board, acts = task.board, openings.row
    if not len(acts):
        return acts, acts
    begins = board.starts[openings.case]
    high = end_beside(acts, board)
    if body.own_prior:
        place = np.searchsorted(every, first_beside(acts, board)) - 1
        last = every[np.maximum(place, 0)]
        there = (place >= 0) & (last >= begins)
        low = np.where(there, np.maximum(first_beside(last, board), low), low)
    return low, high


def _first_in_time(within: AfterLimit, found: Found, openings: Openings, task: Task) -> tuple[Ints, Flags]:
    """Of what was found the first whose period still reaches the act, and whether that is a default.

    The length of the period is that of the day of the act.
    """
    rows = np.full(openings.size, NO_ROW, np.int64)
    defaults = np.zeros(openings.size, np.bool_)
    for period, mine, house in lengths_on(within.period, openings.day, task.board):
        first = _not_too_early(attrs.evolve(within, period=period), found, openings, task)
        rows = np.where(mine, first, rows)
        defaults |= house
    return rows, defaults


def _not_too_early(within: AfterLimit, found: Found, openings: Openings, task: Task) -> Ints:
    """The first of what was found whose period still reaches the act; `NO_ROW` where there is none."""
    board, acts, known = task.board, openings.row, found.acts
    rows = known.rows
    starts = at_events(rows, board)
    dues = dues_of((within,), starts, _plain(task))
    task.route(starts.case[dues.vague])
    if dues.on_clock.any() and (~board.timed[acts]).any():
        task.route(openings.case[~board.timed[acts]])
    # The end of a whole day is 24:00, which no act of the day itself reaches.
    end = board.latest(dues.day, dues.instant) - dues.exclusive - ~dues.on_clock
    reach = board.clock[acts]
    same_group = known.key[1:] - rows[1:] == known.key[:-1] - rows[:-1]
    alike = same_group & (board.case[rows[1:]] == board.case[rows[:-1]])
    if (alike & (end[1:] < end[:-1])).any():
        return _one_by_one(end, reach, found)
    base = known.group_of_opening * known.width
    low = np.searchsorted(known.key, base + board.starts[openings.case])
    high = np.searchsorted(known.key, base + board.ends[openings.case])
    start = np.maximum(found.place, lower_bound(end, low, high, reach))
    return attrs.evolve(found, place=np.minimum(start, found.end)).nth(0)


def _one_by_one(end: Ints, reach: Ints, found: Found) -> Ints:
    """The same where a period ends before one that began earlier: each is held against the act."""
    owner, at = expanded(found.place, found.end)
    fits = (end[at] >= reach[owner]) & (at != found.own[owner])
    rows = np.full(len(reach), NO_ROW, np.int64)
    # The first of each act is written last.
    rows[owner[fits][::-1]] = found.acts.rows[at[fits]][::-1]
    return rows


def _directly(rows: Ints, openings: Openings, low: Ints, task: Task) -> tuple[Ints, Ints, Flags]:
    """The rows between which the event just before each act stands, if it is of the right type, and where it is."""
    board, acts = task.board, openings.row
    task.route(openings.case[~is_alone(acts, board)])
    before = acts - 1
    there = before >= board.starts[openings.case]
    previous = np.maximum(before, 0)
    task.route(openings.case[there & ~is_alone(previous, board)])
    incomplete = board.incomplete(tuple(board.setting.plan.vocabulary.events))
    if incomplete.any():
        task.route(np.flatnonzero(incomplete))
    there &= board.marked(rows)[previous]
    first = np.where(there, np.maximum(before, low), acts)
    return first, acts, there
