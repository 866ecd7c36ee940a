"""A ground of liability or an exemption and what should become of it → scenarios in which it may."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from itertools import islice

import attrs

from dutylang.assessment.clauses import Seen
from dutylang.assessment.model import Verdict
from dutylang.assessment.suggestions import givens as g
from dutylang.assessment.suggestions.conditions import Wish, solved
from dutylang.assessment.suggestions.deeds import FEW, Deeds
from dutylang.assessment.suggestions.ground import Ground, fresh_person, in_turn, staffed
from dutylang.assessment.suggestions.happening import happened
from dutylang.plan.accountability import ExemptionPlan, LiabilityPlan
from dutylang.syntax.ast import Actor, BreachKind, Name, Scenario
from dutylang.values import Truth


@attrs.frozen(eq=False)
class Answers:
    """Grounds with their exemptions.

    `deeds` gives the duty of a name, to be met or missed; `holds` tells whether a ground speaks of somebody.
    """

    ground: Ground
    deeds: Callable[[str], Deeds | None]
    holds: Callable[[Scenario, str], bool]

    def held(self, scenario: Scenario, liability: LiabilityPlan, *, breached: bool) -> Iterator[Scenario]:
        """Somebody answers on the ground; or the roles are held and nothing was missed."""
        roles = tuple(held.role for held in liability.held)
        manned = staffed(scenario, roles, self.ground)
        if liability.opens_on is not None and not g.events_of(manned, liability.opens_on):
            bases: Iterator[Scenario] = islice(
                happened(manned, liability.opens_on, roles, self.ground, (manned.as_of.day,)), FEW
            )
        else:
            bases = iter([manned])
        for base in bases:
            for opened in self._under(base, liability):
                yield from self._grounds(opened, liability, breached)

    def _under(self, scenario: Scenario, liability: LiabilityPlan) -> Iterator[Scenario]:
        yield scenario
        if liability.when is not None:
            yield from islice(solved(scenario, Wish(liability.when, Truth.YES), self.ground), FEW)

    def _grounds(self, scenario: Scenario, liability: LiabilityPlan, breached: bool) -> Iterator[Scenario]:
        yield scenario
        for fact in liability.facts:
            wish = Wish(fact, Truth.YES if breached else Truth.NO)
            yield from islice(solved(scenario, wish, self.ground), 2 * FEW)
        for breach in liability.breaches:
            for name in sorted(breach.rules):
                deeds = self.deeds(name)
                if deeds is None:
                    continue
                found = deeds.become(scenario, _wanted(breached), ("",))
                if breach.kind is BreachKind.LATENESS and breached:
                    found = (each for each in islice(found, FEW**3) if _is_late(deeds, each))
                for each in islice(found, 2 * FEW):
                    yield staffed(each, tuple(held.role for held in liability.held), self.ground)

    # ---- exemptions --------------------------------------------------------------------------

    def exempted(
        self,
        scenario: Scenario,
        exemption: ExemptionPlan,
        liabilities: Sequence[LiabilityPlan],
        granted: bool,
    ) -> Iterator[Scenario]:
        """The exemption is granted, or its conditions fail, or what decides it says no, or something bars it."""
        for liable in self.liable(scenario, liabilities):
            if granted:
                for met in self._met(liable, exemption):
                    yield met
                    yield from self._decided(met, exemption, granted)
                continue
            yield liable
            if exemption.when is not None:
                yield from islice(solved(liable, Wish(exemption.when, Truth.NO), self.ground), FEW)
            for bar in exemption.bars:
                yield from islice(solved(liable, Wish(bar.test, Truth.YES), self.ground), FEW)
            for met in islice(self._met(liable, exemption), FEW):
                yield from self._decided(met, exemption, granted)

    def _met(self, scenario: Scenario, exemption: ExemptionPlan) -> Iterator[Scenario]:
        """All its conditions hold, and nothing bars it."""
        tests = [(exemption.when, Truth.YES), *((bar.test, Truth.NO) for bar in exemption.bars)]
        found = [scenario]
        for test, truth in tests:
            if test is not None:
                solving = [solved(base, Wish(test, truth), self.ground) for base in found]
                found = list(dict.fromkeys(islice(in_turn(solving), 2 * FEW)))
        yield from found

    def liable(self, scenario: Scenario, liabilities: Sequence[LiabilityPlan]) -> Iterator[Scenario]:
        """Scenarios in which one of the grounds speaks of somebody: as it is, or after a few changes."""
        if any(self.holds(scenario, each.name) for each in liabilities):
            yield scenario
            return
        for liability in liabilities:
            held = self.held(scenario, liability, breached=True)
            yield from islice((each for each in held if self.holds(each, liability.name)), FEW)

    def _decided(self, scenario: Scenario, exemption: ExemptionPlan, granted: bool) -> Iterator[Scenario]:
        """It is decided by who must, of the case and of each person in it."""
        role = exemption.decided_by
        if role is None:
            return
        manned = staffed(scenario, (role,), self.ground)
        by = Actor(g.holder_of(manned, role) or fresh_person(manned, self.ground), Name(role))
        persons = dict.fromkeys(g.persons_of(manned))
        for about in (None, *persons):
            yield g.with_judgement(manned, exemption.name, granted, manned.as_of.day, by, about)


def _is_late(deeds: Deeds, scenario: Scenario) -> bool:
    return any(each.verdict is Verdict.LATE for each in deeds.live(scenario))


def _wanted(breached: bool) -> Seen:
    return Seen.BREACHED if breached else Seen.SATISFIED
