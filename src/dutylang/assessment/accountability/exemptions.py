"""Exemptions of one person from one ground: barred, granted, refused, awaited, void."""

from __future__ import annotations

from collections.abc import Sequence

import attrs

from dutylang.assessment.accountability.periods import decision_term, is_overdue
from dutylang.assessment.accountability.tenure import why_untold
from dutylang.assessment.accountability.view import View, is_in_force
from dutylang.assessment.leaves import Leaf, LeafKind
from dutylang.assessment.persons import ExemptionResult, ExemptionState, PersonResult, Result
from dutylang.assessment.single.conditions import decide, truth_of
from dutylang.assessment.single.context import Context, Setting, once
from dutylang.assessment.single.decided import decision_that_counts, first_decided
from dutylang.assessment.single.timeline import not_later
from dutylang.ops.types import YES_NO
from dutylang.plan.accountability import Bar, ExemptionPlan
from dutylang.policy import typed as t
from dutylang.syntax.ast import EffectKind
from dutylang.values import Moment, Truth

State = ExemptionState


def exemptions_for(view: View, roles: Sequence[str], start: Moment, context: Context) -> list[ExemptionPlan]:
    """The exemptions in force that speak of the ground and of one of the roles of the context's person."""
    return [
        each
        for each in view.setting.plan.exemptions
        if view.liability.name in each.liabilities
        and is_in_force(each, start)
        and (not each.roles or _speaks_of(each, roles, start, view, context))
    ]


def _speaks_of(
    exemption: ExemptionPlan, roles: Sequence[str], start: Moment, view: View, context: Context
) -> bool:
    """Whether one of the roles is meant.

    In a case without holders that is not known of a handler, nor of who acted without a role that is told.
    """
    if not set(exemption.roles).isdisjoint(roles):
        return True
    whys = [(role, why_untold(role, view.setting.timeline.case)) for role in exemption.roles]
    leaves = [Leaf(LeafKind.ACTOR, role, start.day.isoformat(), why) for role, why in whys if why is not None]
    if (view.liability.held and roles) or not leaves:
        return False
    return context.world.ask(("one of", frozenset(exemption.roles), context.person), *leaves) is True


def exemption_of(
    exemption: ExemptionPlan, moments: Sequence[Moment], view: View, context: Context
) -> ExemptionResult:
    """What becomes of an exemption for the person of the context; asks the world for what is unknown.

    `moments` are those of `moments_to_decide`. A bar that is certain beats everything.
    """
    things = (exemption, view)
    return once(
        "exemption", things, context, lambda: _state(exemption, moments, view, context), tuple(moments)
    )


def _state(
    exemption: ExemptionPlan, moments: Sequence[Moment], view: View, context: Context
) -> ExemptionResult:
    result = _decision(exemption, moments, view, context)
    bars = tuple(bar.name for bar in exemption.bars if truth_of(bar_of_person(bar), context) is Truth.YES)
    if bars:
        return attrs.evolve(result, state=State.BARRED, bars=bars, overdue=False)
    if exemption.when is not None and not decide(exemption.when, context):
        state = State.VOID if result.state is State.GRANTED and exemption.decided_by else State.NOT_MET
        return attrs.evolve(result, state=state, overdue=False)
    if result.state is State.REFUSED:
        return result
    for bar in exemption.bars:
        decide(bar_of_person(bar), context)  # asks; what is assumed of it has been read above
    return result


def bar_of_person(bar: Bar) -> t.Typed:
    """A bar as it speaks of one person: an event bars who did it."""
    if isinstance(bar.test, t.HappensTest):
        return t.PersonDidTest(bar.test.event, bar.test.where, YES_NO)
    return bar.test


def moments_to_decide(view: View, breached: Sequence[Moment]) -> list[Moment]:
    """When there came to be something to decide, earliest first: each breach, none before the opening.

    A ground without breaches has its opening alone, and a mere fact no moment at all.
    """
    opening = view.opening.at if view.opening is not None else None
    if opening is None:
        return list(breached)
    return [opening, *(each for each in breached if not not_later(each, opening))]


