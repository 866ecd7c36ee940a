"""Heads, roles, records, events, parameters and the other declarations → lines."""

from __future__ import annotations

from typing import assert_never

from dutylang.syntax.ast import (
    BearerKind,
    Case,
    Chapter,
    Declared,
    Definition,
    Event,
    Field,
    Grades,
    InForce,
    Judgement,
    Parameter,
    PolicyHead,
    Record,
    Role,
    Term,
    TypeExpr,
    TypeName,
    Use,
)
from dutylang.syntax.to_text.expressions import expression_text
from dutylang.syntax.to_text.limits import limit_text
from dutylang.syntax.to_text.lines import Line
from dutylang.syntax.to_text.words import (
    Words,
    currency_text,
    date_text,
    declared_cells,
    declared_name,
    declared_names,
    duration_text,
    heading_number,
    setting_text,
    title_text,
)

Declaration = (
    PolicyHead
    | Use
    | Role
    | Case
    | Record
    | Event
    | Term
    | Parameter
    | Grades
    | Judgement
    | Chapter
    | Definition
)


def declaration_lines(item: Declaration, words: Words) -> list[Line]:
    """The lines of a declaration, the first one at the left edge."""
    match item:
        case PolicyHead():
            return _head_lines(item, words)
        case Use(path=path):
            return [Line(0, words.fill("declaration.use", path=words.quoted(path)), item.span, "use")]
        case Role():
            return [Line(0, _role_text(item, words), item.span, "role")]
        case Case(declared=declared, fields=fields):
            head = words.fill("declaration.case", declared=declared_name(declared, words))
            return [Line(0, head, item.span, blank=True), *_field_lines(fields, words)]
        case Record(declared=declared, fields=fields):
            head = words.fill("declaration.record", declared=declared_name(declared, words))
            return [Line(0, head, item.span, blank=True), *_field_lines(fields, words)]
        case Event(declared=declared, fields=fields):
            head = words.fill("declaration.event", **declared_cells(declared, words))
            return [Line(0, head, item.span, "event"), *_field_lines(fields, words)]
        case Term(declared=declared):
            return [
                Line(0, words.fill("declaration.term", **declared_cells(declared, words)), item.span, "term")
            ]
        case Parameter() | Grades() | Judgement():
            return [Line(0, _plain_text(item, words), item.span)]
        case Chapter(number=number, title=title):
            heading = {"number": heading_number(number, words), "title": title_text(title, words)}
            return [Line(0, words.fill("declaration.chapter", **heading), item.span, blank=True)]
        case Definition():
            return [Line(0, definition_text(item, words), item.span)]
        case _:
            assert_never(item)


def _head_lines(head: PolicyHead, words: Words) -> list[Line]:
    """`policy NAME` and the header lines that the policy has."""
    declared = words.fill("head.policy", declared=declared_name(head.declared, words))
    settings = {
        "version": None if head.version is None else words.quoted(head.version),
        "in_force": head.in_force,
        "calendar": None if head.calendar is None else setting_text(head.calendar, words),
        "timezone": None if head.timezone is None else words.quoted(head.timezone),
        "counting": None if head.counting is None else setting_text(head.counting, words),
        "recorded_within": None
        if head.recorded_within is None
        else duration_text(head.recorded_within, words),
        "published": None if head.published is None else date_text(head.published, words),
        "reaches_open": "" if head.reaches_open else None,
    }
    lines = [Line(0, declared, head.span, blank=True)]
    for key, value in settings.items():
        if isinstance(value, InForce):
            lines.append(Line(1, in_force_text(value, words, "head.in_force"), value.span, "head"))
        elif value is not None:
            lines.append(Line(1, words.fill(f"head.{key}", value=value), None, "head"))
    return lines


def in_force_text(in_force: InForce, words: Words, key: str = "declaration.in_force") -> str:
    """From when and until when something is in force."""
    until = "" if in_force.until is None else date_text(in_force.until, words)
    return words.fill(key, since=date_text(in_force.since, words), until=until)


def _role_text(role: Role, words: Words) -> str:
    """A role, what holds it, and the role above it."""
    kind = "" if role.kind is BearerKind.PERSON else words.keyword("BEARER_KIND", role.kind.value)
    above = (
        ""
        if role.reports_to is None
        else words.fill("declaration.reports_to", role=words.name(role.reports_to))
    )
    tail = " ".join(filter(None, (kind, above)))
    return words.fill("declaration.role", tail=tail, **declared_cells(role.declared, words))


def _field_lines(fields: tuple[Field, ...], words: Words) -> list[Line]:
    """Fields in columns."""
    return [Line(1, _field_text(field, words), field.span, "field") for field in fields]


def _field_text(field: Field, words: Words) -> str:
    """A field: its names, then its type."""
    return words.fill(
        "field.field",
        optional=words.word("field.optional") if field.optional else "",
        tracked=words.word("field.tracked") if field.tracked else "",
        type=type_text(field.type, words),
        **declared_cells(field.declared, words),
    )


def type_text(written: TypeExpr, words: Words) -> str:
    """A type."""
    currency = "" if written.currency is None else currency_text(written.currency, words)
    names = written.names
    if written.type in (TypeName.LIST_OF, TypeName.RECORD):
        # The record is declared elsewhere: here its name is a mere reference.
        names = tuple(Declared(name.name) for name in names)
        listed = words.listed(words.fenced(words.written.get(name.name, name.name)) for name in names)
    else:
        listed = declared_names(names, words)
    key = f"type.{written.type.value}"
    if not words.phrases.has(key):
        return words.keyword("TYPE", written.type.value)
    return words.fill(key, currency=currency, names=listed)


def _plain_text(item: Parameter | Grades | Judgement, words: Words) -> str:
    """A declaration of one line without columns."""
    match item:
        case Parameter(declared=declared, value=value, house_default=house_default, in_force=in_force):
            return words.fill(
                "declaration.parameter",
                declared=declared_name(declared, words),
                value=expression_text(value, words),
                house_default=words.word("declaration.house_default") if house_default else "",
                in_force="" if in_force is None else in_force_text(in_force, words),
            )
        case Grades(names=names):
            return words.fill("declaration.grades", names=declared_names(names, words))
        case Judgement(declared=declared, by=by, within=within, on=on):
            return words.fill(
                "declaration.judgement",
                declared=declared_name(declared, words),
                roles=words.names(by),
                within="" if within is None else limit_text(within, words),
                on=words.names(on),
            )
        case _:
            assert_never(item)


def definition_text(definition: Definition, words: Words) -> str:
    """`define NAME means EXPRESSION`."""
    return words.fill(
        "declaration.define",
        declared=declared_name(definition.declared, words),
        of=words.name(definition.of),
        means=expression_text(definition.means, words),
    )
