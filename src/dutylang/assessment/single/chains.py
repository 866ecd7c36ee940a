"""A demand with what hangs on it: steps that follow, levels that repair, duties of lateness."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial

import attrs

from dutylang.assessment.model import Flag, Verdict
from dutylang.assessment.single.context import Context, Trace
from dutylang.assessment.single.demands import Judge
from dutylang.assessment.single.matching import in_time
from dutylang.assessment.single.openings import Opening
from dutylang.assessment.single.outcome import Outcome
from dutylang.calendars.moments import latest_instant
from dutylang.cases.record import EventRecord
from dutylang.plan.model import Demand, DemandBody, RulePlan, StepPlan, StepRelation
from dutylang.values import Moment

Bundle = Mapping[tuple[str, str], Outcome]
"""Outcomes by (part of a joint duty, level of the chain); the main one is `("", "")`."""

CHAIN = (StepRelation.THEN, StepRelation.AND, StepRelation.ONCE)
LEVELS = (StepRelation.OTHERWISE, StepRelation.IF_ANY_MISSED)
RULED = ("exception", "exceptions_clash")
"""The reasons of what exceptions decide; one that changes the deadline leaves the verdict to the duty."""


def judge_demand_body(
    rule: RulePlan,
    body: DemandBody,
    opening: Opening,
    context: Context,
    allotted: frozenset[int] | None = None,
    *,
    spent: frozenset[int] = frozenset(),
) -> Bundle:
    """The outcomes of a demand, its parts and its steps.

    `allotted` are the positions of the acts that may answer the main demand, `spent` those that may not: they
    performed earlier instances of a chain.
    """
    parts = _parts(body.main)
    found: dict[tuple[str, str], Outcome] = {}
    things, values = (rule, body, *opening.things, *context.things), (*opening.values, *context.values)

    def judged(demand: Demand) -> Outcome:
        fresh = attrs.evolve(context, trace=Trace())
        return Judge(demand, opening, rule, fresh, allotted=allotted, spent=spent).outcome()

    for part, demand in parts:
        one = partial(judged, demand)
        found[(part, "")] = context.world.once("part", things, one, (part, allotted, spent, *values))
    parted = tuple(found.values())
    main = context.world.once("together", parted, lambda: _together(list(parted)))
    if main.reason in ("when_false", "trigger_condition_false"):
        return {("", ""): main}
    steps = judge_steps(rule, body.steps, main, opening, context)
    _mark_roots(found, steps, body.steps)
    return found | {("", step.level): outcome for step, outcome in zip(body.steps, steps, strict=True)}


def _parts(demand: Demand) -> list[tuple[str, Demand]]:
    if not demand.joint:
        return [("", demand)]
    return [
        (event, attrs.evolve(demand, match=attrs.evolve(demand.match, events=(event,)), joint=False))
        for event in demand.match.events
    ]


def _together(outcomes: list[Outcome]) -> Outcome:
    """What steps hang on where a duty has several parts: the gravest verdict, done when the last is done."""
    worst = min(outcomes, key=lambda outcome: outcome.verdict.rank)
    done = [outcome.done for outcome in outcomes]
    if len(outcomes) == 1 or None in done:
        return worst
    last = max((event for event in done if event is not None), key=lambda event: event.at.day)
    return attrs.evolve(worst, done=last)


def judge_steps(
    rule: RulePlan, steps: tuple[StepPlan, ...], main: Outcome, opening: Opening, context: Context
) -> list[Outcome]:
    """The outcome of every step, in order; step i of the plan hangs on outcome `of` of those before."""
    outcomes = [main]
    about, values = (rule, *opening.things, *context.things), (*opening.values, *context.values)

    def judged(step: StepPlan, chain: list[int]) -> Outcome:
        return _judge_step(rule, step, outcomes, chain, opening, attrs.evolve(context, trace=Trace()))

    for place, step in enumerate(steps):
        chain = [0, *(n + 1 for n, each in enumerate(steps[:place]) if each.relation in CHAIN)]
        read = [0, step.of, *(chain if step.relation is StepRelation.IF_ANY_MISSED else ())]
        things = (step, *(outcomes[n] for n in read), *about)
        outcomes.append(context.world.once("step", things, partial(judged, step, chain), values))
    return outcomes[1:]


def _judge_step(
    rule: RulePlan,
    step: StepPlan,
    outcomes: list[Outcome],
    chain: list[int],
    opening: Opening,
    context: Context,
) -> Outcome:
    prior = outcomes[step.of]
    if step.relation in CHAIN and outcomes[0].exceptions and outcomes[0].reason in RULED:
        return _ruled_with(outcomes[0], step)
    match step.relation:
        case StepRelation.AND:
            return _judged(rule, step, opening, context)
        case StepRelation.THEN:
            waiting = _not_performed(prior, context)
            return waiting or _judged(rule, step, _at_event(opening, prior.done), context)
        case StepRelation.ONCE:
            return _once(rule, step, prior, opening, context)
        case StepRelation.IF_LATE:
            if prior.verdict is not Verdict.LATE:
                return Outcome(Verdict.NOT_APPLICABLE, "not_late")
            after = attrs.evolve(_at_event(opening, prior.done), about=opening.subject)
            return _judged(rule, step, after, context)
        case StepRelation.OTHERWISE:
            return _level(rule, step, prior, prior.missed_at, opening, context)
        case StepRelation.IF_ANY_MISSED:
            missed = [outcomes[n] for n in chain if outcomes[n].is_breach and outcomes[n].missed_at]
            tz = context.setting.tz
            missed.sort(
                key=lambda outcome: latest_instant(outcome.missed_at or context.timeline.horizon.as_of, tz)
            )
            # What is made good is made good: the level counts from the first miss that is still open.
            undone = [outcome for outcome in missed if outcome.done is None]
            first = next(iter(undone or missed), None)
            waits = any(outcomes[n].verdict is Verdict.PENDING for n in chain)
            worst = first or Outcome(Verdict.PENDING if waits else Verdict.SATISFIED, "")
            return _level(rule, step, worst, worst.missed_at, opening, context)


def _ruled_with(main: Outcome, step: StepPlan) -> Outcome:
    """What an exception lifts it lifts with all its steps; where exceptions clash, they clash over all."""
    return attrs.evolve(
        main,
        due=None,
        roles=step.demand.bearers,
        holder=None,
        advisory=step.demand.advisory,
        flags=frozenset(),
    )


def _judged(rule: RulePlan, step: StepPlan, opening: Opening, context: Context) -> Outcome:
    return Judge(step.demand, opening, rule, context, is_step=True).outcome()


def _at_event(opening: Opening, event: EventRecord | None) -> Opening:
    """Open from an act or event, which is what the step speaks of."""
    if event is None:
        return opening
    return attrs.evolve(_at_moment(opening, event.at), event=event, about=None)


def _at_moment(opening: Opening, moment: Moment) -> Opening:
    """Open from a moment; the step speaks of the trigger of the duty."""
    return attrs.evolve(
        opening,
        moment=moment,
        event=None,
        inclusive=False,
        period=None,
        cut=False,
        condition=None,
        superseded_by=None,
        about=opening.subject,
    )


def _not_performed(prior: Outcome, context: Context) -> Outcome | None:
    """Why a step that follows on a performance has not opened; None when it has."""
    if prior.done is not None:
        return None
    match prior.verdict:
        case Verdict.PENDING:
            return Outcome(Verdict.PENDING, "waits_for_step")
        case Verdict.VIOLATED | Verdict.CONFLICT:
            if Flag.STILL_OWED in prior.flags and context.timeline.closed_at is None:
                return Outcome(Verdict.PENDING, "waits_for_step")
            return Outcome(Verdict.NOT_APPLICABLE, "blocked")
        case Verdict.SATISFIED | Verdict.LATE | Verdict.UNKNOWN:
            return Outcome(Verdict.UNKNOWN, "step_before_unknown")
        case _:
            return Outcome(Verdict.NOT_APPLICABLE, "step_not_owed")


def _once(rule: RulePlan, step: StepPlan, prior: Outcome, opening: Opening, context: Context) -> Outcome:
    start = _at_event(opening, prior.done)
    for event in context.timeline.by_type.get(step.event or "", ()):
        if start.event is None or context.timeline.order(event, start.event) in (1, None):
            return _judged(rule, step, _at_event(opening, event), context)
    if context.timeline.closed_at is not None:
        return Outcome(Verdict.NOT_APPLICABLE, "anchor_never_came")
    return Outcome(Verdict.PENDING, "waits_for_event", {"event": step.event or ""})


def _level(
    rule: RulePlan,
    step: StepPlan,
    prior: Outcome,
    missed_at: Moment | None,
    opening: Opening,
    context: Context,
) -> Outcome:
    """A level of reparation: opens when its predecessor is missed and counts from the moment it was missed."""
    if prior.verdict is Verdict.UNKNOWN:
        return Outcome(Verdict.UNKNOWN, "step_before_unknown")
    if not prior.is_breach or missed_at is None:
        reason = "not_yet_open" if prior.verdict is Verdict.PENDING else "not_needed"
        return Outcome(Verdict.NOT_APPLICABLE, reason)
    start = _at_moment(opening, missed_at)
    if prior.reason == "forbidden_act":
        start = attrs.evolve(start, moment=missed_at, event=prior.done)
    outcome = _judged(rule, step, start, context)
    if prior.done is None or prior.reason == "forbidden_act" or outcome.verdict is Verdict.SATISFIED:
        return outcome
    if outcome.due is None or in_time(prior.done, outcome.due, context):
        return attrs.evolve(
            outcome,
            verdict=Verdict.EXEMPT,
            reason="discharged_by_primary",
            flags=frozenset(),
            done=None,
            lateness=None,
            missed_at=None,
            evidence=(prior.done,),
        )
    return outcome


def _mark_roots(
    found: dict[tuple[str, str], Outcome], outcomes: list[Outcome], steps: tuple[StepPlan, ...]
) -> None:
    """`repaired` where a level was met, `terminal` where all were missed, on what the levels hang on."""
    for place, step in enumerate(steps):
        if step.relation not in LEVELS:
            continue
        root = step.of
        while root > 0 and steps[root - 1].relation is StepRelation.OTHERWISE:
            root = steps[root - 1].of
        last = not any(each.relation is StepRelation.OTHERWISE and each.of == place + 1 for each in steps)
        flag = None
        if outcomes[place].verdict is Verdict.SATISFIED:
            flag = Flag.REPAIRED
        elif outcomes[place].verdict is Verdict.VIOLATED and last:
            flag = Flag.TERMINAL
        if flag is None:
            continue
        whole_chain = step.relation is StepRelation.IF_ANY_MISSED
        if whole_chain or (root > 0 and steps[root - 1].relation is StepRelation.IF_ANY_MISSED):
            _mark_chain(found, outcomes, steps, flag)
        elif root == 0:
            for key, outcome in found.items():
                if outcome.is_breach:
                    found[key] = outcome.with_flags(flag)
        else:
            outcomes[root - 1] = outcomes[root - 1].with_flags(flag)


def _mark_chain(
    found: dict[tuple[str, str], Outcome], outcomes: list[Outcome], steps: tuple[StepPlan, ...], flag: Flag
) -> None:
    for key, outcome in found.items():
        if outcome.is_breach:
            found[key] = outcome.with_flags(flag)
    for place, step in enumerate(steps):
        if step.relation in CHAIN and outcomes[place].is_breach:
            outcomes[place] = outcomes[place].with_flags(flag)


def mark_primary(main: Outcome, outcomes: list[Outcome], steps: tuple[StepPlan, ...]) -> Outcome:
    """The primary of a prohibition with the flag that its levels give it."""
    found: dict[tuple[str, str], Outcome] = {("", ""): main}
    _mark_roots(found, outcomes, steps)
    return found[("", "")]
