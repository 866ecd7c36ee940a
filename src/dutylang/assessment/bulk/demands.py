"""Obligations to achieve, for many openings at once: the same questions in the same order as the reference asks."""

from __future__ import annotations

import attrs
import numpy as np

from dutylang.assessment.bulk.acts import Found, fitting, found_from, last_in_time, low_of
from dutylang.assessment.bulk.amounts import amounts_late
from dutylang.assessment.bulk.board import NO_ROW, UNKNOWN, YES, Board, NoColumnsError
from dutylang.assessment.bulk.coming import rows_up_to
from dutylang.assessment.bulk.due_columns import Dues
from dutylang.assessment.bulk.limits import dues_of
from dutylang.assessment.bulk.openings import frame_at, over
from dutylang.assessment.bulk.readings import truth
from dutylang.assessment.bulk.shape import Openings, Outcomes, Task
from dutylang.assessment.model import Flag, Verdict
from dutylang.cases.columns.model import NO_DAY, NO_INSTANT, Flags, Ints
from dutylang.plan.deadlines import DayLimit
from dutylang.plan.model import Demand, RulePlan, TriggerKind
from dutylang.policy.typed import Typed


def refuse_demand(demand: Demand, rule: RulePlan) -> None:
    """Raises for what a demand asks that has no columnar form."""
    match = demand.match
    asked = {
        "instead": demand.instead,
        "extension": demand.extensions,
        "each_holder": demand.each_holder,
        "different_persons": match.distinct,
        "together": match.together is not None,
        "next_event": match.next,
        "release": rule.discharges,
        "exception": rule.exceptions,
        "each_its_own": rule.each_its_own,
    }
    following = any(isinstance(limit, DayLimit) and limit.following for limit in demand.limits)
    asked["periods_overlap"] = rule.trigger.kind is TriggerKind.PERIODS and following
    for construct, there in asked.items():
        if there:
            raise NoColumnsError(construct)


