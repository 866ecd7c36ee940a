"""One text as an editor holds it: lines, changes, and positions in the editor's own units."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable
from functools import cached_property
from itertools import accumulate

import attrs
from lsprotocol import types

UTF8, UTF16, UTF32 = "utf-8", "utf-16", "utf-32"
_LINE_END = re.compile(r"\r\n|\n|\r")
_WIDTHS = {UTF8: "utf-8", UTF16: "utf-16-le", UTF32: "utf-32-le"}
_BYTES = {UTF8: 1, UTF16: 2, UTF32: 4}

Change = types.TextDocumentContentChangePartial | types.TextDocumentContentChangeWholeDocument


@attrs.frozen(slots=False, eq=False)
class Text:
    """A text of one version. `name` is what spans call it: a path with forward slashes, or a URI that is no file."""

    name: str
    string: str
    version: int = 0
    encoding: str = UTF16

    @cached_property
    def line_starts(self) -> tuple[int, ...]:
        """Offsets, in characters, at which each line begins; lines end as the protocol says."""
        if "\r" not in self.string:
            return (0, *accumulate(len(line) + 1 for line in self.string.split("\n")[:-1]))
        return (0, *(match.end() for match in _LINE_END.finditer(self.string)))

    def line_of(self, offset: int) -> int:
        """The line of a character, counted from 0."""
        return bisect_right(self.line_starts, offset) - 1

    def line(self, number: int) -> str:
        """A line counted from 0, without its line end; empty beyond the text."""
        if not 0 <= number < len(self.line_starts):
            return ""
        start = self.line_starts[number]
        end = self.line_starts[number + 1] if number + 1 < len(self.line_starts) else len(self.string)
        return self.string[start:end].rstrip("\r\n")

    def position(self, offset: int) -> types.Position:
        """The editor's position of a character."""
        return types.Position(*self.point(offset))

    def point(self, offset: int) -> tuple[int, int]:
        """The line of a character, and its column in the editor's units."""
        offset = max(0, min(offset, len(self.string)))
        line = self.line_of(offset)
        return line, units(self.string[self.line_starts[line] : offset], self.encoding)

    def offset(self, position: types.Position) -> int:
        """The character at an editor's position; beyond a line its end, beyond the text the end of that."""
        if position.line >= len(self.line_starts):
            return len(self.string)
        words = self.line(position.line)
        return self.line_starts[position.line] + characters(words, position.character, self.encoding)

    def range(self, start: int, end: int) -> types.Range:
        """The editor's range of the characters `[start, end)`."""
        return types.Range(self.position(start), self.position(end))

    @cached_property
    def whole(self) -> types.Range:
        """The range of all of it."""
        return self.range(0, len(self.string))

    def changed(self, changes: Iterable[Change], version: int) -> Text:
        """The text after an editor's changes, each of which reads the one before."""
        text = self
        for change in changes:
            if isinstance(change, types.TextDocumentContentChangePartial):
                start, end = text.offset(change.range.start), text.offset(change.range.end)
                string = text.string[:start] + change.text + text.string[max(start, end) :]
            else:
                string = change.text
            text = attrs.evolve(text, string=string)
        return attrs.evolve(text, version=version)


def units(words: str, encoding: str) -> int:
    """How many units of an encoding some characters take; a lone surrogate takes what it would in its place."""
    if words.isascii() or encoding == UTF32:
        return len(words)
    return len(words.encode(_WIDTHS[encoding], "surrogatepass")) // _BYTES[encoding]


def characters(words: str, count: int, encoding: str) -> int:
    """How many characters of a line so many units cover; a position inside a character is before it."""
    if words.isascii() or encoding == UTF32:
        return min(count, len(words))
    size = count * _BYTES[encoding]
    coded = words.encode(_WIDTHS[encoding], "surrogatepass")[:size]
    return len(coded.decode(_WIDTHS[encoding], "ignore"))


@attrs.frozen
class Shift:
    """Where characters of an older text stand in a newer one; None for those that were rewritten."""

    kept_before: int
    kept_from: int
    by: int

    def __call__(self, start: int, end: int) -> tuple[int, int] | None:
        """The place of `[start, end)` now."""
        if end <= self.kept_before:
            return start, end
        return (start + self.by, end + self.by) if start >= self.kept_from else None


def shift_between(old: str, new: str) -> Shift:
    """What lies before the first and after the last difference of two texts has kept its words."""
    if old == new:
        return Shift(len(old), len(old), 0)
    before = _common(old, new)
    longest = min(len(old), len(new)) - before
    after = _common(old[len(old) - longest :][::-1], new[len(new) - longest :][::-1])
    return Shift(before, len(old) - after, len(new) - len(old))


def _common(one: str, other: str) -> int:
    """How many characters two texts share from their beginning on, found by halves."""
    low, high = 0, min(len(one), len(other))
    while low < high:
        middle = (low + high + 1) // 2
        if one[low:middle] == other[low:middle]:
            low = middle
        else:
            high = middle - 1
    return low
