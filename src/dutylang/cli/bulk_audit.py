"""`duty audit` in columns: whether an audit can go that way, and the audit of a book that does."""

from __future__ import annotations

import importlib.util
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from dutylang.cli.audit import FINDINGS, Shape, UnwritableError, ended, not_written, opened
from dutylang.cli.auditing import advancing, with_progress
from dutylang.cli.casework import Asked
from dutylang.cli.people import names_of
from dutylang.cli.settings import stops
from dutylang.cli.spoken import USAGE, Session
from dutylang.diagnostics import Diagnostic, Severity, catalogue
from dutylang.source import NOWHERE

if TYPE_CHECKING:
    from dutylang.assessment.model import Horizon
    from dutylang.books.crew import Crew
    from dutylang.books.inputs import BookInput
    from dutylang.books.run import BulkRun, Done, Totals
    from dutylang.cli.auditing import Audit
    from dutylang.plan.model import Plan

MANY = 100
"""From so many cases on, columns cost less than single cases."""

LIBRARIES = ("polars", "numpy", "pyarrow")
TABLES = (FINDINGS, "persons")
"""What columns are written as."""


def book_for_columns(
    audit: Audit, cases: Path | str, asked: Asked, shape: Shape, session: Session, *, wanted: bool
) -> BookInput | int | None:
    """The book, where it is to be judged in columns; None where case by case.

    Where columns are `wanted` and cannot serve, the reasons are told, and the exit code is given.
    """
    refused = _refusals(audit, shape, session)
    if refused and not wanted:
        return None
    session.report(refused)
    if refused:
        return USAGE
    from dutylang.books.inputs import input_from_path

    book, faults = input_from_path(audit.loaded, cases, audit.horizon, asked.mapping, asked.holders)
    if not wanted:
        return book if book is not None and book.has_at_least(MANY) else None
    session.report(faults)
    return USAGE if book is None or stops(faults) else book


def _refusals(audit: Audit, shape: Shape, session: Session) -> list[Diagnostic]:
    """Why an audit cannot be made in columns."""
    from dutylang.assessment.single.versions import versions_at

    found = []
    if shape.format == "text" and not session.quiet:
        found.append(Diagnostic("G050", NOWHERE, {"format": shape.format}, help="quiet"))
    elif shape.format not in ("text", "parquet"):
        found.append(Diagnostic("G050", NOWHERE, {"format": shape.format}))
    if shape.rows is not None and shape.rows not in TABLES:
        found.append(Diagnostic("G051", NOWHERE, {"table": shape.rows}))
    asked = {
        "--known-at": audit.horizon.known_at is not None,
        "--counterfactuals": audit.counterfactuals,
        "--by": shape.groups is not None,
    }
    found += [Diagnostic("G052", NOWHERE, {"option": name}) for name, is_asked in asked.items() if is_asked]
    versions = len(versions_at(audit.loaded.plan, audit.horizon))
    if versions > 1:
        told = {"policy": audit.loaded.policy.declared.name, "count": versions}
        found.append(Diagnostic("G053", NOWHERE, told))
    missing = [name for name in LIBRARIES if importlib.util.find_spec(name) is None]
    if missing:
        found.append(Diagnostic("G054", NOWHERE, {"libraries": missing}))
    return found


def formless_told(audit: Audit, session: Session, crew: Crew | None) -> Callable[[], None]:
    """Begins to look for rules that are judged case by case; call what is given back to have them told.

    They are told with what of them has no form in columns. A worker of the crew looks for them, if there is one.
    """
    found: Callable[[], Mapping[str, str]] = partial(_formless, audit.loaded.plan, audit.horizon)
    if crew is not None:
        found = crew.ask(found)

    def tell() -> None:
        rules = [
            session.text("bulk.rule", rule=rule, construct=_words(construct, session))
            for rule, construct in found().items()
        ]
        if rules:
            told = {"count": len(rules), "rules": rules}
            session.report([Diagnostic("G055", NOWHERE, told, Severity.NOTE)])

    return tell


def _formless(plan: Plan, horizon: Horizon) -> Mapping[str, str]:
    from dutylang.assessment.bulk.engine import formless_rules

    return formless_rules(plan, horizon)


def _words(construct: str, session: Session) -> str:
    key = f"bulk.construct.{construct}"
    return session.text(key if catalogue.find(key) is not None else "bulk.construct.other")


def audited_in_columns(
    audit: Audit, book: BookInput, shape: Shape, session: Session, before: Callable[[], None] | None = None
) -> int:
    """Audits a book in columns, held in memory; the exit code. `before` is called when nothing is judged yet."""
    from dutylang.books.output import OutputError
    from dutylang.books.run import BulkRun

    if before is not None:
        before()
    figures = audit.figures(with_progress(book.cases, None, session))
    names = names_of(audit, session)
    run = BulkRun(audit.loaded, audit.horizon, names, audit.overrides, figures, shape.fail_on)
    table = shape.rows or FINDINGS if shape.format == "parquet" else None
    judged = _judged(run, book, table, shape, session)
    write = _summed_up if table is None else _written
    try:
        totals = write(run, judged, audit, shape, session)
    except (UnwritableError, OutputError) as fault:
        return not_written(shape, fault.reason, session)
    return ended(totals.ending(), totals.failed, names, shape, session)


def _judged(
    run: BulkRun, book: BookInput, table: str | None, shape: Shape, session: Session
) -> Iterator[Done]:
    """Part after part, with a bar that moves on by their cases."""
    with advancing(None, session) as advance:
        for columns in book.chunks():
            for part in run.parts(columns):
                done = run.done(part, table, shape.columns)
                yield done
                if advance is not None:
                    advance(done.count)


def _written(run: BulkRun, parts: Iterable[Done], audit: Audit, shape: Shape, _session: Session) -> Totals:
    """The rows of a table, written as the parts come."""
    from dutylang.books.output import TableWriter, replaced

    totals = run.totals()
    with replaced(shape.output or Path("-")) as out:
        writer = TableWriter(out, audit.run(), run.names, shape.rows or FINDINGS, shape.columns)
        for part in parts:
            if part.piece is not None:
                writer.join(part.piece)
            totals.add(part)
        writer.close()
    return totals


def _summed_up(run: BulkRun, parts: Iterable[Done], audit: Audit, shape: Shape, session: Session) -> Totals:
    """The counts alone, as text."""
    from dutylang.reports.formats import report_in

    totals = run.totals()
    with opened(shape.output) as out:
        color = shape.output is None and session.paints(sys.stdout)
        report = report_in("text", out, run.names, color=color, brief=True)
        report.begin(audit.run())
        for part in parts:
            totals.add(part)
        report.end(totals.ending())
    return totals
