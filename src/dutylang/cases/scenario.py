"""A scenario of a policy text → the case record that it describes, and what it is judged with."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any
from zoneinfo import ZoneInfo

from dutylang.cases.document import reading_of
from dutylang.cases.faults import Faults, Place
from dutylang.cases.fields import FAULTY, value_from_raw
from dutylang.cases.lookup import lookup_from_vocabulary
from dutylang.cases.moments import is_before, order_key
from dutylang.cases.reading import Reading
from dutylang.cases.record import (
    BEGINNING,
    CaseRecord,
    DocumentRecord,
    Entry,
    EventRecord,
    Holding,
    JudgementRecord,
    NoValue,
    RecordValue,
    Series,
    SuppliedFigure,
)
from dutylang.cases.scenario_parts import (
    Draft,
    field_of,
    moment_of,
    name_of,
    participant_of,
    raw_of,
    value_of_pair,
    values_of_pairs,
)
from dutylang.diagnostics import Diagnostic, Severity
from dutylang.ops.types import Kind, Type
from dutylang.policy.model import Policy
from dutylang.policy.typed import Const
from dutylang.syntax.ast import (
    GivenCase,
    GivenClosed,
    GivenDocument,
    GivenEvent,
    GivenFigure,
    GivenHolder,
    GivenJudgement,
    GivenKnown,
    GivenNone,
    GivenParameter,
    GivenRecord,
    GivenRegister,
    Scenario,
)
from dutylang.values import Moment


def case_from_scenario(
    scenario: Scenario, policy: Policy
) -> tuple[CaseRecord, Moment, Moment | None, Mapping[str, Const], tuple[Diagnostic, ...]]:
    """The case, its as-of moment, `known at`, parameters that it sets, and problems.

    Registers of all event types are complete, documents too; fields that are not given are not supplied.
    A tracked field that is given without `at` holds from the beginning. The id is the scenario's title.
    """
    lookup = lookup_from_vocabulary(policy.vocabulary)
    place = Place(scenario.span.source, "", scenario.span.line, scenario.span.column)
    reading = reading_of(lookup, ZoneInfo(policy.timezone), Faults(place, case=scenario.title))
    kind = _kind(scenario, reading)
    draft = Draft(reading, None if kind is None else lookup.case_shapes[kind])
    draft.registers = dict.fromkeys(policy.vocabulary.events)
    as_of = moment_of(scenario.as_of, draft) or Moment(scenario.as_of.day)
    for given in scenario.givens:
        _GIVENS[type(given)](given, draft)
    _check_ids(draft)
    for name, entries in draft.entries.items():
        ordered = sorted(entries, key=lambda entry: order_key(entry.effective_at, reading.tz))
        draft.fields[name] = Series(tuple(ordered))
    events = sorted(draft.events, key=lambda event: (order_key(event.at, reading.tz), event.position))
    case = CaseRecord(
        id=scenario.title,
        kind=kind,
        fields=draft.fields,
        events=tuple(events),
        holders=tuple(draft.holders),
        documents=tuple(draft.documents),
        judgements=tuple(draft.judgements),
        figures=tuple(draft.figures),
        registers=draft.registers,
        documents_complete=True,
        closed_at=draft.closed_at,
        source=place.address,
    )
    return case, as_of, draft.known_at, draft.overrides, reading.faults.told()


def _kind(scenario: Scenario, reading: Reading) -> str | None:
    """The only case kind, else the only one that has all the fields which the scenario gives."""
    shapes = reading.lookup.case_shapes
    if len(shapes) <= 1:
        return next(iter(shapes), None)
    given = [
        pair.field.text for item in scenario.givens if isinstance(item, GivenCase) for pair in item.pairs
    ]
    given += [item.field.text for item in scenario.givens if isinstance(item, GivenRecord)]
    fitting = [
        kind for kind, shape in shapes.items() if all(shape.names.find(name) is not None for name in given)
    ]
    if len(fitting) == 1:
        return fitting[0]
    if given:
        reading.faults.add("C019", (), kinds=tuple(shapes))
    return None


def _case(given: GivenCase, draft: Draft) -> None:
    since = BEGINNING if given.at is None else moment_of(given.at, draft)
    for pair in given.pairs:
        field = field_of(pair.field, draft.shape, draft)
        if field is None:
            continue
        value = value_of_pair(pair, field, draft)
        name = field.declared.name
        if field.tracked and since is not None:
            draft.entries.setdefault(name, []).append(Entry(since, value))
        elif value is not FAULTY:
            draft.fields[name] = value


def _record(given: GivenRecord, draft: Draft) -> None:
    field = field_of(given.field, draft.shape, draft)
    record = name_of(given.record, draft.reading.lookup.records, draft)
    if field is None or record is None:
        return
    if field.type.record != record:
        draft.at(given.record.span).faults.add(
            "C039", (), field=field.declared.name, record=record, declared=field.type.record or ""
        )
        return
    value = RecordValue(values_of_pairs(given.pairs, draft.reading.lookup.record_shapes[record], draft))
    name = field.declared.name
    if field.type.kind is Kind.LIST_OF:
        before = draft.fields.get(name, ())
        draft.fields[name] = (*before, value) if isinstance(before, tuple) else (value,)
    else:
        draft.fields[name] = value


def _event(given: GivenEvent, draft: Draft) -> None:
    type_ = name_of(given.event, draft.reading.lookup.events, draft)
    at = moment_of(given.at, draft)
    recorded = None if given.recorded_at is None else moment_of(given.recorded_at, draft)
    actors = tuple(participant_of(actor, draft) for actor in given.actors)
    if type_ is None or at is None:
        return
    attributes = values_of_pairs(given.pairs, draft.reading.lookup.event_shapes[type_], draft)
    if recorded is not None and is_before(recorded, at):
        draft.at(given.span).faults.add(
            "C026", (), severity=Severity.WARNING, event=type_, recorded=recorded, at=at
        )
    draft.spans.append(given.span)
    draft.events.append(
        EventRecord(
            type=type_,
            at=at,
            position=len(draft.events),
            actors=actors,
            attributes=attributes,
            recorded_at=recorded,
            id=given.id,
            voids=given.voids,
        )
    )


def _check_ids(draft: Draft) -> None:
    seen: set[str] = set()
    for event, span in zip(draft.events, draft.spans, strict=True):
        if event.id is not None and event.id in seen:
            draft.at(span).faults.add("C027", (), id=event.id)
        seen.add(event.id or "")
    for event, span in zip(draft.events, draft.spans, strict=True):
        if event.voids is not None and (event.voids not in seen or event.voids == event.id):
            code = "C029" if event.voids == event.id else "C028"
            draft.at(span).faults.add(code, (), id=event.voids)


def _none(given: GivenNone, draft: Draft) -> None:
    """A list becomes empty, an optional field absent; an event that did not happen needs nothing."""
    text = given.name.text
    name = None if draft.shape is None else draft.shape.names.find(text)
    if draft.shape is not None and name is not None:
        field = draft.shape.fields[name]
        if field.type.kind is Kind.LIST_OF:
            draft.fields[name] = ()
        elif field.type.kind is Kind.SET_OF:
            draft.fields[name] = frozenset()
        elif field.optional:
            draft.fields[name] = NoValue.ABSENT
        else:
            draft.at(given.name.span).faults.add("C020", (), field=name)
    elif draft.reading.lookup.events.find(text) is None:
        name_of(given.name, draft.reading.lookup.events, draft)


def _holder(given: GivenHolder, draft: Draft) -> None:
    role = name_of(given.role, draft.reading.lookup.roles, draft)
    if given.until is not None and given.until < given.since:
        draft.at(given.span).faults.add("C025", (), since=given.since, until=given.until)
    if role is not None:
        draft.holders.append(Holding(role, given.person, given.since, given.until, given.deputy))


def _register(given: GivenRegister, draft: Draft) -> None:
    event = name_of(given.event, draft.reading.lookup.events, draft)
    until = moment_of(given.until, draft)
    if event is not None and until is not None:
        draft.registers[event] = until


def _document(given: GivenDocument, draft: Draft) -> None:
    kind = name_of(given.document, draft.reading.lookup.documents, draft)
    if kind is not None:
        draft.documents.append(
            DocumentRecord(
                kind=kind,
                period=given.period,
                original=given.original,
                filed=given.filed,
                verified_at=given.verified,
                verified_by=given.verified_by,
                valid_until=given.valid_until,
                position=len(draft.documents),
            )
        )


def _judgement(given: GivenJudgement, draft: Draft) -> None:
    name = name_of(given.judgement, draft.reading.lookup.judgements, draft)
    at = moment_of(given.at, draft)
    by = participant_of(given.actor, draft)
    if name is not None and at is not None:
        draft.judgements.append(JudgementRecord(name, given.decided, at, by, about=given.about))


def _figure(given: GivenFigure, draft: Draft) -> None:
    name = name_of(given.figure, draft.reading.lookup.figures, draft)
    if name is None:
        return
    owners = [other.person for other in draft.figures if other.name == name]
    if given.person in owners or (owners and None in (given.person, *owners)):
        draft.at(given.figure.span).faults.add("C011", (), key=name)
        return
    value: object = None
    if given.value is not None:
        type_ = draft.reading.lookup.vocabulary.figures[name].type
        value = value_from_raw(raw_of(given.value), type_, (), draft.at(given.value.span))
    if value is not FAULTY:
        draft.figures.append(SuppliedFigure(name, value, given.person))


def _closed(given: GivenClosed, draft: Draft) -> None:
    draft.closed_at = moment_of(given.at, draft)


def _known(given: GivenKnown, draft: Draft) -> None:
    draft.known_at = moment_of(given.at, draft)


def _parameter(given: GivenParameter, draft: Draft) -> None:
    name = name_of(given.parameter, draft.reading.lookup.parameters, draft)
    if name is None:
        return
    type_: Type = draft.reading.lookup.vocabulary.parameters[name].type
    value = value_from_raw(raw_of(given.value), type_, (), draft.at(given.value.span))
    if value is not FAULTY:
        draft.overrides[name] = Const(value, type_)


_GIVENS: Mapping[type, Callable[[Any, Draft], None]] = {
    GivenCase: _case,
    GivenRecord: _record,
    GivenEvent: _event,
    GivenNone: _none,
    GivenHolder: _holder,
    GivenRegister: _register,
    GivenDocument: _document,
    GivenJudgement: _judgement,
    GivenClosed: _closed,
    GivenKnown: _known,
    GivenParameter: _parameter,
    GivenFigure: _figure,
}
