"""One person under one ground, with everything unknown assumed one way or the other."""

from __future__ import annotations

from decimal import Decimal
from functools import partial

import attrs

from dutylang.assessment.accountability.attribution import HUNDRED, Part, asked_moment
from dutylang.assessment.accountability.exemptions import (
    exempted,
    exemption_of,
    exemptions_for,
    milder_of,
    moments_to_decide,
)
from dutylang.assessment.accountability.facts import facts_that_hold
from dutylang.assessment.accountability.view import View, is_in_force
from dutylang.assessment.leaves import Leaf, LeafKind
from dutylang.assessment.model import Finding
from dutylang.assessment.persons import PersonResult, Result
from dutylang.assessment.single.breaches import ask_breach, is_breach
from dutylang.assessment.single.conditions import ConflictError, decide, truth_of
from dutylang.assessment.single.context import Context
from dutylang.assessment.single.world import World
from dutylang.calendars.moments import earliest_instant
from dutylang.plan.accountability import LiabilityPlan
from dutylang.values import Moment, Truth

UNTOLD = frozenset(Result) - {Result.UNKNOWN}


def untold(view: View) -> frozenset[Result]:
    """What may be the result of somebody whom the record does not name."""
    freed = any(view.liability.name in each.liabilities for each in view.setting.plan.exemptions)
    return UNTOLD if freed else frozenset({Result.LIABLE, Result.NONE})


@attrs.frozen
class Ground:
    """What holds against a person: findings and facts, and in which parts they fall to the person."""

    findings: tuple[Finding, ...]
    facts: tuple[str, ...]
    parts: tuple[tuple[Part, ...], ...]

    @property
    def all_parts(self) -> tuple[Part, ...]:
        """The parts of all findings and facts together."""
        return tuple(part for parts in self.parts for part in parts)


def judged(person: str, view: View, world: World) -> PersonResult:
    """The result of one person; a table in conflict leaves it unknown."""
    try:
        return _judged(person, view, world)
    except ConflictError as conflict:
        leaf = Leaf(LeafKind.FIGURE, conflict.table, why="several_rows")
        blank = no_result(person, view, "hangs_on_unknown")
        return attrs.evolve(blank, result=Result.UNKNOWN, possible=untold(view), deciders=(leaf,))


def _judged(person: str, view: View, world: World) -> PersonResult:
    if not view.opens(world):
        return no_result(person, view, "not_opened")
    context = view.context(person, world)
    ground = _ground(person, view, context)
    if ground is None:
        return _without_ground(person, view, context)
    condition = view.liability.when
    if condition is not None and not decide(condition, context):
        return no_result(person, view, "no_ground")
    result = _described(person, view, ground, context)
    leaves = tuple(dict.fromkeys(part.untold for part in ground.all_parts if part.untold is not None))
    if leaves:
        possible = untold(view)
        return attrs.evolve(
            result, result=Result.UNKNOWN, reason="hangs_on_unknown", possible=possible, deciders=leaves
        )
    if not person:
        return attrs.evolve(result, reason="unattributed", reason_args=roles_told(result))
    return _with_exemptions(result, ground, view, context)


def _without_ground(person: str, view: View, context: Context) -> PersonResult:
    """Why nothing holds against a person: no breach, or one that falls to others."""
    if view.outside:
        return no_result(person, view, "not_in_force")
    liability, nothing = view.liability, World()
    certain = [
        finding
        for finding in view.candidates
        for ground in liability.breaches
        if finding.rule in ground.rules
        and is_breach(finding, ground.kind, ground.unrepaired, nothing) is Truth.YES
    ]
    others = [part.person for each in certain for part in view.parts(each, context.world) if part.person]
    holds = liability.when is None or truth_of(liability.when, context) is Truth.YES
    if not others or not holds:
        return no_result(person, view, "no_ground")
    persons = ", ".join(dict.fromkeys(others))
    return attrs.evolve(no_result(person, view, "another_answers"), reason_args={"persons": persons})


def roles_told(*results: PersonResult) -> dict[str, object]:
    """What is told of a breach that falls to nobody: every role that would answer, and nobody held."""
    return {
        "roles": ", ".join(dict.fromkeys(role for each in results for role in (*each.roles, *each.climbed)))
    }


def no_result(person: str, view: View, reason: str) -> PersonResult:
    """The result of a person against whom nothing holds."""
    return PersonResult(
        case_id=view.setting.timeline.case.id,
        liability=view.liability.name,
        article=view.liability.article,
        person=person,
        result=Result.NONE,
        reason=reason,
        opened=view.opening.at if view.opening is not None else None,
    )


