"""What an act would have to look like to count: the match of a finding and the attributes it asks for."""

from __future__ import annotations

from collections.abc import Mapping

from dutylang.assessment.model import Finding
from dutylang.cases.record import EventRecord
from dutylang.plan.model import DemandBody, Match, Plan, steps_of
from dutylang.policy import typed as t


def match_of(finding: Finding, plan: Plan) -> Match | None:
    """Which acts would have met what a finding is about; None for rules that ask for no act."""
    rule = next((each for each in plan.rules if each.name == finding.rule), None)
    if rule is None:
        return None
    for step in steps_of(rule):
        if finding.level and step.level == finding.level:
            return step.demand.match
    if isinstance(rule.body, DemandBody) and not finding.level:
        return rule.body.main.match
    return None


def attributes_for(match: Match, trigger: EventRecord | None) -> dict[str, object]:
    """Attributes with which an act meets the plain parts of the conditions on it; others stay unknown."""
    found: dict[str, object] = {}
    for condition in (match.where, match.together):
        if condition is not None:
            found.update(_meeting(condition))
    for name in match.same:
        if trigger is not None and name in trigger.attributes:
            found[name] = trigger.attributes[name]
    return found


def _meeting(condition: t.Typed) -> Mapping[str, object]:
    match condition:
        case t.ReadAttribute(attribute=name):
            return {name: True}
        case t.Apply(op="and", args=args):
            return {name: value for arg in args for name, value in _meeting(arg).items()}
        case t.Apply(op="or", args=args):
            return _meeting(args[0])
        case t.Apply(op="not", args=(t.ReadAttribute(attribute=name),)):
            return {name: False}
        case t.Apply(op="in", args=(t.ReadAttribute(attribute=name), t.Const(value=frozenset() as values))):
            return {name: min(values, key=str)} if values else {}
        case t.Apply(
            op="==" | ">=" | "<=" | "includes", args=(t.ReadAttribute(attribute=name), t.Const(value=value))
        ):
            return {name: value}
        case _:
            return {}
