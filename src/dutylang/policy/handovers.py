"""Handovers: which roles, by which event, and who must sign."""

from __future__ import annotations

from dutylang.policy.draft import Draft
from dutylang.policy.lines import check_single
from dutylang.policy.rules import find_events, find_roles
from dutylang.syntax.ast import Handover, HandoverOf, HandoverOn, SignedBy


def check_handover(rule: Handover, draft: Draft) -> None:
    """Its roles, its one event and its one line of signers."""
    shown = draft.shown(rule.declared, rule.declared.span)
    for clause in rule.clauses:
        match clause:
            case HandoverOf() | SignedBy():
                find_roles(draft, *clause.roles)
            case HandoverOn():
                find_events(draft, clause.event)
    for kind in (HandoverOn, SignedBy):
        check_single(rule.clauses, kind, shown, draft)
    roles = any(isinstance(clause, HandoverOf) and clause.roles for clause in rule.clauses)
    events = any(isinstance(clause, HandoverOn) for clause in rule.clauses)
    for help_name, said in (("roles", roles), ("event", events), ("signers", _is_signed(rule))):
        if not said:
            draft.report("D040", rule.declared.span, help=help_name, name=shown)


def _is_signed(rule: Handover) -> bool:
    signed = [clause for clause in rule.clauses if isinstance(clause, SignedBy)]
    return any(clause.outgoing or clause.incoming or clause.roles for clause in signed)
