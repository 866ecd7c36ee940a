"""Conditions of a policy's rules as a reader of the tongue writes them, for explanations."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from dutylang.plan.conditions import parts_of_all
from dutylang.policy.typed import Typed
from dutylang.syntax.ast import And, Duty, Exemption, ExemptionWhen, Expr, Keep, Obligation, OnlyAfter, When
from dutylang.syntax.to_text import text_from_expression

if TYPE_CHECKING:
    from dutylang.policy.model import Policy


def conditions_of(policy: Policy, tongue: str) -> dict[tuple[str, str], str]:
    """By rule and kind (`keep`, `unless`, `when`, `with`, `free`): the condition in words, names as their labels."""
    names = _labels(policy, tongue)
    found: dict[tuple[str, str], str] = {}
    for placed in policy.rules:
        if isinstance(placed.rule, Duty | Exemption):
            for kind, condition in _conditions(placed.rule):
                words = text_from_expression(condition, tongue, names)
                found.setdefault((placed.rule.declared.name, kind), words)
    return found


def requirements_of(policy: Policy, tongue: str) -> dict[Typed, str]:
    """The conditions of exemptions one by one, each by its meaning, in words; those of earlier versions too."""
    found: dict[Typed, str] = {}
    for version in (policy, *policy.earlier):
        names = _labels(version, tongue)
        for placed in version.rules:
            if not isinstance(placed.rule, Exemption):
                continue
            for clause in placed.rule.clauses:
                if isinstance(clause, ExemptionWhen):
                    typed = list(parts_of_all(version.typed[clause.condition.span]))
                    written = list(_parts(clause.condition))
                    if len(written) != len(
                        typed
                    ):  # one condition as written has several parts in its meaning
                        written = [clause.condition] * len(typed)
                    for meaning, condition in zip(typed, written, strict=True):
                        found.setdefault(meaning, text_from_expression(condition, tongue, names))
    return found


def _parts(condition: Expr) -> Iterator[Expr]:
    """What must hold all together, in the order written."""
    if isinstance(condition, And):
        for item in condition.items:
            yield from _parts(item)
    else:
        yield condition


def _labels(policy: Policy, tongue: str) -> dict[str, str]:
    labels = policy.vocabulary.labels
    return {name: words[tongue] for name, words in labels.items() if tongue in words}


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
