"""What frees from an instance: an exception, a discharge, a waiver."""

from __future__ import annotations

import attrs

from dutylang.assessment.model import Leaf, LeafKind, Verdict
from dutylang.assessment.single.actors import acted_as
from dutylang.assessment.single.conditions import decide
from dutylang.assessment.single.context import Context
from dutylang.assessment.single.dues import Due
from dutylang.assessment.single.openings import Opening
from dutylang.assessment.single.outcome import Outcome
from dutylang.assessment.single.timeline import not_later
from dutylang.plan.model import RulePlan
from dutylang.policy.typed import Typed
from dutylang.values import Truth


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
    for discharge in rule.discharges:
        roles = (discharge.by,) if discharge.by else ()
        for event in context.timeline.by_type.get(discharge.event, ()):
            if opening.event is not None and context.timeline.order(event, opening.event) == -1:
                continue
            if due.shown is not None and not not_later(event.at, due.shown, context.setting.tz):
                continue
            truth = acted_as(event, roles, context.timeline.case)
            if truth is Truth.UNKNOWN:
                leaf = Leaf(LeafKind.ACTOR, event.type, ", ".join(roles), "no_actor", event.position)
                truth = Truth.of(context.world.ask(("actor", event.position, roles), leaf))
            if truth is Truth.YES:
                reason = "waived" if discharge.waived else "discharged"
                return Outcome(Verdict.EXEMPT, reason, {"event": event.position}, evidence=(event,))
    return None
