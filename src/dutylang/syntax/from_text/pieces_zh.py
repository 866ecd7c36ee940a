"""Chinese text → its clauses: where lines end, softly or not, and where comments and quotations stand."""

from __future__ import annotations

import re
from collections.abc import Iterator

import attrs

from dutylang.source import Source
from dutylang.syntax import ast
from dutylang.syntax.from_text import literals
from dutylang.syntax.from_text.tokens import Token

SPACES = " \t\r\f\v\u00a0\u3000\ufeff"

_PARTS = re.compile(
    "|".join((
        literals.STRING,
        r"(?P<OPEN_STRING>[\"“][^\n，；。：]*)",
        literals.COMMENT,
        literals.TIME,
        rf"(?P<DIGITS>{literals.DIGITS})",
        r"(?P<SOFT>[，；。：;:,])",
        r"(?P<OTHER>[\u4e00-\u9fff]+|.)",
    ))
)  # fmt: skip
_ROW = re.compile(r"\s*\|")


@attrs.frozen
class Piece:
    """A clause: its characters `[start, stop)`, its line, where that begins, and the sign that ends it."""

    start: int
    stop: int
    line: int
    line_start: int
    closed_by: str


def pieces_of(source: Source, text: str) -> tuple[tuple[Piece, ...], tuple[ast.Comment, ...]]:
    """The clauses of a text that have characters besides spaces, and its comments. `text` is narrowed."""
    comments: list[ast.Comment] = []
    pieces: list[Piece] = []
    starts = (*source.line_starts, len(text) + 1)
    for number in range(1, len(starts)):
        start, end = starts[number - 1], starts[number] - 1
        found = _line(source, text, number, start, end, comments)
        pieces.extend(piece for piece in found if text[piece.start : piece.stop].strip(SPACES))
    return tuple(pieces), tuple(comments)


def _line(
    source: Source, text: str, number: int, start: int, end: int, comments: list[ast.Comment]
) -> Iterator[Piece]:
    begin = position = start
    row = _ROW.match(text, start, end) is not None
    while position < end:
        match = _PARTS.match(text, position, end)
        if match is None:
            break
        position = match.end()
        if match.lastgroup == "COMMENT":
            comments.append(_comment(source, text, match, number, start))
            yield Piece(begin, match.start(), number, start, "\n")
            return
        if match.lastgroup == "SOFT" and not row:
            yield Piece(begin, match.start(), number, start, match.group())
            begin = position
    yield Piece(begin, end, number, start, "\n")


def _comment(source: Source, text: str, match: re.Match[str], number: int, line_start: int) -> ast.Comment:
    words = source.text[match.start() : match.end()].rstrip()
    place = Token(
        words, (), match.start(), match.start() + len(words), number, match.start() - line_start + 1
    )
    inner = words[2:] if match.group().startswith("--") else words[1:]
    own_line = not text[line_start : match.start()].strip(SPACES)
    return ast.Comment(inner.strip(), own_line, span=place.span(source))
