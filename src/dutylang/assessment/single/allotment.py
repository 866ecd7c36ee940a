"""`each its own`: one act answers one instance, the unexpired one due earliest, else the oldest expired."""

from __future__ import annotations

import attrs

from dutylang.assessment.single.context import Context, Trace, once
from dutylang.assessment.single.demands import Judge
from dutylang.assessment.single.dues import Due
from dutylang.assessment.single.matching import candidates, in_time, needs_strict_order
from dutylang.assessment.single.openings import Opening
from dutylang.calendars.moments import latest_instant
from dutylang.cases.record import EventRecord
from dutylang.plan.model import Demand, RulePlan
from dutylang.values import Truth


def allot(
    rule: RulePlan, demand: Demand, opened: list[Opening], context: Context
) -> dict[str, frozenset[int]]:
    """For each opening, by label, the positions of the acts that answer it. Acts are dealt in their order."""
    dues: dict[str, Due] = {}
    eligible: dict[str, set[int]] = {}
    acts: dict[int, EventRecord] = {}
    for opening in opened:
        dues[opening.label], found = _answering(rule, demand, opening, context)
        eligible[opening.label] = {act.position for act in found}
        acts |= {act.position: act for act in found}
    dealt: dict[str, set[int]] = {opening.label: set() for opening in opened}
    rank = context.timeline.rank
    for act in sorted(acts.values(), key=lambda event: rank[event.position]):
        taker = _taker(act, demand.match.minimum, opened, dues, eligible, dealt, context)
        if taker is not None:
            dealt[taker].add(act.position)
    return {label: frozenset(positions) for label, positions in dealt.items()}


def _answering(
    rule: RulePlan, demand: Demand, opening: Opening, context: Context
) -> tuple[Due, tuple[EventRecord, ...]]:
    """The due of an opening, and the acts that could answer it."""

    def found() -> tuple[Due, tuple[EventRecord, ...]]:
        here = attrs.evolve(context, trace=Trace())
        judge = Judge(demand, opening, rule, here)
        ruling = judge.ruling()
        due = (judge.under(ruling) if ruling is not None else judge).due()
        if ruling is not None and ruling.outcome is not None:
            return due, ()  # nothing is owed here, so no act is used up
        strictly = needs_strict_order(demand.match, due)
        acts: list[EventRecord] = []
        for each in candidates(demand.match, opening, rule, here, strictly=strictly):
            for question, leaf in each.asks:
                context.world.ask(question, leaf)
            if each.truth is Truth.YES:
                acts.append(each.event)
        return due, tuple(acts)

    return once("answering", (rule, demand, *opening.things), context, found, opening.values)


def _taker(
    act: EventRecord,
    wanted: int,
    opened: list[Opening],
    dues: dict[str, Due],
    eligible: dict[str, set[int]],
    dealt: dict[str, set[int]],
    context: Context,
) -> str | None:
    waiting = [
        opening.label
        for opening in opened
        if act.position in eligible[opening.label] and len(dealt[opening.label]) < max(wanted, 1)
    ]
    unexpired = [label for label in waiting if in_time(act, dues[label], context)]
    if unexpired:
        return min(unexpired, key=lambda label: _end(dues[label], context))
    return waiting[0] if waiting else None


def _end(due: Due, context: Context) -> float:
    return (
        latest_instant(due.shown, context.setting.tz).timestamp() if due.shown is not None else float("inf")
    )
