"""How the parts of a saved audit are read: findings, results on persons, records, the book, problems."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence

from dutylang.assessment.figures import FigureValue
from dutylang.assessment.model import CaseAssessment, Finding
from dutylang.assessment.persons import Change, Entry, OpenQuestion, PersonResult, Requirement, Sanction
from dutylang.calendars.counting import Count
from dutylang.cases.record import (
    CaseRecord,
    EventRecord,
    Holding,
    JudgementRecord,
    Participant,
)
from dutylang.diagnostics import Diagnostic
from dutylang.diagnostics.model import Fix, Label, Severity
from dutylang.policy.typed import Typed
from dutylang.reports.saved.shapes import (
    Given,
    Reader,
    Shape,
    Shapes,
    UnreadableError,
    field_of,
    object_at,
    pairs_of,
)
from dutylang.reports.saved.typed import typed_value
from dutylang.source import NOWHERE, Span
from dutylang.values import UNKNOWN


def shapes_for(tongue: str, conditions: Sequence[Typed]) -> Shapes:
    """The shapes of all parts; values that are only shown take the words of the tongue.

    `conditions` are those of the policy's exemptions, as `Names.requirements` has them in their order.
    """
    return Shapes(
        {
            Finding: Shape(
                given=("case_id",),
                optional=("version", "unsure", "unsure_deciders", "moments", "moment_deciders"),
                own={"reason_args": _arguments(tongue)},
            ),
            Count: Shape(
                own={
                    "skipped": pairs_of("skipped", ("day", dt.date), ("reason", str)),
                    "suspended": pairs_of("suspended", ("since", dt.date), ("resumed", dt.date)),
                }
            ),
            PersonResult: Shape(
                given=("case_id",), blank=("handover",), own={"reason_args": _arguments(tongue)}
            ),
            Requirement: Shape(
                own={
                    "bar": _bar,
                    "condition": _condition(conditions),
                }
            ),
            Change: Shape(own={"value": _value(tongue)}),
            Sanction: Shape(blank=("period",), handed=("person",)),
            Entry: Shape(named={"case_id": "case"}, given=("person",)),
            OpenQuestion: Shape(beside=("leaf",)),
            CaseAssessment: Shape(
                named={"case_id": "id"},
                handed=("case_id",),
                optional=("sanctions", "open_questions"),
                unsaved=("problems", "entries"),
            ),
            FigureValue: Shape(blank=("group", "period", "why"), own={"value": _figure(tongue)}),
            CaseRecord: Shape(
                given=("id",),
                unsaved=(
                    "fields", "documents", "figures", "registers", "documents_complete", "closed_at",
                    "shared_roles", "untold_roles",
                ),
            ),
            EventRecord: Shape(unsaved=("attributes",)),
        },
        sparse=frozenset((CaseRecord, EventRecord, Holding, JudgementRecord, Participant)),
    )  # fmt: skip


def problem_at(value: object, place: str, shapes: Shapes, tongue: str) -> Diagnostic:
    """A problem of the audit, to be said in the tongue. Raises UnreadableError."""
    found = object_at(value, place)
    said_place = f"{place}.said"
    said = object_at(field_of(found, "said", place), said_place)
    own = _listed(field_of(found, "labels", place), f"{place}.labels")
    keys = _listed(field_of(said, "labels", said_place), f"{said_place}.labels")
    if len(own) != len(keys):
        raise UnreadableError(f"{said_place}.labels")
    labels = tuple(
        Label(
            _span(field_of(object_at(label, at), "span", at), f"{at}.span", shapes),
            shapes.read(str, field_of(object_at(key, key_at), "message", key_at), f"{key_at}.message"),
            _typed_object(field_of(object_at(key, key_at), "args", key_at), f"{key_at}.args", tongue),
        )
        for number, (label, key) in enumerate(zip(own, keys, strict=True))
        for at, key_at in [(f"{place}.labels[{number}]", f"{said_place}.labels[{number}]")]
    )
    return Diagnostic(
        code=shapes.read(str, field_of(found, "code", place), f"{place}.code"),
        span=_span(field_of(found, "span", place), f"{place}.span", shapes),
        args=_typed_object(field_of(said, "args", said_place), f"{said_place}.args", tongue),
        severity=shapes.read(Severity, field_of(found, "severity", place), f"{place}.severity"),
        labels=labels,
        help=shapes.read(str | None, field_of(said, "help", said_place), f"{said_place}.help"),
        fix=_fix(field_of(found, "fix", place), f"{place}.fix", shapes),
    )


def _fix(value: object, place: str, shapes: Shapes) -> Fix | None:
    if value is None:
        return None
    found = object_at(value, place)
    span = _span(field_of(found, "span", place), f"{place}.span", shapes)
    text = shapes.read(str, field_of(found, "text", place), f"{place}.text")
    return Fix(span, text, shapes.read(bool, field_of(found, "safe", place), f"{place}.safe"))


def _span(value: object, place: str, shapes: Shapes) -> Span:
    found: Span = NOWHERE if value is None else shapes.read(Span, value, place)
    return found


def _listed(value: object, place: str) -> list[object]:
    if not isinstance(value, list):
        raise UnreadableError(place)
    return value


# ---- requirements ----------------------------------------------------------------------------


def _bar(value: object, place: str, _: Given) -> str:
    """The name of the fact that bars, which is the first of its subjects; empty for a condition."""
    whole = object_at(value, place)
    kind, subjects = field_of(whole, "kind", place), field_of(whole, "subjects", place)
    if kind == "bar" and isinstance(subjects, list) and subjects:
        return str(subjects[0])
    if kind != "condition":
        raise UnreadableError(f"{place}.kind")
    return ""


def _condition(conditions: Sequence[Typed]) -> Reader:
    """The condition by its number; a bar has none, nor has a condition without words of its own."""

    def read(value: object, place: str, _: Given) -> Typed | None:
        number = field_of(object_at(value, place), "number", place)
        if number is None:
            return None
        if type(number) is not int or not 0 <= number < len(conditions):
            raise UnreadableError(f"{place}.number")
        return conditions[number]

    return read


# ---- values ----------------------------------------------------------------------------------


def _arguments(tongue: str) -> Reader:
    """Arguments: those that JSON holds as they are, and over them those that it would flatten."""

    def read(value: object, place: str, _: Given) -> object:
        whole = object_at(value, place)
        inside = f"{place}.reason_args"
        found = dict(object_at(field_of(whole, "reason_args", place), inside))
        return {**found, **_typed_object(whole.get("typed", {}), f"{place}.typed", tongue)}

    return read


def _value(tongue: str) -> Reader:
    """A value as JSON holds it, or with its type where there is one beside it."""

    def read(value: object, place: str, _: Given) -> object:
        whole = object_at(value, place)
        plain = field_of(whole, "value", place)
        if "typed" not in whole and isinstance(plain, dict | list | float):
            raise UnreadableError(f"{place}.value")
        return _typed(whole["typed"], f"{place}.typed", tongue) if "typed" in whole else plain

    return read


def _figure(tongue: str) -> Reader:
    known = _value(tongue)

    def read(value: object, place: str, given: Given) -> object:
        found = known(value, place, given)
        return UNKNOWN if found is None else found

    return read


def _typed_object(value: object, place: str, tongue: str) -> Mapping[str, object]:
    found = object_at(value, place)
    return {name: _typed(each, f"{place}.{name}", tongue) for name, each in found.items()}


def _typed(value: object, place: str, tongue: str) -> object:
    try:
        return typed_value(value, tongue)
    except (ValueError, RecursionError) as fault:
        raise UnreadableError(place) from fault
