"""`each its own`: one act answers one instance, the unexpired one due earliest, else the oldest expired."""

from __future__ import annotations

import attrs

from dutylang.assessment.single.context import Context, Trace
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
        here = attrs.evolve(context, trace=Trace())
        judge = Judge(demand, opening, rule, here)
        ruling = judge.ruling()
        due = (judge.under(ruling) if ruling is not None else judge).due()
        dues[opening.label] = due
        strictly = needs_strict_order(demand.match, due)
        eligible[opening.label] = set()
        if ruling is not None and ruling.outcome is not None:
            continue  # nothing is owed here, so no act is used up
        for each in candidates(demand.match, opening, rule, here, strictly=strictly):
            for question, leaf in each.asks:
                context.world.ask(question, leaf)
            if each.truth is Truth.YES:
                eligible[opening.label].add(each.event.position)
                acts[each.event.position] = each.event
    dealt: dict[str, set[int]] = {opening.label: set() for opening in opened}
    rank = context.timeline.rank
    for act in sorted(acts.values(), key=lambda event: rank[event.position]):
        taker = _taker(act, demand.match.minimum, opened, dues, eligible, dealt, context)
        if taker is not None:
            dealt[taker].add(act.position)
    return {label: frozenset(positions) for label, positions in dealt.items()}


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
