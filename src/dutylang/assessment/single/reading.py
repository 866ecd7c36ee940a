"""Reading a record: fields, series, attributes, judgements and events, each with why it is unknown."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import lru_cache

import attrs

from dutylang.assessment.leaves import Leaf, LeafKind
from dutylang.assessment.single.context import Context
from dutylang.assessment.single.decided import decision_that_counts
from dutylang.assessment.single.memory import Question
from dutylang.assessment.single.timeline import not_later
from dutylang.cases.record import EventRecord, NoValue, Series
from dutylang.policy import typed as t
from dutylang.syntax.ast import Which
from dutylang.values import UNKNOWN, Moment, Truth

__all__ = ["Question"]


def known(fields: Mapping[str, object], name: str, place: str, context: Context) -> object:
    """A field's value, `NoValue.ABSENT`, or `UNKNOWN` with a note whether it is not supplied or stated so."""
    value = fields.get(name, UNKNOWN)
    if value is UNKNOWN or value is NoValue.STATED_UNKNOWN:
        why = "not_supplied" if value is UNKNOWN else "stated_unknown"
        context.note(("field", place), Leaf(LeafKind.FIELD, place, why=why))
        return UNKNOWN
    return value


def series_value(series: Series, name: str, context: Context) -> object:
    """The value of a tracked field at the moment: the latest effective by then; unknown before the first."""
    found: object = UNKNOWN
    latest: Moment | None = None
    known_at = context.timeline.horizon.known_at
    for entry in series.entries:
        hidden = known_at is not None and entry.recorded_at is not None
        if hidden and known_at and not not_later(entry.recorded_at or known_at, known_at):
            continue
        if not not_later(entry.effective_at, context.moment):
            continue
        if latest is None or not_later(latest, entry.effective_at):
            latest, found = entry.effective_at, entry.value
    if found is UNKNOWN or found is NoValue.STATED_UNKNOWN:
        why = "no_value_yet" if found is UNKNOWN else "stated_unknown"
        detail = context.moment.day.isoformat()
        context.note(("series", name, context.moment), Leaf(LeafKind.FIELD, name, detail, why))
        return UNKNOWN
    return found


def attribute(event: EventRecord | None, name: str, context: Context) -> object:
    """An attribute of an event."""
    if event is None:
        context.note(("attribute", name), Leaf(LeafKind.ATTRIBUTE, name, why="no_value"))
        return UNKNOWN
    value = event.attributes.get(name, UNKNOWN)
    if value is UNKNOWN or value is NoValue.STATED_UNKNOWN:
        why = "not_supplied" if value is UNKNOWN else "stated_unknown"
        leaf = Leaf(LeafKind.ATTRIBUTE, name, event.type, why, event.position)
        context.note(("attribute", event.position, name), leaf)
        return UNKNOWN
    return value


def events_up_to(event_type: str, context: Context) -> list[EventRecord]:
    """The events of a type at or before the moment, and before the act where there is one."""
    found = []
    for event in context.timeline.of_types([event_type]):
        if context.act is not None:
            place = context.timeline.order(event, context.act)
            if place == -1 or (place is None and event.position != context.act.position):
                found.append(event)
        elif not_later(event.at, context.until or context.moment):
            found.append(event)
    return found


def register_reaches(event_type: str, context: Context) -> bool:
    """Whether the register of a type is complete up to the moment; notes the gap when not."""
    until = context.until or context.moment
    if context.timeline.covers([event_type], until):
        return True
    context.note(("register", event_type), Leaf(LeafKind.REGISTER, event_type, why="incomplete"))
    return False


def picked_event(
    expression: t.ReadPicked, context: Context, fits: Callable[[Context], Truth]
) -> EventRecord | None:
    """The first or last event of a type that fits, up to the moment; None with a note when that is unknown."""
    events = events_up_to(expression.event, context)
    if expression.which in (Which.LAST, Which.LATEST):
        events = events[::-1]
    for event in events:
        truth = fits(attrs.evolve(context, event=event))
        if truth is Truth.YES:
            break
        if truth is Truth.UNKNOWN:
            return None
    else:
        if register_reaches(expression.event, context):
            leaf = Leaf(LeafKind.FIGURE, expression.event, why="no_value_yet")
            context.note(("picked", expression), leaf)
        return None
    return event if register_reaches(expression.event, context) else None


def judgement(name: str, context: Context) -> object:
    """What the empowered role decided by the as-of moment; unknown, and an open question, until then.

    Where a person's liability is judged, a decision about that person speaks too.
    """
    by = context.setting.plan.vocabulary.judgements[name].by
    decision = decision_that_counts(name, by, context.person, context.setting)
    if decision is not None and decision.decided is not None:
        return decision.decided
    leaf = Leaf(LeafKind.JUDGEMENT, name, ", ".join(by), "open")
    context.note(("judgement", name, context.person), leaf)
    return UNKNOWN


@lru_cache(maxsize=65536)
def needs_of(expression: t.Typed) -> frozenset[str]:
    """What an expression is read against: `moment`, `event`, `trigger`, `item`, `person`."""
    own: set[str] = set()
    match expression:
        case t.ReadItem():
            own.add("item")
        case t.ReadAttribute():
            own.add("event")
        case t.ReadTrigger():
            own.add("trigger")
        case t.ReadField(tracked=False) | t.Const() | t.Apply() | t.Missing():
            pass
        case t.ReadJudgement():
            own.add("person")
        case _:
            own.update(("moment", "event", "trigger", "item", "person"))
    for part in parts_of(expression):
        own |= needs_of(part)
    return frozenset(own)


def parts_of(expression: t.Typed) -> tuple[t.Typed, ...]:
    """The expressions directly inside another."""
    match expression:
        case t.Apply():
            return expression.args
        case t.Missing():
            return (expression.of,)
        case t.FoldRecords() | t.FoldEvents() | t.FoldCases():
            return tuple(part for part in (expression.value, expression.where) if part is not None)
        case t.ReadPicked() | t.HappensTest() | t.PersonDidTest():
            return () if expression.where is None else (expression.where,)
        case t.ElapsedUnits():
            return expression.start, expression.end
        case _:
            return ()


def subject_of(expression: t.Typed) -> str:
    """The name that a reader would look for in the record to decide an expression."""
    match expression:
        case t.ReadField():
            return ".".join(expression.path)
        case t.FoldRecords():
            return expression.path[-1]
        case t.ReadItem():
            return expression.field
        case t.ReadAttribute() | t.ReadTrigger():
            return expression.attribute
        case t.FoldEvents() | t.ReadPicked() | t.HappensTest() | t.PersonDidTest():
            return expression.event
        case t.FoldCases():
            return expression.case
        case t.ReadParameter() | t.ReadDefinition() | t.ReadTable() | t.ReadJudgement() | t.ReadFigure():
            return expression.name
        case _:
            return next((name for part in parts_of(expression) if (name := subject_of(part))), "")
