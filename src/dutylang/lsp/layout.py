"""A text in its canonical form, piece by piece: what has not changed is laid out already.

The result is what the formatter makes of the whole text. Each piece is read again before it is handed out: nobody's
policy is rewritten into another one.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cached_property
from typing import Any, cast

import attrs

from dutylang.diagnostics import Severity
from dutylang.lsp.analysis import Analysis, Names, Parsed
from dutylang.lsp.pieces import Piece, Reading
from dutylang.syntax import ast
from dutylang.syntax.to_text.document import text_in_words
from dutylang.syntax.to_text.names import readable_names, written_names
from dutylang.syntax.to_text.spacing import Vocabulary, keywords_of
from dutylang.syntax.to_text.words import Words, words_of
from dutylang.syntax.written_names import KnownNames, known_names

SPACED = (ast.PolicyHead, ast.Case, ast.Record, ast.Chapter, ast.Article, ast.Scenario)
"""Items with a blank line before them even if the item above is of the same kind."""


@attrs.frozen(eq=False)
class Wording:
    """The words in which a text is laid out, and the declared names on which the choice of them hangs."""

    words: Words
    vocabulary: Vocabulary | None
    names: object

    @property
    def readable(self) -> frozenset[str]:
        """What a reader may take for a name, where names are set apart by spaces only where they must be."""
        return frozenset() if self.vocabulary is None else self.vocabulary.names


@attrs.frozen(slots=False, eq=False)
class Layout:
    """A piece laid out: its lines, None when they do not say the same."""

    reading: Reading
    wording: Wording
    text: str | None

    @cached_property
    def run(self) -> str:
        """The lines without the spaces: what they can be cut into hangs on these characters."""
        return "".join((self.text or "").split())

    @cached_property
    def names(self) -> frozenset[str]:
        """The names that it declares or refers to."""
        return self.reading.mentioned.union(each.name for each in self.reading.declared)


@attrs.frozen
class Change:
    """What another choice of words changes: how some names are written, and what is taken for a name."""

    names: frozenset[str]
    readable: frozenset[str]

    def touches(self, layout: Layout) -> bool:
        """Whether a piece may read otherwise in the other words."""
        if layout.text is None or not self.names.isdisjoint(layout.names):
            return True
        return any(word in layout.run for word in self.readable)


@attrs.define
class Layouts:
    """Pieces that are laid out, kept as long as they and the words that they are written in stay the same."""

    kept: dict[str, Layout] = attrs.Factory(dict)
    wordings: dict[str, Wording] = attrs.Factory(dict)
    _latest: tuple[Analysis, Parsed, Wording] | None = None

    def forget(self, alive: frozenset[str]) -> None:
        """Keeps these pieces only."""
        self.kept = {key: kept for key, kept in self.kept.items() if key in alive}

    def wording(self, parsed: Parsed, analysis: Analysis) -> Wording:
        """The words for a text."""
        if self._latest is not None and self._latest[0] is analysis and self._latest[1] is parsed:
            return self._latest[2]
        own = _declared(parsed, analysis)
        others = [
            each
            for name in parsed.uses
            if name in analysis.texts
            for each in _declared(analysis.texts[name], analysis)
        ]
        mentioned = frozenset(name for reading, _ in analysis.readings(parsed) for name in reading.mentioned)
        names = (
            [(each.name, each.labels) for each in (*own, *others)],
            mentioned,
            sorted(analysis.index.shapes),
        )
        found = self.wordings.get(parsed.name)
        if found is None or found.names != names:
            found = self.wordings[parsed.name] = _wording(
                parsed.tongue, own, others, mentioned, names, analysis
            )
        self._latest = analysis, parsed, found
        return found

    def missing(self, parsed: Parsed, analysis: Analysis) -> Iterator[Piece]:
        """The pieces that are still to be laid out."""
        wording = self.wording(parsed, analysis)
        changes: dict[int, Change | None] = {}
        for piece in parsed.pieces:
            found = self.kept.get(piece.key)
            if found is None or found.reading is not analysis.reading(piece, parsed):
                yield piece
            elif found.wording is not wording:
                number = id(found.wording)
                if number not in changes:
                    changes[number] = _change(found.wording, wording)
                change = changes[number]
                if change is None or change.touches(found):
                    yield piece
                else:
                    self.kept[piece.key] = attrs.evolve(found, wording=wording)

    def lay_out(self, piece: Piece, parsed: Parsed, analysis: Analysis) -> None:
        """Lays out a piece."""
        reading, wording = analysis.reading(piece, parsed), self.wording(parsed, analysis)
        text: str | None = text_in_words(reading.document, wording.words, wording.vocabulary)
        if not _says_the_same(text or "", reading, analysis.known(parsed)):
            text = None
        self.kept[piece.key] = Layout(reading, wording, text)

    def text(self, parsed: Parsed) -> str | None:
        """The whole text; None when it cannot be read, or a piece of it would not say the same."""
        parts: list[str] = []
        above: ast.Item | None = None
        for piece in parsed.pieces:
            layout = self.kept[piece.key]
            faulty = any(each.severity is Severity.ERROR for each in layout.reading.problems)
            if layout.text is None or faulty:
                return None
            items = layout.reading.document.items
            if parts and items and (isinstance(items[0], SPACED) or type(items[0]) is not type(above)):
                parts.append("\n")
            parts.append(layout.text)
            above = items[-1] if items else above
        return "".join(parts)


def _says_the_same(text: str, reading: Reading, known: Names) -> bool:
    """Whether a piece laid out is read as the piece was; where no character but line ends changed, it is."""
    if text.strip("\n") == reading.piece.string.strip("\n"):
        return not reading.problems
    again = Piece(reading.piece.key, text, reading.piece.tongue).read(known)
    if again.problems or again.document.items != reading.document.items:
        return False
    return [each.text for each in again.document.comments] == [
        each.text for each in reading.document.comments
    ]


def _change(old: Wording, new: Wording) -> Change | None:
    """What differs between two choices of words; None where that can be anything."""
    before, after = old.words.written, new.words.written
    if old.words.cases != new.words.cases or old.words.tongue != new.words.tongue:
        return None
    names = frozenset(name for name in {**before, **after} if before.get(name) != after.get(name))
    return Change(names, old.readable ^ new.readable)


def _declared(parsed: Parsed, analysis: Analysis) -> list[ast.Declared]:
    return [each for reading, _ in analysis.readings(parsed) for each in reading.declared]


def _wording(
    tongue: str,
    own: list[ast.Declared],
    others: list[ast.Declared],
    mentioned: frozenset[str],
    names: object,
    analysis: Analysis,
) -> Wording:
    shapes = analysis.index.shapes
    cases = frozenset(name for name, shape in shapes.items() if isinstance(shape, ast.Case))
    document = _document(own)
    known: KnownNames = known_names([_document(others)])
    words = words_of(tongue, written_names(document, tongue, known), cases)
    vocabulary = None
    if words.word("layout.space_out") == "True":
        vocabulary = Vocabulary(keywords_of(tongue), readable_names(document, tongue, known) | mentioned)
    return Wording(words, vocabulary, names)


def _document(declared: list[ast.Declared]) -> ast.Document:
    """A tree of nothing but declared names: all that the choice of words reads of one."""
    return ast.Document(cast("Any", tuple(declared)))
