"""Figures over the cases of a kind: each case is read as a rule about it would read it, findings included."""

from __future__ import annotations

from collections.abc import Callable

import attrs

from dutylang.policy.declarations import Sort
from dutylang.policy.figures import folded
from dutylang.policy.scope import Scope, case_scope, fields_of, known_name
from dutylang.policy.typed import FoldCases, Typed
from dutylang.syntax.ast import Aggregate, Expr, Name

Condition = Callable[[Expr, Scope], Typed | None]


def is_over_cases(expr: Aggregate, scope: Scope) -> bool:
    """Whether the source of a figure is a kind of case; a list of the case by that name comes first."""
    name = expr.source.text
    return name in scope.draft.cases and (scope.cases or name not in scope.fields)


def over_cases(expr: Aggregate, scope: Scope, condition: Condition) -> Typed | None:
    """`count of guarantee with (…)`, `total outstanding of bad guarantee`: only in a portfolio."""
    draft, kind = scope.draft, expr.source.text
    draft.used.add((Sort.CASE, kind))
    if not scope.cases:
        draft.report("D045", expr.span, name=draft.shown_name(expr.source))
        return None
    inner = attrs.evolve(case_scope(draft, kind), breaches=True)
    where = condition(expr.where, inner) if expr.where is not None else None
    value = _value(expr.field, kind, inner) if expr.field is not None else None
    if (expr.where is not None and where is None) or (expr.field is not None and value is None):
        return None
    result = folded(expr, value, draft)
    return None if result is None else FoldCases(expr.kind, kind, value, where, result)


def _value(name: Name, kind: str, inner: Scope) -> Typed | None:
    """What is read of each case: a field, a definition or the outcome of a table."""
    draft = inner.draft
    typed = known_name(name, inner)
    if typed is None:
        fields_of(draft.cases[kind], name, draft, Sort.FIELD)  # which says what is near
    return typed
