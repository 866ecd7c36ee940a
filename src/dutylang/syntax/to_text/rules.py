"""Rules under an article → lines: duties, checklists, tables, liabilities, exemptions."""

from __future__ import annotations

from typing import assert_never

from dutylang.syntax.ast import (
    AnyCell,
    BarredBy,
    Cell,
    Checklist,
    ChecklistItem,
    CompareCell,
    Definition,
    Duty,
    Effect,
    ElseCell,
    Exemption,
    ExemptionClause,
    ExemptionWhen,
    ForEachBreach,
    ForFact,
    ForRole,
    FromEveryLiability,
    GradeRow,
    Holds,
    Liability,
    LiabilityClause,
    OpensOn,
    RangeCell,
    Rule,
    Table,
    TableRow,
    ValueCell,
)
from dutylang.syntax.to_text.clauses import clause_pieces, modal_word
from dutylang.syntax.to_text.declarations import definition_text
from dutylang.syntax.to_text.expressions import ATOM, SUM, expression_text, range_text
from dutylang.syntax.to_text.lines import Line, Piece, lines_from_pieces
from dutylang.syntax.to_text.phrases import CELL
from dutylang.syntax.to_text.words import Words, declared_name, duration_text, spelled_duration


def rule_lines(rule: Rule, words: Words, depth: int) -> list[Line]:
    """A rule: its opening line, and its body one step deeper."""
    match rule:
        case Duty(kind=kind, declared=declared, clauses=clauses):
            head = words.fill(f"rule.{kind.value}", declared=declared_name(declared, words))
            pieces = [piece for clause in clauses for piece in clause_pieces(clause, words)]
        case Liability(declared=declared, clauses=grounds):
            head = words.fill("rule.liability", declared=declared_name(declared, words))
            pieces = [Piece(_ground_text(clause, words), clause.span) for clause in grounds]
        case Exemption(declared=declared, clauses=terms):
            head = words.fill("rule.exemption", declared=declared_name(declared, words))
            pieces = [Piece(_exemption_text(clause, words), clause.span) for clause in terms]
        case Checklist():
            return _checklist_lines(rule, words, depth)
        case Table():
            return _table_lines(rule, words, depth)
        case Definition():
            return [Line(depth, definition_text(rule, words), rule.span)]
        case _:
            assert_never(rule)
    return [Line(depth, head, rule.span), *lines_from_pieces(pieces, depth + 1, words)]


# ---- checklists --------------------------------------------------------------------------------


def _checklist_lines(checklist: Checklist, words: Words, depth: int) -> list[Line]:
    """Who must have what on file, item by item, and before which event."""
    parts = {
        "who": words.names(checklist.bearers),
        "modal": modal_word(checklist.modal, words),
        "on_file": words.keyword("HAVE_ON_FILE", "verified" if checklist.verified else "on_file"),
        "before": words.name(checklist.before),
    }
    lines = [
        Line(
            depth,
            words.fill("rule.checklist", declared=declared_name(checklist.declared, words)),
            checklist.span,
        ),
        Line(depth + 1, words.fill("checklist.opening", **parts)),
    ]
    lines.extend(Line(depth + 2, _item_text(item, words), item.span, "item") for item in checklist.items)
    if words.phrases.has("checklist.closing"):
        lines.append(Line(depth + 1, words.fill("checklist.closing", **parts)))
    return lines


def _item_text(item: ChecklistItem, words: Words) -> str:
    """A document and what is asked of it."""
    last = "" if item.for_the_last is None else spelled_duration(item.for_the_last, words)
    text = words.fill(
        "checklist.item",
        declared=declared_name(item.document, words),
        original=words.word("checklist.original") if item.original else "",
        for_the_last=""
        if not last
        else words.fill("checklist.for_the_last", duration=last, since=words.name(item.or_since)),
        valid=words.word("checklist.valid") if item.valid else "",
        unless=""
        if item.unless is None
        else words.fill("checklist.unless", condition=expression_text(item.unless, words)),
        when=""
        if item.when is None
        else words.fill("checklist.when", condition=expression_text(item.when, words)),
    )
    return words.word("layout.bullet") + text


