"""L302: an exemption that can never be granted."""

from __future__ import annotations

from collections.abc import Iterator

from dutylang.diagnostics.model import Diagnostic
from dutylang.lint.deciding import can_hold
from dutylang.lint.ground import Ground
from dutylang.lint.persons import bars_of, conditions_of, exemptions, given_of, reached
from dutylang.lint.rule import Rule, finding
from dutylang.ops.types import YES_NO
from dutylang.policy.model import PlacedRule
from dutylang.policy.places import can_be_breached, holds
from dutylang.policy.typed import Apply, Typed
from dutylang.syntax.ast import (
    And,
    Exemption,
    ExemptionWhen,
    Expr,
    ForEachBreach,
    ForFact,
    Liability,
    NoBreach,
    OpensOn,
)


def check(ground: Ground) -> Iterator[Diagnostic]:
    """Where its conditions exclude one another, its bars, or the ground of every liability that it is from."""
    for placed, rule in exemptions(ground):
        how = _why_never(placed, rule, ground)
        if how is not None:
            yield finding("L302", rule.declared.span, help=how, name=ground.shown(rule.declared))


def _why_never(placed: PlacedRule, rule: Exemption, ground: Ground) -> str | None:
    asked = conditions_of(rule, ground)
    if can_hold(asked, ground.words(rule)) is False:
        return "conditions"
    open_doors: list[Typed] = [Apply("not", (bar,), YES_NO) for bar in bars_of(rule, ground)]
    if can_hold([*asked, *open_doors], ground.words(rule)) is False:
        return "barred"
    grounds = reached(placed, ground)
    if grounds and all(_excludes(each, rule, [*asked, *open_doors], ground) for _, each in grounds):
        return "ground"
    return None


def _excludes(liability: Liability, rule: Exemption, asked: list[Typed], ground: Ground) -> bool:
    """Whether a liability arises only where the exemption does not hold."""
    if can_hold([*asked, *given_of(liability, ground)], ground.words(rule)) is False:
        return True
    return any(
        _is_the_breach(liability, each, ground)
        for clause in rule.clauses
        if isinstance(clause, ExemptionWhen)
        for each in _all_of(clause.condition)
    )


def _all_of(condition: Expr) -> Iterator[Expr]:
    """The parts of a condition that must all hold."""
    if isinstance(condition, And):
        for item in condition.items:
            yield from _all_of(item)
    else:
        yield condition


def _is_the_breach(liability: Liability, condition: Expr, ground: Ground) -> bool:
    """Whether what is asked for is that there be no breach of the kind that the liability rests on."""
    if not isinstance(condition, NoBreach) or condition.person_bore:
        return False  # who answers need not be who bore the duty
    breaches = [clause for clause in liability.clauses if isinstance(clause, ForEachBreach)]
    if not breaches or any(isinstance(clause, (ForFact, OpensOn)) for clause in liability.clauses):
        return False
    excluded = {
        placed.rule.declared.name
        for placed in ground.rules
        if can_be_breached(placed) and holds(condition.range, placed)
    }
    return all(
        breach.rule is not None
        and breach.rule.text in excluded
        and (breach.unrepaired or not condition.unrepaired)
        for breach in breaches
    )


RULE = Rule("L302", check)
