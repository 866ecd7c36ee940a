"""A case record → the document that reads back to the same record."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from decimal import Decimal

from dutylang.cases.record import (
    CaseRecord,
    DocumentRecord,
    Entry,
    EventRecord,
    Holding,
    JudgementRecord,
    NoValue,
    Participant,
    RecordValue,
    Series,
    SuppliedFigure,
)
from dutylang.policy.model import Vocabulary
from dutylang.values import Moment, Money, Period


def document_from_case(record: CaseRecord, vocabulary: Vocabulary) -> dict[str, object]:
    """A JSON document in which figures are text. Events stand in the order of their positions.

    Holdings of a shared register stand among the case's own; what could not be told of it is left out.
    """
    document: dict[str, object] = {"id": record.id}
    if record.kind is not None:
        document["kind"] = record.kind
    if record.fields:
        document["fields"] = {name: written(value) for name, value in record.fields.items()}
    if record.holders:
        document["holders"] = [_holding(holding) for holding in record.holders]
    if record.documents:
        document["documents"] = [_document(item) for item in record.documents]
    document["documents_complete"] = record.documents_complete
    if record.judgements:
        document["judgements"] = [_judgement(judgement) for judgement in record.judgements]
    if record.figures:
        document["portfolio"] = _figures(record.figures)
    if record.events:
        in_place = sorted(record.events, key=lambda event: event.position)
        document["events"] = [_event(event) for event in in_place]
    complete = [name for name, until in record.registers.items() if until is None]
    if complete:
        document["complete"] = "all" if set(complete) == set(vocabulary.events) else complete
    until = {name: moment for name, moment in record.registers.items() if moment is not None}
    if until:
        document["complete_until"] = {name: moment_text(moment) for name, moment in until.items()}
    if record.closed_at is not None:
        document["closed_at"] = moment_text(record.closed_at)
    return document


def written(value: object) -> object:
    """A run-time value as JSON; figures and dates are text."""
    match value:
        case NoValue.STATED_UNKNOWN:
            return {"unknown": True}
        case NoValue.ABSENT:
            return None
        case Series():
            return [_entry(entry) for entry in value.entries]
        case RecordValue():
            return {name: written(item) for name, item in value.fields.items()}
        case tuple():
            return [written(item) for item in value]
        case frozenset():
            return sorted(value)
        case Money():
            return f"{value.amount:f} {value.currency}"
        case Decimal():
            return f"{value:f}"
        case Period():
            return f"{value.count} {value.unit.value}"
        case Moment():
            return moment_text(value)
        case dt.date():
            return value.isoformat()
        case _:
            return value


def moment_text(moment: Moment) -> str:
    """ISO 8601: a date, or a time with its offset."""
    return (moment.instant or moment.day).isoformat()


def _present(pairs: Mapping[str, object]) -> dict[str, object]:
    return {key: value for key, value in pairs.items() if value is not None}


def _optional(moment: Moment | None) -> str | None:
    return None if moment is None else moment_text(moment)


def _day(day: dt.date | None) -> str | None:
    return None if day is None else day.isoformat()


def _entry(entry: Entry) -> dict[str, object]:
    found: dict[str, object] = {"from": moment_text(entry.effective_at), "value": written(entry.value)}
    if entry.recorded_at is not None:
        found["recorded_at"] = moment_text(entry.recorded_at)
    return found


def _participant(participant: Participant) -> object:
    if participant.role is None:
        return participant.person
    return {"person": participant.person, "role": participant.role}


def _event(event: EventRecord) -> dict[str, object]:
    found = _present(
        {
            "type": event.type,
            "at": moment_text(event.at),
            "id": event.id,
            "seq": event.seq,
            "recorded_at": _optional(event.recorded_at),
            "voids": event.voids,
            "replaces": event.replaces,
        }
    )
    if event.actors:
        found["by"] = [_participant(participant) for participant in event.actors]
    if event.attributes:
        found["with"] = {name: written(value) for name, value in event.attributes.items()}
    return found


def _holding(holding: Holding) -> dict[str, object]:
    return _present(
        {
            "role": holding.role,
            "person": holding.person,
            "from": _day(holding.since),
            "until": _day(holding.until),
            "deputy": holding.deputy or None,
        }
    )


def _document(item: DocumentRecord) -> dict[str, object]:
    form = None if item.original is None else "original" if item.original else "copy"
    return _present(
        {
            "kind": item.kind,
            "period": item.period,
            "form": form,
            "filed": _day(item.filed),
            "verified_at": _day(item.verified_at),
            "verified_by": item.verified_by,
            "valid_until": _day(item.valid_until),
        }
    )


def _judgement(judgement: JudgementRecord) -> dict[str, object]:
    return _present(
        {
            "name": judgement.name,
            "decided": judgement.decided,
            "at": moment_text(judgement.at),
            "by": _participant(judgement.by),
            "about": judgement.about,
            "grounds": judgement.grounds,
        }
    )


def _figures(figures: tuple[SuppliedFigure, ...]) -> dict[str, object]:
    """Figures by name; those that are of persons by person below it."""
    found: dict[str, object] = {}
    for figure in figures:
        value = {"unknown": True} if figure.value is None else written(figure.value)
        if figure.person is None:
            found[figure.name] = value
        else:
            persons = found.setdefault(figure.name, {})
            if isinstance(persons, dict):
                persons[figure.person] = value
    return found
