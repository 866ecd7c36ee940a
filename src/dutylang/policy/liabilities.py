"""Grounds of liability: on what they rest, whom they hold and for how much."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import assert_never

from dutylang.diagnostics.model import Label, Severity
from dutylang.policy.declarations import Entry, Sort
from dutylang.policy.draft import Draft
from dutylang.policy.figures import check_range
from dutylang.policy.lines import check_single
from dutylang.policy.places import duties_within
from dutylang.policy.rules import find_events, find_roles, keep_condition
from dutylang.policy.scope import Scope
from dutylang.source import Span
from dutylang.syntax.ast import (
    Attributed,
    ChapterRange,
    Duty,
    ForEachBreach,
    ForFact,
    GradeRow,
    Holds,
    HoldsPart,
    Kinds,
    Liability,
    LiabilityClause,
    LiabilityWhen,
    Modal,
    Obligation,
    OpensOn,
    PersonsMode,
    Points,
    RuleKind,
)

ONCE = (OpensOn, Kinds, Points, Attributed)
GROUNDS = (OpensOn, ForEachBreach, ForFact)
WHOLE = Decimal(100)


def check_liability(rule: Liability, scope: Scope) -> None:
    """Every line, and what the lines say together."""
    draft = scope.draft
    shown = draft.shown(rule.declared, rule.declared.span)
    for clause in rule.clauses:
        _check_line(clause, scope)
    for kind in ONCE:
        check_single(rule.clauses, kind, shown, draft)
    holds = [clause for clause in rule.clauses if isinstance(clause, Holds)]
    if not holds:
        draft.report("D030", rule.declared.span, name=shown)
    if not any(isinstance(clause, GROUNDS) for clause in rule.clauses):
        draft.report("D031", rule.declared.span, name=shown)
    _check_shares([part for clause in holds for part in clause.parts], shown, draft)


def _check_line(clause: LiabilityClause, scope: Scope) -> None:
    draft = scope.draft
    match clause:
        case OpensOn():
            find_events(draft, clause.event)
        case ForEachBreach():
            _check_breach(clause, draft)
        case ForFact() | LiabilityWhen():
            keep_condition(clause.condition, scope)
        case Holds():
            find_roles(draft, *(part.role for part in clause.parts))
        case GradeRow():
            draft.find(clause.grade, Sort.GRADE)
            keep_condition(clause.when, scope)
        case Kinds():
            _check_kinds(clause, draft)
        case Attributed():
            total = clause.at_trigger + clause.at_deadline
            if total != WHOLE:
                draft.report("D033", clause.span, total=plain(total))
        case Points() | PersonsMode():
            pass
        case _:
            assert_never(clause)


def _check_breach(clause: ForEachBreach, draft: Draft) -> None:
    if clause.range is not None:
        if check_range(clause.range, draft):
            check_holds_duties(clause.range, draft)
    elif clause.rule is not None:
        entry = draft.find(clause.rule, Sort.RULE)
        if entry is not None and not _binds(entry):
            label = Label(entry.declared.span, "policy.declared")
            name = draft.shown_name(clause.rule)
            draft.report("D051", clause.rule.span, severity=Severity.WARNING, labels=[label], name=name)


def check_holds_duties(wanted: ChapterRange, draft: Draft) -> None:
    """D038 for chapters or an article without anything that can be breached."""
    if not duties_within(wanted, draft.names.placed):
        draft.report("D038", wanted.span, text=draft.quote(wanted.span))


def _binds(entry: Entry) -> bool:
    """Whether a rule can be breached: a permission cannot, and what merely should be done is advice."""
    if not isinstance(entry.node, Duty):
        return True
    if entry.node.kind is RuleKind.PERMISSION:
        return False
    modals = [clause.modal for clause in entry.node.clauses if isinstance(clause, Obligation)]
    return not modals or any(modal not in (Modal.SHOULD, Modal.SHOULD_NOT) for modal in modals)


def _check_kinds(clause: Kinds, draft: Draft) -> None:
    seen: dict[str, Span] = {}
    for kind in clause.kinds:
        if kind.name in seen:
            label = Label(seen[kind.name], "policy.first")
            draft.report("D014", kind.span, labels=[label], name=draft.shown(kind, kind.span))
        seen.setdefault(kind.name, kind.span)


def _check_shares(parts: Sequence[HoldsPart], shown: str, draft: Draft) -> None:
    """Shares never exceed the whole; where each is given they make it up."""
    seen: dict[str, HoldsPart] = {}
    for part in parts:
        earlier = seen.setdefault(part.role.text, part)
        if earlier is not part:
            label = Label(earlier.role.span, "policy.first")
            draft.report("D014", part.role.span, labels=[label], name=draft.shown_name(part.role))
    given = [part.share for part in parts if part.share is not None]
    total = sum(given, Decimal(0))
    if total > WHOLE or (given and len(given) == len(parts) and total != WHOLE):
        help_name = "more" if total > WHOLE else "less"
        draft.report("D032", parts[-1].span, help=help_name, name=shown, total=plain(total))


def plain(amount: Decimal) -> str:
    """A percentage without trailing zeros and without an exponent."""
    return f"{amount.normalize():f}"
