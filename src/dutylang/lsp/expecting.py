"""A place in a text → what can be written there: keywords by the grammar, names by what they would mean.

The text before the place is read; the automaton then says which words it takes. For names a stand-in is put at
the place and the line is read with it: the node in which the stand-in ends up says of which sorts a name can be.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import attrs

from dutylang.lsp.analysis import Analysis, Parsed
from dutylang.lsp.index import Index
from dutylang.lsp.pieces import Piece, Reading
from dutylang.lsp.resolving import Wanted, wanted_at
from dutylang.source import Source
from dutylang.syntax.from_text import literals
from dutylang.syntax.from_text.automaton import Stack
from dutylang.syntax.from_text.lattice_zh import Lattice
from dutylang.syntax.from_text.lexer_en import EnglishLexer
from dutylang.syntax.from_text.names_zh import names_of
from dutylang.syntax.from_text.pieces_zh import pieces_of
from dutylang.syntax.from_text.reading import Reader
from dutylang.syntax.from_text.reading_zh import ChineseReading
from dutylang.syntax.from_text.tokens import END_OF_LINE, NAME
from dutylang.syntax.lexicon import CHINESE, OPENERS, lexicon

STAND_IN = "zq_stand_in"
FARTHEST = 6
"""Words before the place in which a keyword of several words may begin."""
LONGEST = 12
"""Characters before the place in which a Chinese word may begin."""

_DECLARING = frozenset({
    "POLICY", "USE", "ROLE", "CASE", "RECORD", "EVENT", "TERM", "PARAMETER", "GRADES", "JUDGEMENT",
})  # fmt: skip
_TAILS: Mapping[str, tuple[tuple[str, tuple[str, ...]], ...]] = {
    "en": (
        ("", ()),
        (f" must {STAND_IN}x", ("MODAL", NAME)),
        (f" and {STAND_IN}x", ("AND", NAME)),
        (f" and {STAND_IN}x by different persons", ("AND", NAME, "BY_DIFFERENT")),
        (" satisfied", ("VERDICT",)),
        (" 1", ("NUMBER",)),
        (f" meets {STAND_IN}x", ("MEETS", NAME)),
    ),
    "zh": (
        ("", ()),
        (f"必须{STAND_IN}x", ("MODAL", NAME)),
        (f"内{STAND_IN}x", ("INSIDE_POST", NAME)),
        (f"与{STAND_IN}x之间", ("AND_NOUN", NAME, "BETWEEN_POST")),
        (f"与{STAND_IN}x", ("AND_NOUN", NAME)),
        ("之后", ("AFTER_POST",)),
        ("之前", ("BEFORE_POST",)),
        (f"的{STAND_IN}x", ("DE", NAME)),
        (" 1", ("NUMBER",)),
    ),
}
"""What a line may need behind a name to be read, and as which terminals; the first that fits is taken."""


@attrs.frozen
class Gap:
    """A place where a word can begin: `[start, offset)` is what is written of it, `stack` the automaton before it."""

    start: int
    written: str
    stack: Stack


@attrs.frozen
class Expected:
    """The keywords that can stand at a place, each with where it would begin, and what names can."""

    words: tuple[tuple[str, str, int], ...]
    names_from: int | None
    wanted: Wanted | None


def expected_at(analysis: Analysis, parsed: Parsed, offset: int) -> Expected:
    """What can be written at a character of a text."""
    piece, start = parsed.at(offset)
    if start == offset and start > 0:  # at the end of the piece before
        piece, start = parsed.at(offset - 1)
    before = _context(analysis.reading(piece, parsed), offset - start)
    start = offset - len(before)
    known = analysis.known(parsed)
    is_chinese = parsed.tongue == CHINESE
    gaps = list(_chinese_gaps(piece, before, known) if is_chinese else _english_gaps(piece, before))
    reader = Reader(Source(piece.key, ""), lexicon(parsed.tongue))
    words: dict[str, tuple[str, str, int]] = {}
    names_from: int | None = None
    wanted: Wanted | None = None
    for gap in gaps:
        for meaning, spellings in lexicon(parsed.tongue).spellings.items():
            fitting = [each for each in spellings if each.startswith(gap.written) and each != gap.written]
            if fitting and reader.automaton.accepts(gap.stack, meaning.terminal):
                for spelling in fitting:
                    words.setdefault(spelling, (spelling, meaning.terminal, start + gap.start))
        if reader.automaton.accepts(gap.stack, NAME) and _is_part_of_a_name(gap.written):
            names_from = start + gap.start if names_from is None else names_from
            if wanted is None and names_from == start + gap.start:
                wanted = _wanted(
                    gap, reader, Piece(piece.key, before[: gap.start], piece.tongue), known, analysis.index
                )
    return Expected(tuple(words.values()), names_from, wanted)


def _context(reading: Reading, offset: int) -> str:
    """What stands in the block around a place, up to it; of a rule with the heading of its article."""
    text = reading.piece.string
    headings = [
        mark
        for mark in reading.marks
        if mark.end <= offset
        and mark.terminal in OPENERS
        and not text[text.rfind("\n", 0, mark.start) + 1 : mark.start].strip()
    ]
    line_start = text.rfind("\n", 0, offset) + 1
    above = [mark for mark in headings if mark.start < line_start]
    if not above:
        return text[:offset]
    begin = text.rfind("\n", 0, above[-1].start) + 1
    article = next((mark for mark in reversed(above) if mark.terminal == "ARTICLE"), None)
    inner = above[-1].terminal not in ("ARTICLE", "CHAPTER", "SCENARIO", *_DECLARING)
    if article is None or not inner:
        return text[begin:offset]
    heading = text.rfind("\n", 0, article.start) + 1
    end = text.find("\n", heading)
    return text[heading : end + 1] + text[begin:offset]


def _is_part_of_a_name(written: str) -> bool:
    return written == "" or written.isidentifier()


# ---- where words can begin ---------------------------------------------------------------------


def _english_gaps(piece: Piece, before: str) -> Iterator[Gap]:
    """The place itself or the beginning of the word that is being written, then words before it on the line."""
    line_start = before.rfind("\n") + 1
    reader = Reader(Source(piece.key, before), lexicon(piece.tongue))
    for each in EnglishLexer(Source(piece.key, before[:line_start])).lines():
        reader.read(each)
    line = before[line_start:]
    for begin in _word_starts(line)[:FARTHEST]:
        lexer = EnglishLexer(Source(piece.key, line[:begin]))
        tokens = [token for each in lexer.lines() for token in each.tokens[:-1]]
        stacks: list[Stack] = [reader.stack]
        for token in tokens:
            stacks = [
                after
                for stack in stacks
                for terminal, _ in token.readings
                if (after := reader.automaton.step(stack, terminal)) is not None
            ][:8]
        for stack in stacks:
            yield Gap(line_start + begin, line[begin:], stack)


def _word_starts(line: str) -> list[int]:
    """Where words of a line begin, the last first; its end, if no word is being written there."""
    found = [at for at in range(len(line)) if not line[at].isspace() and (at == 0 or not _goes_on(line, at))]
    if not line or not (line[-1].isalnum() or line[-1] == "_"):
        found.append(len(line))
    return found[::-1]


def _goes_on(line: str, at: int) -> bool:
    """Whether a character is of the same word as the one before it."""
    return (line[at].isalnum() or line[at] == "_") and (line[at - 1].isalnum() or line[at - 1] == "_")


def _chinese_gaps(piece: Piece, before: str, known: Mapping[str, str]) -> Iterator[Gap]:
    """Every place near the end that some way of cutting the clause leads to."""
    source = Source(piece.key, before)
    text = literals.narrowed_zh(before)
    pieces, _ = pieces_of(source, text)
    line_start = before.rfind("\n") + 1
    own = [each for each in pieces if each.stop == len(before) and each.start >= line_start]
    clause = own[-1] if own else None
    head = before[: clause.start if clause is not None else len(before)]
    reader = Reader(Source(piece.key, head), lexicon(CHINESE))
    ChineseReading(reader.source, reader, known).read()
    if clause is None:
        yield Gap(len(before), "", reader.stack)
        return
    names = names_of(source, text, pieces, known)
    lattice = Lattice(text, before, clause, names, pinned=False, declared_at={})
    first = lattice.skip(clause.start)
    waiting: dict[int, list[Stack]] = {first: [reader.stack]}
    found: list[Gap] = []
    while waiting:
        position = min(waiting)
        stacks = waiting.pop(position)[:8]
        if len(before) - position <= LONGEST:
            found += [Gap(position, before[position:], stack) for stack in stacks]
        if position >= len(before):
            break
        for edge in lattice.edges(position):
            for stack in stacks:
                for after in _after(reader, stack, edge):
                    waiting.setdefault(lattice.skip(edge[-1].end), []).append(after)
    yield from reversed(found)


def _after(reader: Reader, stack: Stack, edge: tuple[object, ...]) -> list[Stack]:
    """The automaton after the tokens of an edge."""
    stacks = [stack]
    for token in edge:
        readings = getattr(token, "readings", ())
        stacks = [
            after
            for each in stacks
            for terminal, _ in readings
            if (after := reader.automaton.step(each, terminal)) is not None
        ]
    return stacks


# ---- what a name would mean --------------------------------------------------------------------


def _wanted(gap: Gap, reader: Reader, before: Piece, known: Mapping[str, str], index: Index) -> Wanted | None:
    """Of which sorts a name in a gap can be; None when no way to go on is known."""
    for tail, terminals in _TAILS[before.tongue]:
        wanted = (NAME, *terminals, END_OF_LINE)
        if reader.automaton.steps(gap.stack, wanted)[1] == len(wanted):
            string = f"{before.string}{STAND_IN}{tail}\n"
            found = wanted_at(Piece(before.key, string, before.tongue).read(known), index, STAND_IN)
            if found is not None:
                return found
    return None
