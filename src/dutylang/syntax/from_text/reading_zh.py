"""Chinese text → lines for the reader: each clause is cut in the one way that fits what came before it."""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from collections.abc import Mapping

import attrs

from dutylang.diagnostics.model import Diagnostic, Fix
from dutylang.source import Source, Span
from dutylang.syntax import ast
from dutylang.syntax.from_text import literals
from dutylang.syntax.from_text.cutting import Cut, Cutter
from dutylang.syntax.from_text.edits import Suggestion
from dutylang.syntax.from_text.edits_zh import comment_in, wide_figures
from dutylang.syntax.from_text.explanations import Explained, Failure
from dutylang.syntax.from_text.lattice_zh import Lattice
from dutylang.syntax.from_text.mending_zh import Mended, Mender
from dutylang.syntax.from_text.names_zh import Names, names_of
from dutylang.syntax.from_text.pieces_zh import Piece, pieces_of
from dutylang.syntax.from_text.reading import Reader
from dutylang.syntax.from_text.slips_zh import (
    holds_word,
    is_odd,
    is_slip,
    keyword_places,
    keywords,
    name_near,
)
from dutylang.syntax.from_text.tokens import END_OF_LINE, FAULTY, NAME, Edit, Line, Token

UNREADABLE = "UNREADABLE"
"""The terminal of a run of characters that holds no known word."""
LONGEST_CLAUSE = 2_000
"""Characters between two line ends."""
LONGEST_SLIP = 4
"""Characters before the place of a failure in which a misspelt keyword may begin."""
LONGEST_SEARCH = 300
"""Characters of the longest clause that is searched for what is wrong with its names."""
MOST_SEARCHES = 1_000
"""Clauses of one text that are searched so: beyond them a fault is reported more plainly."""


