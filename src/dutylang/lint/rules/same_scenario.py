"""L105: a scenario that tries what another has tried: the same facts as of the same moment."""

from __future__ import annotations

from collections.abc import Iterator

from dutylang.diagnostics.model import Diagnostic, Label
from dutylang.lint.ground import Ground
from dutylang.lint.rule import Rule, finding
from dutylang.syntax.ast import Scenario

Tried = tuple[object, ...]


def check(ground: Ground) -> Iterator[Diagnostic]:
    """The second and each further scenario that gives the same; what they expect could stand in one."""
    first: dict[Tried, Scenario] = {}
    for scenario in ground.scenarios:
        if not scenario.givens:
            continue
        earlier = first.setdefault((scenario.as_of, frozenset(scenario.givens)), scenario)
        if earlier is not scenario:
            label = Label(earlier.span, "lint.first")
            args = {"title": scenario.title, "earlier": earlier.title}
            yield finding("L105", scenario.span, labels=[label], args=args)


RULE = Rule("L105", check)
