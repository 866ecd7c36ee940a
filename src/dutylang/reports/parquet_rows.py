"""The tables of an audit as typed columns: names and verdicts as in the JSON document, so that programs agree."""

from __future__ import annotations

import datetime as dt
import enum
from collections.abc import Iterator, Mapping
from decimal import Decimal, localcontext
from types import MappingProxyType

from dutylang.assessment.model import CaseAssessment, Finding, Flag
from dutylang.assessment.persons import Escalation, PersonResult, Sanction
from dutylang.cases.record import CaseRecord
from dutylang.reports.account import Account, account_of
from dutylang.reports.cells import safe_text
from dutylang.reports.names import Names
from dutylang.reports.person_json import explanation_of_result
from dutylang.reports.person_rows import ESCALATIONS, FINDINGS, PERSONS, POINTS, settled
from dutylang.reports.remedy import remedy_from_finding, sentence_from_remedy
from dutylang.reports.story import explanation_of
from dutylang.values import Moment

Row = dict[str, object]


class Kind(enum.Enum):
    """The type of a column; a list is never null, all else but `FILLED` is null where there is nothing."""

    TEXT = "text"
    TEXTS = "texts"
    NUMBER = "number"
    NUMBERS = "numbers"
    DECIMAL = "decimal"
    YES_NO = "yes_no"
    DAY = "day"
    INSTANT = "instant"


DECIMAL_DIGITS, DECIMAL_PLACES = 38, 12
"""Shares and points are exact to so many places."""


def _columns(*parts: tuple[Kind, str]) -> Mapping[str, Kind]:
    return MappingProxyType({name: kind for kind, words in parts for name in words.split()})


def _names(words: str) -> frozenset[str]:
    return frozenset(words.split())


def _moment_columns(*names: str) -> tuple[tuple[Kind, str], ...]:
    return tuple(part for name in names for part in ((Kind.DAY, name), (Kind.INSTANT, f"{name}_instant")))


SCHEMAS: Mapping[str, Mapping[str, Kind]] = MappingProxyType(
    {
        FINDINGS: _columns(
            (Kind.TEXT, "case status key rule duty article instance level part verdict"),
            (Kind.YES_NO, "advisory"),
            (Kind.TEXTS, "flags roles persons"),
            (Kind.NUMBER, "trigger"),
            (Kind.NUMBERS, "evidence"),
            (Kind.TEXT, "period"),
            *_moment_columns("opened", "due", "done", "breached_at"),
            (Kind.NUMBER, "lateness"),
            (Kind.TEXT, "lateness_unit reason remedy explanation"),
        ),
        PERSONS: _columns(
            (Kind.TEXT, "case status person liability ground article result reason"),
            (Kind.TEXTS, "roles"),
            (Kind.TEXT, "degree"),
            (Kind.DECIMAL, "share"),
            (Kind.TEXT, "grade"),
            (Kind.TEXTS, "kinds waived"),
            (Kind.DECIMAL, "points"),
            *_moment_columns("opened"),
            (Kind.TEXTS, "findings facts exemptions"),
            (Kind.YES_NO, "deputy"),
            (Kind.TEXT, "explanation"),
        ),
        ESCALATIONS: _columns(
            (Kind.TEXT, "case status key primary rule duty article level"),
            (Kind.NUMBER, "depth"),
            (Kind.TEXT, "state"),
            (Kind.TEXTS, "acts roles persons"),
            *_moment_columns("opened", "due"),
        ),
        POINTS: _columns(
            (Kind.TEXT, "case status person scale article period"),
            (Kind.DECIMAL, "points"),
            (Kind.TEXT, "grade"),
            (Kind.YES_NO, "complete"),
            (Kind.NUMBER, "entries"),
        ),
    }
)
"""The columns of each table. A moment is a local day and, where the record gives one, an instant."""

FILLED: Mapping[str, frozenset[str]] = MappingProxyType(
    {
        FINDINGS: _names("case status key rule duty article instance level part verdict advisory reason"),
        PERSONS: _names("case status person liability ground article result reason deputy"),
        ESCALATIONS: _names("case status key primary rule duty article level depth state"),
        POINTS: _names("person scale article complete entries"),
    }
)
"""The columns that have a value in every row, besides the lists; a text may be empty."""


