"""L101: a duty, prohibition or checklist that no scenario speaks of."""

from __future__ import annotations

from collections.abc import Iterator

from dutylang.diagnostics.model import Diagnostic
from dutylang.lint.ground import Ground
from dutylang.lint.rule import Rule, finding
from dutylang.policy.places import can_be_breached
from dutylang.syntax.ast import ExpectDuty


def check(ground: Ground) -> Iterator[Diagnostic]:
    """One finding a rule; a permission has no verdict of its own."""
    expected = {
        expect.rule.text
        for scenario in ground.scenarios
        for expect in scenario.expects
        if isinstance(expect, ExpectDuty)
    }
    for placed in ground.rules:
        declared = placed.rule.declared
        if can_be_breached(placed) and declared.name not in expected:
            yield finding("L101", declared.span, name=ground.shown(declared))


RULE = Rule("L101", check)
