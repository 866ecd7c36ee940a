"""L505: an event that no rule is about."""

from __future__ import annotations

from collections.abc import Iterator

from dutylang.diagnostics.model import Diagnostic
from dutylang.lint.ground import Ground
from dutylang.lint.rule import Rule
from dutylang.lint.unread import unread
from dutylang.syntax.ast import Event


def check(ground: Ground) -> Iterator[Diagnostic]:
    """Each one; a declaration is no use, and neither is a scenario."""
    yield from unread("L505", (item.declared for item in ground.items if isinstance(item, Event)), ground)


RULE = Rule("L505", check)
