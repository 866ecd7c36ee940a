"""L603: the same condition twice between `and` or `or`."""

from __future__ import annotations

from collections.abc import Iterator

from dutylang.diagnostics.model import Diagnostic, Fix, Label
from dutylang.lint.ground import Ground
from dutylang.lint.rule import Rule, finding
from dutylang.source import Span
from dutylang.syntax.ast import And, Or

BRACKETS = "()（）"


def check(ground: Ground) -> Iterator[Diagnostic]:
    """The second of each two; taking it out changes nothing."""
    connected = [node.items for _, node in ground.every(And)] + [node.items for _, node in ground.every(Or)]
    for items in connected:
        for at, item in enumerate(items):
            if item in items[:at]:
                label = Label(items[items.index(item)].span, "lint.first")
                fix = _without(items[at - 1].span, item.span, ground)
                yield finding("L603", item.span, labels=[label], fix=fix, text=ground.quote(item.span))


def _without(before: Span, span: Span, ground: Ground) -> Fix | None:
    """The fix that takes out an item with the word before it; none where brackets stand between."""
    place = ground.span_in(span.source, before.end, span.end)
    around = ground.text_at(place) + ground.sources[span.source].text[span.end : span.end + 1]
    return None if any(bracket in around for bracket in BRACKETS) else Fix(place, "")


RULE = Rule("L603", check, mends="safe")
