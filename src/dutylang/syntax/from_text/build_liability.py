"""Builders of liability and exemption."""

from __future__ import annotations

from decimal import Decimal
from typing import Any, cast

import attrs

from dutylang.source import Span
from dutylang.syntax import ast
from dutylang.syntax.ast import BreachKind, CompareOp, EffectKind, PersonsModeKind
from dutylang.syntax.from_text.build_base import BadLine, BuilderBase, changed
from dutylang.syntax.from_text.tokens import Token

Decision = tuple[ast.Name, ast.Within | None, Span]
Share = tuple[str, Decimal, Span]


@attrs.frozen
class IfLine:
    """`当C时` on a line of its own: the condition of the grade on the next line, else of the ground."""

    condition: ast.Expr
    span: Span


class LiabilityBuilder(BuilderBase):
    """Rules of the section on liability and exemption."""

    def liability(self, span: Span, head: ast.Declared | None, *clauses: Any) -> ast.Liability | None:
        """A ground of liability."""
        if head is None:
            return None
        read: list[ast.LiabilityClause] = []
        open_: IfLine | None = None
        for clause in clauses:
            if open_ is not None and not _is_plain_grade(clause):
                read.append(self.liability_when(open_.span, open_.condition))
            if isinstance(clause, ast.GradeRow) and open_ is not None and _is_plain_grade(clause):
                read.append(changed(clause, when=open_.condition, span=open_.span.to(clause.span)))
            elif not isinstance(clause, IfLine | BadLine):
                read.append(clause)
            open_ = clause if isinstance(clause, IfLine) else None
        if open_ is not None:
            read.append(self.liability_when(open_.span, open_.condition))
        return ast.Liability(head, tuple(read), span=span)

    def if_line(self, span: Span, condition: ast.Expr) -> IfLine:
        """`当C时` on a line of its own."""
        return IfLine(condition, span)

    def opens_on(self, span: Span, event: Token) -> ast.OpensOn:
        """`opens on E`."""
        return ast.OpensOn(self.name_of(event), span=span)

    def breached(self, _span: Span, of: Token | ast.ChapterRange) -> ast.Name | ast.ChapterRange:
        """The rule, or the chapters or article whose every duty is meant."""
        return self.name_of(of) if isinstance(of, Token) else of

    def for_each_breach(
        self, span: Span, kind: Token, of: ast.Name | ast.ChapterRange, unrepaired: Token | None = None
    ) -> ast.ForEachBreach:
        """`for each breach of R`; `每次违反R且未补救的`."""
        rule, range_ = (of, None) if isinstance(of, ast.Name) else (None, of)
        return ast.ForEachBreach(rule, unrepaired is not None, BreachKind(str(kind.value)), range_, span=span)

    def for_each_unrepaired(
        self, span: Span, kind: Token, of: ast.Name | ast.ChapterRange
    ) -> ast.ForEachBreach:
        """`for each unrepaired breach of R`."""
        return self.for_each_breach(span, kind, of, kind)

    def for_fact(self, span: Span, condition: ast.Expr) -> ast.ForFact:
        """`for concealment`."""
        return ast.ForFact(condition, span=span)

    def liability_when(self, span: Span, condition: ast.Expr) -> ast.LiabilityWhen:
        """`when C`."""
        return ast.LiabilityWhen(condition, span=span)

    def held(self, span: Span, role: Token, degree: ast.Declared, share: Token | None) -> ast.HoldsPart:
        """`client_manager as principal 70%`."""
        percent = None if share is None else cast("Decimal", share.value)
        return ast.HoldsPart(self.name_of(role), degree, percent, span=span)

    def held_share(self, span: Span, role: Token, share: Token, degree: ast.Declared) -> ast.HoldsPart:
        """`客户经理承担70%的主要责任`."""
        return self.held(span, role, degree, share)

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

    def grade_if(self, span: Span, grade: Token, condition: ast.Expr) -> ast.GradeRow:
        """`grade demerit when C`."""
        return ast.GradeRow(self.name_of(grade), None, condition, span=span)

    def if_grade(self, span: Span, condition: ast.Expr, grade: Token) -> ast.GradeRow:
        """`当C时给予记过`."""
        return self.grade_if(span, grade, condition)

    def kinds(self, span: Span, kinds: tuple[ast.Declared, ...]) -> ast.Kinds:
        """`kinds K1, K2`."""
        return ast.Kinds(kinds, span=span)

    def points(self, span: Span, points: Token) -> ast.Points:
        """`points 3`."""
        return ast.Points(cast("Decimal", points.value), span=span)

    def attributed_at(self, span: Span, at: Token) -> Share:
        """`at the trigger`."""
        return str(at.value), Decimal(100), span

    def attributed_share(self, span: Span, share: Token, at: Token) -> Share:
        """`40% at the trigger`."""
        return str(at.value), cast("Decimal", share.value), span

    def attributed_share_post(self, span: Span, at: Token, share: Token) -> Share:
        """`触发时任职人40%`."""
        return self.attributed_share(span, share, at)

    def attributed(self, span: Span, *shares: Share) -> ast.Attributed:
        """`attributed at the trigger`."""
        found: dict[str, Decimal] = {}
        for at, share, place in shares:
            if at in found:
                self.report("S042", place)
            found[at] = share
        zero = Decimal(0)
        return ast.Attributed(found.get("trigger", zero), found.get("deadline", zero), span=span)

    def attributed_shares(self, span: Span, *shares: Share) -> ast.Attributed:
        """`attributed 40% at the trigger, 60% at the deadline`."""
        return self.attributed(span, *shares)

    def persons_mode(self, span: Span, mode: Token) -> ast.PersonsMode:
        """`milder applies`."""
        return ast.PersonsMode(PersonsModeKind(str(mode.value)), span=span)

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
                clauses[-1] = changed(last, decided_by=by, within=within, span=last.span.to(place))
            elif not broken:
                self.report("S051", place)
        return None if head is None else ast.Exemption(head, tuple(clauses), span=span)

    def from_every(self, span: Span, where: ast.ChapterRange) -> ast.FromEveryLiability:
        """`from every liability of article 27`."""
        return ast.FromEveryLiability(where, span=span)

    def from_liabilities(self, span: Span, liabilities: tuple[ast.Name, ...]) -> ast.FromLiabilities:
        """`from L1, L2`."""
        return ast.FromLiabilities(liabilities, span=span)

    def for_role(self, span: Span, roles: tuple[ast.Name, ...]) -> ast.ForRole:
        """`for client_manager, second_manager`."""
        return ast.ForRole(roles, span=span)

    def exempt_when(self, span: Span, condition: ast.Expr) -> ast.ExemptionWhen:
        """`when C`."""
        return ast.ExemptionWhen(condition, span=span)

    def effect(self, span: Span, extent: Token, decision: Decision | None) -> ast.Effect:
        """`effect full, on decision of R within D`."""
        return _decided(ast.Effect(EffectKind(str(extent.value)), span=span), decision)

    def effect_for(
        self, span: Span, extent: Token, kinds: tuple[ast.Name, ...], decision: Decision | None
    ) -> ast.Effect:
        """`effect partial for K1, K2`."""
        effect = ast.Effect(EffectKind(str(extent.value)), kinds=kinds, span=span)
        if effect.kind is not EffectKind.PARTIAL:
            self.report("S039", self.span_of(extent), found=extent.text)
        return _decided(effect, decision)

    def for_effect(self, span: Span, kinds: tuple[ast.Name, ...], extent: Token) -> ast.Effect:
        """`针对K1、K2予以部分免除`."""
        return self.effect_for(span, extent, kinds, None)

    def effect_mitigated(self, span: Span, grade: Token, decision: Decision | None) -> ast.Effect:
        """`effect mitigated to G`."""
        effect = ast.Effect(EffectKind.MITIGATED, grade=self.name_of(grade), span=span)
        return _decided(effect, decision)

    def effect_reduced(self, span: Span, grade: Token) -> ast.Effect:
        """`减轻至G`."""
        return self.effect_mitigated(span, grade, None)

    def decision(self, span: Span, by: Token, within: ast.Within | None) -> Decision:
        """`on decision of R within D after E`."""
        return self.name_of(by), within, span

    def barred_by(self, span: Span, facts: tuple[ast.Name, ...]) -> ast.BarredBy:
        """`barred by a, b`."""
        return ast.BarredBy(facts, span=span)


def _is_plain_grade(clause: object) -> bool:
    return isinstance(clause, ast.GradeRow) and clause.more_than is None and clause.when is None


def _decided(effect: ast.Effect, decision: Decision | None) -> ast.Effect:
    if decision is None:
        return effect
    return changed(effect, decided_by=decision[0], within=decision[1])
