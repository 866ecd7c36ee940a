"""`for the same X`: both events must say X, and mean the same by it."""

from __future__ import annotations

from collections.abc import Sequence

from dutylang.diagnostics.model import Label
from dutylang.policy.declarations import Sort
from dutylang.policy.draft import Draft
from dutylang.syntax.ast import ForTheSame, Name


def check_same(same: ForTheSame, acts: Sequence[str], openers: Sequence[str], draft: Draft) -> None:
    """Every attribute named must be one of each act and of each event it is compared with."""
    known = [name for name in (*acts, *openers) if name in draft.events]
    for attribute in same.attributes:
        if not openers:
            draft.report("D015", attribute.span, help="trigger", name=draft.shown_name(attribute), event="")
            continue
        lacking = [name for name in known if attribute.text not in draft.events[name].fields]
        if lacking and attribute.text not in draft.broken:
            _report_lacking(attribute, lacking, known, draft)
        elif known and not lacking:
            draft.used.add((Sort.ATTRIBUTE, attribute.text))
            _check_types(attribute, known, draft)


def _report_lacking(attribute: Name, lacking: Sequence[str], known: Sequence[str], draft: Draft) -> None:
    shape = draft.events[lacking[0]]
    others = [field.declared for name in known for field in draft.events[name].fields.values()]
    shared = [each for each in others if all(each.name in draft.events[name].fields for name in known)]
    near, fix = draft.nearest(attribute, shared)
    label = Label(shape.declared.span, "policy.declared")
    event = draft.shown(shape.declared, attribute.span)
    args: dict[str, object] = {"name": draft.shown_name(attribute), "event": event, "near": near}
    draft.report(
        "D015", attribute.span, help="near" if near else "declare", labels=[label], fix=fix, args=args
    )


def _check_types(attribute: Name, known: Sequence[str], draft: Draft) -> None:
    fields = [draft.events[name].fields[attribute.text] for name in known]
    other = next((field for field in fields if field.type != fields[0].type), None)
    if other is not None:
        labels = [
            Label(field.declared.span, "policy.kind", {"text": field.declared.name, "kind": field.type.kind})
            for field in (fields[0], other)
        ]
        name = draft.shown_name(attribute)
        draft.report("D015", attribute.span, help="types", labels=labels, name=name, event="")
