"""What each stretch of a text is, for colouring: keywords by their sort, names by what they mean."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

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


@attrs.frozen
class Run:
    """The tokens of a piece as the protocol writes them, the first counted from the piece's first line.

    `lines` and `tail` lead to the next piece: the line of the last token, and its column in the editor's units.
    """

    data: tuple[int, ...]
    line: int
    column: int


@attrs.define
class Tokens:
    """Tokens of pieces, kept as long as the pieces and what their names mean stay the same."""

    kept: dict[str, tuple[object, str, Run]] = attrs.Factory(dict)

    def forget(self, alive: frozenset[str]) -> None:
        """Keeps the tokens of these pieces only."""
        self.kept = {key: kept for key, kept in self.kept.items() if key in alive}

    def of(self, piece: Piece, parsed: Parsed, analysis: Analysis) -> Run:
        """The tokens of a piece."""
        meaning = analysis.occurrences(piece, parsed)
        found = self.kept.get(piece.key)
        if found is not None and found[0] is meaning and found[1] == parsed.text.encoding:
            return found[2]
        run = _run(piece, parsed, analysis)
        self.kept[piece.key] = (meaning, parsed.text.encoding, run)
        return run

    def all(self, parsed: Parsed, analysis: Analysis, first: int = 0, last: int | None = None) -> list[int]:
        """The tokens of the pieces that touch characters `[first, last)`, each told from the one before."""
        text, data = parsed.text, list[int]()
        line = column = 0
        for piece, start in zip(parsed.pieces, parsed.starts, strict=True):
            if start + len(piece.string) <= first or (last is not None and start >= last):
                continue
            run = self.of(piece, parsed, analysis)
            if run.data:
                base = text.line_of(start)
                own = run.data
                down = base + own[0] - line
                data += (down, own[1] - (column if down == 0 else 0), *own[2:])
                line, column = base + run.line, run.column
        return data


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
    meaning = {each.start: each for each in analysis.occurrences(piece, parsed)}
    for mark in analysis.reading(piece, parsed).marks:
        known = meaning.get(mark.start)
        if known is not None and known.end == mark.end:
            kind = _OF_SYMBOL.get(known.symbol.sort, "function")
            modifiers = _DECLARATION * known.declares
            modifiers |= _READONLY * (known.symbol.sort is Sort.PARAMETER)
            yield mark.start, mark.end, _TYPE_NUMBER[kind], modifiers
        elif mark.sort in _OF_MARK and "\n" not in piece.string[mark.start : mark.end]:
            yield mark.start, mark.end, _TYPE_NUMBER[_OF_MARK[mark.sort]], 0


def difference(before: Sequence[int], after: Sequence[int]) -> tuple[int, int, list[int]]:
    """What to cut out of the earlier tokens, from where and how many numbers, and what to put there."""
    start = 0
    shortest = min(len(before), len(after))
    step = 4096
    while start + step <= shortest and before[start : start + step] == after[start : start + step]:
        start += step
    while start < shortest and before[start] == after[start]:
        start += 1
    end = 0
    while end + step <= shortest - start and (
        before[len(before) - end - step : len(before) - end]
        == after[len(after) - end - step : len(after) - end]
    ):
        end += step
    while end < shortest - start and before[-1 - end] == after[-1 - end]:
        end += 1
    return start, len(before) - end - start, list(after[start : len(after) - end])
