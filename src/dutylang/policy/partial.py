"""Of a text with faults of syntax: which of the checker's findings are sure all the same.

A line that could not be read leaves a gap: a name that it would have declared, the obligation of a rule. What
the checker says because of a gap would send the reader to a place where nothing is wrong. A fault of syntax
that offers a fix leaves none: its line was read as the fix has it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence

import attrs

from dutylang.diagnostics.model import Diagnostic, Severity
from dutylang.source import NOWHERE, Source, Span
from dutylang.syntax.ast import Document
from dutylang.syntax.from_text import opens_block

UNREAD_NAMES = "N007"
"""A text that is not finished need not use all that it declares."""
ABOUT_THE_WHOLE = frozenset({"N004", "N006", "N009", "N017"})
"""Codes that say that something is not there in the whole text."""
ABOUT_OTHERS = frozenset({"D013", "D024", "D037", "D038", "D039", "D050"})
"""Codes that say that something is not there in another rule, or is not forbidden there."""
ABOUT_GAPS = frozenset({
    "D001", "D002", "D003", "D023", "D030", "D031", "D032", "D034", "D035", "D040", "D041", "D042", "D046",
    "D053",
})  # fmt: skip
"""Codes that say that something is not there in the rule itself."""
ABOUT_NAMES = frozenset(
    {"N001", "N002", "N014", "N015", "N016", "T008", "T013", "T014", "T017", "T024", "D015"},
)
"""Codes that a missing declaration may cause."""
UNKNOWN_NAME, TWO_CUTS, MERGED = "S062", "S060", "S145"
"""Faults of syntax without a fix that leave nothing out."""

Place = tuple[str, int]
_WORD = re.compile(r"\w{2,}")
_USE = re.compile(r"\s*(?:use\b|引用)")


@attrs.frozen
class _Gaps:
    """Lines that were not read; the blocks that they stand in; the words on them and in blocks that are lost."""

    lines: frozenset[Place]
    blocks: frozenset[Place]
    text: str
    words: frozenset[str]
    unknown: frozenset[str]
    unused: bool


def sure_problems(
    problems: Iterable[Diagnostic],
    syntax: Sequence[Diagnostic],
    documents: Sequence[tuple[Source, Document]],
) -> tuple[Diagnostic, ...]:
    """The checker's problems without those that may come of a line that could not be read.

    Without faults of syntax these are all of them.
    """
    faults = [each for each in syntax if each.severity is Severity.ERROR]
    if not faults:
        return tuple(problems)
    sources = {source.name: source for source, _ in documents}
    gaps = _gaps(faults, sources)
    return tuple(each for each in problems if _is_sure(each, gaps, sources))


def _is_sure(problem: Diagnostic, gaps: _Gaps, sources: Mapping[str, Source]) -> bool:
    place = (problem.span.source, problem.span.line)
    if place in gaps.lines or problem.code == UNREAD_NAMES:
        return False
    if problem.code in ABOUT_THE_WHOLE | ABOUT_OTHERS:
        return not gaps.lines
    if problem.code in ABOUT_GAPS:
        spans = [problem.span, *(label.span for label in problem.labels if label.span != NOWHERE)]
        return not any(_block(span, sources) in gaps.blocks for span in spans)
    if problem.code in ABOUT_NAMES:
        words = _words(problem.span, sources)
        alone = _WORD.fullmatch(words) is not None and words.isascii()
        named = words in gaps.words if alone else words in gaps.text
        lost = named or any(_names(word, words) for word in gaps.words)
        return not (gaps.unused or lost or words in gaps.unknown)
    return True


def _names(word: str, words: str) -> bool:
    """Whether a word that was not read is among others; Chinese ones are written without gaps."""
    return word in (_WORD.findall(words) if word.isascii() else words)


def _gaps(faults: Sequence[Diagnostic], sources: Mapping[str, Source]) -> _Gaps:
    without_fix = [
        each for each in faults if each.fix is None and each.code not in (UNKNOWN_NAME, TWO_CUTS, MERGED)
    ]
    lines = {line for each in without_fix for line in _lines(each.span, sources)}
    heads = {line for line in lines if _opens(line, sources)}
    unread = "\n".join(_text(line, sources) for line in sorted(_with_bodies(lines, heads, sources)))
    return _Gaps(
        lines=frozenset(lines),
        blocks=frozenset(_opening(line, sources) for line in lines),
        text=unread,
        words=frozenset(_WORD.findall(unread)),
        unknown=frozenset(str(each.args.get("name", "")) for each in faults if each.code == UNKNOWN_NAME),
        unused=any(_USE.match(_text((each.span.source, each.span.line), sources)) for each in faults),
    )


def _with_bodies(lines: set[Place], heads: set[Place], sources: Mapping[str, Source]) -> set[Place]:
    """The lines, and below a head that was not read all lines of its block."""
    found = set(lines)
    for name, head in heads:
        last = len(sources[name].line_starts) if name in sources else head
        for number in range(head + 1, last + 1):
            if _opens((name, number), sources):
                break
            found.add((name, number))
    return found


def _block(span: Span, sources: Mapping[str, Source]) -> Place:
    return _opening((span.source, span.line), sources)


def _opening(place: Place, sources: Mapping[str, Source]) -> Place:
    """The line that opens the block of a line."""
    name, number = place
    while number > 1 and not _opens((name, number), sources):
        number -= 1
    return name, number


def _opens(place: Place, sources: Mapping[str, Source]) -> bool:
    return opens_block(_text(place, sources))


def _text(place: Place, sources: Mapping[str, Source]) -> str:
    source = sources.get(place[0])
    return source.line(place[1]) if source is not None else ""


def _lines(span: Span, sources: Mapping[str, Source]) -> set[Place]:
    """Every line that a span touches."""
    source = sources.get(span.source)
    last = source.position(max(span.start, span.end - 1))[0] if source is not None else span.line
    return {(span.source, line) for line in range(span.line, max(span.line, last) + 1)}


def _words(span: Span, sources: Mapping[str, Source]) -> str:
    source = sources.get(span.source)
    return source.text[span.start : span.end] if source is not None else ""
