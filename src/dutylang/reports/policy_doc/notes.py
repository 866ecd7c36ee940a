"""Remarks in the texts of a policy → what they are remarks on: the policy, a chapter, an article, a rule."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence

import attrs

from dutylang.policy.places import article_reference
from dutylang.reports.policy_doc.edition import Texts
from dutylang.reports.policy_doc.model import Note
from dutylang.source import Span
from dutylang.syntax.ast import (
    Article,
    Chapter,
    Comment,
    Definition,
    Document,
    Item,
    Judgement,
    Parameter,
    PolicyHead,
    Rule,
    Use,
)

Key = tuple[str, str, dt.date | None]
"""What a remark is on: its sort, its name or reference, and since when its article is in force."""

POLICY: Key = ("policy", "", None)
NOBODY: Key = ("", "", None)
Notes = Mapping[Key, tuple[Note, ...]]


def chapter_key(number: int) -> Key:
    """The key of a chapter."""
    return ("chapter", str(number), None)


def article_key(article: Article) -> Key:
    """The key of an article, one for each of its versions."""
    return ("article", article_reference(article), _since(article))


def rule_key(rule: Rule, article: Article | None) -> Key:
    """The key of a rule under its article."""
    return ("rule", rule.declared.name, _since(article))


def named_key(name: str) -> Key:
    """The key of a parameter or judgement."""
    return ("named", name, None)


def _since(article: Article | None) -> dt.date | None:
    return article.in_force.since if article is not None and article.in_force is not None else None


def notes_of(texts: Texts) -> Notes:
    """The remarks of some texts by what they are on; lines that stand together are one remark.

    A remark on a line of its own is on what it stands in or before, one behind other words on what those
    belong to. What is on vocabulary that no document shows is left out.
    """
    from dutylang.syntax.from_text import tongue_of

    found: dict[Key, list[Note]] = {}
    for source, document in texts:
        tongue = tongue_of(source.text)
        places = list(_places(document))
        for key, text in _joined(document.comments, places):
            if key != NOBODY and text:
                found.setdefault(key, []).append(Note(text, tongue))
    return {key: tuple(notes) for key, notes in found.items()}


@attrs.frozen
class _Place:
    """Where something stands, and what a remark there is on; None: on whatever comes next."""

    span: Span
    key: Key | None
    is_rule: bool = False


def _places(document: Document) -> Iterator[_Place]:
    for item in document.items:
        yield _Place(item.span, _key(item))
        if isinstance(item, Article):
            for rule in item.rules:
                yield _Place(rule.span, rule_key(rule, item), is_rule=True)


def _key(item: Item) -> Key | None:
    match item:
        case PolicyHead():
            return POLICY
        case Use():
            return None
        case Chapter(number=number):
            return chapter_key(number)
        case Article():
            return article_key(item)
        case Definition():
            return rule_key(item, None)
        case Parameter(declared=declared) | Judgement(declared=declared):
            return named_key(declared.name)
        case _:
            return NOBODY


def _joined(comments: Sequence[Comment], places: Sequence[_Place]) -> Iterator[tuple[Key, str]]:
    """Remarks with what they are on; neighbouring lines as one."""
    waiting: list[str] = []
    key, line = NOBODY, -1
    for comment in comments:
        own = _key_at(comment, places)
        if not comment.own_line or own != key or comment.span.line != line + 1:
            yield key, _text(waiting)
            waiting = []
        waiting.append(comment.text.strip())
        key, line = own, comment.span.line if comment.own_line else -1
    yield key, _text(waiting)


def _text(lines: Sequence[str]) -> str:
    """Lines as one text; between Chinese characters a line end is no space."""
    joined = ""
    for line in filter(None, lines):
        gap = " " if joined and (joined[-1].isascii() or line[0].isascii()) else ""
        joined += gap + line
    return joined


def _key_at(comment: Comment, places: Sequence[_Place]) -> Key:
    at, line = comment.span.start, comment.span.line
    if not comment.own_line:
        before = [place for place in places if place.span.line <= line]
        return (before[-1].key if before else None) or NOBODY
    inside = [place for place in places if place.is_rule and place.span.start <= at < place.span.end]
    if inside:
        return inside[-1].key or NOBODY
    after = (place.key for place in places if place.span.start > at and place.key is not None)
    return next(after, NOBODY)
