"""Declared types, roles, records, events, judgements and parameters as the vocabulary holds them."""

from __future__ import annotations

from dutylang.diagnostics.model import Label
from dutylang.ops.types import (
    DATE,
    DATE_TIME,
    NUMBER,
    PERCENT,
    PERIOD,
    TEXT,
    YES_NO,
    Kind,
    Type,
    money_type,
)
from dutylang.policy.declarations import Sort
from dutylang.policy.draft import Draft
from dutylang.policy.durations import check_duration
from dutylang.policy.literals import constant_from
from dutylang.policy.model import (
    FieldInfo,
    JudgementInfo,
    ParameterInfo,
    ParameterVersion,
    RoleInfo,
    ShapeInfo,
)
from dutylang.policy.walk import order_and_circles
from dutylang.syntax.ast import (
    Case,
    DurationLiteral,
    Event,
    Judgement,
    Name,
    Parameter,
    Record,
    Role,
    TypeExpr,
    TypeName,
)

PLAIN = {
    TypeName.NUMBER: NUMBER,
    TypeName.PERCENT: PERCENT,
    TypeName.DATE: DATE,
    TypeName.DATE_TIME: DATE_TIME,
    TypeName.TEXT: TEXT,
    TypeName.YES_NO: YES_NO,
    TypeName.PERIOD: PERIOD,
}


def check_shapes(draft: Draft) -> None:
    """Fills the vocabulary's roles, cases, records, events, judgements and parameters."""
    _add_roles(draft)
    for entry in draft.names.entries:
        name, node = entry.declared.name, entry.node
        if entry.sort is Sort.CASE and isinstance(node, Case):
            draft.cases.setdefault(name, _shape_from(node, draft))
        elif entry.sort is Sort.RECORD and isinstance(node, Record):
            draft.records.setdefault(name, _shape_from(node, draft))
        elif entry.sort is Sort.EVENT and isinstance(node, Event):
            draft.events.setdefault(name, _shape_from(node, draft))
        elif entry.sort is Sort.JUDGEMENT and isinstance(node, Judgement):
            for role in node.by:
                draft.find(role, Sort.ROLE)
            by = tuple(role.text for role in node.by)
            on = tuple(each.text for each in node.on)
            draft.judgements.setdefault(name, JudgementInfo(entry.declared, by, node.within, on))
    for versions in draft.names.parameters.values():
        _add_parameter(draft, versions)


def _add_roles(draft: Draft) -> None:
    above: dict[str, tuple[str, ...]] = {}
    for entry in draft.names.entries:
        if not isinstance(entry.node, Role):
            continue
        role = entry.node
        if role.reports_to is not None:
            draft.find(role.reports_to, Sort.ROLE)
        top = role.reports_to.text if role.reports_to else None
        draft.roles.setdefault(entry.declared.name, RoleInfo(role.declared, top, role.kind))
        above.setdefault(entry.declared.name, (top,) if top else ())
    for ring in order_and_circles(above)[1]:
        declared = draft.roles[ring[0]].declared
        names = tuple(draft.shown(draft.roles[name].declared, declared.span) for name in ring)
        draft.report("D011", declared.span, name=names[0], ring=(*names, names[0]))


def _shape_from(node: Case | Record | Event, draft: Draft) -> ShapeInfo:
    fields: dict[str, FieldInfo] = {}
    for field in node.fields:
        kind = type_from(field.type, draft)
        if kind is None:
            draft.broken.add(field.declared.name)
            continue
        if field.tracked and isinstance(node, Event):
            name = draft.shown(field.declared, field.declared.span)
            draft.report("T014", field.declared.span, help="event", name=name)
        fields.setdefault(field.declared.name, FieldInfo(field.declared, kind, field.optional, field.tracked))
    return ShapeInfo(node.declared, fields)


def type_from(written: TypeExpr, draft: Draft) -> Type | None:
    """The type that is written, or None with a diagnostic."""
    match written.type:
        case TypeName.MONEY:
            return money_type(written.currency or "")  # the parser knows what a currency is
        case TypeName.ONE_OF:
            return Type(Kind.ONE_OF, values=tuple(dict.fromkeys(each.name for each in written.names)))
        case TypeName.SET_OF:
            return Type(Kind.SET_OF, values=tuple(dict.fromkeys(each.name for each in written.names)))
        case TypeName.LIST_OF | TypeName.RECORD:
            of = written.names[0]
            is_list = written.type is TypeName.LIST_OF
            sorts = (Sort.RECORD,) if is_list else (Sort.RECORD, Sort.CASE)  # `single CASE` is a link
            if draft.find(Name(of.name, span=of.span), *sorts) is None:
                return None
            kind = Kind.LIST_OF if is_list else Kind.RECORD
            return Type(kind, record=of.name)
        case _:
            return PLAIN[written.type]


def _add_parameter(draft: Draft, versions: tuple[Parameter, ...]) -> None:
    """A parameter holds constants of one kind in all its versions."""
    found: list[ParameterVersion] = []
    declared = versions[0].declared
    for version in versions:
        value = version.value
        if isinstance(value, DurationLiteral):
            check_duration(value.duration, draft)
        constant = constant_from(value, draft.timezone)
        if constant is None:
            draft.report("T022", value.span, name=draft.shown(declared, value.span))
            draft.broken.add(declared.name)
            return
        if found and not _alike(found[0].value.type, constant.type):
            label = Label(versions[0].value.span, "policy.first", {"kind": found[0].value.type.kind})
            args: dict[str, object] = {"name": draft.shown(declared, value.span), "kind": constant.type.kind}
            draft.report("T023", value.span, labels=[label], args=args)
            draft.broken.add(declared.name)
            return
        found.append(ParameterVersion(constant, version.house_default, version.in_force))
    found.sort(key=lambda each: each.in_force.since.toordinal() if each.in_force else 0)
    families = {each.value.type for each in found}
    kind = found[0].value.type if len(families) == 1 else PERIOD
    draft.parameters[declared.name] = ParameterInfo(declared, kind, tuple(found))


def _alike(one: Type, other: Type) -> bool:
    return one.kind is other.kind and one.currency == other.currency