def _ground(person: str, view: View, context: Context) -> Ground | None:
    """The findings that are a breach and fall to the person, and the facts that hold; None without any."""
    world = context.world
    fallen: dict[str, tuple[Part, ...]] = {}
    for finding in view.asked_candidates:
        mine = world.once(
            "against", (view, finding), partial(_against, person, finding, view, world), (person,)
        )
        if mine:
            fallen[finding.key] = mine
    findings = tuple(finding for finding in view.candidates if finding.key in fallen)
    parts = [fallen[finding.key] for finding in findings]
    facts: tuple[str, ...] = ()
    if view.is_bare:
        mine = tuple(part for part in view.ground_parts(world) if part.person == person)
        if mine:
            parts.append(mine)
    for names, held in facts_that_hold(view, world, person):
        facts = tuple(dict.fromkeys((*facts, *names)))
        parts.append(tuple(held))
    return Ground(findings, facts, tuple(parts)) if parts else None


def _against(person: str, finding: Finding, view: View, world: World) -> tuple[Part, ...]:
    """The parts of a finding that fall to the person; none where it is no breach of the ground."""
    mine = tuple(part for part in view.parts(finding, world) if part.person == person)
    return mine if mine and _is_of_ground(finding, view.liability, world) else ()


def _is_of_ground(finding: Finding, liability: LiabilityPlan, world: World) -> bool:
    return any(
        finding.rule in ground.rules and ask_breach(finding, ground.kind, ground.unrepaired, world)
        for ground in liability.breaches
    )


def _described(person: str, view: View, ground: Ground, context: Context) -> PersonResult:
    """The liability as it stands before any exemption."""
    liability, parts = view.liability, ground.all_parts
    order = {held.role: place for place, held in enumerate(liability.held)}
    roles = tuple(
        sorted(dict.fromkeys(part.role for part in parts if part.role), key=lambda r: order.get(r, 0))
    )
    main = [part for part in parts if not roles or part.role == roles[0]]
    kept = next((part.kept for part in parts if part.kept is not None), None)
    count = len(ground.findings)
    reason = "breaches" if ground.findings else "facts" if ground.facts else "opened"
    points = liability.points
    return attrs.evolve(
        no_result(person, view, reason),
        result=Result.LIABLE,
        reason_args={"count": count} if count else {},
        roles=roles,
        degree=main[0].degree if main else None,
        share=_share(ground.parts),
        grade=_grade(view, count, person, context),
        kinds=liability.kinds,
        points=points * max(count, 1) if points is not None else None,
        findings=tuple(finding.key for finding in ground.findings),
        facts=ground.facts,
        climbed=tuple(dict.fromkeys(role for part in parts for role in part.climbed)),
        deputy=any(part.deputy for part in main),
        handover=kept.handover if kept is not None else "",
        unsigned=kept.unsigned if kept is not None else (),
    )


def _share(parts: tuple[tuple[Part, ...], ...]) -> Decimal | None:
    """The largest share of any one breach: who is held for it in several ways bears their sum."""
    sums = []
    for each in parts:
        shares = [part.share for part in each if part.share is not None]
        if shares:
            sums.append(min(sum(shares, Decimal(0)), HUNDRED))
    return max(sums, default=None)


def _grade(view: View, count: int, person: str, context: Context) -> str | None:
    """The highest grade that applies; where the milder of two versions applies, the milder of both."""
    own = grade_of(view.liability, count, context)
    current = view.current.plan
    now = next((each for each in current.liabilities if each.name == view.liability.name), None)
    if now is None or now == view.liability or not (now.milder or view.liability.milder):
        return own
    other = grade_of(now, count, view.context(person, context.world, view.current))
    return milder_of(own, other, current.vocabulary.grades)


def grade_of(liability: LiabilityPlan, count: int, context: Context) -> str | None:
    """The highest of the rows that are true; None where none is."""
    grades = context.setting.plan.vocabulary.grades
    found = [
        row.grade
        for row in liability.grades
        if (row.more_than is None or count > row.more_than)
        and (row.when is None or decide(row.when, context))
    ]
    return max(found, key=lambda each: grades.index(each) if each in grades else -1, default=None)


def _moments(ground: Ground, view: View, context: Context) -> list[Moment]:
    """When the breaches were; what is not known of it is asked where an exemption may hang on it."""
    possible = [moment for finding in ground.findings for moment in finding.moments]
    plans = [each for each in view.setting.plan.exemptions if view.liability.name in each.liabilities]
    if not any(
        each.decided_by is not None or len({is_in_force(each, at) for at in possible}) > 1 for each in plans
    ):
        return [view.moment_of(finding) for finding in ground.findings]
    found = [asked_moment(finding, view.setting, context.world) for finding in ground.findings]
    return sorted(found, key=lambda each: earliest_instant(each, view.setting.tz))


def _with_exemptions(result: PersonResult, ground: Ground, view: View, context: Context) -> PersonResult:
    breached = _moments(ground, view, context)
    start = breached[0] if breached else view.bound
    exemptions = exemptions_for(view, result.roles, start, context)
    moments = moments_to_decide(view, breached)
    # Asked by name, told as the policy has them: what is unknown may not hang on the order of the policy.
    asked = sorted(exemptions, key=lambda each: each.name)
    states = {each.name: exemption_of(each, moments, view, context) for each in asked}
    with_states = attrs.evolve(result, exemptions=tuple(states[each.name] for each in exemptions))
    return exempted(with_states, exemptions, view.setting.plan.vocabulary.grades)
