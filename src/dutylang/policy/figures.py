"""Reads through records and events: fields of something, picked events, figures over many, spans of time."""

from __future__ import annotations

from collections.abc import Callable

from dutylang.diagnostics.model import Label
from dutylang.ops.folds import fold_type
from dutylang.ops.types import DATE, DATE_TIME, NUMBER, YES_NO, Kind, Type
from dutylang.policy.declarations import Sort
from dutylang.policy.draft import Draft
from dutylang.policy.durations import check_duration
from dutylang.policy.model import ShapeInfo
from dutylang.policy.places import article_reference
from dutylang.policy.scope import Scope, fields_of
from dutylang.policy.typed import (
    AgoDate,
    BreachTest,
    ElapsedUnits,
    FoldEvents,
    FoldRecords,
    HappensTest,
    Missing,
    PersonDidTest,
    ReadAttribute,
    ReadDefinition,
    ReadField,
    ReadItem,
    ReadPicked,
    ReadTrigger,
    Typed,
)
from dutylang.syntax.ast import (
    Aggregate,
    AggregateKind,
    Ago,
    ChapterRange,
    DateOf,
    Elapsed,
    EventPick,
    Expr,
    FieldOf,
    Happens,
    Name,
    NoBreach,
    PersonDid,
    Ref,
)
from dutylang.values import Family, Period

Condition = Callable[[Expr, Scope], Typed | None]
Infer = Callable[[Expr, Scope, Type | None], Typed | None]


def field_of(expr: FieldOf, scope: Scope, condition: Condition) -> Typed | None:
    """`A of B`: B is a single record or a linked case, a picked event, or the event that opened the instance."""
    match expr.of:
        case EventPick():
            return _of_pick(expr.field, expr.of, scope, condition)
        case Ref():
            return _of_name(expr, expr.of.name, scope)
        case FieldOf():
            inner = field_of(expr.of, scope, condition)
            return None if inner is None else _through(expr, inner, scope)
        case _:
            _cannot_read(expr, scope, None)
            return None


def _of_pick(field: Name, pick: EventPick, scope: Scope, condition: Condition) -> Typed | None:
    draft = scope.draft
    shape = _event(pick.event, draft)
    where, sound = _where(pick.where, shape, scope, condition)
    if shape is None or not sound:
        return None
    found = fields_of(shape, field, draft, Sort.ATTRIBUTE)
    if found is None:
        return None
    return ReadPicked(pick.which, pick.event.text, where, field.text, found.type)


def _of_name(expr: FieldOf, of: Name, scope: Scope) -> Typed | None:
    """A field of something that a bare name stands for."""
    draft = scope.draft
    looked_at = next((item for item in scope.items if item.declared.name == of.text), None)
    if looked_at is not None:
        draft.used.add((Sort.EVENT if scope.events else Sort.RECORD, of.text))
        sort = Sort.ATTRIBUTE if scope.events else Sort.FIELD
        found = fields_of(looked_at, expr.field, draft, sort)
        if found is None:
            return None
        read = ReadAttribute if scope.events else ReadItem
        return read(expr.field.text, found.type)
    if of.text in scope.openers:
        draft.used.add((Sort.EVENT, of.text))
        found = fields_of(draft.events[of.text], expr.field, draft, Sort.ATTRIBUTE)
        return None if found is None else ReadTrigger(expr.field.text, found.type, of.text)
    if of.text in scope.fields:
        draft.used.add((Sort.FIELD, of.text))
        field = scope.fields[of.text]
        return _through(expr, ReadField((of.text,), field.type, field.tracked), scope)
    if of.text in draft.events:
        shown = draft.shown_name(of)
        label = Label(draft.events[of.text].declared.span, "policy.declared")
        draft.report("T017", expr.span, help="event", labels=[label], text=shown, event=shown)
        return None
    if of.text not in draft.broken:
        draft.find(of, Sort.FIELD, Sort.EVENT)
    return None


def _through(expr: FieldOf, inner: Typed, scope: Scope) -> Typed | None:
    """One step further through a single record of the case, or into the case that it links to."""
    draft = scope.draft
    if not isinstance(inner, ReadField) or inner.type.kind is not Kind.RECORD or inner.type.record is None:
        _cannot_read(expr, scope, inner.type)
        return None
    shape = draft.records.get(inner.type.record) or draft.cases.get(inner.type.record)
    if shape is None:
        return None
    found = fields_of(shape, expr.field, draft, Sort.FIELD)
    if found is None:
        return None
    draft.steps = max(draft.steps, len(inner.path))
    return ReadField((*inner.path, expr.field.text), found.type, inner.tracked or found.tracked)


