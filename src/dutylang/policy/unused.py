"""Parameters, definitions, tables and records that nothing reads: perhaps a slip, never a fault."""

from __future__ import annotations

from dutylang.diagnostics.model import Severity
from dutylang.policy.declarations import Sort
from dutylang.policy.draft import Draft

# A register carries more events than rules speak of: events are no slip.
LOOKED_AT = (Sort.PARAMETER, Sort.DEFINITION, Sort.TABLE, Sort.RECORD)


def check_unused(draft: Draft) -> None:
    """N007 at most once, at the first of the unread names, listing them all.

    It is about the main text alone: a shared vocabulary is not used in full by each policy.
    """
    main = next(iter(draft.sources), "")
    unread = [
        declared
        for sort in LOOKED_AT
        for declared in draft.names.names(sort)
        if (sort, declared.name) not in draft.used
        and declared.name not in draft.broken
        and declared.span.source == main
    ]
    if unread:
        unread.sort(key=lambda declared: declared.span)
        names = tuple(draft.shown(declared, declared.span) for declared in unread)
        draft.report("N007", unread[0].span, severity=Severity.NOTE, names=names)
