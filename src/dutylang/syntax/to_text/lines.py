"""Lines of a text while it is being laid out: depth, columns, and the place in the source they come from."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import groupby

import attrs

from dutylang.source import Span
from dutylang.syntax.to_text.phrases import CELL
from dutylang.syntax.to_text.words import CLOSE, OPEN, Words

INDENT = "  "
WIDEST = 88
"""Columns of a sentence's line, a Chinese character taking two; a longer sentence goes on below."""


@attrs.frozen
class Line:
    """One line. Neighbours of the same `group` align their cells; `blank` asks for a blank line before."""

    depth: int
    text: str
    at: Span | None = None
    group: str = ""
    blank: bool = False


@attrs.frozen
class Piece:
    """A part of a rule: a line of its own in most tongues, a part of a sentence in Chinese.

    `leads` joins it to the next part, `follows` to the one before.
    """

    text: str
    at: Span | None = None
    deeper: int = 0
    leads: bool = False
    follows: bool = False


def width(text: str) -> int:
    """Columns that a text takes on a terminal; a character of unknown width takes one."""
    from wcwidth import wcswidth  # loads more than a command needs that lays out no text

    bare = text.replace(OPEN, "").replace(CLOSE, "")
    columns = wcswidth(bare)
    return len(bare) if columns < 0 else columns


def padded(text: str, columns: int) -> str:
    """A text filled up with spaces to a number of columns."""
    return text + " " * (columns - width(text))


# ---- rules -------------------------------------------------------------------------------------


def lines_from_pieces(pieces: Sequence[Piece], depth: int, words: Words) -> list[Line]:
    """The body of a rule: a clause a line, or sentences."""
    if words.word("layout.style") != "sentences":
        return [Line(depth + piece.deeper, piece.text, piece.at) for piece in pieces]
    lines: list[Line] = []
    units = _units(pieces)
    for number, unit in enumerate(units):
        end = words.word("layout.full_stop" if number == len(units) - 1 else "layout.semicolon")
        lines.extend(_sentence(unit, depth, words.word("layout.pause"), end))
    return lines


def _units(pieces: Sequence[Piece]) -> list[list[Piece]]:
    """Parts that are joined by commas."""
    units: list[list[Piece]] = []
    open_end = False
    for piece in pieces:
        if units and (open_end or piece.follows):
            units[-1].append(piece)
        else:
            units.append([piece])
        open_end = piece.leads
    return units


def _sentence(unit: Sequence[Piece], depth: int, comma: str, end: str) -> list[Line]:
    """Joined parts on as few lines as fit."""
    lines: list[Line] = []
    text, at = "", unit[0].at
    for number, piece in enumerate(unit):
        part = piece.text + (end if number == len(unit) - 1 else comma)
        if text and width(INDENT * depth + text + part) > WIDEST:
            lines.append(Line(depth, text, at))
            text, at = "", piece.at
        text += part
    return [*lines, Line(depth, text, at)]


# ---- columns -----------------------------------------------------------------------------------


def aligned(lines: Iterable[Line]) -> list[Line]:
    """The lines with their cells padded to columns; a column that is empty all the way down is dropped."""
    result: list[Line] = []
    for _, neighbours in groupby(lines, key=lambda line: (line.group, line.depth)):
        result.extend(_aligned_group(list(neighbours)))
    return result


def _aligned_group(lines: list[Line]) -> list[Line]:
    """Lines that share their columns. A line of one cell keeps out."""
    rows = [line.text.split(CELL) for line in lines]
    shared = [row for row in rows if len(row) > 1]
    if not shared:
        return lines
    columns = [max(width(row[i]) for row in shared if i < len(row)) for i in range(max(map(len, shared)))]
    gap = " " if lines[0].group == "table" else "  "
    result = []
    for line, row in zip(lines, rows, strict=True):
        text = row[0]
        if len(row) > 1:
            cells = [padded(cell, columns[i]) for i, cell in enumerate(row) if columns[i]]
            text = gap.join(cells).rstrip()
        result.append(attrs.evolve(line, text=text))
    return result
