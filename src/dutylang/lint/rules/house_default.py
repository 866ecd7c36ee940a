"""L202: a deadline that rests on a period which the house has only set for want of better."""

from __future__ import annotations

from collections.abc import Iterator

from dutylang.diagnostics.model import Diagnostic, Label, Severity
from dutylang.lint.ground import Ground
from dutylang.lint.rule import Rule, finding
from dutylang.source import Span
from dutylang.syntax.ast import Duration, Parameter


def check(ground: Ground) -> Iterator[Diagnostic]:
    """Each parameter left at its house default that is the period of a deadline; the first such place is shown."""
    places: dict[str, Span] = {}
    for _, duration in ground.every(Duration):
        if duration.parameter is not None:
            places.setdefault(duration.parameter.text, duration.span)
    for item in ground.items:
        if not isinstance(item, Parameter) or not item.house_default:
            continue
        name = item.declared.name
        if name in places:
            label = Label(places[name], "lint.read")
            args = {"name": ground.shown(item.declared), "value": ground.quote(item.value.span)}
            yield finding("L202", item.declared.span, labels=[label], severity=Severity.NOTE, args=args)


RULE = Rule("L202", check)
