"""Commands that speak the reader's tongue: help, examples and complaints come from the catalogue."""

from __future__ import annotations

import errno
import os
import sys
from collections.abc import Callable, Mapping, MutableMapping, Sequence
from typing import Any, TextIO, TypeVar

import attrs
import click

from dutylang.diagnostics import Diagnostic, catalogue
from dutylang.diagnostics.render import render, to_json
from dutylang.source import NOWHERE, Source

F = TypeVar("F", bound=Callable[..., Any])

USAGE, BROKEN_PIPE, INTERRUPTED = 2, 141, 130
HELP_COLUMNS = 92
FULL = (errno.ENOSPC, errno.EFBIG, errno.EIO)
"""What a disk answers that takes no more."""


@attrs.define
class Session:
    """How this run of the command speaks: in which tongue, with colour or without, at length or not."""

    tongue: str = "en"
    color: bool = True
    quiet: bool = False

    def text(self, key: str, /, **args: object) -> str:
        """A text of the catalogue in the reader's tongue."""
        return catalogue.text(key, self.tongue, **args)

    def paints(self, stream: TextIO) -> bool:
        """Whether colours belong on a stream: a terminal that was not asked to go without."""
        return self.color and stream.isatty()

    def say(self, text: str = "") -> None:
        """A line on standard output."""
        click.echo(text, color=True)

    def tell(self, text: str) -> None:
        """A line on standard error."""
        click.echo(text, err=True, color=True)

    def report(self, problems: Sequence[Diagnostic], sources: Mapping[str, Source] | None = None) -> None:
        """Diagnostics on standard error, one after another."""
        color = self.paints(sys.stderr)
        for problem in problems:
            self.tell(render(problem, sources or {}, self.tongue, color=color) + "\n")

    def problems_json(self, problems: Sequence[Diagnostic]) -> list[dict[str, object]]:
        """Diagnostics as plain JSON values."""
        return [to_json(problem, self.tongue) for problem in problems]


def session_of(ctx: click.Context) -> Session:
    """The session that a context belongs to."""
    found = ctx.find_object(Session)
    return found if found is not None else Session()


# ---- tongue ----------------------------------------------------------------------------------


def tongue_from(arguments: Sequence[str], environment: Mapping[str, str]) -> str:
    """The tongue of `--lang`, else of DUTY_LANG, LC_ALL, LC_MESSAGES or LANG, else English.

    `--lang` may stand anywhere. It is looked up before anything is parsed, for help and complaints.
    """
    wanted = ""
    for place, argument in enumerate(arguments):
        if argument == "--":
            break
        if argument.startswith("--lang="):
            wanted = argument.partition("=")[2]
        elif argument == "--lang" and place + 1 < len(arguments):
            wanted = arguments[place + 1]
    if wanted in catalogue.tongues():
        return wanted
    for variable in ("DUTY_LANG", "LC_ALL", "LC_MESSAGES", "LANG"):
        value = environment.get(variable, "")
        if value:
            tongue = value.replace("-", "_").partition("_")[0].lower()
            return tongue if tongue in catalogue.tongues() else catalogue.FALLBACK
    return catalogue.FALLBACK


# ---- options ---------------------------------------------------------------------------------


class SpokenOption(click.Option):
    """An option; its help is `option.<name>` in the catalogue, or `option.<command>.<name>`."""

    def words(self, ctx: click.Context) -> str:
        """What the option does, in the reader's tongue."""
        tongue = session_of(ctx).tongue
        own = catalogue.find(f"option.{ctx.info_name}.{self.name}", tongue)
        return own if own is not None else catalogue.raw(f"option.{self.name}", tongue)


def option(*names: str, **settings: Any) -> Callable[[F], F]:
    """An option whose words come from the catalogue."""
    return click.option(*names, cls=SpokenOption, **settings)


def _set(attribute: str) -> Any:
    def remember(ctx: click.Context, _: click.Parameter, value: Any) -> None:
        if value:
            setattr(session_of(ctx), attribute, False if attribute == "color" else value)

    return remember


