"""Deadlines and counts that nobody can meet, whatever happens in the case."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence

from dutylang.diagnostics.model import Label, Severity
from dutylang.policy.declarations import Placed
from dutylang.policy.draft import Draft
from dutylang.source import Span
from dutylang.syntax.ast import (
    Act,
    After,
    AtLeastBefore,
    Before,
    BeforeEvent,
    Between,
    ByDate,
    Clause,
    Duty,
    Every,
    EverySince,
    FromUntil,
    Limit,
    Modal,
    Name,
    Obligation,
    OnDayOf,
    OnlyAfter,
    Pick,
    Step,
    StepKind,
    Times,
    TimesKind,
    Within,
)

DEMANDS = (Modal.MUST, Modal.MUST_ENSURE, Modal.SHOULD)
OPENING = (After, Between, Every, EverySince, OnDayOf)
"""Lines that say from when a duty is counted."""
Fault = tuple[str, Span, Name | None]
"""The help that fits, the place, and the event that it is about."""


def check_deadlines(draft: Draft) -> None:
    """D005 for every demand that cannot be fulfilled; D053 for a period that nothing in the text starts."""
    for placed in draft.names.placed:
        if isinstance(placed.rule, Duty):
            _check_start(placed.rule, draft)
            begins = _begins(placed, draft)
            for fault, label in _faults(placed.rule, begins):
                help_name, span, event = fault
                args: dict[str, object] = {
                    "name": draft.shown(placed.rule.declared, span),
                    "event": draft.shown_name(event) if event is not None else "",
                    "since": begins,
                }
                labels = [Label(label, "policy.trigger")] if label is not None else []
                draft.report("D005", span, help=help_name, labels=labels, args=args)


def _check_start(duty: Duty, draft: Draft) -> None:
    """D053: `within 3 days` in a duty that says not after what is counted from the first day of the case."""
    for clause in duty.clauses:
        if isinstance(clause, OPENING) or (isinstance(clause, FromUntil) and clause.start is not None):
            return
    for clause in duty.clauses:
        if isinstance(clause, Obligation) and clause.modal in DEMANDS:
            for bound in clause.bounds:
                if isinstance(bound, Within) and bound.after is None:
                    limit = draft.quote(bound.span)
                    draft.report("D053", bound.span, severity=Severity.WARNING, limit=limit)


def _begins(placed: Placed, draft: Draft) -> dt.date:
    """The first day on which the rule is in force."""
    policy = draft.head.in_force if draft.head is not None else None
    article = placed.article.in_force if placed.article is not None else None
    return max((each.since for each in (policy, article) if each is not None), default=dt.date.min)


def _faults(duty: Duty, begins: dt.date) -> Iterator[tuple[Fault, Span | None]]:
    """Each fault with the place of the trigger that it clashes with."""
    triggers = {clause.event.text: clause.span for clause in duty.clauses if isinstance(clause, After)}
    for clause in duty.clauses:
        if isinstance(clause, Before) and clause.event.text in triggers:
            yield ("before_trigger", clause.span, clause.event), triggers[clause.event.text]
        if isinstance(clause, OnlyAfter) and [event.text for event in clause.act.events] == [
            clause.prior.text
        ]:
            yield ("itself", clause.span, clause.prior), None
    for obligation, opened in _demands(duty.clauses, triggers):
        for limit in _limits(obligation):
            fault = impossible(limit, tuple(opened), obligation.act, begins)
            if fault is not None:
                yield fault, opened.get(fault[2].text) if fault[2] is not None else None
        for fault in _counts([bound for bound in obligation.bounds if isinstance(bound, Times)]):
            yield fault, None


def _demands(
    clauses: Sequence[Clause], triggers: dict[str, Span]
) -> Iterator[tuple[Obligation, dict[str, Span]]]:
    """Every demand with the events that open it; a `then` step is opened by something else."""
    for clause in clauses:
        if isinstance(clause, Obligation) and clause.modal in DEMANDS:
            yield clause, triggers
        elif isinstance(clause, Step) and clause.obligation.modal in DEMANDS:
            yield clause.obligation, triggers if clause.kind is StepKind.AND else {}


def _limits(obligation: Obligation) -> Iterator[Limit]:
    for bound in obligation.bounds:
        if isinstance(bound, Limit):
            yield bound
    for instead in obligation.instead:
        yield instead.limit


def _counts(times: Sequence[Times]) -> Iterator[Fault]:
    """A demand for no act at all, or for more than is allowed."""
    for each in times:
        if each.count <= 0:
            yield "no_times", each.span, None
    least = [each for each in times if each.kind is not TimesKind.AT_MOST]
    most = [each for each in times if each.kind is not TimesKind.AT_LEAST]
    for low in least:
        if any(low.count > high.count > 0 for high in most):
            yield "contradiction", low.span, None


def impossible(limit: Limit, opened: Sequence[str], act: Act, begins: dt.date) -> Fault | None:
    """Why no act can meet the limit, or None."""
    match limit:
        case BeforeEvent() | AtLeastBefore():
            return _before(limit, opened, act)
        case ByDate() if limit.date < begins:
            return "too_early", limit.span, None
        case Pick():
            found = [impossible(each, opened, act, begins) for each in limit.limits]
            faults = [each for each in found if each is not None]
            # The later of several can be met as long as one of them can.
            return faults[0] if faults and (not limit.later or len(faults) == len(found)) else None
        case _:
            return None


def _before(limit: BeforeEvent | AtLeastBefore, opened: Sequence[str], act: Act) -> Fault | None:
    if isinstance(limit, BeforeEvent) and limit.next:
        return None
    if limit.event.text in opened:
        return "before_trigger", limit.span, limit.event
    if [event.text for event in act.events] == [limit.event.text]:
        return "itself", limit.span, limit.event
    return None
