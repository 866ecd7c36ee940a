"""L504: a role that nothing is demanded of, and that decides and heads nothing."""

from __future__ import annotations

from collections.abc import Iterator

from dutylang.diagnostics.model import Diagnostic
from dutylang.lint.ground import Ground
from dutylang.lint.rule import Rule
from dutylang.lint.unread import unread
from dutylang.syntax.ast import Role


def check(ground: Ground) -> Iterator[Diagnostic]:
    """Each one; a declaration is no use, and neither is a scenario."""
    yield from unread("L504", (item.declared for item in ground.items if isinstance(item, Role)), ground)


RULE = Rule("L504", check)
