"""The texts of one version of a policy → what its document shows, in the order in which it shows it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence

import attrs

from dutylang.policy.model import Policy
from dutylang.policy.places import article_reference
from dutylang.policy.walk import nodes
from dutylang.source import Source
from dutylang.syntax.ast import (
    Article,
    Chapter,
    Definition,
    Document,
    Item,
    Judgement,
    Name,
    Parameter,
    PolicyHead,
)

Texts = Sequence[tuple[Source, Document]]

FIRST, CHAPTERS, LAST = range(3)
"""Articles before the chapters of their text, in chapters, and in texts that have no chapters."""


@attrs.frozen
class PlacedArticle:
    """An article with its chapter; `part` is where articles without a chapter belong."""

    article: Article
    chapter: int | None
    part: int

    @property
    def reference(self) -> str:
        """How cases and reports cite it: `14`, `27.1.3`."""
        return article_reference(self.article)


@attrs.frozen(eq=False)
class Edition:
    """One version of a policy as its document shows it. `texts` are its own, the one with the head first."""

    policy: Policy
    texts: tuple[tuple[Source, Document], ...]
    articles: tuple[PlacedArticle, ...]
    chapters: Mapping[int, Chapter]
    parameters: Mapping[str, tuple[Parameter, ...]]
    definitions: tuple[Definition, ...]
    judgements: tuple[Judgement, ...]
    head: PolicyHead | None
    used_by: Mapping[str, tuple[PlacedArticle, ...]]
    """By the name of a parameter: the articles that speak of it."""


def edition_of(policy: Policy, documents: Texts) -> Edition:
    """The version that a policy is, out of all texts that were read with it; its articles sorted."""
    own = {document.span.source for document in policy.documents}
    texts = tuple((source, document) for source, document in documents if source.name in own)
    items = [item for _, document in texts for item in document.items]
    articles = sorted(_placed(texts), key=_order)
    parameters: dict[str, list[Parameter]] = {}
    for item in items:
        if isinstance(item, Parameter):
            parameters.setdefault(item.declared.name, []).append(item)
    return Edition(
        policy,
        texts,
        tuple(articles),
        {item.number: item for item in reversed(items) if isinstance(item, Chapter)},
        {name: tuple(sorted(found, key=_since)) for name, found in parameters.items()},
        tuple(item for item in items if isinstance(item, Definition)),
        tuple(item for item in items if isinstance(item, Judgement)),
        next((item for item in items if isinstance(item, PolicyHead)), None),
        {name: tuple(_speaking_of(name, articles)) for name in parameters},
    )


def _placed(texts: Texts) -> Iterator[PlacedArticle]:
    for _, document in texts:
        has_chapters = any(isinstance(item, Chapter) for item in document.items)
        chapter, part = None, FIRST if has_chapters else LAST
        for item in document.items:
            if isinstance(item, Chapter):
                chapter, part = item.number, CHAPTERS
            elif isinstance(item, Article):
                yield PlacedArticle(item, chapter, part)


def _speaking_of(name: str, articles: Sequence[PlacedArticle]) -> Iterator[PlacedArticle]:
    for placed in articles:
        if any(isinstance(each, Name) and each.text == name for each in nodes(placed.article.rules)):
            yield placed


# ---- order -------------------------------------------------------------------------------------


def _order(placed: PlacedArticle) -> tuple[object, ...]:
    """By part, chapter, number (14 before 14-1), paragraph, item; versions of one article by their days."""
    article = placed.article
    whole, _, inserted = article.number.partition("-")
    since = article.in_force.since if article.in_force is not None else dt.date.min
    numbers = (_number(whole), _number(inserted or "0"), article.paragraph or 0, article.item or 0)
    return placed.part, placed.chapter or 0, *numbers, since


def _number(text: str) -> tuple[bool, int, str]:
    """A number by its size; what is none comes after."""
    plain = text.isascii() and text.isdecimal()
    return not plain, int(text) if plain else 0, "" if plain else text


def _since(parameter: Parameter) -> dt.date:
    return parameter.in_force.since if parameter.in_force is not None else dt.date.min


# ---- versions ----------------------------------------------------------------------------------


@attrs.frozen
class VersionInfo:
    """A version of the policy: when it is in force, and the articles in which it differs from the one shown."""

    version: str
    since: dt.date
    until: dt.date | None
    published: dt.date | None
    reaches_open: bool
    differs: tuple[str, ...]
    is_shown: bool


def versions_of(edition: Edition) -> tuple[VersionInfo, ...]:
    """Every version, earliest first; a version that was cut at the days of its articles is one."""
    found: dict[str, list[Policy]] = {}
    shown = edition.policy
    for policy in (*shown.earlier, shown):
        found.setdefault(policy.documents[0].span.source, []).append(policy)
    return tuple(_version(parts, shown, edition) for parts in found.values())


def _version(parts: Sequence[Policy], shown: Policy, edition: Edition) -> VersionInfo:
    first, last = parts[0], parts[-1]
    is_shown = last.documents[0].span.source == shown.documents[0].span.source
    differs = () if is_shown else _differing(parts, edition)
    return VersionInfo(
        last.version, first.since, last.until, first.published, first.reaches_open, differs, is_shown
    )


def _differing(parts: Sequence[Policy], edition: Edition) -> tuple[str, ...]:
    """The references of the articles that are not the same in both, or stand in one only."""
    theirs: dict[str, set[Item]] = {}
    for policy in parts:
        for item in (each for document in policy.documents for each in document.items):
            if isinstance(item, Article):
                theirs.setdefault(article_reference(item), set()).add(item)
    ours: dict[str, set[Item]] = {}
    for placed in edition.articles:
        ours.setdefault(placed.reference, set()).add(placed.article)
    return tuple(name for name in {**theirs, **ours} if theirs.get(name) != ours.get(name))
