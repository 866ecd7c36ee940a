"""Events, parameters and definitions that nothing reads: perhaps a slip, never a fault."""

from __future__ import annotations

from dutylang.diagnostics.model import Severity
from dutylang.policy.declarations import Sort
from dutylang.policy.draft import Draft

LOOKED_AT = (Sort.EVENT, Sort.PARAMETER, Sort.DEFINITION)


def check_unused(draft: Draft) -> None:
    """N007 once for each sort, at the first of its unread names.

    It is about the main text alone: a shared vocabulary is not used in full by each policy.
    """
    main = next(iter(draft.sources), "")
    for sort in LOOKED_AT:
        unread = [
            declared
            for declared in draft.names.names(sort)
            if (sort, declared.name) not in draft.used
            and declared.name not in draft.broken
            and declared.span.source == main
        ]
        if unread:
            names = tuple(draft.shown(declared, declared.span) for declared in unread)
            args: dict[str, object] = {"sort": sort, "names": names, "count": len(names)}
            draft.report("N007", unread[0].span, severity=Severity.NOTE, args=args)
