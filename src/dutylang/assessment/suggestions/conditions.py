"""A condition and how it should turn out → scenarios in which it may. What comes of each is tried, not trusted."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import islice

import attrs

from dutylang.assessment.suggestions import givens as g
from dutylang.assessment.suggestions.compared import compared
from dutylang.assessment.suggestions.facts import settings, without
from dutylang.assessment.suggestions.ground import Ground, Miss, days_around, examples_of, in_turn, reads_of
from dutylang.assessment.suggestions.happening import fallen, happened
from dutylang.assessment.suggestions.values import samples, written
from dutylang.plan.model import Plan
from dutylang.policy import typed as t
from dutylang.policy.model import Policy
from dutylang.syntax.ast import Scenario
from dutylang.values import Truth

WIDTH = 4
"""So many ways are tried for each part of a condition that has several."""
COMPARISONS = frozenset({"==", "!=", "<", "<=", ">", ">="})


@attrs.frozen
class Wish:
    """How a condition should turn out, and the types of the events that it speaks of (empty: any)."""

    condition: t.Typed
    truth: Truth
    types: tuple[str, ...] = ()

    def of(self, part: t.Typed, truth: Truth) -> Wish:
        """The same wish for a part."""
        return attrs.evolve(self, condition=part, truth=truth)


def solved(scenario: Scenario, wish: Wish, ground: Ground) -> Iterator[Scenario]:
    """Scenarios in which the condition may turn out as wished, the most direct first."""
    match wish.condition:
        case t.ReadDefinition(name=name):
            body = ground.words.definitions[name].body
            yield from solved(scenario, wish.of(body, wish.truth), ground)
        case t.Apply(op="not", args=(part,)):
            yield from solved(scenario, wish.of(part, ~wish.truth), ground)
        case t.Apply(op="and" | "or" as op, args=parts):
            yield from _connected(scenario, op == "and", parts, wish, ground)
        case t.Missing(of=of):
            yield from _missing(scenario, of, wish, ground)
        case t.BreachTest() as test:
            if wish.truth is Truth.YES:
                yield scenario
            missed = [ground.miss(scenario, rule, ~wish.truth) for rule in ground.rules_meant(test)[:WIDTH]]
            yield from in_turn(missed)
        case t.Apply() if wish.truth is not Truth.UNKNOWN:
            yield from compared(scenario, wish.condition, wish.truth, wish.types, ground)
        case t.Apply() | t.FoldRecords() if wish.truth is Truth.UNKNOWN:
            yield from unsupplied(scenario, wish, ground)
        case t.HappensTest() | t.FoldEvents() | t.PersonDidTest():
            yield from _happening(scenario, wish.condition, wish, ground)
        case t.FoldRecords():
            yield from compared(scenario, wish.condition, wish.truth, wish.types, ground)
        case _:
            yield from _read(scenario, wish, ground)


def ground_of(policy: Policy, plan: Plan, scenarios: Sequence[Scenario], miss: Miss) -> Ground:
    """The ground that conditions are solved on, with examples out of the scenarios."""

    def solve(
        scenario: Scenario, condition: t.Typed, truth: Truth, types: tuple[str, ...]
    ) -> Iterator[Scenario]:
        return solved(scenario, Wish(condition, truth, types), ground)

    ground = Ground(policy, plan, examples_of(scenarios), solve, miss)
    return ground


def _read(scenario: Scenario, wish: Wish, ground: Ground) -> Iterator[Scenario]:
    """A fact that is a condition itself."""
    if wish.truth is Truth.UNKNOWN:
        yield from unsupplied(scenario, wish, ground)
        return
    values = written(wish.truth is Truth.YES, wish.condition.type)
    if values is not None:
        yield from settings(scenario, wish.condition, values, wish.types, ground)


def _connected(
    scenario: Scenario, both: bool, parts: Sequence[t.Typed], wish: Wish, ground: Ground
) -> Iterator[Scenario]:
    """`and` where `both`, else `or`: one part decides it, or all of them must be so."""
    deciding = Truth.NO if both else Truth.YES
    if wish.truth is ~deciding:
        yield from _all(scenario, [wish.of(part, wish.truth) for part in parts], ground)
        return
    for place, part in enumerate(parts):
        yield from islice(solved(scenario, wish.of(part, wish.truth), ground), WIDTH)
        others = [wish.of(other, ~deciding) for n, other in enumerate(parts) if n != place]
        yield from islice(_all(scenario, [*others, wish.of(part, wish.truth)], ground), WIDTH)


def _all(scenario: Scenario, wishes: Sequence[Wish], ground: Ground) -> Iterator[Scenario]:
    """All wishes at once; each may hold already."""
    if not wishes:
        yield scenario
        return
    first, *others = wishes
    for changed in islice(_or_as_it_is(scenario, first, ground), WIDTH):
        yield from islice(_all(changed, others, ground), WIDTH**2)


def _or_as_it_is(scenario: Scenario, wish: Wish, ground: Ground) -> Iterator[Scenario]:
    found = solved(scenario, wish, ground)
    yield from islice(found, 1)
    yield scenario
    yield from found


def _missing(scenario: Scenario, of: t.Typed, wish: Wish, ground: Ground) -> Iterator[Scenario]:
    if wish.truth is Truth.YES:
        yield from unsupplied(scenario, wish.of(of, Truth.UNKNOWN), ground)
        return
    for read in reads_of(of, ground.words):
        for values in samples(read.type, days_around(scenario)):
            yield from settings(scenario, read, values, wish.types, ground)


def unsupplied(scenario: Scenario, wish: Wish, ground: Ground) -> Iterator[Scenario]:
    """Each fact that a condition reads left out, one at a time; then the case told while more may still come."""
    for read in reads_of(wish.condition, ground.words):
        yield from without(scenario, read, wish.types, ground)
    for day in g.event_days(scenario):
        early = g.but(scenario.as_of, day=day, time=None)
        yield g.but(scenario, as_of=early)


# ---- events ------------------------------------------------------------------------------------

Happening = t.HappensTest | t.FoldEvents | t.PersonDidTest


def _happening(scenario: Scenario, test: Happening, wish: Wish, ground: Ground) -> Iterator[Scenario]:
    """An event that has to come, must not, or of which it is not known."""
    inner = None if test.where is None else Wish(test.where, wish.truth, (test.event,))
    if wish.truth is Truth.UNKNOWN:
        if inner is not None:
            for came in (scenario, *islice(happened(scenario, test.event, (), ground), WIDTH)):
                yield from islice(unsupplied(came, inner, ground), WIDTH)
        yield from without(scenario, test, wish.types, ground)
        yield from unsupplied(scenario, attrs.evolve(wish, condition=t.Const(True, test.type)), ground)
        return
    if wish.truth is Truth.NO:
        if g.events_of(scenario, test.event):
            yield from fallen(scenario, test.event)
        if inner is not None:
            yield from solved(scenario, inner, ground)
        yield scenario
        return
    if inner is not None:
        yield from islice(solved(scenario, inner, ground), WIDTH)
    for came in happened(scenario, test.event, (), ground):
        yield came
        if inner is not None:
            yield from islice(solved(came, inner, ground), WIDTH)