def common(command: F) -> F:
    """The options that every command takes: tongue, colour, quiet."""
    tongues = click.Choice(catalogue.tongues())
    for decorate in (
        option("--quiet", "-q", is_flag=True, expose_value=False, callback=_set("quiet")),
        option("--no-color", is_flag=True, expose_value=False, callback=_set("color")),
        option("--lang", type=tongues, expose_value=False, callback=_set("tongue")),
    ):
        command = decorate(command)
    return command


# ---- commands --------------------------------------------------------------------------------


class SpokenCommand(click.Command):
    """A command whose help is `command.<name>` in the catalogue."""

    def format_help(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """The page of help."""
        from dutylang.cli.help_page import help_page

        formatter.write(help_page(self, ctx))

    def get_short_help_str(self, limit: int = 45) -> str:  # noqa: ARG002  (as click calls it)
        """One line, for completion in a shell."""
        return catalogue.raw(f"command.{self.name}.short", tongue_from((), os.environ))


class ReaderGoneError(Exception):
    """Nobody reads standard output any more."""


class SpokenGroup(click.Group):
    """A group that loads a command when it is called, and says what is wrong in the reader's tongue."""

    def __init__(self, *args: Any, modules: Mapping[str, str], **settings: Any) -> None:
        super().__init__(*args, **settings)
        self.modules = modules

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002  (as click calls it)
        """The commands in the order in which a newcomer needs them."""
        return list(self.modules)

    def get_command(self, ctx: click.Context, name: str) -> click.Command | None:  # noqa: ARG002
        """The command, imported only now."""
        if name not in self.modules:
            return None
        from importlib import import_module

        found: click.Command = import_module(self.modules[name]).command
        return found

    def format_help(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """The page of help."""
        from dutylang.cli.help_page import help_page

        formatter.write(help_page(self, ctx))

    def make_context(
        self,
        info_name: str | None,
        args: list[str],
        parent: click.Context | None = None,
        **extra: Any,
    ) -> click.Context:
        """Settles the tongue before anything is parsed."""
        color = not os.environ.get("NO_COLOR")
        extra.setdefault("obj", Session(tongue_from(args, os.environ), color))
        return super().make_context(info_name, args, parent, **extra)

    def invoke(self, ctx: click.Context) -> Any:
        """Runs the command. A reader who left is told apart, for click would end with the code of a finding."""
        try:
            result = super().invoke(ctx)
            sys.stdout.flush()
        except BrokenPipeError as fault:
            raise ReaderGoneError from fault
        return result

    def main(
        self,
        args: Sequence[str] | None = None,
        prog_name: str | None = None,
        complete_var: str | None = None,
        standalone_mode: bool = True,
        **extra: Any,
    ) -> Any:
        """Runs the command and ends the program with its exit code."""
        arguments = list(sys.argv[1:] if args is None else args)
        code = self._code(arguments, prog_name or "duty", complete_var, extra)
        if standalone_mode:
            sys.exit(code)
        return code

    def _code(
        self, arguments: list[str], prog_name: str, complete_var: str | None, extra: MutableMapping[str, Any]
    ) -> int:
        from dutylang.cli.complaints import complaint_of

        session = Session(tongue_from(arguments, os.environ), not os.environ.get("NO_COLOR"))
        try:
            result = super().main(arguments, prog_name, complete_var, standalone_mode=False, **extra)
        except click.UsageError as fault:
            session.report([complaint_of(fault, self)])
            return USAGE
        except (click.Abort, KeyboardInterrupt):
            return INTERRUPTED
        except ReaderGoneError:
            _silence()
            return BROKEN_PIPE
        except OSError as fault:
            if fault.errno not in FULL:
                raise
            told = {"path": session.text("said.output"), "reason": fault.strerror or ""}
            session.report([Diagnostic("G020", NOWHERE, told)])
            _silence()
            return USAGE
        return result if isinstance(result, int) else 0


def _silence() -> None:
    """Nobody reads any more: what is still in the buffers must not complain at the end."""
    nowhere = os.open(os.devnull, os.O_WRONLY)
    try:
        os.dup2(nowhere, sys.stdout.fileno())
    except (OSError, ValueError):
        sys.stdout = open(os.devnull, "w", encoding="utf-8")  # noqa: PTH123, SIM115
