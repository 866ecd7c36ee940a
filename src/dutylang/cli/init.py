"""`duty init`: a small project to start from in the reader's tongue: a policy, a scenario, a case."""

from __future__ import annotations

from pathlib import Path

import click

from dutylang.cli.spoken import USAGE, SpokenCommand, common, session_of
from dutylang.diagnostics import Diagnostic
from dutylang.source import NOWHERE

STARTER = Path(__file__).resolve().parent / "starter"


@click.command("init", cls=SpokenCommand)
@click.argument("folder", default=".", metavar="[DIR]", type=click.Path(path_type=Path))
@common
@click.pass_context
def command(ctx: click.Context, folder: Path) -> int:
    """Exit code 0 when the files were written; nothing that is there is overwritten."""
    session = session_of(ctx)
    source = STARTER / session.tongue
    files = sorted(path.relative_to(source) for path in source.rglob("*") if path.is_file())
    taken = [str(folder / file) for file in files if (folder / file).exists()]
    if taken:
        session.report([Diagnostic("G023", NOWHERE, {"path": taken[0]})])
        return USAGE
    try:
        for file in files:
            target = folder / file
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes((source / file).read_bytes())
    except OSError as fault:
        told = {"path": str(folder), "reason": fault.strerror or ""}
        session.report([Diagnostic("G020", NOWHERE, told)])
        return USAGE
    if not session.quiet:
        for file in files:
            session.say(session.text("said.init.wrote", path=str(folder / file)))
        paths = {"policy": str(folder / "policy.duty"), "cases": str(folder / "cases")}
        session.say("\n" + session.text("said.init.next", **paths))
    return 0
