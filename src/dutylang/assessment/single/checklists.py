"""A checklist: every document its own finding, judged when the event comes that it must precede."""

from __future__ import annotations

import datetime as dt

import attrs

from dutylang.assessment.leaves import Leaf, LeafKind
from dutylang.assessment.model import Flag, Verdict
from dutylang.assessment.single.actors import claims_role, is_told
from dutylang.assessment.single.conditions import day_before, decide, evaluate
from dutylang.assessment.single.context import Context, Trace, period_value
from dutylang.assessment.single.dues import Due
from dutylang.assessment.single.exceptions import excused
from dutylang.assessment.single.openings import Opening
from dutylang.assessment.single.outcome import Outcome
from dutylang.calendars.moments import add_days
from dutylang.calendars.spans import calendar_periods
from dutylang.cases.record import DocumentRecord, EventRecord, Participant
from dutylang.plan.model import ChecklistBody, ItemPlan, RulePlan
from dutylang.values import Period, Truth, Unit

LABELLED = (Unit.MONTH, Unit.QUARTER, Unit.YEAR)


def judge_item(
    rule: RulePlan,
    body: ChecklistBody,
    item: ItemPlan,
    event: EventRecord | None,
    opening: Opening,
    context: Context,
) -> Outcome:
    """The verdict on one document of a checklist."""
    timeline = context.timeline
    if event is None and not timeline.complete_now([body.before]):
        leaf = Leaf(LeafKind.REGISTER, body.before, why="incomplete")
        context.world.ask(("unrecorded", body.before), leaf, answers=("yes", "no"))
    moment = event.at if event is not None else timeline.horizon.as_of
    here = attrs.evolve(context, moment=moment, event=event, trigger=event, act=None, trace=Trace())
    if item.when is not None and not decide(item.when, here):
        return Outcome(Verdict.NOT_APPLICABLE, "item_not_required", roles=body.bearers)
    base = Outcome(
        Verdict.SATISFIED,
        "on_file",
        roles=body.bearers,
        advisory=body.advisory,
        opened=opening.moment,
        trigger=event,
    )
    ruled = excused(rule, here)
    if ruled is not None:
        return attrs.evolve(
            ruled, roles=body.bearers, advisory=body.advisory, opened=opening.moment, trigger=event
        )
    if item.unless is not None and decide(item.unless, here):
        return attrs.evolve(base, verdict=Verdict.EXEMPT, reason="exception")
    if event is None:
        if timeline.closed_at is not None:
            return attrs.evolve(base, verdict=Verdict.NOT_APPLICABLE, reason="anchor_never_came")
        return attrs.evolve(
            base, verdict=Verdict.PENDING, reason="waits_for_event", args={"event": body.before}
        )
    base = attrs.evolve(base, due=Due(before=event))
    lacking = lacking_of(body, item, event, here)
    if not lacking:
        return base.with_flags(Flag.ORDER_ASSUMED) if is_same_day(item, event, here) else base
    if not timeline.case.documents_complete:
        leaf = Leaf(LeafKind.DOCUMENT, item.document, why="incomplete")
        if context.world.ask(("document", item.document), leaf) is True:
            return attrs.evolve(base, reason="assumed_on_file")
    return attrs.evolve(
        base, verdict=Verdict.VIOLATED, reason="not_on_file", args={"lacking": lacking}, missed_at=event.at
    )


def is_same_day(item: ItemPlan, event: EventRecord, here: Context) -> bool:
    """Whether all there is came on the very day of the event: either order fits."""
    days = [doc.filed for doc in here.timeline.case.documents if doc.kind == item.document and doc.filed]
    return bool(days) and all(day >= event.at.day for day in days)


def lacking_of(body: ChecklistBody, item: ItemPlan, event: EventRecord, here: Context) -> list[str]:
    """What is missing: period labels, or the key of the fault of the only document there is."""
    on_file = [doc for doc in here.timeline.case.documents if doc.kind == item.document]
    periods = _periods(item, event.at.day, here)
    if periods is None:
        faults = [_fault(doc, body, item, event, here) for doc in on_file]
        if "" in faults:
            return []
        return [faults[0]] if faults else ["missing"]
    lacking: list[str] = []
    for label in periods:
        faults = [_fault(doc, body, item, event, here) for doc in on_file if doc.period == label]
        if "" not in faults:
            lacking.append(f"{label}: {faults[0]}" if faults else label)
    # Not knowing since when there can be documents, those that lack may not be owed.
    for question, leaf in here.trace.unknowns if lacking else ():
        if here.world.ask(question, leaf) is True:
            return []
    return lacking


def _periods(item: ItemPlan, day: dt.date, here: Context) -> list[str] | None:
    """The labels of the whole years, quarters or months before the day that must be covered."""
    if item.years is None:
        return None
    period = period_value(item.years, day, here.setting, here.trace)
    unit = period.unit if period.unit in LABELLED else Unit.YEAR
    since: object = None
    if item.or_since is not None:
        since = evaluate(item.or_since, here)
    first = _first_day(day, period.count, unit, here)
    if isinstance(since, dt.date) and since > first:
        first = since
    last = add_days(_start_of(day, unit), -1)
    return [label for label, _, _ in calendar_periods(unit, first, last)] if first <= last else []


def _start_of(day: dt.date, unit: Unit) -> dt.date:
    return next(iter(calendar_periods(unit, day, day)))[1]


def _first_day(day: dt.date, count: int, unit: Unit, here: Context) -> dt.date:

    return day_before(_start_of(day, unit), Period(count, unit), here)


def _fault(
    doc: DocumentRecord, body: ChecklistBody, item: ItemPlan, event: EventRecord, here: Context
) -> str:
    """The key of what is wrong with a document on the day of the event; empty when nothing is."""
    day = event.at.day
    if doc.filed is not None and doc.filed > day:
        return "filed_late"
    copy_only = doc.original is False or (
        doc.original is None and item.original and not _ask(doc, "form", here)
    )
    if item.original and copy_only:
        return "copy_only"
    if body.verified:
        fault = _verification(doc, body, day, here)
        if fault:
            return fault
    if item.valid:
        if doc.valid_until is None:
            return "" if _ask(doc, "valid_until", here) else "expired"
        if doc.valid_until < day:
            return "expired"
    return ""


def _verification(doc: DocumentRecord, body: ChecklistBody, day: dt.date, here: Context) -> str:
    if doc.verified_at is None:
        return "not_verified"
    if doc.verified_at > day:
        return "verified_late"
    if doc.verified_by is None:
        return ""
    who = Participant(doc.verified_by)
    case = here.timeline.case
    truth = claims_role(who, body.bearers, doc.verified_at, case)
    if truth is Truth.UNKNOWN and not is_told(body.bearers, case):
        leaf = Leaf(LeafKind.ACTOR, ", ".join(body.bearers), why="untold_holders")
        truth = Truth.of(here.world.ask(("verifier", doc.position), leaf))
    return "verified_by_other" if truth is Truth.NO else ""


def _ask(doc: DocumentRecord, what: str, here: Context) -> bool:
    leaf = Leaf(LeafKind.DOCUMENT, doc.kind, what, "not_supplied")
    return here.world.ask(("document", doc.position, what), leaf) is True
