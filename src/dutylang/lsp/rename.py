"""A name → another, wherever the policy writes it. What is renamed is a spelling: the name in its own texts, or
the label by which texts of another tongue write it, which stays one with the labels in the declarations.
"""

from __future__ import annotations

from collections.abc import Iterator

import attrs

from dutylang.diagnostics import catalogue
from dutylang.lsp.analysis import Analysis, Place
from dutylang.lsp.resolving import Occurrence
from dutylang.lsp.workspace import View
from dutylang.policy.declarations import NAMESPACES, Sort
from dutylang.syntax.lexicon import ENGLISH, lexicon
from dutylang.syntax.marks import Sort as MarkSort
from dutylang.syntax.written_names import can_be_name

_QUOTES = '"“”'


class RenameError(Exception):
    """A name that cannot be given. The message says why, in the reader's tongue."""


@attrs.frozen
class Renamed:
    """The places that get the new spelling, in the order of the texts."""

    places: tuple[Place, ...]


def renameable(view: View, offset: int) -> tuple[Place, str] | None:
    """The name at a character and how it is written; None where no name stands."""
    found = view.analysis.occurrence_at(view.parsed, offset)
    if found is None:
        return None
    return found[1], _spelling(view.analysis, found[1])


def rename(view: View, offset: int, new: str, tongue: str) -> Renamed:
    """The places to rewrite. RenameError when nothing can be renamed, or the new name cannot stand there."""
    found = renameable(view, offset)
    at = view.analysis.occurrence_at(view.parsed, offset)
    if found is None or at is None:
        raise RenameError(catalogue.text("lsp.rename.nothing", tongue))
    old, occurrence = found[1], at[0]
    _check(view, occurrence, old, new, tongue)
    return Renamed(tuple(_places(view.analysis, occurrence, old, view.parsed.tongue)))


def _check(view: View, occurrence: Occurrence, old: str, new: str, tongue: str) -> None:
    if not can_be_name(new, lexicon(view.parsed.tongue)):
        raise RenameError(catalogue.text("lsp.rename.no_name", tongue, name=new))
    if new == old:
        return
    if _is_taken(new, occurrence.symbol.sort, view):
        raise RenameError(catalogue.text("lsp.rename.taken", tongue, name=new))


def _is_taken(new: str, sort: Sort, view: View) -> bool:
    """Whether the name already means something where this one stands."""
    if view.parsed.tongue != ENGLISH:
        return new in view.analysis.known(view.parsed)
    together = {sort}.union(*(space for space in NAMESPACES if sort in space))
    return not together.isdisjoint(view.analysis.index.sorts.get(new, ()))


def _places(analysis: Analysis, occurrence: Occurrence, old: str, tongue: str) -> Iterator[Place]:
    """Names spelt so, and the labels of that tongue that say the same."""
    for each, place in analysis.all_of(occurrence.symbol):
        if _spelling(analysis, place) == old:
            yield place
        if each.declares and old != occurrence.symbol.name:
            yield from _labels(analysis, place, old, tongue)


def _labels(analysis: Analysis, declared: Place, old: str, tongue: str) -> Iterator[Place]:
    """The quoted label on the line of a declaration that spells the name in a tongue."""
    parsed = analysis.texts[declared.text]
    piece, start = parsed.at(declared.start)
    reading = analysis.reading(piece, parsed)
    line_end = piece.string.find("\n", declared.start - start)
    line_end = len(piece.string) if line_end < 0 else line_end
    spans = [
        (each.span.start, each.span.end)
        for each in reading.declared
        if each.label(tongue) == old and each.span.start <= declared.start - start < each.span.end
    ]
    for first, last in spans:
        for mark in reading.marks:
            words = piece.string[mark.start : mark.end]
            inside = first <= mark.start and mark.end <= min(last, line_end)
            if mark.sort is MarkSort.STRING and inside and words.strip(_QUOTES) == old:
                yield Place(parsed.name, start + mark.start + 1, start + mark.end - 1)


def _spelling(analysis: Analysis, place: Place) -> str:
    return analysis.texts[place.text].text.string[place.start : place.end]
