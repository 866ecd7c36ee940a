"""Formatting that is checked: what was printed is read again, and must say the same."""

from __future__ import annotations

from dutylang.diagnostics.model import Diagnostic, Severity
from dutylang.source import Source
from dutylang.syntax.ast import Document
from dutylang.syntax.from_text import document_from_text
from dutylang.syntax.to_text.document import text_from_document
from dutylang.syntax.to_text.names import NO_NAMES
from dutylang.syntax.written_names import KnownNames


def formatted(
    source: Source, document: Document, tongue: str, known: KnownNames = NO_NAMES
) -> tuple[str, tuple[Diagnostic, ...]]:
    """The document of a source as canonical text in a tongue.

    The text is read again before it is handed out. If it does not give the same tree, or loses a comment,
    the source's own text comes back unchanged, with the diagnostic F001: nobody's policy is rewritten
    into another one.
    """
    text = text_from_document(document, tongue, known)
    printed = Source(source.name, text)
    again, found = document_from_text(printed, tongue=tongue, known=known)
    problems = [each for each in found if each.severity is Severity.ERROR]
    remarks = [comment.text for comment in again.comments]
    if (
        not problems
        and again.items == document.items
        and remarks == [each.text for each in document.comments]
    ):
        return text, ()
    place = problems[0].span.line if problems else _first_difference(document, again)
    return source.text, (
        Diagnostic("F001", document.span, {"line": place, "text": printed.line(place).strip()}),
    )


def _first_difference(document: Document, again: Document) -> int:
    """The line of the printed text at which the first item stands that reads differently."""
    for meant, read in zip(document.items, again.items, strict=False):
        if meant != read:
            return read.span.line
    return 1
