"""Text → what each stretch of it is, as the reader took it: for whoever colours a text. Broken texts too."""

from __future__ import annotations

import re
from collections.abc import Iterator
from enum import StrEnum
from functools import cache

import attrs

from dutylang.source import Source
from dutylang.syntax.from_text import literals
from dutylang.syntax.from_text.automaton import Stack
from dutylang.syntax.from_text.explanations import Failure
from dutylang.syntax.from_text.lattice_zh import keyword_readings
from dutylang.syntax.from_text.lexer_en import EnglishLexer
from dutylang.syntax.from_text.pieces_zh import SPACES
from dutylang.syntax.from_text.reading import Reader
from dutylang.syntax.from_text.reading_zh import UNREADABLE, ChineseReading
from dutylang.syntax.from_text.text import LARGEST_TEXT, tongue_of
from dutylang.syntax.from_text.tokens import END_OF_LINE, FAULTY, NAME, Line, Token
from dutylang.syntax.lexicon import CHINESE, OPENERS, Lexicon, lexicon
from dutylang.syntax.written_names import KnownNames


class Sort(StrEnum):
    """The sorts of stretches; those of `WORDS` are keywords."""

    HEADING = "heading"
    NORM = "norm"
    TYPE = "type"
    UNIT = "unit"
    OPERATOR = "operator"
    CONSTANT = "constant"
    WORD = "word"
    NAME = "name"
    DECLARED = "declared"
    STRING = "string"
    NUMBER = "number"
    DATE = "date"
    SIGN = "sign"
    COMMENT = "comment"
    FAULT = "fault"


WORDS = frozenset({Sort.HEADING, Sort.NORM, Sort.TYPE, Sort.UNIT, Sort.OPERATOR, Sort.CONSTANT, Sort.WORD})
"""The sorts of keywords."""

_SORTS: dict[Sort, frozenset[str]] = {
    Sort.HEADING: OPENERS | {"CHAPTERS", "PARAGRAPH", "ITEM"},
    Sort.NORM: frozenset({
        "MODAL", "MAY", "MAY_ONLY", "NOBODY_MAY", "KEEP", "NEVER_BOTH", "NEVER_BOTH_POST", "WITHOUT", "DIRECTLY",
        "MUST_WITHIN", "ONLY_AFTER", "ONLY_DIRECTLY_AFTER", "FIRST_EVENT", "LAST_EVENT", "HAVE_ON_FILE",
    }),
    Sort.TYPE: frozenset({
        "TYPE", "MONEY_TYPE", "ONE_OF", "SET_OF", "LIST_OF", "SINGLE", "OPTIONAL", "TRACKED", "BEARER_KIND",
    }),
    Sort.UNIT: frozenset({
        "UNIT", "ELAPSED_POST", "CURRENCY", "MONTH", "PERIOD_REF", "NEXT_DAY", "THIS_END", "TIMES", "TIMES_POST",
    }),
    Sort.OPERATOR: frozenset({
        "CMP", "BEING", "AND", "AND_NOUN", "OR", "NOT", "IN", "NOT_IN", "INCLUDING", "IS_MISSING", "IS_NOT_MISSING",
        "AGG", "AGG_POST", "WHICH", "COUNT_OF", "COUNT_POST", "ALL_MEET", "SOME_MEET", "EVERY_ONE_OF", "ANY_ONE_OF",
    }),
    Sort.CONSTANT: frozenset({
        "YES", "NO", "UNKNOWN", "VERDICT", "RESULT", "FLAG", "LIABLE", "EXTENT", "HIT", "HOUSE_DEFAULT", "MODE",
    }),
    Sort.STRING: frozenset({"STRING"}),
    Sort.NUMBER: frozenset({"NUMBER", "PERCENT", "MONEY", "ORD", "ARTNO"}),
    Sort.DATE: frozenset({"DATE", "TIME", "MONTHDAY"}),
    Sort.NAME: frozenset({NAME}),
    Sort.FAULT: frozenset({FAULTY, UNREADABLE}),
    Sort.SIGN: frozenset(literals.SIGNS.values()),
}  # fmt: skip
_SORT_OF = {terminal: sort for sort, terminals in _SORTS.items() for terminal in terminals}
_ORDINAL = "第"


@attrs.frozen
class Mark:
    """The characters `[start, end)` of a text, their sort, and the terminal as which they were read.

    The terminal is empty for comments and for signs that only end a line.
    """

    start: int
    end: int
    sort: Sort
    terminal: str = ""
    was_read: bool = True
    """Whether the reader could read it where it stands; else it is what it looks like by itself."""


def sort_of(terminal: str) -> Sort:
    """The sort of the tokens of a terminal: what is in no other group is a keyword like any other."""
    return _SORT_OF.get(terminal, Sort.WORD)


