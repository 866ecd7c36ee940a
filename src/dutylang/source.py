"""Text and places in it. Every node and every diagnostic says where it comes from."""

from __future__ import annotations

import re
from bisect import bisect_right
from functools import cached_property

import attrs

_LINE_END = re.compile("\n")


@attrs.frozen(slots=False)
class Source:
    """A text with the name that a reader knows it by (a path or `<string>`)."""

    name: str
    text: str

    @cached_property
    def line_starts(self) -> tuple[int, ...]:
        """Offsets, in characters, at which each line begins."""
        return (0, *(match.end() for match in _LINE_END.finditer(self.text)))

    def position(self, offset: int) -> tuple[int, int]:
        """Line and column, both counted from 1, of a character offset."""
        line = bisect_right(self.line_starts, offset)
        return line, offset - self.line_starts[line - 1] + 1

    def line(self, number: int) -> str:
        """The text of a line counted from 1, without its line end; empty beyond the text."""
        if not 1 <= number <= len(self.line_starts):
            return ""
        start = self.line_starts[number - 1]
        end = self.text.find("\n", start)
        return self.text[start : len(self.text) if end < 0 else end].rstrip("\r")


@attrs.frozen(order=True)
class Span:
    """A half-open range of characters `[start, end)` of a named source; line and column from 1."""

    source: str
    start: int
    end: int
    line: int
    column: int

    def to(self, other: Span) -> Span:
        """The span from the start of this one to the end of the other."""
        return attrs.evolve(self, end=max(self.end, other.end))


NOWHERE = Span("<none>", 0, 0, 1, 1)
