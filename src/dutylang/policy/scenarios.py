"""Scenarios: what is given and expected is declared, and every value is of its field's type."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import assert_never

from dutylang.diagnostics.model import Label
from dutylang.ops.types import Kind, Type
from dutylang.policy.declarations import Entry, Sort
from dutylang.policy.draft import Draft
from dutylang.policy.expressions import infer
from dutylang.policy.model import FieldInfo, ShapeInfo
from dutylang.policy.scope import Scope
from dutylang.policy.superiors import levels_above
from dutylang.policy.typed import Const
from dutylang.source import Span
from dutylang.syntax.ast import (
    Actor,
    Declared,
    Duty,
    ExpectDuty,
    ExpectPerson,
    ExpectPoints,
    Expr,
    Given,
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
    Name,
    Obligation,
    Pair,
    Step,
    Upward,
)

READABLE = (
    Sort.FIELD, Sort.ATTRIBUTE, Sort.EVENT, Sort.JUDGEMENT, Sort.PARAMETER, Sort.DEFINITION, Sort.TABLE,
    Sort.DOCUMENT, Sort.ROLE, Sort.FIGURE,
)  # fmt: skip


def check_scenarios(draft: Draft) -> None:
    """Every scenario; files the values under their places."""
    for scenario in draft.names.scenarios:
        for given in scenario.givens:
            _check_given(given, draft)
        for expect in scenario.expects:
            match expect:
                case ExpectDuty():
                    _check_expected(expect, draft)
                case ExpectPerson():
                    _check_person(expect, draft)
                case ExpectPoints():
                    draft.find(expect.scale, Sort.SCALE)
                    _check_grade(expect.grade, draft)


def _check_expected(expect: ExpectDuty, draft: Draft) -> None:
    """The rule, the step or item of it that is meant, and the fields that decide.

    Whoever decides on an exemption or a judgement owes the decision: it has a verdict like a duty.
    """
    entry = draft.find(expect.rule, Sort.RULE, Sort.EXEMPTION, Sort.JUDGEMENT)
    if entry is not None and entry.sort is Sort.EXEMPTION:
        _check_decided(expect.rule, entry, draft)
    for reason in expect.because:
        draft.find(reason, *READABLE)
    if expect.item is not None:
        draft.find(expect.item, Sort.DOCUMENT, Sort.EVENT)
    if expect.step is not None and entry is not None:
        clauses = entry.node.clauses if isinstance(entry.node, Duty) else ()
        steps = 1 + sum(_levels(clause.obligation, draft) for clause in clauses if isinstance(clause, Step))
        if not 1 <= expect.step <= steps:
            label = Label(entry.declared.span, "policy.declared")
            args: dict[str, object] = {
                "name": draft.shown_name(expect.rule),
                "step": expect.step,
                "steps": steps,
            }
            draft.report("D024", expect.span, labels=[label], args=args)


def _levels(obligation: Obligation, draft: Draft) -> int:
    """How many levels a step may make: one, or with `each superior` as many as the roles climb at most."""
    if obligation.upward is not Upward.EACH_SUPERIOR:
        return 1
    above = {name: info.reports_to for name, info in draft.roles.items()}
    return max((len(levels_above((role,), above)) for role in above), default=0)


def _check_person(expect: ExpectPerson, draft: Draft) -> None:
    """The liability, its degree, grade and kinds, and the facts that decide."""
    draft.find(expect.liability, Sort.LIABILITY)
    _check_grade(expect.grade, draft)
    if expect.degree is not None:
        draft.find(expect.degree, Sort.DEGREE)
    for kind in expect.kinds:
        draft.find(kind, Sort.KIND)
    for reason in expect.because:
        draft.find(reason, *READABLE, Sort.EXEMPTION)


def _check_grade(grade: Name | None, draft: Draft) -> None:
    if grade is not None:
        draft.find(grade, Sort.GRADE)


def _check_given(given: Given, draft: Draft) -> None:  # noqa: C901  (one line a kind)
    match given:
        case GivenCase():
            _check_pairs(given.pairs, _case_fields(draft), draft, Sort.FIELD)
            if given.at is not None:
                _check_tracked(given, draft)
        case GivenRecord():
            _check_record(given, draft)
        case GivenEvent():
            shape = draft.events.get(given.event.text) if draft.find(given.event, Sort.EVENT) else None
            if shape is not None:
                _check_pairs(given.pairs, shape.fields, draft, Sort.ATTRIBUTE, shape)
            _check_actors(given.actors, draft)
        case GivenNone():
            draft.find(given.name, Sort.FIELD, Sort.EVENT)
        case GivenHolder():
            draft.find(given.role, Sort.ROLE)
        case GivenRegister():
            draft.find(given.event, Sort.EVENT)
        case GivenDocument():
            draft.find(given.document, Sort.DOCUMENT)
        case GivenJudgement():
            _check_decision(given, draft)
            _check_actors([given.actor], draft)
        case GivenParameter():
            _check_parameter(given, draft)
        case GivenFigure():
            _check_figure(given, draft)
        case GivenClosed() | GivenKnown():
            pass
        case _:
            assert_never(given)


def _case_fields(draft: Draft) -> dict[str, FieldInfo]:
    return {name: field for kind in draft.cases.values() for name, field in kind.fields.items()}


def _check_actors(actors: Iterable[Actor], draft: Draft) -> None:
    for actor in actors:
        if actor.role is not None:
            draft.find(actor.role, Sort.ROLE)


def _check_record(given: GivenRecord, draft: Draft) -> None:
    """A record is added to a list of its kind, or stands as the single one; so does a linked case."""
    fields = _case_fields(draft)
    entry = draft.find(given.record, Sort.RECORD, Sort.CASE)
    shapes = draft.cases if entry is not None and entry.sort is Sort.CASE else draft.records
    record = shapes.get(given.record.text) if entry is not None else None
    field = fields.get(given.field.text)
    if field is None:
        _unknown_field(given.field, [each.declared for each in fields.values()], draft, Sort.FIELD, None)
    elif field.type.record != given.record.text and record is not None:
        label = Label(field.declared.span, "policy.declared")
        args: dict[str, object] = {
            "name": draft.shown_name(given.field),
            "record": draft.shown_name(given.record),
        }
        draft.report("T021", given.field.span, labels=[label], args=args)
    if record is not None:
        _check_pairs(given.pairs, record.fields, draft, Sort.FIELD, record)


def _check_tracked(given: GivenCase, draft: Draft) -> None:
    """A value of a date belongs to a field that is followed over time."""
    fields = _case_fields(draft)
    for pair in given.pairs:
        field = fields.get(pair.field.text)
        if field is not None and not field.tracked:
            label = Label(field.declared.span, "policy.declared")
            name = draft.shown_name(pair.field)
            draft.report("T014", pair.field.span, help="untracked", labels=[label], name=name)


def _check_parameter(given: GivenParameter, draft: Draft) -> None:
    if draft.find(given.parameter, Sort.PARAMETER) is None:
        return
    parameter = draft.parameters.get(given.parameter.text)
    if parameter is not None:
        _check_value(
            given.value, parameter.type, draft.shown_name(given.parameter), parameter.declared.span, draft
        )


def _check_decision(given: GivenJudgement, draft: Draft) -> None:
    """What is decided is a judgement, or an exemption that needs a decision."""
    entry = draft.find(given.judgement, Sort.JUDGEMENT, Sort.EXEMPTION)
    if entry is not None and entry.sort is Sort.EXEMPTION:
        _check_decided(given.judgement, entry, draft)


def _check_decided(name: Name, entry: Entry, draft: Draft) -> None:
    """D050 for an exemption that holds without a decision."""
    if name.text not in draft.decisions:
        label = Label(entry.declared.span, "policy.declared")
        draft.report("D050", name.span, labels=[label], name=draft.shown_name(name))


def _check_figure(given: GivenFigure, draft: Draft) -> None:
    """A figure that is supplied is of the type that its portfolio works out."""
    if draft.find(given.figure, Sort.FIGURE) is None:
        return
    figure = draft.figures.get(given.figure.text)
    shown = draft.shown_name(given.figure)
    if figure is not None and given.person is not None and figure.role is None:
        label = Label(figure.declared.span, "policy.declared")
        draft.report("D052", given.span, labels=[label], name=shown)
    if figure is not None and given.value is not None:
        _check_value(given.value, figure.type, shown, figure.declared.span, draft)


def _check_pairs(
    pairs: Iterable[Pair],
    fields: Mapping[str, FieldInfo],
    draft: Draft,
    sort: Sort,
    shape: ShapeInfo | None = None,
) -> None:
    for pair in pairs:
        field = fields.get(pair.field.text)
        if field is None:
            _unknown_field(pair.field, [each.declared for each in fields.values()], draft, sort, shape)
            continue
        draft.used.add((sort, pair.field.text))
        shown, place = draft.shown_name(pair.field), field.declared.span
        for value in pair.values or ():
            _check_value(value, field.type, shown, place, draft)
        if pair.values is not None and field.type.kind is not Kind.SET_OF and len(pair.values) != 1:
            label = Label(place, "policy.declared")
            draft.report("T012", pair.span, labels=[label], help="several", name=shown, kind=field.type.kind,
                         text=draft.quote(pair.span), found=Kind.SET_OF)  # fmt: skip


def _unknown_field(
    name: Name, known: Sequence[Declared], draft: Draft, sort: Sort, shape: ShapeInfo | None
) -> None:
    if name.text in draft.broken:
        return
    near, fix = draft.nearest(name, known)
    if shape is None:
        draft.unknown(name, sort, near, fix)
        return
    label = Label(shape.declared.span, "policy.declared")
    args: dict[str, object] = {"of": draft.shown(shape.declared, name.span), "near": near}
    args["name"] = draft.shown_name(name)
    draft.report("N015", name.span, help="near" if near else "declare", fix=fix, labels=[label], args=args)


def _check_value(value: Expr, wanted: Type, name: str, place: Span, draft: Draft) -> None:
    """A value that is given must be a constant of the field's type; a set is given value by value."""
    typed = infer(value, Scope(draft), wanted)
    if typed is None:
        return
    kind = Kind.ONE_OF if wanted.kind is Kind.SET_OF else wanted.kind
    fits = typed.type.kind is kind and typed.type.currency == wanted.currency
    if not isinstance(typed, Const) or not fits:
        help_name = "currency" if typed.type.kind is kind and isinstance(typed, Const) else None
        args: dict[str, object] = {"name": name, "kind": wanted.kind, "found": typed.type.kind}
        args["text"] = draft.quote(value.span)
        label = Label(place, "policy.declared")
        draft.report("T012", value.span, help=help_name, labels=[label], args=args)
        return
    draft.typed[value.span] = typed
