"""A fact that a condition reads, given a value or taken out of what is given, wherever it stands."""

from __future__ import annotations

from collections.abc import Iterator

from dutylang.assessment.suggestions import givens as g
from dutylang.assessment.suggestions.givens import Values
from dutylang.assessment.suggestions.ground import (
    Ground,
    days_around,
    first_day,
    fresh_person,
    sample_pairs,
    staffed,
)
from dutylang.assessment.suggestions.happening import happened
from dutylang.ops.types import Kind
from dutylang.policy import typed as t
from dutylang.syntax.ast import Actor, DateLiteral, Name, Scenario, YesNo

EVENT_PARTS = ("@date", "@time")


def settings(
    scenario: Scenario, read: t.Typed, values: Values, types: tuple[str, ...], ground: Ground
) -> Iterator[Scenario]:
    """The fact with a value, in each way in which a scenario can say so; nothing where it cannot."""
    match read:
        case t.ReadField(path=(field,)):
            yield g.with_field(scenario, field, values)
            yield from g.field_changed_in_place(scenario, field, values)
        case t.ReadItem(field=field):
            for record, shape in ground.words.records.items():
                if field in shape.fields and (found := g.with_item(scenario, record, field, values)):
                    yield found
        case t.ReadPicked(event=event, attribute=attribute) if attribute in EVENT_PARTS:
            yield from _on_day(scenario, event, values)
        case t.ReadAttribute() | t.ReadTrigger() | t.ReadPicked():
            for came in _with_event(scenario, read, ground):
                yield from _in_events(came, _spoken_of(read, types, ground), read.attribute, values)
        case t.ReadParameter(name=name) if len(values) == 1:
            yield g.with_parameter(scenario, name, values[0])
        case t.ReadFigure(name=name) if len(values) == 1:
            yield g.with_figure(scenario, name, values[0])
        case t.ReadJudgement(name=name):
            yield from _judged(scenario, name, values == (YesNo(True),), ground)
        case _:
            return


def _with_event(scenario: Scenario, read: t.Typed, ground: Ground) -> Iterator[Scenario]:
    """The scenario; where one event of many is read and there is none, ones in which it came."""
    if isinstance(read, t.ReadPicked) and not g.events_of(scenario, read.event):
        yield from happened(scenario, read.event, (), ground)
    else:
        yield scenario


def _spoken_of(
    read: t.ReadAttribute | t.ReadTrigger | t.ReadPicked, types: tuple[str, ...], ground: Ground
) -> tuple[str, ...]:
    """The types of the events whose attribute is read; any that has it, where nothing says more."""
    if not isinstance(read, t.ReadAttribute) and read.event:
        return (read.event,)
    if isinstance(read, t.ReadAttribute) and types:
        return types
    return ground.events_with(read.attribute)


def _in_events(
    scenario: Scenario, types: tuple[str, ...], attribute: str, values: Values | None
) -> Iterator[Scenario]:
    """In all events of the types, then in each alone."""
    places = g.events_of(scenario, *types) if types else []
    if places:
        yield g.with_attributes(scenario, types, attribute, values)
    if len(places) > 1:
        for place, _ in places:
            yield g.with_attribute(scenario, place, attribute, values)


def _on_day(scenario: Scenario, event: str, values: Values) -> Iterator[Scenario]:
    """The event on that day."""
    if isinstance(values[0], DateLiteral):
        for place, _ in g.events_of(scenario, event):
            yield g.moved(scenario, place, values[0].value)


def _judged(scenario: Scenario, name: str, decided: bool, ground: Ground) -> Iterator[Scenario]:
    """It is decided so, by somebody who may, as late as the scenario goes and as early as something happened."""
    info = ground.words.judgements.get(name)
    for role in info.by if info is not None else ():
        manned = staffed(scenario, (role,), ground)
        person = g.holder_of(manned, role) or fresh_person(manned, ground)
        for day in dict.fromkeys((scenario.as_of.day, *g.event_days(scenario))):
            yield g.with_judgement(manned, name, decided, day, Actor(person, Name(role)))


# ---- left out ----------------------------------------------------------------------------------


def without(scenario: Scenario, read: t.Typed, types: tuple[str, ...], ground: Ground) -> Iterator[Scenario]:
    """The fact is not on record, and nothing says that it is not so."""
    match read:
        case t.ReadField(path=(field,)):
            yield g.without_field(scenario, field)
        case t.FoldRecords(path=path):
            yield g.without_field(scenario, path[-1])
            yield from _vague_record(scenario, path[-1], ground)
        case t.ReadItem(field=field):
            for record, shape in ground.words.records.items():
                if field in shape.fields and (found := g.with_item(scenario, record, field, None)):
                    yield found
        case t.ReadJudgement(name=name):
            yield g.without_judgement(scenario, name)
        case t.ReadFigure(name=name):
            yield g.with_figure(scenario, name, None)
        case _:
            yield from _without_event(scenario, read, types, ground)


def _without_event(
    scenario: Scenario, read: t.Typed, types: tuple[str, ...], ground: Ground
) -> Iterator[Scenario]:
    """What events say, or whether they came."""
    match read:
        case t.ReadAttribute() | t.ReadTrigger() | t.ReadPicked():
            if read.attribute not in EVENT_PARTS:
                yield from _in_events(scenario, _spoken_of(read, types, ground), read.attribute, None)
            if isinstance(read, t.ReadPicked):
                yield from _nothing_known(scenario, read.event, ground)
        case t.HappensTest(event=event) | t.FoldEvents(event=event) | t.PersonDidTest(event=event):
            yield from _nothing_known(scenario, event, ground)
        case _:
            return


def _vague_record(scenario: Scenario, field: str, ground: Ground) -> Iterator[Scenario]:
    """A record of which nothing is known but that it is there, or one thing only."""
    info = ground.field(field)
    shape = ground.words.records.get(info.type.record or "") if info is not None else None
    if info is None or shape is None or info.type.kind is not Kind.LIST_OF:
        return
    bare = g.without_field(scenario, field)
    for left_out in sample_pairs(shape, days_around(scenario)):
        pairs = tuple(each for each in sample_pairs(shape, days_around(scenario)) if each != left_out)
        if pairs:
            yield g.with_record(bare, info.type.record or "", field, pairs)


def _nothing_known(scenario: Scenario, event: str, ground: Ground) -> Iterator[Scenario]:
    """No such event, and its register ends before it could be told; then as it is, with the register ended."""
    for changed in (g.without_events(scenario, event), scenario):
        yield g.with_register(changed, event, first_day(scenario, ground) - g.ONE_DAY)
