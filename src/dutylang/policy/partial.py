"""Of a text with faults of syntax: which of the checker's findings are sure all the same.

A line that could not be read leaves gaps: names that it would have declared, the obligation of a rule. What
the checker says because of a gap would send the reader to a place where nothing is wrong.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from dutylang.diagnostics.model import Diagnostic, Severity
from dutylang.source import Source, Span
from dutylang.syntax.ast import Article, Document, Scenario

ABOUT_GAPS = frozenset({
    "N004", "N006", "N007", "N009", "N017", "D001", "D002", "D003", "D013", "D023", "D024", "D030", "D031",
    "D032", "D034", "D035", "D037", "D038", "D039", "D040", "D041", "D042", "D046", "D050",
})  # fmt: skip
"""Codes that say that something is not there."""
ABOUT_NAMES = frozenset(
    {"N001", "N002", "N014", "N015", "N016", "T008", "T013", "T014", "T017", "T024", "D015"},
)
"""Codes that a missing declaration may cause."""

Lines = set[tuple[str, int]]


def sure_problems(
    problems: Iterable[Diagnostic],
    syntax: Sequence[Diagnostic],
    documents: Sequence[tuple[Source, Document]],
) -> tuple[Diagnostic, ...]:
    """The checker's problems without those that may come of a line that could not be read.

    Without faults of syntax these are all of them.
    """
    sources = {source.name: source for source, _ in documents}
    faults = [each.span for each in syntax if each.severity is Severity.ERROR]
    broken: Lines = {line for span in faults for line in _lines(span, sources)}
    if not broken:
        return tuple(problems)
    inside: Lines = set()
    for _, document in documents:
        for item in document.items:
            if isinstance(item, (Article, Scenario)):
                inside |= _lines(item.span, sources)
    names_are_sure = broken <= inside
    unread = "\n".join(sources[name].line(line) for name, line in broken if name in sources)
    return tuple(
        each
        for each in problems
        if each.code not in ABOUT_GAPS
        and (each.span.source, each.span.line) not in broken
        and (each.code not in ABOUT_NAMES or (names_are_sure and _words(each.span, sources) not in unread))
    )


def _lines(span: Span, sources: dict[str, Source]) -> Lines:
    """Every line that a span touches."""
    source = sources.get(span.source)
    last = source.position(max(span.start, span.end - 1))[0] if source is not None else span.line
    return {(span.source, line) for line in range(span.line, max(span.line, last) + 1)}


def _words(span: Span, sources: dict[str, Source]) -> str:
    source = sources.get(span.source)
    return source.text[span.start : span.end] if source is not None else ""
