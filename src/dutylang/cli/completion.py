"""`duty completion`: the script that completes commands and options in a shell."""

from __future__ import annotations

import click
from click.shell_completion import get_completion_class

from dutylang.cli.spoken import SpokenCommand, common, session_of

SHELLS = ("bash", "zsh", "fish")


@click.command("completion", cls=SpokenCommand)
@click.argument("shell", type=click.Choice(SHELLS), metavar="bash|zsh|fish")
@common
@click.pass_context
def command(ctx: click.Context, shell: str) -> int:
    """Prints the script."""
    kind = get_completion_class(shell)
    if kind is not None:
        script = kind(ctx.find_root().command, {}, "duty", "_DUTY_COMPLETE")
        session_of(ctx).say(script.source_template % script.source_vars())
    return 0
