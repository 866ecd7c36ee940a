"""The outline of a text by chapter and article, and what of it folds away."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cached_property
from json import JSONEncoder

import attrs
from lsprotocol import types

from dutylang.lsp.analysis import Analysis, Parsed
from dutylang.lsp.pieces import Piece, Reading
from dutylang.lsp.text import Text, units
from dutylang.lsp.wire import Written, listed
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

_quoted = JSONEncoder().encode

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


@attrs.frozen(slots=False, eq=False)
class Sketch:
    """The outline of one piece, and the lines of it that are remarks and nothing else."""

    nodes: tuple[Node, ...]
    remarks: tuple[int, ...]

    @cached_property
    def folds(self) -> tuple[tuple[Fold, ...], ...]:
        """What each of the nodes and those below it fold away."""
        return tuple(tuple(_folds_of(node)) for node in self.nodes)


@attrs.frozen(eq=False)
class Told:
    """The outline of one piece that begins at a line, each node in JSON."""

    sketch: Sketch
    line: int
    nodes: tuple[str, ...]


@attrs.define
class Outlines:
    """Outlines of pieces, kept until the piece reads differently; in JSON, until it has moved."""

    kept: dict[tuple[str, str, str], tuple[Reading, Sketch]] = attrs.Factory(dict)
    told: dict[tuple[str, str, str], Told] = attrs.Factory(dict)

    def forget(self, alive: frozenset[str]) -> None:
        """Keeps the outlines of these pieces only."""
        self.kept = {key: kept for key, kept in self.kept.items() if key[0] in alive}
        self.told = {key: told for key, told in self.told.items() if key[0] in alive}

    def sketches(
        self, parsed: Parsed, analysis: Analysis, tongue: str
    ) -> Iterator[tuple[Piece, Sketch, int]]:
        """The outline of each piece with the line at which the piece begins. Titles are told in the tongue."""
        encoding, line_of = parsed.text.encoding, parsed.text.line_of
        for piece, start in zip(parsed.pieces, parsed.starts, strict=True):
            reading = analysis.reading(piece, parsed)
            key = (piece.key, tongue, encoding)
            found = self.kept.get(key)
            if found is None or found[0] is not reading:
                found = self.kept[key] = reading, _Sketcher(reading, encoding, tongue).sketch()
            yield piece, found[1], line_of(start)

    def symbols(self, parsed: Parsed, analysis: Analysis, tongue: str) -> Written:
        """Chapters with their articles, those with their rules, and the declarations around them."""
        found: list[str] = []
        chapter: tuple[Node, int] | None = None
        articles: list[str] = []
        end: Point = (0, 0)
        for piece, sketch, line in self.sketches(parsed, analysis, tongue):
            told = self._told((piece.key, tongue, parsed.text.encoding), sketch, line)
            for node, written in zip(sketch.nodes, told.nodes, strict=True):
                if chapter is not None:
                    if node.kind is types.SymbolKind.Namespace:
                        articles.append(written)
                        end = line + node.last[0], node.last[1]
                        continue
                    found.append(_symbol(*chapter, end, articles))
                    chapter = None
                if node.kind is types.SymbolKind.Module:
                    chapter, articles, end = (node, line), [], (line + node.last[0], node.last[1])
                else:
                    found.append(written)
        if chapter is not None:
            found.append(_symbol(*chapter, end, articles))
        return listed(found)

    def _told(self, key: tuple[str, str, str], sketch: Sketch, line: int) -> Told:
        told = self.told.get(key)
        if told is None or told.sketch is not sketch or told.line != line:
            told = self.told[key] = Told(sketch, line, tuple(_written(node, line) for node in sketch.nodes))
        return told

    def folds(self, parsed: Parsed, analysis: Analysis, tongue: str) -> Iterator[Fold]:
        """Chapters, articles, rules, blocks of declarations and scenarios, and remarks of several lines."""
        chapter: tuple[int, int] | None = None
        remarks: list[int] = []
        for _, sketch, line in self.sketches(parsed, analysis, tongue):
            remarks += [line + each for each in sketch.remarks]
            for node, own in zip(sketch.nodes, sketch.folds, strict=True):
                if node.kind is types.SymbolKind.Namespace and chapter is not None:
                    chapter = chapter[0], line + node.last[0]
                else:
                    yield from _fold(chapter)
                    chapter = None
                if node.kind is types.SymbolKind.Module:
                    chapter = line + node.first[0], line + node.last[0]
                else:
                    for fold in own:
                        yield Fold(line + fold.first, line + fold.last)
        yield from _fold(chapter)
        yield from _runs(remarks)


def _written(node: Node, line: int) -> str:
    """A node of a piece that begins at a line, with those below it, as the protocol tells a symbol."""
    last = line + node.last[0], node.last[1]
    return _symbol(node, line, last, [_written(each, line) for each in node.children])


def _symbol(node: Node, line: int, last: Point, children: Sequence[str]) -> str:
    first = _at(line + node.first[0], node.first[1])
    name = _at(line + node.name[0], node.name[1])
    name_end = _at(line + node.name_end[0], node.name_end[1])
    detail = f',"detail":{_quoted(node.detail)}' if node.detail else ""
    below = f',"children":[{",".join(children)}]' if children else ""
    return (
        f'{{"name":{_quoted(node.words or "—")},"kind":{node.kind.value}'
        f',"range":{{"start":{first},"end":{_at(*last)}}}'
        f',"selectionRange":{{"start":{name},"end":{name_end}}}{detail}{below}}}'
    )


def _at(line: int, column: int) -> str:
    return f'{{"line":{line},"character":{column}}}'


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

    @property
    def written(self) -> str:
        """As the protocol tells it."""
        kind = ',"kind":"comment"' if self.is_comment else ""
        return f'{{"startLine":{self.first},"endLine":{self.last}{kind}}}'


def _fold(lines: tuple[int, int] | None) -> Iterator[Fold]:
    if lines is not None and lines[1] > lines[0]:
        yield Fold(*lines)


def _folds_of(node: Node) -> Iterator[Fold]:
    yield from _fold((node.first[0], node.last[0]))
    for each in node.children:
        yield from _folds_of(each)


def _runs(lines: Sequence[int]) -> Iterator[Fold]:
    """Lines that follow each other."""
    first = before = -2
    for line in (*lines, -2):
        if line != before + 1:
            if before > first:
                yield Fold(first, before, is_comment=True)
            first = line
        before = line
