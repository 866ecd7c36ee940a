"""L103: a scenario that expects nothing."""

from __future__ import annotations

from collections.abc import Iterator

from dutylang.diagnostics.model import Diagnostic
from dutylang.lint.ground import Ground
from dutylang.lint.rule import Rule, finding


def check(ground: Ground) -> Iterator[Diagnostic]:
    """It passes whatever the policy says."""
    for scenario in ground.scenarios:
        if not scenario.expects:
            yield finding("L103", scenario.span, title=scenario.title)


RULE = Rule("L103", check)
