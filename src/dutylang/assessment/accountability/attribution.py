"""To whom a breach falls: the actor of a forbidden act, who held the role when a duty was missed."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from decimal import Decimal

import attrs

from dutylang.assessment.accountability.tenure import NotRelieved, Tenure, tenure_of
from dutylang.assessment.leaves import Leaf, LeafKind
from dutylang.assessment.model import Finding
from dutylang.assessment.single.actors import claims_role, persons_of
from dutylang.assessment.single.breaches import rule_of
from dutylang.assessment.single.context import Setting
from dutylang.assessment.single.timeline import not_later
from dutylang.assessment.single.world import World
from dutylang.cases.record import EventRecord, Participant
from dutylang.plan import model as p
from dutylang.plan.accountability import HeldRole, LiabilityPlan
from dutylang.values import Moment, Truth

HUNDRED = Decimal(100)
LEVELS = (p.StepRelation.OTHERWISE, p.StepRelation.IF_ANY_MISSED)
ACTS = (p.Ban, p.Ceiling, p.Precedence, p.FourEyesBody, p.NeverBothBody, p.EdgeBody)


@attrs.frozen
class Part:
    """What falls to one person: in which held role, in what degree, for what share in percent (None: not said).

    `person` is empty where nobody answers; with `untold`, where the record does not tell who does. `kept` says
    why somebody answers who had left the role.
    """

    person: str
    role: str
    degree: str | None = None
    share: Decimal | None = None
    climbed: tuple[str, ...] = ()
    deputy: bool = False
    untold: Leaf | None = None
    kept: NotRelieved | None = None


def breach_moment(finding: Finding, setting: Setting) -> Moment:
    """When a finding is, or would be, a breach; the earliest moment where that is not known."""
    stretch = finding.breaches[0].since if finding.breaches else None
    first = next(iter(finding.moments), None)
    moments = (finding.breached_at, first, stretch, finding.due, finding.done, finding.opened)
    return next((each for each in moments if each is not None), setting.timeline.horizon.as_of)


def asked_moment(finding: Finding, setting: Setting, world: World) -> Moment:
    """When a finding is, or would be, a breach; asks the world where that is not known."""
    if len(finding.moments) < 2:
        return breach_moment(finding, setting)
    question = ("breached at", finding.key)
    answer = world.ask(question, *finding.moment_deciders, answers=finding.moments)
    assert isinstance(answer, Moment)
    return answer


def _day_of(finding: Finding, setting: Setting, world: World) -> dt.date:
    """The day on which who held a role answers for a finding; asked only where its holders may have changed."""
    days = [each.day for each in finding.moments]
    if not days or (not setting.plan.handovers and not _changes(days[0], days[-1], setting)):
        return breach_moment(finding, setting).day
    return asked_moment(finding, setting, world).day


def _changes(first: dt.date, last: dt.date, setting: Setting) -> bool:
    """Whether anybody comes to a role or leaves one from a day to a later one."""
    return any(
        first < each.since <= last or (each.until is not None and first <= each.until < last)
        for each in setting.timeline.case.holders
    )


def parts_of_finding(
    finding: Finding, liability: LiabilityPlan, bound: Moment, setting: Setting, world: World
) -> list[Part]:
    """To whom a breach falls under a ground; `bound` is up to when the handlers of a case are looked for.

    A level of reparation is its bearer's own.
    """
    if not liability.held:
        return parts_of_handlers(setting, bound)
    rule = rule_of(finding, setting.plan)
    own = rule is not None and _is_level(rule, finding.level)
    if rule is not None and isinstance(rule.body, ACTS) and not finding.level:
        return _of_actors(finding, liability, setting, world)
    found: list[Part] = []
    for held in liability.held:
        if own and held.role not in finding.roles:
            continue
        times = (liability.at_trigger, liability.at_deadline)
        found += _parts_of_role(finding, rule, held, times, setting, world)
    return found


def falls_to(person: str, finding: Finding, liability: LiabilityPlan, setting: Setting, world: World) -> bool:
    """Whether a duty was the person's to do, or what it forbids the person's act, as breaches are attributed."""
    rule = rule_of(finding, setting.plan)
    times = (liability.at_trigger, liability.at_deadline)
    roles = [HeldRole(role, "") for role in finding.roles]
    parts = [part for role in roles for part in _parts_of_role(finding, rule, role, times, setting, world)]
    if any(part.person == person for part in parts) or (not roles and person in finding.persons):
        return True
    leaves = [part.untold for part in parts if part.untold is not None]
    return bool(leaves) and world.ask(("bore", finding.key, person), *leaves) is True


def _is_level(rule: p.RulePlan, level: str) -> bool:
    return any(step.level == level and step.relation in LEVELS for step in p.steps_of(rule))


def _parts_of_role(
    finding: Finding,
    rule: p.RulePlan | None,
    held: HeldRole,
    times: tuple[Decimal, Decimal],
    setting: Setting,
    world: World,
) -> list[Part]:
    if rule is not None and isinstance(rule.body, ACTS) and not finding.level:
        return _of_act(finding, held, asked_moment(finding, setting, world).day, setting, world)
    if rule is not None and _is_each_holders(rule, finding, held.role) and finding.persons:
        return [Part(person, held.role, held.degree, held.share) for person in finding.persons]
    split = all(times)
    found: list[Part] = []
    for percent, is_trigger in zip(times, (True, False), strict=True):
        if not percent:
            continue
        opened = finding.opened if is_trigger else None
        when = _day_of(finding, setting, world) if opened is None else opened.day
        share = held.share
        if split:
            share = (HUNDRED if share is None else share) * percent / HUNDRED
        found += of_tenure(tenure_of(held.role, when, setting, world), attrs.evolve(held, share=share))
    return found


def _is_each_holders(rule: p.RulePlan, finding: Finding, role: str) -> bool:
    """Whether each holder of the role owes it alone."""
    demand = rule.body.main if isinstance(rule.body, p.DemandBody) and not finding.level else None
    return demand is not None and demand.each_holder and role in demand.bearers


def of_tenure(tenure: Tenure, held: HeldRole) -> list[Part]:
    """What falls to each who answers for a role, or to nobody."""
    persons = tenure.persons or ("",)
    return [
        Part(
            person,
            held.role,
            held.degree,
            held.share,
            tenure.climbed,
            person in tenure.deputies,
            tenure.untold,
            tenure.kept_by(person),
        )
        for person in persons
    ]


def _of_actors(finding: Finding, liability: LiabilityPlan, setting: Setting, world: World) -> list[Part]:
    return acting_parts(
        _actors(finding, setting),
        finding.rule,
        asked_moment(finding, setting, world),
        liability,
        setting,
        world,
    )


def acting_parts(
    actors: Sequence[Participant],
    subject: str,
    at: Moment,
    liability: LiabilityPlan,
    setting: Setting,
    world: World,
) -> list[Part]:
    """An act: the part named first falls to who did it, the others to who held those roles then.

    Who did it answers in the role that they held, if it is one of those named. Without an actor it is not
    known who answers for the act itself.
    """
    day, case = at.day, setting.timeline.case
    first, *others = liability.held
    parts: list[Part] = []
    for who in actors:
        own = [held.role for held in liability.held if claims_role(who, [held.role], day, case) is Truth.YES]
        deputy = any(each.deputy and each.person == who.person and each.role in own for each in case.holders)
        parts.append(Part(who.person, next(iter(own), ""), first.degree, first.share, deputy=deputy))
    if not actors:
        leaf = Leaf(LeafKind.ACTOR, subject, first.role, "no_actor")
        of_first = of_tenure(tenure_of(first.role, day, setting, world), first)
        parts += [attrs.evolve(part, untold=part.untold or leaf) for part in of_first]
    for held in others:
        parts += of_tenure(tenure_of(held.role, day, setting, world), held)
    return parts


def _of_act(finding: Finding, held: HeldRole, day: dt.date, setting: Setting, world: World) -> list[Part]:
    """A forbidden act is its actors' who hold the role, else falls to who holds the role at the time."""
    actors = _actors(finding, setting)
    case = setting.timeline.case
    own = [who.person for who in actors if claims_role(who, [held.role], day, case) is Truth.YES]
    tenure = tenure_of(held.role, day, setting, world)
    if not own and not actors and len(tenure.persons) > 1:
        # Whoever of them did it answers; someone else's act falls to all of them.
        leaf = Leaf(LeafKind.ACTOR, finding.rule, held.role, "no_actor")
        answers = (*tenure.persons, "")
        who = world.ask(("actor of", finding.key, held.role), leaf, answers=answers)
        own = [str(who)] if who != "" else []
    found = of_tenure(tenure, held)
    return _only(own, found, held) if own else found


