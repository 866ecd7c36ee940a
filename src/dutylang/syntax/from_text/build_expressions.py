"""Builders of conditions and expressions: every word order gives the same node."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from decimal import Decimal
from typing import cast

from dutylang.source import Span
from dutylang.syntax import ast
from dutylang.syntax.ast import ArithOp, CompareOp
from dutylang.syntax.from_text.build_figures import FigureBuilder
from dutylang.syntax.from_text.tokens import Token
from dutylang.values import Unit


class ExpressionBuilder(FigureBuilder):
    """Rules of the section on conditions and expressions."""

    # ---- values ----

    def number(self, span: Span, token: Token) -> ast.Number:
        """A plain number."""
        return ast.Number(cast("Decimal", token.value), span=span)

    def percent(self, span: Span, token: Token) -> ast.Percent:
        """`120%`."""
        return ast.Percent(cast("Decimal", token.value), span=span)

    def money(self, span: Span, token: Token) -> ast.MoneyAmount:
        """`100 CNY`."""
        amount, currency = cast("tuple[Decimal, str]", token.value)
        return ast.MoneyAmount(amount, currency, span=span)

    def negative(self, span: Span, token: Token) -> ast.Number:
        """`-5`."""
        return ast.Number(-cast("Decimal", token.value), span=span)

    def negative_percent(self, span: Span, token: Token) -> ast.Percent:
        """`-5%`."""
        return ast.Percent(-cast("Decimal", token.value), span=span)

    def negative_money(self, span: Span, token: Token) -> ast.MoneyAmount:
        """`-5 CNY`."""
        amount, currency = cast("tuple[Decimal, str]", token.value)
        return ast.MoneyAmount(-amount, currency, span=span)

    def date(self, span: Span, token: Token) -> ast.DateLiteral:
        """A date."""
        return ast.DateLiteral(cast("dt.date", token.value), span=span)

    def date_time(self, span: Span, day: Token, time: Token) -> ast.DateTimeLiteral:
        """A date and a time of day."""
        value = dt.datetime.combine(cast("dt.date", day.value), cast("dt.time", time.value))
        return ast.DateTimeLiteral(value, span=span)

    def words(self, span: Span, token: Token) -> ast.TextLiteral:
        """Words in quotation marks."""
        return ast.TextLiteral(str(token.value), span=span)

    def yes(self, span: Span) -> ast.YesNo:
        """`yes`."""
        return ast.YesNo(True, span=span)

    def no(self, span: Span) -> ast.YesNo:
        """`no`."""
        return ast.YesNo(False, span=span)

    def period(self, span: Span, duration: ast.Duration) -> ast.DurationLiteral:
        """`3 months` as a value."""
        return ast.DurationLiteral(duration, span=span)

    def inner(self, _span: Span, expression: ast.Expr) -> ast.Expr:
        """What stands in parentheses."""
        return expression

    # ---- logic ----

    def or_(self, span: Span, *items: ast.Expr) -> ast.Or:
        """`a or b`."""
        return ast.Or(items, span=span)

    def and_(self, span: Span, *items: ast.Expr) -> ast.And:
        """`a and b`."""
        return ast.And(items, span=span)

    def not_(self, span: Span, item: ast.Expr) -> ast.Not:
        """`not a`."""
        return ast.Not(item, span=span)

    def compare_op(self, _span: Span, token: Token | None = None) -> CompareOp:
        """The sign of a comparison; `=` leaves no trace and means the same as `is`."""
        return CompareOp.EQ if token is None else CompareOp(str(token.value))

    def compare(self, span: Span, left: ast.Expr, op: CompareOp, right: ast.Expr) -> ast.Compare:
        """`a >= b`."""
        return ast.Compare(op, left, right, span=span)

    def values(self, _span: Span, *items: ast.Expr) -> tuple[ast.Expr, ...]:
        """`a, b`."""
        return items

    def in_(self, span: Span, item: ast.Expr, choices: tuple[ast.Expr, ...]) -> ast.In:
        """`a in b, c`."""
        return ast.In(item, choices, span=span)

    def not_in(self, span: Span, item: ast.Expr, choices: tuple[ast.Expr, ...]) -> ast.Not:
        """`a not in b, c`."""
        return ast.Not(ast.In(item, choices, span=span), span=span)

    def includes(self, span: Span, collection: ast.Expr, items: tuple[ast.Expr, ...]) -> ast.Includes:
        """`a including b, c`."""
        return ast.Includes(collection, items, span=span)

    def is_missing(self, span: Span, of: ast.Expr) -> ast.IsMissing:
        """`a is missing`."""
        return ast.IsMissing(of, span=span)

    def is_not_missing(self, span: Span, of: ast.Expr) -> ast.Not:
        """`a is not missing`."""
        return ast.Not(ast.IsMissing(of, span=span), span=span)

    # ---- arithmetic ----

    def plus(self, span: Span, left: ast.Expr, right: ast.Expr) -> ast.Arith:
        """`a + b`."""
        return ast.Arith(ArithOp.PLUS, left, right, span=span)

    def minus(self, span: Span, left: ast.Expr, right: ast.Expr) -> ast.Arith:
        """`a - b`."""
        return ast.Arith(ArithOp.MINUS, left, right, span=span)

    def multiply(self, span: Span, left: ast.Expr, right: ast.Expr) -> ast.Arith:
        """`a * b`."""
        return ast.Arith(ArithOp.TIMES, left, right, span=span)

    def divide(self, span: Span, left: ast.Expr, right: ast.Expr) -> ast.Arith:
        """`a / b`."""
        return ast.Arith(ArithOp.OVER, left, right, span=span)

    def field_of(self, span: Span, field: Token, of: ast.Expr) -> ast.FieldOf:
        """`a of b`."""
        return ast.FieldOf(self.name_of(field), of, span=span)

    def of_field(self, span: Span, of: ast.Expr, field: Token) -> ast.FieldOf:
        """`b的a`."""
        return ast.FieldOf(self.name_of(field), of, span=span)

    def percent_of(self, span: Span, percent: Token, of: ast.Expr) -> ast.PercentOf:
        """`120% of a`."""
        return ast.PercentOf(self.percent(self.span_of(percent), percent), of, span=span)

    def of_percent(self, span: Span, of: ast.Expr, percent: Token) -> ast.PercentOf:
        """`a的120%`."""
        return self.percent_of(span, percent, of)

    def ago(self, span: Span, duration: ast.Duration) -> ast.Ago:
        """`3 years ago`."""
        return ast.Ago(duration, span=span)

    def elapsed(self, span: Span, unit: Token, start: ast.Expr, end: ast.Expr) -> ast.Elapsed:
        """`working days from a to b`."""
        return ast.Elapsed(Unit(str(unit.value)), start, end, span=span)

    def elapsed_post(self, span: Span, start: ast.Expr, end: ast.Expr, unit: Token) -> ast.Elapsed:
        """`自a至b的工作日数`."""
        return self.elapsed(span, unit, start, end)

    # ---- breaches ----

    def no_breach(self, span: Span, kind: Token, where: ast.ChapterRange, bore: Token | None) -> ast.NoBreach:
        """`no unrepaired breach of the duties of chapters 2 to 5 that the person bore`."""
        return ast.NoBreach(where, kind.value == "unrepaired", bore is not None, span=span)

    def no_breach_post(
        self, span: Span, bore: Token | None, where: ast.ChapterRange, kind: Token
    ) -> ast.NoBreach:
        """`本人对第二章至第五章的各项义务均无未补救的违反`."""
        return self.no_breach(span, kind, where, bore)

    def no_breach_of(
        self, span: Span, kind: Token, rules: tuple[ast.Name, ...], bore: Token | None
    ) -> ast.NoBreach:
        """`no breach of R1, R2`."""
        return self.no_breach(span, kind, ast.ChapterRange(None, None, None, rules, span=span), bore)

    def no_breach_of_post(
        self, span: Span, bore: Token | None, rules: tuple[ast.Name, ...], kind: Token
    ) -> ast.NoBreach:
        """`本人对R1、R2均无违反`."""
        return self.no_breach_of(span, kind, rules, bore)

    def person_did(self, span: Span, event: Token, where: ast.Expr | None = None) -> ast.PersonDid:
        """`the person did E`."""
        return ast.PersonDid(self.name_of(event), where, span=span)

    def person_did_such(self, span: Span, where: ast.Expr, event: Token) -> ast.PersonDid:
        """`本人曾附有（a）的E`."""
        return self.person_did(span, event, where)

    def chapters(self, span: Span, *bounds: Token) -> ast.ChapterRange:
        """`chapters 2 to 5`."""
        numbers: Sequence[int] = [self.whole(token) for token in bounds]
        return ast.ChapterRange(numbers[0], numbers[1], span=span)

    def one_chapter(self, span: Span, number: Token) -> ast.ChapterRange:
        """`chapter 2`."""
        chapter = self.whole(number)
        return ast.ChapterRange(chapter, chapter, span=span)

    def in_article(self, span: Span, number: Token) -> ast.ChapterRange:
        """`article 27`."""
        return ast.ChapterRange(None, None, str(number.value), span=span)
