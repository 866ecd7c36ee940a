"""Builders of expressions about events and of figures over records and events."""

from __future__ import annotations

from dutylang.source import Span
from dutylang.syntax import ast
from dutylang.syntax.ast import AggregateKind, Relation, Which
from dutylang.syntax.from_text.build_base import BuilderBase
from dutylang.syntax.from_text.tokens import Token

NOTHING = ast.Name("")
"""Stands for a name that was not written where one is needed; it has been reported."""


class FigureBuilder(BuilderBase):
    """Events as conditions and values, counts and totals."""

    def ref(self, span: Span, token: Token) -> ast.Ref:
        """A bare name."""
        return ast.Ref(self.name_of(token), span=span)

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

    def where_within(self, span: Span, event: Token, where: ast.Expr, duration: ast.Duration) -> ast.Happens:
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

    def event_phrase_where(self, _span: Span, where: ast.Expr, event: Token) -> tuple[Token, ast.Expr | None]:
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
