"""The outline of a text by chapter and article, and what of it folds away."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import attrs
from lsprotocol import types

from dutylang.lsp.analysis import Analysis, Parsed
from dutylang.lsp.pieces import Piece, Reading
from dutylang.lsp.text import Text, units
from dutylang.source import Span
from dutylang.syntax import ast

_KINDS: dict[type, types.SymbolKind] = {
    ast.PolicyHead: types.SymbolKind.Package,
    ast.Use: types.SymbolKind.File,
    ast.Role: types.SymbolKind.Class,
    ast.Case: types.SymbolKind.Struct,
    ast.Record: types.SymbolKind.Struct,
    ast.Event: types.SymbolKind.Event,
    ast.Parameter: types.SymbolKind.Constant,
    ast.Judgement: types.SymbolKind.Boolean,
    ast.Definition: types.SymbolKind.Variable,
    ast.Table: types.SymbolKind.Array,
    ast.Scenario: types.SymbolKind.Method,
    ast.Chapter: types.SymbolKind.Module,
    ast.Article: types.SymbolKind.Namespace,
    ast.Field: types.SymbolKind.Field,
}

Point = tuple[int, int]
"""A line and a column in the editor's units, both from 0; the line counts from the piece's first."""


@attrs.frozen
class Node:
    """One line of an outline: from where to where it stands, and where its name ends, which it begins at `name`."""

    words: str
    detail: str
    kind: types.SymbolKind
    first: Point
    last: Point
    name: Point
    name_end: Point
    children: tuple[Node, ...] = ()


@attrs.frozen(eq=False)
class Sketch:
    """The outline of one piece, and the lines of it that are remarks and nothing else."""

    nodes: tuple[Node, ...]
    remarks: tuple[int, ...]


@attrs.define
class Outlines:
    """Outlines of pieces in the protocol's words, kept until the piece reads differently or has moved."""

    kept: dict[tuple[str, str, str], tuple[Reading, Sketch]] = attrs.Factory(dict)
    told: dict[tuple[str, str, str], tuple[Sketch, int, list[types.DocumentSymbol]]] = attrs.Factory(dict)

    def forget(self, alive: frozenset[str]) -> None:
        """Keeps the outlines of these pieces only."""
        self.kept = {key: kept for key, kept in self.kept.items() if key[0] in alive}
        self.told = {key: told for key, told in self.told.items() if key[0] in alive}

    def sketches(
        self, parsed: Parsed, analysis: Analysis, tongue: str
    ) -> Iterator[tuple[Piece, Sketch, int]]:
        """The outline of each piece with the line at which the piece begins. Titles are told in the tongue."""
        for piece, start in zip(parsed.pieces, parsed.starts, strict=True):
            reading = analysis.reading(piece, parsed)
            key = (piece.key, tongue, parsed.text.encoding)
            found = self.kept.get(key)
            if found is None or found[0] is not reading:
                found = self.kept[key] = reading, _Sketcher(reading, parsed.text.encoding, tongue).sketch()
            yield piece, found[1], parsed.text.line_of(start)

    def symbols(self, parsed: Parsed, analysis: Analysis, tongue: str) -> list[types.DocumentSymbol]:
        """Chapters with their articles, those with their rules, and the declarations around them."""
        found: list[types.DocumentSymbol] = []
        chapter: types.DocumentSymbol | None = None
        for piece, sketch, line in self.sketches(parsed, analysis, tongue):
            key = (piece.key, tongue, parsed.text.encoding)
            told = self.told.get(key)
            if told is None or told[0] is not sketch or told[1] != line:
                told = self.told[key] = sketch, line, [_symbol(node, line) for node in sketch.nodes]
            for symbol in told[2]:
                if symbol.kind is types.SymbolKind.Module:
                    chapter = attrs.evolve(symbol, children=[])
                    found.append(chapter)
                elif symbol.kind is types.SymbolKind.Namespace and chapter is not None:
                    chapter.children = [*(chapter.children or ()), symbol]
                    chapter.range = types.Range(chapter.range.start, symbol.range.end)
                else:
                    chapter = None
                    found.append(symbol)
        return found

    def folds(self, parsed: Parsed, analysis: Analysis, tongue: str) -> Iterator[Fold]:
        """Chapters, articles, rules, blocks of declarations and scenarios, and remarks of several lines."""
        chapter: tuple[int, int] | None = None
        remarks: list[int] = []
        for _, sketch, line in self.sketches(parsed, analysis, tongue):
            remarks += [line + each for each in sketch.remarks]
            for node in sketch.nodes:
                if node.kind is types.SymbolKind.Namespace and chapter is not None:
                    chapter = chapter[0], line + node.last[0]
                else:
                    yield from _fold(chapter)
                    chapter = None
                if node.kind is types.SymbolKind.Module:
                    chapter = line + node.first[0], line + node.last[0]
                else:
                    yield from _folds_of(node, line)
        yield from _fold(chapter)
        yield from _runs(remarks)


