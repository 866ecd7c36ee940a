"""L303: an exemption that always is: nothing is asked for, or only what the liability itself makes sure of."""

from __future__ import annotations

from collections.abc import Iterator

from dutylang.diagnostics.model import Diagnostic
from dutylang.lint.deciding import always_holds
from dutylang.lint.ground import Ground
from dutylang.lint.persons import bars_of, conditions_of, exemptions, given_of, reached
from dutylang.lint.rule import Rule, finding
from dutylang.ops.types import YES_NO
from dutylang.policy.model import PlacedRule
from dutylang.policy.typed import Apply, Typed
from dutylang.syntax.ast import Effect


def check(ground: Ground) -> Iterator[Diagnostic]:
    """Each exemption that no body decides on and that holds wherever one of its liabilities does."""
    for placed, rule in exemptions(ground):
        if any(isinstance(clause, Effect) and clause.decided_by is not None for clause in rule.clauses):
            continue
        asked = [
            *conditions_of(rule, ground),
            *(Apply("not", (bar,), YES_NO) for bar in bars_of(rule, ground)),
        ]
        how = "nothing" if not asked else _how(placed, asked, ground)
        if how is not None:
            yield finding("L303", rule.declared.span, help=how, name=ground.shown(rule.declared))


def _how(placed: PlacedRule, asked: list[Typed], ground: Ground) -> str | None:
    for _, liability in reached(placed, ground):
        given = given_of(liability, ground)
        if all(always_holds(each, given, ground.words(liability)) for each in asked):
            return "implied"
    return None


RULE = Rule("L303", check)
