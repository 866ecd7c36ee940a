"""Several versions of a policy on one case: each instance is judged by the version in force at its trigger."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

import attrs

from dutylang.assessment.model import Finding, Horizon, Verdict
from dutylang.assessment.single.context import Setting
from dutylang.assessment.single.rules import findings_of_rule
from dutylang.plan.model import Plan, Upkeep

PLACEHOLDER = "/none"
CLEAN = "/clean"


def versions_at(plan: Plan, horizon: Horizon) -> tuple[Plan, ...]:
    """The versions that count at the as-of moment, earliest first.

    A version that is published later, or begins later, is ignored. Where none is left, the first stands for
    them, and nothing in it is in force.
    """
    day = horizon.as_of.day
    known = tuple(
        each
        for each in (*plan.earlier, plan)
        if each.since <= day and (each.published is None or each.published <= day)
    )
    return known or (_silent((*plan.earlier, plan)[0]),)


def _silent(plan: Plan) -> Plan:
    """The plan as if it were never in force."""
    rules = tuple(attrs.evolve(rule, since=dt.date.max) for rule in plan.rules)
    return attrs.evolve(plan, rules=rules, liabilities=(), exemptions=())


def findings_of_versions(settings: Sequence[Setting]) -> list[Finding]:
    """The findings of every version on one case, each instance once; `settings` earliest version first."""
    if len(settings) == 1:
        return _findings_of(settings[0])
    found = [[attrs.evolve(each, version=s.plan.version) for each in _findings_of(s)] for s in settings]
    for place, setting in enumerate(settings[1:], 1):
        if setting.plan.reaches_open:
            _carry_over(found, place, setting)
    return _joined(found, settings)


def _findings_of(setting: Setting) -> list[Finding]:
    return [finding for rule in setting.plan.rules for finding in findings_of_rule(rule, setting)]


def _carry_over(found: list[list[Finding]], place: int, setting: Setting) -> None:
    """Instances that an earlier version opened and that are open when this one begins follow this one."""
    since = setting.plan.since
    reaching = {
        finding.key: attrs.evolve(finding, version=setting.plan.version)
        for rule in setting.plan.rules
        for finding in findings_of_rule(attrs.evolve(rule, since=dt.date.min), setting)
        if not finding.key.endswith(PLACEHOLDER)
    }
    for earlier in range(place):
        kept: list[Finding] = []
        for finding in found[earlier]:
            if finding.key in reaching and _is_open(finding, since):
                found[place].append(reaching[finding.key])
            else:
                kept.append(finding)
        found[earlier] = kept


def _is_open(finding: Finding, day: dt.date) -> bool:
    """Whether an instance was neither performed nor due when a day began."""
    if finding.opened is None or finding.opened.day >= day or finding.verdict is Verdict.NOT_APPLICABLE:
        return False
    if finding.done is not None and finding.done.day < day:
        return False
    return finding.due is None or finding.due.day >= day


def _joined(found: Sequence[Sequence[Finding]], settings: Sequence[Setting]) -> list[Finding]:
    """One list in the order of the latest version's rules, then those that only earlier ones had."""
    kept_up = {rule.name for s in settings for rule in s.plan.rules if isinstance(rule.body, Upkeep)}
    spoken = {each.rule for findings in found for each in findings if not each.key.endswith(PLACEHOLDER)}
    by_key: dict[str, Finding] = {}
    for findings, setting in zip(found, settings, strict=True):
        for finding in findings:
            if finding.key.endswith(PLACEHOLDER) and finding.rule in spoken:
                continue  # another version found something to judge
            key = finding.key
            if key in by_key and finding.rule in kept_up:
                key = f"{key}/from {setting.plan.since.isoformat()}"
                by_key[key] = attrs.evolve(finding, key=key)
            else:
                # Of a prohibition that was kept throughout, the version now in force speaks.
                by_key[key] = finding
    order = [rule.name for s in reversed(settings) for rule in s.plan.rules]
    ranks = {name: place for place, name in reversed(list(enumerate(order)))}
    return sorted(by_key.values(), key=lambda each: ranks.get(each.rule, len(order)))
