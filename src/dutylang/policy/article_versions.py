"""Articles that stand in a text in several versions: the policy is cut at the days on which they change."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise
from typing import Any, cast

import attrs

from dutylang.diagnostics.model import Diagnostic, Label, Severity
from dutylang.source import Source
from dutylang.syntax.ast import Article, Document, InForce, Item, PolicyHead

Texts = tuple[tuple[Source, Document], ...]
Address = tuple[str, int | None, int | None]

ONE_DAY = dt.timedelta(days=1)


def cut_by_articles(documents: Texts) -> tuple[list[Texts], list[Diagnostic]]:
    """The texts as they stand in each stretch of time, earliest first; the texts themselves without a cut.

    An article stands in versions where two of one number share the name of a rule. V005: a day between two
    texts of one number, whatever their rules are called, on which none is in force. Two in force together are
    told apart nowhere: N008 and N003 report it.
    """
    repeated = _versions(documents).values()
    problems = [problem for each in repeated for problem in _gaps(each)]
    versions = [each for each in repeated if _are_versions(each)]
    head = next((item for _, text in documents for item in text.items if isinstance(item, PolicyHead)), None)
    if not versions or head is None or head.in_force is None:
        return [documents], problems
    starts = {_interval(article).since for each in versions for article in each[1:]}
    first, last = head.in_force.since, head.in_force.until
    days = [first, *sorted(day for day in starts if first < day and (last is None or day <= last))]
    ends = [day - ONE_DAY for day in days[1:]]
    addresses = {_address(article) for each in versions for article in each}
    stretches = [InForce(since, until) for since, until in zip(days, [*ends, last], strict=True)]
    return [_within(documents, stretch, addresses) for stretch in stretches], problems


def _versions(documents: Texts) -> dict[Address, list[Article]]:
    found: dict[Address, list[Article]] = {}
    for _, document in documents:
        for item in document.items:
            if isinstance(item, Article):
                found.setdefault(_address(item), []).append(item)
    return {
        address: sorted(articles, key=lambda each: _interval(each).since)
        for address, articles in found.items()
        if len(articles) > 1 and all(each.in_force is not None for each in articles)
    }


def _address(article: Article) -> Address:
    return article.number, article.paragraph, article.item


def _interval(article: Article) -> InForce:
    if article.in_force is None:
        raise ValueError("only articles that say when they are in force are versions")
    return article.in_force


def _are_versions(articles: Sequence[Article]) -> bool:
    """Whether they follow each other, and a rule goes on under its name."""
    follow = all(_ends_before(one, other) for one, other in pairwise(articles))
    names = [{rule.declared.name for rule in article.rules} for article in articles]
    return follow and any(one & other for one, other in pairwise(names))


def _ends_before(one: Article, other: Article) -> bool:
    until = _interval(one).until
    return until is not None and until < _interval(other).since


def _gaps(articles: Sequence[Article]) -> Iterator[Diagnostic]:
    before = articles[0]
    for article in articles[1:]:
        until, since = _interval(before).until, _interval(article).since
        if until is None:
            return
        if until + ONE_DAY < since:
            args = {"number": article.number, "first": until + ONE_DAY, "last": since - ONE_DAY}
            label = Label(_interval(before).span, "policy.version_before")
            yield Diagnostic("V005", _interval(article).span, args, Severity.ERROR, (label,))
        ends = _interval(article).until
        if ends is None or ends > until:
            before = article


def _within(documents: Texts, stretch: InForce, addresses: set[Address]) -> Texts:
    """The texts with the head in force for a stretch, and of the articles in versions those of that stretch."""

    def kept(item: object) -> bool:
        if not isinstance(item, Article) or _address(item) not in addresses:
            return True
        own = _interval(item)
        begun = stretch.until is None or own.since <= stretch.until
        return begun and (own.until is None or own.until >= stretch.since)

    def headed(item: object) -> object:
        if not isinstance(item, PolicyHead) or item.in_force is None:
            return item
        in_force = InForce(stretch.since, stretch.until, span=item.in_force.span)
        return attrs.evolve(cast("Any", item), in_force=in_force)

    return tuple(
        (source, with_items(document, map(headed, filter(kept, document.items))))
        for source, document in documents
    )


def with_items(document: Document, items: Iterable[object]) -> Document:
    """The document with other items."""
    return Document(tuple(cast("Iterable[Item]", items)), document.comments, span=document.span)
