"""`duty test`: runs the scenarios of a policy and says where the findings are not as expected."""

from __future__ import annotations

import json
import sys
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING

import attrs
import click

from dutylang.cli.covering import coverage_json, coverage_remarks, tell_below, tell_coverage
from dutylang.cli.opening import NOT_CHECKED, all_there, loaded_policy, user_calendars
from dutylang.cli.spoken import USAGE, Session, SpokenCommand, common, option, session_of
from dutylang.diagnostics import Diagnostic
from dutylang.source import NOWHERE

if TYPE_CHECKING:
    from dutylang.assessment.coverage import Coverage, Watch, Way
    from dutylang.calendars import Calendar
    from dutylang.cli.testing_suggest import Suggestions
    from dutylang.pipeline import Loaded
    from dutylang.reports.scenarios.model import SuiteReport

FAILED = 1
FORMATS = ("text", "json", "junit", "tap")
PATH = click.Path(path_type=Path)


@click.command("test", cls=SpokenCommand)
@click.argument("policy", type=PATH)
@option("--run", "--scenario", "run", multiple=True, metavar="NAME")
@option("--calendar", "calendars", multiple=True, type=PATH, metavar="FILE")
@option("--coverage", is_flag=True)
@option("--fail-under", type=click.FloatRange(0, 100), metavar="PERCENT")
@option("--suggest", is_flag=True)
@option("--watch", is_flag=True)
@option("--format", "format_", type=click.Choice(FORMATS), default="text")
@option("--json", "as_json", is_flag=True)
@common
@click.pass_context
def command(
    ctx: click.Context,
    policy: Path,
    run: tuple[str, ...],
    calendars: tuple[Path, ...],
    coverage: bool,
    fail_under: float | None,
    suggest: bool,
    watch: bool,
    format_: str,
    as_json: bool,
) -> int:
    """Exit code 0 when every scenario holds, 1 when one does not or too little is covered, 3 without a policy."""
    session = session_of(ctx)
    format_ = "json" if as_json else format_
    if watch and format_ != "text":
        session.report([Diagnostic("G070", NOWHERE, {"format": format_})])
        return USAGE
    if suggest and format_ not in ("text", "json"):
        session.report([Diagnostic("G071", NOWHERE, {"format": format_})])
        return USAGE
    if not all_there(session, policy, *calendars):
        return USAGE
    wanted = None if fail_under is None else Decimal(str(fail_under))
    asked = _Asked(policy, calendars, run, format_, coverage or fail_under is not None, wanted, suggest)
    if watch:
        from dutylang.cli.testing_loop import run_again_and_again

        return run_again_and_again(lambda: _run(asked, session), policy, calendars, session)
    return _run(asked, session)


@attrs.frozen
class _Asked:
    """What was asked for. `at_least` percent of the clauses; None: any share will do."""

    policy: Path
    calendars: tuple[Path, ...]
    run: tuple[str, ...]
    format: str
    coverage: bool
    at_least: Decimal | None
    suggest: bool


def _run(asked: _Asked, session: Session) -> int:
    """One run, told in the format that is asked for."""
    from dutylang.cli.testing_run import narrowed, suite_of

    own = user_calendars(asked.calendars, session)
    if own is None:
        return USAGE
    loaded = _loaded(asked, own, session)
    if loaded is None:
        return NOT_CHECKED
    chosen = narrowed(loaded, asked.run)
    watch: Watch | None = None
    ways: list[frozenset[Way]] | None = None
    if asked.coverage or asked.suggest:
        from dutylang.assessment.coverage import watch_of

        watch = watch_of(loaded.policy, loaded.plan)
        ways = [] if asked.suggest else None
    suite = suite_of(chosen, session.tongue, watch, ways)
    covered = watch.coverage() if watch is not None and asked.coverage else None
    suggestions = None
    if watch is not None and ways is not None:
        from dutylang.cli.testing_suggest import suggestions_of

        suggestions = suggestions_of(chosen, asked.policy, watch, ways, session)
    _TELL[asked.format](_Ran(suite, chosen, covered, suggestions, bool(asked.run)), session)
    if asked.run and not suite.scenarios:
        return USAGE  # a slip in the name must not look like success
    wanted = asked.at_least or Decimal(0)
    if covered is not None and not covered.reaches(wanted):
        tell_below(covered, wanted, session)
        return FAILED
    return 0 if suite.holds else FAILED


def _loaded(asked: _Asked, own: dict[str, Calendar], session: Session) -> Loaded | None:
    return loaded_policy(asked.policy, session, own)


# ---- formats -----------------------------------------------------------------------------------


@attrs.frozen(eq=False)
class _Ran:
    """What there is to tell of a run; `covered` and `suggestions` where they were asked for.

    `chosen`: only some scenarios were asked for, by name.
    """

    suite: SuiteReport
    loaded: Loaded
    covered: Coverage | None
    suggestions: Suggestions | None
    chosen: bool


def _text(ran: _Ran, session: Session) -> None:
    """For a terminal. Where standard output is for suggestions, all else goes beside it."""
    from dutylang.reports.layout import Paint
    from dutylang.reports.scenarios.as_text import scenario_lines, total_line

    beside = ran.suggestions is not None
    say, stream = (session.tell, sys.stderr) if beside else (session.say, sys.stdout)
    paint = Paint(session.paints(stream))
    for report in ran.suite.scenarios:
        for line in scenario_lines(report, session.tongue, paint, quiet=session.quiet or beside):
            say(line)
        if not report.outcome.holds:
            session.report(report.problems, ran.loaded.sources)
    say(total_line(ran.suite, session.tongue, chosen=ran.chosen))
    if ran.suggestions is not None:
        from dutylang.cli.testing_suggest import tell_suggestions

        tell_suggestions(ran.suggestions, session)
    elif ran.covered is not None and ran.suite.scenarios:
        tell_coverage(ran.covered, ran.loaded, session)


def _json(ran: _Ran, session: Session) -> None:
    from dutylang.reports.scenarios.as_json import suite_json

    told = suite_json(ran.suite, session.tongue)
    if ran.covered is not None:
        told["coverage"] = coverage_json(ran.covered, ran.loaded)
    if ran.suggestions is not None:
        from dutylang.cli.testing_suggest import suggestions_json

        told["suggestions"] = suggestions_json(ran.suggestions)
    session.say(json.dumps(told, ensure_ascii=False, indent=2))


def _junit(ran: _Ran, session: Session) -> None:
    from dutylang.reports.scenarios.as_junit import junit_text

    properties = {"coverage": ran.covered.share} if ran.covered is not None else {}
    session.say(junit_text(ran.suite, session.tongue, properties))


def _tap(ran: _Ran, session: Session) -> None:
    from dutylang.reports.scenarios.as_tap import tap_text

    remarks = coverage_remarks(ran.covered, ran.loaded, session) if ran.covered is not None else ()
    session.say(tap_text(ran.suite, session.tongue, remarks))


_TELL = {"text": _text, "json": _json, "junit": _junit, "tap": _tap}
