"""Ceilings, four eyes, never both, first and last event: one instance a stretch or a case."""

from __future__ import annotations

from collections.abc import Sequence

import attrs

from dutylang.assessment.leaves import Leaf, LeafKind
from dutylang.assessment.model import Flag, Verdict
from dutylang.assessment.single.actors import persons_of
from dutylang.assessment.single.conditions import decide
from dutylang.assessment.single.context import Context
from dutylang.assessment.single.dues import Due, due_of
from dutylang.assessment.single.exceptions import excused, ruling_of
from dutylang.assessment.single.matching import fits, in_time, opened_at
from dutylang.assessment.single.openings import Opening, lies_in, may_have_ended
from dutylang.assessment.single.outcome import Outcome, follows
from dutylang.assessment.single.releases import excepted
from dutylang.cases.record import EventRecord
from dutylang.plan.model import Ceiling, Demand, EdgeBody, FourEyesBody, NeverBothBody, RulePlan
from dutylang.values import Truth


def at_opening(opening: Opening, context: Context) -> Context:
    """The context in which conditions of a stretch are read: at its opening."""
    moment = opened_at(opening, context)
    return attrs.evolve(context, moment=moment, trigger=opening.event, event=opening.event, act=None)


def not_applicable_when(rule: RulePlan, opening: Opening, context: Context) -> Outcome | None:
    """Not applicable when the conditions of the opening do not hold."""
    here = at_opening(opening, context)
    if opening.condition is not None and not decide(opening.condition, here):
        return Outcome(Verdict.NOT_APPLICABLE, "trigger_condition_false")
    if rule.when is not None and not decide(rule.when, here):
        return Outcome(Verdict.NOT_APPLICABLE, "when_false")
    return None


def is_over(opening: Opening, context: Context) -> bool:
    """Whether a stretch has ended, or the case with it."""
    return opening.stretch.end is not None or context.timeline.closed_at is not None


def has_passed(opening: Opening, context: Context) -> bool:
    """Whether what a rule counts in one instance is over: its stretch, its period, or a later trigger came."""
    last, timeline = opening.last_day, context.timeline
    by_day = last is not None and last < timeline.horizon.as_of.day
    return by_day or opening.superseded_by is not None or is_over(opening, context)


def acts_within(events: Sequence[str], opening: Opening, context: Context) -> list[EventRecord]:
    """The events of some types that one instance of a rule speaks of; the one that opened it is one of them.

    They lie in its stretch, come after its trigger, in its period or on its day, and of `the latest` trigger
    before the next.
    """
    timeline, following = context.timeline, opening.superseded_by
    found = [event for event in timeline.of_types(events) if lies_in(event, opening, timeline)]
    if following is not None:
        found = [event for event in found if timeline.order(event, following) not in (0, 1)]
    own = opening.event.position if opening.event is not None else None
    return [
        event for event in found if event.position == own or follows(event, opening, context, strictly=False)
    ]


def in_order(outcome: Outcome, opening: Opening, due: Due, context: Context) -> Outcome:
    """The outcome, flagged where an act counts for it only because either order fits on one day without times."""
    bounds = (opening.event, opening.stretch.start, opening.stretch.end, opening.superseded_by, due.before)
    order = context.timeline.order
    assumed = any(order(act, bound) is None for act in outcome.evidence for bound in bounds if bound)
    return outcome.with_flags(Flag.ORDER_ASSUMED) if assumed else outcome


def clean(
    reason: str,
    opening: Opening,
    context: Context,
    *,
    over: bool = False,
    roles: tuple[str, ...] = (),
    evidence: tuple[EventRecord, ...] = (),
    advisory: bool = False,
) -> Outcome:
    """Satisfied so far; `ongoing` while it can still be broken."""
    outcome = Outcome(
        Verdict.SATISFIED,
        reason,
        opened=opening.moment,
        trigger=opening.event,
        roles=roles,
        evidence=evidence,
        advisory=advisory,
    )
    return outcome if over or is_over(opening, context) else outcome.with_flags(Flag.ONGOING)


def judge_ceiling(rule: RulePlan, body: Ceiling, opening: Opening, context: Context) -> Outcome:
    """At most so many acts in a stretch: broken by the first act beyond."""
    skipped = not_applicable_when(rule, opening, context)
    if skipped is not None:
        return skipped
    here = at_opening(opening, context)
    if body.when is not None and not decide(body.when, here):
        return Outcome(Verdict.NOT_APPLICABLE, "when_false")
    ruling = ruling_of(rule, here)
    if ruling is not None and ruling.outcome is not None:
        return attrs.evolve(
            ruling.outcome,
            opened=opening.moment,
            trigger=opening.event,
            roles=body.bearers,
            advisory=body.advisory,
        )
    if ruling is not None and ruling.limit is not None:
        plain = attrs.evolve(body, limits=(ruling.limit,))
        return ruling.on(_counted(rule, plain, opening, context, here))
    return _counted(rule, body, opening, context, here)


