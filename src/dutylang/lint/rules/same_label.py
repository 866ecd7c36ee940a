"""L503: two things of one kind with the same label: in a report they look the same."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from dutylang.diagnostics.model import Diagnostic, Label
from dutylang.lint.ground import Ground
from dutylang.lint.rule import Rule, finding
from dutylang.syntax.ast import Case, Declared, Event, Record, Role


def check(ground: Ground) -> Iterator[Diagnostic]:
    """The second of each two; versions of one rule share their label by right."""
    yield from _of_kind((placed.rule.declared for placed in ground.rules), ground)
    for kind in (Event, Role):
        yield from _of_kind((item.declared for item in ground.items if isinstance(item, kind)), ground)
    for item in ground.items:
        if isinstance(item, (Case, Record, Event)):
            yield from _of_kind((field.declared for field in item.fields), ground)


def _of_kind(declared: Iterable[Declared], ground: Ground) -> Iterator[Diagnostic]:
    first: dict[tuple[str, str], Declared] = {}
    for each in declared:
        for tongue, label in each.labels:
            earlier = first.setdefault((tongue, label.casefold()), each)
            if earlier.name != each.name:
                args = {"name": ground.shown(each), "other": ground.shown(earlier, each.span), "label": label}
                yield finding("L503", each.span, labels=[Label(earlier.span, "lint.first")], args=args)
                break


RULE = Rule("L503", check)
