"""Every N days since the last: one open instance at a time, the next counts from the actual performance."""

from __future__ import annotations

import attrs

from dutylang.assessment.model import Finding, Verdict
from dutylang.assessment.single import chains
from dutylang.assessment.single.context import Context, Setting, Trace
from dutylang.assessment.single.findings import settled
from dutylang.assessment.single.openings import Opening, event_label, in_force, openings
from dutylang.assessment.single.outcome import Outcome
from dutylang.assessment.single.world import World
from dutylang.plan.deadlines import AfterLimit, Counting
from dutylang.plan.model import Demand, DemandBody, RulePlan

MOST_INSTANCES = 10_000


def since_last(rule: RulePlan, body: DemandBody, setting: Setting) -> tuple[list[Finding], list[Outcome]]:
    """The chain of instances of each stretch; it goes on from every performance, late ones included.

    Of a rule that came into force on the way, only the instances opened since then are told.
    """
    found: list[Finding] = []
    dropped: list[Outcome] = []
    main = _with_interval(rule, body.main, setting)
    whole = attrs.evolve(body, main=main)
    for start in openings(rule, setting, World()):
        opening: Opening | None = start
        for number in range(1, MOST_INSTANCES):
            if opening is None:
                break
            label = f"{start.label}#{number}"
            here = attrs.evolve(opening, label=label)

            def judge(world: World, here: Opening = here) -> chains.Bundle:
                as_of, start = setting.timeline.horizon.as_of, here.stretch.start
                context = Context(setting, world, Trace(), as_of, start=start)
                return chains.judge_demand_body(rule, whole, here, context, None)

            more, less = settled(judge, rule, label, setting)
            if in_force(rule, here.day(setting.timeline)):
                found += more
                dropped += less
            opening = _next(more, here, setting)
    return found, dropped


def _with_interval(rule: RulePlan, demand: Demand, setting: Setting) -> Demand:
    if rule.trigger.period is None:
        return demand
    counting = Counting(setting.plan.counting, setting.policy_calendar)
    interval = AfterLimit(rule.trigger.period, None, False, counting)
    return attrs.evolve(demand, limits=(interval, *demand.limits))


def _next(findings: list[Finding], opening: Opening, setting: Setting) -> Opening | None:
    """The opening at the performance just found; None when nothing was done or the stretch ended."""
    main = next((finding for finding in findings if not finding.level), None)
    if main is None or main.verdict not in (Verdict.SATISFIED, Verdict.LATE) or not main.evidence:
        return None
    done = next(event for event in setting.timeline.events if event.position == main.evidence[-1])
    label = event_label(done, setting.timeline)
    return attrs.evolve(
        opening, label=label, moment=done.at, event=done, inclusive=False, about=opening.subject
    )
