"""Every small change of a scenario, whatever it is good for: what a directed search does not think of."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice

from dutylang.assessment.suggestions import givens as g
from dutylang.assessment.suggestions.ground import Ground, in_turn
from dutylang.assessment.suggestions.happening import happened
from dutylang.assessment.suggestions.values import samples
from dutylang.syntax.ast import GivenCase, GivenEvent, Scenario


def swept(scenario: Scenario, ground: Ground) -> Iterator[Scenario]:
    """One given less, one event more, one value otherwise, one day earlier or later: in turn."""
    kinds = (
        _told_otherwise(scenario),
        _without(scenario),
        _with_events(scenario, ground),
        _values(scenario, ground),
    )
    yield from in_turn(kinds)


def _told_otherwise(scenario: Scenario) -> Iterator[Scenario]:
    """The case told earlier, just after each event, or much later; or closed."""
    yield g.closed(scenario)
    for day in (*g.event_days(scenario), scenario.as_of.day + 400 * g.ONE_DAY):
        yield g.but(scenario, as_of=g.but(scenario.as_of, day=day, time=None))


def _without(scenario: Scenario) -> Iterator[Scenario]:
    for place, given in enumerate(scenario.givens):
        yield g.replaced(scenario, place, None)
        if isinstance(given, GivenCase | GivenEvent):
            for pair in given.pairs:
                kept = tuple(each for each in given.pairs if each is not pair)
                if kept or isinstance(given, GivenEvent):
                    yield g.replaced(scenario, place, g.but(given, pairs=kept))


def _with_events(scenario: Scenario, ground: Ground) -> Iterator[Scenario]:
    for event in ground.words.events:
        yield from islice(happened(scenario, event, (), ground), 3)


def _values(scenario: Scenario, ground: Ground) -> Iterator[Scenario]:
    """Each field that is given with some other values."""
    named = [
        pair.field.text for given in scenario.givens if isinstance(given, GivenCase) for pair in given.pairs
    ]
    for name in dict.fromkeys(named):
        info = ground.field(name)
        for values in islice(samples(info.type, ()), 4) if info is not None else ():
            yield g.with_field(scenario, name, values)
