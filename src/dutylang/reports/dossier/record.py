"""The record of a case as a dossier shows it: events, documents, holders, values and what was decided."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from types import MappingProxyType

from dutylang.assessment.model import Finding
from dutylang.cases.record import (
    BEGINNING,
    CaseRecord,
    DocumentRecord,
    EventRecord,
    JudgementRecord,
    NoValue,
    RecordValue,
    Series,
)
from dutylang.reports.decisions import decider_words
from dutylang.reports.dossier.model import Rows
from dutylang.reports.names import Names
from dutylang.values import Moment

MOST_EVENTS = 400
"""At most so many events of a case are listed."""

DECIDED: Mapping[bool | None, str] = MappingProxyType({True: "yes", False: "no", None: "open"})


def event_rows(events: Iterable[EventRecord], names: Names) -> Rows:
    """Events by number and id: when, what with which particulars, who, and when it was recorded."""
    heads = ("number", "at", "what", "who", "recorded")
    return Rows(
        tuple(names.text(f"html.column.{head}") for head in heads),
        tuple(_event_row(each, names) for each in events),
        (1.1, 1.7, 4, 2.2, 1.5),
    )


def _event_row(event: EventRecord, names: Names) -> tuple[str, ...]:
    number = str(event.position + 1)
    what = names.name(event.type)
    particulars = [
        names.text("dossier.particular", name=names.name(name), value=value_words(value, names))
        for name, value in event.attributes.items()
    ]
    if particulars:
        told = names.text("report.semicolon").join(particulars)
        what = names.text("report.named", label=what, name=told)
    for other in (event.voids, event.replaces):
        if other is not None:
            what = names.text("dossier.replaces", what=what, event=other)
    actors = [
        names.text("report.named", label=each.person, name=names.name(each.role))
        if each.role
        else each.person
        for each in event.actors
    ]
    return (
        number if event.id is None else f"{number} · {event.id}",
        names.moment(event.at),
        what,
        names.joined(actors),
        moment_words(event.recorded_at, names),
    )


def evidence_of(finding: Finding, case: CaseRecord) -> list[EventRecord]:
    """The events that a verdict rests on, the one that opened the duty first."""
    wanted = dict.fromkeys((finding.trigger, *finding.evidence))
    listed = {event.position: event for event in case.events}
    return [listed[position] for position in wanted if position is not None and position in listed]


def document_rows(documents: Sequence[DocumentRecord], names: Names) -> Rows:
    """Documents on file, with when they were filed and by whom they were verified."""
    heads = ("document", "period", "original", "filed", "verified", "by", "valid")
    return Rows(
        tuple(names.text(f"dossier.column.{head}") for head in heads),
        tuple(_document_row(each, names) for each in documents),
        (2.6, 1.2, 1.2, 1.7, 1.7, 1.6, 1.7),
    )


def _document_row(document: DocumentRecord, names: Names) -> tuple[str, ...]:
    dates = (document.filed, document.verified_at, document.valid_until)
    filed, verified, valid = (names.day(each) if each is not None else "" for each in dates)
    return (
        names.name(document.kind),
        names.span(document.period) if document.period is not None else "",
        value_words(document.original, names) if document.original is not None else "",
        filed,
        verified,
        document.verified_by or "",
        valid,
    )


def document_words(document: DocumentRecord, names: Names) -> Iterator[str]:
    """A document in words: what it is and of which period, when it was filed and by whom verified."""
    kind, period, _, filed, verified, by, valid = _document_row(document, names)
    yield names.text("report.named", label=kind, name=period) if period else kind
    told = {"filed": filed, "verified": verified, "by": by if verified else "", "valid": valid}
    for key, words in told.items():
        if words:
            column = names.text(f"dossier.column.{key}")
            yield names.text("dossier.particular", name=column, value=words)


def holder_rows(case: CaseRecord, names: Names) -> Rows:
    """Who held which role from when to when."""
    heads = ("role", "person", "since", "until")
    rows = [
        (
            names.text("person.deputy", role=names.name(each.role)) if each.deputy else names.name(each.role),
            each.person,
            names.day(each.since),
            names.day(each.until) if each.until is not None else "",
        )
        for each in case.holders
    ]
    return Rows(tuple(names.text(f"dossier.column.{head}") for head in heads), tuple(rows), (2, 2, 1.5, 1.5))


def field_rows(case: CaseRecord, names: Names) -> list[tuple[str, str]]:
    """The values of a case by field."""
    return [(names.name(name), value_words(value, names)) for name, value in case.fields.items()]


def value_words(value: object, names: Names) -> str:
    """A value of the record: what it was from when, the parts of a record, or that it is not known."""
    semicolon = names.text("report.semicolon")
    match value:
        case NoValue():
            return names.text(f"dossier.no_value.{value.value}")
        case bool():
            return names.text("value.yes" if value else "value.no")
        case Series():
            return semicolon.join(
                value_words(each.value, names)
                if each.effective_at == BEGINNING
                else names.text(
                    "dossier.since", value=value_words(each.value, names), at=names.moment(each.effective_at)
                )
                for each in value.entries
            )
        case RecordValue():
            parts = _record_parts(value.fields, names)
            return names.joined([value.id, *parts] if value.id is not None else parts)
        case tuple() if any(isinstance(each, RecordValue) for each in value):
            return semicolon.join(value_words(each, names) for each in value)
        case _:
            return names.figure(value)


def _record_parts(fields: Mapping[str, object], names: Names) -> list[str]:
    return [
        names.text("dossier.particular", name=names.name(name), value=value_words(value, names))
        for name, value in fields.items()
        if not isinstance(value, RecordValue)  # links may lead back to where they came from
    ]


def decision_rows(decisions: Sequence[JudgementRecord], names: Names) -> Rows:
    """What was decided: on what, how, when, by whom, about whom, on what grounds."""
    heads = ("matter", "decided", "at", "by", "about", "grounds")
    rows = [
        (
            names.name(each.name),
            names.text(f"dossier.decided.{DECIDED[each.decided]}"),
            names.moment(each.at),
            decider_words(each, names),
            each.about if each.about is not None else names.text("dossier.about_all"),
            each.grounds or "",
        )
        for each in decisions
    ]
    columns = tuple(names.text(f"dossier.column.{head}") for head in heads)
    return Rows(columns, tuple(rows), (2.1, 1.2, 1.7, 2, 1.4, 2.8))


def moment_words(moment: Moment | None, names: Names) -> str:
    """A moment; empty for none, and for one that stands for the beginning of time."""
    return names.moment(moment) if moment is not None and moment != BEGINNING else ""