class ChineseReading:
    """Reads one text into a reader."""

    def __init__(self, source: Source, reader: Reader, known: Mapping[str, str]) -> None:
        """Collects the clauses and the names."""
        self.source = source
        self.reader = reader
        self.text = literals.narrowed_zh(source.text)
        self.pieces, self.comments = pieces_of(source, self.text)
        self.names: Names = names_of(source, self.text, self.pieces, known)
        self.cutter = Cutter(reader.automaton)
        self.mender = Mender(source, self.text, self.names, self.cutter, lambda: reader.block)
        self._declared_starts = sorted(self.names.declared_at)
        self._declared = Counter(self.text[start:end] for start, end in self.names.declared_at.items())
        self._searches = MOST_SEARCHES
        self._remark = 0

    def read(self) -> tuple[ast.Comment, ...]:
        """Reads every clause; gives the comments."""
        self.reader.builder.diagnostics.extend(self.names.diagnostics)
        for piece in self.pieces:
            self._piece(piece)
        return self.comments

    def _piece(self, piece: Piece) -> None:
        if piece.line == self._remark or self.reader.skips(self._lattice(piece).skip(piece.start)):
            return
        if (remark := comment_in(self.text, piece)) is not None:
            self.reader.builder.diagnostics.append(remark.diagnostic(self.source, self.reader.block))
            self._remark = piece.line
            piece = attrs.evolve(piece, stop=remark.edit.start, closed_by="\n")
            if not self.text[piece.start : piece.stop].strip():
                return
        for figure in wide_figures(self.source.text, self.text, piece):
            self.reader.builder.diagnostics.append(figure.diagnostic(self.source, self.reader.block))
        lattice = self._lattice(piece)
        if piece.stop - piece.start > LONGEST_CLAUSE:
            first = lattice.skip(piece.start)
            long = lattice.token(first, first + 1, literals.faulty("S008", most=LONGEST_CLAUSE))
            self.reader.fail(Failure((long, self._end(piece)), 0, self.reader.stack, self.reader.stack))
            return
        cut = self._cut(lattice, piece)
        if len(cut.ways) == 1 and self._swallowed(piece, certain=False):
            return
        if cut.ways:
            if len(cut.ways) > 1:
                self._ambiguous(cut)
            self._take(cut.ways[0], piece)
        elif not (
            self._swallowed(piece, certain=True)
            or self._list_goes_on(piece, lattice)
            or self._mended(piece, cut, lattice)
            or self._undeclared(piece, clean=False)
        ):
            self._fail(lattice, cut, piece)

    def _list_goes_on(self, piece: Piece, lattice: Lattice) -> bool:
        """A list whose parts are separated by the comma that ends clauses."""
        before, closed_by = self.reader.before_end
        stack = before and self.reader.automaton.step(before, "COMMA")
        if before is None or stack is None or closed_by not in ("，", ","):
            return False
        cut = self.cutter.cut(lattice, piece.start, stack)
        place = max(self.text.rfind(sign, 0, piece.start) for sign in "，,")
        if len(cut.ways) != 1 or self.text[place + 1 : piece.start].strip():
            return False
        comma = lattice.token(place, place + 1, ("COMMA", "、"))
        edit = Edit(place, place + 1, "、")
        args = {"found": cut.ways[0][0].text, "before": ""}
        told = Suggestion("S014", edit, args).diagnostic(self.source, self.reader.block)
        lines = (Line((comma, *cut.ways[0], self._end(piece))),)
        self.reader.settle(cut.ways[0], Explained((told,), lines, joins=True))
        return True

    def _mended(self, piece: Piece, cut: Cut, lattice: Lattice) -> bool:
        """Reads the clause with what is wrong in it put right; says what that is."""
        if not self._may_search(piece):
            return self._misspelt(piece, cut.reached)
        stack, mender = self.reader.stack, self.mender
        for attempt in (
            lambda: mender.mended(piece, stack, cut.reached),
            lambda: self._misspelt(piece, cut.reached) or None,
            lambda: mender.completed(piece, stack, cut, lattice),
            lambda: self._undeclared(piece, clean=True) or None,
            lambda: self._slip_and_unknown(piece, lattice) or None,
            lambda: mender.moved(piece, stack),
        ):
            found = attempt()
            if isinstance(found, Mended):
                self._settle(piece, lattice, cut, found)
            if found is not None:
                return True
        return False

    def _slip_and_unknown(self, piece: Piece, lattice: Lattice) -> bool:
        """A slip and a name that is not declared in one clause."""
        for suggestion, tokens in self.mender.guessed(piece, self.reader.stack):
            if self._taken_with_guesses(tokens, piece, lattice, clean=True):
                told = suggestion.diagnostic(self.source, self.mender.block(piece))
                self.reader.builder.diagnostics.append(told)
                return True
        return False

    def _settle(self, piece: Piece, lattice: Lattice, cut: Cut, found: Mended) -> None:
        for token in found.tokens or ():
            if token.terminal == NAME and token.text not in self.names.ids and not token.text.isascii():
                self.names.add(token.text, token.text)
        lines = None if found.tokens is None else (Line((*found.tokens, self._end(piece))),)
        tokens = found.tokens or cut.farthest or (self._obstacle(lattice, lattice.skip(piece.start)),)
        self.reader.settle((*tokens, self._end(piece)), Explained(found.diagnostics, lines))

    def _lattice(self, piece: Piece, *, pinned: bool = True) -> Lattice:
        return Lattice(self.text, self.source.text, piece, self.names, pinned=pinned)

    def _cut(self, lattice: Lattice, piece: Piece) -> Cut:
        """A run that as a whole is a name is that name, if that can be; else every cut counts."""
        stack = self.reader.stack
        cut = self.cutter.cut(lattice, piece.start, stack)
        if cut.ways:
            return cut
        free = self.cutter.cut(self._lattice(piece, pinned=False), piece.start, stack)
        return free if free.ways or free.reached > cut.reached else cut

    def _take(self, tokens: tuple[Token, ...], piece: Piece) -> None:
        self.reader.read(Line((*tokens, self._end(piece))))

    def _end(self, piece: Piece) -> Token:
        stop = piece.start + len(self.text[piece.start : piece.stop].rstrip())
        column = stop - piece.line_start + 1
        return Token(piece.closed_by, ((END_OF_LINE, None),), stop, stop, piece.line, column)

    def _report(self, code: str, span: Span, fix: Fix | None = None, **args: object) -> None:
        self.reader.builder.diagnostics.append(Diagnostic(code, span, args, fix=fix))

    def _ambiguous(self, cut: Cut) -> None:
        """Two readings: says where a space would settle which is meant."""
        first, second = cut.ways[0], cut.ways[1]
        index = next(i for i, (a, b) in enumerate(zip(first, second, strict=False)) if a.end != b.end)
        shorter, longer = sorted((first[index], second[index]), key=lambda token: token.end)
        self._report(
            "S060",
            longer.span(self.source),
            first=_spaced(first[index:]),
            second=_spaced(second[index:]),
            word=shorter.text,
            longer=longer.text,
        )

    def _undeclared(self, piece: Piece, *, clean: bool) -> bool:
        """Reads the clause with names that are not declared, and reports each of them once.

        `clean`: only with names that hold no known word.
        """
        if not self._may_search(piece):
            return False
        lattice = self._lattice(piece, pinned=False)
        tokens = self.cutter.with_guesses(lattice, piece.start, self.reader.stack)
        return bool(tokens) and self._taken_with_guesses(tokens, piece, lattice, clean=clean)

    def _taken_with_guesses(
        self, tokens: tuple[Token, ...], piece: Piece, lattice: Lattice, *, clean: bool
    ) -> bool:
        """Reads tokens of which some are names that are not declared, unless those are no good."""
        guessed = [token for token in tokens if token.terminal == NAME and not lattice.is_name(token)]
        if any(is_odd(token.text) or (clean and holds_word(token.text, self.names.ids)) for token in guessed):
            return False
        self._take(tokens, piece)
        for token in guessed:
            near = name_near(token.text, self.names.ids)
            span = token.span(self.source)
            # The name is reported once: a fix of one place among several would leave the others.
            once = near is not None and self.text.count(token.text) == 1
            fix = Fix(span, near, safe=False) if near is not None and once else None
            args = {"name": token.text, "near": near or ""}
            told = Diagnostic("S062", span, args, help=None if near is None else "near", fix=fix)
            self.reader.builder.diagnostics.append(told)
            self.names.add(token.text, token.text)
        return True

    def _misspelt(self, piece: Piece, reached: int) -> bool:
        """Reads the clause with a keyword in place of characters that differ from it in a few signs."""
        if not self._may_search(piece):
            return False
        for start in range(reached, max(piece.start, reached - LONGEST_SLIP) - 1, -1):
            for keyword in keywords():
                end = start + len(keyword)
                written = self.text[start:end]
                if end > piece.stop or written in keywords() or not is_slip(written, keyword):
                    continue
                text = self.text[:start] + keyword + self.text[end:]
                lattice = Lattice(text, self.source.text, piece, self.names)
                cut = self.cutter.cut(lattice, piece.start, self.reader.stack)
                if cut.ways:
                    span = lattice.token(start, end).span(self.source)
                    block = self.reader.block or written
                    self._take(cut.ways[0], piece)
                    args = {"block": block, "written": written, "keyword": keyword}
                    self._report("S012", span, Fix(span, keyword), **args)
                    return True
        return False

    def _may_search(self, piece: Piece) -> bool:
        if piece.stop - piece.start > LONGEST_SEARCH or self._searches <= 0:
            return False
        self._searches -= 1
        return True

    def _swallowed(self, piece: Piece, *, certain: bool) -> bool:
        """Reports a declared name that runs on into a keyword, and reads the clause with the name cut there.

        `certain`: the clause cannot be read as it stands. If it can, a keyword at the very end of the
        name is taken for a part of it (监管机构 is a good name for a role), and a name that is declared
        elsewhere too in just these characters is one.
        """
        for start, end in self._declared_in(piece):
            name = self.text[start:end]
            places = keyword_places(name, certain)
            if not certain and self._declared[name] > 1:
                continue
            if not places or not self._may_search(piece):
                continue
            for place in (start + k for k in places):
                lattice = Lattice(
                    self.text,
                    self.source.text,
                    piece,
                    self.names,
                    pinned=False,
                    declared_at={**self.names.declared_at, start: place},
                )
                cut = self.cutter.cut(lattice, piece.start, self.reader.stack)
                if cut.ways:
                    token = lattice.token(start, end)
                    first = self.text[start:place]
                    stands_for = self.names.ids.pop(name, first)
                    self.names.add(first, first if stands_for == name else stands_for)
                    gap = lattice.token(place, place).span(self.source)
                    self._take(cut.ways[0], piece)
                    self._report(
                        "S063",
                        token.span(self.source),
                        Fix(gap, " "),
                        name=name,
                        first=first,
                        rest=self.text[place:end],
                    )
                    return True
        return False

    def _declared_in(self, piece: Piece) -> list[tuple[int, int]]:
        starts = self._declared_starts
        within = starts[bisect_left(starts, piece.start) : bisect_left(starts, piece.stop)]
        return [(start, self.names.declared_at[start]) for start in within]

    def _fail(self, lattice: Lattice, cut: Cut, piece: Piece) -> None:
        """A clause that cannot be read: what could be, and the run of characters at which it stopped."""
        position = cut.reached
        end = self._end(piece)
        tokens = list(cut.farthest)
        if position < piece.stop:
            tokens.append(self._obstacle(lattice, position))
            index = len(tokens) - 1
        else:
            index = len(tokens)
        self.reader.fail(Failure((*tokens, end), index, self.reader.stack, cut.farthest_stack))

    def _obstacle(self, lattice: Lattice, position: int) -> Token:
        """The token at which a clause stopped: a sign, a known word, or else the whole run."""
        edges = [edge[0] for edge in lattice.edges(position)]
        faulty = [token for token in edges if token.terminal == FAULTY]
        for token in faulty:
            figure = isinstance(token.value, literals.Fault) and token.value.code != "S002"
            if figure or not self.text[position].isalnum():
                return token
        if edges and not faulty:
            return edges[0]
        stop = max(lattice.run_end(position), position + 1)
        return lattice.token(position, stop, (UNREADABLE, None))


def _spaced(tokens: tuple[Token, ...]) -> str:
    return " ".join(token.text for token in tokens)
