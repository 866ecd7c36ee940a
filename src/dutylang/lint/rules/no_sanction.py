"""L307: a liability without a grade and without points: it is found and nothing follows."""

from __future__ import annotations

from collections.abc import Iterator

from dutylang.diagnostics.model import Diagnostic, Severity
from dutylang.lint.ground import Ground
from dutylang.lint.persons import liabilities
from dutylang.lint.rule import Rule, finding
from dutylang.syntax.ast import GradeRow, Kinds, Points


def check(ground: Ground) -> Iterator[Diagnostic]:
    """Each liability that says neither a grade nor points nor kinds of liability."""
    for _, rule in liabilities(ground):
        if not any(isinstance(clause, (GradeRow, Points, Kinds)) for clause in rule.clauses):
            yield finding(
                "L307", rule.declared.span, severity=Severity.NOTE, name=ground.shown(rule.declared)
            )


RULE = Rule("L307", check)
