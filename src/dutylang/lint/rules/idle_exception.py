"""L210: an exception whose condition excludes the condition of every rule that it is an exception to."""

from __future__ import annotations

from collections.abc import Iterator

from dutylang.diagnostics.model import Diagnostic, Label
from dutylang.lint.deciding import can_hold
from dutylang.lint.ground import Ground
from dutylang.lint.rule import Rule, finding
from dutylang.policy.typed import Typed
from dutylang.source import Span
from dutylang.syntax.ast import Duty, ExceptionFrom, ExceptionRule, ExceptionWhen, Name, Obligation, When


def check(ground: Ground) -> Iterator[Diagnostic]:
    """Each named rule that the exception can never take out."""
    told: set[Span] = set()
    for version in ground.versions:
        rules = {placed.rule.declared.name: placed.rule for placed in version.rules}
        for rule in rules.values():
            if isinstance(rule, ExceptionRule):
                for name in _named(rule):
                    target = rules.get(name.text)
                    if isinstance(target, Duty) and name.span not in told:
                        told.add(name.span)
                        yield from _of_pair(rule, name, target, ground)


def _of_pair(rule: ExceptionRule, name: Name, target: Duty, ground: Ground) -> Iterator[Diagnostic]:
    asked = _conditions(rule, ground)
    if asked and can_hold([*asked, *_conditions(target, ground)], ground.words(rule)) is False:
        label = Label(target.declared.span, "lint.first")
        args = {"name": ground.shown(rule.declared), "rule": ground.shown(target.declared, name.span)}
        yield finding("L210", name.span, labels=[label], args=args)


def _named(rule: ExceptionRule) -> list[Name]:
    return [name for clause in rule.clauses if isinstance(clause, ExceptionFrom) for name in clause.rules]


def _conditions(rule: ExceptionRule | Duty, ground: Ground) -> list[Typed]:
    written = [clause.condition for clause in rule.clauses if isinstance(clause, (When, ExceptionWhen))]
    written += [
        clause.when for clause in rule.clauses if isinstance(clause, Obligation) and clause.when is not None
    ]
    return [each for each in (ground.typed(one) for one in written) if each is not None]


RULE = Rule("L210", check)
