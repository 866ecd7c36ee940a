"""What each stretch of a text is, for colouring: keywords by their sort, names by what they mean."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property

import attrs

from dutylang.lsp.analysis import Analysis, Parsed
from dutylang.lsp.pieces import Piece
from dutylang.lsp.text import Text, units
from dutylang.policy.declarations import Sort
from dutylang.syntax.marks import WORDS
from dutylang.syntax.marks import Sort as MarkSort

TYPES = (
    "keyword", "string", "number", "comment", "operator", "type", "class", "event", "struct", "property",
    "enumMember", "variable", "function", "modifier",
)  # fmt: skip
MODIFIERS = ("declaration", "readonly")

_OF_MARK: Mapping[MarkSort, str] = {
    **dict.fromkeys(WORDS, "keyword"),
    MarkSort.NORM: "modifier",
    MarkSort.TYPE: "type",
    MarkSort.UNIT: "type",
    MarkSort.OPERATOR: "operator",
    MarkSort.CONSTANT: "enumMember",
    MarkSort.STRING: "string",
    MarkSort.NUMBER: "number",
    MarkSort.DATE: "number",
    MarkSort.COMMENT: "comment",
}
_OF_SYMBOL: Mapping[Sort, str] = {
    Sort.ROLE: "class",
    Sort.EVENT: "event",
    Sort.CASE: "struct",
    Sort.RECORD: "struct",
    Sort.FIELD: "property",
    Sort.VALUE: "enumMember",
    Sort.GRADE: "enumMember",
    Sort.PARAMETER: "variable",
    Sort.DEFINITION: "variable",
    Sort.TABLE: "variable",
    Sort.JUDGEMENT: "variable",
    Sort.FIGURE: "variable",
}
_TYPE_NUMBER = {name: number for number, name in enumerate(TYPES)}
_DECLARATION, _READONLY = 1, 2


@attrs.frozen(slots=False)
class Run:
    """The tokens of a piece as the protocol writes them, the first counted from the piece's first line.

    `line` and `column` lead to the next piece: the line of the last token, and its column in the editor's units.
    """

    data: tuple[int, ...]
    line: int
    column: int

    @cached_property
    def rest(self) -> str:
        """What follows the first two numbers, in JSON: it stays what it is wherever the piece stands."""
        return ",".join(map(str, self.data[2:]))


@attrs.frozen
class Placed:
    """The tokens of a piece in its text: how far its first token is from the last one before it."""

    run: Run
    down: int
    right: int

    @property
    def data(self) -> tuple[int, ...]:
        """All numbers of it."""
        return (self.down, self.right, *self.run.data[2:])

    @property
    def written(self) -> str:
        """All numbers of it in JSON."""
        return f"{self.down},{self.right},{self.run.rest}"

    def same(self, other: Placed) -> bool:
        """Whether it is told as another one is, found without reading the numbers."""
        return self.run is other.run and self.down == other.down and self.right == other.right


@attrs.frozen(eq=False)
class Sent:
    """The tokens that an editor was sent of a text, and the number under which it can ask what has changed."""

    number: str
    text: Text | None
    placed: tuple[Placed, ...]


@attrs.define
class Tokens:
    """Tokens of pieces, kept as long as the pieces and what their names mean stay the same."""

    kept: dict[str, tuple[object, str, Run]] = attrs.Factory(dict)

    def forget(self, alive: frozenset[str]) -> None:
        """Keeps the tokens of these pieces only."""
        self.kept = {key: kept for key, kept in self.kept.items() if key in alive}

    def of(self, piece: Piece, parsed: Parsed, analysis: Analysis) -> Run:
        """The tokens of a piece."""
        meaning = analysis.last_meant(piece, parsed)
        found = self.kept.get(piece.key)
        if found is not None and found[0] is meaning and found[1] == parsed.text.encoding:
            return found[2]
        run = _run(piece, parsed, analysis)
        self.kept[piece.key] = (meaning, parsed.text.encoding, run)
        return run

    def placed(
        self, parsed: Parsed, analysis: Analysis, first: int = 0, last: int | None = None
    ) -> tuple[Placed, ...]:
        """The tokens of the pieces that touch characters `[first, last)`, where there are any."""
        text = parsed.text
        found: list[Placed] = []
        line = column = 0
        for piece, start in zip(parsed.pieces, parsed.starts, strict=True):
            if start + len(piece.string) <= first or (last is not None and start >= last):
                continue
            run = self.of(piece, parsed, analysis)
            if run.data:
                base = text.line_of(start)
                down = base + run.data[0] - line
                found.append(Placed(run, down, run.data[1] - (column if down == 0 else 0)))
                line, column = base + run.line, run.column
        return tuple(found)

    def all(self, parsed: Parsed, analysis: Analysis) -> list[int]:
        """The tokens of a text, each told from the one before."""
        return [number for each in self.placed(parsed, analysis) for number in each.data]


def _run(piece: Piece, parsed: Parsed, analysis: Analysis) -> Run:
    text = Text(piece.key, piece.string, 0, parsed.text.encoding)
    data: list[int] = []
    line = column = 0
    for start, end, kind, modifiers in _stretches(piece, parsed, analysis):
        here = text.line_of(start)
        begin = text.line_starts[here]
        at = units(piece.string[begin:start], text.encoding)
        length = units(piece.string[start:end], text.encoding)
        data += (here - line, at - (column if here == line else 0), length, kind, modifiers)
        line, column = here, at
    return Run(tuple(data), line, column)


def _stretches(piece: Piece, parsed: Parsed, analysis: Analysis) -> Iterator[tuple[int, int, int, int]]:
    """Start, end, type and modifiers of each stretch that has a colour."""
    meaning = {each.start: each for each in analysis.last_meant(piece, parsed)}
    for mark in analysis.reading(piece, parsed).marks:
        known = meaning.get(mark.start)
        if known is not None and known.end == mark.end:
            kind = _OF_SYMBOL.get(known.symbol.sort, "function")
            modifiers = _DECLARATION * known.declares
            modifiers |= _READONLY * (known.symbol.sort is Sort.PARAMETER)
            yield mark.start, mark.end, _TYPE_NUMBER[kind], modifiers
        elif mark.sort in _OF_MARK and "\n" not in piece.string[mark.start : mark.end]:
            yield mark.start, mark.end, _TYPE_NUMBER[_OF_MARK[mark.sort]], 0


def changed(before: Sequence[Placed], after: Sequence[Placed]) -> tuple[int, int, list[int]]:
    """What to cut out of the earlier tokens, from where and how many numbers, and what to put there."""
    shortest = min(len(before), len(after))
    head = next((n for n in range(shortest) if not before[n].same(after[n])), shortest)
    left = shortest - head
    tail = next((n for n in range(left) if not before[-1 - n].same(after[-1 - n])), left)
    numbers = [
        [number for each in placed[head : len(placed) - tail] for number in each.data]
        for placed in (before, after)
    ]
    start, count, new = difference(*numbers)
    return start + sum(len(each.run.data) for each in before[:head]), count, new


def difference(before: Sequence[int], after: Sequence[int]) -> tuple[int, int, list[int]]:
    """How to make one list of numbers of another: from where, how many to cut out, and what to put there."""
    shortest = min(len(before), len(after))
    start = next((n for n in range(shortest) if before[n] != after[n]), shortest)
    left = shortest - start
    end = next((n for n in range(left) if before[-1 - n] != after[-1 - n]), left)
    return start, len(before) - end - start, list(after[start : len(after) - end])