@attrs.frozen(eq=False)
class Judge:
    """One demand over its openings. `is_step`: it hangs on another, and conditions of the rule do not touch it."""

    demand: Demand
    openings: Openings
    task: Task
    is_step: bool = False

    @property
    def board(self) -> Board:
        """The book."""
        return self.task.board

    @property
    def rule(self) -> RulePlan:
        """The rule."""
        return self.task.rule

    @property
    def lapses(self) -> bool:
        """Whether the duty ends with its window when it is missed."""
        if self.rule.lapses is not None and not self.is_step:
            return self.rule.lapses
        return not self.is_step and self.rule.trigger.kind is TriggerKind.PERIODS

    @property
    def is_of_stretch(self) -> bool:
        """Whether one instance stands for a whole stretch, so that its window is the stretch."""
        return self.rule.trigger.kind is TriggerKind.SCOPE

    @property
    def window_end(self) -> Ints | None:
        """The events after which nothing counts any more, for duties of a stretch."""
        if self.is_step or self.rule.lapses is False or not self.is_of_stretch:
            return None
        return self.openings.end

    @property
    def in_period(self) -> bool:
        """Whether the openings are periods."""
        return self.openings.last_day is not None and not self.is_step

    def outcomes(self) -> Outcomes:
        """What became of every opening."""
        refuse_demand(self.demand, self.rule)
        match = self.demand.match
        result = Outcomes.blank(self.openings, max(match.minimum, (match.maximum or 0) + 1))
        result.late_unit = self.demand.unit
        house = self._conditions(result)
        dues = self._dues()
        house |= dues.house
        arisen = result.verdict < 0
        self.task.route(self.openings.case[arisen & dues.vague])
        self._owed(result, dues, arisen)
        shown_day, shown_instant = dues.shown(self.board)
        result.due_day = np.where(arisen, shown_day, NO_DAY)
        result.due_instant = np.where(arisen, shown_instant, NO_INSTANT)
        result.flag(arisen & dues.provisional, Flag.PROVISIONAL)
        result.flag(result.is_breach & house, Flag.HOUSE_DEFAULT)
        self._flag_order(result, dues)
        return result

    # ---- what it asks --------------------------------------------------------------------------

    def _conditions(self, result: Outcomes) -> Flags:
        """Settles what has not arisen; tells where a parameter left at its default was read."""
        house = np.zeros(self.openings.size, np.bool_)
        asked: list[tuple[Typed | None, str]] = [(self.demand.when, "when_false")]
        if not self.is_step:
            asked.insert(0, (self.rule.when, "when_false"))
            if self.rule.trigger.kind is TriggerKind.EACH:
                asked.insert(0, (self.rule.trigger.where, "trigger_condition_false"))
        for condition, reason in asked:
            if condition is None:
                continue
            holds = self._holds(condition, result.verdict < 0, house)
            result.settle(~holds, Verdict.NOT_APPLICABLE, reason)
        return house

    def _holds(self, condition: Typed, where: Flags, house: Flags) -> Flags:
        """Whether a condition holds at the openings; where that is not known, and asked, the case is routed."""
        frame = frame_at(self.openings, self.board)
        found = truth(condition, frame)
        self.task.route(self.openings.case[where & (found == UNKNOWN)])
        np.logical_or(house, frame.house, out=house)
        holds: Flags = found == YES
        return holds

    def _dues(self) -> Dues:
        dues = dues_of(self.demand.limits, self.openings, self.task)
        bare = ~dues.has_moment & (dues.before == NO_ROW) & ~dues.waiting
        openings, ends = self.openings, self.openings.ends
        if self.in_period and openings.last_day is not None and openings.cut is not None:
            cut = bare & openings.cut & (ends != NO_ROW)
            dues.before = np.where(cut, ends, dues.before)
            dues.day = np.where(bare & ~cut, openings.last_day, dues.day)
        elif not self.is_step and self.is_of_stretch:
            dues.before = np.where(bare, ends, dues.before)
        return dues

    def _found(self, dues: Dues) -> tuple[Found, Found]:
        """The acts of each opening, and those of them that are in time."""
        board, openings = self.board, self.openings
        acts = fitting(self.demand.match, self.rule, self.task, openings)
        self._route_unclear(acts.rows, dues)
        low = low_of(openings, board, already=self.rule.already_counts)
        high = board.ends[openings.case]
        if (
            self.in_period
            and self.lapses
            and openings.first_day is not None
            and openings.last_day is not None
        ):
            last = np.maximum(openings.last_day, dues.day)
            low = np.maximum(low, board.first_not_before_day(openings.case, openings.first_day))
            high = np.minimum(high, board.first_not_before_day(openings.case, last + 1))
        if self.window_end is not None:
            high = np.minimum(high, rows_up_to(self.window_end, openings, board))
            self._route_own_end(acts.rows, self.window_end)
        bound = last_in_time(dues.day, dues.instant, dues.exclusive, dues.before, openings, board)
        every = found_from(acts, openings, low, high)
        return every, found_from(acts, openings, low, np.minimum(high, bound))

    def _route_unclear(self, acts: Ints, dues: Dues) -> None:
        """Where the hour of an act decides and is not told, or an act of one day bounds acts of its own type."""
        board = self.board
        untimed = np.zeros(board.count, np.bool_)
        untimed[board.case[acts[~board.timed[acts]]]] = True
        case = self.openings.case
        self.task.route(case[(dues.on_clock | dues.exclusive) & untimed[case]])
        self._route_own_end(acts, dues.before)

    def _route_own_end(self, acts: Ints, bounds: Ints) -> None:
        """An act of a day without times that itself bounds the acts of that day."""
        bounds = bounds[bounds != NO_ROW]
        bounds = bounds[~self.board.timed[bounds]]
        if len(bounds):
            own = self.board.marked(acts)[bounds]
            self.task.route(self.board.case[bounds[own]])

    # ---- verdicts ------------------------------------------------------------------------------

    def _owed(self, result: Outcomes, dues: Dues, arisen: Flags) -> None:
        demand, openings = self.demand, self.openings
        if self.in_period:
            early = dues.has_moment & (dues.day < openings.day)
            result.settle(arisen & early, Verdict.NOT_APPLICABLE, "due_before_scope")
        if demand.unless is not None:
            house = np.zeros(openings.size, np.bool_)
            holds = self._holds(demand.unless, result.verdict < 0, house)
            result.settle(arisen & holds, Verdict.EXEMPT, "exception")
            dues.house |= house
        every, prompt = self._found(dues)
        missed = self._missed(dues)
        self._too_many(result, prompt)
        done = result.settle(prompt.counts >= demand.match.minimum, Verdict.SATISFIED, "done")
        self._show(result, done, prompt, demand.match.minimum)
        shown_day, _ = dues.shown(self.board)
        self._reword(result, done & (shown_day != NO_DAY), "done_in_time")
        if demand.match.maximum is not None:
            result.flag(done & ~missed, Flag.ONGOING)
        self._superseded(result, dues, missed)
        self._pending(result, dues, ~missed)
        self._broken(result, dues, every)

    def _too_many(self, result: Outcomes, prompt: Found) -> None:
        most = self.demand.match.maximum
        if most is None:
            return
        beyond = result.settle(prompt.counts > most, Verdict.VIOLATED, "too_many")
        self._show(result, beyond, prompt, most + 1)
        self._miss(result, beyond, self.board.day, self.board.instant, result.done)

    def _missed(self, dues: Dues) -> Flags:
        board = self.board
        end = board.latest(dues.day, dues.instant)
        passed = np.where(dues.exclusive, board.now >= end, board.now > end)
        closed = board.closed_day[self.openings.case] != NO_DAY
        without = ~dues.waiting & closed
        found: Flags = np.where(dues.has_moment, passed, without) | (dues.before != NO_ROW)
        return found

    def _superseded(self, result: Outcomes, dues: Dues, missed: Flags) -> None:
        newer = self.openings.superseded_by
        if newer is None:
            return
        bound = last_in_time(dues.day, dues.instant, dues.exclusive, dues.before, self.openings, self.board)
        there = newer != NO_ROW
        result.settle(there & (~missed | (newer < bound)), Verdict.NOT_APPLICABLE, "superseded")

    def _ends_within(self, dues: Dues) -> Flags:
        """Of a period that the end of its stretch cuts short: whether that came before its due."""
        openings, board = self.openings, self.board
        if openings.cut is None:
            return np.zeros(openings.size, np.bool_)
        day, instant = over(openings, board)
        by_day = day <= dues.day
        by_clock = instant <= dues.instant
        both = (instant != NO_INSTANT) & dues.on_clock
        within = (day != NO_DAY) & np.where(both, by_clock, by_day)
        found: Flags = openings.cut & (~dues.has_moment | within)
        return found

    def _pending(self, result: Outcomes, dues: Dues, where: Flags) -> None:
        closed = self.board.closed_day[self.openings.case] != NO_DAY
        result.settle(where & dues.waiting & closed, Verdict.NOT_APPLICABLE, "anchor_never_came")
        result.settle(where & self._ends_within(dues), Verdict.EXEMPT, "scope_ended")
        if self.openings.closed_only:
            endless = (self.openings.ends == NO_ROW) & closed
            result.settle(where & endless, Verdict.NOT_APPLICABLE, "window_never_closed")
        result.settle(where & dues.waiting, Verdict.PENDING, "waiting")
        result.settle(where, Verdict.PENDING, "not_yet_due")

    def _broken(self, result: Outcomes, dues: Dues, every: Found) -> None:
        board, case = self.board, self.openings.case
        rest = result.verdict < 0
        result.settle(rest & self._ends_within(dues), Verdict.EXEMPT, "scope_ended")
        shown_day, shown_instant = dues.shown(board)
        has = shown_day != NO_DAY
        if self.openings.closed_only:
            endless = (self.openings.ends == NO_ROW) & ~has
            result.settle(endless, Verdict.NOT_APPLICABLE, "window_never_closed")
        ended = np.full(self.openings.size, self.lapses)
        if self.is_step or self.rule.lapses is not False:
            ended |= dues.before != NO_ROW
        enough = every.counts >= self.demand.match.minimum
        last = every.nth(self.demand.match.minimum - 1)
        closed_day, closed_instant = board.closed_day[case], board.closed_instant[case]
        row = np.where(last == NO_ROW, 0, last)
        open_then = np.ones(self.openings.size, np.bool_)
        if len(board.case):
            both = board.timed[row] & (closed_instant != NO_INSTANT)
            by_close = np.where(both, board.instant[row] <= closed_instant, board.day[row] <= closed_day)
            open_then = (closed_day == NO_DAY) | by_close
        late = result.settle(enough & ~ended & open_then, Verdict.LATE, "done_late")
        self._show(result, late, every, self.demand.match.minimum)
        self._count_late(result, dues, late)
        owed = ~ended & (closed_day == NO_DAY)
        if self.window_end is not None:
            owed &= self.window_end == NO_ROW
        for where, reason in ((enough, "done_after_window"), (has, "not_done"), (~has, "closed_undone")):
            broken = result.settle(where, Verdict.VIOLATED, reason)
            result.flag(broken & owed, Flag.STILL_OWED)
            result.missed_day[broken] = np.where(has, shown_day, closed_day)[broken]
            result.missed_instant[broken] = np.where(has, shown_instant, closed_instant)[broken]

    def _count_late(self, result: Outcomes, dues: Dues, late: Flags) -> None:
        """How late, in the duty's unit; on the clock a begun unit counts whole."""
        board = self.board
        rows = result.done[late]
        shown_day, shown_instant = dues.shown(board)
        has = dues.has_moment
        day = np.where(has, dues.day, np.where(shown_day != NO_DAY, shown_day, NO_DAY))[late]
        instant = np.where(has, dues.instant, shown_instant)[late]
        bare = day == NO_DAY
        day, instant = np.where(bare, board.day[rows], day), np.where(bare, board.instant[rows], instant)
        result.missed_day[late], result.missed_instant[late] = day, instant
        amounts = amounts_late(self.demand, day, instant, rows, board)
        result.late[late] = np.where((amounts == 0) & (instant != NO_INSTANT), 1, amounts)

    # ---- evidence ------------------------------------------------------------------------------

    def _show(self, result: Outcomes, where: Flags, found: Found, count: int) -> None:
        """The first acts as evidence, the last of them as the performance."""
        if not where.any():
            return
        for number in range(count):
            rows = found.nth(number)
            result.evidence[where, number] = rows[where]
            result.done[where] = rows[where]

    def _miss(self, result: Outcomes, where: Flags, day: Ints, instant: Ints, rows: Ints) -> None:
        result.missed_day[where] = day[rows[where]]
        result.missed_instant[where] = instant[rows[where]]

    def _reword(self, result: Outcomes, where: Flags, reason: str) -> None:
        verdicts = result.verdict[where]
        result.verdict[where] = -1
        result.settle(where, Verdict.SATISFIED, reason)
        result.verdict[where] = verdicts

    def _flag_order(self, result: Outcomes, dues: Dues) -> None:
        """Where the evidence rests on an order of two acts of one day that the record does not show."""
        board = self.board
        if not len(board.case) or board.timed.all():
            return
        bounds = [] if self.rule.already_counts else [self.openings.row]
        bounds.append(dues.before)
        assumed = np.zeros(self.openings.size, np.bool_)
        for column in range(result.evidence.shape[1]):
            act = result.evidence[:, column]
            at = np.where(act == NO_ROW, 0, act)
            for bound in bounds:
                there = (act != NO_ROW) & (bound != NO_ROW) & (act != bound)
                other = np.where(bound == NO_ROW, 0, bound)
                alike = (board.first[at] == board.first[other]) & ~board.timed[at]
                assumed |= there & alike
        result.flag(assumed, Flag.ORDER_ASSUMED)
