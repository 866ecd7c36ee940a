"""The page of help of a command for a terminal: usage, what it does, options, examples, exit codes."""

from __future__ import annotations

import click

from dutylang.cli.spoken import HELP_COLUMNS, Session, SpokenGroup, SpokenOption, session_of
from dutylang.diagnostics import catalogue
from dutylang.reports.layout import padded, width, wrapped

INDENT = "  "
WIDEST_TERM = 26


def help_page(command: click.Command, ctx: click.Context) -> str:
    """The whole page, with its last line end."""
    session = session_of(ctx)
    key = "command.duty" if isinstance(command, SpokenGroup) else f"command.{command.name}"
    usage = " ".join([ctx.command_path, *command.collect_usage_pieces(ctx)])
    lines = [session.text("help.usage", usage=usage), ""]
    for paragraph in catalogue.raw(f"{key}.help", session.tongue).split("\n\n"):
        lines += [*wrapped(" ".join(paragraph.split()), HELP_COLUMNS), ""]
    lines += _section("help.arguments", _arguments(command, session), session)
    if isinstance(command, SpokenGroup):
        lines += _section("help.commands", _commands(command, ctx, session), session)
    lines += _section("help.options", _options(command, ctx), session)
    for part in ("examples", "codes"):
        text = catalogue.find(f"{key}.{part}", session.tongue)
        if text:
            lines += [
                session.text(f"help.{part}"),
                *(INDENT + line.rstrip() for line in text.splitlines()),
                "",
            ]
    return "\n".join(lines).rstrip("\n") + "\n"


def _arguments(command: click.Command, session: Session) -> list[tuple[str, str]]:
    found = []
    for parameter in command.params:
        if isinstance(parameter, click.Argument) and parameter.name:
            name = (parameter.metavar or parameter.name.upper()).strip("[].")
            words = catalogue.find(f"argument.{parameter.name}", session.tongue)
            found.append((name, words or ""))
    return found


def _commands(group: SpokenGroup, ctx: click.Context, session: Session) -> list[tuple[str, str]]:
    names = group.list_commands(ctx)
    return [(name, catalogue.raw(f"command.{name}.short", session.tongue)) for name in names]


def _options(command: click.Command, ctx: click.Context) -> list[tuple[str, str]]:
    found = []
    for parameter in command.get_params(ctx):
        if isinstance(parameter, SpokenOption):
            record = parameter.get_help_record(ctx)
            if record is not None:
                found.append((record[0], parameter.words(ctx)))
        elif isinstance(parameter, click.Option):
            found.append((", ".join(parameter.opts), catalogue.raw("option.help", session_of(ctx).tongue)))
    return found


def _section(key: str, entries: list[tuple[str, str]], session: Session) -> list[str]:
    """Terms with their descriptions beside them; beneath them where a term is long."""
    if not entries:
        return []
    widest = max((width(term) for term, _ in entries if width(term) <= WIDEST_TERM), default=0)
    lines = [session.text(key)]
    for term, words in entries:
        described = wrapped(words, HELP_COLUMNS - widest - 2 * len(INDENT)) if words else [""]
        gap = " " * (widest + 2 * len(INDENT))
        if width(term) > widest:
            lines += [INDENT + term, *(gap + line for line in described)]
        else:
            first, *rest = described
            lines += [
                f"{INDENT}{padded(term, widest)}{INDENT}{first}".rstrip(),
                *(gap + line for line in rest),
            ]
    return [*lines, ""]
