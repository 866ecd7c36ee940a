"""L206: a recurring duty that nothing ends."""

from __future__ import annotations

from collections.abc import Iterator

from dutylang.diagnostics.model import Diagnostic, Severity
from dutylang.lint.ground import Ground
from dutylang.lint.rule import Rule, finding
from dutylang.syntax.ast import Before, Between, Discharged, Duty, Every, EverySince, FromUntil


def check(ground: Ground) -> Iterator[Diagnostic]:
    """Each recurrence without `until`, in a duty that nothing discharges."""
    for placed in ground.rules:
        rule = placed.rule
        if not isinstance(rule, Duty) or any(_ends(each) for each in rule.clauses):
            continue
        for clause in rule.clauses:
            if isinstance(clause, (Every, EverySince)) and (clause.scope is None or clause.scope.end is None):
                args = {"name": ground.shown(rule.declared), "text": ground.quote(clause.span)}
                yield finding("L206", clause.span, severity=Severity.NOTE, args=args)


def _ends(clause: object) -> bool:
    if isinstance(clause, FromUntil):
        return clause.end is not None
    return isinstance(clause, (Discharged, Between, Before))


RULE = Rule("L206", check)
