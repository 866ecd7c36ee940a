"""L208: a short deadline in calendar days in a policy whose other deadlines count working days."""

from __future__ import annotations

from collections.abc import Iterator

from dutylang.diagnostics.model import Diagnostic, Severity
from dutylang.lint.dues import period_of
from dutylang.lint.ground import Ground
from dutylang.lint.rule import Rule, finding
from dutylang.syntax.ast import Within
from dutylang.values import Unit

FEWEST_OTHERS = 4
"""So many deadlines in working days make a habit."""
MOST_OF_TEN = 2
"""So many of ten may stand in calendar days and still be the exception."""
LONGEST_DAYS = 10
"""Longer periods are counted in calendar days as a rule."""


def check(ground: Ground) -> Iterator[Diagnostic]:
    """The few among the many."""
    written: list[tuple[Within, Unit, int]] = []
    for _, within in ground.every(Within):
        period = period_of(within.duration, ground)
        if period is not None:
            written.append((within, period.unit, period.count))
    working = sum(unit is Unit.WORKING_DAY for _, unit, _ in written)
    short = [each for each, unit, count in written if unit is Unit.DAY and count <= LONGEST_DAYS]
    if working < FEWEST_OTHERS or len(short) * 10 > (working + len(short)) * MOST_OF_TEN:
        return
    for within in short:
        args = {"text": ground.quote(within.span), "count": working}
        yield finding("L208", within.span, severity=Severity.NOTE, args=args)


RULE = Rule("L208", check)
