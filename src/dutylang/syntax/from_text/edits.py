"""Changes of a text that might mend a line: tried out on the very characters, before anything is said."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import attrs

from dutylang.diagnostics.model import Diagnostic, Fix
from dutylang.source import Source, Span
from dutylang.syntax.from_text.tokens import Edit, Token

GUESSES = frozenset({"S001", "S146"})
"""Codes of faults whose fix is one of several that are possible."""


@attrs.frozen
class Suggestion:
    """What may be wrong with a line: a diagnostic's code, its place and arguments, and the edit that mends it.

    `offered`: whether the edit is the fix; else it only shows that the line is read once this is settled.
    `leads`: whether the edit is worth keeping where the line is then read farther, but not to its end.
    """

    code: str
    edit: Edit
    args: Mapping[str, object] = attrs.field(factory=dict)
    start: int | None = None
    end: int | None = None
    help: str | None = None
    offered: bool = True
    leads: bool = False

    def diagnostic(self, source: Source, block: str) -> Diagnostic:
        """The diagnostic, with its fix where one is offered."""
        start = self.edit.start if self.start is None else self.start
        end = self.edit.end if self.end is None else self.end
        place = span_of(source, self.edit.start, self.edit.end)
        fix = Fix(place, self.edit.text, safe=self.code not in GUESSES) if self.offered else None
        args = {"block": block, **self.args}
        return Diagnostic(self.code, span_of(source, start, end), args, help=self.help, fix=fix)


def span_of(source: Source, start: int, end: int) -> Span:
    """The span of a stretch of characters."""
    line, column = source.position(start)
    return Span(source.name, start, end, line, column)


def edited(text: str, edits: Sequence[Edit], start: int, stop: int) -> str:
    """The characters `[start, stop)` with the edits that lie in them carried out."""
    parts: list[str] = []
    done = start
    for edit in sorted(edits, key=lambda each: each.start):
        parts += [text[done : edit.start], edit.text]
        done = edit.end
    return "".join([*parts, text[done:stop]])


def place_before(position: int, edits: Sequence[Edit], *, begins: bool) -> int:
    """Where a place of the edited text was before; `begins`: a token begins there, else one ends."""
    shift = 0
    for edit in sorted(edits, key=lambda each: each.start):
        start = edit.start + shift
        end = start + len(edit.text)
        if position < start or (position == start and not (begins and start == end)):
            return position - shift
        if position < end or (position == end and not begins):
            return edit.start if begins else edit.end
        shift += len(edit.text) - (edit.end - edit.start)
    return position - shift


def token_before(token: Token, edits: Sequence[Edit], start: int, source: Source) -> Token:
    """A token of an edited stretch at its place in the text; `start` is where the stretch begins there."""
    first = place_before(token.start + start, edits, begins=True)
    last = max(place_before(token.end + start, edits, begins=False), first)
    line, column = source.position(first)
    return attrs.evolve(token, start=first, end=last, line=line, column=column)
