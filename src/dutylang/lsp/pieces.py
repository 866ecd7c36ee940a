"""A text → pieces that can be read one by one, and again after an edit only where something changed.

A piece begins at a heading or at a declaration of another kind than the one before, with the remarks above it.
The reader starts each piece as it starts a text, so a piece has the same tree alone as within its text.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from functools import cache, cached_property
from itertools import pairwise
from zlib import crc32

import attrs

from dutylang.diagnostics import Diagnostic
from dutylang.policy.declarations import Entry, declarations_from
from dutylang.policy.declarations import Sort as Declares
from dutylang.policy.walk import nodes
from dutylang.source import Source
from dutylang.syntax import ast
from dutylang.syntax.from_text import literals
from dutylang.syntax.from_text.lexer_en import EnglishLexer
from dutylang.syntax.from_text.names_zh import names_of
from dutylang.syntax.from_text.pieces_zh import pieces_of
from dutylang.syntax.from_text.reading_zh import ChineseReading
from dutylang.syntax.lexicon import CHINESE, lexicon
from dutylang.syntax.marks import Mark, Recorder, Sort, with_gaps
from dutylang.syntax.written_names import declared_names

LARGEST = 60
"""Lines after which the next article or scenario begins a piece."""
TOGETHER = 8
"""Articles or scenarios that are read together, by and large: reading a piece has a price of its own."""

_CUTS = (
    "POLICY", "USE", "ROLE", "CASE", "RECORD", "EVENT", "TERM", "PARAMETER", "GRADES", "JUDGEMENT", "CHAPTER",
    "ARTICLE", "SCENARIO",
)  # fmt: skip
_BLOCKS = ("ARTICLE", "SCENARIO")
_REMARK = re.compile(r"[ \t\u3000]*(?:--|#)")


@attrs.frozen(slots=False, eq=False)
class Reading:
    """What a piece says: its items, what is wrong with its spelling, and what each stretch of it is."""

    piece: Piece
    document: ast.Document
    problems: tuple[Diagnostic, ...]
    read: Mapping[int, Mark]
    ids: Mapping[str, str] = attrs.field(factory=dict)

    @cached_property
    def marks(self) -> tuple[Mark, ...]:
        """Every stretch of the piece in order, also of lines that could not be read."""
        return tuple(with_gaps(self.piece.string, dict(self.read), self.piece.tongue))

    @cached_property
    def by_start(self) -> Mapping[int, Mark]:
        """The marks by where they begin."""
        return {mark.start: mark for mark in self.marks}

    @cached_property
    def entries(self) -> tuple[Entry, ...]:
        """What the piece declares."""
        return declarations_from([(self.piece.source, self.document)]).entries

    @cached_property
    def mentioned(self) -> frozenset[str]:
        """The names that the piece refers to, declared or not; of lines that cannot be read, every word."""
        words = {
            self.piece.string[m.start : m.end] for m in self.marks if m.sort in (Sort.NAME, Sort.DECLARED)
        }
        named = {node.text for node in nodes(self.document) if isinstance(node, ast.Name)}
        return frozenset(named.union(self.ids.get(word, word) for word in words))

    @cached_property
    def declared(self) -> tuple[ast.Declared, ...]:
        """Every declared name, with those of fields, values and documents."""
        return tuple(declared_names(self.document))

    @cached_property
    def borne(self) -> Mapping[str, int]:
        """By role, by how many rules of the piece somebody in it must, must not or may do something."""
        found: Counter[str] = Counter()
        for entry in self.entries:
            if entry.sort is Declares.RULE:
                bearers = (name for each in nodes(entry.node) for name in getattr(each, "bearers", ()))
                found.update({name.text for name in bearers if name})
        return found

    def warm(self) -> None:
        """Works out now what is asked of all pieces at once."""
        _ = self.mentioned, self.declared, self.borne


@attrs.frozen(slots=False, eq=False)
class Piece:
    """A piece of a text. `key` is the name of its source: spans in its tree count from its own beginning."""

    key: str
    string: str
    tongue: str

    @cached_property
    def source(self) -> Source:
        """The piece as a text of its own."""
        return Source(self.key, self.string)

    @cached_property
    def own_names(self) -> Mapping[str, str]:
        """The names that a Chinese piece declares, with the ids they stand for, found without reading it."""
        if self.tongue != CHINESE:
            return {}
        text = literals.narrowed_zh(self.string)
        pieces, _ = pieces_of(self.source, text)
        shipped = lexicon(CHINESE).shipped
        found = names_of(self.source, text, pieces, {}).ids
        return {word: name for word, name in found.items() if word not in shipped}

    def read(self, known: Mapping[str, str]) -> Reading:
        """The piece as its reader reads it; `known`: names of other pieces and texts with their ids."""
        reader = Recorder(self.source, lexicon(self.tongue))
        if self.tongue == CHINESE:
            comments = ChineseReading(self.source, reader, known).read()
        else:
            english = EnglishLexer(self.source)
            for line in english.lines():
                reader.read(line)
            comments = tuple(english.comments)
        marks = dict(reader.marks)
        marks.update({c.span.start: Mark(c.span.start, c.span.end, Sort.COMMENT) for c in comments})
        document, problems = reader.document(comments)
        return Reading(self, document, problems, marks, known)


def cuts_of(text: str, tongue: str) -> Iterator[int]:
    """Where the pieces of a text begin, after the first, which begins with the text.

    Declarations of one kind stay together. Of articles and scenarios some begin a piece, told by the words of
    their heading alone: a line more or less moves no other cut but those up to the next such heading.
    """
    last_kind, since, remarks_from = "", 0, -1
    for start, line in _lines(text):
        since += 1
        match = _heading(tongue).match(line)
        if match is None:
            remarks_from = (start if remarks_from < 0 else remarks_from) if _REMARK.match(line) else -1
            continue
        kind = match.lastgroup or ""
        if kind not in _BLOCKS:
            begins = kind != last_kind
        else:
            chosen = crc32(line.encode("utf-8", "surrogatepass")) % TOGETHER == 0
            begins = chosen or last_kind not in _BLOCKS or since > LARGEST
        if begins:
            yield remarks_from if remarks_from >= 0 else start
            since = 0
        last_kind, remarks_from = kind, -1


def _lines(text: str) -> Iterator[tuple[int, str]]:
    start = 0
    for line in text.split("\n"):
        yield start, line
        start += len(line) + 1


@cache
def _heading(tongue: str) -> re.Pattern[str]:
    """A line that begins with a word that opens an item of its own, whichever block stands above it."""
    words = lexicon(tongue).spellings
    tail = r"(?=[\s“\"]|$)" if tongue == CHINESE else r"(?!\w)"
    parts = []
    for cut in _CUTS:
        spellings = [word for meaning, all_of in words.items() if meaning.terminal == cut for word in all_of]
        one = "|".join(re.escape(word) for word in sorted(spellings, key=len, reverse=True))
        if one:
            parts.append(f"(?P<{cut}>(?:{one}){tail})")
    if tongue == CHINESE:
        parts = [part for part in parts if not part.startswith(("(?P<ARTICLE>", "(?P<CHAPTER>"))]
        for cut, sign in (("ARTICLE", "条"), ("CHAPTER", "章")):
            parts.append(rf"(?P<{cut}>第[^\s]{{1,12}}{sign}(?:[^\s“\"，；。]{{0,12}})(?=[\s“\"]|$))")
    return re.compile(rf"[ \t\u3000\ufeff]*(?:{'|'.join(parts)})")


def cut(
    text: str, tongue: str, name: str, before: Sequence[Piece], numbers: Iterator[int]
) -> tuple[Piece, ...]:
    """The pieces of a text; those of an earlier version that say the same are the same pieces.

    Only what lies between the first and the last piece that changed is cut anew. `numbers` gives each new piece
    a number of its own, so that a span always tells which piece it is of.
    """
    if any(piece.tongue != tongue for piece in before):
        before = ()
    head, start = _kept(text, before)
    tail, stop = _kept_from_end(text, before[len(head) :], start)
    middle = text[start:stop]
    old: dict[str, list[Piece]] = {}
    for piece in before[len(head) : len(before) - len(tail)]:
        old.setdefault(piece.string, []).append(piece)
    starts = [0, *(at for at in cuts_of(middle, tongue) if at > 0), len(middle)]
    found = list(head)
    for begin, end in pairwise(starts):
        string = middle[begin:end]
        same = old.get(string)
        found.append(same.pop(0) if same else Piece(f"{name}\0{next(numbers)}", string, tongue))
    return (*found, *tail)


def _kept(text: str, before: Sequence[Piece]) -> tuple[Sequence[Piece], int]:
    """The pieces that a text still begins with, and where they end.

    One more would fit: it is cut again, since what follows it may now belong to it.
    """
    position, count = 0, 0
    for piece in before:
        if not text.startswith(piece.string, position):
            break
        position += len(piece.string)
        count += 1
    if count == 0:
        return (), 0
    return before[: count - 1], position - len(before[count - 1].string)


def _kept_from_end(text: str, before: Sequence[Piece], start: int) -> tuple[Sequence[Piece], int]:
    """The pieces that a text still ends with, and where they begin; each begins a line.

    Here too one more would fit: it may now belong to what stands before it.
    """
    position, count = len(text), 0
    for piece in reversed(before[1:]):
        begin = position - len(piece.string)
        if begin < start or not text.startswith(piece.string, begin):
            break
        position, count = begin, count + 1
    if count and len(before) > 1:
        position, count = position + len(before[len(before) - count].string), count - 1
    while count and position > 0 and text[position - 1] != "\n":
        position, count = position + len(before[len(before) - count].string), count - 1
    return before[len(before) - count :], position
