"""`duty doc`: a policy as a document that people read, article by article, in either tongue."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from dutylang.cli.grouped import format_fits
from dutylang.cli.opening import NOT_CHECKED, all_there, user_calendars
from dutylang.cli.program import program_version
from dutylang.cli.spoken import USAGE, Session, SpokenCommand, common, option, session_of
from dutylang.diagnostics import Diagnostic, Severity
from dutylang.source import NOWHERE

if TYPE_CHECKING:
    from collections.abc import Mapping

    from dutylang.calendars import Calendar
    from dutylang.reports.policy_doc.edition import Texts
    from dutylang.reports.policy_doc.model import PolicyDoc

FORMATS = ("html", "docx")
PATH = click.Path(path_type=Path)


@click.command("doc", cls=SpokenCommand)
@click.argument("policy", type=PATH)
@option("--format", "format_", type=click.Choice(FORMATS), default=None)
@option("--calendar", "calendars", multiple=True, type=PATH, metavar="FILE")
@option("--output", "-o", type=PATH, metavar="FILE")
@common
@click.pass_context
def command(
    ctx: click.Context, policy: Path, format_: str | None, calendars: tuple[Path, ...], output: Path | None
) -> int:
    """Exit code 0 written, 3 not checked. Without --format the name of the file decides, else it is HTML."""
    session = session_of(ctx)
    if not all_there(session, policy, *calendars):
        return USAGE
    wanted = format_ or _format_of(output)
    own = user_calendars(calendars, session) if format_fits(wanted, output, session) else None
    if own is None:
        return USAGE
    doc = _doc_of(policy, own, session)
    if doc is None:
        return NOT_CHECKED
    return _written(doc, wanted, output, session)


def _format_of(output: Path | None) -> str:
    """The format that the name of a file asks for."""
    return "docx" if output is not None and output.suffix.lower() == ".docx" else "html"


def _doc_of(path: Path, calendars: Mapping[str, Calendar], session: Session) -> PolicyDoc | None:
    """The document; None, with everything wrong reported, when the policy does not check."""
    from dutylang.calendars import calendar_named
    from dutylang.pipeline import check_policy
    from dutylang.reports.policy_doc.document import Imprint, policy_doc

    policy, texts, problems = check_policy(path, calendars)
    session.report([each for each in problems if each.severity is Severity.ERROR], texts.sources)
    if policy is None:
        return None
    calendar, _ = calendar_named(policy.calendar, calendars)
    imprint = Imprint(calendar.label if calendar is not None else policy.calendar, program_version())
    return policy_doc(policy, texts.documents, session.tongue, imprint, _remarks(path, session.tongue))


def _remarks(path: Path, tongue: str) -> Texts | None:
    """The same policy in the document's tongue, where it lies beside: `en/` and `zh/` in one folder."""
    from dutylang.syntax.lexicon import tongues
    from dutylang.texts import read_texts

    folder = path if path.is_dir() else path.parent
    beside = folder.parent / tongue if folder.resolve().name in tongues() else folder / tongue
    if not beside.is_dir() or beside.resolve() == folder.resolve():
        return None
    texts, problems = read_texts(beside)
    return None if any(each.severity is Severity.ERROR for each in problems) else texts.documents


def _written(doc: PolicyDoc, format_: str, output: Path | None, session: Session) -> int:
    data = _bytes_of(doc, format_)
    if output is None:
        sys.stdout.write(data.decode("utf-8"))
        return 0
    try:
        output.write_bytes(data)
    except OSError as fault:
        told = {"path": str(output), "reason": fault.strerror or ""}
        session.report([Diagnostic("G020", NOWHERE, told)])
        return USAGE
    if not session.quiet:
        session.tell(session.text("said.doc.done", path=str(output)))
    return 0


def _bytes_of(doc: PolicyDoc, format_: str) -> bytes:
    if format_ == "docx":
        from dutylang.reports.policy_doc.as_docx import docx_bytes

        return docx_bytes(doc)
    from dutylang.reports.policy_doc.as_html import html_text

    return html_text(doc).encode("utf-8")
