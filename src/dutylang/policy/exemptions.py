"""Exemptions: from which liabilities, for whom, how much they take away and who decides."""

from __future__ import annotations

from collections.abc import Sequence
from typing import assert_never

from dutylang.diagnostics.model import Label
from dutylang.policy.declarations import Sort
from dutylang.policy.draft import Draft
from dutylang.policy.figures import check_range
from dutylang.policy.limits import check_limit
from dutylang.policy.lines import check_single
from dutylang.policy.places import holds
from dutylang.policy.rules import find_roles, keep_condition
from dutylang.policy.scope import Scope
from dutylang.syntax.ast import (
    BarredBy,
    ChapterRange,
    Effect,
    EffectKind,
    Exemption,
    ExemptionClause,
    ExemptionWhen,
    ForRole,
    FromEveryLiability,
    FromLiabilities,
    Kinds,
    Liability,
    Ref,
)


def check_exemption(rule: Exemption, scope: Scope) -> None:
    """Every line, and what the lines say together."""
    draft = scope.draft
    shown = draft.shown(rule.declared, rule.declared.span)
    for clause in rule.clauses:
        _check_line(clause, rule, scope)
    check_single(rule.clauses, Effect, shown, draft)
    if not any(isinstance(clause, Effect) for clause in rule.clauses):
        draft.report("D034", rule.declared.span, name=shown)
    if not any(isinstance(clause, (FromEveryLiability, FromLiabilities)) for clause in rule.clauses):
        draft.report("D035", rule.declared.span, name=shown)


def liabilities_of(rule: Exemption, draft: Draft) -> tuple[Liability, ...]:
    """The declared liabilities that an exemption is from, in the order of the text."""
    ranges = [clause.range for clause in rule.clauses if isinstance(clause, FromEveryLiability)]
    named = {
        name.text
        for clause in rule.clauses
        if isinstance(clause, FromLiabilities)
        for name in clause.liabilities
    }
    return tuple(
        placed.rule
        for placed in draft.names.placed
        if isinstance(placed.rule, Liability)
        and (placed.rule.declared.name in named or any(holds(each, placed) for each in ranges))
    )


def _check_line(clause: ExemptionClause, rule: Exemption, scope: Scope) -> None:
    draft = scope.draft
    match clause:
        case FromEveryLiability():
            _check_range(clause.range, draft)
        case FromLiabilities():
            for liability in clause.liabilities:
                draft.find(liability, Sort.LIABILITY)
        case ForRole():
            find_roles(draft, *clause.roles)
        case ExemptionWhen():
            keep_condition(clause.condition, scope)
        case Effect():
            _check_effect(clause, rule, draft)
        case BarredBy():
            for fact in clause.facts:
                keep_condition(Ref(fact, span=fact.span), scope)
        case _:
            assert_never(clause)


def _check_range(wanted: ChapterRange, draft: Draft) -> None:
    if not check_range(wanted, draft):
        return
    if not any(isinstance(each.rule, Liability) and holds(wanted, each) for each in draft.names.placed):
        draft.report("D037", wanted.span, text=draft.quote(wanted.span))


def _check_effect(effect: Effect, rule: Exemption, draft: Draft) -> None:
    find_roles(draft, effect.decided_by)
    if effect.within is not None:
        check_limit(effect.within, draft)
    if effect.decided_by is not None:
        draft.decisions.setdefault(rule.declared.name, effect.decided_by.text)
    if effect.grade is not None:
        draft.find(effect.grade, Sort.GRADE)
    if effect.kind is EffectKind.MITIGATED and effect.grade is None:
        draft.report("D036", effect.span, help="grade", text=draft.quote(effect.span))
    elif effect.kind is EffectKind.PARTIAL and not effect.kinds:
        draft.report("D036", effect.span, help="kinds", text=draft.quote(effect.span))
    _check_kinds(effect, liabilities_of(rule, draft), draft)


def _check_kinds(effect: Effect, liabilities: Sequence[Liability], draft: Draft) -> None:
    """What is taken away must be there: a kind that one of the liabilities brings."""
    brought = [
        kind
        for liability in liabilities
        for clause in liability.clauses
        if isinstance(clause, Kinds)
        for kind in clause.kinds
    ]
    for kind in effect.kinds:
        if draft.find(kind, Sort.KIND) is None or kind.text in {each.name for each in brought}:
            continue
        labels = [Label(each.declared.span, "policy.exempted") for each in liabilities[:1]]
        values = tuple(dict.fromkeys(draft.shown(each, kind.span) for each in brought))
        help_name = "kinds" if values else "none"
        args: dict[str, object] = {"name": draft.shown_name(kind), "values": values}
        draft.report("D039", kind.span, labels=labels, help=help_name, args=args)
