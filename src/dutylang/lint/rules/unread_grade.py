"""L508: a grade of the scale that no rule gives."""

from __future__ import annotations

from collections.abc import Iterator

from dutylang.diagnostics.model import Diagnostic
from dutylang.lint.ground import Ground
from dutylang.lint.rule import Rule
from dutylang.lint.unread import unread
from dutylang.syntax.ast import Grades


def check(ground: Ground) -> Iterator[Diagnostic]:
    """Each one."""
    scales = [item for item in ground.items if isinstance(item, Grades)]
    yield from unread("L508", (name for scale in scales for name in scale.names), ground)


RULE = Rule("L508", check)
