"""L511: a heading, a label, a scenario's title or a comment cites an article that the policy does not have."""

from __future__ import annotations

import re
from collections.abc import Iterator

from dutylang.diagnostics.model import Diagnostic
from dutylang.lint.ground import Ground
from dutylang.lint.rule import Rule, finding
from dutylang.source import Source
from dutylang.syntax.from_text.numerals_zh import number_from_numeral

ENGLISH = re.compile(
    r"(?P<law>\b(?:code|law|act|decree|regulations?|directive|measures|rules|gdpr|constitution)\b[^.\n]{0,20}?)?"
    r"\barticles?\s+(?P<number>\d+[a-z]?)(?P<of>(?:\([^)]*\))*\s+(?:of|under)\s+(?:the|directive|regulation)\b)?",
    re.IGNORECASE,
)
CHINESE = re.compile(r"(?P<law>[》法典例定则令规]\s*)?第(?P<number>[零〇一二两三四五六七八九十百千\d]+)条")
WORDS = re.compile(r'"[^"\n]*"|“[^”\n]*”')


def check(ground: Ground) -> Iterator[Diagnostic]:
    """Each number that no article bears. One of another law, which is named beside it, is no business of lint."""
    numbers = {article.number for article in ground.articles}
    if not numbers:
        return
    for source, document in ground.texts:
        stretches = [comment.span for comment in document.comments]
        spans = [(span.start, span.end) for span in stretches]
        spans += [match.span() for match in WORDS.finditer(source.text) if not _inside(match.start(), spans)]
        for start, end in sorted(spans):
            yield from _cited(source, start, end, numbers, ground)


def _inside(at: int, spans: list[tuple[int, int]]) -> bool:
    return any(start <= at < end for start, end in spans)


def _cited(source: Source, start: int, end: int, numbers: set[str], ground: Ground) -> Iterator[Diagnostic]:
    text = source.text[start:end]
    for pattern in (ENGLISH, CHINESE):
        for match in pattern.finditer(text):
            number = _number(match["number"])
            foreign = match["law"] or match.groupdict().get("of")
            if foreign or number is None or number in numbers:
                continue
            words = match["number"]
            at = start + match.start("number")
            span = ground.span_in(source.name, at, at + len(words))
            yield finding("L511", span, number=words)


def _number(written: str) -> str | None:
    if written[0].isascii():
        return written
    number = number_from_numeral(written)
    return None if number is None else str(number)


RULE = Rule("L511", check)
