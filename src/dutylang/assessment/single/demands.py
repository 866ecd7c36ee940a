"""Judging one demand: met, late, broken, pending or exempt. The meaning of an obligation to achieve."""

from __future__ import annotations

import datetime as dt
from collections.abc import Hashable

import attrs

from dutylang.assessment.model import Flag, Leaf, LeafKind, Verdict
from dutylang.assessment.single.conditions import decide
from dutylang.assessment.single.context import Context
from dutylang.assessment.single.dues import Due, due_of
from dutylang.assessment.single.matching import (
    Candidate,
    candidates,
    chosen,
    in_time,
    near_misses,
    needs_strict_order,
    opened_at,
)
from dutylang.assessment.single.openings import Opening
from dutylang.assessment.single.outcome import Outcome, follows
from dutylang.assessment.single.releases import excepted, released
from dutylang.assessment.single.timeline import not_later
from dutylang.calendars.moments import add_days, latest_instant
from dutylang.calendars.spans import lateness
from dutylang.cases.record import EventRecord
from dutylang.plan.deadlines import AfterLimit, LeadLimit, PickLimit
from dutylang.plan.model import Demand, RulePlan, TriggerKind
from dutylang.values import Moment, Truth


@attrs.frozen
class Judge:
    """One demand of one opening. `allotted`: the acts that may answer it, where each answers its own."""

    demand: Demand
    opening: Opening
    rule: RulePlan
    context: Context
    is_step: bool = False
    allotted: frozenset[int] | None = None

    @property
    def window_end(self) -> EventRecord | None:
        """The event after which nothing counts any more, for duties of a stretch."""
        if self.is_step or self.rule.lapses is False or not self._is_of_stretch:
            return None
        return self.opening.stretch.end

    @property
    def _is_of_stretch(self) -> bool:
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
            return Due(Moment(self._period_end()))
        if not self.is_step and self._is_of_stretch and self.opening.stretch.end is not None:
            return Due(before=self.opening.stretch.end)
        return due

    def _period_end(self) -> dt.date:
        assert self.opening.period is not None
        last = self.opening.period[2]
        end = self.opening.stretch.end
        if self.opening.cut and end is not None:
            return add_days(end.at.day, -1)
        return last

    def outcome(self) -> Outcome:
        """The verdict of the instance, flags of counting included."""
        result = self._judged()
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
        here = attrs.evolve(
            self.context,
            moment=opened_at(self.opening, self.context),
            trigger=self.opening.event,
            event=self.opening.event,
        )
        if self.opening.condition is not None and not decide(self.opening.condition, here):
            return Outcome(Verdict.NOT_APPLICABLE, "trigger_condition_false")
        for condition in (None if self.is_step else self.rule.when, self.demand.when):
            if condition is not None and not decide(condition, here):
                return Outcome(Verdict.NOT_APPLICABLE, "when_false")
        due = self.due()
        if self.opening.period is not None and due.moment is not None and not self.is_step:
            if due.moment.day < here.moment.day:
                return Outcome(Verdict.NOT_APPLICABLE, "due_before_scope", due=due)
        exception = excepted(self.demand.unless, due, here)
        if exception is not None:
            return attrs.evolve(exception, due=due)
        if self.demand.match.next:
            return self._next(due)
        strictly = needs_strict_order(self.rule, self.demand.match, due)
        assumed = self.context.trace.order_assumed
        found = candidates(self.demand.match, self.opening, self.rule, self.context, strictly=strictly)
        self.context.trace.order_assumed = assumed  # only the evidence's own order counts
        return self._performed(due, [self._in_window(each) for each in self._of_period(found, due)])

    def _of_period(self, found: list[Candidate], due: Due) -> list[Candidate]:
        """One act serves one period: the acts of other periods are not looked at."""
        if self.opening.period is None or not self.lapses:
            return found
        _, first, last = self.opening.period
        if due.moment is not None:
            last = max(last, due.moment.day)
        return [each for each in found if first <= each.event.at.day <= last]

    def _in_window(self, candidate: Candidate) -> Candidate:
        """Acts after the window, before it, or allotted to another instance do not count."""
        if candidate.truth is Truth.NO:
            return candidate
        event, end = candidate.event, self.window_end
        if end is not None and self.context.timeline.order(event, end) in (0, 1):
            return Candidate(event, Truth.NO, "after_window")
        if self.allotted is not None and event.position not in self.allotted:
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
            return self._satisfied(due, evidence, misses)
        maybe = [each for each in found if each.truth is Truth.UNKNOWN]
        if any(in_time(each.event, due, context) for each in maybe):
            self._ask(next(each for each in maybe if in_time(each.event, due, context)))
        missed = self._missed(due)
        answer = self._ask_register(
            due, missed, late_known=chosen(sure, match, self.opening, context) is not None
        )
        if answer == "in_time":
            return Outcome(Verdict.SATISFIED, "assumed_done", due=due)
        released_outcome = released(self.rule, self.opening, due, context)
        if released_outcome is not None:
            return attrs.evolve(released_outcome, due=due, near_misses=misses)
        superseded = self._superseded(due, missed)
        if superseded is not None:
            return attrs.evolve(superseded, due=due)
        if not missed:
            return self._pending(due, misses)
        if answer == "late":
            return Outcome(Verdict.LATE, "assumed_done_late", due=due, missed_at=due.shown)
        return self._broken(due, sure, maybe, misses)

    def _satisfied(self, due: Due, evidence: list[EventRecord], misses: tuple[object, ...]) -> Outcome:
        flags = frozenset[Flag]()
        if self.demand.match.maximum is not None and not self._missed(due):
            flags = frozenset([Flag.ONGOING])
        return Outcome(
            Verdict.SATISFIED,
            "done_in_time" if due.shown is not None else "done",
            flags=flags,
            due=due,
            done=evidence[-1],
            evidence=tuple(evidence),
        )

    def _ask(self, candidate: Candidate) -> None:
        """Raises for the first open question of an act that may count."""
        for question, leaf in candidate.asks:
            self.context.world.ask(question, leaf)

    def _missed(self, due: Due) -> bool:
        """Whether the due lies behind the as-of moment; without one, whether the case is closed."""
        if due.before is not None:
            return True
        if due.moment is not None:
            return self.context.timeline.passed(due.moment, exclusive=due.exclusive)
        if due.waiting:
            return False
        return self.context.timeline.closed_at is not None

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

    def _superseded(self, due: Due, missed: bool) -> Outcome | None:
        newer = self.opening.superseded_by
        if newer is None or (missed and not in_time(newer, due, self.context)):
            return None
        return Outcome(Verdict.NOT_APPLICABLE, "superseded", {"event": newer.position})

    def _pending(self, due: Due, misses: tuple[object, ...]) -> Outcome:
        timeline = self.context.timeline
        if due.waiting and timeline.closed_at is not None and not due.stopped:
            return Outcome(Verdict.NOT_APPLICABLE, "anchor_never_came", due=due)
        stretch = self.opening.stretch
        if self.opening.cut:
            return Outcome(Verdict.EXEMPT, "scope_ended", due=due)
        if stretch.closed_only and stretch.end is None and timeline.closed_at is not None:
            return Outcome(Verdict.NOT_APPLICABLE, "window_never_closed", due=due)
        reason = "suspended" if due.stopped else "waiting" if due.waiting else "not_yet_due"
        return Outcome(Verdict.PENDING, reason, due=due, near_misses=misses)  # type: ignore[arg-type]

    def _broken(
        self, due: Due, sure: list[EventRecord], maybe: list[Candidate], misses: tuple[object, ...]
    ) -> Outcome:
        timeline = self.context.timeline
        stretch = self.opening.stretch
        if self.opening.cut:
            return Outcome(Verdict.EXEMPT, "scope_ended", due=due)
        if stretch.closed_only and stretch.end is None and due.shown is None:
            return Outcome(Verdict.NOT_APPLICABLE, "window_never_closed", due=due)
        missed_at = due.shown or timeline.closed_at
        over = self.lapses or (due.before is not None and (self.is_step or self.rule.lapses is not False))
        late = chosen(sure, self.demand.match, self.opening, self.context)
        if late is not None and not over:
            return self._late(due, late)
        if maybe and not over:
            self._ask(maybe[0])
        flags: set[Flag] = set()
        owed = not over and self.window_end is None
        if owed and timeline.closed_at is None and not _ended(self.rule, timeline, missed_at):
            flags.add(Flag.STILL_OWED)
        reason = "done_after_window" if late is not None else "not_done" if due.shown else "closed_undone"
        return Outcome(
            Verdict.VIOLATED,
            reason,
            flags=frozenset(flags),
            due=due,
            near_misses=misses,  # type: ignore[arg-type]
            missed_at=missed_at,
        )

    def _late(self, due: Due, evidence: list[EventRecord]) -> Outcome:
        setting = self.context.setting
        last = due.moment or due.shown or evidence[-1].at
        calendar = setting.calendar(_calendar_of(self.demand, setting.policy_calendar))
        amount = lateness(last, evidence[-1].at, self.demand.unit, calendar, setting.tz)
        return Outcome(
            Verdict.LATE,
            "done_late",
            due=due,
            done=evidence[-1],
            evidence=tuple(evidence),
            lateness=amount,
            missed_at=last,
        )

    # ---- the very next event -----------------------------------------------------------------

    def _next(self, due: Due) -> Outcome:
        following = self._following()
        if following is None:
            if not self._missed(due) and self.context.timeline.closed_at is None:
                return Outcome(Verdict.PENDING, "not_yet_due", due=due)
            missed_at = due.shown or self.context.timeline.closed_at
            return Outcome(Verdict.VIOLATED, "not_done", due=due, missed_at=missed_at)
        found = candidates(self.demand.match, self.opening, self.rule, self.context, strictly=True)
        mine = next((each for each in found if each.event.position == following.position), None)
        if mine is not None and mine.truth is Truth.UNKNOWN:
            self._ask(mine)
        if mine is None or mine.truth is Truth.NO:
            args = {"event": following.position, "type": following.type}
            return Outcome(Verdict.VIOLATED, "other_came_next", args, due=due, missed_at=following.at)
        if not in_time(following, due, self.context):
            return self._broken(due, [following], [], ())
        return Outcome(Verdict.SATISFIED, "done_in_time", due=due, done=following, evidence=(following,))

    def _following(self) -> EventRecord | None:
        for event in self.context.timeline.events:
            if self.opening.event is not None and event.position == self.opening.event.position:
                continue
            if follows(event, self.opening, self.context, strictly=True):
                return event
        return None


def _ended(rule: RulePlan, timeline: object, missed_at: Moment | None) -> bool:
    """Whether a discharge or waiver after the due has ended what was still owed."""
    by_type = getattr(timeline, "by_type")  # noqa: B009
    return missed_at is not None and any(by_type.get(each.event) for each in rule.discharges)


def _calendar_of(demand: Demand, default: str) -> str:
    for limit in demand.limits:
        if isinstance(limit, AfterLimit | LeadLimit):
            return limit.counting.calendar
        if isinstance(limit, PickLimit):
            for each in limit.limits:
                if isinstance(each, AfterLimit | LeadLimit):
                    return each.counting.calendar
    return default


def later(first: Moment | None, second: Moment | None, context: Context) -> bool:
    """Whether `first` is known to be later than `second`."""
    if first is None or second is None:
        return False
    return latest_instant(first, context.setting.tz) > latest_instant(second, context.setting.tz)


__all__ = ["Judge", "later", "not_later"]