def _counted(rule: RulePlan, body: Ceiling, opening: Opening, context: Context, here: Context) -> Outcome:
    """Whether there were more acts than are allowed."""
    exempt = excepted(body.unless, Due(), here)
    if exempt is not None:
        return exempt
    maximum = body.match.maximum or 0
    at = attrs.evolve(context, moment=opened_at(opening, context), trigger=opening.event)
    due = due_of(Demand((), body.match, body.limits), opening, rule, at)
    acts = _counted_acts(rule, body, opening, due, context)
    if len(acts) > maximum and not may_have_ended(rule, acts[maximum].at, context):
        beyond = acts[maximum]
        broken = Outcome(
            Verdict.VIOLATED,
            "too_many",
            {"maximum": maximum, "count": len(acts)},
            opened=opening.moment,
            trigger=opening.event,
            done=beyond,
            evidence=tuple(acts[: maximum + 1]),
            missed_at=beyond.at,
            roles=body.bearers,
            advisory=body.advisory,
        )
        return in_order(broken, opening, due, context)
    if not context.timeline.complete_now(body.match.events):
        leaf = Leaf(LeafKind.REGISTER, body.match.events[0], why="incomplete")
        if context.world.ask(("unrecorded", body.match.events, opening.label), leaf) is True:
            return Outcome(
                Verdict.VIOLATED,
                "assumed_too_many",
                missed_at=context.timeline.horizon.as_of,
                roles=body.bearers,
                advisory=body.advisory,
            )
    kept = clean(
        "within_ceiling",
        opening,
        context,
        evidence=tuple(acts[:maximum]),
        roles=body.bearers,
        advisory=body.advisory,
        over=has_passed(opening, context),
    )
    return in_order(kept, opening, due, context)


def _counted_acts(
    rule: RulePlan, body: Ceiling, opening: Opening, due: Due, context: Context
) -> list[EventRecord]:
    maximum = body.match.maximum or 0
    sure: list[EventRecord] = []
    maybe = []
    for act in acts_within(body.match.events, opening, context):
        if not in_time(act, due, context):
            continue
        candidate = fits(act, body.match, opening, rule, context)
        if candidate.truth is Truth.YES:
            sure.append(act)
        elif candidate.truth is Truth.UNKNOWN:
            maybe.append(candidate)
    if len(sure) <= maximum < len(sure) + len(maybe):
        question, leaf = maybe[0].asks[0]
        context.world.ask(question, leaf)
    return sure


def judge_four_eyes(rule: RulePlan, body: FourEyesBody, opening: Opening, context: Context) -> Outcome:
    """Nobody may have done acts of two of the types. Activated by the later act."""
    skipped = not_applicable_when(rule, opening, context)
    if skipped is not None:
        return skipped
    timeline = context.timeline
    groups = [acts_within([name], opening, context) for name in body.events]
    if not all(groups):
        missing = [name for name, acts in zip(body.events, groups, strict=True) if not acts]
        if not timeline.complete_now(missing):
            leaf = Leaf(LeafKind.REGISTER, missing[0], why="incomplete")
            answer = context.world.ask(
                ("unrecorded", missing[0]), leaf, answers=("different", "same", "none")
            )
            if answer != "none":
                if answer == "same":
                    return Outcome(Verdict.VIOLATED, "assumed_actors", missed_at=timeline.horizon.as_of)
                return Outcome(Verdict.SATISFIED, "assumed_actors")
        return Outcome(Verdict.NOT_APPLICABLE, "not_activated")
    evidence = tuple(act for acts in groups for act in acts)
    later = groups[0][0]
    for acts in groups[1:]:
        later = acts[0] if timeline.order(acts[0], later) == 1 else later
    sets = [{person for act in acts for person in persons_of(act)} for acts in groups]
    both = sorted(
        {person for n, first in enumerate(sets) for second in sets[n + 1 :] for person in first & second}
    )
    base = Outcome(
        Verdict.VIOLATED, "same_person_acted", {"persons": both}, evidence=evidence, opened=later.at
    )
    if both:
        culprits = [act for act in evidence if set(persons_of(act)) & set(both)]
        last = culprits[-1]
        broken = attrs.evolve(base, done=last, evidence=tuple(culprits), missed_at=last.at)
        return _ruled_at(rule, last, broken, context)
    blank = next((act for act in evidence if not act.actors), None)
    if blank is not None:
        leaf = Leaf(LeafKind.ACTOR, blank.type, "", "no_actor", blank.position)
        if context.world.ask(("four-eyes", blank.position), leaf) is not True:
            broken = attrs.evolve(base, reason="assumed_actors", args={}, missed_at=later.at)
            return _ruled_at(rule, later, broken, context)
    return attrs.evolve(
        base, verdict=Verdict.SATISFIED, reason="different_persons_acted", args={}, done=later
    )


