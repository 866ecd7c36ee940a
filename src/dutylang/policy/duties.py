"""The build of duties: who, what, and whether every line fits the kind of rule it stands in."""

from __future__ import annotations

from collections.abc import Sequence

from dutylang.diagnostics.model import Label, Severity
from dutylang.policy.draft import Draft
from dutylang.policy.effects import FORBIDS, excepted_by, is_ceiling
from dutylang.policy.walk import order_and_circles
from dutylang.source import Span
from dutylang.syntax.ast import (
    Act,
    After,
    Before,
    Between,
    ByDifferentPersons,
    CaseEdge,
    Checklist,
    Clause,
    Declared,
    Duty,
    Every,
    EverySince,
    ExceptionTo,
    FourEyes,
    FromUntil,
    Keep,
    Modal,
    Mode,
    ModeLine,
    Name,
    NeverBoth,
    Obligation,
    OnDayOf,
    OnlyAfter,
    RuleKind,
    Step,
    StepKind,
    Times,
)

DEMANDS = (Modal.MUST, Modal.MUST_ENSURE, Modal.SHOULD)
Main = Obligation | OnlyAfter | Keep | FourEyes | NeverBoth | CaseEdge
MAIN = (Obligation, OnlyAfter, Keep, FourEyes, NeverBoth, CaseEdge)
TRIGGERS = (After, Every, EverySince, OnDayOf)
SCOPES = (Between, FromUntil, Before)
NOT_IN = {
    RuleKind.DUTY: (),
    RuleKind.PROHIBITION: (Keep, CaseEdge),
    RuleKind.PERMISSION: (Keep, FourEyes, NeverBoth, CaseEdge),
}


def check_duties(draft: Draft) -> None:
    """Bearers, obligations, steps, triggers, kinds; circles of exceptions."""
    for placed in draft.names.placed:
        if isinstance(placed.rule, Duty):
            _check_duty(placed.rule, draft)
        elif isinstance(placed.rule, Checklist):
            _check_checklist(placed.rule, draft)
    _check_exceptions(draft)


def _check_duty(duty: Duty, draft: Draft) -> None:
    shown = draft.shown(duty.declared, duty.declared.span)
    main = [clause for clause in duty.clauses if isinstance(clause, MAIN)]
    steps = [clause for clause in duty.clauses if isinstance(clause, Step)]
    if not main and not steps:
        draft.report("D002", duty.declared.span, help="duty", name=shown)
    for extra in main[1:]:
        draft.report("D022", extra.span, labels=[Label(main[0].span, "policy.first")], name=shown)
    for clause in main:
        _check_main(clause, duty, draft)
    for opening in duty.clauses if main else ():
        misfit = _misfit(opening, main[0])
        if misfit is not None:
            draft.report("D026", opening.span, help=misfit)
    _check_steps(duty, draft)
    for group in (TRIGGERS, SCOPES):
        _check_single([clause for clause in duty.clauses if isinstance(clause, group)], shown, draft)
    _check_modes(duty, draft)


def _misfit(opening: Clause, main: Main) -> str | None:
    """Why a rule of this kind does not open like this; None where it may."""
    if isinstance(main, CaseEdge) and isinstance(opening, (*TRIGGERS, *SCOPES)):
        return "edge"
    if isinstance(main, Keep) and isinstance(opening, (Every, EverySince, OnDayOf)):
        return "keep"
    if isinstance(opening, EverySince) and (not isinstance(main, Obligation) or _is_broken_by_acts(main)):
        return "since"
    return None


def _check_single(clauses: Sequence[Clause], shown: str, draft: Draft) -> None:
    for extra in clauses[1:]:
        draft.report("D021", extra.span, labels=[Label(clauses[0].span, "policy.first")], name=shown)


def _check_modes(duty: Duty, draft: Draft) -> None:
    modes = {clause.mode: clause for clause in duty.clauses if isinstance(clause, ModeLine)}
    if Mode.LAPSES in modes and Mode.STAYS_OWED in modes:
        label = Label(modes[Mode.LAPSES].span, "policy.first")
        draft.report("D018", modes[Mode.STAYS_OWED].span, labels=[label])
    if Mode.AT_WINDOW_CLOSE in modes:
        _check_waiting(modes[Mode.AT_WINDOW_CLOSE], duty, draft)


def _check_waiting(line: ModeLine, duty: Duty, draft: Draft) -> None:
    """What waits for its window to close has one that an event ends, and can be broken before."""
    if not any(_ends_in_event(clause) for clause in duty.clauses):
        draft.report("D025", line.span, help="scope")
    elif not any(_is_broken_by_acts(clause) for clause in duty.clauses):
        draft.report("D025", line.span, help="body")


def _ends_in_event(clause: Clause) -> bool:
    match clause:
        case Between() | Before():
            return True
        case FromUntil(end=end):
            return end is not None
        case Every(scope=scope) | EverySince(scope=scope):
            return scope is not None and scope.end is not None
        case _:
            return False


