"""L209: the conditions of a rule exclude one another, so that it never applies."""

from __future__ import annotations

from collections.abc import Iterator

from dutylang.diagnostics.model import Diagnostic
from dutylang.lint.deciding import can_hold
from dutylang.lint.ground import Ground
from dutylang.lint.rule import Rule, finding
from dutylang.policy.reach import settled
from dutylang.syntax.ast import (
    Checklist,
    Duty,
    Expr,
    Liability,
    LiabilityWhen,
    Obligation,
    OnlyAfter,
    When,
)
from dutylang.syntax.ast import (
    Rule as Written,
)


def check(ground: Ground) -> Iterator[Diagnostic]:
    """Each rule whose conditions, taken together, no case can meet. One that is never so by itself is D006."""
    for placed in ground.rules:
        for conditions in _together(placed.rule):
            typed = [ground.typed(each) for each in conditions]
            known = [each for each in typed if each is not None]
            if not known or any(settled(each) is not None for each in known):
                continue
            if can_hold(known, ground.words(placed.rule)) is False:
                args = {"name": ground.shown(placed.rule.declared), "text": ground.quote(conditions[-1].span)}
                yield finding("L209", conditions[-1].span, args=args)


def _together(rule: Written) -> Iterator[list[Expr]]:
    """Conditions that are read at one moment and must all hold."""
    if isinstance(rule, Duty):
        whens = [clause.condition for clause in rule.clauses if isinstance(clause, When)]
        own = [
            clause.when
            for clause in rule.clauses
            if isinstance(clause, (Obligation, OnlyAfter)) and clause.when is not None
        ]
        yield [*whens, *own]
    elif isinstance(rule, Liability):
        yield [clause.condition for clause in rule.clauses if isinstance(clause, LiabilityWhen)]
    elif isinstance(rule, Checklist):
        for item in rule.items:
            yield [item.when] if item.when is not None else []


RULE = Rule("L209", check)
