"""The texts of one policy at one moment, read piece by piece: what every feature answers from.

What an analysis says never changes. The one that follows it takes over what an edit has not touched, so that after
a keystroke one piece is read, whatever the size of the policy. Where a keystroke changes a name that stands in many
pieces, those say what they last said until they have been read again, while nobody waits.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Mapping
from functools import cached_property
from itertools import accumulate
from typing import Any, cast

import attrs

from dutylang.lsp.index import Index, Symbol
from dutylang.lsp.pieces import Piece, Reading
from dutylang.lsp.resolving import Occurrence, occurrences_of
from dutylang.lsp.text import Text
from dutylang.source import Span
from dutylang.syntax import ast
from dutylang.syntax.from_text.names_zh import KnownWords
from dutylang.syntax.lexicon import CHINESE
from dutylang.syntax.written_names import known_names

Names = Mapping[str, str]


@attrs.frozen(slots=False, eq=False)
class Parsed:
    """One text cut into pieces. `uses` are the names of the texts of the policy that it uses."""

    text: Text
    tongue: str
    pieces: tuple[Piece, ...]
    uses: tuple[str, ...] = ()

    @property
    def name(self) -> str:
        """The name that spans know it by."""
        return self.text.name

    @cached_property
    def starts(self) -> tuple[int, ...]:
        """Where each piece begins."""
        return (0, *accumulate(len(piece.string) for piece in self.pieces))[:-1]

    def at(self, offset: int) -> tuple[Piece, int]:
        """The piece in which a character stands, and where that piece begins."""
        place = max(0, bisect_right(self.starts, offset) - 1)
        return self.pieces[place], self.starts[place]

    @cached_property
    def own_names(self) -> Names:
        """What its pieces declare, as a Chinese text may write it."""
        return merged(piece.own_names for piece in self.pieces)


def merged(parts: Iterator[Names] | tuple[Names, ...]) -> Names:
    """Names of several places; a name with an id of its own is told by the place that gives it."""
    found: dict[str, str] = {}
    for part in parts:
        for word, name in part.items():
            if word == name:
                found.setdefault(word, name)
            else:
                found[word] = name
    return found


@attrs.frozen
class Place:
    """Characters `[start, end)` of a text of the policy."""

    text: str
    start: int
    end: int


@attrs.define(slots=False, eq=False)
class Analysis:
    """The texts of a policy by name, the one with the head first, with all that has been read of them so far.

    `stale` are the pieces that were read while other names were known, `fresh` what they say with those of now:
    the analysis that follows says it. `unsure` are those whose names were given their meanings by other declarations.
    """

    texts: Mapping[str, Parsed]
    read: dict[str, Reading] = attrs.Factory(dict)
    meant: dict[str, tuple[Occurrence, ...]] = attrs.Factory(dict)
    stale: set[str] = attrs.Factory(set)
    fresh: dict[str, Reading] = attrs.Factory(dict)
    unsure: set[str] = attrs.Factory(set)
    names: dict[str, Names] = attrs.Factory(dict)
    asked: set[str] = attrs.Factory(set)

    # ---- reading -------------------------------------------------------------------------------

    def known(self, parsed: Parsed) -> Names:
        """The names that the pieces of a Chinese text are cut with: its own, and those of the texts it uses."""
        if parsed.tongue != CHINESE:
            return {}
        found = self.names.get(parsed.name)
        if found is None:
            self.asked.add(parsed.name)
            used = [self.texts[name] for name in parsed.uses if name in self.texts and name not in self.asked]
            found = KnownWords(merged((*(self.written(each) for each in used), parsed.own_names)))
            self.asked.discard(parsed.name)
            self.names[parsed.name] = found
        return found

    def written(self, parsed: Parsed) -> Names:
        """What another Chinese text may write for the names that a text declares."""
        declared = tuple(each for piece in parsed.pieces for each in self.reading(piece, parsed).declared)
        return known_names([ast.Document(cast("Any", declared))]).written(CHINESE)

    def reading(self, piece: Piece, parsed: Parsed) -> Reading:
        """What a piece says."""
        found = self.read.get(piece.key)
        if found is None:
            found = self.read[piece.key] = piece.read(self.known(parsed))
        return found

    def readings(self, parsed: Parsed) -> Iterator[tuple[Reading, int]]:
        """What each piece of a text says, with where it begins."""
        for piece, start in zip(parsed.pieces, parsed.starts, strict=True):
            yield self.reading(piece, parsed), start

    @cached_property
    def unread(self) -> Iterator[None]:
        """Reads one more piece each time it is asked; at its end everything has been read."""
        return self._read_on()

    def _read_on(self) -> Iterator[None]:
        for parsed in self.texts.values():
            for piece in parsed.pieces:
                if piece.key in self.stale - self.fresh.keys():
                    self.fresh[piece.key] = piece.read(self.known(parsed))
                    yield
                elif piece.key not in self.read:
                    self.reading(piece, parsed)
                    yield
        for parsed in self.texts.values() if not self.stale else ():
            for piece in parsed.pieces:
                if piece.key in self.unsure or piece.key not in self.meant:
                    self.occurrences(piece, parsed)
                    self.read[piece.key].warm()
                    yield

    @property
    def has_caught_up(self) -> bool:
        """Whether another analysis can say what pieces say with the names of now."""
        return bool(self.stale) and self.stale <= self.fresh.keys()

    # ---- meaning -------------------------------------------------------------------------------

    @cached_property
    def index(self) -> Index:
        """All that the texts declare."""
        return Index(
            tuple(
                entry
                for parsed in self.texts.values()
                for reading, _ in self.readings(parsed)
                for entry in reading.entries
            )
        )

    def occurrences(self, piece: Piece, parsed: Parsed) -> tuple[Occurrence, ...]:
        """The names in a piece with what they mean; places count from its beginning."""
        found = self.meant.get(piece.key)
        if found is None or piece.key in self.unsure:
            found = occurrences_of(self.reading(piece, parsed), self.index)
            self.meant[piece.key] = found
            self.unsure.discard(piece.key)
        return found

    def last_meant(self, piece: Piece, parsed: Parsed) -> tuple[Occurrence, ...]:
        """The names in a piece with what they last meant: what a whole text is asked for does not wait."""
        found = self.meant.get(piece.key)
        return self.occurrences(piece, parsed) if found is None else found

    def occurrence_at(self, parsed: Parsed, offset: int) -> tuple[Occurrence, Place] | None:
        """The name at a character or right before it."""
        piece, start = parsed.at(offset)
        for each in self.occurrences(piece, parsed):
            if start + each.start <= offset <= start + each.end:
                found = each, Place(parsed.name, start + each.start, start + each.end)
                if offset < start + each.end:
                    return found
                following = next(
                    (e for e in self.occurrences(piece, parsed) if start + e.start == offset), None
                )
                if following is None:
                    return found
        return None

    def all_of(self, symbol: Symbol) -> Iterator[tuple[Occurrence, Place]]:
        """Every place in the policy that names a symbol, in the order of the texts."""
        for parsed in self.texts.values():
            for piece, start in zip(parsed.pieces, parsed.starts, strict=True):
                for each in self.last_meant(piece, parsed):
                    if each.symbol == symbol:
                        yield each, Place(parsed.name, start + each.start, start + each.end)

    # ---- places --------------------------------------------------------------------------------

    @cached_property
    def _pieces(self) -> Mapping[str, tuple[Parsed, int]]:
        return {
            piece.key: (parsed, start)
            for parsed in self.texts.values()
            for piece, start in zip(parsed.pieces, parsed.starts, strict=True)
        }

    def place(self, span: Span) -> Place | None:
        """Where the span of a node of a tree stands in its text now; None when the node is of an older text."""
        found = self._pieces.get(span.source)
        if found is None:
            return None
        parsed, start = found
        return Place(parsed.name, start + span.start, start + span.end)

    def words(self, span: Span) -> str:
        """The characters of a span."""
        place = self.place(span)
        return "" if place is None else self.texts[place.text].text.string[place.start : place.end]


def analysis_of(texts: Mapping[str, Parsed], before: Analysis | None = None) -> Analysis:
    """The texts as they stand now. What an earlier analysis has read stays read where it is still true."""
    if before is None:
        return Analysis(texts)
    analysis = Analysis(texts)
    # Whoever reads on in the earlier one holds its reader; here it would keep the two of them alive.
    vars(before).pop("unread", None)
    kept = {piece.key for parsed in texts.values() for piece in parsed.pieces}
    read = {**before.read, **before.fresh}
    analysis.read.update((key, found) for key, found in read.items() if key in kept)
    analysis.stale.update((before.stale - before.fresh.keys()) & kept)
    for parsed in texts.values():
        if parsed.tongue == CHINESE and parsed.name in before.names:
            changed = _differing(before.names[parsed.name], analysis.known(parsed))
            if not changed:  # what was worked out of them still holds
                analysis.names[parsed.name] = before.names[parsed.name]
            for piece in parsed.pieces if changed else ():
                if piece.key in analysis.read and any(word in piece.string for word in changed):
                    analysis.stale.add(piece.key)
    if "index" in vars(before):
        changed = _differing(before.index.meanings, analysis.index.meanings)
        for key, found in before.meant.items():
            if key in kept:
                analysis.meant[key] = found
                same = before.read.get(key) is analysis.read[key] and key not in before.unsure
                if not same or (changed and _mentions(analysis.read[key], changed)):
                    analysis.unsure.add(key)
    return analysis


def _differing(one: Mapping[str, object], other: Mapping[str, object]) -> frozenset[str]:
    """The keys under which two mappings do not hold the same."""
    if one == other:
        return frozenset()
    return frozenset(key for key in {**one, **other} if one.get(key) != other.get(key))


def _mentions(reading: Reading, names: frozenset[str]) -> bool:
    return not names.isdisjoint(reading.mentioned)
