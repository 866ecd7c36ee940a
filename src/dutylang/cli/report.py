"""`duty report`: a saved audit in any format, without the cases and without judging anything again."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import attrs
import click

from dutylang.cli.audit import FAIL_ON, FINDINGS, FORMATS, FOUND, TABLES, Shape, UnwritableError, opened
from dutylang.cli.casework import PATH, UNREAD
from dutylang.cli.grouped import format_fits, groups_fit, rows_fit
from dutylang.cli.opening import NOT_CHECKED, all_there
from dutylang.cli.spoken import USAGE, Session, SpokenCommand, common, option, session_of
from dutylang.diagnostics import Diagnostic, Severity
from dutylang.source import NOWHERE

if TYPE_CHECKING:
    from dutylang.reports.grouping import Groups
    from dutylang.reports.names import Names
    from dutylang.reports.saved.document import SavedAudit, SavedDocument


@click.command("report", cls=SpokenCommand)
@click.argument("saved", type=PATH)
@option("--format", "format_", type=click.Choice(FORMATS), default="text")
@option("--table", "rows", type=click.Choice(TABLES), default=None)
@option("--by", metavar="person|article|duty|FIELD")
@option("--output", "-o", type=PATH, metavar="FILE")
@option("--fail-on", type=click.Choice(FAIL_ON), default="never")
@common
@click.pass_context
def command(
    ctx: click.Context,
    saved: Path,
    format_: str,
    rows: str | None,
    by: str | None,
    output: Path | None,
    fail_on: str,
) -> int:
    """Exit codes as of `duty audit`; 4 also where the saved audit cannot be read."""
    from dutylang.reports.saved.document import audit_from_document

    session = session_of(ctx)
    fits = rows_fit(rows, format_, session) and groups_fit(by, format_, session)
    if not fits or not format_fits(format_, output, session) or not all_there(session, saved):
        return USAGE
    document = _document_at(saved, session)
    if document is None:
        return UNREAD
    words = _words_of(document, session)
    if words is None:
        return NOT_CHECKED
    labels, names = words
    audit, problems = audit_from_document(document, session.tongue, tuple(names.requirements))
    session.report(problems)
    if audit is None:
        return UNREAD
    groups, known = _groups(by, audit, session)
    if not known:
        return USAGE
    audit = attrs.evolve(audit, run=attrs.evolve(audit.run, labels=labels, texts=audit.texts))
    return _reported(audit, names, Shape(format_, output, rows, groups), fail_on, session)


def _document_at(path: Path, session: Session) -> SavedDocument | None:
    from dutylang.reports.saved.document import document_from_saved

    try:
        text = path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError:
        session.report([Diagnostic("G002", NOWHERE, {"path": str(path)})])
        return None
    except OSError:
        session.report([Diagnostic("G001", NOWHERE, {"path": str(path)})])
        return None
    document, problems = document_from_saved(text, str(path))
    session.report(problems)
    return document


def _words_of(document: SavedDocument, session: Session) -> tuple[tuple[tuple[str, str], ...], Names] | None:
    """The policy's labels, and its words in the reader's tongue, from the texts in the file.

    None, with the reason told, where they are not the texts that the cases were audited by.
    """
    from dutylang.cli.people import names_of_policy
    from dutylang.pipeline import loaded_from_sources

    loaded, texts, problems = loaded_from_sources(document.texts)
    if loaded is None:
        session.report([each for each in problems if each.severity is Severity.ERROR], texts.sources)
    if loaded is None or loaded.policy.sha256 != document.run.sha256:
        told = {"path": document.name, "sha256": document.run.sha256}
        session.report([Diagnostic("G045", NOWHERE, told)])
        return None
    return loaded.policy.declared.labels, names_of_policy(loaded, session.tongue)


def _groups(by: str | None, audit: SavedAudit, session: Session) -> tuple[Groups | None, bool]:
    """The groups that are asked for, else those of the saved audit; and whether they are known."""
    from dutylang.reports.grouping import GROUPINGS, Groups

    if by is None or (audit.groups is not None and audit.groups.by == by):
        return audit.groups, True
    if by in GROUPINGS:
        return Groups(by, audit.run.as_of.day), True
    known = [*GROUPINGS, *([audit.groups.by] if audit.groups is not None else [])]
    session.report([Diagnostic("G046", NOWHERE, {"name": by, "known": known})])
    return None, False


def _reported(audit: SavedAudit, names: Names, shape: Shape, fail_on: str, session: Session) -> int:
    from dutylang.cli.auditing import tell_problems
    from dutylang.reports.audit import fails
    from dutylang.reports.formats import report_in

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
            report.begin(audit.run)
            for case, assessed in audit.cases:
                report.case(case, assessed)
            report.end(audit.ending)
    except UnwritableError as fault:
        told = {"path": str(shape.output), "reason": fault.reason}
        session.report([Diagnostic("G020", NOWHERE, told)])
        return USAGE
    if shape.format != "json":
        tell_problems(audit.ending.problems, names, session)
    if any(fails(finding, fail_on) for _, assessed in audit.cases for finding in assessed.findings):
        return FOUND
    return UNREAD if audit.ending.summary.unread else 0
