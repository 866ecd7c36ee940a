"""A demand against a prohibition of the same act: both keep their verdicts, and the author is told."""

from __future__ import annotations

from collections.abc import Iterator

import attrs

from dutylang.diagnostics.model import Label, Severity
from dutylang.policy.draft import Draft
from dutylang.syntax.ast import (
    After,
    AppliesTo,
    Before,
    Between,
    Clause,
    Duty,
    Every,
    EverySince,
    ExceptionTo,
    FromUntil,
    Modal,
    Obligation,
    OnDayOf,
    When,
)

OPENING = (After, Between, FromUntil, Every, EverySince, Before, OnDayOf)


@attrs.frozen
class Said:
    """An obligation with the rule it stands in."""

    duty: Duty
    obligation: Obligation


def check_conflicts(draft: Draft) -> None:
    """D013 for each pair that plainly clashes; a pair that a condition may keep apart is left alone."""
    said = list(_said(draft))
    forbidden: dict[str, list[Said]] = {}
    for each in said:
        if each.obligation.modal is Modal.MUST_NOT and _is_plain(each):
            for event in each.obligation.act.events:
                forbidden.setdefault(event.text, []).append(each)
    for demand in said:
        if demand.obligation.modal not in (Modal.MUST, Modal.MUST_ENSURE):
            continue
        for event in demand.obligation.act.events:
            for prohibition in forbidden.get(event.text, ()):
                if _clash(demand, prohibition):
                    _report(demand, prohibition, draft)


def _said(draft: Draft) -> Iterator[Said]:
    for placed in draft.names.placed:
        if isinstance(placed.rule, Duty):
            for clause in placed.rule.clauses:
                if isinstance(clause, Obligation):
                    yield Said(placed.rule, clause)


def _is_plain(said: Said) -> bool:
    """A prohibition without a way out."""
    one = said.obligation
    conditions = (one.where, one.together, one.unless, one.when)
    exceptions = any(isinstance(clause, (When, ExceptionTo)) for clause in said.duty.clauses)
    return not any(conditions) and not one.bounds and not exceptions


def _clash(demand: Said, prohibition: Said) -> bool:
    acts = demand.obligation.act
    wanted, barred = (
        {name.text for name in acts.events},
        {name.text for name in prohibition.obligation.act.events},
    )
    # Of alternatives one may be forbidden as long as another is open.
    meets = bool(wanted & barred) if acts.joint or len(acts.events) == 1 else wanted <= barred
    return meets and _same_persons(demand, prohibition) and _same_scope(demand.duty, prohibition.duty)


def _same_persons(demand: Said, prohibition: Said) -> bool:
    bearers = {name.text for name in demand.obligation.bearers}
    barred = {name.text for name in prohibition.obligation.bearers}
    return not barred or bool(bearers & barred)


def _same_scope(demand: Duty, prohibition: Duty) -> bool:
    """Whether one opens whenever the other does: the same opening, or none."""
    one, other = _opening(demand), _opening(prohibition)
    kinds = [
        {clause.case.text for clause in duty.clauses if isinstance(clause, AppliesTo)}
        for duty in (demand, prohibition)
    ]
    if kinds[0] and kinds[1] and kinds[0].isdisjoint(kinds[1]):
        return False
    return one == other or not other


def _opening(duty: Duty) -> tuple[Clause, ...]:
    return tuple(clause for clause in duty.clauses if isinstance(clause, OPENING))


def _report(demand: Said, prohibition: Said, draft: Draft) -> None:
    span = prohibition.obligation.span
    label = Label(
        demand.obligation.span, "policy.demand", {"demand": draft.shown(demand.duty.declared, span)}
    )
    shared = [name for name in prohibition.obligation.act.events
              if name.text in {each.text for each in demand.obligation.act.events}]  # fmt: skip
    args: dict[str, object] = {
        "act": draft.shown_name(shared[0]),
        "demand": draft.shown(demand.duty.declared, span),
        "prohibition": draft.shown(prohibition.duty.declared, span),
    }
    draft.report("D013", span, severity=Severity.WARNING, labels=[label], args=args)
