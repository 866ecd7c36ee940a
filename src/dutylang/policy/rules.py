"""Every line of a rule read in its scope: names found, conditions typed, periods checked."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import assert_never

from dutylang.policy.declarations import Sort
from dutylang.policy.draft import Draft
from dutylang.policy.durations import check_duration
from dutylang.policy.effects import FORBIDS
from dutylang.policy.expressions import condition
from dutylang.policy.limits import check_limit
from dutylang.policy.same import check_same
from dutylang.policy.scope import Scope, case_scope
from dutylang.policy.typed import Typed
from dutylang.syntax.ast import (
    After,
    AppliesTo,
    AsNextEvent,
    Before,
    Between,
    Bound,
    ByDifferentPersons,
    ByOtherThan,
    CaseEdge,
    Checklist,
    Clause,
    Discharged,
    Duty,
    Every,
    EverySince,
    ExceptionTo,
    Expr,
    ForTheSame,
    FourEyes,
    FromUntil,
    Keep,
    ModeLine,
    Name,
    NeverBoth,
    Obligation,
    OnDayOf,
    OnlyAfter,
    RecordedWithin,
    Step,
    StepKind,
    Suspended,
    Times,
    When,
)


def check_rules(draft: Draft) -> None:
    """Duties, prohibitions, permissions and checklists; definitions and tables are done by then."""
    if draft.head is not None and draft.head.recorded_within is not None:
        check_duration(draft.head.recorded_within, draft)
    for placed in draft.names.placed:
        if isinstance(placed.rule, Duty):
            _check_duty(placed.rule, draft)
        elif isinstance(placed.rule, Checklist):
            _check_checklist(placed.rule, draft)


def keep_condition(expr: Expr | None, scope: Scope) -> Typed | None:
    """Types a condition of a rule and files it under its place."""
    typed = condition(expr, scope) if expr is not None else None
    if typed is not None and expr is not None:
        scope.draft.typed[expr.span] = typed
    return typed


def openers_of(clauses: Iterable[Clause]) -> tuple[str, ...]:
    """The events that open an instance of a duty."""
    names: list[Name | None] = []
    for clause in clauses:
        match clause:
            case After() | OnDayOf():
                names.append(clause.event)
            case Between() | FromUntil():
                names.append(clause.start)
            case Every() | EverySince():
                names.append(clause.scope.start if clause.scope else None)
            case _:
                continue
    return tuple(name.text for name in names if name is not None)


def _check_duty(duty: Duty, draft: Draft) -> None:
    kinds = [clause.case for clause in duty.clauses if isinstance(clause, AppliesTo)]
    found = [kind.text for kind in kinds if draft.find(kind, Sort.CASE) is not None]
    scope = case_scope(draft, found[0] if found else None)
    openers = openers_of(duty.clauses)
    acts: tuple[str, ...] = ()
    for clause in duty.clauses:
        if isinstance(clause, Step):
            acts = _check_step(clause, acts, openers, scope)
        else:
            _check_clause(clause, scope, scope.opened_by(openers))
        if isinstance(clause, Obligation):
            acts = tuple(event.text for event in clause.act.events)


def _check_step(step: Step, acts: tuple[str, ...], openers: tuple[str, ...], scope: Scope) -> tuple[str, ...]:
    """A step is opened by what it follows: the act before it, a named event, or the duty's trigger."""
    find_events(scope.draft, step.event)
    opened = {StepKind.THEN: acts, StepKind.ONCE: (step.event.text,) if step.event else ()}
    own = opened.get(step.kind, openers)
    _check_obligation(step.obligation, scope.opened_by(own))
    return tuple(event.text for event in step.obligation.act.events)


def _check_clause(clause: Clause, scope: Scope, opened: Scope) -> None:  # noqa: C901  (one line a clause)
    draft = scope.draft
    match clause:
        case After():
            find_events(draft, clause.event)
            keep_filter(clause.where, [clause.event], scope)
        case Between() | FromUntil() | Suspended():
            find_events(draft, clause.start, clause.end)
        case Every():
            _check_scope(clause.scope, draft)
        case EverySince():
            check_duration(clause.duration, draft)
            _check_scope(clause.scope, draft)
        case Before() | OnDayOf() | CaseEdge():
            find_events(draft, clause.event)
        case When():
            keep_condition(clause.condition, opened)
        case Obligation():
            _check_obligation(clause, opened)
        case OnlyAfter():
            _check_only_after(clause, scope)
        case Keep():
            _check_keep(clause, opened)
        case FourEyes():
            find_events(draft, *clause.events)
        case NeverBoth():
            find_events(draft, clause.first, clause.second)
        case RecordedWithin():
            check_duration(clause.duration, draft)
        case Discharged():
            find_events(draft, clause.event)
            find_roles(draft, clause.by)
        case ExceptionTo():
            draft.find(clause.rule, Sort.RULE)
        case Step() | ModeLine() | AppliesTo():
            pass
        case _:
            assert_never(clause)


