"""A demand against a prohibition of the same act: both keep their verdicts, and the author is told."""

from __future__ import annotations

from collections.abc import Iterator

import attrs

from dutylang.diagnostics.model import Label, Severity
from dutylang.policy.draft import Draft
from dutylang.policy.overlap import Conjuncts, conjuncts, exceptions_of
from dutylang.policy.typed import (
    AgoDate,
    BreachTest,
    ElapsedUnits,
    FoldEvents,
    HappensTest,
    PersonDidTest,
    ReadAttribute,
    ReadDefinition,
    ReadField,
    ReadFigure,
    ReadJudgement,
    ReadPicked,
    ReadTable,
    ReadTrigger,
    Typed,
)
from dutylang.policy.walk import nodes
from dutylang.syntax.ast import (
    After,
    AppliesTo,
    Before,
    Between,
    Clause,
    Duty,
    Every,
    EverySince,
    ExceptionFrom,
    ExceptionRule,
    ExceptionTo,
    Expr,
    FromUntil,
    Limit,
    Modal,
    Obligation,
    OnDayOf,
    Step,
    StepKind,
    When,
)

OPENING = (After, Between, FromUntil, Every, EverySince, Before, OnDayOf)
CHAIN = (StepKind.THEN, StepKind.AND, StepKind.ONCE)
CHANGING = (
    HappensTest, ReadPicked, FoldEvents, ReadAttribute, ReadTrigger, ReadJudgement, ReadFigure, AgoDate,
    ElapsedUnits, BreachTest, PersonDidTest,
)  # fmt: skip


@attrs.frozen
class Said:
    """An obligation with the rule it stands in, who bears it, the conditions as written, and what opens it.

    `opening` None: it opens on an act or a miss of its own duty.
    """

    duty: Duty
    obligation: Obligation
    bearers: frozenset[str]
    whens: tuple[Expr, ...]
    opening: tuple[Clause, ...] | None

    @property
    def conditions(self) -> Conjuncts:
        """When it binds; of a demand, `unless` is one more condition under which it does not."""
        demands = self.obligation.modal is not Modal.MUST_NOT
        return conjuncts(*self.whens) | exceptions_of(self.obligation.unless if demands else None)


def check_conflicts(draft: Draft) -> None:
    """D013 for each pair that plainly clashes: whatever the person does, one of the two is broken.

    A pair that a condition, an exception or another act may keep apart is left alone.
    """
    excepted = _excepted(draft)
    said = [each for each in _said(draft) if each.duty.declared.name not in excepted]
    forbidden: dict[str, list[Said]] = {}
    for each in said:
        if each.obligation.modal is Modal.MUST_NOT and _has_no_way_out(each):
            for event in each.obligation.act.events:
                forbidden.setdefault(event.text, []).append(each)
    for demand in said:
        if demand.obligation.modal not in (Modal.MUST, Modal.MUST_ENSURE):
            continue
        for event in demand.obligation.act.events:
            for prohibition in forbidden.get(event.text, ()):
                if _clash(demand, prohibition, draft):
                    _report(demand, prohibition, draft)


def _excepted(draft: Draft) -> set[str]:
    """The rules to which there is an exception or a permission: the author has seen the other side."""
    found: set[str] = set()
    for placed in draft.names.placed:
        if isinstance(placed.rule, ExceptionRule):
            lines = [clause for clause in placed.rule.clauses if isinstance(clause, ExceptionFrom)]
            found.update(name.text for line in lines for name in line.rules)
        elif isinstance(placed.rule, Duty):
            clauses = [clause for clause in placed.rule.clauses if isinstance(clause, ExceptionTo)]
            found.update(clause.rule.text for clause in clauses)
            if clauses:
                found.add(placed.rule.declared.name)
    return found


