"""`duty check`: reads and checks policies, and reports every fault at once."""

from __future__ import annotations

from pathlib import Path

import click

from dutylang.cli.opening import NOT_CHECKED, all_there, user_calendars
from dutylang.cli.spoken import USAGE, Session, SpokenCommand, common, option, session_of
from dutylang.diagnostics import Severity
from dutylang.diagnostics.formats import FORMATS, Checked, in_text_order, written


@click.command("check", cls=SpokenCommand)
@click.argument("policies", nargs=-1, required=True, metavar="POLICY...", type=click.Path(path_type=Path))
@option("--format", "-f", "format_", type=click.Choice(FORMATS), default="human")
@option("--json", "as_json", is_flag=True)
@option("--calendar", "calendars", multiple=True, type=click.Path(path_type=Path), metavar="FILE")
@common
@click.pass_context
def command(
    ctx: click.Context,
    policies: tuple[Path, ...],
    format_: str,
    as_json: bool,
    calendars: tuple[Path, ...],
) -> int:
    """Exit code 0 without errors, 3 with."""
    from dutylang.pipeline import check_policy

    session = session_of(ctx)
    if not all_there(session, *policies, *calendars):
        return USAGE
    own = user_calendars(calendars, session)
    if own is None:
        return USAGE
    form = "json" if as_json else format_
    sound, told = True, []
    for path in policies:
        policy, texts, found = check_policy(path, own)
        problems = in_text_order(found, texts.sources)
        sound = sound and policy is not None
        checked = Checked(str(path), problems, texts.sources, policy is not None)
        if form != "human":
            told.append(checked)
            continue
        session.report(problems, texts.sources)
        rules, scenarios = (len(policy.rules), len(policy.scenarios)) if policy is not None else (0, 0)
        _say(checked, {"rules": rules, "scenarios": scenarios}, session)
    if form != "human" and (told_all := written(told, form, session.tongue)):
        session.say(told_all)
    return 0 if sound else NOT_CHECKED


def _say(checked: Checked, counts: dict[str, int], session: Session) -> None:
    """The line that sums a policy up: of a sound one on standard output, else on standard error."""
    if not checked.sound:
        errors = sum(problem.severity is Severity.ERROR for problem in checked.problems)
        session.tell(session.text("said.check.faults", path=checked.name, count=errors))
    elif not session.quiet:
        session.say(session.text("said.check.sound", path=checked.name, **counts))
