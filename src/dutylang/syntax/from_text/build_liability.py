"""Builders of liability and exemption."""

from __future__ import annotations

from typing import Any

from dutylang.source import Span
from dutylang.syntax import ast
from dutylang.syntax.ast import CompareOp, EffectKind
from dutylang.syntax.from_text.build_base import BadLine, BuilderBase
from dutylang.syntax.from_text.tokens import Token

Decision = tuple[ast.Name, ast.Within | None, Span]


class LiabilityBuilder(BuilderBase):
    """Rules of the section on liability and exemption."""

    def liability(self, span: Span, head: ast.Declared | None, *clauses: Any) -> ast.Liability | None:
        """A ground of liability."""
        if head is None:
            return None
        read = tuple(clause for clause in clauses if not isinstance(clause, BadLine))
        return ast.Liability(head, read, span=span)

    def opens_on(self, span: Span, event: Token) -> ast.OpensOn:
        """`opens on E`."""
        return ast.OpensOn(self.name_of(event), span=span)

    def for_breach(self, span: Span, rule: Token) -> ast.ForEachBreach:
        """`for each breach of R`."""
        return ast.ForEachBreach(self.name_of(rule), False, span=span)

    def for_unrepaired(self, span: Span, rule: Token) -> ast.ForEachBreach:
        """`for each unrepaired breach of R`."""
        return ast.ForEachBreach(self.name_of(rule), True, span=span)

    def for_fact(self, span: Span, condition: ast.Expr) -> ast.ForFact:
        """`for concealment`."""
        return ast.ForFact(condition, span=span)

    def held(self, span: Span, role: Token, degree: ast.Declared) -> ast.HoldsPart:
        """`client_manager as principal`."""
        return ast.HoldsPart(self.name_of(role), degree, span=span)

    def holds(self, span: Span, *parts: ast.HoldsPart) -> ast.Holds:
        """`holds R as D`."""
        return ast.Holds(parts, span=span)

    def holds_all(self, span: Span) -> ast.Holds:
        """`holds every handler of the case`."""
        return ast.Holds((), span=span)

    def grade(self, span: Span, grade: Token) -> ast.GradeRow:
        """`grade warning`."""
        return ast.GradeRow(self.name_of(grade), span=span)

    def grade_when(self, span: Span, grade: Token, more_than: Token) -> ast.GradeRow:
        """`grade demerit when more than 2 in the case`."""
        return ast.GradeRow(self.name_of(grade), self.whole(more_than), span=span)

    def when_grade(self, span: Span, op: Token, more_than: Token, grade: Token) -> ast.GradeRow:
        """`同一案件超过2次的，给予记过`."""
        if op.value != CompareOp.GT.value:
            self.report("S039", self.span_of(op), found=op.text)
        return self.grade_when(span, grade, more_than)

    def exemption(self, span: Span, head: ast.Declared | None, *lines: Any) -> ast.Exemption | None:
        """An exemption; a decision on a line of its own belongs to the effect before it."""
        clauses: list[ast.ExemptionClause] = []
        broken = False
        for line in lines:
            if isinstance(line, BadLine):
                broken = True
                continue
            if not isinstance(line, tuple):
                clauses.append(line)
                continue
            by, within, place = line
            last = clauses[-1] if clauses else None
            if isinstance(last, ast.Effect) and last.decided_by is None:
                clauses[-1] = ast.Effect(last.kind, by, within, span=last.span.to(place))
            elif not broken:
                self.report("S051", place)
        return None if head is None else ast.Exemption(head, tuple(clauses), span=span)

    def from_every(self, span: Span, where: ast.ChapterRange) -> ast.FromEveryLiability:
        """`from every liability of article 27`."""
        return ast.FromEveryLiability(where, span=span)

    def for_role(self, span: Span, role: Token) -> ast.ForRole:
        """`for client_manager`."""
        return ast.ForRole(self.name_of(role), span=span)

    def exempt_when(self, span: Span, condition: ast.Expr) -> ast.ExemptionWhen:
        """`when C`."""
        return ast.ExemptionWhen(condition, span=span)

    def effect(self, span: Span, extent: Token, decision: Decision | None) -> ast.Effect:
        """`effect full, on decision of R within D`."""
        kind = EffectKind(str(extent.value))
        if decision is None:
            return ast.Effect(kind, span=span)
        return ast.Effect(kind, decision[0], decision[1], span=span)

    def decision(self, span: Span, by: Token, within: ast.Duration | None) -> Decision:
        """`on decision of R within D`."""
        limit = None if within is None else ast.Within(within, span=within.span)
        return self.name_of(by), limit, span

    def barred_by(self, span: Span, facts: tuple[ast.Name, ...]) -> ast.BarredBy:
        """`barred by a, b`."""
        return ast.BarredBy(facts, span=span)