def _ruled_at(rule: RulePlan, act: EventRecord, broken: Outcome, context: Context) -> Outcome:
    """A breach by an act, as exceptions to the rule leave it that are read at the act."""
    here = attrs.evolve(context, moment=act.at, event=act, act=act, until=None)
    ruling = ruling_of(rule, here)
    return ruling.on(broken) if ruling is not None else broken


def judge_never_both(rule: RulePlan, body: NeverBothBody, opening: Opening, context: Context) -> Outcome:
    """A case that holds the first may not hold the second, in either order."""
    skipped = not_applicable_when(rule, opening, context)
    if skipped is not None:
        return skipped
    timeline = context.timeline
    first = acts_within([body.first], opening, context)
    second = acts_within([body.second], opening, context)
    if not first:
        return _may_be_there(body.first, "activating", bool(second), opening, context)
    if second:
        pair = sorted((first[0], second[0]), key=lambda event: timeline.rank[event.position])
        broken = Outcome(
            Verdict.VIOLATED,
            "both_happened",
            {"first": body.first, "second": body.second},
            opened=first[0].at,
            trigger=first[0],
            done=pair[1],
            evidence=tuple(pair),
            missed_at=pair[1].at,
        )
        return _ruled_at(rule, pair[1], broken, context)
    if not timeline.complete_now([body.second]):
        leaf = Leaf(LeafKind.REGISTER, body.second, why="incomplete")
        if context.world.ask(("unrecorded", body.second), leaf) is True:
            missed_at = timeline.horizon.as_of
            return Outcome(
                Verdict.VIOLATED, "assumed_act", opened=first[0].at, trigger=first[0], missed_at=missed_at
            )
    kept = clean("only_one_happened", opening, context, over=has_passed(opening, context))
    return attrs.evolve(kept, opened=first[0].at, trigger=first[0])


def _may_be_there(name: str, question: str, other_there: bool, opening: Opening, context: Context) -> Outcome:
    if not context.timeline.complete_now([name]):
        leaf = Leaf(LeafKind.REGISTER, name, why="incomplete")
        if context.world.ask((question, name), leaf) is True:
            if other_there:
                missed_at = context.timeline.horizon.as_of
                return Outcome(Verdict.VIOLATED, "assumed_act", opened=opening.moment, missed_at=missed_at)
            return Outcome(Verdict.SATISFIED, "assumed_act", opened=opening.moment)
    return Outcome(Verdict.NOT_APPLICABLE, "not_activated")


def judge_edge(rule: RulePlan, body: EdgeBody, opening: Opening, context: Context) -> Outcome:
    """The first event of a case, or its last once it is closed."""
    skipped = not_applicable_when(rule, opening, context)
    if skipped is not None:
        return skipped
    timeline = context.timeline
    if not timeline.events:
        return Outcome(Verdict.NOT_APPLICABLE, "not_activated")
    if body.last and timeline.closed_at is None:
        return Outcome(Verdict.PENDING, "case_open")
    event = timeline.events[-1] if body.last else timeline.events[0]
    ruled = excused(
        rule, attrs.evolve(context, moment=event.at, event=event, trigger=opening.event, act=None)
    )
    if ruled is not None:
        return attrs.evolve(ruled, opened=event.at, done=event, evidence=(event,))
    others = [e for e in timeline.events if e.position != event.position and timeline.order(event, e) is None]
    if any((other.type == body.event) != (event.type == body.event) for other in others):
        leaf = Leaf(LeafKind.ORDER, event.type, others[0].type, "ambiguous", event.position)
        answer = context.world.ask(("edge", body.last), leaf)
        verdict = Verdict.SATISFIED if answer is True else Verdict.VIOLATED
        missed_at = None if answer is True else event.at
        return Outcome(verdict, "edge_order", {"type": event.type}, evidence=(event,), missed_at=missed_at)
    if event.type == body.event:
        return Outcome(Verdict.SATISFIED, "edge_met", opened=event.at, done=event, evidence=(event,))
    args = {"type": event.type, "event": event.position}
    return Outcome(
        Verdict.VIOLATED,
        "edge_broken",
        args,
        opened=event.at,
        done=event,
        evidence=(event,),
        missed_at=event.at,
    )
