"""L106: a scenario gives an event that happens after its as-of moment, and so changes nothing."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from dutylang.diagnostics.model import Diagnostic
from dutylang.lint.ground import Ground
from dutylang.lint.rule import Rule, finding
from dutylang.syntax.ast import GivenEvent, WrittenMoment


def check(ground: Ground) -> Iterator[Diagnostic]:
    """Each such event. As of a day means its end."""
    for scenario in ground.scenarios:
        for given in scenario.givens:
            if isinstance(given, GivenEvent) and _moment(given.at, dt.time.min) > _moment(
                scenario.as_of, dt.time.max
            ):
                name = ground.shown_name(given.event.text, given.span)
                yield finding("L106", given.span, event=name, day=given.at.day, as_of=scenario.as_of.day)


def _moment(written: WrittenMoment, otherwise: dt.time) -> dt.datetime:
    return dt.datetime.combine(written.day, otherwise if written.time is None else written.time)


RULE = Rule("L106", check)
