"""Exceptions to a rule, for one instance: which of them hold, what they come to, and whether they agree."""

from __future__ import annotations

from collections.abc import Sequence

import attrs

from dutylang.assessment.model import Verdict
from dutylang.assessment.single.conditions import decide
from dutylang.assessment.single.context import Context, Trace, period_value
from dutylang.assessment.single.outcome import Outcome
from dutylang.plan.accountability import ExceptionPlan
from dutylang.plan.deadlines import AfterLimit, LeadLimit, LimitPlan, PickLimit
from dutylang.plan.model import RulePlan


@attrs.frozen
class Ruling:
    """What the exceptions `names` come to: another deadline, no duty at all (no `limit`), or a clash."""

    names: tuple[str, ...]
    limit: LimitPlan | None = None
    clash: bool = False

    @property
    def outcome(self) -> Outcome | None:
        """The verdict that they give the instance; None where the duty stays, with another deadline."""
        if self.limit is not None:
            return None
        args = {"exceptions": ", ".join(self.names)}
        if self.clash:
            return Outcome(Verdict.CONFLICT, "exceptions_clash", args, exceptions=self.names)
        return Outcome(Verdict.EXEMPT, "exception", args, exceptions=self.names)

    def on(self, base: Outcome) -> Outcome:
        """An outcome as they leave it: another verdict, or the same under another deadline."""
        ruled = self.outcome
        if ruled is None:
            return attrs.evolve(base, exceptions=self.names)
        return attrs.evolve(
            base,
            verdict=ruled.verdict,
            reason=ruled.reason,
            args=ruled.args,
            exceptions=ruled.exceptions,
            missed_at=None,
        )


def ruling_of(rule: RulePlan, context: Context) -> Ruling | None:
    """What the exceptions of a rule come to where its instance is read; None where none of them counts.

    Asks the world for conditions that are unknown, and of no more exceptions than the answer needs.
    """
    if not rule.exceptions:
        return None
    holding = _Holding(rule, context)
    # Asked by name and told as the policy has them: what is asked may not hang on the order of the policy.
    asked = sorted(rule.exceptions, key=lambda each: each.name)
    counting = {each.name for each in asked if holding.counts(each)}
    found = [each for each in rule.exceptions if each.name in counting]
    left = [each for each in found if not any(outranks(other, each) for other in found)]
    if not left:
        return None
    names = tuple(each.name for each in left)
    limits = [each.limit for each in left]
    said = [_with_values(limit, context) for limit in limits]
    if any(limit != said[0] for limit in said):
        return Ruling(names, clash=True)
    return Ruling(names, limits[0])


def _with_values(limit: LimitPlan | None, context: Context) -> LimitPlan | None:
    """A deadline with its parameters read: the same period is the same however it is written."""
    match limit:
        case AfterLimit(period=period) | LeadLimit(period=period):
            value = period_value(period, context.moment.day, context.setting, Trace())
            return attrs.evolve(limit, period=value)
        case PickLimit(limits=limits):
            read = (_with_values(each, context) for each in limits)
            return attrs.evolve(limit, limits=tuple(each for each in read if each is not None))
        case _:
            return limit


def excused(rule: RulePlan, context: Context) -> Outcome | None:
    """Exempt or in conflict by exceptions; None where there are none, or they change a deadline alone."""
    ruling = ruling_of(rule, context)
    return ruling.outcome if ruling is not None else None


def with_exceptions(outcome: Outcome, names: Sequence[str]) -> Outcome:
    """The outcome with those exceptions alone, such as are certain to bear on it."""
    args = dict(outcome.args)
    if "exceptions" in args:
        args["exceptions"] = ", ".join(names)
    return attrs.evolve(outcome, exceptions=tuple(names), args=args)


def changes_deadline(exceptions: Sequence[ExceptionPlan]) -> bool:
    """Whether one of them gives another deadline."""
    return any(each.limit is not None for each in exceptions)


def outranks(one: ExceptionPlan, other: ExceptionPlan) -> bool:
    """Whether one counts before the other where both hold; of two that agree both are cited."""
    return one.limit != other.limit and other.name in (*one.prevails_over, *one.changes)


class _Holding:
    """Which exceptions hold for one instance, each asked at most once. What they lift is acyclic."""

    def __init__(self, rule: RulePlan, context: Context) -> None:
        self._rule = rule.name
        self._context = context
        self._exceptions = {each.name: each for each in sorted(rule.exceptions, key=lambda one: one.name)}
        self._known: dict[str, bool] = {}

    def counts(self, exception: ExceptionPlan) -> bool:
        """Whether an exception excepts from the rule itself here, and holds."""
        if self._rule in exception.rules:
            return self._holds(exception.name)
        changed = [name for name in exception.changes if name in self._exceptions]
        return bool(changed) and self._holds(exception.name) and any(self._holds(name) for name in changed)

    def _holds(self, name: str) -> bool:
        if name not in self._known:
            exception = self._exceptions[name]
            self._known[name] = self._applies(exception) and not any(
                self._holds(other.name) for other in self._exceptions.values() if name in other.blocks
            )
        return self._known[name]

    def _applies(self, exception: ExceptionPlan) -> bool:
        """Whether an exception is in force on the day of reading, and its condition is true."""
        day = self._context.moment.day
        if day < exception.since or (exception.until is not None and day > exception.until):
            return False
        return exception.when is None or decide(exception.when, self._context)
