"""L510: an article without a heading."""

from __future__ import annotations

from collections.abc import Iterator

from dutylang.diagnostics.model import Diagnostic, Severity
from dutylang.lint.ground import Ground
from dutylang.lint.rule import Rule, finding
from dutylang.policy.places import article_reference


def check(ground: Ground) -> Iterator[Diagnostic]:
    """Each such article, where others have one or there is only this one."""
    for article in ground.articles:
        if not article.title.words:
            number = article_reference(article)
            yield finding("L510", article.title.span, severity=Severity.NOTE, number=number)


RULE = Rule("L510", check)
