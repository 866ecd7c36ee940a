"""Who answers for a role on a day: holders and deputies, handovers that count, vacancies that climb."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

import attrs

from dutylang.assessment.leaves import Leaf, LeafKind
from dutylang.assessment.single.actors import claims_role, persons_of
from dutylang.assessment.single.context import Setting
from dutylang.assessment.single.world import World
from dutylang.cases.record import CaseRecord, EventRecord, Holding
from dutylang.plan.accountability import HandoverPlan
from dutylang.values import Moment, Truth


@attrs.frozen
class NotRelieved:
    """A person who left a role and answers on because the `handover` rule was not met.

    `unsigned` did not sign the event that came nearest: `outgoing`, `incoming`, names of roles. Empty where
    no event was seen, or none that tells who signed.
    """

    person: str
    handover: str
    unsigned: tuple[str, ...] = ()


@attrs.frozen
class Tenure:
    """Who answers for a role on a day.

    `deputies` are those of the `persons` who answer as such, `kept` those who have left it and were not
    relieved. `climbed` are the roles that were vacant on the way up. Without persons nobody answers, or,
    with `untold`, the record does not tell who does.
    """

    persons: tuple[str, ...]
    deputies: frozenset[str] = frozenset()
    climbed: tuple[str, ...] = ()
    untold: Leaf | None = None
    kept: tuple[NotRelieved, ...] = ()

    def kept_by(self, person: str) -> NotRelieved | None:
        """Why a person answers who no longer holds the role; None for everyone else."""
        return next((each for each in self.kept if each.person == person), None)


def tenure_of(role: str, day: dt.date, setting: Setting, world: World) -> Tenure:
    """Who answers for a role on a day; a vacancy climbs to the role above, and so on."""
    climbed: list[str] = []
    current: str | None = role
    while current is not None and current not in climbed:
        found = _answering(current, day, setting, world)
        if found.persons:
            return attrs.evolve(found, climbed=tuple(climbed))
        why = why_untold(current, setting.timeline.case)
        if why is not None:
            leaf = Leaf(LeafKind.ACTOR, current, day.isoformat(), why)
            return Tenure((), climbed=tuple(climbed), untold=leaf)
        climbed.append(current)
        current = setting.plan.role_above.get(current)
    return Tenure((), climbed=tuple(climbed))


def why_untold(role: str, case: CaseRecord) -> str | None:
    """Why the record does not tell who holds a role; None where it tells that nobody does."""
    if role in case.untold_roles:
        return "untold_holders"
    return None if case.holders or role in case.shared_roles else "no_holders"


def covers(holding: Holding, day: dt.date) -> bool:
    """Whether a holding holds on a day; its last day is included."""
    return holding.since <= day and (holding.until is None or day <= holding.until)


def _answering(role: str, day: dt.date, setting: Setting, world: World) -> Tenure:
    """The deputies of a day, else the holders; where a handover is needed, by what has been handed over.

    A deputy stands in for the one holder that there is. Of several the register does not say whom the
    deputy stands in for, so that they all answer.
    """
    own = [holding for holding in setting.timeline.case.holders if holding.role == role]
    deputies = dict.fromkeys(each.person for each in own if each.deputy and covers(each, day))
    regular = [each for each in own if not each.deputy and each.since <= day]
    if deputies and len({each.person for each in regular} - set(deputies)) <= 1:
        return Tenure(tuple(deputies), frozenset(deputies))
    held = _regular(role, regular, day, setting, world)
    if not deputies:
        return held
    if len(set(held.persons) - set(deputies)) <= 1:
        return Tenure(tuple(deputies), frozenset(deputies))
    persons = tuple(dict.fromkeys((*deputies, *held.persons)))
    return Tenure(persons, frozenset(deputies) - set(held.persons), kept=held.kept)


def _regular(role: str, regular: Sequence[Holding], day: dt.date, setting: Setting, world: World) -> Tenure:
    """Who of the holders answers, in the order in which they came."""
    line = tuple(sorted(regular, key=lambda holding: holding.since))
    plans = tuple(sorted((p for p in setting.plan.handovers if role in p.roles), key=lambda plan: plan.name))
    if not plans:
        return Tenure(tuple(dict.fromkeys(each.person for each in line if covers(each, day))))
    return _Line(line, plans, day, setting, world).tenure()


@attrs.frozen
class _Line:
    """The holdings of a role that have begun by a day, in their order, and how it must be handed over.

    Whoever was first to hold it is in office without a handover; so of all who ever held it at least one
    answers, until somebody else took it over.
    """

    holdings: tuple[Holding, ...]
    plans: tuple[HandoverPlan, ...]
    day: dt.date
    setting: Setting
    world: World

    def tenure(self) -> Tenure:
        """Who holds the role and took it over, and who left it without handing it over."""
        places = [
            place
            for place, holding in enumerate(self.holdings)
            if self._taken(place) and (covers(holding, self.day) or not self._relieved(place))
        ]
        in_office = {each.person for each in self.holdings if covers(each, self.day)}
        persons: dict[str, int] = {}
        for place in places:
            persons[self.holdings[place].person] = place
        kept = [self._kept(place) for who, place in persons.items() if who not in in_office]
        return Tenure(tuple(persons), kept=tuple(each for each in kept if each is not None))

    def _taken(self, place: int) -> bool:
        """Whether a holding needs no handover, or had one."""
        before = [other for other in range(place) if place in self._successors(other)]
        return not before or any(self._handed(other, place) for other in before)

    def _relieved(self, place: int) -> bool:
        """Whether who left handed over, or somebody who came after and has left as well did so.

        Who comes back without ever having been relieved has been in office all the time.
        """
        return any(
            self._handed(place, other)
            or (not covers(self.holdings[other], self.day) and self._relieved(other))
            for other in self._successors(place)
        )

    def _kept(self, place: int) -> NotRelieved | None:
        """Which rule was not met when a holding ended, and who did not sign; None where that is assumed only."""
        left = self.holdings[place]
        for other in self._successors(place):
            came = self.holdings[other]
            for plan in self.plans:
                if self._signed(plan, left, came):
                    continue
                if not self._is_certain(plan, left, came):
                    return None
                return NotRelieved(left.person, plan.name, self._missing(plan, left, came))
        return NotRelieved(left.person, self.plans[0].name)

    def _is_certain(self, plan: HandoverPlan, outgoing: Holding, incoming: Holding) -> bool:
        """Whether the record tells whether the two handed over."""
        persons = (outgoing.person, incoming.person)
        truths = [self._truth(plan, event, persons) for event in self._events(plan, outgoing, incoming)]
        told = self.setting.timeline.covers([plan.event], Moment(self.day))
        return told and Truth.UNKNOWN not in truths

    def _successors(self, place: int) -> list[int]:
        """Those who began when or after a holding ended: the first of them, and who began with that one."""
        left = self.holdings[place]
        if left.until is None:
            return []
        came = [
            other
            for other in range(place + 1, len(self.holdings))
            if self.holdings[other].since >= left.until and self.holdings[other].person != left.person
        ]
        return [other for other in came if self.holdings[other].since == self.holdings[came[0]].since]

    def _handed(self, outgoing: int, incoming: int) -> bool:
        """Whether every handover rule of the role is met between the two by the day."""
        return all(
            self._signed(plan, self.holdings[outgoing], self.holdings[incoming]) for plan in self.plans
        )

    def _signed(self, plan: HandoverPlan, outgoing: Holding, incoming: Holding) -> bool:
        persons = (outgoing.person, incoming.person)
        for event in self._events(plan, outgoing, incoming):
            truth = self._truth(plan, event, persons)
            if truth is Truth.UNKNOWN:
                leaf = Leaf(LeafKind.ACTOR, event.type, ", ".join(plan.signed_by), "no_actor", event.position)
                truth = Truth.of(self.world.ask(("handover", event.position, *persons), leaf))
            if truth is Truth.YES:
                return True
        if self.setting.timeline.covers([plan.event], Moment(self.day)):
            return False
        leaf = Leaf(LeafKind.REGISTER, plan.event, why="incomplete")
        return self.world.ask(("handed over", plan.event, *persons), leaf) is True

    def _events(self, plan: HandoverPlan, outgoing: Holding, incoming: Holding) -> list[EventRecord]:
        """The handovers by the day that can be the one between the two.

        Where the two handed over to each other in turn, each event is of the change that it lies nearest to.
        """
        back = [
            self.holdings[other].since
            for place, holding in enumerate(self.holdings)
            for other in self._successors(place)
            if (holding.person, self.holdings[other].person) == (incoming.person, outgoing.person)
        ]
        return [
            event
            for event in self.setting.timeline.by_type.get(plan.event, ())
            if outgoing.since <= event.at.day <= self.day
            and all(abs(event.at.day - incoming.since) < abs(event.at.day - other) for other in back)
        ]

    def _truth(self, plan: HandoverPlan, event: EventRecord, persons: tuple[str, str]) -> Truth:
        """Whether all who must sign an event signed it."""
        if not event.actors:
            return Truth.UNKNOWN
        result = Truth.YES
        for _, signed in self._signatures(plan, event, persons):
            result = result & signed
        return result

    def _signatures(
        self, plan: HandoverPlan, event: EventRecord, persons: tuple[str, str]
    ) -> list[tuple[str, Truth]]:
        """Each who must sign, by role, and whether they did."""
        signed, case = persons_of(event), self.setting.timeline.case
        found: list[tuple[str, Truth]] = []
        if plan.outgoing:
            found.append(("outgoing", Truth.of(persons[0] in signed)))
        if plan.incoming:
            found.append(("incoming", Truth.of(persons[1] in signed)))
        for role in plan.signed_by:
            each = Truth.NO
            for who in event.actors:
                each = each | claims_role(who, [role], event.at.day, case)
            found.append((role, each))
        return found

    def _missing(self, plan: HandoverPlan, outgoing: Holding, incoming: Holding) -> tuple[str, ...]:
        """Who did not sign the event that came nearest to a handover; the latest of those that came as near."""
        persons = (outgoing.person, incoming.person)
        found = [
            tuple(name for name, signed in self._signatures(plan, event, persons) if signed is Truth.NO)
            for event in reversed(self._events(plan, outgoing, incoming))
            if event.actors
        ]
        # An event that neither of the two signed is another one's handover.
        own = [each for each in found if not {"outgoing", "incoming"} <= set(each)]
        return min(own, key=len, default=())
