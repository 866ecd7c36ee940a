"""What click refuses → a diagnostic, so that a usage error reads like any other fault, in either tongue."""

from __future__ import annotations

import difflib

import click

from dutylang.diagnostics import Diagnostic
from dutylang.source import NOWHERE


def complaint_of(fault: click.UsageError, group: click.Group) -> Diagnostic:
    """The diagnostic of a usage error."""
    match fault:
        case click.NoSuchOption():
            known = _options_of(fault.ctx)
            near = difflib.get_close_matches(fault.option_name, known, n=1)
            return _diagnostic("G011", fault, near, option=fault.option_name)
        case click.MissingParameter():
            name = _name_of(fault.param, fault.ctx)
            return _diagnostic("G013", fault, [], name=name)
        case click.BadParameter():
            return _bad_value(fault)
        case click.UsageError() if fault.__class__.__name__ == "NoSuchCommand":
            name = str(getattr(fault, "command_name", ""))
            near = difflib.get_close_matches(
                name, list(group.commands or group.list_commands(_blank(group))), 1
            )
            return _diagnostic("G012", fault, near, name=name)
        case _:
            return _diagnostic("G015", fault, [], text=fault.format_message())


def _bad_value(fault: click.BadParameter) -> Diagnostic:
    name = _name_of(fault.param, fault.ctx)
    kind = fault.param.type if fault.param is not None else None
    if isinstance(kind, click.Choice):
        return _diagnostic("G014", fault, [], name=name, choices=list(kind.choices))
    return _diagnostic("G015", fault, [], text=fault.format_message())


def _diagnostic(code: str, fault: click.UsageError, near: list[str], **args: object) -> Diagnostic:
    path = fault.ctx.command_path if fault.ctx is not None else "duty"
    told = {**args, "command": path, "near": near[0] if near else ""}
    return Diagnostic(code, NOWHERE, told, help="near" if near else None)


def _name_of(parameter: click.Parameter | None, ctx: click.Context | None) -> str:
    if isinstance(parameter, click.Option):
        return max(parameter.opts, key=len)
    if parameter is None:
        return ""
    return (parameter.make_metavar(ctx) if ctx is not None else (parameter.name or "").upper()).strip("[].")


def _options_of(ctx: click.Context | None) -> list[str]:
    if ctx is None:
        return []
    return [name for parameter in ctx.command.get_params(ctx) for name in parameter.opts if name[:1] == "-"]


def _blank(group: click.Group) -> click.Context:
    return click.Context(group)
