"""What the record holds on a requirement of an exemption: findings, events, decisions, values, or nothing."""

from __future__ import annotations

from collections.abc import Iterator

from dutylang.assessment.model import Finding
from dutylang.assessment.persons import Requirement
from dutylang.policy.typed import BreachTest
from dutylang.reports.account import Account
from dutylang.reports.decisions import decision_words, decisions_about
from dutylang.reports.dossier.model import Lines
from dutylang.reports.dossier.record import moment_words, value_words
from dutylang.reports.names import Names
from dutylang.reports.persons_text import figure_line
from dutylang.reports.story import heading_of
from dutylang.values import Truth

MOST_LISTED = 8
"""At most so many events or findings are told for one requirement."""


def evidence_words(found: Requirement, person: str, account: Account) -> Lines:
    """The findings, events, decisions and values on which a requirement was read, a line each."""
    names = account.names
    told = [*_findings(found, account), *_missing(found, account)]
    for subject in found.subjects:
        told += list(_of_subject(subject, person, account))
    if not told and found.holds is Truth.YES and isinstance(found.condition, BreachTest):
        told.append(names.text("dossier.no_such_breach"))
    return Lines(tuple(dict.fromkeys(told or [names.text("dossier.nothing_on_record")])))


def _findings(found: Requirement, account: Account) -> Iterator[str]:
    by_key = {finding.key: finding for finding in account.assessed.findings}
    known = [by_key[key] for key in found.findings if key in by_key]
    yield from (_dated(each, account.names) for each in known[:MOST_LISTED])
    if len(known) > MOST_LISTED:
        yield account.names.text("dossier.more", count=len(known) - MOST_LISTED)


def _dated(finding: Finding, names: Names) -> str:
    """A finding with the period or the day that it is of."""
    moment = finding.breached_at or finding.due or finding.opened
    when = names.span(finding.period) if finding.period is not None else moment_words(moment, names)
    heading = heading_of(finding, names)
    return names.text("dossier.dated", what=heading, when=when) if when else heading


def _missing(found: Requirement, account: Account) -> Iterator[str]:
    for leaf in found.deciders:
        yield account.names.leaf(leaf, account.events)


def _of_subject(subject: str, person: str, account: Account) -> Iterator[str]:
    """What the record holds under a name: events of the type, decisions, the value of a field or figure."""
    names, case = account.names, account.case
    happened = [event.position for event in case.events if event.type == subject]
    yield from (names.event(position, account.events) for position in happened[:MOST_LISTED])
    if len(happened) > MOST_LISTED:
        yield names.text("dossier.more", count=len(happened) - MOST_LISTED)
    for decision in decisions_about(person, case):
        if decision.name == subject:
            yield decision_words(decision, names)
    first = subject.partition(".")[0]
    if first in case.fields:
        yield names.text(
            "dossier.particular", name=names.name(first), value=value_words(case.fields[first], names)
        )
    groups = ("", person, *(value for value in case.fields.values() if isinstance(value, str)))
    for worked_out in account.figures:
        if worked_out.figure == subject and worked_out.group in groups:
            yield figure_line(worked_out, names)
    for figure in case.figures:
        if figure.name == subject and figure.person in (None, person):
            yield names.text(
                "dossier.particular", name=names.name(subject), value=value_words(figure.value, names)
            )
