"""The text of a saved audit → what reports read: run, policy texts, cases, ending; or what is wrong with it."""

from __future__ import annotations

import enum
import json
from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any, NoReturn, TypeVar

import attrs

from dutylang.assessment.book import Book
from dutylang.assessment.figures import Figures, FigureValue
from dutylang.assessment.model import CaseAssessment, Verdict
from dutylang.assessment.persons import Result, Sanction
from dutylang.cases.record import CaseRecord
from dutylang.diagnostics import Diagnostic
from dutylang.policy.typed import Typed
from dutylang.reports.audit import AuditRun, AuditSummary, Ending, summary_of
from dutylang.reports.finding_json import summary_json
from dutylang.reports.grouping import GroupCounts, Groups
from dutylang.reports.saved.parts import problem_at, shapes_for
from dutylang.reports.saved.record_json import SCHEMA_NAME
from dutylang.reports.saved.shapes import Shapes, UnreadableError, field_of, object_at
from dutylang.source import NOWHERE, Source, Span
from dutylang.values import Moment

Diagnostics = tuple[Diagnostic, ...]
Kind = TypeVar("Kind", bound=enum.Enum)


@attrs.frozen
class SavedAudit:
    """All that reports read. `run` has no labels: they stand in the policy's `texts`, in their order.

    `groups` are those by which the audit was grouped, with their counts.
    """

    run: AuditRun
    texts: tuple[Source, ...]
    cases: tuple[tuple[CaseRecord, CaseAssessment], ...]
    ending: Ending
    groups: Groups | None = None


@attrs.define
class CountedGroups(Groups):
    """Groups whose counts are known already."""

    def add(self, case: CaseRecord, assessed: CaseAssessment) -> None:
        """Nothing: the case has been counted."""


@attrs.frozen
class SavedDocument:
    """A saved audit whose cases are not read yet: that takes the words of the policy, of which it has the texts."""

    name: str
    run: AuditRun
    texts: tuple[Source, ...]
    document: Mapping[str, Any] = attrs.field(hash=False, repr=False)


def document_from_saved(text: str, name: str) -> tuple[SavedDocument | None, Diagnostics]:
    """What `duty audit --format json` wrote; `name` is that of the file.

    G040: no JSON; G041: not such an audit, or of another form; G042: a field is not there; G043: a value is
    not what belongs there.
    """
    try:
        found = json.loads(text, parse_constant=_no_number)
    except json.JSONDecodeError as fault:
        span = Span(name, fault.pos, fault.pos + 1, fault.lineno, fault.colno)
        return None, (Diagnostic("G040", span, {"path": name}),)
    except (ValueError, RecursionError):
        return None, (Diagnostic("G040", Span(name, 0, 1, 1, 1), {"path": name}),)
    if not isinstance(found, dict) or found.get("schema") != SCHEMA_NAME:
        return None, (_another_form(found, name),)
    shapes = shapes_for("", ())
    try:
        for part in ("run", "policy", "cases", "problems", "book", "summary"):
            field_of(found, part, "")
        run = _run(object_at(found["run"], "run"), shapes)
        texts = _texts(object_at(found["policy"], "policy"), shapes)
    except UnreadableError as fault:
        return None, (_unreadable(fault, name),)
    return SavedDocument(name, run, texts, found), ()


def audit_from_document(
    saved: SavedDocument, tongue: str, conditions: Sequence[Typed]
) -> tuple[SavedAudit | None, Diagnostics]:
    """What reports read, for a reader of the tongue. `conditions` are those of the policy's exemptions.

    G042: a field is not there; G043: a value is not what belongs there; G044: the counts are not those of the
    cases.
    """
    try:
        audit = _audit(saved, shapes_for(tongue, conditions), tongue)
    except UnreadableError as fault:
        return None, (_unreadable(fault, saved.name),)
    if not _adds_up(audit.ending.summary, saved.document["summary"]):
        return None, (Diagnostic("G044", NOWHERE, {"path": saved.name}),)
    return audit, ()


def _unreadable(fault: UnreadableError, name: str) -> Diagnostic:
    told = {"path": name, "place": fault.place.removeprefix(".") or "{}", "field": fault.missing}
    return Diagnostic("G042" if fault.missing else "G043", NOWHERE, told)


def _no_number(_: str) -> NoReturn:
    raise ValueError


def _another_form(document: object, name: str) -> Diagnostic:
    form = document.get("schema") if isinstance(document, dict) else None
    known = isinstance(form, str) and form.startswith("urn:dutylang:audit:")
    told = {"path": name, "form": form if isinstance(form, str) else "", "known": SCHEMA_NAME}
    return Diagnostic("G041", NOWHERE, told, help="version" if known else None)


