"""A scenario that shows something → the shortest that still does, found by leaving out what it can do without."""

from __future__ import annotations

from collections.abc import Callable

from dutylang.assessment.suggestions import givens as g
from dutylang.syntax.ast import Given, GivenCase, GivenDocument, GivenEvent, GivenRecord, Scenario

Shows = Callable[[Scenario], bool]


def fewest(scenario: Scenario, shows: Shows) -> Scenario:
    """Halves first, then single givens, then what single givens say; whatever is left, nothing of it can go."""
    size = len(scenario.givens) // 2
    while size > 1:
        scenario = _without_runs(scenario, size, shows)
        size //= 2
    while True:
        # What one given needs may only go when the other has gone.
        shorter = _without_pairs(_without_runs(scenario, 1, shows), shows)
        if shorter == scenario:
            return scenario
        scenario = shorter


def _without_runs(scenario: Scenario, size: int, shows: Shows) -> Scenario:
    place = 0
    while place < len(scenario.givens):
        kept = (*scenario.givens[:place], *scenario.givens[place + size :])
        shorter = g.with_givens(scenario, kept)
        if shows(shorter):
            scenario = shorter
        else:
            place += size
    return scenario


def _without_pairs(scenario: Scenario, shows: Shows) -> Scenario:
    """Without single attributes, actors and times of recording."""
    for place in range(len(scenario.givens)):
        for pair in getattr(scenario.givens[place], "pairs", ()):
            given = scenario.givens[place]
            if isinstance(given, GivenCase | GivenEvent | GivenRecord):
                kept = tuple(each for each in given.pairs if each is not pair)
                if kept or isinstance(given, GivenEvent):
                    scenario = _if_it_shows(scenario, place, g.but(given, pairs=kept), shows)
        given = scenario.givens[place]
        if isinstance(given, GivenEvent):
            for bare in (g.but(given, actors=()), g.but(given, id=None, voids=None, recorded_at=None)):
                if bare != given:
                    scenario = _if_it_shows(scenario, place, bare, shows)
        elif isinstance(given, GivenDocument):
            for name in ("verified_by", "verified", "valid_until", "period", "original"):
                if getattr(scenario.givens[place], name) is not None:
                    bare_paper = g.but(scenario.givens[place], **{name: None})
                    scenario = _if_it_shows(scenario, place, bare_paper, shows)
    return scenario


def _if_it_shows(scenario: Scenario, place: int, given: Given, shows: Shows) -> Scenario:
    changed = g.replaced(scenario, place, given)
    return changed if shows(changed) else scenario
