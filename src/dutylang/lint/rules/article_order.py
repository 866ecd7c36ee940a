"""L513: an article that stands behind one of a higher number."""

from __future__ import annotations

from collections.abc import Iterator

from dutylang.diagnostics.model import Diagnostic, Label, Severity
from dutylang.lint.ground import Ground
from dutylang.lint.rule import Rule, finding
from dutylang.syntax.ast import Article


def check(ground: Ground) -> Iterator[Diagnostic]:
    """Each article of a text whose number falls; several texts may share the numbers between them as they like."""
    for _, document in ground.texts:
        before: Article | None = None
        for article in document.items:
            if not isinstance(article, Article) or not article.number.isdigit():
                continue
            if before is not None and _place(article) < _place(before):
                label = Label(before.span, "lint.higher")
                args = {"number": article.number, "before": before.number}
                yield finding("L513", article.title.span, labels=[label], severity=Severity.NOTE, args=args)
            before = article


def _place(article: Article) -> tuple[int, int, int]:
    return (int(article.number), article.paragraph or 0, article.item or 0)


RULE = Rule("L513", check)
