"""Conditions of a policy joined and taken apart, and the rules that they speak of."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from dutylang.ops.types import YES_NO
from dutylang.plan.model import RulePlan
from dutylang.policy.typed import Apply, BreachTest, Typed


def all_of(conditions: Sequence[Typed]) -> Typed | None:
    """The conjunction of some conditions; None when there are none."""
    if not conditions:
        return None
    return conditions[0] if len(conditions) == 1 else Apply("and", tuple(conditions), YES_NO)


def parts_of_all(condition: Typed | None) -> Iterator[Typed]:
    """What must hold all together, in the order written; nothing where there is no condition."""
    if isinstance(condition, Apply) and condition.op == "and":
        for argument in condition.args:
            yield from parts_of_all(argument)
    elif condition is not None:
        yield condition


def speaks_of(test: BreachTest, rule: RulePlan) -> bool:
    """Whether a rule is among those of whose breach a condition asks; an article holds its paragraphs and items."""
    if test.rules:
        return rule.name in test.rules
    if test.article is not None:
        return rule.article == test.article or rule.article.startswith(f"{test.article}.")
    first = test.first_chapter or 0
    last = first if test.last_chapter is None else test.last_chapter
    return rule.chapter is not None and first <= rule.chapter <= last
