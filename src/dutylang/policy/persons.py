"""Liability and exemption: every name and condition in them is checked, whatever evaluates them."""

from __future__ import annotations

from typing import assert_never

import attrs

from dutylang.diagnostics.model import Severity
from dutylang.policy.declarations import Sort
from dutylang.policy.draft import Draft
from dutylang.policy.figures import check_range
from dutylang.policy.limits import check_limit
from dutylang.policy.rules import find_events, find_roles, keep_condition
from dutylang.policy.scope import Scope, case_scope
from dutylang.syntax.ast import (
    BarredBy,
    Effect,
    Exemption,
    ExemptionClause,
    ExemptionWhen,
    ForEachBreach,
    ForFact,
    ForRole,
    FromEveryLiability,
    GradeRow,
    Holds,
    Liability,
    LiabilityClause,
    OpensOn,
    Ref,
)


def check_persons(draft: Draft) -> None:
    """Names and conditions of both; D020 says once that nobody's accountability is worked out from them."""
    scope = attrs.evolve(case_scope(draft), breaches=True)
    told = False
    for placed in draft.names.placed:
        rule = placed.rule
        if not isinstance(rule, (Liability, Exemption)):
            continue
        if not told:
            draft.report("D020", rule.declared.span, severity=Severity.NOTE)
            told = True
        for clause in rule.clauses:
            if isinstance(clause, (OpensOn, ForEachBreach, ForFact, Holds, GradeRow)):
                _check_liability_line(clause, scope)
            else:
                _check_exemption_line(clause, scope)


def _check_liability_line(clause: LiabilityClause, scope: Scope) -> None:
    draft = scope.draft
    match clause:
        case OpensOn():
            find_events(draft, clause.event)
        case ForEachBreach():
            draft.find(clause.rule, Sort.RULE)
        case ForFact():
            keep_condition(clause.condition, scope)
        case Holds():
            find_roles(draft, *(part.role for part in clause.parts))
        case GradeRow():
            draft.find(clause.grade, Sort.GRADE)
        case _:
            assert_never(clause)


def _check_exemption_line(clause: ExemptionClause, scope: Scope) -> None:
    draft = scope.draft
    match clause:
        case FromEveryLiability():
            check_range(clause.range, draft)
        case ForRole():
            find_roles(draft, clause.role)
        case ExemptionWhen():
            keep_condition(clause.condition, scope)
        case Effect():
            find_roles(draft, clause.decided_by)
            if clause.within is not None:
                check_limit(clause.within, draft)
        case BarredBy():
            for fact in clause.facts:
                keep_condition(Ref(fact, span=fact.span), scope)
        case _:
            assert_never(clause)
