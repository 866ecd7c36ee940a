"""`duty audit`: every case against every duty of a policy, as of a day."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple, TextIO

import attrs
import click

from dutylang.cli.casework import CASES, PATH, UNREAD, Asked, CaseInput, audit_from, input_from, reads_cases
from dutylang.cli.grouped import format_fits, groups_fit, groups_from_option, rows_fit
from dutylang.cli.people import names_of
from dutylang.cli.spoken import USAGE, Session, SpokenCommand, common, option, session_of
from dutylang.diagnostics import Diagnostic
from dutylang.source import NOWHERE

if TYPE_CHECKING:
    from dutylang.cli.auditing import Audit
    from dutylang.reports.grouping import Groups

FOUND = 1
FINDINGS = "findings"
TABLES = (FINDINGS, "persons", "escalations", "points")
FORMATS = ("text", "html", "json", "jsonl", "csv", "xlsx", "parquet", "markdown", "junit", "sarif")
FAIL_ON = ("violated", "late", "unknown", "never")


@click.command("audit", cls=SpokenCommand)
@click.argument("policy", type=PATH)
@click.argument("cases", type=CASES)
@reads_cases
@option("--format", "format_", type=click.Choice(FORMATS), default="text")
@option("--json", "as_json", is_flag=True)
@option("--table", "rows", type=click.Choice(TABLES), default=None)
@option("--counterfactuals", is_flag=True)
@option("--by", metavar="person|article|duty|FIELD")
@option("--output", "-o", type=PATH, metavar="FILE")
@option("--fail-on", type=click.Choice(FAIL_ON), default="never")
@common
@click.pass_context
def command(
    ctx: click.Context,
    policy: Path,
    cases: Path | str,
    asked: Asked,
    format_: str,
    as_json: bool,
    rows: str | None,
    counterfactuals: bool,
    by: str | None,
    output: Path | None,
    fail_on: str,
) -> int:
    """Exit code 0 audited, 1 a finding at or above --fail-on, 3 not checked, 4 cases not read."""
    session = session_of(ctx)
    format_ = "json" if as_json else format_
    fits = rows_fit(rows, format_, session) and groups_fit(by, format_, session)
    if not fits or not format_fits(format_, output, session):
        return USAGE
    audit = audit_from(policy, cases, asked, session)
    if isinstance(audit, int):
        return audit
    groups, known = groups_from_option(by, audit, session)
    given = input_from(audit, cases, asked, session) if known else None
    if given is None:
        return USAGE
    audit = attrs.evolve(audit, counterfactuals=counterfactuals)
    return _audited(audit, given, Shape(format_, output, rows, groups), fail_on, session)


class Shape(NamedTuple):
    """What the report is like, and where it goes."""

    format: str
    output: Path | None
    rows: str | None = None
    groups: Groups | None = None


def _audited(audit: Audit, given: CaseInput, shape: Shape, fail_on: str, session: Session) -> int:
    from dutylang.cli.auditing import tell_problems, with_progress, write_audit
    from dutylang.reports.formats import report_in

    names = names_of(audit, session)
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
            read = with_progress(given.read, given.count, session)
            ending, failed = write_audit(audit, read, report, fail_on)
    except UnwritableError as fault:
        told = {"path": str(shape.output), "reason": fault.reason}
        session.report([Diagnostic("G020", NOWHERE, told)])
        return USAGE
    if shape.format != "json":
        tell_problems(ending.problems, session)
    if failed:
        return FOUND
    return UNREAD if ending.summary.unread else 0


class UnwritableError(Exception):
    """A file cannot be written to, for the reason that the system gives."""

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
        raise UnwritableError(fault.strerror or type(fault).__name__) from fault
    with file:
        yield file