def _only(persons: list[str], found: list[Part], held: HeldRole) -> list[Part]:
    """The parts of those who acted; who acted in a role that the register does not know has one too."""
    known = {part.person: part for part in found}
    blank = Part("", held.role, held.degree, held.share)
    return [known.get(person) or attrs.evolve(blank, person=person) for person in dict.fromkeys(persons)]


def _actors(finding: Finding, setting: Setting) -> tuple[Participant, ...]:
    """Who did what was forbidden, with the roles that the record claims."""
    acts = [event for event in setting.timeline.events if event.position in finding.evidence[-1:]]
    claimed = {who.person: who for event in acts for who in event.actors}
    return tuple(claimed.get(person, Participant(person)) for person in finding.persons)


# ---- grounds without findings --------------------------------------------------------------------


def parts_of_ground(liability: LiabilityPlan, bound: Moment, setting: Setting, world: World) -> list[Part]:
    """To whom a ground falls that is no breach: the holders when it opens, or whoever held the role by then."""
    if not liability.held:
        return parts_of_handlers(setting, bound)
    found: list[Part] = []
    for held in liability.held:
        now = of_tenure(tenure_of(held.role, bound.day, setting, world), held)
        earlier = _earlier(held, bound.day, setting) if liability.stays_bound else []
        present = {part.person for part in now}
        bound_still = [part for part in earlier if part.person not in present]
        found += [part for part in now if part.person or part.untold or not bound_still] + bound_still
    return found


