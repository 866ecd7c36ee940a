"""What is declared and named by no rule, one kind of name at a time."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from dutylang.diagnostics.model import Diagnostic, Severity
from dutylang.lint.ground import Ground
from dutylang.lint.rule import finding
from dutylang.syntax.ast import Declared


def unread(code: str, declared: Iterable[Declared], ground: Ground) -> Iterator[Diagnostic]:
    """A note at each declared name that nothing but scenarios names.

    A name that means several things is read in all of them.
    """
    for each in declared:
        if each.name not in ground.readings:
            yield finding(code, each.span, severity=Severity.NOTE, name=ground.shown(each))
