"""Lines of a rule: those that may stand only once."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Protocol

from dutylang.diagnostics.model import Label
from dutylang.policy.draft import Draft
from dutylang.source import Span


class Line(Protocol):
    """A line with its place."""

    @property
    def span(self) -> Span:
        """Where it stands."""


def check_single(clauses: Iterable[Line], kind: type | tuple[type, ...], name: str, draft: Draft) -> None:
    """D043 for each further line of a kind of which a rule has one."""
    found = [clause for clause in clauses if isinstance(clause, kind)]
    for extra in found[1:]:
        draft.report("D043", extra.span, labels=[Label(found[0].span, "policy.first")], name=name)
