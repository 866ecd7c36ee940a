"""One ground in one case, as everything about it is read: its candidates, its opening, its moments."""

from __future__ import annotations

from functools import cached_property

import attrs

from dutylang.assessment.accountability.attribution import (
    Part,
    asked_moment,
    breach_moment,
    falls_to,
    parts_of_finding,
    parts_of_ground,
)
from dutylang.assessment.leaves import Leaf, LeafKind
from dutylang.assessment.model import Finding
from dutylang.assessment.single.breaches import is_breach
from dutylang.assessment.single.context import Context, Setting, Trace
from dutylang.assessment.single.memory import Memory
from dutylang.assessment.single.world import World
from dutylang.calendars.moments import earliest_instant
from dutylang.cases.record import EventRecord
from dutylang.plan.accountability import ExemptionPlan, LiabilityPlan
from dutylang.values import Moment, Truth


@attrs.frozen(slots=False, eq=False)
class View:
    """A ground over the findings of a case.

    `current` is the setting of the version that is in force at the as-of moment. `memory` holds what was worked
    out of the ground, whoever is judged.
    """

    liability: LiabilityPlan
    findings: tuple[Finding, ...]
    setting: Setting
    current: Setting
    memory: Memory = attrs.field(factory=Memory, repr=False)

    @cached_property
    def opening(self) -> EventRecord | None:
        """The first event on which the ground opens."""
        name = self.liability.opens_on
        return next(iter(self.setting.timeline.by_type.get(name, ())), None) if name else None

    def opens(self, world: World) -> bool:
        """Whether the ground has opened; asks where the register does not reach the as-of moment."""
        name = self.liability.opens_on
        if name is None or self.opening is not None:
            return True
        if self.setting.timeline.complete_now([name]):
            return False
        return world.ask(("opening", name), Leaf(LeafKind.REGISTER, name, why="incomplete")) is True

    @property
    def as_of(self) -> Moment:
        """The moment at which conditions of liability and exemption are read."""
        return self.setting.timeline.horizon.as_of

    @property
    def bound(self) -> Moment:
        """When a ground without findings stands: at its opening, else at the as-of moment."""
        return self.opening.at if self.opening is not None else self.as_of

    @cached_property
    def candidates(self) -> tuple[Finding, ...]:
        """The findings that are or may be a breach of the ground and fall in its time, earliest first."""
        found = [each for each in self._breaches if any(map(self.in_force, self._moments(each)))]
        tz = self.setting.tz
        return tuple(sorted(found, key=lambda each: earliest_instant(self.moment_of(each), tz)))

    @cached_property
    def asked_candidates(self) -> tuple[Finding, ...]:
        """The candidates in the order in which they are asked.

        What is asked first decides what is left open where more is unknown than is tried, so that it hangs on
        the findings alone and not on the order of the policy.
        """
        tz = self.setting.tz
        return tuple(
            sorted(self.candidates, key=lambda each: (earliest_instant(self.moment_of(each), tz), each.key))
        )

    @cached_property
    def asked_findings(self) -> tuple[Finding, ...]:
        """All findings in the order in which conditions on breaches ask of them: whatever the policy's."""
        return tuple(sorted(self.findings, key=lambda each: each.key))

    @cached_property
    def _breaches(self) -> list[Finding]:
        nothing = World()
        return [
            finding
            for finding in self.findings
            if any(
                finding.rule in ground.rules
                and is_breach(finding, ground.kind, ground.unrepaired, nothing) is not Truth.NO
                for ground in self.liability.breaches
            )
        ]

    @property
    def outside(self) -> bool:
        """Whether there are breaches, or an opening without them, but none while the ground was in force."""
        if self._breaches:
            return not self.candidates
        return not self.in_force(self.bound)

    def in_force(self, moment: Moment) -> bool:
        """Whether the ground is in force on a day."""
        return is_in_force(self.liability, moment)

    def moment_of(self, finding: Finding) -> Moment:
        """When a finding is, or would be, a breach; the earliest moment where that is not known."""
        return breach_moment(finding, self.setting)

    def _moments(self, finding: Finding) -> tuple[Moment, ...]:
        return finding.moments or (self.moment_of(finding),)

    def parts(self, finding: Finding, world: World) -> list[Part]:
        """To whom a finding falls, if it is a breach; to nobody at a moment at which the ground is not in force."""

        def fallen() -> list[Part]:
            always = all(map(self.in_force, self._moments(finding)))
            if not always and not self.in_force(asked_moment(finding, self.setting, world)):
                return []
            return parts_of_finding(finding, self.liability, self.bound, self.setting, world)

        return world.once("parts", (self, finding), fallen)

    def ground_parts(self, world: World) -> list[Part]:
        """To whom facts fall, or the mere opening."""
        if not self.in_force(self.bound):
            return []

        def fallen() -> list[Part]:
            return parts_of_ground(self.liability, self.bound, self.setting, world)

        return world.once("parts of ground", (self,), fallen)

    @property
    def is_bare(self) -> bool:
        """Whether the ground asks for neither breach nor fact."""
        return not self.liability.breaches and not self.liability.facts

    def context(self, person: str, world: World, setting: Setting | None = None) -> Context:
        """Where conditions about a person are read."""
        here = setting or self.setting

        def bore(finding: Finding) -> bool:
            return world.once(
                "bore",
                (self, finding, here),
                lambda: falls_to(person, finding, self.liability, here, world),
                (person,),
            )

        return Context(
            here, world, Trace(), self.as_of, person=person, findings=self.asked_findings, bore=bore
        )


def is_in_force(plan: LiabilityPlan | ExemptionPlan, moment: Moment) -> bool:
    """Whether a ground or an exemption is in force on a day."""
    return plan.since <= moment.day and (plan.until is None or moment.day <= plan.until)
