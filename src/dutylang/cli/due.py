"""`duty due`: what is still to be done or decided, by deadline, and as a calendar file."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from dutylang.cli.casework import CASES, PATH, UNREAD, Asked, CaseInput, audit_from, input_from, reads_cases
from dutylang.cli.people import knows_person, names_of
from dutylang.cli.settings import stops
from dutylang.cli.spoken import USAGE, Session, SpokenCommand, common, option, session_of
from dutylang.diagnostics import Diagnostic
from dutylang.source import NOWHERE

if TYPE_CHECKING:
    from dutylang.cli.auditing import Audit
    from dutylang.reports.agenda import Agenda
    from dutylang.reports.names import Names
    from dutylang.values import Moment


@click.command("due", cls=SpokenCommand)
@click.argument("policy", type=PATH)
@click.argument("cases", type=CASES)
@reads_cases
@option("--until", metavar="DATE")
@option("--person", metavar="NAME")
@option("--ics", type=PATH, metavar="FILE")
@option("--json", "as_json", is_flag=True)
@common
@click.pass_context
def command(
    ctx: click.Context,
    policy: Path,
    cases: Path | str,
    asked: Asked,
    until: str | None,
    person: str | None,
    ics: Path | None,
    as_json: bool,
) -> int:
    """Exit code 0 told, 2 usage, 3 not checked, 4 cases not read."""
    from dutylang.reports.agenda import agenda_of

    session = session_of(ctx)
    audit = audit_from(policy, cases, asked, session)
    if isinstance(audit, int):
        return audit
    last, sound = _until(until, audit, session)
    given = input_from(audit, cases, asked, session) if sound else None
    if given is None:
        return USAGE
    names = names_of(audit, session)
    agendas, known, unread = _agendas(audit, given, names, session)
    if person is not None and not knows_person(person, known, session):
        return USAGE
    agenda = agenda_of(agendas, last, person)
    if ics is not None and not _written(ics, agenda, audit, names, session):
        return USAGE
    _tell(agenda, audit, last, names, session, as_json)
    return UNREAD if unread else 0


def _until(text: str | None, audit: Audit, session: Session) -> tuple[Moment | None, bool]:
    """The last deadline that is asked for, and whether the text is a moment that is not before the as-of one."""
    from dutylang.pipeline import horizon_from_text
    from dutylang.reports.agenda import end_of

    if text is None:
        return None, True
    found = horizon_from_text(text, audit.loaded)
    if found is None:
        session.report([Diagnostic("G017", NOWHERE, {"option": "--until", "text": text})])
        return None, False
    if end_of(found.as_of) < end_of(audit.horizon.as_of):
        told = {"until": text, "as_of": audit.horizon.as_of.day}
        session.report([Diagnostic("G029", NOWHERE, told)])
        return None, False
    return found.as_of, True


def _agendas(
    audit: Audit, given: CaseInput, names: Names, session: Session
) -> tuple[list[Agenda], list[str], bool]:
    """The agenda of each case, everyone whom a case knows, and whether a case could not be read."""
    from dutylang.cli.auditing import tell_problems, with_progress
    from dutylang.reports.agenda import agenda_of_case
    from dutylang.reports.person_story import persons_in

    agendas: list[Agenda] = []
    problems: list[Diagnostic] = []
    known: dict[str, None] = {}
    unread, as_of = False, audit.horizon.as_of
    audited, _ = audit.audited(with_progress(given.read, given.count, session))
    for each in audited:
        problems += each.problems
        if each.case is None or each.assessment is None:
            unread = unread or stops(each.problems)
            continue
        problems += each.assessment.problems
        agendas.append(agenda_of_case(each.case, each.assessment, as_of, names))
        known.update(dict.fromkeys(persons_in(each.case, each.assessment)))
    tell_problems(problems, names, session)
    return agendas, list(known), unread


def _written(path: Path, agenda: Agenda, audit: Audit, names: Names, session: Session) -> bool:
    """Whether the calendar file could be written; reports why not."""
    from dutylang.reports.agenda_shown import calendar_from_agenda

    try:
        path.write_bytes(calendar_from_agenda(agenda, audit.run(), names))
    except OSError as fault:
        told = {"path": str(path), "reason": fault.strerror or type(fault).__name__}
        session.report([Diagnostic("G020", NOWHERE, told)])
        return False
    if not session.quiet:
        session.tell(session.text("said.due.wrote", path=str(path), count=len(agenda.items)))
    return True


def _tell(
    agenda: Agenda, audit: Audit, until: Moment | None, names: Names, session: Session, as_json: bool
) -> None:
    from dutylang.reports.agenda_shown import agenda_json, agenda_lines
    from dutylang.reports.layout import Paint

    as_of = audit.horizon.as_of
    if as_json:
        session.say(json.dumps(agenda_json(agenda, as_of, until, names), ensure_ascii=False, indent=2))
        return
    paint = Paint(session.paints(sys.stdout))
    for line in agenda_lines(agenda, as_of, until, names, paint):
        session.say(line)
