"""L502: a name or a heading without words in a tongue in which most others have them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from dutylang.diagnostics.model import Diagnostic
from dutylang.lint.ground import Ground
from dutylang.lint.rule import Rule, finding
from dutylang.source import Span
from dutylang.syntax.ast import Declared
from dutylang.syntax.lexicon import tongues


def check(ground: Ground) -> Iterator[Diagnostic]:
    """Each name and each article heading that a report in such a tongue would show in another."""
    names = {each.name: each for each in reversed(ground.declared)}
    labels = _labels(ground)
    titles = [article.title for article in ground.articles if article.title.words]
    for tongue in tongues():
        lacking = [each for each in names.values() if not _has_words(each, tongue, labels)]
        if len(lacking) * 2 < len(names):
            for each in lacking:
                yield _finding(each.span, ground.shown(each), tongue)
        untitled = [title for title in titles if tongue not in dict(title.words)]
        if len(untitled) * 2 < len(titles):
            for title in untitled:
                yield _finding(title.span, title.words[0][1], tongue)


def _labels(ground: Ground) -> Mapping[str, set[str]]:
    """The tongues in which each name has a label, wherever that stands."""
    found: dict[str, set[str]] = {}
    for each in ground.declared:
        found.setdefault(each.name, set()).update(tongue for tongue, _ in each.labels)
    return found


def _has_words(declared: Declared, tongue: str, labels: Mapping[str, set[str]]) -> bool:
    # A name in Latin letters reads as English, one in Chinese characters as Chinese.
    reads_itself = declared.name.isascii() if tongue == "en" else not declared.name.isascii()
    return reads_itself or tongue in labels[declared.name]


def _finding(span: Span, name: str, tongue: str) -> Diagnostic:
    return finding("L502", span, help=tongue, name=name)


RULE = Rule("L502", check)
