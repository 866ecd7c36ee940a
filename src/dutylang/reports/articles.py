"""The order in which reports cite articles: those of the chapters by their numbers, then those of the appendix."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable

from dutylang.plan.model import RulePlan
from dutylang.reports.names import Names

Order = tuple[object, ...]
"""What articles are sorted by."""


def article_order(reference: str) -> tuple[tuple[int, int, str], ...]:
    """Articles sort by their numbers: 2, 14, 14-1, 27.1; what is no number comes after."""
    parts = re.findall(r"\d+|[^\d.\-]+", reference)
    return tuple((0, int(part), "") if part.isdecimal() else (1, 0, part) for part in parts)


def short_reference(reference: str) -> str:
    """An article for a narrow column: `25(1)` of `25..1`, an item without a paragraph."""
    article, _, item = reference.partition("..")
    return f"{article}({item})" if item else reference or "–"


def order_of_articles(names: Names) -> Callable[[str], Order]:
    """By what to sort the articles of a policy: those outside of all chapters come last, then those of none."""
    return _order_of(names.rules.values())


def rules_in_order(rules: Iterable[RulePlan]) -> list[str]:
    """The names of rules in the order of their articles; rules of one article stay in the order of the text."""
    listed = list(rules)
    order = _order_of(listed)
    return [rule.name for rule in sorted(listed, key=lambda rule: order(rule.article))]


def _order_of(rules: Iterable[RulePlan]) -> Callable[[str], Order]:
    listed = list(rules)
    inside = {rule.article for rule in listed if rule.chapter is not None}
    outside = {rule.article for rule in listed if rule.chapter is None} - inside if inside else set()

    def order(reference: str) -> Order:
        return not reference, reference in outside, article_order(reference)

    return order
