"""Definitions and tables, each after what it reads; a circle among them is an error that names it."""

from __future__ import annotations

from dutylang.diagnostics.model import Label
from dutylang.policy.declarations import Sort
from dutylang.policy.draft import Draft
from dutylang.policy.expressions import infer
from dutylang.policy.model import DefinitionInfo
from dutylang.policy.scope import Scope, case_scope
from dutylang.policy.tables import table_info
from dutylang.policy.walk import nodes, order_and_circles
from dutylang.syntax.ast import Aggregate, Definition, Ref, Table


def check_derived(draft: Draft) -> None:
    """Fills the vocabulary's definitions and tables."""
    found: dict[str, Definition | Table] = {}
    for placed in draft.names.placed:
        if isinstance(placed.rule, (Definition, Table)):
            found.setdefault(placed.rule.declared.name, placed.rule)
    links = {name: tuple(each for each in reads_of(rule) if each in found) for name, rule in found.items()}
    ordered, circles = order_and_circles(links)
    draft.broken.update(name for name in found if name not in ordered)
    for ring in circles:
        _report_circle(ring, found, draft)
    for name in ordered:
        rule = found[name]
        if isinstance(rule, Table):
            table = table_info(rule, case_scope(draft))
            if table is None:
                draft.broken.add(name)
            else:
                draft.tables[name] = table
        else:
            _add_definition(rule, draft)


def reads_of(rule: Definition | Table) -> tuple[str, ...]:
    """The names that a definition or a table reads."""
    roots = (rule.means,) if isinstance(rule, Definition) else (rule.rows,)
    names = [column.text for column in rule.columns] if isinstance(rule, Table) else []
    for node in nodes(*roots):
        if isinstance(node, Ref):
            names.append(node.name.text)
        elif isinstance(node, Aggregate) and node.field is not None:
            names.append(node.field.text)
    return tuple(dict.fromkeys(names))


def _report_circle(ring: tuple[str, ...], found: dict[str, Definition | Table], draft: Draft) -> None:
    span = found[ring[0]].declared.span
    shown = [draft.shown(found[name].declared, span) for name in ring]
    labels = [Label(found[name].declared.span, "policy.also") for name in ring[1:]]
    draft.report("D009", span, labels=labels, name=shown[0], ring=(*shown, shown[0]))


def _add_definition(rule: Definition, draft: Draft) -> None:
    name = rule.declared.name
    scope = _scope_of(rule, draft)
    body = infer(rule.means, scope, None) if scope is not None else None
    if body is None:
        draft.broken.add(name)
        return
    of = rule.of.text if rule.of is not None and rule.of.text not in draft.cases else None
    draft.definitions[name] = DefinitionInfo(rule.declared, body, body.type, of)
    draft.typed[rule.means.span] = body


def _scope_of(rule: Definition, draft: Draft) -> Scope | None:
    """Of the case, of one kind of case, or of a record or event."""
    if rule.of is None:
        return case_scope(draft)
    entry = draft.find(rule.of, Sort.RECORD, Sort.EVENT, Sort.CASE)
    if entry is None:
        return None
    if entry.sort is Sort.CASE:
        return case_scope(draft, rule.of.text)
    shapes = draft.records if entry.sort is Sort.RECORD else draft.events
    return case_scope(draft).looking_at([shapes[rule.of.text]], events=entry.sort is Sort.EVENT)
