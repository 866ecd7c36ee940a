"""Levels that a miss has opened: whoever must now do or be told something, and whether they have."""

from __future__ import annotations

from collections.abc import Sequence
from zoneinfo import ZoneInfo

import attrs

from dutylang.assessment.model import Finding, Verdict
from dutylang.assessment.persons import Escalation, EscalationState
from dutylang.calendars.moments import latest_instant
from dutylang.plan.model import Plan, StepPlan, StepRelation, steps_of

LEVELS = (StepRelation.OTHERWISE, StepRelation.IF_ANY_MISSED)
CHAIN = (StepRelation.THEN, StepRelation.AND, StepRelation.ONCE)
STATES = {
    Verdict.PENDING: EscalationState.OPEN,
    Verdict.SATISFIED: EscalationState.MET,
    Verdict.LATE: EscalationState.LATE,
    Verdict.VIOLATED: EscalationState.MISSED,
    Verdict.EXEMPT: EscalationState.DISCHARGED,
    Verdict.UNKNOWN: EscalationState.UNKNOWN,
    Verdict.CONFLICT: EscalationState.UNKNOWN,
}


def escalations_of(plan: Plan, findings: Sequence[Finding]) -> tuple[Escalation, ...]:
    """The levels of reparation that were opened in a case, in the order of its findings under one version.

    A level that was not needed, or not yet, is none. `primary` is the obligation that the ladder stands on:
    of a chain its earliest miss. Of a level that is exempt nobody waits for anything: it is discharged.
    """
    ladders = _ladders(plan)
    by_instance: dict[tuple[str, str], list[Finding]] = {}
    for finding in findings:
        by_instance.setdefault((finding.rule, _instance(finding)), []).append(finding)
    found = []
    for finding in findings:
        ladder = ladders.get((finding.rule, finding.level))
        if ladder is not None and finding.verdict in STATES:
            together = by_instance[(finding.rule, _instance(finding))]
            found.append(_escalation(finding, ladder, together, ZoneInfo(plan.timezone)))
    return tuple(found)


@attrs.frozen
class _Ladder:
    """A level of a rule among all its steps."""

    place: int
    steps: tuple[StepPlan, ...]

    @property
    def step(self) -> StepPlan:
        return self.steps[self.place]

    def foot(self) -> tuple[StepPlan, int]:
        """The first level of the ladder that a level stands on, and which level of it this is, from 1."""
        place, depth = self.place, 1
        while self.steps[place].relation is StepRelation.OTHERWISE and self.steps[place].of > 0:
            below = self.steps[place].of - 1
            if self.steps[below].relation not in LEVELS:
                break
            place, depth = below, depth + 1
        return self.steps[place], depth

    def stands_on(self) -> list[str]:
        """The levels of the obligations that the ladder answers for: one, or all of the chain above it."""
        foot, _ = self.foot()
        if foot.relation is StepRelation.OTHERWISE:
            return [self.steps[foot.of - 1].level if foot.of else ""]
        above = self.steps[: self.steps.index(foot)]
        return ["", *(each.level for each in above if each.relation in CHAIN)]


def _ladders(plan: Plan) -> dict[tuple[str, str], _Ladder]:
    """The levels of all rules by rule and level."""
    return {
        (rule.name, step.level): _Ladder(place, steps_of(rule))
        for rule in plan.rules
        for place, step in enumerate(steps_of(rule))
        if step.relation in LEVELS
    }


def _instance(finding: Finding) -> str:
    """The key of a finding without its part and level: what all findings of one instance share."""
    own = [piece for piece in (finding.part, finding.level) if piece]
    return finding.key.removesuffix("".join(f"/{piece}" for piece in own))


def _escalation(finding: Finding, ladder: _Ladder, together: Sequence[Finding], tz: ZoneInfo) -> Escalation:
    return Escalation(
        key=finding.key,
        primary=_primary(ladder, together, tz).key,
        rule=finding.rule,
        article=finding.article,
        level=finding.level,
        depth=ladder.foot()[1],
        acts=ladder.step.demand.match.events,
        roles=finding.roles,
        persons=finding.persons,
        state=STATES[finding.verdict],
        opened=finding.opened,
        due=finding.due,
    )


def _primary(ladder: _Ladder, together: Sequence[Finding], tz: ZoneInfo) -> Finding:
    """What was missed first of what the ladder stands on; what may have been, where that is not known."""
    levels = ladder.stands_on()
    candidates = [each for level in levels for each in together if each.level == level]
    missed = [(latest_instant(each.breached_at, tz), each) for each in candidates if each.breached_at]
    if missed:
        return min(missed, key=lambda pair: pair[0])[1]
    return (candidates or together)[0]
