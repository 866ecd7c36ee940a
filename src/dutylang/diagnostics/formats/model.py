"""What all forms show: a policy with its problems, and the words and places of a problem."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import PurePath
from urllib.parse import quote

import attrs

from dutylang.diagnostics import shown
from dutylang.diagnostics.model import Diagnostic, Severity
from dutylang.diagnostics.render import help_text, message
from dutylang.source import Source, Span


@attrs.frozen
class Checked:
    """A policy by the name that the reader gave it, what is wrong with it, and the texts that it has.

    `sound`: whether it can be used nevertheless.
    """

    name: str
    problems: tuple[Diagnostic, ...]
    sources: Mapping[str, Source] = attrs.field(factory=dict)
    sound: bool = True


GRAVEST_FIRST = (Severity.ERROR, Severity.WARNING, Severity.NOTE)


def in_text_order(problems: Iterable[Diagnostic], sources: Mapping[str, Source]) -> tuple[Diagnostic, ...]:
    """Problems text by text, the main one first, from the top of each; those without a place come first."""
    order = {name: at for at, name in enumerate(sources)}
    return tuple(
        sorted(
            problems,
            key=lambda each: (order.get(each.span.source, -1), each.span.start, each.span.end, each.code),
        )
    )


def words_of(problem: Diagnostic, tongue: str) -> tuple[str, str]:
    """The message of a problem and its help, which may be empty."""
    return message(problem, tongue), help_text(problem, tongue)


def end_of(span: Span, sources: Mapping[str, Source]) -> tuple[int, int]:
    """The line and the column, from 1, behind the last character of a span."""
    source = sources.get(span.source)
    if source is None:
        return span.line, span.column + max(span.end - span.start, 0)
    return source.position(min(max(span.end, span.start), len(source.text)))


def uri_of(name: str) -> str:
    """The name of a text as a URI reference (RFC 3986): relative as a path is, else with the scheme `file`."""
    path = PurePath(name)
    posix = path.as_posix()
    if not path.is_absolute():
        return quote(posix, errors="replace")
    return "file://" + quote(posix if posix.startswith("/") else f"/{posix}", safe="/:", errors="replace")


def printable(text: str) -> str:
    """A text of several lines with all that no terminal, JSON or XML may hold as printable stand-ins."""
    return "\n".join(shown.visible(line) for line in text.split("\n"))
