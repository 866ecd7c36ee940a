"""Written exceptions → what bears on each rule: its own exceptions, and those that lift or outrank them."""

from __future__ import annotations

from collections.abc import Mapping

from dutylang.plan.accountability import ExceptionPlan
from dutylang.plan.limits import limit_from_ast
from dutylang.policy.exceptions import Priorities, condition_of, limit_of, priorities_of, rules_under
from dutylang.policy.model import PlacedRule, Policy
from dutylang.policy.places import article_reference


def exceptions_from_policy(policy: Policy) -> Mapping[str, tuple[ExceptionPlan, ...]]:
    """For each rule that has some, by name, every exception that bears on it in the order of the text."""
    found = priorities_of(policy.rules)
    bearing: dict[str, tuple[ExceptionPlan, ...]] = {}
    for name, placed in found.placed.items():
        if isinstance(placed, PlacedRule):
            plan = _exception_plan(name, placed, found, policy)
            for rule in rules_under(name, found):
                bearing[rule] = (*bearing.get(rule, ()), plan)
    return bearing


def _exception_plan(name: str, placed: PlacedRule, found: Priorities, policy: Policy) -> ExceptionPlan:
    rule = found.rules[name]
    condition, limit = condition_of(rule), limit_of(rule)
    others = tuple(each for each in found.to[name] if each in found.rules)
    return ExceptionPlan(
        name=name,
        article=article_reference(placed.article),
        since=placed.since,
        until=placed.until,
        rules=tuple(each for each in found.to[name] if each not in found.rules),
        blocks=found.blocks[name],
        prevails_over=found.prevails[name],
        when=policy.typed[condition.span] if condition is not None else None,
        limit=limit_from_ast(limit, policy) if limit is not None else None,
        changes=others if limit is not None else (),
    )
