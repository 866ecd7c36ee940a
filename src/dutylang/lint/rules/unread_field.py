"""L506: a field of a case, record or event that no rule reads."""

from __future__ import annotations

from collections.abc import Iterator

from dutylang.diagnostics.model import Diagnostic
from dutylang.lint.ground import Ground
from dutylang.lint.rule import Rule
from dutylang.lint.unread import unread
from dutylang.syntax.ast import Case, Event, Record


def check(ground: Ground) -> Iterator[Diagnostic]:
    """Each one; a declaration is no use, and neither is a scenario."""
    shapes = [item for item in ground.items if isinstance(item, (Case, Record, Event))]
    yield from unread("L506", (field.declared for shape in shapes for field in shape.fields), ground)


RULE = Rule("L506", check)
