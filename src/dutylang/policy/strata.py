"""Facts → figures over facts → verdicts → figures over verdicts → persons: nothing reads upward."""

from __future__ import annotations

from dutylang.diagnostics.model import Label
from dutylang.policy.declarations import Sort
from dutylang.policy.draft import Draft
from dutylang.policy.typed import ReadDefinition, ReadFigure, ReadTable, Typed
from dutylang.policy.walk import nodes
from dutylang.source import Span
from dutylang.syntax.ast import Checklist, Duty, ExceptionRule, Ref


def check_strata(draft: Draft) -> None:
    """D049 where a duty or an exception reads what findings decide, by however many definitions.

    A question about findings that stands in the rule itself is reported where it is typed.
    """
    if not draft.raised:
        return
    for placed in draft.names.placed:
        if not isinstance(placed.rule, (Duty, Checklist, ExceptionRule)):
            continue
        for node in nodes(placed.rule):
            span = getattr(node, "span", None)
            typed = draft.typed.get(span) if isinstance(span, Span) else None
            if isinstance(span, Span) and typed is not None:
                for name in _raised(typed, draft):
                    _report(node, span, name, draft)


def _raised(typed: Typed, draft: Draft) -> tuple[str, ...]:
    """The definitions, tables and figures over verdicts that an expression reads."""
    read = (ReadDefinition, ReadTable, ReadFigure)
    names = [each.name for each in nodes(typed) if isinstance(each, read) and each.name in draft.raised]
    return tuple(dict.fromkeys(names))


def _report(written: object, whole: Span, name: str, draft: Draft) -> None:
    refs = [each.span for each in nodes(written) if isinstance(each, Ref) and each.name.text == name]
    span = refs[0] if refs else whole
    entry = next(
        entry
        for sort in (Sort.FIGURE, Sort.DEFINITION, Sort.TABLE)
        if (entry := draft.names.find(sort, name))
    )
    label = Label(entry.declared.span, "policy.declared")
    draft.report("D049", span, labels=[label], name=draft.shown(entry.declared, span))