def _cannot_read(expr: FieldOf, scope: Scope, kind: Type | None) -> None:
    help_name = "list" if kind is not None and kind.kind is Kind.LIST_OF else "record"
    scope.draft.report("T017", expr.span, help=help_name, text=scope.draft.quote(expr.of.span))


def bare_pick(expr: EventPick, scope: Scope) -> Typed | None:
    """`last visit_site` on its own has no value."""
    if _event(expr.event, scope.draft) is not None:
        scope.draft.report("T026", expr.span, event=scope.draft.shown_name(expr.event))
    return None


def picked_missing(pick: EventPick, scope: Scope, condition: Condition) -> Typed | None:
    """`last visit_site is missing`: there is none."""
    shape = _event(pick.event, scope.draft)
    where, sound = _where(pick.where, shape, scope, condition)
    if shape is None or not sound:
        return None
    return Missing(ReadPicked(pick.which, pick.event.text, where, "@date", DATE), YES_NO)


def date_of(expr: DateOf, scope: Scope, condition: Condition) -> Typed | None:
    """`date of last visit_site`, or its time."""
    shape = _event(expr.of.event, scope.draft)
    where, sound = _where(expr.of.where, shape, scope, condition)
    if shape is None or not sound:
        return None
    attribute, kind = ("@time", DATE_TIME) if expr.with_time else ("@date", DATE)
    return ReadPicked(expr.of.which, expr.of.event.text, where, attribute, kind)


def aggregate(expr: Aggregate, scope: Scope, condition: Condition) -> Typed | None:
    """A figure over the records of a list or over the events of a type."""
    draft, source = scope.draft, expr.source
    found = _source(source, scope)
    if found is None:
        return None
    shape, path = found
    inner = scope.looking_at([shape], events=not path)
    where = condition(expr.where, inner) if expr.where is not None else None
    value = _summed(expr, shape, inner) if expr.field is not None else None
    if (expr.where is not None and where is None) or (expr.field is not None and value is None):
        return None
    kind = folded(expr, value, draft)
    if kind is None:
        return None
    if path:
        return FoldRecords(expr.kind, path, value, where, kind)
    return FoldEvents(expr.kind, source.text, value, where, kind)


def folded(expr: Aggregate, value: Typed | None, draft: Draft) -> Type | None:
    """The type of a figure over many; None with T009 where its field cannot be added or compared."""
    kind = fold_type(expr.kind.value, value.type if value is not None else None)
    if not isinstance(kind, str):
        return kind
    text = draft.quote(expr.field.span) if expr.field else ""
    field_kind = value.type.kind if value is not None else Kind.NUMBER
    help_name = "total" if expr.kind is AggregateKind.TOTAL else "order"
    draft.report("T009", (expr.field or expr.source).span, help=help_name, text=text, kind=field_kind)
    return None


def _source(source: Name, scope: Scope) -> tuple[ShapeInfo, tuple[str, ...]] | None:
    """What is figured over: the record of a list field with its path, or an event with an empty path."""
    draft = scope.draft
    field = scope.fields.get(source.text)
    if field is not None and field.type.kind is Kind.LIST_OF and field.type.record is not None:
        draft.used.add((Sort.FIELD, source.text))
        shape = draft.records.get(field.type.record)
        return None if shape is None else (shape, (source.text,))
    if field is not None:
        label = Label(field.declared.span, "policy.declared")
        args: dict[str, object] = {"text": draft.shown_name(source), "kind": field.type.kind}
        draft.report("T008", source.span, labels=[label], args=args)
        return None
    if source.text in draft.events:
        draft.used.add((Sort.EVENT, source.text))
        return draft.events[source.text], ()
    lists = [
        name for name, each in scope.fields.items() if each.type == Type(Kind.LIST_OF, record=source.text)
    ]
    if source.text in draft.records and len(lists) == 1:
        draft.used.add((Sort.FIELD, lists[0]))
        return draft.records[source.text], (lists[0],)
    if source.text not in draft.broken:
        draft.find(source, Sort.FIELD, Sort.EVENT)
    return None


def _summed(expr: Aggregate, shape: ShapeInfo, inner: Scope) -> Typed | None:
    """What is read of each record or event: a field, or a definition over it."""
    draft, name = inner.draft, expr.field
    if name is None:
        return None
    definition = draft.definitions.get(name.text)
    if name.text not in shape.fields and definition is not None and definition.of == shape.declared.name:
        draft.used.add((Sort.DEFINITION, name.text))
        return ReadDefinition(name.text, definition.type)
    found = fields_of(shape, name, draft, Sort.ATTRIBUTE if inner.events else Sort.FIELD)
    if found is None:
        return None
    return ReadAttribute(name.text, found.type) if inner.events else ReadItem(name.text, found.type)


