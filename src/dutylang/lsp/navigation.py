"""From a name to where it is declared, and to every place that means it, across the texts of a policy."""

from __future__ import annotations

import posixpath
from collections.abc import Iterator

from dutylang.lsp.analysis import Place
from dutylang.lsp.workspace import View
from dutylang.syntax import ast


def definition(view: View, offset: int) -> list[Place]:
    """Where what stands at a character is declared; of a `use` line the beginning of the text it leads to."""
    used = _used(view, offset)
    if used is not None:
        return [used]
    found = view.analysis.occurrence_at(view.parsed, offset)
    if found is None:
        return []
    occurrence, _ = found
    spans = view.analysis.index.spans(occurrence.symbol, occurrence.owners)
    places = (_of_name(view.analysis.place(span), view) for span in spans)
    return [place for place in places if place is not None]


def _of_name(place: Place | None, view: View) -> Place | None:
    """The name alone of a declaration, which its labels follow."""
    if place is None:
        return None
    parsed = view.analysis.texts[place.text]
    found = view.analysis.occurrence_at(parsed, place.start)
    return place if found is None else found[1]


def _used(view: View, offset: int) -> Place | None:
    piece, start = view.parsed.at(offset)
    for item in view.analysis.reading(piece, view.parsed).document.items:
        if isinstance(item, ast.Use) and start + item.span.start <= offset <= start + item.span.end:
            folder = posixpath.dirname(view.parsed.name)
            name = posixpath.normpath(posixpath.join(folder, item.path))
            return Place(name, 0, 0) if name in view.analysis.texts else None
    return None


def references(view: View, offset: int, *, declarations: bool = True) -> list[Place]:
    """Every place in the policy that names what stands at a character."""
    found = view.analysis.occurrence_at(view.parsed, offset)
    if found is None:
        return []
    every = view.analysis.all_of(found[0].symbol)
    return [place for each, place in every if declarations or not each.declares]


def highlights(view: View, offset: int) -> Iterator[tuple[Place, bool]]:
    """The places in this text, and whether each of them declares."""
    found = view.analysis.occurrence_at(view.parsed, offset)
    if found is not None:
        for each, place in view.analysis.all_of(found[0].symbol):
            if place.text == view.parsed.name:
                yield place, each.declares