def start_to_decide(
    exemption: ExemptionPlan, moments: Sequence[Moment], person: str | None, setting: Setting
) -> Moment | None:
    """From when the body has to decide: the first moment that no earlier decision of it is about."""
    start = next(iter(moments), None)
    body = (exemption.decided_by,) if exemption.decided_by is not None else ()
    for moment in moments[1:]:
        decided = first_decided(exemption.name, body, person, setting, start)
        if decided is not None and not not_later(moment, decided):
            start = moment
    return start


def _decision(
    exemption: ExemptionPlan, moments: Sequence[Moment], view: View, context: Context
) -> ExemptionResult:
    """Granted where it needs no decision, else as the body decided or has yet to decide.

    A decision frees from nothing that was still to come when it was made.
    """
    body = exemption.decided_by
    result = ExemptionResult(exemption.name, exemption.article, State.GRANTED)
    if body is None:
        return result
    start = start_to_decide(exemption, moments, context.person, view.setting)
    term = decision_term(exemption.limit, start, view.setting)
    result = attrs.evolve(result, waits_for=body, due=term.due if term is not None else None)
    latest = moments[-1] if moments else None
    decision = decision_that_counts(exemption.name, (body,), context.person, view.setting, latest)
    if decision is None or decision.decided is None:
        overdue = is_overdue(term, view.setting)
        return attrs.evolve(result, state=State.AWAITING, overdue=overdue)
    state = State.GRANTED if decision.decided else State.REFUSED
    return attrs.evolve(result, state=state, decided_by=decision.by.person, decided_at=decision.at)


def exempted(
    result: PersonResult, exemptions: Sequence[ExemptionPlan], grades: Sequence[str]
) -> PersonResult:
    """A person's result with what the exemptions take away; those that were granted, else those awaited."""
    states = {each.exemption: each.state for each in result.exemptions}
    granted = [each for each in exemptions if states[each.name] is State.GRANTED]
    if any(each.effect is EffectKind.FULL for each in granted):
        return _freed(result, result.kinds)
    for each in granted:
        if each.effect is EffectKind.PARTIAL:
            result = _in_part(result, each)
        else:
            result = _to_milder(result, each, grades)
        if result.result is Result.EXEMPT:
            return result
    # What a body may still take away is not settled, whatever else was granted.
    if State.AWAITING in states.values():
        return attrs.evolve(result, result=Result.AWAITING_DECISION)
    return result


def _in_part(result: PersonResult, exemption: ExemptionPlan) -> PersonResult:
    """Some kinds of liability are taken away; without any left nothing remains."""
    if not result.kinds:  # the ground names no kinds: each exemption takes away its own
        more = tuple(kind for kind in exemption.kinds if kind not in result.waived)
        return attrs.evolve(result, waived=(*result.waived, *more), result=Result.MITIGATED)
    kept = tuple(kind for kind in result.kinds if kind not in exemption.kinds)
    gone = tuple(kind for kind in result.kinds if kind in exemption.kinds)
    if result.kinds and not kept:
        return _freed(result, gone)
    if not gone:
        return result
    return attrs.evolve(result, kinds=kept, waived=(*result.waived, *gone), result=Result.MITIGATED)


def _to_milder(result: PersonResult, exemption: ExemptionPlan, grades: Sequence[str]) -> PersonResult:
    """The grade of the exemption in place of a graver one; it adds none where the ground gives none."""
    milder = milder_of(result.grade, exemption.grade, grades)
    if result.grade is None or milder == result.grade:
        return result
    return attrs.evolve(result, grade=milder, result=Result.MITIGATED)


def _freed(result: PersonResult, gone: tuple[str, ...]) -> PersonResult:
    waived = (*result.waived, *gone)
    return attrs.evolve(result, result=Result.EXEMPT, grade=None, kinds=(), waived=waived, points=None)


def milder_of(grade: str | None, other: str | None, grades: Sequence[str]) -> str | None:
    """The milder of two grades in the policy's order, which is mildest first; no grade is the mildest."""
    if grade is None or other is None:
        return None
    return min(grade, other, key=lambda each: grades.index(each) if each in grades else -1)
