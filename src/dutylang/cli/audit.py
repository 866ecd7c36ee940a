"""`duty audit`: every case against every duty of a policy, as of a day."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple, TextIO

import attrs
import click

from dutylang.cli.bucketed_audit import audited_in_buckets, begun_crew, budget_from_options, own_budget
from dutylang.cli.casework import CASES, PATH, UNREAD, Asked, CaseInput, audit_from, input_from, reads_cases
from dutylang.cli.grouped import (
    columns_from_option,
    format_fits,
    groups_fit,
    groups_from_option,
    rows_fit,
)
from dutylang.cli.people import names_of
from dutylang.cli.spoken import USAGE, Session, SpokenCommand, common, option, session_of
from dutylang.diagnostics import Diagnostic
from dutylang.source import NOWHERE

if TYPE_CHECKING:
    from dutylang.cli.auditing import Audit
    from dutylang.reports.audit import Ending
    from dutylang.reports.grouping import Groups
    from dutylang.reports.names import Names

FOUND = 1
FINDINGS = "findings"
TABLES = (FINDINGS, "persons", "escalations", "points")
FORMATS = ("text", "html", "json", "jsonl", "csv", "xlsx", "parquet", "markdown", "junit", "sarif")
ENGINES = ("auto", "single", "bulk")
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
@option("--engine", type=click.Choice(ENGINES), default=ENGINES[0])
@option("--columns", metavar="NAME,NAME,…")
@option("--jobs", type=click.IntRange(min=1), metavar="N")
@option("--memory", metavar="SIZE")
@option("--work", type=PATH, metavar="FOLDER")
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
    engine: str,
    columns: str | None,
    jobs: int | None,
    memory: str | None,
    work: Path | None,
    output: Path | None,
    fail_on: str,
) -> int:
    """Exit code 0 audited, 1 a finding at or above --fail-on, 3 not checked, 4 cases not read."""
    session = session_of(ctx)
    format_ = "json" if as_json else format_
    fits = rows_fit(rows, format_, session) and groups_fit(by, format_, session)
    if not fits or not format_fits(format_, output, session):
        return USAGE
    wanted_columns, known = columns_from_option(columns, rows or FINDINGS, format_, session)
    if not known:
        return USAGE
    audit = audit_from(policy, cases, asked, session)
    if isinstance(audit, int):
        return audit
    crew = begun_crew(cases, engine, jobs, memory)
    if crew is not None:
        ctx.with_resource(crew)
    groups, known = groups_from_option(by, audit, session)
    if not known:
        return USAGE
    audit = attrs.evolve(audit, counterfactuals=counterfactuals)
    shape = Shape(format_, output, rows, groups, fail_on, wanted_columns, jobs)
    budget = budget_from_options(memory, work, engine, output, session)
    if isinstance(budget, int):
        return budget
    if engine != "single":
        from dutylang.cli.bulk_audit import audited_in_columns, book_for_columns, formless_told

        wanted = engine == "bulk" or budget is not None
        book = book_for_columns(audit, cases, asked, shape, session, wanted=wanted)
        if isinstance(book, int):
            return book
        told = formless_told(audit, session, crew) if wanted else None
        if book is not None and budget is None:
            budget = own_budget(book, output)
        if book is not None and budget is not None:
            return audited_in_buckets(audit, book, shape, budget, asked, session, crew, told)
        if book is not None:
            return audited_in_columns(audit, book, shape, session, told)
    given = input_from(audit, cases, asked, session)
    return USAGE if given is None else _audited(audit, given, shape, session)


class Shape(NamedTuple):
    """What the report is like, where it goes, and from which verdict on the audit fails.

    `columns` are those of a Parquet report, None for all; `jobs` how many processes judge a book.
    """

    format: str
    output: Path | None
    rows: str | None = None
    groups: Groups | None = None
    fail_on: str = "never"
    columns: tuple[str, ...] | None = None
    jobs: int | None = None


def _audited(audit: Audit, given: CaseInput, shape: Shape, session: Session) -> int:
    from dutylang.cli.auditing import with_progress, write_audit
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
                columns=shape.columns,
            )
            read = with_progress(given.read, given.count, session)
            ending, failed = write_audit(audit, read, report, shape.fail_on)
    except UnwritableError as fault:
        return not_written(shape, fault.reason, session)
    return ended(ending, failed, names, shape, session)


def not_written(shape: Shape, reason: str, session: Session) -> int:
    """Says that the report cannot be written, and why; the exit code."""
    session.report([Diagnostic("G020", NOWHERE, {"path": str(shape.output), "reason": reason})])
    return USAGE


def ended(ending: Ending, failed: bool, names: Names, shape: Shape, session: Session) -> int:
    """Tells the problems that the report does not hold; the exit code."""
    from dutylang.cli.auditing import tell_problems

    if shape.format != "json":
        tell_problems(ending.problems, names, session)
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
