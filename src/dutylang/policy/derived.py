"""Definitions, tables and portfolios, each after what it reads; a circle among them is an error."""

from __future__ import annotations

from dutylang.diagnostics.model import Label
from dutylang.policy.declarations import Sort
from dutylang.policy.draft import Draft
from dutylang.policy.expressions import infer
from dutylang.policy.model import DefinitionInfo
from dutylang.policy.portfolios import figure_info, reads_verdicts, table_reads_verdicts
from dutylang.policy.scope import Scope, case_scope
from dutylang.policy.tables import table_info
from dutylang.policy.walk import nodes, order_and_circles
from dutylang.syntax.ast import Aggregate, Definition, FigureMeans, GroupedBy, PlacedIn, Portfolio, Ref, Table

Derived = Definition | Table | Portfolio


def check_derived(draft: Draft) -> None:
    """Fills the vocabulary's definitions, tables and figures."""
    found: dict[str, Derived] = {}
    for placed in draft.names.placed:
        if isinstance(placed.rule, (Definition, Table, Portfolio)):
            found.setdefault(placed.rule.declared.name, placed.rule)
    links = {name: tuple(each for each in reads_of(rule) if each in found) for name, rule in found.items()}
    ordered, circles = order_and_circles(links)
    draft.broken.update(name for name in found if name not in ordered)
    for ring in circles:
        _report_circle(ring, found, draft)
    for name in ordered:
        rule = found[name]
        match rule:
            case Table():
                _add_table(rule, draft)
            case Portfolio():
                _add_figure(rule, draft)
            case _:
                _add_definition(rule, draft)


def reads_of(rule: Derived) -> tuple[str, ...]:
    """The names that a definition, a table or a portfolio reads."""
    names = _columns(rule)
    for node in nodes(*_read_parts(rule)):
        if isinstance(node, Ref):
            names.append(node.name.text)
        elif isinstance(node, Aggregate) and node.field is not None:
            names.append(node.field.text)
    return tuple(dict.fromkeys(names))


def _columns(rule: Derived) -> list[str]:
    """The names that stand alone: the columns of a table, what a portfolio is grouped by and placed by."""
    match rule:
        case Table():
            return [column.text for column in rule.columns]
        case Portfolio():
            grouped = [clause.name.text for clause in rule.clauses if isinstance(clause, GroupedBy)]
            return [*grouped, *(each.date.text for each in rule.clauses if isinstance(each, PlacedIn))]
        case _:
            return []


def _read_parts(rule: Derived) -> tuple[object, ...]:
    match rule:
        case Definition():
            return (rule.means,)
        case Table():
            return (rule.rows,)
        case Portfolio():
            return tuple(clause.body for clause in rule.clauses if isinstance(clause, FigureMeans))


def _report_circle(ring: tuple[str, ...], found: dict[str, Derived], draft: Draft) -> None:
    span = found[ring[0]].declared.span
    shown = [draft.shown(found[name].declared, span) for name in ring]
    labels = [Label(found[name].declared.span, "policy.also") for name in ring[1:]]
    draft.report("D009", span, labels=labels, name=shown[0], ring=(*shown, shown[0]))


def _add_table(rule: Table, draft: Draft) -> None:
    name, table = rule.declared.name, table_info(rule, case_scope(draft))
    if table is None:
        draft.broken.add(name)
        return
    draft.tables[name] = table
    if table_reads_verdicts(table, draft):
        draft.raised.add(name)


def _add_figure(rule: Portfolio, draft: Draft) -> None:
    name, figure = rule.declared.name, figure_info(rule, draft)
    if figure is None:
        draft.broken.add(name)
        return
    draft.figures[name] = figure
    if figure.over_verdicts:
        draft.raised.add(name)


def _add_definition(rule: Definition, draft: Draft) -> None:
    name = rule.declared.name
    scope = _scope_of(rule, draft)
    body = infer(rule.means, scope, None) if scope is not None else None
    if body is None:
        draft.broken.add(name)
        return
    of = rule.of.text if rule.of is not None and rule.of.text not in draft.cases else None
    draft.definitions[name] = DefinitionInfo(rule.declared, body, body.type, of)
    if reads_verdicts(body, draft):
        draft.raised.add(name)
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