def _said(draft: Draft) -> Iterator[Said]:
    for placed in draft.names.placed:
        duty = placed.rule
        if not isinstance(duty, Duty):
            continue
        opening = tuple(clause for clause in duty.clauses if isinstance(clause, OPENING))
        whens = tuple(clause.condition for clause in duty.clauses if isinstance(clause, When))
        bearers: frozenset[str] = frozenset()
        for clause in duty.clauses:
            if isinstance(clause, Obligation):
                bearers = frozenset(name.text for name in clause.bearers)
                yield Said(duty, clause, bearers, (*whens, *_own(clause)), opening)
            elif isinstance(clause, Step):
                own = clause.obligation
                named = frozenset(name.text for name in own.bearers)
                # A step without a bearer is borne by whom the chain named last.
                borne = named if own.upward is not None else named or bearers
                at_once = opening if clause.kind is StepKind.AND else None
                yield Said(duty, own, borne, (*whens, *_own(own)), at_once)
                bearers = borne if clause.kind in CHAIN else bearers


def _own(obligation: Obligation) -> tuple[Expr, ...]:
    return (obligation.when,) if obligation.when is not None else ()


def _has_no_way_out(said: Said) -> bool:
    """Whether nothing but leaving the act undone keeps a prohibition."""
    one = said.obligation
    return one.together is None and one.unless is None


def _clash(demand: Said, prohibition: Said, draft: Draft) -> bool:
    return (
        _same_acts(demand.obligation, prohibition.obligation)
        and _same_persons(demand, prohibition)
        and _same_scope(demand, prohibition)
        and _same_conditions(demand, prohibition, draft)
    )


def _same_acts(demand: Obligation, prohibition: Obligation) -> bool:
    """Whether every act that meets the demand is forbidden."""
    wanted, barred = ({name.text for name in each.act.events} for each in (demand, prohibition))
    # Of alternatives one may be forbidden as long as another is open.
    meets = bool(wanted & barred) if demand.act.joint or len(wanted) == 1 else wanted <= barred
    limits = {bound for bound in demand.bounds if isinstance(bound, Limit)}
    # A prohibition of some days, or of more than so many times, leaves the rest.
    always = all(bound in limits for bound in prohibition.bounds)
    return meets and always and conjuncts(prohibition.where) <= conjuncts(demand.where)


def _same_persons(demand: Said, prohibition: Said) -> bool:
    """Whether everybody who could meet the demand is bound not to."""
    if not prohibition.bearers:
        return True
    if demand.obligation.modal is Modal.MUST_ENSURE:
        return False  # someone else may do it
    if demand.obligation.each:
        return bool(demand.bearers & prohibition.bearers)
    return bool(demand.bearers) and demand.bearers <= prohibition.bearers


def _same_scope(demand: Said, prohibition: Said) -> bool:
    """Whether the prohibition holds whenever the demand opens: the same opening, or none."""
    kinds = [
        {clause.case.text for clause in said.duty.clauses if isinstance(clause, AppliesTo)}
        for said in (demand, prohibition)
    ]
    if kinds[0] and kinds[1] and kinds[0].isdisjoint(kinds[1]):
        return False
    return not prohibition.opening or demand.opening == prohibition.opening


def _same_conditions(demand: Said, prohibition: Said, draft: Draft) -> bool:
    """Whether both bind together. What else the prohibition asks must not change while the demand waits."""
    wanted, barred = demand.conditions, prohibition.conditions
    if barred <= wanted:
        return True
    further = [each for each in prohibition.whens if not conjuncts(each) <= wanted]
    return wanted <= barred and all(_stands(each, draft) for each in further)


def _stands(condition: Expr, draft: Draft) -> bool:
    """Whether a condition is about what stays as it is in a case: no event, decision or tracked value."""
    typed = draft.typed.get(condition.span)
    if typed is None:
        return False  # it has a fault of its own
    seen: set[str] = set()
    waiting: list[Typed] = [typed]
    for each in waiting:
        for node in nodes(each):
            if isinstance(node, CHANGING) or (isinstance(node, ReadField) and node.tracked):
                return False
            if isinstance(node, ReadDefinition) and node.name not in seen:
                seen.add(node.name)
                waiting.append(draft.definitions[node.name].body)
            elif isinstance(node, ReadTable) and node.name not in seen:
                seen.add(node.name)
                waiting += [test for row in draft.tables[node.name].rows for test in row.tests if test]
    return True


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
