"""`duty dossier`: the file on one person in one case, for the body that decides on liability."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import attrs
import click

from dutylang.cli.casework import PATH, UNREAD, Asked, CaseInput, audit_from, input_from, reads_cases
from dutylang.cli.grouped import format_fits
from dutylang.cli.opening import near_name
from dutylang.cli.people import knows_person, names_of
from dutylang.cli.settings import stops
from dutylang.cli.spoken import USAGE, Session, SpokenCommand, common, option, session_of
from dutylang.diagnostics import Diagnostic
from dutylang.source import NOWHERE

if TYPE_CHECKING:
    from dutylang.assessment.figures import FigureValue
    from dutylang.assessment.model import CaseAssessment
    from dutylang.cases.record import CaseRecord
    from dutylang.cli.auditing import Audit
    from dutylang.reports.dossier.model import Dossier
    from dutylang.reports.names import Names

FORMATS = ("html", "docx")


@click.command("dossier", cls=SpokenCommand)
@click.argument("policy", type=PATH)
@click.argument("cases", type=PATH, metavar="CASE")
@option("--person", required=True, metavar="NAME")
@option("--case", "case_id", metavar="ID")
@reads_cases
@option("--format", "format_", type=click.Choice(FORMATS), default=None)
@option("--output", "-o", type=PATH, metavar="FILE")
@common
@click.pass_context
def command(
    ctx: click.Context,
    policy: Path,
    cases: Path,
    person: str,
    case_id: str | None,
    asked: Asked,
    format_: str | None,
    output: Path | None,
) -> int:
    """Exit code 0 written, 2 usage, 3 not checked, 4 a case not read. Without --format the file's name decides."""
    session = session_of(ctx)
    format_ = format_ or format_of(output)
    if not format_fits(format_, output, session):
        return USAGE
    audit = audit_from(policy, cases, asked, session)
    if isinstance(audit, int):
        return audit
    given = input_from(audit, cases, asked, session)
    if given is None:
        return USAGE
    found, unread = _chosen(person, case_id, audit, given, cases.is_file(), session)
    if found is None:
        return UNREAD if unread else USAGE
    names = names_of(audit, session)
    data = _bytes_of(_dossier(found, person, audit, names), format_, names)
    if not _written(data, output, found.case.id, person, session):
        return USAGE
    return UNREAD if unread else 0


def format_of(output: Path | None) -> str:
    """The format that the name of a file asks for: docx, else html."""
    return "docx" if output is not None and output.suffix.lower() == ".docx" else "html"


# ---- which case --------------------------------------------------------------------------------


@attrs.frozen
class Found:
    """The case that is meant, with what was wrong in its file, what was found in it, and figures of its book."""

    case: CaseRecord
    problems: tuple[Diagnostic, ...]
    assessed: CaseAssessment
    figures: tuple[FigureValue, ...]


def _chosen(
    person: str, case_id: str | None, audit: Audit, given: CaseInput, is_file: bool, session: Session
) -> tuple[Found | None, bool]:
    """The case that is meant and whether another one could not be read; None, with the reason told, without one."""
    read: list[tuple[CaseRecord, tuple[Diagnostic, ...]]] = []
    unread = False
    for case, problems in given.read():
        if case is None:
            session.report(problems)
            unread = unread or stops(problems)
            continue
        read.append((case, problems))
    if not _knows_case(case_id, [case.id for case, _ in read], session):
        return None, False
    wanted = [each for each in read if case_id in (None, each[0].id)]
    if not wanted:
        return None, unread
    known = [(case, problems, _persons_of(case)) for case, problems in wanted]
    if not knows_person(person, list(dict.fromkeys(name for *_, named in known for name in named)), session):
        return None, False
    about = [(case, problems) for case, problems, named in known if person in named]
    if len(about) > 1:
        told = {"name": person, "cases": [case.id for case, _ in about]}
        session.report([Diagnostic("G033", NOWHERE, told)])
        return None, False
    # A case that was given alone stands in no book: what only the book shows is supplied with it, or unknown.
    figures = None if is_file and given.count == 1 else audit.figures(given.read)
    ((case, problems),) = about
    worked_out = tuple(figures.values.values()) if figures is not None else ()
    return Found(case, problems, audit.assess(case, figures), worked_out), unread


def _persons_of(case: CaseRecord) -> list[str]:
    """Everyone whom the record names: holders of roles, actors, and who decided or was decided about."""
    named = [each.person for each in case.holders]
    named += [actor.person for event in case.events for actor in event.actors]
    named += [person for each in case.judgements for person in (each.by.person, each.about) if person]
    return named


def _knows_case(case_id: str | None, known: list[str], session: Session) -> bool:
    """Whether a case that is named is among those that were read; reports it if not."""
    if case_id is None or case_id in known:
        return True
    near = near_name(case_id, known)
    told = {"case": case_id, "near": near}
    session.report([Diagnostic("G024", NOWHERE, told, help="near" if near else None)])
    return False


# ---- writing -----------------------------------------------------------------------------------


def _dossier(found: Found, person: str, audit: Audit, names: Names) -> Dossier:
    from dutylang.reports.account import account_of
    from dutylang.reports.dossier.contents import dossier_of

    account = account_of(found.case, found.assessed, names, found.figures)
    return dossier_of(person, account, audit.run(), found.problems)


def _bytes_of(dossier: Dossier, format_: str, names: Names) -> bytes:
    if format_ == "docx":
        from dutylang.reports.dossier.as_docx import docx_from_dossier

        return docx_from_dossier(dossier, names.tongue)
    from dutylang.reports.dossier.as_html import html_from_dossier

    return html_from_dossier(dossier, names).encode()


def _written(data: bytes, output: Path | None, case: str, person: str, session: Session) -> bool:
    """Whether it could be written; a page goes to standard output where no file is named."""
    if output is None:
        sys.stdout.write(data.decode())
        return True
    try:
        output.write_bytes(data)
    except OSError as fault:
        told = {"path": str(output), "reason": fault.strerror or type(fault).__name__}
        session.report([Diagnostic("G020", NOWHERE, told)])
        return False
    if not session.quiet:
        session.tell(session.text("said.dossier.wrote", path=str(output), case=case, person=person))
    return True
