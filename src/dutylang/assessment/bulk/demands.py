"""Obligations to achieve, for many openings at once: the same questions in the same order as the reference asks."""

from __future__ import annotations

import attrs
import numpy as np

from dutylang.assessment.bulk.acts import (
    Acts,
    Found,
    first_from,
    fitting,
    found_from,
    in_time,
    last_in_time,
    low_of,
    of_these,
)
from dutylang.assessment.bulk.at_once import are_bare, is_bare, settle_at_once
from dutylang.assessment.bulk.board import NO_ROW, Board
from dutylang.assessment.bulk.by_opening import acts_by_opening, needs_pairs, spent_of, without
from dutylang.assessment.bulk.changed_dues import demand_dues
from dutylang.assessment.bulk.chosen import Chosen, chosen_of, first_acts, is_plain, single_acts
from dutylang.assessment.bulk.coming import rows_up_to
from dutylang.assessment.bulk.due_columns import Dues
from dutylang.assessment.bulk.evidence import flag_order, show
from dutylang.assessment.bulk.exceptions import Ruling, rulings_of
from dutylang.assessment.bulk.hanging import hang, may_hang, settle_hanging
from dutylang.assessment.bulk.next_event import following_rows, settle_next
from dutylang.assessment.bulk.openings import frame_at, until_due
from dutylang.assessment.bulk.readings import truth
from dutylang.assessment.bulk.releases import releases_of
from dutylang.assessment.bulk.shape import Openings, Outcomes, Task
from dutylang.assessment.bulk.unmet import Unmet
from dutylang.assessment.model import Flag, Verdict
from dutylang.cases.columns.model import NO_DAY, NO_INSTANT
from dutylang.ops.columns import UNKNOWN, YES, Flags, Ints
from dutylang.plan.model import Demand, RulePlan, TriggerKind
from dutylang.policy.typed import Typed


