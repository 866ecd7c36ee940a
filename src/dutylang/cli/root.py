"""The group of all commands of `duty`."""

from __future__ import annotations

import click

from dutylang.cli.program import program_version
from dutylang.cli.spoken import SpokenGroup, common, option, session_of

COMMANDS = (
    "demo",
    "init",
    "check",
    "lint",
    "fmt",
    "doc",
    "test",
    "audit",
    "report",
    "explain",
    "due",
    "dossier",
    "rule",
    "lsp",
    "completion",
)


def _show_version(ctx: click.Context, _: click.Parameter, wanted: bool) -> None:
    if wanted:
        click.echo(f"dutylang {program_version()}")
        ctx.exit()


@click.group(
    "duty",
    cls=SpokenGroup,
    modules={name: f"dutylang.cli.{name}" for name in COMMANDS},
    invoke_without_command=True,
)
@option("--version", is_flag=True, is_eager=True, expose_value=False, callback=_show_version)
@common
@click.pass_context
def duty(ctx: click.Context) -> int:
    """The group; without a command it shows its help."""
    if ctx.invoked_subcommand is None:
        session_of(ctx).say(ctx.get_help())
    return 0
