"""L601: the indentation of a line disagrees with where it stands in the structure."""

from __future__ import annotations

from collections.abc import Iterator

from dutylang.diagnostics.model import Diagnostic, Fix, Severity
from dutylang.lint.ground import Ground
from dutylang.lint.rule import Rule, finding
from dutylang.source import Source, Span
from dutylang.syntax.ast import (
    Article,
    Definition,
    Document,
    Duty,
    ExceptionRule,
    Exemption,
    Liability,
    Scenario,
)

STEP = 2
"""Columns by which the house form indents."""
SPACES = " \t\u3000"


def check(ground: Ground) -> Iterator[Diagnostic]:
    """Each line that opens an item or a rule; a text without any indentation is left alone."""
    for source, document in ground.texts:
        if any(line[:1] in tuple(SPACES) for line in source.text.splitlines() if line.strip()):
            yield from _of_text(source, document, ground)


def _of_text(source: Source, document: Document, ground: Ground) -> Iterator[Diagnostic]:
    items = [item for item in document.items if _opens_line(item.span, source)]
    margin = min((item.span.column for item in items), default=1)
    for item in items:
        if item.span.column != margin:
            yield _finding(item.span, margin, "out", source, ground)
    for item in items:
        parts = item.rules if isinstance(item, Article) else ()
        wanted = margin + STEP
        for rule in parts:
            if not _opens_line(rule.span, source):
                continue
            if rule.span.column <= margin and not isinstance(rule, Definition):
                yield _finding(rule.span, wanted, "in", source, ground)
            for clause in (
                rule.clauses if isinstance(rule, (Duty, Liability, Exemption, ExceptionRule)) else ()
            ):
                if _opens_line(clause.span, source) and clause.span.column <= max(rule.span.column, margin):
                    yield _finding(clause.span, wanted + STEP, "in", source, ground)
        for line in (*item.givens, *item.expects) if isinstance(item, Scenario) else ():
            if _opens_line(line.span, source) and line.span.column <= margin:
                yield _finding(line.span, wanted, "in", source, ground)


def _opens_line(span: Span, source: Source) -> bool:
    """Whether nothing but spaces stands before a place on its line."""
    return not source.text[span.start - span.column + 1 : span.start].strip(SPACES)


def _finding(span: Span, column: int, how: str, source: Source, ground: Ground) -> Diagnostic:
    start = span.start - span.column + 1
    fix = Fix(ground.span_in(source.name, start, span.start), " " * (column - 1))
    text = source.line(span.line).strip()
    return finding("L601", span, help=how, severity=Severity.NOTE, fix=fix, text=text[:40])


RULE = Rule("L601", check, mends="safe")