def _audit(saved: SavedDocument, shapes: Shapes, tongue: str) -> SavedAudit:
    document, run = saved.document, saved.run
    cases = tuple(
        _case(case, f"cases[{number}]", shapes)
        for number, case in enumerate(_listed(document["cases"], "cases"))
    )
    problems = tuple(
        problem_at(problem, f"problems[{number}]", shapes, tongue)
        for number, problem in enumerate(_listed(document["problems"], "problems"))
    )
    book = _book(document["book"], shapes)
    told = object_at(document["summary"], "summary")
    duties = object_at(field_of(told, "duties", "summary"), "summary.duties")
    summary = summary_of(duties)
    summary.unread = shapes.read(int, field_of(told, "unread", "summary"), "summary.unread")
    for _, assessed in cases:
        summary.add(assessed)
    groups = _groups(told["groups"], shapes, run.as_of) if "groups" in told else None
    return SavedAudit(run, saved.texts, cases, Ending(summary, problems, book), groups)


def _listed(value: object, place: str) -> list[object]:
    if not isinstance(value, list):
        raise UnreadableError(place)
    return value


def _run(found: Mapping[str, object], shapes: Shapes) -> AuditRun:
    def text(name: str) -> str:
        read: str = shapes.read(str, field_of(found, name, "run"), f"run.{name}")
        return read

    return AuditRun(
        policy=text("policy"),
        version=text("version"),
        sha256=text("sha256"),
        as_of=shapes.read(Moment, field_of(found, "as_of", "run"), "run.as_of"),
        known_at=shapes.read(Moment | None, field_of(found, "known_at", "run"), "run.known_at"),
        calendar=text("calendar"),
        timezone=text("timezone"),
        program_version=text("program_version"),
    )


def _texts(found: Mapping[str, object], shapes: Shapes) -> tuple[Source, ...]:
    texts = _listed(field_of(found, "texts", "policy"), "policy.texts")
    return tuple(shapes.read(Source, text, f"policy.texts[{number}]") for number, text in enumerate(texts))


def _case(value: object, place: str, shapes: Shapes) -> tuple[CaseRecord, CaseAssessment]:
    assessed: CaseAssessment = shapes.read(CaseAssessment, value, place)
    record = field_of(object_at(value, place), "record", place)
    return shapes.read(CaseRecord, record, f"{place}.record", {"id": assessed.case_id}), assessed


def _book(value: object, shapes: Shapes) -> Book | None:
    if value is None:
        return None
    found = object_at(value, "book")
    figures: tuple[FigureValue, ...] = shapes.read(
        tuple[FigureValue, ...], field_of(found, "figures", "book"), "book.figures"
    )
    by_group = {(each.figure, each.group, each.period): each for each in figures}
    return Book(
        figures=Figures(by_group),
        sanctions=shapes.read(tuple[Sanction, ...], field_of(found, "sanctions", "book"), "book.sanctions"),
        cases=shapes.read(int, field_of(found, "cases", "book"), "book.cases"),
        unread=shapes.read(int, field_of(found, "unread", "book"), "book.unread"),
    )


# ---- counts ----------------------------------------------------------------------------------


def _adds_up(summary: AuditSummary, told: Mapping[str, object]) -> bool:
    """Whether the counts in the file are those of its cases: nobody has taken a finding out of it."""
    counted = summary_json(summary)
    return all(told.get(part) == counts for part, counts in counted.items())


def _groups(value: object, shapes: Shapes, as_of: Moment) -> Groups:
    place = "summary.groups"
    found = object_at(value, place)
    by = shapes.read(str, field_of(found, "by", place), f"{place}.by")
    is_field = shapes.read(bool, field_of(found, "is_field", place), f"{place}.is_field")
    groups = CountedGroups(by, as_of.day, is_field)
    for number, each in enumerate(_listed(field_of(found, "groups", place), f"{place}.groups")):
        at = f"{place}.groups[{number}]"
        group = object_at(each, at)
        name = shapes.read(str | None, field_of(group, "group", at), f"{at}.group")
        cases = object_at(field_of(group, "cases", at), f"{at}.cases")
        results = object_at(field_of(group, "persons", at), f"{at}.persons")
        counts = GroupCounts(
            Counter(_counts(Verdict, cases, f"{at}.cases", shapes)),
            Counter(_counts(Result, results, f"{at}.persons", shapes)),
        )
        groups.counts[name] = counts
    return groups


def _counts(kinds: type[Kind], told: Mapping[str, object], place: str, shapes: Shapes) -> dict[Kind, int]:
    """The counts of the kinds that occur."""
    found = {
        kind: shapes.read(int, field_of(told, str(kind.value), place), f"{place}.{kind.value}")
        for kind in kinds
    }
    return {kind: count for kind, count in found.items() if count}