# ---- tables ------------------------------------------------------------------------------------


def _table_lines(table: Table, words: Words, depth: int) -> list[Line]:
    """A decision table with its columns aligned."""
    hit = words.keyword("HIT", table.hit.value)
    head = words.fill("rule.table", declared=declared_name(table.declared, words), hit=hit)
    columns = [*(words.name(column) for column in table.columns), declared_name(table.outcome, words)]
    first = table.columns[0].span if table.columns else None
    lines = [Line(depth, head, table.span), Line(depth + 1, _row_text(columns), first, "table")]
    return [*lines, *(_row_line(row, words, depth + 1) for row in table.rows)]


def _row_line(row: TableRow, words: Words, depth: int) -> Line:
    """One row of a table."""
    cells = [*(_cell_text(cell, words) for cell in row.cells), expression_text(row.outcome, words, SUM)]
    return Line(depth, _row_text(cells), row.span, "table")


def _row_text(cells: list[str]) -> str:
    """Cells between bars."""
    return CELL.join([*(f"| {cell}" for cell in cells), "|"])


def _cell_text(cell: Cell, words: Words) -> str:
    """What a cell asks of its column."""
    match cell:
        case AnyCell():
            return words.word("table.any")
        case ElseCell():
            return words.word("table.otherwise")
        case CompareCell(op=op, value=value):
            sign = words.word(f"symbol.{op.name}")
            return words.fill("table.compare", op=sign, value=expression_text(value, words, SUM))
        case RangeCell(low=low, high=high):
            ends = {"low": expression_text(low, words, SUM), "high": expression_text(high, words, SUM)}
            return words.fill("table.range", **ends)
        case ValueCell(values=values):
            return words.listed(expression_text(value, words, ATOM) for value in values)
        case _:
            assert_never(cell)


# ---- liability ---------------------------------------------------------------------------------


def _ground_text(clause: LiabilityClause, words: Words) -> str:
    """A line of a ground of liability."""
    match clause:
        case OpensOn(event=event):
            return words.fill("liability.opens_on", event=words.name(event))
        case ForEachBreach(rule=rule, unrepaired=unrepaired):
            key = "liability.for_each_unrepaired" if unrepaired else "liability.for_each_breach"
            return words.fill(key, rule=words.name(rule))
        case ForFact(condition=condition):
            return words.fill("liability.for_fact", condition=expression_text(condition, words))
        case Holds(parts=()):
            return words.word("liability.holds_every_handler")
        case Holds(parts=parts):
            held = (
                words.fill(
                    "liability.part", role=words.name(part.role), degree=declared_name(part.degree, words)
                )
                for part in parts
            )
            return words.fill("liability.holds", parts=words.listed(held))
        case GradeRow(grade=grade, more_than=more_than):
            key = "liability.grade" if more_than is None else "liability.grade_when"
            return words.fill(key, grade=words.name(grade), count=more_than)
        case _:
            assert_never(clause)


def _exemption_text(clause: ExemptionClause, words: Words) -> str:
    """A line of an exemption."""
    match clause:
        case FromEveryLiability():
            return words.fill("liability.from_every_liability", range=range_text(clause.range, words))
        case ForRole(role=role):
            return words.fill("liability.for_role", role=words.name(role))
        case ExemptionWhen(condition=condition):
            return words.fill("liability.when", condition=expression_text(condition, words))
        case Effect(kind=kind, decided_by=decided_by, within=within):
            duration = "" if within is None else duration_text(within.duration, words)
            return words.fill(f"liability.{kind.value}", by=words.name(decided_by), duration=duration)
        case BarredBy(facts=facts):
            return words.fill("liability.barred_by", facts=words.names(facts))
        case _:
            assert_never(clause)
