"""L305: points that no scale counts, or a scale that no liability feeds."""

from __future__ import annotations

from collections.abc import Iterator

from dutylang.diagnostics.model import Diagnostic
from dutylang.lint.ground import Ground
from dutylang.lint.rule import Rule, finding
from dutylang.syntax.ast import Liability, Points, PointScale


def check(ground: Ground) -> Iterator[Diagnostic]:
    """The first line of points where there is no scale, and each scale where there are no points."""
    points = [
        clause
        for placed in ground.rules
        if isinstance(placed.rule, Liability)
        for clause in placed.rule.clauses
        if isinstance(clause, Points)
    ]
    scales = [placed.rule for placed in ground.rules if isinstance(placed.rule, PointScale)]
    if points and not scales:
        yield finding("L305", points[0].span, help="scale", text=ground.quote(points[0].span))
    for scale in scales if not points else ():
        yield finding("L305", scale.declared.span, help="points", text=ground.shown(scale.declared))


RULE = Rule("L305", check)