def marks_from_text(
    source: Source, *, tongue: str | None = None, known: KnownNames | None = None
) -> tuple[Mark, ...]:
    """Every stretch of the text that is no space, in order; none overlaps another.

    `tongue` and `known` are as in `document_from_text`. Lines that cannot be read are marked word by word.
    Never raises, whatever the text.
    """
    tongue = tongue or tongue_of(source.text)
    found: dict[int, Mark] = {}
    if len(source.text) <= LARGEST_TEXT:
        reader = Recorder(source, lexicon(tongue))
        if tongue == CHINESE:
            comments = ChineseReading(source, reader, (known or KnownNames()).written(CHINESE)).read()
        else:
            english = EnglishLexer(source)
            for line in english.lines():
                reader.read(line)
            comments = tuple(english.comments)
        found = reader.marks
        found.update({c.span.start: Mark(c.span.start, c.span.end, Sort.COMMENT) for c in comments})
    return tuple(with_gaps(source.text, found, tongue))


class Recorder(Reader):
    """A reader that keeps what it took each token for."""

    def __init__(self, source: Source, words: Lexicon) -> None:
        super().__init__(source, words)
        self.marks: dict[int, Mark] = {}

    def read(self, line: Line) -> None:
        """Each token as the one of its readings that can stand here; behind a fault, as the preferred one."""
        stack: Stack | None = self.stack
        for token in line.tokens:
            terminal = token.terminal
            if stack is not None:
                steps = ((t, self.automaton.step(stack, t)) for t, _ in token.readings)
                fitting = ((t, after) for t, after in steps if after is not None)
                terminal, stack = next(fitting, (terminal, None))
            self._keep(token, terminal, was_read=stack is not None)
        super().read(line)

    def fail(self, failure: Failure) -> None:
        """Tokens before the one at which a line stopped were read."""
        for token in failure.tokens:
            if token.start not in self.marks:
                self._keep(token, token.terminal, was_read=False)
        super().fail(failure)

    def _keep(self, token: Token, terminal: str, *, was_read: bool) -> None:
        if terminal not in (END_OF_LINE, UNREADABLE) and token.end > token.start:
            self.marks[token.start] = Mark(token.start, token.end, sort_of(terminal), terminal, was_read)


def with_gaps(text: str, found: dict[int, Mark], tongue: str) -> Iterator[Mark]:
    """The marks in order, with marks for what nobody read between them."""
    position = 0
    before: Mark | None = None
    for start in sorted(found):
        mark = found[start]
        if start < position:
            continue
        yield from _gap(text, position, start, tongue)
        before = _in_context(text, mark, before)
        yield before
        position = mark.end
    yield from _gap(text, position, len(text), tongue)


def _in_context(text: str, mark: Mark, before: Mark | None) -> Mark:
    """A name right after a heading is declared there; the number and sign of a Chinese heading belong to it."""
    if before is None or "\n" in text[before.end : mark.start]:
        return mark
    if before.sort is Sort.HEADING and mark.sort is Sort.NAME and _opens_line(text, before):
        return attrs.evolve(mark, sort=Sort.DECLARED)
    if text[before.start : before.end] == _ORDINAL:
        return attrs.evolve(mark, sort=before.sort)
    return mark


def _opens_line(text: str, mark: Mark) -> bool:
    return not text[text.rfind("\n", 0, mark.start) + 1 : mark.start].strip(SPACES)


def _gap(text: str, start: int, stop: int, tongue: str) -> Iterator[Mark]:
    plain = literals.narrowed(text[start:stop])
    for match in _gap_pattern(tongue).finditer(plain):
        kind = match.lastgroup or ""
        if kind == "KEYWORD":
            terminal = keyword_readings()[match.group()][0][0]
            sort = sort_of(terminal)
        else:
            terminal, sort = "", _GAP_SORTS.get(kind, Sort.NAME)
        was_read = sort in (Sort.SIGN, Sort.COMMENT)
        yield Mark(start + match.start(), start + match.end(), sort, terminal, was_read)


_GAP_SORTS = {
    "COMMENT": Sort.COMMENT,
    "STRING": Sort.STRING,
    "OPEN_STRING": Sort.FAULT,
    "DATE": Sort.DATE,
    "TIME": Sort.DATE,
    "PERCENT": Sort.NUMBER,
    "NUMBER": Sort.NUMBER,
    "SIGNS": Sort.SIGN,
}


@cache
def _gap_pattern(tongue: str) -> re.Pattern[str]:
    """What can be told of characters by themselves; Chinese keywords of one character are no safe guess."""
    words = sorted((w for w in keyword_readings() if len(w) > 1), key=len, reverse=True)
    keyword = "|".join(re.escape(word) for word in words)
    parts = [
        literals.COMMENT,
        literals.STRING,
        literals.OPEN_STRING,
        literals.DATE,
        literals.TIME,
        literals.PERCENT,
        rf"(?P<NUMBER>{literals.DIGITS})",
        *([rf"(?P<KEYWORD>{keyword})", r"(?P<LETTER>[A-Za-z_]\w*|\w)"] if tongue == CHINESE else []),
        r"(?P<WORD>\w+)",
        r"(?P<SIGNS>[^\w\s\ufeff])",
    ]
    return re.compile("|".join(parts))
