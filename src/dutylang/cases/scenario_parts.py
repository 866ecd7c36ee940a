"""The parts that scenarios are written in, pairs and literals and moments, read against the policy."""

from __future__ import annotations

import datetime as dt

import attrs

from dutylang.cases.faults import Place
from dutylang.cases.fields import value_from_raw
from dutylang.cases.lookup import Names, Shape
from dutylang.cases.moments import MomentFault, moment_from_stamp
from dutylang.cases.reading import Reading, canonical, moment_fault
from dutylang.cases.record import (
    DocumentRecord,
    Entry,
    EventRecord,
    Holding,
    JudgementRecord,
    NoValue,
    Participant,
    SuppliedFigure,
)
from dutylang.ops.types import Kind
from dutylang.policy.model import FieldInfo
from dutylang.policy.typed import Const
from dutylang.source import Span
from dutylang.syntax.ast import (
    Actor,
    DateLiteral,
    DateTimeLiteral,
    DurationLiteral,
    Expr,
    MoneyAmount,
    Name,
    Number,
    Pair,
    Percent,
    Ref,
    TextLiteral,
    WrittenMoment,
    YesNo,
)
from dutylang.values import Moment, Period


@attrs.define
class Draft:
    """The case while its givens are read."""

    reading: Reading
    shape: Shape | None
    fields: dict[str, object] = attrs.field(factory=dict)
    entries: dict[str, list[Entry]] = attrs.field(factory=dict)
    events: list[EventRecord] = attrs.field(factory=list)
    spans: list[Span] = attrs.field(factory=list)
    holders: list[Holding] = attrs.field(factory=list)
    documents: list[DocumentRecord] = attrs.field(factory=list)
    judgements: list[JudgementRecord] = attrs.field(factory=list)
    figures: list[SuppliedFigure] = attrs.field(factory=list)
    registers: dict[str, Moment | None] = attrs.field(factory=dict)
    overrides: dict[str, Const] = attrs.field(factory=dict)
    closed_at: Moment | None = None
    known_at: Moment | None = None

    def at(self, span: Span) -> Reading:
        """The reading with its faults at a span of the policy text."""
        self.reading.faults.root = Place(span.source, "", span.line, span.column)
        self.reading.faults.place_of = None
        return self.reading


def moment_of(written: WrittenMoment, draft: Draft) -> Moment | None:
    """A local moment in the policy's zone."""
    reading = draft.at(written.span)
    stamp = written.day if written.time is None else dt.datetime.combine(written.day, written.time)
    found = moment_from_stamp(stamp, reading.tz, reading.local)
    if isinstance(found, MomentFault):
        moment_fault(found, str(stamp), (), reading)
        return None
    return found


def name_of(name: Name, names: Names, draft: Draft) -> str | None:
    """The canonical name."""
    return canonical(name.text, names, (), draft.at(name.span))


def field_of(name: Name, shape: Shape | None, draft: Draft) -> FieldInfo | None:
    """The declared field of a shape; None without a shape, which is a fault of its own."""
    if shape is None:
        reading = draft.at(name.span)
        if not reading.faults.fatal:
            reading.faults.add("C013", (), key=name.text, near="", allowed=(), help="none")
        return None
    found = name_of(name, shape.names, draft)
    return None if found is None else shape.fields[found]


def values_of_pairs(pairs: tuple[Pair, ...], shape: Shape, draft: Draft) -> dict[str, object]:
    """Run-time values by canonical name."""
    found: dict[str, object] = {}
    for pair in pairs:
        field = field_of(pair.field, shape, draft)
        if field is not None:
            found[field.declared.name] = value_of_pair(pair, field, draft)
    return found


def value_of_pair(pair: Pair, field: FieldInfo, draft: Draft) -> object:
    """The run-time value, `STATED_UNKNOWN`, or FAULTY."""
    if pair.values is None:
        return NoValue.STATED_UNKNOWN
    if field.type.kind is Kind.SET_OF:
        raw: object = [raw_of(value) for value in pair.values]
    else:
        raw = raw_of(pair.values[0]) if len(pair.values) == 1 else [raw_of(value) for value in pair.values]
    return value_from_raw(raw, field.type, (), draft.at(pair.span))


def raw_of(value: Expr) -> object:
    """A literal as the raw value that a case document would hold."""
    match value:
        case Number() | Percent() | DateLiteral() | DateTimeLiteral() | TextLiteral() | YesNo():
            return value.value
        case MoneyAmount():
            return {"amount": value.amount, "currency": value.currency}
        case DurationLiteral():
            duration = value.duration
            if duration.count is not None and duration.unit is not None:
                return Period(duration.count, duration.unit)
            return {}
        case Ref():
            return value.name.text
        case _:
            return {}


def participant_of(actor: Actor, draft: Draft) -> Participant:
    """Who acted, in which role."""
    role = None if actor.role is None else name_of(actor.role, draft.reading.lookup.roles, draft)
    return Participant(actor.person, role)
