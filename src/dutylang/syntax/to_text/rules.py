"""Rules under an article → lines."""

from __future__ import annotations

from typing import assert_never

from dutylang.syntax.ast import (
    AnyCell,
    Cell,
    Checklist,
    ChecklistItem,
    CompareCell,
    Definition,
    Duty,
    ElseCell,
    ExceptionRule,
    Exemption,
    Handover,
    Liability,
    PointScale,
    Portfolio,
    RangeCell,
    Rule,
    Table,
    TableRow,
    ValueCell,
)
from dutylang.syntax.to_text.clauses import clause_pieces, modal_word
from dutylang.syntax.to_text.declarations import definition_text
from dutylang.syntax.to_text.exceptions import exception_piece, figure_text, handover_text, scale_text
from dutylang.syntax.to_text.expressions import ATOM, SUM, expression_text
from dutylang.syntax.to_text.liability import exemption_texts, ground_text
from dutylang.syntax.to_text.lines import Line, Piece, lines_from_pieces
from dutylang.syntax.to_text.phrases import CELL
from dutylang.syntax.to_text.words import Words, declared_name, spelled_duration


def rule_lines(rule: Rule, words: Words, depth: int) -> list[Line]:
    """A rule: its opening line, and its body one step deeper."""
    match rule:
        case Checklist():
            return _checklist_lines(rule, words, depth)
        case Table():
            return _table_lines(rule, words, depth)
        case Definition():
            return [Line(depth, definition_text(rule, words), rule.span)]
        case Duty(kind=kind):
            key, pieces = kind.value, _duty_pieces(rule, words)
        case ExceptionRule(clauses=exceptions):
            key, pieces = "exception", [exception_piece(clause, words) for clause in exceptions]
        case Handover(clauses=handed):
            key = "handover"
            pieces = [Piece(handover_text(clause, words), clause.span) for clause in handed]
        case Liability(clauses=grounds):
            key = "liability"
            pieces = [Piece(ground_text(clause, words), clause.span) for clause in grounds]
        case Exemption(clauses=terms):
            key = "exemption"
            texts = exemption_texts(terms, words)
            pieces = [Piece(text, clause.span) for text, clause in zip(texts, terms, strict=True)]
        case PointScale(clauses=counted):
            key = "scale"
            pieces = [Piece(scale_text(clause, words), clause.span) for clause in counted]
        case Portfolio(clauses=figures):
            key = "portfolio"
            pieces = [Piece(figure_text(clause, words), clause.span) for clause in figures]
        case _:
            assert_never(rule)
    head = words.fill(f"rule.{key}", declared=declared_name(rule.declared, words))
    return [Line(depth, head, rule.span), *lines_from_pieces(pieces, depth + 1, words)]


def _duty_pieces(duty: Duty, words: Words) -> list[Piece]:
    """The lines of a duty, prohibition or permission."""
    return [piece for clause in duty.clauses for piece in clause_pieces(clause, words)]


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
    cells = [*(cell_text(cell, words) for cell in row.cells), expression_text(row.outcome, words, SUM)]
    return Line(depth, _row_text(cells), row.span, "table")


def _row_text(cells: list[str]) -> str:
    """Cells between bars."""
    return CELL.join([*(f"| {cell}" for cell in cells), "|"])


def cell_text(cell: Cell, words: Words) -> str:
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