def _symbol(node: Node, line: int) -> types.DocumentSymbol:
    first, last = _at(node.first, line), _at(node.last, line)
    name = first if node.name == node.first else _at(node.name, line)
    return types.DocumentSymbol(
        name=node.words or "—",
        kind=node.kind,
        range=types.Range(first, last),
        selection_range=types.Range(name, _at(node.name_end, line)),
        detail=node.detail or None,
        children=[_symbol(each, line) for each in node.children] or None,
    )


def _at(point: Point, line: int) -> types.Position:
    return types.Position(line + point[0], point[1])


# ---- one piece ---------------------------------------------------------------------------------


class _Sketcher:
    def __init__(self, reading: Reading, encoding: str, tongue: str) -> None:
        self.reading = reading
        self.text = Text(reading.piece.key, reading.piece.string, 0, encoding)
        self.tongue = tongue

    def sketch(self) -> Sketch:
        """The outline of the piece."""
        nodes = (self.node(item) for item in self.reading.document.items)
        comments = self.reading.document.comments
        return Sketch(
            tuple(node for node in nodes if node is not None),
            tuple(self.text.line_of(each.span.start) for each in comments if each.own_line),
        )

    def node(self, item: object) -> Node | None:
        """An item or rule; None for what an outline leaves out."""
        match item:
            case ast.Chapter(title=title) | ast.Article(title=title):
                return self.heading(item, dict(title.words))
            case ast.Scenario(title=words) | ast.Use(path=words):
                return self.made(item, words, "", item.span.start, self.line_end(item.span.start))
            case ast.Term() | ast.Grades():
                return None
            case _:
                return self.declared(item)

    def heading(self, item: ast.Chapter | ast.Article, words: dict[str, str]) -> Node:
        """A chapter, or an article with its rules."""
        start = item.span.start
        line = self.reading.piece.string[start : self.line_end(start)]
        number = line.split('"')[0].split("“")[0].split(" 英文")[0].strip()
        rules = item.rules if isinstance(item, ast.Article) else ()
        below = tuple(node for node in (self.node(rule) for rule in rules) if node is not None)
        detail = words.get(self.tongue) or next(iter(words.values()), "")
        return self.made(item, number, detail, start, start + len(number), below)

    def declared(self, item: object) -> Node | None:
        """What has a name of its own."""
        declared: ast.Declared | None = getattr(item, "declared", None)
        if declared is None:
            return None
        mark = self.reading.by_start.get(declared.span.start)
        start = declared.span.start
        end = mark.end if mark is not None else start
        written = self.reading.piece.string[start:end] or declared.name
        label = declared.label(self.tongue) or ""
        fields = (self.node(each) for each in getattr(item, "fields", ()))
        below = tuple(node for node in fields if node is not None)
        return self.made(item, written, "" if label == written else label, start, end, below)

    def made(
        self, item: object, words: str, detail: str, start: int, end: int, below: Sequence[Node] = ()
    ) -> Node:
        """A node for a part of the tree whose name stands at `[start, end)`."""
        span: Span = item.span  # type: ignore[attr-defined]
        last = max([self.point(max(self.stripped(span.end), end)), *(each.last for each in below)])
        kind = _KINDS.get(type(item), types.SymbolKind.Function)
        first = self.point(span.start)
        return Node(words, detail, kind, first, last, self.point(start), self.point(end), tuple(below))

    def stripped(self, end: int) -> int:
        """An end without the blank lines before it."""
        return len(self.reading.piece.string[:end].rstrip())

    def line_end(self, start: int) -> int:
        """Where the words of a line end."""
        line = self.text.line_of(start)
        return self.text.line_starts[line] + len(self.text.line(line).rstrip())

    def point(self, offset: int) -> Point:
        """A character's line and column."""
        line = self.text.line_of(offset)
        begin = self.text.line_starts[line]
        return line, units(self.text.string[begin:offset], self.text.encoding)


# ---- folding -----------------------------------------------------------------------------------


@attrs.frozen
class Fold:
    """Lines, counted from 0, of which all but the first can be hidden."""

    first: int
    last: int
    is_comment: bool = False


def _fold(lines: tuple[int, int] | None) -> Iterator[Fold]:
    if lines is not None and lines[1] > lines[0]:
        yield Fold(*lines)


def _folds_of(node: Node, line: int) -> Iterator[Fold]:
    yield from _fold((line + node.first[0], line + node.last[0]))
    for each in node.children:
        yield from _folds_of(each, line)


def _runs(lines: Sequence[int]) -> Iterator[Fold]:
    """Lines that follow each other."""
    first = before = -2
    for line in (*lines, -2):
        if line != before + 1:
            if before > first:
                yield Fold(first, before, is_comment=True)
            first = line
        before = line
