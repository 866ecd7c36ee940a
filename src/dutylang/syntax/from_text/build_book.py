"""Builders of what speaks of many cases: point scales and portfolio figures."""

from __future__ import annotations

from decimal import Decimal
from typing import Any, cast

from dutylang.source import Span
from dutylang.syntax import ast
from dutylang.syntax.from_text.build_base import BadLine, BuilderBase
from dutylang.syntax.from_text.tokens import Token
from dutylang.values import Unit


class BookBuilder(BuilderBase):
    """Rules of the section on point scales and portfolios."""

    def scale(self, span: Span, head: ast.Declared | None, *lines: Any) -> ast.PointScale | None:
        """A point scale."""
        return None if head is None else ast.PointScale(head, _readable(lines), span=span)

    def counted_per_case(self, span: Span) -> ast.CountedPerCase:
        """`counted per case`."""
        return ast.CountedPerCase(span=span)

    def counted_every(self, span: Span, unit: Token) -> ast.CountedPerPerson:
        """`counted per person every year`."""
        return ast.CountedPerPerson(Unit(str(unit.value)), span=span)

    def counted_within(self, span: Span, duration: ast.Duration) -> ast.CountedPerPerson:
        """`counted per person within 12 months`."""
        return ast.CountedPerPerson(None, duration, span=span)

    def threshold(self, span: Span, points: Token, grade: Token) -> ast.Threshold:
        """`reaching 6 points grade G`."""
        return ast.Threshold(cast("Decimal", points.value), self.name_of(grade), span=span)

    # ---- portfolio figures ----

    def portfolio(self, span: Span, head: ast.Declared | None, *lines: Any) -> ast.Portfolio | None:
        """A figure over many cases."""
        return None if head is None else ast.Portfolio(head, _readable(lines), span=span)

    def grouped_by(self, span: Span, name: Token) -> ast.GroupedBy:
        """`by R`."""
        return ast.GroupedBy(self.name_of(name), span=span)

    def placed_in(self, span: Span, unit: Token, date: Token) -> ast.PlacedIn:
        """`every year by the date F`."""
        return ast.PlacedIn(Unit(str(unit.value)), self.name_of(date), span=span)

    def placed_in_post(self, span: Span, date: Token, unit: Token) -> ast.PlacedIn:
        """`按F每年归集`."""
        return self.placed_in(span, unit, date)

    def figure_means(self, span: Span, body: ast.Expr) -> ast.FigureMeans:
        """`means EXPRESSION`."""
        return ast.FigureMeans(body, span=span)


def _readable(lines: tuple[Any, ...]) -> tuple[Any, ...]:
    return tuple(line for line in lines if not isinstance(line, BadLine))
