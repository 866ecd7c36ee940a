"""L102: a ground of liability that no scenario speaks of."""

from __future__ import annotations

from collections.abc import Iterator

from dutylang.diagnostics.model import Diagnostic
from dutylang.lint.ground import Ground
from dutylang.lint.rule import Rule, finding
from dutylang.syntax.ast import ExpectPerson, Liability


def check(ground: Ground) -> Iterator[Diagnostic]:
    """One finding a liability."""
    expected = {
        expect.liability.text
        for scenario in ground.scenarios
        for expect in scenario.expects
        if isinstance(expect, ExpectPerson)
    }
    for placed in ground.rules:
        rule = placed.rule
        if isinstance(rule, Liability) and rule.declared.name not in expected:
            yield finding("L102", rule.declared.span, name=ground.shown(rule.declared))


RULE = Rule("L102", check)
