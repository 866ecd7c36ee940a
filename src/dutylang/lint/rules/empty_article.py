"""L509: an article without a rule."""

from __future__ import annotations

from collections.abc import Iterator

from dutylang.diagnostics.model import Diagnostic, Severity
from dutylang.lint.ground import Ground
from dutylang.lint.rule import Rule, finding
from dutylang.policy.places import article_reference


def check(ground: Ground) -> Iterator[Diagnostic]:
    """Each such article; of its paragraphs and items each stands for itself."""
    for article in ground.articles:
        if not article.rules:
            number = article_reference(article)
            yield finding("L509", article.span, severity=Severity.NOTE, number=number)


RULE = Rule("L509", check)