def ago(expr: Ago, scope: Scope) -> Typed | None:
    """`3 years ago`: a date; in hours or minutes a date with a time."""
    period = check_duration(expr.duration, scope.draft)
    if period is None:
        return None
    family = period.unit.family if isinstance(period, Period) else period.type.family
    return AgoDate(period, DATE_TIME if family is Family.CLOCK else DATE)


def elapsed(expr: Elapsed, scope: Scope, infer: Infer) -> Typed | None:
    """`working days from A to B`: whole units between two dates or moments."""
    start, end = infer(expr.start, scope, None), infer(expr.end, scope, None)
    if start is None or end is None:
        return None
    draft = scope.draft
    for side, typed in ((expr.start, start), (expr.end, end)):
        if typed.type.kind not in (Kind.DATE, Kind.DATE_TIME):
            draft.report("T027", side.span, help="date", text=draft.quote(side.span), kind=typed.type.kind)
            return None
        if expr.unit.is_elapsed and typed.type.kind is Kind.DATE:
            draft.report("T027", side.span, help="time", text=draft.quote(side.span), kind=typed.type.kind)
            return None
    return ElapsedUnits(expr.unit, start, end, NUMBER)


def happens(expr: Happens, scope: Scope, condition: Condition) -> Typed | None:
    """An event as a condition, on the same day or within a period."""
    shape = _event(expr.event, scope.draft)
    where, sound = _where(expr.where, shape, scope, condition)
    period = check_duration(expr.duration, scope.draft) if expr.duration is not None else None
    if shape is None or not sound or (expr.duration is not None and period is None):
        return None
    return HappensTest(expr.event.text, expr.relation, period, where, YES_NO)


def person_did(expr: PersonDid, scope: Scope, condition: Condition) -> Typed | None:
    """`the person did object_in_writing`: only where a person is judged."""
    if not scope.person:
        scope.draft.report("D044", expr.span)
        return None
    shape = _event(expr.event, scope.draft)
    where, sound = _where(expr.where, shape, scope, condition)
    if shape is None or not sound:
        return None
    return PersonDidTest(expr.event.text, where, YES_NO)


def no_breach(expr: NoBreach, scope: Scope) -> Typed | None:
    """Findings are read by figures and rules about persons alone: facts → verdicts → persons."""
    draft, wanted = scope.draft, expr.range
    if not scope.breaches:
        draft.report("D010", expr.span)
        return None
    if expr.person_bore and not scope.person:
        draft.report("D044", expr.span)
        return None
    if not check_range(wanted, draft):
        return None
    rules = tuple(name.text for name in wanted.rules)
    chapters = (wanted.first_chapter, wanted.last_chapter)
    return BreachTest(*chapters, wanted.article, expr.unrepaired, expr.person_bore, YES_NO, rules)


def _event(name: Name, draft: Draft) -> ShapeInfo | None:
    return draft.events.get(name.text) if draft.find(name, Sort.EVENT) is not None else None


def _where(
    where: Expr | None, shape: ShapeInfo | None, scope: Scope, condition: Condition
) -> tuple[Typed | None, bool]:
    """The filter over one event, and whether it is sound (an absent one is)."""
    if where is None:
        return None, True
    if shape is None:
        return None, False
    typed = condition(where, scope.looking_at([shape], events=True))
    return typed, typed is not None


def check_range(wanted: ChapterRange, draft: Draft) -> bool:
    """Whether the rules, the chapters or the article exist; else N001 or N017."""
    if wanted.rules:
        found = [draft.find(name, Sort.RULE) for name in wanted.rules]  # every one of them is looked up
        return None not in found
    if wanted.article is not None:
        articles = draft.names.articles
        if not any(wanted.article in (each.number, article_reference(each)) for each in articles):
            draft.report("N017", wanted.span, sort=Sort.ARTICLE, number=wanted.article)
            return False
        return True
    first, last = wanted.first_chapter or 0, wanted.last_chapter or wanted.first_chapter or 0
    if not any(first <= chapter.number <= last for chapter in draft.names.chapters):
        number = f"{first}" if first == last else f"{first}–{last}"
        draft.report("N017", wanted.span, sort=Sort.CHAPTER, number=number)
        return False
    return True