@attrs.frozen(eq=False)
class Judge:
    """One demand over its openings. `is_step`: it hangs on another, and `when` of the rule does not touch it.

    `opens_anew`: not from what the rule opens at, whose condition it is not asked then. `allotted`: the acts that
    may answer each opening, where each answers its own. `is_ruled`: exceptions to the rule have given it its
    deadline. `spent`: the acts, by opening, that have answered an earlier one.
    """

    demand: Demand
    openings: Openings
    task: Task
    is_step: bool = False
    opens_anew: bool = False
    allotted: Acts | None = None
    is_ruled: bool = False
    spent: Ints | None = None

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
        return not self.is_step and self.rule.trigger.kind in (TriggerKind.PERIODS, TriggerKind.ON_DAY)

    @property
    def is_of_stretch(self) -> bool:
        """Whether one instance stands for a whole stretch, so that its window is the stretch."""
        return self.rule.trigger.kind in (TriggerKind.SCOPE, TriggerKind.SINCE_LAST)

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
        match = self.demand.match
        result = Outcomes.blank(self.openings, max(match.minimum, (match.maximum or 0) + 1))
        result.late_unit = self.demand.unit
        house = self._conditions(result)
        arisen = result.verdict < 0
        rulings = self._rulings(arisen, house)
        for ruling in rulings:
            ruling.settle(result)
        if rulings:
            arisen &= ~result.is_verdict(Verdict.CONFLICT)
        dues = self.dues(arisen)
        if dues.vague.any():
            self.task.route(self.openings.case[arisen & dues.vague])
        self._owed(result, dues, arisen)
        shown_day, shown_instant = dues.shown(self.board)
        result.due_day = np.where(arisen, shown_day, NO_DAY)
        if (shown_instant != NO_INSTANT).any():
            result.due_instant = np.where(arisen, shown_instant, NO_INSTANT)
        for noted, flag in ((dues.provisional, Flag.PROVISIONAL), (dues.suspended, Flag.SUSPENDED)):
            if noted.any():
                result.flag(arisen & noted, flag)
        if (by_default := house | dues.house).any():
            result.flag(result.is_breach & by_default, Flag.HOUSE_DEFAULT)
        if not self.board.is_timed:
            bounds = [] if self.rule.already_counts else [self.openings.row]
            flag_order(result, [*bounds, dues.before], self.board)
        for ruling in rulings:
            self._under(ruling, result, house)
        settle_hanging(result, self.task, self.openings.case)
        return result

    def _rulings(self, arisen: Flags, house: Flags) -> list[Ruling]:
        """What exceptions to the rule come to at the openings; steps have their own deadlines."""
        if self.is_step or self.is_ruled or not self.rule.exceptions:
            return []
        frame = frame_at(self.openings, self.board, arisen)
        rulings = rulings_of(frame, arisen, self.task)
        np.logical_or(house, frame.house, out=house)
        return rulings

    def _under(self, ruling: Ruling, result: Outcomes, house: Flags) -> None:
        """Judges openings anew under the deadline that exceptions give them; in `house` a default led there."""
        if ruling.limit is None or ruling.clash:
            return
        demand = attrs.evolve(self.demand, limits=(ruling.limit,), instead=())
        here = self.openings.taken(ruling.where)
        own = None if self.allotted is None else self.allotted.of(ruling.where)
        spent = None if self.spent is None else spent_of(self.spent, np.flatnonzero(ruling.where), self.board)
        again = attrs.evolve(self, demand=demand, openings=here, allotted=own, spent=spent, is_ruled=True)
        result.put(ruling.where, again.outcomes())
        result.flag(result.is_breach & ruling.where & house, Flag.HOUSE_DEFAULT)
        result.exceptions[ruling.where] = ruling.code

    # ---- what it asks --------------------------------------------------------------------------

    def _conditions(self, result: Outcomes) -> Flags:
        """Settles what has not arisen; tells where a parameter left at its default was read."""
        house = np.zeros(self.openings.size, np.bool_)
        asked: list[tuple[Typed | None, str]] = [(self.demand.when, "when_false")]
        if not self.is_step:
            asked.insert(0, (self.rule.when, "when_false"))
        if not self.opens_anew and self.rule.trigger.kind in (TriggerKind.EACH, TriggerKind.ON_DAY):
            asked.insert(0, (self.rule.trigger.where, "trigger_condition_false"))
        for condition, reason in asked:
            if condition is None:
                continue
            holds = self._holds(condition, result.verdict < 0, house, hanging=result)
            result.settle(~holds, Verdict.NOT_APPLICABLE, reason)
        return house

    def _holds(
        self,
        condition: Typed,
        where: Flags,
        house: Flags,
        until: tuple[Ints, Ints] | None = None,
        hanging: Outcomes | None = None,
    ) -> Flags:
        """Whether a condition holds at the openings, or is all that is unknown of them (noted in `hanging`).

        Where it is not known otherwise, and asked, the case is routed.
        """
        frame = attrs.evolve(frame_at(self.openings, self.board, where), until=until)
        found = truth(condition, frame)
        undecided = where & (found == UNKNOWN)
        if hanging is not None and not self.is_step and undecided.any() and may_hang(self.rule):
            hung = hang(condition, frame, undecided, hanging)
            undecided &= ~hung
            found[hung] = YES
        self.task.route(self.openings.case[undecided])
        np.logical_or(house, frame.house, out=house)
        holds: Flags = found == YES
        return holds

    def dues(self, asked: Flags) -> Dues:
        """The dues of the demand, or of its periods, at the openings that are asked."""
        dues = demand_dues(self.demand, self.openings, self.task, asked)
        if self.is_step or self.rule.trigger.kind is TriggerKind.EACH:
            return dues
        bare = ~dues.has_moment & (dues.before == NO_ROW) & ~dues.waiting
        openings, ends = self.openings, self.openings.ends
        if self.in_period and openings.last_day is not None and openings.cut is not None:
            cut = bare & openings.cut & (ends != NO_ROW)
            dues.before = np.where(cut, ends, dues.before)
            dues.day = np.where(bare & ~cut, openings.last_day, dues.day)
        elif self.rule.trigger.kind is TriggerKind.ON_DAY:
            dues.day = np.where(bare, openings.day, dues.day)
        elif self.is_of_stretch:
            dues.before = np.where(bare, ends, dues.before)
        return dues

    def _window(self, acts: Acts, dues: Dues) -> tuple[Ints, Ints]:
        """The rows between which acts of each opening count, whether in time or not."""
        board, openings = self.board, self.openings
        low = low_of(openings, board, already=self.rule.already_counts)
        high = board.ends.take(openings.case)
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
        return low, high

    def acts(self, dues: Dues) -> Acts:
        """The acts that may count at each opening."""
        if self.allotted is not None:
            return of_these(self.allotted, self.demand.match.events, self.board)
        match = self.demand.match
        if needs_pairs(match, self.openings):
            acts = acts_by_opening(match, self.openings, self.task)
        else:
            acts = fitting(match, self.rule, self.task, self.openings)
        self._route_unclear(acts.rows, dues)
        return acts if self.spent is None else without(acts, self.spent, self.openings, self.task)

    def _route_unclear(self, acts: Ints, dues: Dues) -> None:
        """Where the hour of an act decides and is not told, or an act of one day bounds acts of its own type."""
        board = self.board
        if board.is_timed:
            return
        untimed = np.zeros(board.count, np.bool_)
        untimed[board.case[acts[~board.timed[acts]]]] = True
        case = self.openings.case
        self.task.route(case[(dues.on_clock | dues.exclusive) & untimed[case]])
        self._route_own_end(acts, dues.before)

    def _route_own_end(self, acts: Ints, bounds: Ints) -> None:
        """An act of a day without times that itself bounds the acts of that day."""
        if self.board.is_timed:
            return
        bounds = bounds[bounds != NO_ROW]
        bounds = bounds[~self.board.timed[bounds]]
        if len(bounds):
            own = self.board.marked(acts)[bounds]
            self.task.route(self.board.case[bounds[own]])

    # ---- verdicts ------------------------------------------------------------------------------

    def _owed(self, result: Outcomes, dues: Dues, arisen: Flags) -> None:
        demand, openings = self.demand, self.openings
        if not self.is_step and is_bare(self.rule, demand, openings) and are_bare(dues, self.board):
            acts = self.acts(dues)
            settle_at_once(demand, result, dues, self._first(acts, dues), self.board)
            return
        if self.in_period:
            early = dues.has_moment & (dues.day < openings.day)
            result.settle(arisen & early, Verdict.NOT_APPLICABLE, "due_before_scope")
        if demand.unless is not None:
            house = np.zeros(openings.size, np.bool_)
            holds = self._holds(
                demand.unless, result.verdict < 0, house, until_due(dues, openings, self.board)
            )
            result.settle(arisen & holds, Verdict.EXEMPT, "exception")
            dues.house |= house
        unmet = Unmet(demand, openings, self.task, self.lapses, self.is_step, self.window_end)
        missed = unmet.missed(dues)
        if demand.match.next:
            self._next(result, dues, unmet)
            return
        shown_day, shown_instant = dues.shown(self.board)
        late = self._performed(result, dues, shown_day != NO_DAY, missed)
        releases = releases_of(openings, self.task)
        releases.settle(result, shown_day, shown_instant)
        unmet.superseded(result, dues, missed)
        if self.rule.trigger.kind is TriggerKind.SINCE_LAST and not self.is_step:
            unmet.outlived(result, dues)
        unmet.pending(result, dues, ~missed)
        unmet.broken(result, dues, late, releases)

    def _performed(self, result: Outcomes, dues: Dues, has_due: Flags, missed: Flags) -> Chosen:
        """Settles what was performed in time; the acts that perform the rest, not in time."""
        openings, match = self.openings, self.demand.match
        acts = self.acts(dues)
        if is_plain(match) and match.maximum is None:
            # The same acts perform the demand, in time or late.
            first = self._first(acts, dues)
            self._settle_done(result, first, in_time(first.done, dues, self.board), has_due)
            return first
        low, high = self._window(acts, dues)
        every = found_from(acts, openings, low, high)
        bound = last_in_time(dues.day, dues.instant, dues.exclusive, dues.before, openings, self.board)
        prompt = found_from(acts, openings, low, np.minimum(high, bound))
        self._too_many(result, prompt)
        performed = self._chosen(prompt, result.verdict < 0, dues)
        done = self._settle_done(result, performed, performed.there, has_due)
        if match.maximum is not None:
            result.flag(done & ~missed, Flag.ONGOING)
        return self._chosen(every, (result.verdict < 0) & (every.counts > prompt.counts), dues)

    def _first(self, acts: Acts, dues: Dues) -> Chosen:
        """The first acts of each opening that perform the demand, in time or not."""
        low, high = self._window(acts, dues)
        if self.demand.match.minimum == 1:
            return single_acts(first_from(acts, self.openings, low, high))
        return first_acts(found_from(acts, self.openings, low, high), self.demand.match.minimum)

    def _settle_done(self, result: Outcomes, acts: Chosen, where: Flags, has_due: Flags) -> Flags:
        done = result.settle(where & has_due, Verdict.SATISFIED, "done_in_time")
        done |= result.settle(where & ~has_due, Verdict.SATISFIED, "done")
        show(result, done, acts)
        return done

    def _chosen(self, found: Found, asked: Flags, dues: Dues) -> Chosen:
        """The acts that perform the demand, where it is asked."""
        chosen = chosen_of(self.demand.match, found, self.openings, asked, self.task)
        dues.house |= chosen.house
        return chosen

    def _next(self, result: Outcomes, dues: Dues, unmet: Unmet) -> None:
        """What the very next event comes to."""
        following = following_rows(self.openings, result.verdict < 0, self.task)
        # What comes next comes next for every opening, also where each act answers one.
        acts = attrs.evolve(self, allotted=None).acts(dues)
        after = np.minimum(following + 1, self.board.ends[self.openings.case])
        every = found_from(acts, self.openings, following, after)
        settle_next(result, dues, unmet.missed(dues), following, every, self.openings, self.task)
        late = chosen_of(self.demand.match, every, self.openings, result.verdict < 0, self.task)
        unmet.broken(result, dues, late, releases_of(self.openings, self.task))

    def _too_many(self, result: Outcomes, prompt: Found) -> None:
        most = self.demand.match.maximum
        if most is None:
            return
        beyond = result.settle(prompt.counts > most, Verdict.VIOLATED, "too_many")
        show(result, beyond, first_acts(prompt, most + 1))
        rows = result.done[beyond]
        result.missed_day[beyond] = self.board.day[rows]
        result.missed_instant[beyond] = self.board.instant[rows]
