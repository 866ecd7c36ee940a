"""L401: a case that no row of a decision table is about."""

from __future__ import annotations

from collections.abc import Iterator

from dutylang.diagnostics.model import Diagnostic
from dutylang.lint.ground import Ground
from dutylang.lint.rule import Rule, finding
from dutylang.lint.tables import grids, points_of, shown_point
from dutylang.syntax.ast import Hit


def check(ground: Ground) -> Iterator[Diagnostic]:
    """One finding a table, with the first such case. A table that collects has a value there too: the empty set."""
    for grid in grids(ground):
        if grid.table.hit is Hit.COLLECT:
            continue
        point = next((each for each in points_of(grid, ground) if not grid.rows_at(each)), None)
        if point is not None:
            declared = grid.table.declared
            example = shown_point(grid, point, ground)
            yield finding("L401", declared.span, name=ground.shown(declared), example=example)


RULE = Rule("L401", check)
