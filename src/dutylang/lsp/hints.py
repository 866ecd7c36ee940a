"""Beside the name of a parameter, what it is."""

from __future__ import annotations

from collections.abc import Iterator

from dutylang.diagnostics import catalogue
from dutylang.lsp.telling import Speaker
from dutylang.lsp.workspace import View
from dutylang.policy.declarations import Sort


def hints(view: View, first: int, last: int, tongue: str) -> Iterator[tuple[int, str]]:
    """For each use of a parameter among characters `[first, last)`: where its name ends, and its value."""
    speaker = Speaker(view.analysis, tongue)
    told: dict[str, str] = {}
    for piece, start in zip(view.parsed.pieces, view.parsed.starts, strict=True):
        if start + len(piece.string) <= first or start >= last:
            continue
        for each in view.analysis.occurrences(piece, view.parsed):
            if each.symbol.sort is not Sort.PARAMETER or each.declares:
                continue
            if not first <= start + each.start < last:
                continue
            name = each.symbol.name
            if name not in told:
                told[name] = catalogue.text("list.comma", tongue).join(speaker.values(name))
            if told[name]:
                yield start + each.end, catalogue.text("lsp.hint.value", tongue, value=told[name])
