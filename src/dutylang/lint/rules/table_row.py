"""L403: a row of a decision table that never decides: the rows above it take all its cases, or it has none."""

from __future__ import annotations

from collections.abc import Iterator

from dutylang.diagnostics.model import Diagnostic
from dutylang.lint.ground import Ground
from dutylang.lint.rule import Rule, finding
from dutylang.lint.tables import Grid, grids, points_of
from dutylang.syntax.ast import Hit


def check(ground: Ground) -> Iterator[Diagnostic]:
    """Each such row. Under `first match` the earlier rows take precedence; `otherwise` comes after all."""
    for grid in grids(ground):
        deciding, holding = _seen(grid, ground)
        for at, row in enumerate(grid.info.rows):
            if at not in deciding:
                how = "taken" if at in holding or row.is_else else "empty"
                yield finding("L403", row.span, help=how, name=ground.shown(grid.table.declared))


def _seen(grid: Grid, ground: Ground) -> tuple[set[int], set[int]]:
    """The rows that decide some case, and those that some case meets."""
    deciding: set[int] = set()
    holding: set[int] = set()
    for point in points_of(grid, ground):
        rows = grid.rows_at(point)
        holding.update(rows)
        deciding.update(rows[:1] if grid.table.hit is Hit.FIRST else rows)
    return deciding, holding


RULE = Rule("L403", check)
