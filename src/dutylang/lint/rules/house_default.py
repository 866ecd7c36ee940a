"""L202: a deadline that rests on a period which the house has only set for want of better."""

from __future__ import annotations

from collections.abc import Iterator

from dutylang.diagnostics.model import Diagnostic, Label, Severity
from dutylang.lint.ground import Ground
from dutylang.lint.rule import Rule, finding
from dutylang.policy.walk import nodes
from dutylang.syntax.ast import Duration, Parameter


def check(ground: Ground) -> Iterator[Diagnostic]:
    """Each parameter left at its house default that is the period of a deadline; the first such place is shown."""
    for item in ground.items:
        if not isinstance(item, Parameter) or not item.house_default:
            continue
        readers = ground.readings.get(item.declared.name, ())
        places = [
            node.span
            for reader in readers
            for node in nodes(reader.node)
            if isinstance(node, Duration) and node.parameter and node.parameter.text == item.declared.name
        ]
        if places:
            label = Label(places[0], "lint.read")
            args = {"name": ground.shown(item.declared), "value": ground.quote(item.value.span)}
            yield finding("L202", item.declared.span, labels=[label], severity=Severity.NOTE, args=args)


RULE = Rule("L202", check)
