"""`duty audit`: every case against every duty of a policy, as of a day."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple, TextIO

import attrs
import click

from dutylang.cli.grouped import format_fits, groups_fit, groups_from_option, rows_fit
from dutylang.cli.opening import NOT_CHECKED, all_there, loaded_policy, user_calendars
from dutylang.cli.settings import (
    horizon_from_options,
    parameters_from_options,
    stops,
)
from dutylang.cli.spoken import USAGE, Session, SpokenCommand, common, option, session_of
from dutylang.diagnostics import Diagnostic
from dutylang.source import NOWHERE

if TYPE_CHECKING:
    from dutylang.cli.auditing import Audit
    from dutylang.pipeline import Loaded
    from dutylang.reports.grouping import Groups

FOUND, UNREAD = 1, 4
FINDINGS = "findings"
TABLES = (FINDINGS, "persons", "escalations", "points")
FORMATS = ("text", "html", "json", "jsonl", "csv", "xlsx", "parquet", "markdown", "junit", "sarif")
FAIL_ON = ("violated", "late", "unknown", "never")
PATH = click.Path(path_type=Path)


@click.command("audit", cls=SpokenCommand)
@click.argument("policy", type=PATH)
@click.argument("cases", type=PATH)
@option("--as-of", required=True, metavar="DATE")
@option("--mapping", type=PATH, metavar="FILE")
@option("--holders", type=PATH, metavar="FILE")
@option("--format", "format_", type=click.Choice(FORMATS), default="text")
@option("--json", "as_json", is_flag=True)
@option("--table", "rows", type=click.Choice(TABLES), default=None)
@option("--counterfactuals", is_flag=True)
@option("--by", metavar="person|article|duty|FIELD")
@option("--output", "-o", type=PATH, metavar="FILE")
@option("--fail-on", type=click.Choice(FAIL_ON), default="never")
@option("--known-at", metavar="DATE")
@option("--set", "settings", multiple=True, metavar="NAME=VALUE")
@option("--calendar", "calendars", multiple=True, type=PATH, metavar="FILE")
@common
@click.pass_context
def command(
    ctx: click.Context,
    policy: Path,
    cases: Path,
    as_of: str,
    mapping: Path | None,
    holders: Path | None,
    format_: str,
    as_json: bool,
    rows: str | None,
    counterfactuals: bool,
    by: str | None,
    output: Path | None,
    fail_on: str,
    known_at: str | None,
    settings: tuple[str, ...],
    calendars: tuple[Path, ...],
) -> int:
    """Exit code 0 audited, 1 a finding at or above --fail-on, 3 not checked, 4 cases not read."""
    session = session_of(ctx)
    there = all_there(session, policy, cases, mapping, holders, *calendars)
    format_ = "json" if as_json else format_
    if not there or not rows_fit(rows, format_, session) or not groups_fit(by, format_, session):
        return USAGE
    own = user_calendars(calendars, session)
    if own is None or not format_fits(format_, output, session):
        return USAGE
    loaded = loaded_policy(policy, session, own)
    if loaded is None:
        return NOT_CHECKED
    audit = audit_from_options(loaded, as_of, known_at, settings, session)
    if audit is None:
        return USAGE
    groups, known = groups_from_option(by, audit, session)
    if not known:
        return USAGE
    given = Given(cases, mapping, holders)
    audit = attrs.evolve(audit, counterfactuals=counterfactuals)
    return _audited(audit, given, Shape(format_, output, rows, groups), fail_on, session)


class Given(NamedTuple):
    """What the cases are read from."""

    path: Path
    mapping: Path | None
    holders: Path | None


class Shape(NamedTuple):
    """What the report is like, and where it goes."""

    format: str
    output: Path | None
    rows: str | None = None
    groups: Groups | None = None


def audit_from_options(
    loaded: Loaded,
    as_of: str,
    known_at: str | None,
    settings: tuple[str, ...],
    session: Session,
) -> Audit | None:
    """What to audit with; None, with everything wrong reported, when an option does not hold."""
    from dutylang.cli.auditing import Audit

    horizon, problems = horizon_from_options(as_of, known_at, loaded)
    overrides, faults = parameters_from_options(settings, loaded)
    session.report([*problems, *faults])
    if horizon is None or stops((*problems, *faults)):
        return None
    return Audit(loaded, horizon, overrides)


def _audited(
    audit: Audit,
    given: Given,
    shape: Shape,
    fail_on: str,
    session: Session,
) -> int:
    from dutylang.cli.auditing import tell_problems, with_progress, write_audit
    from dutylang.cli.phrases import conditions_of
    from dutylang.pipeline import cases_of
    from dutylang.reports.formats import report_in
    from dutylang.reports.names import names_from_policy

    book_of_cases = partial(cases_of, audit.loaded, given.path, given.mapping, audit.horizon, given.holders)
    found, count, faults = book_of_cases()
    session.report(faults)
    if stops(faults):
        return USAGE
    conditions = conditions_of(audit.loaded.policy, session.tongue)
    names = names_from_policy(audit.loaded.policy, audit.loaded.plan, session.tongue, conditions)
    try:
        with opened(shape.output) as out:
            report = report_in(
                shape.format,
                out,
                names,
                color=shape.output is None and session.paints(sys.stdout),
                brief=session.quiet,
                groups=shape.groups,
                rows=shape.rows or FINDINGS,
            )
            first = [found]  # what was opened already is read first; a second reading opens it anew
            again = with_progress(lambda: first.pop() if first else book_of_cases()[0], count, session)
            ending, failed = write_audit(audit, again, report, fail_on)
    except _UnwritableError as fault:
        told = {"path": str(shape.output), "reason": fault.reason}
        session.report([Diagnostic("G020", NOWHERE, told)])
        return USAGE
    if shape.format != "json":
        tell_problems(ending.problems, session)
    if failed:
        return FOUND
    return UNREAD if ending.summary.unread else 0


class _UnwritableError(Exception):
    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


@contextmanager
def opened(path: Path | None) -> Iterator[TextIO]:
    """A file to write to, in UTF-8 with plain line ends; standard output without a path."""
    if path is None:
        yield sys.stdout
        return
    try:
        file = path.open("w", encoding="utf-8", newline="")
    except OSError as fault:
        raise _UnwritableError(fault.strerror or type(fault).__name__) from fault
    with file:
        yield file
