"""Events that come and events that do not: added on the days that could matter, or left out."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence

from dutylang.assessment.suggestions import givens as g
from dutylang.assessment.suggestions.ground import Ground, actors_of, days_around, fresh_person, sample_pairs
from dutylang.syntax.ast import Actor, Pair, Scenario

MOST_DAYS = 12


def happened(
    scenario: Scenario,
    event: str,
    roles: Sequence[str],
    ground: Ground,
    days: Sequence[dt.date] = (),
) -> Iterator[Scenario]:
    """The event comes, by who holds one of the roles: on one of the days (none given: those around what happened).

    Its attributes are those of the examples in the policy's scenarios, then none, then some of each type.
    """
    wanted = list(dict.fromkeys([*days, *days_around(scenario)]))[:MOST_DAYS]
    actors = actors_of(scenario, roles) or _anybody(scenario, ground)
    attributes = attributes_of(event, wanted, ground)
    for pairs in attributes[:1]:
        for day in wanted:
            yield g.with_event(scenario, event, day, actors, pairs)
    for pairs in attributes[1:]:
        for day in wanted[:3]:
            yield g.with_event(scenario, event, day, actors, pairs)


def _anybody(scenario: Scenario, ground: Ground) -> tuple[Actor, ...]:
    """The person of the scenario's first event that names one, else somebody new."""
    for _, given in g.events_of(scenario):
        if given.actors:
            return given.actors[:1]
    return (Actor(fresh_person(scenario, ground)),)


def attributes_of(event: str, days: Sequence[dt.date], ground: Ground) -> list[tuple[Pair, ...]]:
    """What an event of a type may say of itself."""
    found = [each.pairs for each in ground.examples.get(event, ())]
    shape = ground.words.events.get(event)
    if shape is not None and shape.fields:
        found.append(sample_pairs(shape, tuple(days)))
    return list(dict.fromkeys([*found, ()])) if found else [()]


def fallen(scenario: Scenario, *types: str) -> Iterator[Scenario]:
    """None of the events, then all but one of them."""
    yield g.without_events(scenario, *types)
    places = g.events_of(scenario, *types)
    if len(places) > 1:
        for place, _ in places:
            yield g.replaced(scenario, place, None)
