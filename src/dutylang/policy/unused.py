"""Events, parameters and definitions that nothing reads: perhaps a slip, never a fault."""

from __future__ import annotations

from dutylang.diagnostics.model import Severity
from dutylang.policy.declarations import Sort
from dutylang.policy.draft import Draft

LOOKED_AT = (Sort.EVENT, Sort.PARAMETER, Sort.DEFINITION)


def check_unused(draft: Draft) -> None:
    """N018 for names of the main text alone: a shared vocabulary is not used in full by each policy."""
    main = next(iter(draft.sources), "")
    for sort in LOOKED_AT:
        for declared in draft.names.names(sort):
            unread = (sort, declared.name) not in draft.used and declared.name not in draft.broken
            if unread and declared.span.source == main:
                name = draft.shown(declared, declared.span)
                draft.report("N018", declared.span, severity=Severity.NOTE, name=name, sort=sort)
