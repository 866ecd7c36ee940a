"""Judging one demand: met, late, broken, pending or exempt. The meaning of an obligation to achieve."""

from __future__ import annotations

from collections.abc import Hashable

import attrs

from dutylang.assessment.leaves import Leaf, LeafKind
from dutylang.assessment.model import Flag, NearMiss, Verdict
from dutylang.assessment.single.conditions import decide
from dutylang.assessment.single.context import Context
from dutylang.assessment.single.dues import Due, due_of
from dutylang.assessment.single.each_holder import by_each_holder
from dutylang.assessment.single.exceptions import Ruling, ruling_of
from dutylang.assessment.single.late import late_outcome
from dutylang.assessment.single.matching import (
    Candidate,
    candidates,
    chosen,
    in_time,
    near_misses,
    needs_strict_order,
    opened_at,
)
from dutylang.assessment.single.next_event import judge_next
from dutylang.assessment.single.no_longer_owed import no_longer_owed
from dutylang.assessment.single.open_ends import may_be_over, unless_closed
from dutylang.assessment.single.openings import Opening
from dutylang.assessment.single.outcome import Outcome
from dutylang.assessment.single.releases import ended_at, excepted
from dutylang.assessment.single.timeline import not_later
from dutylang.cases.record import EventRecord
from dutylang.plan.model import Demand, RulePlan, TriggerKind
from dutylang.values import Moment, Truth


