"""L402: a case that two rows of a `unique match` table are about."""

from __future__ import annotations

from collections.abc import Iterator

from dutylang.diagnostics.model import Diagnostic, Label
from dutylang.lint.ground import Ground
from dutylang.lint.rule import Rule, finding
from dutylang.lint.tables import Grid, grids, points_of, shown_point
from dutylang.syntax.ast import Hit


def check(ground: Ground) -> Iterator[Diagnostic]:
    """One finding for each two rows that meet, with the first case in which they do."""
    for grid in grids(ground):
        if grid.table.hit is Hit.UNIQUE:
            yield from _of_table(grid, ground)


def _of_table(grid: Grid, ground: Ground) -> Iterator[Diagnostic]:
    told: set[tuple[int, int]] = set()
    for point in points_of(grid, ground):
        rows = grid.rows_at(point)
        for at, one in enumerate(rows):
            for other in rows[at + 1 :]:
                if (one, other) not in told:
                    told.add((one, other))
                    label = Label(grid.info.rows[one].span, "lint.first")
                    args = {
                        "name": ground.shown(grid.table.declared),
                        "example": shown_point(grid, point, ground),
                    }
                    yield finding("L402", grid.info.rows[other].span, labels=[label], args=args)


RULE = Rule("L402", check)