def _check_scope(scope: FromUntil | None, draft: Draft) -> None:
    if scope is not None:
        find_events(draft, scope.start, scope.end)


def _check_obligation(obligation: Obligation, scope: Scope) -> None:
    draft = scope.draft
    find_roles(draft, *obligation.bearers)
    find_events(draft, *obligation.act.events)
    acts = [event.text for event in obligation.act.events]
    keep_filter(obligation.where, obligation.act.events, scope)
    keep_filter(obligation.together, obligation.act.events, scope)
    # A prohibition's instance is the forbidden act itself: its attributes can be asked for.
    reading = scope.opened_by((*scope.openers, *acts)) if obligation.modal in FORBIDS else scope
    keep_condition(obligation.unless, reading)
    keep_condition(obligation.when, reading)
    for bound in obligation.bounds:
        _check_bound(bound, obligation, scope)
    for instead in obligation.instead:
        check_limit(instead.limit, draft)
        keep_condition(instead.when, scope)
    for extension in obligation.extended:
        check_duration(extension.duration, draft)
        find_events(draft, extension.event)
        find_roles(draft, extension.by)


def _check_bound(bound: Bound, obligation: Obligation, scope: Scope) -> None:
    match bound:
        case ForTheSame():
            check_same(bound, [event.text for event in obligation.act.events], scope.openers, scope.draft)
        case ByOtherThan():
            find_events(scope.draft, bound.event)
        case Times() | ByDifferentPersons() | AsNextEvent():
            pass
        case _:
            check_limit(bound, scope.draft)


def _check_only_after(clause: OnlyAfter, scope: Scope) -> None:
    draft = scope.draft
    find_roles(draft, *clause.bearers)
    find_events(draft, *clause.act.events, clause.prior)
    acts = [event.text for event in clause.act.events]
    opened = scope.opened_by(acts)
    if clause.within is not None:
        check_limit(clause.within, draft)
    if clause.same is not None:
        check_same(clause.same, [clause.prior.text], tuple(acts), draft)
    keep_filter(clause.prior_where, [clause.prior], opened)
    keep_condition(clause.unless, opened)
    keep_condition(clause.when, opened)


def _check_keep(clause: Keep, scope: Scope) -> None:
    find_roles(scope.draft, *clause.bearers)
    keep_condition(clause.condition, scope)
    if clause.valid_for is not None:
        check_duration(clause.valid_for, scope.draft)
    if clause.restored_within is not None:
        check_limit(clause.restored_within, scope.draft)


def _check_checklist(checklist: Checklist, draft: Draft) -> None:
    find_roles(draft, *checklist.bearers)
    find_events(draft, checklist.before)
    scope = case_scope(draft).opened_by([checklist.before.text])
    for item in checklist.items:
        if item.for_the_last is not None:
            check_duration(item.for_the_last, draft)
        if item.or_since is not None:
            _check_since(item.or_since, scope)
        keep_condition(item.when, scope)
        keep_condition(item.unless, scope)


def _check_since(name: Name, scope: Scope) -> None:
    """`or since established`: a date of the case."""
    draft = scope.draft
    field = scope.fields.get(name.text)
    if field is None:
        if name.text not in draft.broken:
            near, fix = draft.nearest(name, [each.declared for each in scope.fields.values()])
            draft.unknown(name, Sort.FIELD, near, fix)
        return
    draft.used.add((Sort.FIELD, name.text))
    if field.type.kind.value not in ("date", "date_time"):
        draft.report("T027", name.span, help="date", text=draft.shown_name(name), kind=field.type.kind)


def find_events(draft: Draft, *names: Name | None) -> None:
    """Each must be a declared event."""
    for name in names:
        if name is not None:
            draft.find(name, Sort.EVENT)


def find_roles(draft: Draft, *names: Name | None) -> None:
    """Each must be a declared role."""
    for name in names:
        if name is not None:
            draft.find(name, Sort.ROLE)


def keep_filter(expr: Expr | None, names: Sequence[Name], scope: Scope) -> None:
    """Types a condition over these events and files it; silent where none of them is declared."""
    shapes = [scope.draft.events[name.text] for name in names if name.text in scope.draft.events]
    if shapes:
        keep_condition(expr, scope.looking_at(shapes, events=True))
