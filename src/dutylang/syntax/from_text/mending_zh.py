"""A Chinese clause that cannot be cut → the one thing that is wrong with it, and the clause read without it."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from functools import cache

import attrs

from dutylang.diagnostics.model import Diagnostic, Label
from dutylang.source import NOWHERE, Source
from dutylang.syntax.from_text.automaton import Stack
from dutylang.syntax.from_text.constructs import construct_of
from dutylang.syntax.from_text.cutting import Cut, Cutter
from dutylang.syntax.from_text.edits import Suggestion, edited, place_before, span_of, token_before
from dutylang.syntax.from_text.edits_zh import in_keyword, placeholder, suggestions
from dutylang.syntax.from_text.explanations import KEYWORDS_THAT_GO_MISSING, MISSING
from dutylang.syntax.from_text.lattice_zh import Lattice
from dutylang.syntax.from_text.names_zh import Names
from dutylang.syntax.from_text.pieces_zh import SPACES, Piece
from dutylang.syntax.from_text.tokens import NAME, Edit, Token
from dutylang.syntax.lexicon import CHINESE, OPENERS, lexicon

MOST_EDITS = 3
"""Slips in one clause that are mended together."""
MOST_LEADS = 3
"""Edits after which the clause is read farther that are followed."""
FARTHEST_GAP = 4
"""Words before the place where a clause stops before which something may be missing."""
LONGEST_MOVE = 14
"""Characters of the longest part of a clause that is tried in another place."""
LONGEST_MOVED = 40
"""Characters of the longest clause whose parts are tried in another order."""

MOST_MOVES = 150
"""Orders of one clause that are tried."""

_MISSING_IN_CHINESE = ("IN_AT", "WHEN_END", "UNTIL_END", "FROM_END", *KEYWORDS_THAT_GO_MISSING)
UNNAMED = frozenset({"USE", "GRADES", "CHAPTER", "ARTICLE", "SCENARIO"})
"""Terminals that open a block without naming it."""
_EMPTY = ("NUMBER", "STRING", NAME)

Tokens = tuple[Token, ...]


@attrs.frozen
class Mended:
    """What is wrong, and the clause as it is read; without tokens it is left out."""

    diagnostics: tuple[Diagnostic, ...]
    tokens: Tokens | None


@attrs.frozen(eq=False)
class Mender:
    """Mends the clauses of one text. `text` is narrowed; `opened` tells the block that is being read."""

    source: Source
    text: str
    names: Names
    cutter: Cutter
    opened: Callable[[], str]

    def block(self, piece: Piece) -> str:
        """The words that open the block that a clause belongs to: its own, where it opens one."""
        own = _head().match(self.source.text, piece.start, piece.stop)
        return own.group().strip() if own else self.opened()

    def with_edits(
        self, piece: Piece, stack: Stack, edits: tuple[Edit, ...]
    ) -> tuple[Cut, Callable[[int], int]]:
        """How the clause is cut with the edits; and for a place in it where that is in the text."""
        clause = edited(self.text, edits, piece.start, piece.stop)
        local = attrs.evolve(piece, start=0, stop=len(clause), line_start=0)
        declared = dict(self._declared(piece, edits))
        opened = _opener_with_name().match(clause)
        if opened and edits and edits[0].start - piece.start <= opened.start(1):
            declared.setdefault(*opened.span(1))

        def back(position: int) -> int:
            return place_before(position + piece.start, edits, begins=True)

        best: Cut | None = None
        for pinned in (True, False):
            lattice = Lattice(clause, clause, local, self.names, pinned=pinned, declared_at=declared)
            cut = self.cutter.cut(lattice, 0, stack)
            if cut.ways:
                return cut, back
            best = cut if best is None or cut.reached > best.reached else best
        assert best is not None
        return best, back

    def _declared(self, piece: Piece, edits: Sequence[Edit]) -> Iterator[tuple[int, int]]:
        """The declared names of the clause at their places in the edited one, without those that are edited."""
        for start in range(piece.start, piece.stop):
            end = self.names.declared_at.get(start)
            if end is None:
                continue
            shift = sum(len(e.text) - (e.end - e.start) for e in edits if e.end <= start) - piece.start
            over = [e for e in edits if e.start < end and start < e.end]
            if not over:
                yield start + shift, end + shift
            elif over[0].start == start and over[0].end >= end:
                yield start + shift, start + shift + len(over[0].text)

    def reading(self, piece: Piece, stack: Stack, edits: tuple[Edit, ...]) -> Tokens | None:
        """The one reading of the clause with the edits, its tokens at the places of the text; else None."""
        cut, _ = self.with_edits(piece, stack, edits)
        if len(cut.ways) != 1:
            return None
        return tuple(token_before(token, edits, piece.start, self.source) for token in cut.ways[0])

    def mended(self, piece: Piece, stack: Stack, reached: int, edits: tuple[Edit, ...] = ()) -> Mended | None:
        """The clause with the first of the likely edits, or several of them, with which it can be read."""
        if not edits and (blank := placeholder(self.text, piece, reached)) is not None:
            return Mended((blank.diagnostic(self.source, self.block(piece)),), None)
        leads: list[tuple[Suggestion, int]] = []
        for suggestion in suggestions(self.text, self.source.text, piece, reached):
            edit = suggestion.edit
            if any(e.start < edit.end and edit.start < e.end for e in edits):
                continue
            cut, back = self.with_edits(piece, stack, (*edits, edit))
            if len(cut.ways) == 1 and cut.ways[0]:
                told = suggestion.diagnostic(self.source, self.block(piece))
                tokens = cut.ways[0]
                placed = (token_before(token, (*edits, edit), piece.start, self.source) for token in tokens)
                return Mended((told,), tuple(placed))
            if suggestion.leads and back(cut.reached) > max(reached, edit.start):
                leads.append((suggestion, back(cut.reached)))
        if len(edits) + 1 < MOST_EDITS:
            for suggestion, further in leads[:MOST_LEADS]:
                found = self.mended(piece, stack, further, (*edits, suggestion.edit))
                if found is not None:
                    told = suggestion.diagnostic(self.source, self.block(piece))
                    return attrs.evolve(found, diagnostics=(told, *found.diagnostics))
        return None

    def guessed(self, piece: Piece, stack: Stack) -> Iterator[tuple[Suggestion, Tokens]]:
        """The clause with one slip mended, read with names that are not declared."""
        for suggestion in suggestions(self.text, self.source.text, piece, piece.start):
            at = suggestion.edit.start
            if not suggestion.leads or in_keyword(self.text, self.text[at : suggestion.edit.end], at):
                continue
            clause = edited(self.text, (suggestion.edit,), piece.start, piece.stop)
            local = attrs.evolve(piece, start=0, stop=len(clause), line_start=0)
            lattice = Lattice(clause, clause, local, self.names, pinned=False, declared_at={})
            tokens = self.cutter.with_guesses(lattice, 0, stack)
            if tokens:
                edits = (suggestion.edit,)
                yield (
                    suggestion,
                    tuple(token_before(each, edits, piece.start, self.source) for each in tokens),
                )

    def completed(self, piece: Piece, stack: Stack, cut: Cut, lattice: Lattice) -> Mended | None:
        """The clause with something added that it lacks."""
        if (bearer := self._bearer(piece, stack, lattice)) is not None:
            return bearer
        for index in range(len(cut.farthest), max(len(cut.farthest) - FARTHEST_GAP, 0) - 1, -1):
            position = cut.reached if index == len(cut.farthest) else cut.farthest[index].start
            here = self._after(stack, cut.farthest[:index])
            before = cut.farthest[index - 1].text if index else self.block(piece)
            found = self._gap(piece, stack, lattice, here, position, before, last=index == len(cut.farthest))
            if found is not None:
                return _with_note(found, cut.farthest[:index])
        return None

    def _bearer(self, piece: Piece, stack: Stack, lattice: Lattice) -> Mended | None:
        """An obligation that does not say whose it is."""
        first = lattice.skip(piece.start)
        modals = [e[0] for e in lattice.edges(first) if e[0].terminal in ("MODAL", "MAY")]
        if not modals or not self._goes_on(lattice, stack, (NAME,), first):
            return None
        span = modals[0].span(self.source)
        args = {"block": self.block(piece), "modal": modals[0].text, "found": modals[0].text}
        return Mended((Diagnostic("S122", span, args),), None)

    def _gap(
        self,
        piece: Piece,
        line: Stack,
        lattice: Lattice,
        here: Stack,
        position: int,
        before: str,
        *,
        last: bool,
    ) -> Mended | None:
        found = self._word_at(lattice, position)
        args = {"block": self.block(piece) or before, "before": before, "found": found}
        span = span_of(self.source, position, position + len(found))
        if last and all(self._goes_on(lattice, here, (kind,), position) for kind in _EMPTY):
            return Mended((Diagnostic("S123", span, args),), None)
        for code, terminals in MISSING:
            if (last or code == "S106") and self._goes_on(lattice, here, terminals, position):
                return Mended((Diagnostic(code, span, args),), None)
        fitting = [
            word
            for terminal in dict.fromkeys(_MISSING_IN_CHINESE)
            if self._goes_on(lattice, here, (terminal,), position) and (word := _spelling(terminal))
        ]
        if len(fitting) != 1:
            return None
        return self._inserted(piece, line, position, fitting[0], args)

    def _inserted(
        self, piece: Piece, stack: Stack, position: int, word: str, args: dict[str, str]
    ) -> Mended | None:
        """The clause with a keyword put in, without a space where that leaves one reading."""
        apart = self.text[position - 1 : position].isspace()
        for text in (f"{word} ", f" {word} ") if apart or word == "=" else (word, f"{word} ", f" {word} "):
            edit = Edit(position, position, text)
            tokens = self.reading(piece, stack, (edit,))
            if tokens is not None:
                code = "S116" if args["found"] else "S138"
                end = position + len(args["found"])
                told = Suggestion(code, edit, {**args, "word": word}, position, end)
                return Mended((told.diagnostic(self.source, args["block"]),), tokens)
        return None

    def _goes_on(self, lattice: Lattice, stack: Stack, terminals: Sequence[str], position: int) -> bool:
        after, count = self.cutter.automaton.steps(stack, terminals)
        return count == len(terminals) and bool(self.cutter.cut(lattice, position, after).ways)

    def _after(self, stack: Stack, tokens: Sequence[Token]) -> Stack:
        for token in tokens:
            for terminal, _ in token.readings:
                after = self.cutter.automaton.step(stack, terminal)
                if after is not None:
                    stack = after
                    break
        return stack

    def _word_at(self, lattice: Lattice, position: int) -> str:
        """The known word at a place, the longest; empty at the end."""
        position = lattice.skip(position)
        if position >= lattice.stop:
            return ""
        edges = lattice.edges(position)
        return edges[0][0].text if edges else self.text[position]

    def moved(self, piece: Piece, stack: Stack) -> Mended | None:
        """The clause with one part in another place, the shortest part and the shortest way first."""
        start, stop = piece.start, piece.stop
        while start < stop and self.text[start].isspace():
            start += 1
        stop = start + len(self.text[start:stop].rstrip())
        declared = [end for at, end in self.names.declared_at.items() if start <= at < stop]
        if stop - start > LONGEST_MOVED:
            return None
        places = [each for each in self._boundaries(piece, start, stop) if each >= max(declared, default=0)]
        moves = sorted(
            (min(end - first, to - end), first, end, to)
            for first in places
            for end in places
            for to in places
            if first < end < to and min(end - first, to - end) <= LONGEST_MOVE
        )
        for _, first, end, to in moves[:MOST_MOVES]:
            if self.text[first].isspace() or self.text[end - 1].isspace():
                continue
            edit = Edit(first, to, self.text[end:to] + self.text[first:end])
            tokens = self.reading(piece, stack, (edit,))
            if tokens is not None:
                new = edited(self.text, (edit,), start, stop)
                told = Suggestion("S140", edit, {"new": new}, start, stop)
                return Mended((told.diagnostic(self.source, self.block(piece)),), tokens)
        return None

    def _boundaries(self, piece: Piece, start: int, stop: int) -> list[int]:
        """Places between two known words."""
        lattice = Lattice(self.text, self.source.text, piece, self.names, pinned=False)
        ends = {start}
        for position in range(start, stop):
            if position in ends and self.text[position].isspace():
                ends.add(position + 1)
            elif position in ends:
                ends |= {edge[-1].end for edge in lattice.edges(position) if edge[0].terminal != "FAULTY"}
        return sorted(place for place in ends if place <= stop)


def _with_note(mended: Mended, tokens: Sequence[Token]) -> Mended:
    """The same with a note on how such a line is written, where the words before the gap tell what it is."""
    construct = construct_of(tokens, "")
    if not construct:
        return mended
    labels = (Label(NOWHERE, f"written.{construct}"),)
    told = tuple(attrs.evolve(each, labels=labels) for each in mended.diagnostics)
    return attrs.evolve(mended, diagnostics=told)


@cache
def _opener_with_name() -> re.Pattern[str]:
    """A keyword that opens a block, and the name that is declared after it."""
    words = _words_of(OPENERS - UNNAMED)
    return re.compile(rf"[{SPACES}]*(?:{words})[{SPACES}]+([^\s，；。：、“”\"()|=;,<>≥≤≠+*/!]+)")


@cache
def _head() -> re.Pattern[str]:
    """What a block is called in messages: its keyword with the word after it, or a numbered heading."""
    return re.compile(
        rf"[{SPACES}]*(?:(?:{_words_of(OPENERS)})[{SPACES}]+[^\s，；。]+|第[^\s，；。]{{1,12}}?[条章])"
    )


def _words_of(terminals: frozenset[str]) -> str:
    words = [
        re.escape(word)
        for word, meanings in lexicon(CHINESE).meanings.items()
        if any(m.terminal in terminals for m in meanings)
    ]
    return "|".join(sorted(words, key=len, reverse=True))


def _spelling(terminal: str) -> str:
    if terminal == "EQUALS":
        return "="
    found = [words for meaning, words in lexicon(CHINESE).spellings.items() if meaning.terminal == terminal]
    return found[0][0] if found else ""
