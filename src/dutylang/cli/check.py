"""`duty check`: reads and checks policies, and reports every fault at once."""

from __future__ import annotations

import json
from pathlib import Path

import click

from dutylang.cli.opening import NOT_CHECKED, all_there, user_calendars
from dutylang.cli.spoken import USAGE, SpokenCommand, common, option, session_of
from dutylang.diagnostics import Severity


@click.command("check", cls=SpokenCommand)
@click.argument("policies", nargs=-1, required=True, metavar="POLICY...", type=click.Path(path_type=Path))
@option("--calendar", "calendars", multiple=True, type=click.Path(path_type=Path), metavar="FILE")
@option("--json", "as_json", is_flag=True)
@common
@click.pass_context
def command(
    ctx: click.Context, policies: tuple[Path, ...], calendars: tuple[Path, ...], as_json: bool
) -> int:
    """Exit code 0 without errors, 3 with."""
    from dutylang.pipeline import check_policy

    session = session_of(ctx)
    if not all_there(session, *policies, *calendars):
        return USAGE
    own = user_calendars(calendars, session)
    if own is None:
        return USAGE
    sound, told = True, []
    for path in policies:
        policy, texts, problems = check_policy(path, own)
        sound = sound and policy is not None
        if as_json:
            told.append(
                {
                    "policy": str(path),
                    "checks": policy is not None,
                    "problems": session.problems_json(problems),
                }
            )
            continue
        session.report(problems, texts.sources)
        errors = sum(problem.severity is Severity.ERROR for problem in problems)
        if policy is None:
            session.tell(session.text("said.check.faults", path=str(path), count=errors))
        elif not session.quiet:
            rules, scenarios = len(policy.rules), len(policy.scenarios)
            words = {"path": str(path), "rules": rules, "scenarios": scenarios}
            session.say(session.text("said.check.sound", **words))
    if as_json:
        session.say(json.dumps(told, ensure_ascii=False, indent=2))
    return 0 if sound else NOT_CHECKED
