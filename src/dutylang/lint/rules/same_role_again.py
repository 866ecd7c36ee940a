"""L207: who missed an act is told to do the same act once more: no escalation, only a second deadline."""

from __future__ import annotations

from collections.abc import Iterator

from dutylang.diagnostics.model import Diagnostic, Label
from dutylang.lint.ground import Ground
from dutylang.lint.rule import Rule, finding
from dutylang.syntax.ast import Duty, Obligation, Step, StepKind


def check(ground: Ground) -> Iterator[Diagnostic]:
    """Each `otherwise` that names the role and the act of the obligation before it."""
    for placed in ground.rules:
        if isinstance(placed.rule, Duty):
            yield from _of_duty(placed.rule, ground)


def _of_duty(duty: Duty, ground: Ground) -> Iterator[Diagnostic]:
    before: Obligation | None = None
    bearers: frozenset[str] = frozenset()
    for clause in duty.clauses:
        one = clause.obligation if isinstance(clause, Step) else clause
        if not isinstance(one, Obligation):
            continue
        named = frozenset(name.text for name in one.bearers) or (
            bearers if one.upward is None else frozenset()
        )
        is_level = isinstance(clause, Step) and clause.kind is StepKind.OTHERWISE
        if is_level and before is not None and named and named == bearers and one.act == before.act:
            label = Label(before.span, "lint.first")
            args = {"name": ground.shown(duty.declared), "role": _shown(one, duty, ground)}
            yield finding("L207", one.span, labels=[label], args=args)
        before, bearers = one, named


def _shown(one: Obligation, duty: Duty, ground: Ground) -> str:
    names = one.bearers or next(each.bearers for each in duty.clauses if isinstance(each, Obligation))
    return ground.shown_name(names[0].text, one.span)


RULE = Rule("L207", check)
