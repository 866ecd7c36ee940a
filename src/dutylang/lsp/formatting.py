"""A text in its canonical form, as edits of the lines that are not in it yet."""

from __future__ import annotations

from lsprotocol import types

from dutylang.diagnostics import catalogue
from dutylang.lsp.checking import laid_out
from dutylang.lsp.server import DutyServer
from dutylang.lsp.text import Text, shift_between
from dutylang.lsp.worker import WorkerError

MOST_AT_ONCE = 6
"""Pieces that are laid out while the editor waits; for more the worker is asked."""


async def formatting(server: DutyServer, uri: str) -> list[types.TextEdit] | None:
    """The edits; none for a text with mistakes of spelling, which is left as it is."""
    view = server.view(uri)
    if view is None:
        return None
    missing = list(server.layouts.missing(view.parsed, view.analysis))
    found: str | None
    if len(missing) <= MOST_AT_ONCE:
        for piece in missing:
            server.layouts.lay_out(piece, view.parsed, view.analysis)
        found = server.layouts.text(view.parsed)
    else:
        try:
            found = await server.worker.run(laid_out, server.job(view.analysis), view.parsed.name)
        except WorkerError as fault:
            server.complain(str(fault))
            return None
    if found is None:
        words = catalogue.text("lsp.format.broken", server.tongue_of(view))
        server.window_show_message(types.ShowMessageParams(types.MessageType.Info, words))
        return None
    now = server.view(uri)
    return edits(view.text, found) if now is not None and now.text is view.text else None


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