@attrs.frozen
class Judge:
    """One demand of one opening. `allotted`: the acts that may answer it; `spent`: those that have answered."""

    demand: Demand
    opening: Opening
    rule: RulePlan
    context: Context
    is_step: bool = False
    allotted: frozenset[int] | None = None
    spent: frozenset[int] = frozenset()

    @property
    def window_end(self) -> EventRecord | None:
        """The event after which nothing counts any more, for duties of a stretch."""
        if self.is_step or self.rule.lapses is False or not self.is_of_stretch:
            return None
        return self.opening.stretch.end

    @property
    def is_of_stretch(self) -> bool:
        """Whether one instance stands for a whole stretch, so that its window is the stretch."""
        return self.rule.trigger.kind in (TriggerKind.SCOPE, TriggerKind.SINCE_LAST)

    @property
    def lapses(self) -> bool:
        """Whether the duty ends with its window when it is missed."""
        if self.rule.lapses is not None and not self.is_step:
            return self.rule.lapses
        kind = self.rule.trigger.kind
        return not self.is_step and kind in (TriggerKind.PERIODS, TriggerKind.ON_DAY)

    def due(self) -> Due:
        """The due of the demand, or of its period or very day."""
        here = attrs.evolve(self.context, moment=opened_at(self.opening, self.context))
        due = due_of(self.demand, self.opening, self.rule, here)
        if due.moment is not None or due.before is not None or due.waiting:
            return due
        if self.rule.trigger.kind is TriggerKind.ON_DAY and not self.is_step:
            return Due(self.opening.moment)
        if self.opening.period is not None and not self.is_step:
            end = self.opening.stretch.end
            if self.opening.cut and end is not None:
                return Due(before=end)
            return Due(Moment(self.opening.period[2]))
        if not self.is_step and self.is_of_stretch and self.opening.stretch.end is not None:
            return Due(before=self.opening.stretch.end)
        return due

    def outcome(self) -> Outcome:
        """The verdict of the instance, flags of counting included."""
        result = self._judged()
        if result.is_breach and not self.is_step and may_be_over(self):
            result = Outcome(Verdict.NOT_APPLICABLE, "assumed_ended")
        flags = set(result.flags)
        due = result.due
        if due is not None:
            if any(count.provisional for count in due.counts):
                flags.add(Flag.PROVISIONAL)
            if due.stopped or any(count.suspended for count in due.counts):
                flags.add(Flag.SUSPENDED)
        if self.context.trace.house_default and result.is_breach:
            flags.add(Flag.HOUSE_DEFAULT)
        if self.context.trace.order_assumed or self._order_assumed(result):
            flags.add(Flag.ORDER_ASSUMED)
        return attrs.evolve(
            result,
            flags=frozenset(flags),
            opened=result.opened or self.opening.moment,
            trigger=self.opening.event,
            roles=self.demand.bearers,
            holder=self.opening.holder,
            advisory=self.demand.advisory,
        )

    def _order_assumed(self, result: Outcome) -> bool:
        """Whether the evidence rests on an order of two acts of one day that the record does not show."""
        bounds = [] if self.rule.already_counts or self.opening.event is None else [self.opening.event]
        if result.due is not None and result.due.before is not None:
            bounds.append(result.due.before)
        order = self.context.timeline.order
        return any(order(act, bound) is None for act in result.evidence for bound in bounds)

    def _judged(self) -> Outcome:
        here = self._at_opening()
        if self.opening.condition is not None and not decide(self.opening.condition, here):
            return Outcome(Verdict.NOT_APPLICABLE, "trigger_condition_false")
        for condition in (None if self.is_step else self.rule.when, self.demand.when):
            if condition is not None and not decide(condition, here):
                return Outcome(Verdict.NOT_APPLICABLE, "when_false")
        ruling = self.ruling(here)
        if ruling is None:
            return self.owed(here)
        if ruling.outcome is not None:
            return ruling.outcome if ruling.clash else attrs.evolve(ruling.outcome, due=self.due())
        return ruling.on(self.under(ruling).owed(here))

    def ruling(self, here: Context | None = None) -> Ruling | None:
        """What exceptions to the rule come to at the opening; steps have their own deadlines."""
        return None if self.is_step else ruling_of(self.rule, here or self._at_opening())

    def under(self, ruling: Ruling) -> Judge:
        """The same demand with the deadline that its exceptions give it."""
        limits = (ruling.limit,) if ruling.limit is not None else self.demand.limits
        return attrs.evolve(self, demand=attrs.evolve(self.demand, limits=limits, instead=()))

    def _at_opening(self) -> Context:
        return attrs.evolve(
            self.context,
            moment=opened_at(self.opening, self.context),
            trigger=self.opening.subject,
            event=self.opening.event,
        )

    def owed(self, here: Context) -> Outcome:
        """The verdict of a duty that has arisen."""
        due = self.due()
        in_period = self.opening.period is not None and not self.is_step
        if in_period and due.moment is not None and due.moment.day < here.moment.day:
            return Outcome(Verdict.NOT_APPLICABLE, "due_before_scope", due=due)
        exception = excepted(self.demand.unless, due, here)
        if exception is not None:
            return attrs.evolve(exception, due=due)
        if self.demand.match.next:
            return judge_next(self, due)
        strictly = needs_strict_order(self.demand.match, due)
        assumed = self.context.trace.order_assumed
        found = candidates(self.demand.match, self.opening, self.rule, self.context, strictly=strictly)
        self.context.trace.order_assumed = assumed  # only the evidence's own order counts
        result = self._performed(due, [self._in_window(each) for each in self._of_period(found, due)])
        return by_each_holder(self, unless_closed(self, result, due))

    def _of_period(self, found: list[Candidate], due: Due) -> list[Candidate]:
        """One act serves one period: the acts of other periods are not looked at."""
        if self.opening.period is None or not self.lapses:
            return found
        _, first, last = self.opening.period
        if due.moment is not None:
            last = max(last, due.moment.day)
        return [each for each in found if first <= each.event.at.day <= last]

    def _in_window(self, candidate: Candidate) -> Candidate:
        """Acts after the window, before it, or of another instance do not count."""
        if candidate.truth is Truth.NO:
            return candidate
        event, end = candidate.event, self.window_end
        if end is not None and self.context.timeline.order(event, end) in (0, 1):
            return Candidate(event, Truth.NO, "after_window")
        elsewhere = self.allotted is not None and event.position not in self.allotted
        if elsewhere or event.position in self.spent:
            return Candidate(event, Truth.NO, "used_elsewhere")
        return candidate

    # ---- performance -------------------------------------------------------------------------

    def _performed(self, due: Due, found: list[Candidate]) -> Outcome:
        match, context = self.demand.match, self.context
        sure = [each.event for each in found if each.truth is Truth.YES]
        prompt = [event for event in sure if in_time(event, due, context)]
        misses = near_misses(found, context)
        if match.maximum is not None and len(prompt) > match.maximum:
            extra = tuple(prompt[: match.maximum + 1])
            return Outcome(
                Verdict.VIOLATED,
                "too_many",
                {"maximum": match.maximum, "count": len(prompt)},
                due=due,
                done=extra[-1],
                evidence=extra,
                missed_at=extra[-1].at,
            )
        evidence = chosen(prompt, match, self.opening, context)
        if evidence is not None:
            return self._satisfied(due, evidence)
        maybe = [each for each in found if each.truth is Truth.UNKNOWN]
        if any(in_time(each.event, due, context) for each in maybe):
            self.ask(next(each for each in maybe if in_time(each.event, due, context)))
        missed = self.missed(due)
        answer = self._ask_register(
            due, missed, late_known=chosen(sure, match, self.opening, context) is not None
        )
        if answer == "in_time":
            return Outcome(Verdict.SATISFIED, "assumed_done", due=due)
        over = no_longer_owed(self, due, missed=missed, misses=misses)
        if over is not None:
            return over
        if not missed:
            return self._pending(due, misses)
        if answer == "late":
            missed_at = due.shown or self.context.timeline.closed_at
            return Outcome(Verdict.LATE, "assumed_done_late", due=due, missed_at=missed_at)
        return self.broken(due, sure, maybe, misses)

    def _is_part_last(self, due: Due) -> bool:
        """Of a period that the scope cuts short: whether the scope ended before its due."""
        end = self.opening.stretch.end.at if self.opening.stretch.end else self.context.timeline.closed_at
        return self.opening.cut and (due.moment is None or (end is not None and not_later(end, due.moment)))

    def _satisfied(self, due: Due, evidence: list[EventRecord]) -> Outcome:
        flags = frozenset[Flag]()
        if self.demand.match.maximum is not None and not self.missed(due):
            flags = frozenset([Flag.ONGOING])
        return Outcome(
            Verdict.SATISFIED,
            "done_in_time" if due.shown is not None else "done",
            flags=flags,
            due=due,
            done=evidence[-1],
            evidence=tuple(evidence),
        )

    def ask(self, candidate: Candidate) -> None:
        """Raises for the first open question of an act that may count."""
        question, leaf = candidate.asks[0]
        self.context.world.ask(question, leaf)

    def missed(self, due: Due) -> bool:
        """Whether the due lies behind the as-of moment; without one, whether the case is closed."""
        if due.before is not None:
            return True
        if due.moment is not None:
            passed = self.context.timeline.passed(due.moment, exclusive=due.exclusive)
            return passed or self._may_have_passed(due)
        if due.waiting:
            return False
        return self.context.timeline.closed_at is not None

    def _may_have_passed(self, due: Due) -> bool:
        """Where the trigger has no hour, the due lies between two instants; as of between them it is asked."""
        timeline, trigger = self.context.timeline, self.opening.event
        if due.earliest is None or not timeline.passed(due.earliest, exclusive=due.exclusive):
            return False
        subject = trigger.type if trigger is not None else self.rule.name
        position = trigger.position if trigger is not None else None
        leaf = Leaf(LeafKind.ORDER, subject, "", "ambiguous", position)
        return self.context.world.ask(("due hour", self.opening.label), leaf) is True

    def _ask_register(self, due: Due, missed: bool, *, late_known: bool) -> Hashable:
        """What an unrecorded act may have done, where the register does not cover the window."""
        timeline, events = self.context.timeline, self.demand.match.events
        if timeline.complete_now(events):
            return "none"
        bound = due.shown or timeline.horizon.as_of
        answers: list[Hashable] = []
        if not timeline.covers(events, bound):
            answers.append("in_time")
        owed_on = due.before is None or self.rule.lapses is False
        if missed and not self.lapses and owed_on and not late_known:
            answers.append("late")
        if not answers:
            return "none"
        leaf = Leaf(LeafKind.REGISTER, events[0], why="incomplete")
        question = ("unrecorded", events, self.opening.label)
        return self.context.world.ask(question, leaf, answers=(*answers, "none"))

    def _pending(self, due: Due, misses: tuple[NearMiss, ...]) -> Outcome:
        timeline = self.context.timeline
        if due.waiting and timeline.closed_at is not None and not due.stopped:
            return Outcome(Verdict.NOT_APPLICABLE, "anchor_never_came", due=due)
        stretch = self.opening.stretch
        if self._is_part_last(due):
            return Outcome(Verdict.EXEMPT, "scope_ended", due=due)
        if stretch.closed_only and stretch.end is None and timeline.closed_at is not None:
            return Outcome(Verdict.NOT_APPLICABLE, "window_never_closed", due=due)
        reason = "suspended" if due.stopped else "waiting" if due.waiting else "not_yet_due"
        return Outcome(Verdict.PENDING, reason, due=due, near_misses=misses)

    def broken(
        self, due: Due, sure: list[EventRecord], maybe: list[Candidate], misses: tuple[NearMiss, ...]
    ) -> Outcome:
        timeline, stretch = self.context.timeline, self.opening.stretch
        if self._is_part_last(due):
            return Outcome(Verdict.EXEMPT, "scope_ended", due=due)
        if stretch.closed_only and stretch.end is None and due.shown is None:
            return Outcome(Verdict.NOT_APPLICABLE, "window_never_closed", due=due)
        missed_at = due.shown or timeline.closed_at
        over = self.lapses or (due.before is not None and (self.is_step or self.rule.lapses is not False))
        late = chosen(sure, self.demand.match, self.opening, self.context)
        ended = ended_at(self.rule, self.opening, self.context)
        if late is not None and not over and (ended is None or not_later(late[-1].at, ended)):
            return late_outcome(self.demand, due, late, self.context)
        if maybe and not over and ended is None:
            self.ask(maybe[0])
        flags: set[Flag] = set()
        if not over and self.window_end is None and ended is None:
            flags.add(Flag.STILL_OWED)
        reason = "done_after_window" if late is not None else "not_done" if due.shown else "closed_undone"
        return Outcome(
            Verdict.VIOLATED,
            reason,
            flags=frozenset(flags),
            due=due,
            near_misses=misses,
            missed_at=missed_at,
        )
