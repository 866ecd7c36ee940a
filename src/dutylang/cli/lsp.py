"""`duty lsp`: answers an editor about the policies that are being written in it."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import click

from dutylang.cli.opening import all_there
from dutylang.cli.spoken import USAGE, SpokenCommand, common, option, session_of

HERE = "127.0.0.1"
GONE = 1
"""The exit code when the editor has gone without ending the session."""


@click.command("lsp", cls=SpokenCommand)
@option("--calendar", "calendars", multiple=True, type=click.Path(path_type=Path), metavar="FILE")
@option("--tcp", type=click.IntRange(1, 65_535), metavar="PORT")
@option(
    "--stdio", is_flag=True, hidden=True, expose_value=False
)  # said by editors; it is what is done anyway
@common
@click.pass_context
def command(ctx: click.Context, calendars: tuple[Path, ...], tcp: int | None) -> int:
    """Serves until the editor ends the session."""
    session = session_of(ctx)
    if not all_there(session, *calendars):
        return USAGE
    try:
        from dutylang.lsp.lifecycle import server_from_options
        from dutylang.lsp.server import Options
    except ModuleNotFoundError as fault:
        if fault.name is None or not fault.name.startswith(("pygls", "lsprotocol")):
            raise
        session.tell(session.text("said.lsp.missing"))
        return USAGE
    server = server_from_options(Options(tuple(str(path.resolve()) for path in calendars)))
    if tcp is not None:
        server.start_tcp(HERE, tcp)
        return 0 if server.ended else GONE
    # The protocol has standard output to itself, and closes it: whatever is printed goes elsewhere.
    with os.fdopen(os.dup(sys.stdout.fileno()), "wb") as wire:
        os.dup2(sys.stderr.fileno(), sys.stdout.fileno())
        server.start_io(sys.stdin.buffer, wire)
    return 0 if server.ended else GONE
