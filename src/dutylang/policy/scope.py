"""What a name means at a place: the record or event looked at first, then the case, then the policy."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import attrs

from dutylang.diagnostics.model import Fix, Label
from dutylang.ops.types import YES_NO, Kind, Type
from dutylang.policy.declarations import Sort
from dutylang.policy.draft import Draft
from dutylang.policy.model import FieldInfo, ShapeInfo
from dutylang.policy.typed import (
    Const,
    HappensTest,
    ReadAttribute,
    ReadDefinition,
    ReadField,
    ReadFigure,
    ReadItem,
    ReadJudgement,
    ReadParameter,
    ReadTable,
    Typed,
)
from dutylang.source import Span
from dutylang.syntax.ast import Declared, Name, Relation

TRUTHS = {"true": "yes", "false": "no", "真": "是", "假": "否"}
"""How other languages write yes and no."""


@attrs.frozen
class Scope:
    """The names of a place.

    `fields` are those of the case; `items` the record, or the events of an act, that a filter looks at;
    `openers` the events that open the instance (`site of warning`). `breaches`: whether findings may be
    read, which only rules about persons and figures over many cases may. `person`: whether a person is
    judged. `cases`: whether cases may be counted, which only a portfolio may.
    """

    draft: Draft
    fields: Mapping[str, FieldInfo] = attrs.field(factory=dict)
    clashing: frozenset[str] = frozenset()
    items: tuple[ShapeInfo, ...] = ()
    events: bool = False
    openers: tuple[str, ...] = ()
    breaches: bool = False
    person: bool = False
    cases: bool = False

    def looking_at(self, shapes: Iterable[ShapeInfo], *, events: bool) -> Scope:
        """The scope of a filter over these records or events."""
        return attrs.evolve(self, items=tuple(shapes), events=events)

    def opened_by(self, events: Iterable[str]) -> Scope:
        """The scope of a rule whose instances these events open."""
        known = tuple(dict.fromkeys(event for event in events if event in self.draft.events))
        return attrs.evolve(self, openers=known)

    def declared(self) -> list[Declared]:
        """Every name that can be read here, nearest first."""
        own = [field.declared for item in self.items for field in item.fields.values()]
        case = [field.declared for field in self.fields.values()]
        sorts = (Sort.PARAMETER, Sort.DEFINITION, Sort.TABLE, Sort.JUDGEMENT, Sort.EVENT, Sort.FIGURE)
        return [*own, *case, *self.draft.names.names(*sorts)]


def case_scope(draft: Draft, case: str | None = None) -> Scope:
    """The scope of a rule about one kind of case; of all kinds, where it says nothing."""
    kinds = [draft.cases[case]] if case in draft.cases and case is not None else list(draft.cases.values())
    fields: dict[str, FieldInfo] = {}
    clashing: set[str] = set()
    for kind in kinds:
        for name, field in kind.fields.items():
            if fields.setdefault(name, field).type != field.type:
                clashing.add(name)
    return Scope(draft, fields, frozenset(clashing))


def read_name(name: Name, scope: Scope, expected: Type | None) -> Typed | None:
    """What a bare name reads, or None with a diagnostic.

    A value of the enumeration that is expected outranks everything: `kind is pledge` is about the value,
    whatever else is called `pledge`.
    """
    if expected is not None and name.text in expected.values:
        scope.draft.used.add((Sort.VALUE, name.text))
        return Const(name.text, Type(Kind.ONE_OF, values=expected.values))
    found = known_name(name, scope)
    if found is not None:
        return found
    if name.text not in scope.draft.broken and not _is_explained(name, scope):
        _report_unknown(name, scope, expected)
    return None


def known_name(name: Name, scope: Scope) -> Typed | None:
    """What a name reads when no enumeration is expected; None, without a diagnostic, when nothing."""
    draft, text = scope.draft, name.text
    if scope.items and all(text in item.fields for item in scope.items):
        draft.used.add((Sort.ATTRIBUTE, text))
        kind = scope.items[0].fields[text].type
        return ReadAttribute(text, kind) if scope.events else ReadItem(text, kind)
    own = {item.declared.name for item in scope.items}
    definition = draft.definitions.get(text)
    if definition is not None and (definition.of is None or own == {definition.of}):
        draft.used.add((Sort.DEFINITION, text))
        return ReadDefinition(text, definition.type)
    if text in scope.fields and text not in scope.clashing:
        draft.used.add((Sort.FIELD, text))
        return ReadField((text,), scope.fields[text].type, scope.fields[text].tracked)
    return _policy_name(text, draft)


def _policy_name(text: str, draft: Draft) -> Typed | None:
    """A name of the whole policy."""
    if text in draft.parameters:
        draft.used.add((Sort.PARAMETER, text))
        return ReadParameter(text, draft.parameters[text].type)
    if text in draft.tables:
        draft.used.add((Sort.TABLE, text))
        return ReadTable(text, draft.tables[text].type)
    if text in draft.judgements:
        draft.used.add((Sort.JUDGEMENT, text))
        return ReadJudgement(text, YES_NO)
    if text in draft.figures:
        draft.used.add((Sort.FIGURE, text))
        return ReadFigure(text, draft.figures[text].type)
    if text in draft.events:
        draft.used.add((Sort.EVENT, text))
        return HappensTest(text, Relation.EVER_BEFORE, None, None, YES_NO)
    return None


def _is_explained(name: Name, scope: Scope) -> bool:
    """Reports names that exist but cannot be read here, with the reason."""
    draft, text = scope.draft, name.text
    shown = draft.shown_name(name)
    holders = [item for item in scope.items if text in item.fields]
    if holders:
        lacking = next(item for item in scope.items if text not in item.fields)
        args: dict[str, object] = {"name": shown, "lacking": draft.shown(lacking.declared, name.span)}
        draft.report("N016", name.span, labels=[Label(holders[0].declared.span, "policy.has")], args=args)
        return True
    if text in scope.clashing:
        draft.report("N013", name.span, name=shown)
        return True
    definition = draft.definitions.get(text)
    if definition is not None:
        of = draft.records.get(definition.of or "") or draft.events.get(definition.of or "")
        args = {
            "name": shown,
            "of": draft.shown(of.declared, name.span) if of else definition.of,
        }
        draft.report(
            "N014", name.span, labels=[Label(definition.declared.span, "policy.declared")], args=args
        )
        return True
    return False


def _report_unknown(name: Name, scope: Scope, expected: Type | None) -> None:
    draft = scope.draft
    if expected is not None and expected.values and _is_no_value(name, expected, draft):
        return
    value = draft.names.find(Sort.VALUE, name.text)
    if value is not None:
        label = Label(value.declared.span, "policy.declared")
        draft.report("T024", name.span, labels=[label], name=draft.shown_name(name))
        return
    truth = TRUTHS.get(name.text.lower())
    if truth is not None and draft.names.sort_of(name.text) is None:
        draft.unknown(name, Sort.FIELD, truth, Fix(name.span, truth))
        return
    near, fix = draft.nearest(name, scope.declared())
    other = draft.names.sort_of(name.text)
    sort = Sort.ATTRIBUTE if scope.items and scope.events else Sort.FIELD
    if other is None or other is Sort.TERM:
        draft.unknown(name, sort, near, fix)
        return
    found = draft.names.find(other, name.text)
    labels = [Label(found.declared.span, "policy.declared")] if found else []
    args: dict[str, object] = {"name": draft.shown_name(name), "found": other, "wanted": sort, "near": near}
    help_name = "near" if near else _help_for(other)
    draft.report("N002", name.span, labels=labels, fix=fix, help=help_name, args=args)


def _is_no_value(name: Name, expected: Type, draft: Draft) -> bool:
    """T013: the name stands where a value of an enumeration is expected, and is none of them."""
    wanted = [_value_declared(draft, value) for value in expected.values]
    near, fix = draft.nearest(name, wanted)
    if not near and draft.names.sort_of(name.text) not in (None, Sort.VALUE):
        return False
    values = tuple(draft.shown(each, name.span) for each in wanted)
    args: dict[str, object] = {"name": draft.shown_name(name), "near": near, "values": values}
    draft.report("T013", name.span, help="near" if near else "values", fix=fix, args=args)
    return True


def _help_for(found: Sort) -> str | None:
    return "attribute" if found is Sort.ATTRIBUTE else None


def _value_declared(draft: Draft, value: str) -> Declared:
    entry = draft.names.find(Sort.VALUE, value)
    return entry.declared if entry else Declared(value)


def fields_of(shape: ShapeInfo, name: Name, draft: Draft, sort: Sort) -> FieldInfo | None:
    """A field of a record, or an attribute of an event; else N001 with the nearest of its own."""
    found = shape.fields.get(name.text)
    if found is not None:
        draft.used.add((sort, name.text))
        return found
    if name.text not in draft.broken:
        near, fix = draft.nearest(name, [field.declared for field in shape.fields.values()])
        args: dict[str, object] = {
            "name": draft.shown_name(name),
            "of": draft.shown(shape.declared, name.span),
            "near": near,
        }
        label = Label(shape.declared.span, "policy.declared")
        draft.report(
            "N015", name.span, help="near" if near else "declare", fix=fix, labels=[label], args=args
        )
    return None


def kind_label(span: Span, kind: Type) -> Label:
    """A second place that says of which kind what stands there is."""
    return Label(span, "policy.kind", {"kind": kind.kind})
