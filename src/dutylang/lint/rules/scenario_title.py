"""L104: two scenarios with one title."""

from __future__ import annotations

from collections.abc import Iterator

from dutylang.diagnostics.model import Diagnostic, Label
from dutylang.lint.ground import Ground
from dutylang.lint.rule import Rule, finding
from dutylang.syntax.ast import Scenario


def check(ground: Ground) -> Iterator[Diagnostic]:
    """The second and each further scenario of a title, whatever its letter case and spaces."""
    first: dict[str, Scenario] = {}
    for scenario in ground.scenarios:
        earlier = first.setdefault(" ".join(scenario.title.split()).casefold(), scenario)
        if earlier is not scenario:
            label = Label(earlier.span, "lint.first")
            yield finding("L104", scenario.span, labels=[label], title=scenario.title)


RULE = Rule("L104", check)