def _earlier(held: HeldRole, day: dt.date, setting: Setting) -> list[Part]:
    case = setting.timeline.case
    persons = dict.fromkeys(
        (each.person, each.deputy) for each in case.holders if each.role == held.role and each.since <= day
    )
    return [
        Part(person, held.role, held.degree, held.share, deputy=deputy)
        for person, deputy in dict(sorted(persons, key=lambda one: one[1], reverse=True)).items()
    ]


def parts_of_handlers(setting: Setting, bound: Moment) -> list[Part]:
    """What falls to every handler of the case by a moment; without any, every role was vacant.

    Where the record holds neither holders nor actors, it does not tell who handled the case.

    An act whose actor the record leaves out, and a role whose holder it cannot tell, leave open who else
    handled the case; whoever is known is held all the same.
    """
    known = handlers(setting, bound)
    untold = _untold_handlers(setting, bound)
    case = setting.timeline.case
    if not known and not case.holders:
        leaf = Leaf(LeafKind.ACTOR, ", ".join(setting.plan.role_above), why="no_holders")
        return [Part("", "", untold=leaf)]
    if not known and not case.untold_roles:
        return [Part("", "", climbed=tuple(setting.plan.role_above))]
    return [*known, *(Part("", "", untold=leaf) for leaf in untold)]


def handlers(setting: Setting, bound: Moment) -> list[Part]:
    """Everybody who acted in the case or held a role by a moment, once for each role."""
    found = dict.fromkeys(_handlers(setting, bound))
    roled = {person for person, role in found if role}
    return [Part(person, role) for person, role in found if role or person not in roled]


def _handlers(setting: Setting, bound: Moment) -> Iterator[tuple[str, str]]:
    case = setting.timeline.case
    for holding in case.holders:
        if holding.since <= bound.day:
            yield holding.person, holding.role
    for event in setting.timeline.events:
        if not_later(event.at, bound):
            yield from _acting(event)


def _acting(event: EventRecord) -> Iterator[tuple[str, str]]:
    roles = {who.person: who.role for who in event.actors}
    for person in persons_of(event):
        yield person, roles[person] or ""


def _untold_handlers(setting: Setting, bound: Moment) -> Iterator[Leaf]:
    """What leaves open who else handled the case by a moment.

    Only an act is somebody's: what the policy has the holders of a role do, or what somebody did at another
    time in this case. What merely happened, such as an alarm, was nobody's.
    """
    timeline = setting.timeline
    for role in sorted(timeline.case.untold_roles):
        yield Leaf(LeafKind.ACTOR, role, bound.day.isoformat(), "untold_holders")
    acts = _acts(setting.plan) | {event.type for event in timeline.events if event.actors}
    for event in timeline.events:
        if not event.actors and event.type in acts and not_later(event.at, bound):
            yield Leaf(LeafKind.ACTOR, event.type, "", "no_actor", event.position)


def _acts(plan: p.Plan) -> set[str]:
    """The event types that the policy has somebody do, or forbids."""
    found = {handover.event for handover in plan.handovers}
    for rule in plan.rules:
        demands = [step.demand for step in p.steps_of(rule)]
        match rule.body:
            case p.DemandBody(main=main):
                demands.append(main)
            case p.Ban(match=acts) | p.Ceiling(match=acts) | p.Precedence(match=acts):
                found.update(acts.events)
            case p.FourEyesBody(events=events):
                found.update(events)
            case _:
                pass
        found.update(event for demand in demands if demand.match.roles for event in demand.match.events)
    return found
