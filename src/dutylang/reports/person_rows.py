"""Results on persons, escalations and points as rows of a table, in the reader's tongue."""

from __future__ import annotations

from collections.abc import Iterator

from dutylang.assessment.model import CaseAssessment
from dutylang.assessment.persons import Escalation, PersonResult, Sanction
from dutylang.cases.record import CaseRecord
from dutylang.reports.account import Account, account_of
from dutylang.reports.cells import Cell
from dutylang.reports.names import Names
from dutylang.reports.person_json import explanation_of_result
from dutylang.reports.person_words import (
    counterfactual_words,
    figure_words,
    ground_reason,
    period_words,
    person_words,
    result_words,
)
from dutylang.reports.plain import moment_json
from dutylang.reports.story import level_words

FINDINGS, PERSONS, ESCALATIONS, POINTS = "findings", "persons", "escalations", "points"
TABLES = (FINDINGS, PERSONS, ESCALATIONS, POINTS)
"""What a report of rows can hold: one thing at a time."""

PERSON_COLUMNS = (
    "case", "person", "ground", "liability", "article", "result", "roles", "degree", "share", "grade",
    "kinds", "waived", "points", "opened", "findings", "facts", "exemptions", "reason", "counterfactuals",
    "explanation",
)  # fmt: skip
ESCALATION_COLUMNS = (
    "case", "duty", "rule", "article", "level", "depth", "state", "acts", "roles", "persons", "opened", "due",
    "key", "primary",
)  # fmt: skip
POINT_COLUMNS = ("case", "person", "scale", "article", "period", "points", "grade", "complete", "entries")
COLUMNS_OF = {PERSONS: PERSON_COLUMNS, ESCALATIONS: ESCALATION_COLUMNS, POINTS: POINT_COLUMNS}


def rows_of_case(
    table: str, case: CaseRecord, assessed: CaseAssessment, names: Names
) -> Iterator[list[Cell]]:
    """The rows of one case in a table other than that of findings."""
    if table == PERSONS:
        account = account_of(case, assessed, names)
        for found in assessed.persons:
            yield _person(found, account)
    elif table == ESCALATIONS:
        for level in assessed.escalations:
            yield _escalation(assessed.case_id, level, names)
    else:
        for sanction in settled(assessed):
            yield point_row(assessed.case_id, sanction, names)


def settled(assessed: CaseAssessment) -> list[Sanction]:
    """The points of a case that no other case adds to; those of a person over all cases are the book's."""
    return [sanction for sanction in assessed.sanctions if sanction.complete]


def point_row(case_id: str, found: Sanction, names: Names) -> list[Cell]:
    """A person's points; without a case they are those of the book."""
    entries = (
        f"{moment_json(each.at, names)} {names.name(each.liability)} {figure_words(each.points)}"
        for each in found.entries
    )
    return [
        case_id,
        found.person,
        names.name(found.scale),
        names.article(found.article),
        period_words(found.period, names) if found.period else "",
        found.points,
        names.name(found.grade) if found.grade is not None else "",
        found.complete,
        names.text("report.semicolon").join(entries),
    ]


def _person(found: PersonResult, account: Account) -> list[Cell]:
    events, names = account.events, account.names
    semicolon = names.text("report.semicolon")
    exemptions = (
        names.text(
            "story.part",
            duty=names.name(each.exemption),
            part=names.text(f"exemption_state.{each.state.value}"),
        )
        for each in found.exemptions
    )
    changes = (counterfactual_words(each, events, names) for each in found.counterfactuals if each.changes)
    return [
        account.assessed.case_id,
        person_words(found.person, names),
        names.name(found.liability),
        found.liability,
        names.article(found.article),
        result_words(found.result, names),
        names.names(found.roles),
        names.name(found.degree) if found.degree is not None else "",
        found.share,
        names.name(found.grade) if found.grade is not None else "",
        names.names(found.kinds),
        names.names(found.waived),
        found.points,
        found.opened,
        semicolon.join(found.findings),
        names.names(found.facts),
        semicolon.join(exemptions),
        ground_reason(found, names),
        names.text("report.gap").join(changes),
        explanation_of_result(found, account),
    ]


def _escalation(case_id: str, level: Escalation, names: Names) -> list[Cell]:
    return [
        case_id,
        names.name(level.rule),
        level.rule,
        names.article(level.article),
        level_words(level.level, names),
        level.depth,
        names.text(f"escalation_state.{level.state.value}"),
        names.names(level.acts),
        names.names(level.roles),
        names.joined(level.persons),
        level.opened,
        level.due,
        level.key,
        level.primary,
    ]
