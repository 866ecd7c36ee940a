"""What frees from an instance: an exception, a discharge, a waiver."""

from __future__ import annotations

from collections.abc import Iterator

import attrs

from dutylang.assessment.leaves import Leaf, LeafKind
from dutylang.assessment.model import Verdict
from dutylang.assessment.single.actors import acted_as, why_unknown
from dutylang.assessment.single.conditions import decide
from dutylang.assessment.single.context import Context
from dutylang.assessment.single.dues import Due
from dutylang.assessment.single.openings import Opening
from dutylang.assessment.single.outcome import Outcome
from dutylang.assessment.single.timeline import not_later
from dutylang.calendars.moments import latest_instant
from dutylang.cases.record import EventRecord
from dutylang.plan.model import Discharge, RulePlan
from dutylang.policy.typed import Typed
from dutylang.values import Moment, Truth


def excepted(unless: Typed | None, due: Due, context: Context) -> Outcome | None:
    """Exempt when the exception holds: fields as of the opening, events up to the due."""
    if unless is None:
        return None
    until = due.shown or context.timeline.horizon.as_of
    if not decide(unless, attrs.evolve(context, until=until, act=None)):
        return None
    return Outcome(Verdict.EXEMPT, "exception")


def released(rule: RulePlan, opening: Opening, due: Due, context: Context) -> Outcome | None:
    """Exempt when the duty was discharged or waived after it opened and by its due."""
    timeline = context.timeline
    for discharge in rule.discharges:
        reason = "waived" if discharge.waived else "discharged"
        for event in _ending_events(discharge, opening, context):
            if due.shown is not None and not not_later(event.at, due.shown):
                continue
            return Outcome(Verdict.EXEMPT, reason, {"event": event.position}, evidence=(event,))
        if not timeline.covers([discharge.event], due.shown or timeline.horizon.as_of):
            leaf = Leaf(LeafKind.REGISTER, discharge.event, why="incomplete")
            if context.world.ask(("released", discharge.event, opening.label), leaf) is True:
                return Outcome(Verdict.EXEMPT, f"assumed_{reason}")
    return None


def ended_at(rule: RulePlan, opening: Opening, context: Context) -> Moment | None:
    """When what was still owed came to an end: the first discharge or waiver, or the close of the case."""
    tz = context.setting.tz
    moments = [event.at for each in rule.discharges for event in _ending_events(each, opening, context)]
    if context.timeline.closed_at is not None:
        moments.append(context.timeline.closed_at)
    return min(moments, key=lambda moment: latest_instant(moment, tz), default=None)


def _ending_events(discharge: Discharge, opening: Opening, context: Context) -> Iterator[EventRecord]:
    """The discharges after the opening by those who have the power."""
    roles = (discharge.by,) if discharge.by else ()
    for event in context.timeline.by_type.get(discharge.event, ()):
        if opening.event is not None and context.timeline.order(event, opening.event) == -1:
            continue
        truth = acted_as(event, roles, context.timeline.case)
        if truth is Truth.UNKNOWN:
            why = why_unknown(event, roles, context.timeline.case)
            leaf = Leaf(LeafKind.ACTOR, event.type, ", ".join(roles), why, event.position)
            truth = Truth.of(context.world.ask(("actor", event.position, roles), leaf))
        if truth is Truth.YES:
            yield event