def _is_broken_by_acts(clause: Clause) -> bool:
    """Prohibitions, ceilings, precedence and `keep`: a demand falls due at the end of its window anyhow."""
    if isinstance(clause, Obligation) and clause.modal not in FORBIDS:
        return clause.modal is not Modal.MAY and is_ceiling(clause)
    return isinstance(clause, (Obligation, OnlyAfter, Keep))


def _check_main(clause: Main, duty: Duty, draft: Draft) -> None:
    if isinstance(clause, NOT_IN[duty.kind]):
        draft.report("D004", clause.span, help=duty.kind.value, kind=duty.kind)
    match clause:
        case Obligation():
            named = (*FORBIDS, Modal.MUST_ENSURE, Modal.MAY)  # these may speak of anyone
            needs_bearer = clause.modal not in named or clause.each
            if needs_bearer and not clause.bearers and clause.upward is None:
                name = draft.shown(duty.declared, clause.span)
                draft.report("D001", clause.span, name=name, act=_words(clause.act, draft))
            _check_obligation(clause, draft)
        case OnlyAfter():
            _check_act(clause.act, draft)
        case FourEyes():
            if len({event.text for event in clause.events}) < 2:
                draft.report("D016", clause.span, help="events")
        case NeverBoth():
            if clause.first.text == clause.second.text:
                draft.report("D016", clause.span, help="events")
        case Keep() | CaseEdge():
            pass


def _check_obligation(obligation: Obligation, draft: Draft) -> None:
    _check_act(obligation.act, draft)
    times = [bound.count for bound in obligation.bounds if isinstance(bound, Times)]
    alone = len(obligation.act.events) == 1 and max(times, default=1) < 2
    for bound in obligation.bounds:
        if isinstance(bound, ByDifferentPersons) and alone:
            draft.report("D016", bound.span, help="times", severity=Severity.WARNING)


def _check_act(act: Act, draft: Draft) -> None:
    first: dict[str, Name] = {}
    for event in act.events:
        earlier = first.setdefault(event.text, event)
        if earlier is not event:
            label = Label(earlier.span, "policy.first")
            draft.report("D014", event.span, labels=[label], name=draft.shown_name(event))


def _check_steps(duty: Duty, draft: Draft) -> None:
    """A step follows something; a prohibition is followed only by what mends it."""
    bearers: tuple[Name, ...] = ()
    begun = False
    for clause in duty.clauses:
        if isinstance(clause, MAIN):
            begun = True
            bearers = clause.bearers if isinstance(clause, (Obligation, OnlyAfter, Keep)) else ()
        elif isinstance(clause, Step):
            if not begun:
                draft.report("D003", clause.span, step=clause.kind)
            bearers = _check_step(clause, duty, bearers, draft) or bearers
            begun = True


def _check_step(step: Step, duty: Duty, bearers: tuple[Name, ...], draft: Draft) -> tuple[Name, ...]:
    obligation = step.obligation
    if duty.kind is RuleKind.PERMISSION:
        draft.report("D023", step.span, help="permission", step=step.kind)
    elif duty.kind is RuleKind.PROHIBITION and step.kind in (StepKind.THEN, StepKind.ONCE, StepKind.IF_LATE):
        draft.report("D023", step.span, help="prohibition", step=step.kind)
    elif obligation.modal not in DEMANDS:
        draft.report("D004", obligation.span, help="step", kind=duty.kind)
    inherits = bearers or obligation.upward is not None
    if not obligation.bearers and not inherits and obligation.modal is not Modal.MUST_ENSURE:
        name = draft.shown(duty.declared, obligation.span)
        draft.report("D001", obligation.span, name=name, act=_words(obligation.act, draft))
    _check_obligation(obligation, draft)
    return obligation.bearers


def _words(act: Act, draft: Draft) -> str:
    return draft.shown_name(act.events[0]) if act.events else draft.quote(act.span)


def _check_checklist(checklist: Checklist, draft: Draft) -> None:
    shown = draft.shown(checklist.declared, checklist.declared.span)
    if not checklist.items:
        draft.report("D002", checklist.declared.span, help="checklist", name=shown)
    if not checklist.bearers and checklist.modal is not Modal.MUST_ENSURE:
        draft.report("D001", checklist.declared.span, help="checklist", name=shown, act=shown)
    if checklist.modal not in DEMANDS:
        draft.report("D004", checklist.span, help="checklist", kind=RuleKind.DUTY)
    first: dict[str, Declared] = {}
    for item in checklist.items:
        earlier = first.setdefault(item.document.name, item.document)
        if earlier is not item.document:
            label = Label(earlier.span, "policy.first")
            name = draft.shown(item.document, item.document.span)
            draft.report("D014", item.document.span, labels=[label], name=name)


def _check_exceptions(draft: Draft) -> None:
    """Exceptions to exceptions are fine; an exception to itself, by however many steps, is not."""
    places: dict[str, Span] = {}
    for placed in draft.names.placed:
        if isinstance(placed.rule, Duty):
            named = [clause.rule for clause in placed.rule.clauses if isinstance(clause, ExceptionTo)]
            places[placed.rule.declared.name] = named[0].span if named else placed.rule.declared.span
    for ring in order_and_circles(excepted_by(draft))[1]:
        draft.report("D012", places[ring[0]], name=ring[0], ring=(*ring, ring[0]))
