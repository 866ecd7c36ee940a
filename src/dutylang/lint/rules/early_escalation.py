"""L201: what follows a missed deadline falls due before that deadline, or with it."""

from __future__ import annotations

from collections.abc import Iterator

from dutylang.diagnostics.model import Diagnostic, Label
from dutylang.lint.dues import Due, begins_with, due_of, surely_not_later
from dutylang.lint.ground import Ground
from dutylang.lint.rule import Rule, finding
from dutylang.syntax.ast import After, Duty, Limit, Obligation, Step, StepKind

FOLLOWING_A_MISS = (StepKind.OTHERWISE, StepKind.IF_ANY_MISSED, StepKind.IF_LATE)


def check(ground: Ground) -> Iterator[Diagnostic]:
    """Each step that opens on a miss and whose deadline is then over, as far as the words show."""
    for placed in ground.rules:
        if isinstance(placed.rule, Duty):
            yield from _of_duty(placed.rule, ground)


def _of_duty(duty: Duty, ground: Ground) -> Iterator[Diagnostic]:
    trigger = next((each for each in duty.clauses if isinstance(each, After)), None)
    missed: Due | None = None
    for clause in duty.clauses:
        if isinstance(clause, Obligation):
            missed = due_of(_limit(clause), trigger.event.text if trigger is not None else None, ground)
        elif isinstance(clause, Step):
            follows = clause.kind in FOLLOWING_A_MISS
            limit = _limit(clause.obligation)
            # A period without `after` runs from the miss itself and cannot end before it.
            due = due_of(limit, begins_with(clause), ground)
            if follows and due is not None and missed is not None and surely_not_later(due, missed):
                label = Label(missed.limit.span, "lint.own")
                name = ground.shown(duty.declared)
                yield finding(
                    "L201", due.limit.span, labels=[label], name=name, text=ground.quote(due.limit.span)
                )
            missed = due if due is not None or not follows else missed


def _limit(obligation: Obligation) -> Limit | None:
    found = [each for each in obligation.bounds if isinstance(each, Limit)]
    return found[0] if len(found) == 1 and not obligation.instead and not obligation.extended else None


RULE = Rule("L201", check)
