"""Builders of whole rules: the lines of a duty, a checklist or a table put together."""

from __future__ import annotations

from typing import Any, cast

import attrs

from dutylang.source import Span
from dutylang.syntax import ast
from dutylang.syntax.ast import CompareOp, Hit, Modal, RuleKind
from dutylang.syntax.from_text.build_base import BadLine, Labels, Tail, changed, made
from dutylang.syntax.from_text.build_bounds import BoundBuilder
from dutylang.syntax.from_text.build_duties import DutyBuilder, Kept, Who
from dutylang.syntax.from_text.build_figures import NOTHING
from dutylang.syntax.from_text.build_lines import LineBuilder, Meanwhile
from dutylang.syntax.from_text.tokens import Token

_MODALS = {
    RuleKind.DUTY: (Modal.MUST, Modal.MUST_ENSURE, Modal.SHOULD),
    RuleKind.PROHIBITION: (Modal.MUST_NOT, Modal.SHOULD_NOT),
    RuleKind.PERMISSION: (Modal.MAY,),
}
"""What the main line of each kind of rule may say: dropping a `not` must not give another rule."""


@attrs.frozen
class Holder:
    """`R must have on file`: who, how strictly, verified or not, and before which event if said here."""

    who: Who
    modal: Modal
    verified: bool
    before: ast.Name | None
    span: Span


@attrs.frozen
class ItemOption:
    """One word of a checklist item: the fields that it fills."""

    values: dict[str, object]
    span: Span


@attrs.frozen
class TableHead:
    """The line of a table."""

    declared: ast.Declared
    hit: Hit


Change = ast.Instead | ast.ExtendedBy | ast.ForTheSame
"""Lines that change the obligation above them."""

_FIELDS = {ast.Instead: "instead", ast.ExtendedBy: "extended", ast.ForTheSame: "bounds"}


