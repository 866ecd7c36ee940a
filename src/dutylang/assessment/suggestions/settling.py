"""A scenario in which something is left open → the same with the facts that would settle it."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from dutylang.assessment.leaves import LeafKind
from dutylang.assessment.suggestions import givens as g
from dutylang.assessment.suggestions.ground import Ground, days_around
from dutylang.assessment.suggestions.trial import Shown
from dutylang.assessment.suggestions.values import samples, written
from dutylang.ops.types import YES_NO
from dutylang.syntax.ast import Scenario

MOST_ROUNDS = 4
"""What is settled may ask for more: one exception hides another."""


def settled_too(
    candidates: Iterator[Scenario], shown: Callable[[Scenario], Shown | None], ground: Ground
) -> Iterator[Scenario]:
    """Each scenario, and after one that leaves a verdict open the same with what it hangs on supplied."""
    for candidate in candidates:
        yield candidate
        scenario = candidate
        for _ in range(MOST_ROUNDS):
            supplied = _supplied(scenario, shown(scenario), ground)
            if supplied == scenario:
                break
            scenario = supplied
            yield scenario


def _supplied(scenario: Scenario, shown: Shown | None, ground: Ground) -> Scenario:
    """The fields on which verdicts and results hang: no, where the answer is yes or no, else some value."""
    if shown is None:
        return scenario
    leaves = [leaf for each in shown.assessment.findings for leaf in each.deciders]
    leaves += [leaf for each in shown.assessment.persons for leaf in each.deciders]
    for leaf in dict.fromkeys(leaves):
        field = ground.field(leaf.subject) if leaf.kind is LeafKind.FIELD else None
        if field is None:
            continue
        values = next(samples(field.type, days_around(scenario)), None)
        if field.type == YES_NO:
            values = written(False, YES_NO)
        if values is not None:
            scenario = g.with_field(scenario, leaf.subject, values)
    return scenario
