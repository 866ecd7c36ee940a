"""Builders of conditions and expressions: every word order gives the same node."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from decimal import Decimal
from typing import cast

from dutylang.source import Span
from dutylang.syntax import ast
from dutylang.syntax.ast import AggregateKind, ArithOp, CompareOp, Relation, Which
from dutylang.syntax.from_text.build_base import BuilderBase
from dutylang.syntax.from_text.tokens import Token
from dutylang.values import Unit

NOTHING = ast.Name("")
"""Stands for a name that was not written where one is needed; it has been reported."""


class ExpressionBuilder(BuilderBase):
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

    def ref(self, span: Span, token: Token) -> ast.Ref:
        """A bare name."""
        return ast.Ref(self.name_of(token), span=span)

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

    # ---- events ----

    def pick_event(
        self, span: Span, which: Token, event: Token, where: ast.Expr | None = None
    ) -> ast.EventPick:
        """`last visit_site with report`."""
        return ast.EventPick(Which(str(which.value)), self.name_of(event), where, span=span)

    def pick_event_post(self, span: Span, where: ast.Expr, which: Token, event: Token) -> ast.EventPick:
        """`附有a的最近一次b`."""
        return self.pick_event(span, which, event, where)

    def date_of(self, span: Span, of: ast.EventPick) -> ast.DateOf:
        """`date of last visit_site`."""
        return ast.DateOf(of, False, span=span)

    def time_of(self, span: Span, of: ast.EventPick) -> ast.DateOf:
        """`time of last visit_site`."""
        return ast.DateOf(of, True, span=span)

    def _happens(
        self,
        span: Span,
        event: Token,
        relation: Relation,
        duration: ast.Duration | None = None,
        where: ast.Expr | None = None,
    ) -> ast.Happens:
        return ast.Happens(self.name_of(event), relation, duration, where, span=span)

    def same_day_event(self, span: Span, event: Token) -> ast.Happens:
        """`a on the same day`."""
        return self._happens(span, event, Relation.SAME_DAY)

    def within_event(self, span: Span, event: Token, duration: ast.Duration) -> ast.Happens:
        """`a within 3 days`."""
        return self._happens(span, event, Relation.WITHIN_AFTER, duration)

    def within_before_event(self, span: Span, event: Token, duration: ast.Duration) -> ast.Happens:
        """`a within 3 days before`."""
        return self._happens(span, event, Relation.WITHIN_BEFORE, duration)

    def event_where(self, span: Span, event: Token, where: ast.Expr) -> ast.Happens:
        """`a with (b)`."""
        return self._happens(span, event, Relation.EVER_BEFORE, None, where)

    def where_same_day(self, span: Span, event: Token, where: ast.Expr) -> ast.Happens:
        """`a with (b) on the same day`."""
        return self._happens(span, event, Relation.SAME_DAY, None, where)

    def where_within(
        self, span: Span, event: Token, where: ast.Expr, duration: ast.Duration
    ) -> ast.Happens:
        """`a with (b) within 3 days`."""
        return self._happens(span, event, Relation.WITHIN_AFTER, duration, where)

    def where_within_before(
        self, span: Span, event: Token, where: ast.Expr, duration: ast.Duration
    ) -> ast.Happens:
        """`a with (b) within 3 days before`."""
        return self._happens(span, event, Relation.WITHIN_BEFORE, duration, where)

    def event_phrase(self, _span: Span, event: Token) -> tuple[Token, ast.Expr | None]:
        """An event."""
        return event, None

    def event_phrase_where(
        self, _span: Span, where: ast.Expr, event: Token
    ) -> tuple[Token, ast.Expr | None]:
        """`附有（a）的b`."""
        return event, where

    def phrase_same_day(self, span: Span, phrase: tuple[Token, ast.Expr | None]) -> ast.Happens:
        """`当日a`."""
        return self._happens(span, phrase[0], Relation.SAME_DAY, None, phrase[1])

    def phrase_within(
        self, span: Span, duration: ast.Duration, phrase: tuple[Token, ast.Expr | None]
    ) -> ast.Happens:
        """`3日内a`."""
        return self._happens(span, phrase[0], Relation.WITHIN_AFTER, duration, phrase[1])

    def phrase_within_before(
        self, span: Span, duration: ast.Duration, phrase: tuple[Token, ast.Expr | None]
    ) -> ast.Happens:
        """`前3日内a`."""
        return self._happens(span, phrase[0], Relation.WITHIN_BEFORE, duration, phrase[1])

    def phrase_where(self, span: Span, where: ast.Expr, event: Token) -> ast.Happens:
        """`附有（a）的b`."""
        return self.event_where(span, event, where)

    # ---- figures ----

    def _aggregate(
        self,
        span: Span,
        kind: AggregateKind,
        source: ast.Name,
        field: Token | None = None,
        where: ast.Expr | None = None,
    ) -> ast.Aggregate:
        return ast.Aggregate(kind, None if field is None else self.name_of(field), source, where, span=span)

    def _source(self, expression: ast.Expr) -> ast.Name:
        """The list or event that a figure is over: a bare name."""
        if isinstance(expression, ast.Ref):
            return expression.name
        self.report("S033", expression.span)
        return NOTHING

    def count(self, span: Span, source: Token) -> ast.Aggregate:
        """`count of visit_site`."""
        return self._aggregate(span, AggregateKind.COUNT, self.name_of(source))

    def count_where(self, span: Span, source: Token, where: ast.Expr) -> ast.Aggregate:
        """`count of visit_site with report`."""
        return self._aggregate(span, AggregateKind.COUNT, self.name_of(source), None, where)

    def where_count(self, span: Span, where: ast.Expr, source: Token) -> ast.Aggregate:
        """`附有a的b次数`."""
        return self.count_where(span, source, where)

    def count_post(self, span: Span, source: ast.Expr) -> ast.Aggregate:
        """`a次数`."""
        return self._aggregate(span, AggregateKind.COUNT, self._source(source))

    def aggregate(self, span: Span, kind: Token, field: Token, source: Token) -> ast.Aggregate:
        """`total value of pledges`."""
        return self._aggregate(span, AggregateKind(str(kind.value)), self.name_of(source), field)

    def aggregate_of_such(
        self, span: Span, kind: Token, field: Token, such: Token, source: Token
    ) -> ast.Aggregate:
        """`total value of verified pledges`."""
        return self.aggregate_where(span, kind, field, source, self.ref(self.span_of(such), such))

    def aggregate_where(
        self, span: Span, kind: Token, field: Token, source: Token, where: ast.Expr
    ) -> ast.Aggregate:
        """`total value of pledges with (a)`."""
        return self._aggregate(span, AggregateKind(str(kind.value)), self.name_of(source), field, where)

    def of_aggregate(self, span: Span, source: ast.Expr, field: Token, kind: Token) -> ast.Aggregate:
        """`a的b合计`."""
        return self._aggregate(span, AggregateKind(str(kind.value)), self._source(source), field)

    def such_aggregate(
        self, span: Span, such: Token, source: Token, field: Token, kind: Token
    ) -> ast.Aggregate:
        """`已核实a的b合计`."""
        return self.aggregate_of_such(span, kind, field, such, source)

    def where_aggregate(
        self, span: Span, where: ast.Expr, source: Token, field: Token, kind: Token
    ) -> ast.Aggregate:
        """`附有（a）的b的c合计`."""
        return self.aggregate_where(span, kind, field, source, where)

    def every_one(self, span: Span, source: Token, condition: ast.Expr) -> ast.Aggregate:
        """`every one of a meets b`."""
        return self._aggregate(span, AggregateKind.EVERY, self.name_of(source), None, condition)

    def any_one(self, span: Span, source: Token, condition: ast.Expr) -> ast.Aggregate:
        """`any one of a meets b`."""
        return self._aggregate(span, AggregateKind.ANY, self.name_of(source), None, condition)

    def every_post(self, span: Span, source: ast.Expr, condition: ast.Expr) -> ast.Aggregate:
        """`a均满足b`."""
        return self._aggregate(span, AggregateKind.EVERY, self._source(source), None, condition)

    def any_post(self, span: Span, source: ast.Expr, condition: ast.Expr) -> ast.Aggregate:
        """`a中有满足b`."""
        return self._aggregate(span, AggregateKind.ANY, self._source(source), None, condition)

    # ---- breaches ----

    def no_breach(
        self, span: Span, kind: Token, where: ast.ChapterRange, bore: Token | None
    ) -> ast.NoBreach:
        """`no unrepaired breach of the duties of chapters 2 to 5 that the person bore`."""
        return ast.NoBreach(where, kind.value == "unrepaired", bore is not None, span=span)

    def no_breach_post(
        self, span: Span, bore: Token | None, where: ast.ChapterRange, kind: Token
    ) -> ast.NoBreach:
        """`本人对第二章至第五章的各项义务均无未补救的违反`."""
        return self.no_breach(span, kind, where, bore)

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