class RuleBuilder(LineBuilder, DutyBuilder, BoundBuilder):
    """Rules that put lines together."""

    def duty(self, span: Span, kind: Token, head: ast.Declared | None, *lines: Any) -> ast.Duty | None:
        """A rule with its lines: conditions and periods go to the obligation that they follow."""
        rule_kind = RuleKind(str(kind.value))
        clauses: list[ast.Clause] = []
        # What follows a line that could not be read may have belonged to it: it is not reported again.
        broken = False
        for line in lines:
            match line:
                case None | BadLine():
                    broken = True
                case Tail() | Kept() | Meanwhile() | ast.Instead() | ast.ExtendedBy() | ast.ForTheSame() if (
                    broken
                ):
                    continue
                case Tail():
                    self._attach_tail(clauses, line)
                case ast.Instead() | ast.ExtendedBy() | ast.ForTheSame():
                    self._attach_change(clauses, line)
                case Kept():
                    self._attach_kept(clauses, line)
                case Meanwhile():
                    self._attach_meanwhile(clauses, line)
                case _:
                    if isinstance(line, ast.Obligation) and line.modal not in _MODALS[rule_kind]:
                        self.report("S044", line.span, block=kind.text)
                    clauses.append(line)
                    broken = False
        if head is None:
            return None
        return ast.Duty(rule_kind, head, tuple(clauses), span=span)

    def _attach_tail(self, clauses: list[ast.Clause], tail: Tail) -> None:
        if tail.field == "where" and clauses and isinstance(clauses[-1], ast.After):
            after = clauses[-1]
            if after.where is not None:
                self.report("S042", tail.span)
            else:
                clauses[-1] = changed(after, where=tail.condition, span=after.span.to(tail.span))
            return
        index = _last_demand(clauses)
        if index is None and tail.field == "when":
            clauses.append(ast.When(tail.condition, span=tail.span))
        elif index is None:
            self.report("S045", tail.span)
        else:
            self._change(clauses, index, tail)

    def _change(self, clauses: list[ast.Clause], index: int, tail: Tail) -> None:
        clause = clauses[index]
        if isinstance(clause, ast.Step):
            grown = cast("ast.Obligation", self.attached(clause.obligation, tail))
            clauses[index] = changed(clause, obligation=grown, span=clause.span.to(grown.span))
        elif isinstance(clause, ast.Obligation | ast.OnlyAfter):
            clauses[index] = self.attached(clause, tail)

    def _attach_change(self, clauses: list[ast.Clause], line: Change) -> None:
        index = _last_demand(clauses)
        clause = None if index is None else clauses[index]
        field = _FIELDS[type(line)]
        if index is not None and isinstance(clause, ast.Obligation):
            clauses[index] = _with_change(clause, field, line)
        elif index is not None and isinstance(clause, ast.Step):
            clauses[index] = changed(
                clause,
                obligation=_with_change(clause.obligation, field, line),
                span=clause.span.to(line.span),
            )
        elif index is not None and isinstance(clause, ast.OnlyAfter) and isinstance(line, ast.ForTheSame):
            clauses[index] = changed(clause, same=line, span=clause.span.to(line.span))
        else:
            self.report("S045", line.span)

    def _attach_kept(self, clauses: list[ast.Clause], line: Kept) -> None:
        for index in range(len(clauses) - 1, -1, -1):
            clause = clauses[index]
            if isinstance(clause, ast.Keep):
                clauses[index] = self.kept(clause, line)
                return
        self.report("S045", line.span)

    def _attach_meanwhile(self, clauses: list[ast.Clause], line: Meanwhile) -> None:
        scope = clauses.pop() if clauses and isinstance(clauses[-1], ast.FromUntil) else None
        if not isinstance(scope, ast.FromUntil):
            self.report("S045", line.span)
            return
        made_of_both = self.suspended(scope.span.to(line.span), scope)
        if made_of_both is not None:
            clauses.append(made_of_both)

    # ---- checklists ----

    def holder(self, span: Span, who: Who, modal: Token, have: Token, before: Token | None = None) -> Holder:
        """`R must have on file and verified`."""
        found = Modal(str(modal.value))
        if found not in (Modal.MUST, Modal.MUST_ENSURE, Modal.SHOULD):
            self.report("S039", self.span_of(modal), found=modal.text)
        event = None if before is None else self.name_of(before)
        return Holder(who, found, have.value == "verified", event, span)

    def holder_before(self, span: Span, who: Who, before: Token, modal: Token, have: Token) -> Holder:
        """`R在E之前必须取得`."""
        return self.holder(span, who, modal, have, before)

    def holder_modal_before(self, span: Span, who: Who, modal: Token, before: Token, have: Token) -> Holder:
        """`R必须在E之前取得`."""
        return self.holder(span, who, modal, have, before)

    def checkitem(
        self, span: Span, name: Token, labels: Labels, *options: ItemOption | Tail
    ) -> ast.ChecklistItem:
        """One document and what is asked of it."""
        values: dict[str, object] = {}
        for option in options:
            added = {option.field: option.condition} if isinstance(option, Tail) else option.values
            if values.keys() & added.keys():
                self.report("S042", option.span)
            values |= added
        document = self.decl(self.span_of(name), name, labels)
        return made(ast.ChecklistItem, document=document, span=span, **values)

    def item_original(self, span: Span) -> ItemOption:
        """`original`."""
        return ItemOption({"original": True}, span)

    def item_valid(self, span: Span) -> ItemOption:
        """`valid`."""
        return ItemOption({"valid": True}, span)

    def item_last(self, span: Span, duration: ast.Duration, since: ast.Name | None) -> ItemOption:
        """`for the last D[, or since FIELD]`."""
        return ItemOption({"for_the_last": duration, "or_since": since}, span)

    def check_before(self, _span: Span, event: Token) -> ast.Name:
        """`before E`."""
        return self.name_of(event)

    def checklist(
        self, span: Span, head: ast.Declared | None, *lines: Holder | ast.ChecklistItem | ast.Name | BadLine
    ) -> ast.Checklist | None:
        """The holder, the items and the event, in any order."""
        if head is None:
            return None
        holders = [line for line in lines if isinstance(line, Holder)]
        items = [line for line in lines if isinstance(line, ast.ChecklistItem)]
        befores = [line for line in lines if isinstance(line, ast.Name)]
        befores += [holder.before for holder in holders if holder.before is not None]
        broken = any(isinstance(line, BadLine) for line in lines)
        if not holders:
            if not broken:
                self.report("S046", head.span, name=head.name)
            return None
        if not befores and not broken:
            self.report("S047", head.span, name=head.name)
        for place in (*(h.span for h in holders[1:]), *(b.span for b in befores[1:])):
            self.report("S042", place)
        holder = holders[0]
        return ast.Checklist(
            declared=head,
            bearers=holder.who.bearers,
            modal=holder.modal,
            verified=holder.verified,
            items=tuple(items),
            before=befores[0] if befores else NOTHING,
            span=span,
        )

    # ---- tables ----

    def table_head(self, span: Span, name: Token, labels: Labels, hit: Token) -> TableHead:
        """`table N first match`."""
        return TableHead(self.head(span, name, labels), Hit(str(hit.value)))

    def columns(self, _span: Span, *columns: ast.Declared) -> tuple[ast.Declared, ...]:
        """The names of the columns; the last is the outcome."""
        return columns

    def bad_columns(self, _span: Span, _bad: Token) -> None:
        """A row of names that could not be read and has been reported."""

    def trow(self, span: Span, *cells: ast.Cell) -> tuple[tuple[ast.Cell, ...], Span]:
        """One row."""
        return cells, span

    def cell_compare(self, span: Span, op: CompareOp, value: ast.Expr) -> ast.CompareCell:
        """`>= 120%`."""
        return ast.CompareCell(op, value, span=span)

    def cell_range(self, span: Span, low: ast.Expr, high: ast.Expr) -> ast.RangeCell:
        """`1 to 90`."""
        return ast.RangeCell(low, high, span=span)

    def cell_value(self, span: Span, *values: ast.Expr) -> ast.ValueCell:
        """`a, b`."""
        return ast.ValueCell(values, span=span)

    def cell_any(self, span: Span) -> ast.AnyCell:
        """`any`."""
        return ast.AnyCell(span=span)

    def cell_else(self, span: Span) -> ast.ElseCell:
        """`otherwise`."""
        return ast.ElseCell(span=span)

    def table(
        self,
        span: Span,
        head: TableHead | None,
        columns: tuple[ast.Declared, ...] | None = None,
        *rows: tuple[tuple[ast.Cell, ...], Span] | BadLine,
    ) -> ast.Table | None:
        """The table; rows that do not fit its columns are reported and left out."""
        if head is None:
            return None
        if columns is None:
            return None
        read = [row for row in rows if not isinstance(row, BadLine)]
        kept = [self._row(cells, place, len(columns)) for cells, place in read]
        return ast.Table(
            declared=head.declared,
            hit=head.hit,
            columns=tuple(self._column(column) for column in columns[:-1]),
            outcome=columns[-1],
            rows=tuple(row for row in kept if row is not None),
            span=span,
        )

    def _column(self, column: ast.Declared) -> ast.Name:
        if column.labels:
            self.report("S048", column.span, name=column.name)
        return ast.Name(column.name, span=column.span)

    def _row(self, cells: tuple[ast.Cell, ...], span: Span, width: int) -> ast.TableRow | None:
        if len(cells) != width:
            self.report("S049", span, found=len(cells), wanted=width)
            return None
        outcome = cells[-1]
        if not (isinstance(outcome, ast.ValueCell) and len(outcome.values) == 1):
            self.report("S050", outcome.span)
            return None
        return ast.TableRow(cells[:-1], outcome.values[0], span=span)


def _last_demand(clauses: list[ast.Clause]) -> int | None:
    """The place of the last obligation of a duty, or None."""
    for index in range(len(clauses) - 1, -1, -1):
        if isinstance(clauses[index], ast.Obligation | ast.OnlyAfter | ast.Step):
            return index
    return None


def _with_change(obligation: ast.Obligation, field: str, line: Change) -> ast.Obligation:
    changes = (*getattr(obligation, field), line)
    return changed(obligation, span=obligation.span.to(line.span), **{field: changes})
