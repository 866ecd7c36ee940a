"""L301: a liability from which nobody can be freed."""

from __future__ import annotations

from collections.abc import Iterator

from dutylang.diagnostics.model import Diagnostic
from dutylang.lint.ground import Ground
from dutylang.lint.persons import exemptions, is_from, liabilities
from dutylang.lint.rule import Rule, finding


def check(ground: Ground) -> Iterator[Diagnostic]:
    """Each liability that no exemption is from and no body decides about."""
    written = [rule for _, rule in exemptions(ground)]
    for placed, rule in liabilities(ground):
        if not any(is_from(each, placed) for each in written):
            yield finding("L301", rule.declared.span, name=ground.shown(rule.declared))


RULE = Rule("L301", check)
