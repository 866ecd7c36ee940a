"""Columns and colours of a terminal. Chinese characters take two columns; colours take none."""

from __future__ import annotations

import enum
import re
from collections.abc import Sequence

import attrs
from wcwidth import wcswidth

_PIECES = re.compile(r"[(（“【《]*(?:[!-~]+|[^ ])[，。；：、）”】》.,;:)]* *")
_RESET = "\x1b[0m"
BOLD, DIM = "\x1b[1m", "\x1b[2m"
VERDICT_COLOURS = {
    "conflict": "\x1b[1;35m",
    "violated": "\x1b[1;31m",
    "late": "\x1b[1;33m",
    "unknown": "\x1b[1;36m",
    "pending": "\x1b[34m",
    "exempt": "\x1b[32m",
    "satisfied": "\x1b[32m",
    "not_applicable": "\x1b[2m",
}
RESULT_COLOURS = {
    "liable": "\x1b[1;31m",
    "mitigated": "\x1b[1;33m",
    "awaiting_decision": "\x1b[34m",
    "unknown": "\x1b[1;36m",
    "exempt": "\x1b[32m",
    "none": "\x1b[2m",
}


@attrs.frozen
class Paint:
    """Wraps text in a colour, or leaves it plain."""

    color: bool

    def __call__(self, style: str, text: str) -> str:
        return f"{style}{text}{_RESET}" if self.color and text else text

    def verdict(self, verdict: enum.Enum, text: str) -> str:
        """Text in the colour of a verdict."""
        return self(VERDICT_COLOURS[verdict.value], text)

    def result(self, result: enum.Enum, text: str) -> str:
        """Text in the colour of a result on a person."""
        return self(RESULT_COLOURS[result.value], text)


def width(text: str) -> int:
    """The columns that a text takes; one for each character where that is not defined."""
    columns = wcswidth(text)
    return columns if columns >= 0 else len(text)


def padded(text: str, columns: int, right: bool = False) -> str:
    """The text with spaces up to so many columns, in front of it when `right`."""
    spaces = " " * max(columns - width(text), 0)
    return spaces + text if right else text + spaces


def table(rows: Sequence[Sequence[str]]) -> list[list[str]]:
    """Every cell padded to the width of its column: the first column to the left, the others to the right."""
    if not rows:
        return []
    widths = [max(width(row[place]) for row in rows) for place in range(len(rows[0]))]
    return [[padded(cell, widths[place], right=place > 0) for place, cell in enumerate(row)] for row in rows]


def wrapped(text: str, columns: int) -> list[str]:
    """A text broken into lines of at most so many columns, at spaces or between Chinese characters.

    No line opens with a closing sign or ends with an opening one; a word that is too long stays whole.
    """
    lines, line, used = [""], "", 0
    for piece in _PIECES.findall(text):
        size = width(piece)
        if line and used + width(piece.rstrip()) > columns:
            lines.append("")
            line, used = "", 0
        line += piece
        used += size
        lines[-1] = line.rstrip()
    return lines
