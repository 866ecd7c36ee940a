"""The command `duty`. A command and what it needs are imported when it is called, so that all start fast."""

from __future__ import annotations

import sys

import click

from dutylang.cli.spoken import SpokenGroup, common, option, program_version, session_of, speaks_utf8

COMMANDS = (
    "demo",
    "init",
    "check",
    "fmt",
    "doc",
    "test",
    "audit",
    "report",
    "explain",
    "due",
    "dossier",
    "rule",
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


def main() -> None:
    """The entry point: speaks UTF-8, then ends the program with the command's exit code."""
    for stream in (sys.stdout, sys.stderr):
        speaks_utf8(stream)
    duty.main()
