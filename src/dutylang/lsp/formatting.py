"""A text in its canonical form, as edits of the lines that are not in it yet."""

from __future__ import annotations

import asyncio

from lsprotocol import types

from dutylang.diagnostics import Severity, catalogue
from dutylang.lsp.server import DutyServer
from dutylang.lsp.text import Text, shift_between
from dutylang.lsp.workspace import View


async def formatting(server: DutyServer, uri: str) -> list[types.TextEdit] | None:
    """The edits; none for a text with mistakes of spelling, which is left as it is."""
    view = await server.settled(uri)
    if view is None:
        return None
    found = await _laid_out(server, view)
    now = server.view(uri)
    if now is None or now.text is not view.text:
        return None
    if found is None:
        words = catalogue.text("lsp.format.broken", server.tongue_of(view))
        server.window_show_message(types.ShowMessageParams(types.MessageType.Info, words))
        return None
    return edits(view.text, found)


async def _laid_out(server: DutyServer, view: View) -> str | None:
    """The text in its canonical form; what has been laid out before is not laid out again."""
    for reading, _ in view.analysis.readings(view.parsed):
        if any(each.severity is Severity.ERROR for each in reading.problems):
            return None
    for piece in list(server.layouts.missing(view.parsed, view.analysis)):
        server.layouts.lay_out(piece, view.parsed, view.analysis)
        await asyncio.sleep(0)
    return server.layouts.text(view.parsed)


def edits(text: Text, new: str) -> list[types.TextEdit]:
    """One edit of what lies between the first and the last difference; none when there is none."""
    if text.string == new:
        return []
    shift = shift_between(text.string, new)
    return [
        types.TextEdit(
            text.range(shift.kept_before, shift.kept_from),
            new[shift.kept_before : shift.kept_from + shift.by],
        )
    ]
