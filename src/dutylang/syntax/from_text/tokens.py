"""What the lexers hand to the automaton: tokens with their possible readings, line by line."""

from __future__ import annotations

from collections.abc import Callable

import attrs

from dutylang.source import Source, Span

NAME = "NAME"
BAD = "BAD"
END_OF_LINE = "NL"
END_OF_TEXT = "$END"
FAULTY = "FAULTY"
"""The terminal of a token that no rule accepts: a character or a literal that could not be read."""


@attrs.frozen(eq=False)
class Token:
    """A stretch of the text and its readings, the preferred one first: `(terminal, value)`."""

    text: str
    readings: tuple[tuple[str, object], ...]
    start: int
    end: int
    line: int
    column: int

    @property
    def terminal(self) -> str:
        """The terminal of the preferred reading."""
        return self.readings[0][0]

    @property
    def value(self) -> object:
        """The value of the preferred reading."""
        return self.readings[0][1]

    def read_as(self, terminal: str) -> Token:
        """The same token with only the reading of that terminal."""
        return attrs.evolve(self, readings=tuple(r for r in self.readings if r[0] == terminal))

    def span(self, source: Source) -> Span:
        """Where it stands."""
        return Span(source.name, self.start, self.end, self.line, self.column)


@attrs.frozen
class Edit:
    """The characters `[start, end)` of a text, and what is written in their place."""

    start: int
    end: int
    text: str


Again = Callable[[tuple[Edit, ...]], "tuple[Line, ...]"]
"""The lines that a line becomes with edits carried out; the tokens keep the places of the text as it is."""


@attrs.frozen(eq=False)
class Line:
    """The tokens of one line, or of one clause that a soft line end closes; the last is the line end.

    `again` gives the lines that it becomes with edits carried out, where that can be tried.
    """

    tokens: tuple[Token, ...]
    again: Again | None = None
