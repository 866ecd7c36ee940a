"""`duty rule`: what the code of a diagnostic means, with an example; or all codes."""

from __future__ import annotations

import json

import click

from dutylang.cli.opening import near_name
from dutylang.cli.spoken import USAGE, Session, SpokenCommand, common, option, session_of
from dutylang.diagnostics import Diagnostic, catalogue
from dutylang.source import NOWHERE


@click.command("rule", cls=SpokenCommand)
@click.argument("code", required=False)
@option("--json", "as_json", is_flag=True)
@common
@click.pass_context
def command(ctx: click.Context, code: str | None, as_json: bool) -> int:
    """One code in full, or every code in a line."""
    session = session_of(ctx)
    codes = list(catalogue.codes())
    if code is not None and code.upper() not in codes:
        told = {"code": code, "near": near_name(code.upper(), codes)}
        session.report([Diagnostic("G022", NOWHERE, told, help="near" if told["near"] else None)])
        return USAGE
    wanted = codes if code is None else [code.upper()]
    if as_json:
        session.say(json.dumps([_as_json(each, session) for each in wanted], ensure_ascii=False, indent=2))
    elif code is not None:
        session.say(_page(code.upper(), session))
    else:
        for each in wanted:
            session.say(f"{each}  {catalogue.raw(f'{each}.message', session.tongue)}")
    return 0


def _page(code: str, session: Session) -> str:
    from dutylang.cli.spoken import HELP_COLUMNS
    from dutylang.reports.layout import wrapped

    entry = catalogue.entry(code, session.tongue)
    if entry is None:
        return code
    lines = [f"{code}: {entry.message}", "", *wrapped(" ".join(entry.explain.split()), HELP_COLUMNS)]
    if entry.why:
        lines += ["", *wrapped(session.text("said.rule.why", text=entry.why), HELP_COLUMNS)]
    helps = [entry.help, *entry.helps.values()]
    advice = [session.text("said.rule.help", text=text) for text in helps if text]
    if advice:
        lines += ["", *advice]
    for key, text in (("example", entry.example), ("instead", entry.instead)):
        if text:
            indented = [f"  {line}".rstrip() for line in text.splitlines()]
            lines += ["", session.text(f"said.rule.{key}"), *indented]
    return "\n".join(lines)


def _as_json(code: str, session: Session) -> dict[str, object]:
    entry = catalogue.entry(code, session.tongue)
    if entry is None:
        return {"code": code}
    return {
        "code": code,
        "message": entry.message,
        "help": entry.help,
        "helps": dict(entry.helps),
        "explain": entry.explain,
        "example": entry.example,
        **({"why": entry.why, "instead": entry.instead} if entry.why else {}),
    }
