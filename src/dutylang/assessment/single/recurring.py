"""Every N days since the last: one open instance at a time, the next counts from the actual performance."""

from __future__ import annotations

import itertools

import attrs

from dutylang.assessment.model import Finding, Verdict
from dutylang.assessment.single import chains
from dutylang.assessment.single.context import Context, Setting, Trace
from dutylang.assessment.single.findings import settled
from dutylang.assessment.single.openings import Opening, in_force, openings
from dutylang.assessment.single.outcome import Outcome
from dutylang.assessment.single.world import World
from dutylang.plan.deadlines import AfterLimit, Counting
from dutylang.plan.model import Demand, DemandBody, RulePlan


def since_last(rule: RulePlan, body: DemandBody, setting: Setting) -> tuple[list[Finding], list[Outcome]]:
    """The chain of instances of each stretch; it goes on from every performance, late ones included.

    An act performs one instance of the chain, so that there are never more instances than acts and one. Of a
    rule that came into force on the way, only the instances opened since then are told.
    """
    found: list[Finding] = []
    dropped: list[Outcome] = []
    main = _with_interval(rule, body.main, setting)
    whole = attrs.evolve(body, main=main)
    for start in openings(rule, setting, World()):
        spent = frozenset() if start.event is None else frozenset([start.event.position])
        opening: Opening | None = start
        for number in itertools.count(1):
            if opening is None:
                break
            here = attrs.evolve(opening, label=f"{start.label}#{number}")
            more, less = _judged(rule, whole, here, spent, setting)
            if in_force(rule, here.day(setting.timeline)):
                found += more
                dropped += less
            opening = _next(more, here, setting)
            spent |= {position for finding in more if not finding.level for position in finding.evidence}
    return found, dropped


def _judged(
    rule: RulePlan, body: DemandBody, opening: Opening, spent: frozenset[int], setting: Setting
) -> tuple[list[Finding], list[Outcome]]:
    """One instance. `spent` are the positions of what opened the chain and of the acts that went on with it."""

    def judge(world: World) -> chains.Bundle:
        as_of, start = setting.timeline.horizon.as_of, opening.stretch.start
        context = Context(setting, world, Trace(), as_of, start=start)
        return chains.judge_demand_body(rule, body, opening, context, spent=spent)

    return settled(judge, rule, opening.label, setting)


def _with_interval(rule: RulePlan, demand: Demand, setting: Setting) -> Demand:
    if rule.trigger.period is None:
        return demand
    counting = Counting(setting.plan.counting, setting.policy_calendar)
    interval = AfterLimit(rule.trigger.period, None, False, counting)
    return attrs.evolve(demand, limits=(interval, *demand.limits))


def _next(findings: list[Finding], opening: Opening, setting: Setting) -> Opening | None:
    """The opening at the performance just found; None where there is none: of a joint duty every part is due."""
    parts = [finding for finding in findings if not finding.level]
    if not parts or not all(_is_performed(finding) for finding in parts):
        return None
    rank = setting.timeline.rank
    last = max((finding.evidence[-1] for finding in parts), key=lambda position: rank[position])
    done = next(event for event in setting.timeline.events if event.position == last)
    return attrs.evolve(opening, moment=done.at, event=done, inclusive=False, about=opening.subject)


def _is_performed(finding: Finding) -> bool:
    return finding.verdict in (Verdict.SATISFIED, Verdict.LATE) and bool(finding.evidence)