def rows_of(table: str, case: CaseRecord, assessed: CaseAssessment, names: Names) -> Iterator[Row]:
    """The rows of one case in a table, under its `SCHEMAS`."""
    account = account_of(case, assessed, names)
    head: Row = {"case": assessed.case_id, "status": assessed.status.value}
    match table:
        case "persons":
            rows = (_person(found, account) for found in assessed.persons)
        case "escalations":
            rows = (_escalation(level, names) for level in assessed.escalations)
        case "points":
            rows = (points_row(found) for found in settled(assessed))
        case _:
            rows = (_finding(found, account) for found in assessed.findings)
    return (safe_row(head | row) for row in rows)


def safe_row(row: Row) -> Row:
    """The row with harmless texts."""
    return {name: _safe(value) for name, value in row.items()}


def points_row(found: Sanction) -> Row:
    """A person's points, with the number of their entries."""
    return {
        "person": found.person,
        "scale": found.scale,
        "article": found.article,
        "period": found.period or None,
        "points": _exact(found.points),
        "grade": found.grade,
        "complete": found.complete,
        "entries": len(found.entries),
    }


def _finding(finding: Finding, account: Account) -> Row:
    names, events = account.names, account.events
    remedy = remedy_from_finding(finding, names)
    return finding_cells(finding, names) | {
        "remedy": sentence_from_remedy(remedy, finding, names, events) if remedy is not None else None,
        "explanation": explanation_of(finding, events, names),
    }


def finding_cells(finding: Finding, names: Names) -> Row:
    """A finding under the columns that are not told in words."""
    lateness = finding.lateness
    return {
        "key": finding.key,
        "rule": finding.rule,
        "duty": names.name(finding.rule),
        "article": finding.article,
        "instance": instance_of(finding),
        "level": finding.level,
        "part": finding.part,
        "verdict": finding.verdict.value,
        "advisory": finding.advisory,
        "flags": [flag.value for flag in Flag if flag in finding.flags],
        "roles": list(finding.roles),
        "persons": list(finding.persons),
        "trigger": finding.trigger,
        "evidence": list(finding.evidence),
        "period": finding.period,
        **_moment("opened", finding.opened),
        **_moment("due", finding.due),
        **_moment("done", finding.done),
        **_moment("breached_at", finding.breached_at),
        "lateness": lateness.count if lateness is not None else None,
        "lateness_unit": lateness.unit.value if lateness is not None else None,
        "reason": finding.reason,
    }


def instance_of(finding: Finding) -> str:
    """What tells the findings of a duty in a case apart: the period or the event, and who owes it alone."""
    _, _, rest = finding.key.partition(f"/{finding.rule}/{finding.case_id}/")
    return rest.removesuffix("".join(f"/{each}" for each in (finding.part, finding.level) if each))


def _person(found: PersonResult, account: Account) -> Row:
    return {
        "person": found.person,
        "liability": found.liability,
        "ground": account.names.name(found.liability),
        "article": found.article,
        "result": found.result.value,
        "reason": found.reason,
        "roles": list(found.roles),
        "degree": found.degree,
        "share": _exact(found.share),
        "grade": found.grade,
        "kinds": list(found.kinds),
        "waived": list(found.waived),
        "points": _exact(found.points),
        **_moment("opened", found.opened),
        "findings": list(found.findings),
        "facts": list(found.facts),
        "exemptions": [f"{each.exemption}: {each.state.value}" for each in found.exemptions],
        "deputy": found.deputy,
        "explanation": explanation_of_result(found, account),
    }


def _escalation(level: Escalation, names: Names) -> Row:
    return {
        "key": level.key,
        "primary": level.primary,
        "rule": level.rule,
        "duty": names.name(level.rule),
        "article": level.article,
        "level": level.level,
        "depth": level.depth,
        "state": level.state.value,
        "acts": list(level.acts),
        "roles": list(level.roles),
        "persons": list(level.persons),
        **_moment("opened", level.opened),
        **_moment("due", level.due),
    }


def _moment(name: str, moment: Moment | None) -> Row:
    day: dt.date | None = moment.day if moment is not None else None
    return {name: day, f"{name}_instant": moment.instant if moment is not None else None}


def _exact(figure: Decimal | None) -> Decimal | None:
    """The figure with the places of its column; None also of one that is too large for it."""
    if figure is None or not figure.is_finite() or figure.adjusted() >= DECIMAL_DIGITS - DECIMAL_PLACES - 1:
        return None
    with localcontext() as context:
        context.prec = 2 * DECIMAL_DIGITS
        return figure.quantize(Decimal(1).scaleb(-DECIMAL_PLACES))


def _safe(value: object) -> object:
    if isinstance(value, str):
        return safe_text(value)
    if isinstance(value, list):
        return [_safe(item) for item in value]
    return value
