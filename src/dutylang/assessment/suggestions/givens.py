"""What a scenario is given, changed: fields, records, events, holders, decisions. Nothing is changed in place."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator
from typing import Any, TypeVar

import attrs

from dutylang.syntax.ast import (
    Actor,
    Expr,
    Given,
    GivenCase,
    GivenClosed,
    GivenEvent,
    GivenFigure,
    GivenHolder,
    GivenJudgement,
    GivenNone,
    GivenParameter,
    GivenRecord,
    GivenRegister,
    Name,
    Pair,
    Scenario,
    WrittenMoment,
)

Values = tuple[Expr, ...]
"""A value, or the values of a set."""
ONE_DAY = dt.timedelta(days=1)
_Node = TypeVar("_Node")
_evolve: Callable[..., Any] = attrs.evolve
FAR_PAST = dt.date(1900, 1, 1)


def but(node: _Node, **values: object) -> _Node:
    """A node of the tree with some of its parts replaced."""
    changed: _Node = _evolve(node, **values)
    return changed


def with_givens(scenario: Scenario, givens: tuple[Given, ...]) -> Scenario:
    """The scenario with other givens."""
    return but(scenario, givens=givens)


def added(scenario: Scenario, given: Given) -> Scenario:
    """A given more: holders and the case first, then what happened in order of days, then the rest."""
    place = _rank(given)
    at = next((n for n, each in enumerate(scenario.givens) if _rank(each) > place), len(scenario.givens))
    return with_givens(scenario, (*scenario.givens[:at], given, *scenario.givens[at:]))


def _rank(given: Given) -> tuple[int, dt.date]:
    match given:
        case GivenHolder():
            return 0, FAR_PAST
        case GivenCase(at=None) | GivenNone() | GivenRecord() | GivenParameter():
            return 1, FAR_PAST
        case GivenEvent(at=at) | GivenCase(at=WrittenMoment() as at):
            return 2, at.day
        case _:
            return 3, FAR_PAST


def replaced(scenario: Scenario, place: int, given: Given | None) -> Scenario:
    """The given at a place replaced by another, or left out."""
    others = () if given is None else (given,)
    return with_givens(scenario, (*scenario.givens[:place], *others, *scenario.givens[place + 1 :]))


# ---- fields of the case ------------------------------------------------------------------------


def with_field(scenario: Scenario, field: str, values: Values) -> Scenario:
    """The field with one value, in place of all that was said of it."""
    pair = Pair(Name(field), values)
    bare = without_field(scenario, field)
    for place, given in enumerate(bare.givens):
        if isinstance(given, GivenCase) and given.at is None:
            return replaced(bare, place, but(given, pairs=(*given.pairs, pair)))
    return added(bare, GivenCase((pair,)))


def without_field(scenario: Scenario, field: str) -> Scenario:
    """Nothing is said of the field: it is not supplied."""
    kept: list[Given] = []
    for given in scenario.givens:
        if isinstance(given, GivenCase):
            pairs = tuple(pair for pair in given.pairs if pair.field.text != field)
            if pairs:
                kept.append(but(given, pairs=pairs))
        elif not (isinstance(given, GivenNone) and given.name.text == field) and not (
            isinstance(given, GivenRecord) and given.field.text == field
        ):
            kept.append(given)
    return with_givens(scenario, tuple(kept))


def field_changed_in_place(scenario: Scenario, field: str, values: Values) -> Iterator[Scenario]:
    """The field with the value in one of the places where it is given, each in turn."""
    for place, given in enumerate(scenario.givens):
        if isinstance(given, GivenCase) and any(pair.field.text == field for pair in given.pairs):
            yield replaced(scenario, place, but(given, pairs=_with_pair(given.pairs, field, values)))


def _with_pair(pairs: tuple[Pair, ...], field: str, values: Values | None) -> tuple[Pair, ...]:
    """The pairs with the field so, or (None) without it."""
    others = tuple(pair for pair in pairs if pair.field.text != field)
    if values is None:
        return others
    new = Pair(Name(field), values)
    if len(others) == len(pairs):
        return (*pairs, new)
    return tuple(new if pair.field.text == field else pair for pair in pairs)


def with_none(scenario: Scenario, field: str) -> Scenario:
    """The list is empty, or the optional field is known to be absent."""
    return added(without_field(scenario, field), GivenNone(Name(field)))


def with_record(scenario: Scenario, record: str, field: str, pairs: tuple[Pair, ...]) -> Scenario:
    """A record more in the field."""
    return added(scenario, GivenRecord(Name(record), Name(field), pairs))


def with_item(scenario: Scenario, record: str, field: str, values: Values | None) -> Scenario | None:
    """The field of every record of a type with the value, or not supplied; None without such a record."""
    givens = tuple(
        but(given, pairs=_with_pair(given.pairs, field, values))
        if isinstance(given, GivenRecord) and given.record.text == record
        else given
        for given in scenario.givens
    )
    return None if givens == scenario.givens else with_givens(scenario, givens)


# ---- events ------------------------------------------------------------------------------------


def events_of(scenario: Scenario, *types: str) -> list[tuple[int, GivenEvent]]:
    """The events with their places; those of some types, or all."""
    return [
        (place, given)
        for place, given in enumerate(scenario.givens)
        if isinstance(given, GivenEvent) and (not types or given.event.text in types)
    ]


def event_days(scenario: Scenario) -> list[dt.date]:
    """The days on which something happened, in order."""
    return sorted({given.at.day for _, given in events_of(scenario)})


def with_event(
    scenario: Scenario, event: str, day: dt.date, actors: tuple[Actor, ...] = (), pairs: tuple[Pair, ...] = ()
) -> Scenario:
    """An event more, on a day without a time."""
    return added(scenario, GivenEvent(Name(event), WrittenMoment(day), actors, pairs))


def without_events(scenario: Scenario, *types: str) -> Scenario:
    """No event of these types; nor decisions on what was done in them."""
    gone = {place for place, _ in events_of(scenario, *types)} if types else set()
    kept = tuple(given for place, given in enumerate(scenario.givens) if place not in gone)
    return with_givens(scenario, kept)


def with_attribute(scenario: Scenario, place: int, attribute: str, values: Values | None) -> Scenario:
    """The event at a place with an attribute so, or (None) not supplied."""
    given = scenario.givens[place]
    if not isinstance(given, GivenEvent):
        return scenario
    return replaced(scenario, place, but(given, pairs=_with_pair(given.pairs, attribute, values)))


def with_attributes(
    scenario: Scenario, types: tuple[str, ...], attribute: str, values: Values | None
) -> Scenario:
    """Every event of the types with an attribute so, or not supplied."""
    for place, _ in events_of(scenario, *types):
        scenario = with_attribute(scenario, place, attribute, values)
    return scenario


def moved(scenario: Scenario, place: int, day: dt.date) -> Scenario:
    """The event at a place on another day."""
    given = scenario.givens[place]
    if not isinstance(given, GivenEvent):
        return scenario
    return added(replaced(scenario, place, None), but(given, at=WrittenMoment(day)))


def with_register(scenario: Scenario, event: str, day: dt.date) -> Scenario:
    """The register of a type is complete up to a day only."""
    kept = tuple(
        each for each in scenario.givens if not (isinstance(each, GivenRegister) and each.event.text == event)
    )
    return added(with_givens(scenario, kept), GivenRegister(Name(event), WrittenMoment(day)))


# ---- persons, decisions, figures ---------------------------------------------------------------


def holder_of(scenario: Scenario, role: str) -> str | None:
    """Who holds a role in the scenario; None where nobody does."""
    found = (
        each.person for each in scenario.givens if isinstance(each, GivenHolder) and each.role.text == role
    )
    return next(found, None)


def with_holder(scenario: Scenario, role: str, person: str, since: dt.date) -> Scenario:
    """Somebody who holds a role."""
    return added(scenario, GivenHolder(Name(role), person, since))


def without_judgement(scenario: Scenario, name: str) -> Scenario:
    """Nothing is decided on it."""
    kept = tuple(
        each
        for each in scenario.givens
        if not (isinstance(each, GivenJudgement) and each.judgement.text == name)
    )
    return with_givens(scenario, kept)


def with_judgement(
    scenario: Scenario, name: str, decided: bool, day: dt.date, actor: Actor, about: str | None = None
) -> Scenario:
    """It is decided so, by somebody on a day."""
    given = GivenJudgement(Name(name), decided, WrittenMoment(day), actor, about)
    return added(without_judgement(scenario, name), given)


def closed(scenario: Scenario) -> Scenario:
    """The case is closed on the day as of which it is told."""
    kept = tuple(each for each in scenario.givens if not isinstance(each, GivenClosed))
    return added(with_givens(scenario, kept), GivenClosed(WrittenMoment(scenario.as_of.day)))


def with_figure(scenario: Scenario, name: str, value: Expr | None) -> Scenario:
    """A figure over cases with the value, or (None) unknown."""
    kept = tuple(
        each for each in scenario.givens if not (isinstance(each, GivenFigure) and each.figure.text == name)
    )
    return added(with_givens(scenario, kept), GivenFigure(Name(name), value))


def with_parameter(scenario: Scenario, name: str, value: Expr) -> Scenario:
    """A parameter with another value."""
    kept = tuple(
        each
        for each in scenario.givens
        if not (isinstance(each, GivenParameter) and each.parameter.text == name)
    )
    return added(with_givens(scenario, kept), GivenParameter(Name(name), value))


def persons_of(scenario: Scenario) -> list[str]:
    """Everybody who holds a role or acts."""
    held = [each.person for each in scenario.givens if isinstance(each, GivenHolder)]
    return [*held, *(actor.person for _, given in events_of(scenario) for actor in given.actors)]
