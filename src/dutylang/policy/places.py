"""Where rules stand: how an article is cited, and which rules a range of chapters or an article holds."""

from __future__ import annotations

from collections.abc import Iterable

from dutylang.policy.declarations import Placed
from dutylang.policy.model import PlacedRule
from dutylang.syntax.ast import Article, ChapterRange, Checklist, Duty, RuleKind


def article_reference(article: Article | None) -> str:
    """`27`, with paragraph and item where given: `27.1.3`, `27..3`; empty outside articles."""
    if article is None:
        return ""
    if article.item is not None:
        return f"{article.number}.{article.paragraph or ''}.{article.item}"
    return article.number if article.paragraph is None else f"{article.number}.{article.paragraph}"


def holds(wanted: ChapterRange, placed: Placed | PlacedRule) -> bool:
    """Whether a rule stands in the chapters or the article; an article holds all its paragraphs and items."""
    if wanted.rules:
        return placed.rule.declared.name in {name.text for name in wanted.rules}
    if wanted.article is not None:
        article = placed.article
        return article is not None and wanted.article in (article.number, article_reference(article))
    first, last = wanted.first_chapter, wanted.last_chapter or wanted.first_chapter
    if first is None or last is None or placed.chapter is None:
        return False
    return first <= placed.chapter <= last


def duties_within(wanted: ChapterRange, rules: Iterable[Placed | PlacedRule]) -> tuple[str, ...]:
    """The names of the duties, prohibitions and checklists in a range, in the order of the text."""
    return tuple(each.rule.declared.name for each in rules if can_be_breached(each) and holds(wanted, each))


def can_be_breached(placed: Placed | PlacedRule) -> bool:
    """Whether a rule has findings of its own: a permission has none."""
    rule = placed.rule
    return isinstance(rule, Checklist) or (isinstance(rule, Duty) and rule.kind is not RuleKind.PERMISSION)
