"""Grounds that several versions of a policy hold word for word: one ground, whose breaches count together."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

import attrs

from dutylang.assessment.single.context import Setting
from dutylang.plan.accountability import ExemptionPlan, LiabilityPlan
from dutylang.plan.model import Plan


def joined_settings(settings: Sequence[Setting]) -> list[Setting]:
    """The settings, earliest first, with each ground that was not amended in the last version that has it alone.

    A ground goes on from one version to the next if it, the exemptions that speak of it, and what their
    conditions read are the same in both.
    """
    plans = [setting.plan for setting in settings]
    for place in range(1, len(plans)):
        plans[place - 1], plans[place] = _carried(plans[place - 1], plans[place])
    return [attrs.evolve(setting, plan=plan) for setting, plan in zip(settings, plans, strict=True)]


def _carried(before: Plan, after: Plan) -> tuple[Plan, Plan]:
    """Two versions that follow each other, with what they share in the later one."""
    if not _read_alike(before, after):
        return before, after
    known = {each.name: each for each in before.liabilities}
    shared: dict[str, LiabilityPlan] = {}
    exemptions = {each.name: each for each in after.exemptions}
    for liability in after.liabilities:
        earlier = known.get(liability.name)
        if earlier is None or _undated(earlier) != _undated(liability):
            continue
        if _undated_all(before, liability.name) != _undated_all(after, liability.name):
            continue
        shared[liability.name] = attrs.evolve(liability, since=earlier.since)
        for each in before.exemptions:
            if liability.name in each.liabilities:
                exemptions[each.name] = attrs.evolve(exemptions[each.name], since=each.since)
    left = tuple(each for each in before.liabilities if each.name not in shared)
    found = tuple(shared.get(each.name, each) for each in after.liabilities)
    freeing = tuple(exemptions[each.name] for each in after.exemptions)
    return attrs.evolve(before, liabilities=left), attrs.evolve(after, liabilities=found, exemptions=freeing)


def _read_alike(one: Plan, other: Plan) -> bool:
    mine, theirs = one.vocabulary, other.vocabulary
    return (
        mine.grades == theirs.grades
        and mine.definitions == theirs.definitions
        and mine.tables == theirs.tables
        and one.role_above == other.role_above
        and one.handovers == other.handovers
    )


def _undated(liability: LiabilityPlan) -> LiabilityPlan:
    return attrs.evolve(liability, since=dt.date.min, until=None)


def _undated_all(plan: Plan, liability: str) -> set[ExemptionPlan]:
    return {
        attrs.evolve(each, since=dt.date.min, until=None)
        for each in plan.exemptions
        if liability in each.liabilities
    }
