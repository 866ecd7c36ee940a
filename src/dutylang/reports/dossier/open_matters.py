"""What is open: decisions that bodies still have to make, what the person still has to do, and what is not known."""

from __future__ import annotations

from collections.abc import Iterator

from dutylang.assessment.leaves import Leaf
from dutylang.assessment.model import Verdict
from dutylang.assessment.persons import Result
from dutylang.reports.account import Account
from dutylang.reports.agenda import Agenda, Item, ItemKind, agenda_of_case
from dutylang.reports.decisions import decisions_about
from dutylang.reports.dossier.model import Block, Cell, Lines, Part, Rows, Sign, Words
from dutylang.reports.dossier.record import decision_rows, moment_words
from dutylang.reports.html.views import duty_words
from dutylang.reports.names import Names
from dutylang.reports.person_story import results_of
from dutylang.reports.person_words import requirement_words, result_words, titled
from dutylang.reports.tenure import findings_of
from dutylang.values import Moment


def open_parts(person: str, account: Account, as_of: Moment) -> list[Part]:
    """Open decisions with what was decided already, what is still to be done, and what is not known."""
    agenda = agenda_of_case(account.case, account.assessed, as_of, account.names)
    return [
        _decisions(person, account, agenda),
        _to_do(person, account, agenda),
        _unknown(person, account),
    ]


# ---- decisions ---------------------------------------------------------------------------------


def open_decisions(person: str, account: Account, as_of: Moment) -> list[Item]:
    """The decisions that are awaited about a person, or about the case as a whole."""
    return _awaited(person, agenda_of_case(account.case, account.assessed, as_of, account.names))


def _awaited(person: str, agenda: Agenda) -> list[Item]:
    items = (*agenda.items, *agenda.questions)
    return [
        each for each in items if each.kind is ItemKind.DECISION and (not each.about or person in each.about)
    ]


def _decisions(person: str, account: Account, agenda: Agenda) -> Part:
    names = account.names
    blocks: list[Block] = []
    awaited = _awaited(person, agenda)
    if awaited:
        heads = ("matter", "body", "on", "due")
        rows = tuple(_decision(each, person, account) for each in awaited)
        blocks.append(
            Rows(tuple(names.text(f"dossier.column.{head}") for head in heads), rows, (2, 2, 3, 1.7))
        )
    else:
        blocks.append(Words(names.text("dossier.no_open_decisions")))
    made = decisions_about(person, account.case)
    if made:
        blocks += [Words("", names.text("dossier.lead.decided")), decision_rows(made, names)]
    return Part(names.text("dossier.part.decisions"), 1, tuple(blocks))


def _decision(item: Item, person: str, account: Account) -> tuple[Cell, ...]:
    names = account.names
    body = names.names(item.roles)
    if item.persons:
        body = names.text("report.named", label=body, name=names.joined(item.persons))
    return (
        titled(item.subject, item.article, names),
        body,
        Lines(tuple(_decided_on(item, person, account))),
        due_cell(item, names),
    )


def _decided_on(item: Item, person: str, account: Account) -> Iterator[str]:
    """What a judgement is decided on, by the policy; of an exemption its conditions and bars."""
    names = account.names
    yield from (names.name(each) for each in item.decided_on)
    seen: set[str] = set()
    for result in results_of(person, account.assessed):
        for exemption in result.exemptions:
            if exemption.exemption != item.subject or exemption.exemption in seen:
                continue
            seen.add(exemption.exemption)
            for each in exemption.requirements:
                words = requirement_words(each, names)
                yield names.text("dossier.unless_barred", bar=words) if each.bar else words


def due_cell(item: Item, names: Names) -> Cell:
    """Until when, and whether that has passed; of what has no deadline, when what hangs on it is due."""
    if item.due is not None:
        due = moment_words(item.due, names)
        if item.overdue:
            return Sign("✕", "v-violated", names.text("agenda.overdue", due=due))
        return due
    if item.needed is not None:
        return names.text("dossier.needed_by", due=names.moment(item.needed))
    return names.text("agenda.no_deadline")


# ---- still to do -------------------------------------------------------------------------------


def _to_do(person: str, account: Account, agenda: Agenda) -> Part:
    names = account.names
    items = [each for each in agenda.items if each.kind is not ItemKind.DECISION and person in each.persons]
    title = names.text("person.open")
    if not items:
        return Part(title, 1, (Words(names.text("person.no_open")),))
    heads = ("duty", "what", "due")
    rows = tuple(
        (titled(each.subject, each.article, names), each.what, due_cell(each, names)) for each in items
    )
    columns = tuple(names.text(f"dossier.column.{head}") for head in heads)
    return Part(title, 1, (Rows(columns, rows, (2.5, 4, 1.7)),))


# ---- not known ---------------------------------------------------------------------------------


def _unknown(person: str, account: Account) -> Part:
    """The facts that are missing, what each of them leaves open, and what may come of it."""
    names = account.names
    hangs: dict[Leaf, dict[str, str]] = {}
    for finding in findings_of(person, account.case, account.assessed):
        possible = [names.text(f"verdict.{each.value}") for each in Verdict if each in finding.possible]
        for leaf in finding.deciders:
            hangs.setdefault(leaf, {})[duty_words(finding, names)] = names.joined(possible)
    for result in results_of(person, account.assessed):
        possible = [result_words(each, names) for each in Result if each in result.possible]
        for leaf in result.deciders:
            what = titled(result.liability, result.article, names)
            hangs.setdefault(leaf, {})[what] = names.joined(possible)
    title = names.text("dossier.part.unknown")
    if not hangs:
        return Part(title, 1, (Words(names.text("dossier.nothing_unknown")),))
    rows = tuple(
        (
            names.leaf(leaf, account.events),
            Lines(
                tuple(
                    names.text("dossier.may_be", what=what, possible=possible) if possible else what
                    for what, possible in open_ones.items()
                )
            ),
        )
        for leaf, open_ones in hangs.items()
    )
    columns = (names.text("dossier.column.fact"), names.text("dossier.column.leaves_open"))
    return Part(title, 1, (Rows(columns, rows, (1, 1)),))
