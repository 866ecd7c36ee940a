"""Conditions of a policy's rules as a reader of the tongue writes them, for explanations."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from dutylang.syntax.ast import Duty, Exemption, ExemptionWhen, Expr, Keep, Obligation, OnlyAfter, When
from dutylang.syntax.to_text import text_from_expression

if TYPE_CHECKING:
    from dutylang.policy.model import Policy


def conditions_of(policy: Policy, tongue: str) -> dict[tuple[str, str], str]:
    """By rule and kind (`keep`, `unless`, `when`, `with`, `free`): the condition in words, names as their labels."""
    labels = policy.vocabulary.labels
    names = {name: words[tongue] for name, words in labels.items() if tongue in words}
    found: dict[tuple[str, str], str] = {}
    for placed in policy.rules:
        if isinstance(placed.rule, Duty | Exemption):
            for kind, condition in _conditions(placed.rule):
                words = text_from_expression(condition, tongue, names)
                found.setdefault((placed.rule.declared.name, kind), words)
    return found


def _conditions(rule: Duty | Exemption) -> Iterator[tuple[str, Expr]]:
    """The conditions of the main clause, those of the rule first; of an exemption when it frees."""
    if isinstance(rule, Exemption):
        yield from (("free", each.condition) for each in rule.clauses if isinstance(each, ExemptionWhen))
        return
    clauses = sorted(rule.clauses, key=lambda clause: not isinstance(clause, When))
    for clause in clauses:
        match clause:
            case When():
                yield "when", clause.condition
            case Keep():
                yield "keep", clause.condition
            case OnlyAfter() | Obligation():
                where = clause.where if isinstance(clause, Obligation) else None
                parts = (("with", where), ("unless", clause.unless), ("when", clause.when))
                yield from ((kind, part) for kind, part in parts if part is not None)
            case _:
                continue
