"""Builders of policy heads, roles, records, events, parameters and vocabulary."""

from __future__ import annotations

import datetime as dt
from typing import cast

import attrs

from dutylang.diagnostics.model import Diagnostic, Fix
from dutylang.source import Span
from dutylang.syntax import ast
from dutylang.syntax.from_text.build_base import BadLine, BuilderBase, Labels, made
from dutylang.syntax.from_text.tokens import Token
from dutylang.syntax.habits import CURRENCIES


@attrs.frozen
class HeaderLine:
    """One line under `policy`: the field of the head that it fills."""

    field: str
    value: object
    span: Span


@attrs.frozen
class ArticleHead:
    """The line of an article; its rules are the items that follow. `article` None: it could not be read."""

    article: ast.Article | None
    span: Span


class DeclarationBuilder(BuilderBase):
    """Rules of the section on heads and declarations."""

    def policy(
        self, span: Span, head: ast.Declared | None, *lines: HeaderLine | BadLine
    ) -> ast.PolicyHead | None:
        """The head with its lines."""
        if head is None:
            return None
        values: dict[str, object] = {}
        for line in lines:
            if isinstance(line, BadLine):
                continue
            if line.field in values:
                self.report("S040", line.span, block=head.name)
            values[line.field] = line.value
        return made(ast.PolicyHead, declared=head, span=span, **values)

    def version(self, span: Span, words: Token) -> HeaderLine:
        """`version "1.0"`."""
        return HeaderLine("version", str(words.value), span)

    def policy_in_force(self, span: Span, in_force: ast.InForce) -> HeaderLine:
        """`in force from D`."""
        return HeaderLine("in_force", in_force, span)

    def calendar(self, span: Span, name: str) -> HeaderLine:
        """`calendar china`."""
        return HeaderLine("calendar", name, span)

    def timezone(self, span: Span, words: Token) -> HeaderLine:
        """`timezone "Asia/Shanghai"`."""
        return HeaderLine("timezone", str(words.value), span)

    def counting(self, span: Span, name: str) -> HeaderLine:
        """`counting civil_code`."""
        return HeaderLine("counting", name, span)

    def events_recorded(self, span: Span, duration: ast.Duration) -> HeaderLine:
        """`events recorded within 3 days`."""
        return HeaderLine("recorded_within", duration, span)

    def published(self, span: Span, day: Token) -> HeaderLine:
        """`published D`."""
        return HeaderLine("published", day.value, span)

    def reaches_open(self, span: Span) -> HeaderLine:
        """`open deadlines follow this version`."""
        return HeaderLine("reaches_open", True, span)

    def calendar_ref(self, _span: Span, token: Token) -> str:
        """The name of a calendar or convention, by its id or the tongue's word; as it is in quotation marks."""
        name = str(token.value)
        return name if token.terminal == "STRING" else self.lexicon.shipped.get(token.text, name)

    def in_force(self, span: Span, since: Token, until: Token | None) -> ast.InForce:
        """From a day to a day."""
        start = cast("dt.date", since.value)
        end = None if until is None else cast("dt.date", until.value)
        if end is not None and end < start:
            self.report("S031", span, since=start, until=end)
        return ast.InForce(start, end, span=span)

    def use(self, span: Span, path: Token) -> ast.Use:
        """`use "x.duty"`."""
        return ast.Use(str(path.value), span=span)

    def role(
        self, span: Span, head: ast.Declared | None, kind: Token | None, above: Token | None
    ) -> ast.Role | None:
        """A role."""
        if head is None:
            return None
        bearer = ast.BearerKind.PERSON if kind is None else ast.BearerKind(str(kind.value))
        return ast.Role(head, None if above is None else self.name_of(above), bearer, span=span)

    def case(self, span: Span, head: ast.Declared | None, *fields: ast.Field | BadLine) -> ast.Case | None:
        """`case` and its fields."""
        return None if head is None else ast.Case(head, _readable(fields), span=span)

    def record(
        self, span: Span, head: ast.Declared | None, *fields: ast.Field | BadLine
    ) -> ast.Record | None:
        """`record` and its fields."""
        return None if head is None else ast.Record(head, _readable(fields), span=span)

    def event(self, span: Span, head: ast.Declared | None, *fields: ast.Field | BadLine) -> ast.Event | None:
        """`event` and its attributes."""
        return None if head is None else ast.Event(head, _readable(fields), span=span)

    def field(
        self,
        span: Span,
        name: Token,
        labels: Labels,
        optional: Token | None,
        tracked: Token | None,
        kind: ast.TypeExpr,
    ) -> ast.Field:
        """One field."""
        declared = self.decl(self.span_of(name), name, labels)
        return ast.Field(declared, kind, optional is not None, tracked is not None, span=span)

    def plain_type(self, span: Span, kind: Token) -> ast.TypeExpr:
        """A type without parameters."""
        return ast.TypeExpr(ast.TypeName(str(kind.value)), span=span)

    def money_type(self, span: Span, currency: str) -> ast.TypeExpr:
        """`money CNY`."""
        return ast.TypeExpr(ast.TypeName.MONEY, currency=currency, span=span)

    def currency(self, span: Span, token: Token) -> str:
        """Three capital letters."""
        code = str(token.value)
        meant = CURRENCIES.get(code)
        if meant is not None:
            told = {"currency": code, "code": meant}
            self.diagnostics.append(Diagnostic("S032", span, told, help="code", fix=Fix(span, meant)))
            return meant
        if not (len(code) == 3 and code.isascii() and code.isupper()):
            self.report("S032", span, currency=code)
        return code

    def one_of(self, span: Span, names: tuple[ast.Declared, ...]) -> ast.TypeExpr:
        """`one of a, b`."""
        return ast.TypeExpr(ast.TypeName.ONE_OF, names=names, span=span)

    def set_of(self, span: Span, names: tuple[ast.Declared, ...]) -> ast.TypeExpr:
        """`set of one of a, b`."""
        return ast.TypeExpr(ast.TypeName.SET_OF, names=names, span=span)

    def list_of(self, span: Span, name: Token) -> ast.TypeExpr:
        """`list of pledge`."""
        return ast.TypeExpr(ast.TypeName.LIST_OF, names=(self._bare(name),), span=span)

    def record_type(self, span: Span, name: Token) -> ast.TypeExpr:
        """`single customer`."""
        return ast.TypeExpr(ast.TypeName.RECORD, names=(self._bare(name),), span=span)

    def _bare(self, token: Token) -> ast.Declared:
        return ast.Declared(str(token.value), (), span=self.span_of(token))

    def term(self, span: Span, declared: ast.Declared) -> ast.Term:
        """Labels for a name."""
        return ast.Term(declared, span=span)

    def parameter(
        self,
        span: Span,
        declared: ast.Declared,
        value: ast.Expr,
        house: Token | None,
        in_force: ast.InForce | None,
    ) -> ast.Parameter:
        """`parameter report_within = 1 working day`."""
        return ast.Parameter(declared, value, house is not None, in_force, span=span)

    def grades(self, span: Span, names: tuple[ast.Declared, ...]) -> ast.Grades:
        """`grades warning, demerit`."""
        return ast.Grades(names, span=span)

    def judgement(
        self,
        span: Span,
        declared: ast.Declared,
        by: tuple[ast.Name, ...],
        within: ast.Within | None,
        on: tuple[ast.Name, ...] | None,
    ) -> ast.Judgement:
        """`judgement gross_negligence by review_committee within D after E on a, b`."""
        return ast.Judgement(declared, by, within, on or (), span=span)

    def chapter(self, span: Span, number: Token, labels: Labels) -> ast.Chapter:
        """`chapter 2 "…"`."""
        return ast.Chapter(self.whole(number), self.title(span, labels), span=span)

    def article(
        self,
        span: Span,
        number: Token,
        paragraph: Token | None,
        item: Token | None,
        labels: Labels,
        in_force: ast.InForce | None,
    ) -> ArticleHead:
        """The line of an article."""
        article = ast.Article(
            number=str(number.value),
            title=self.title(span, labels),
            rules=(),
            paragraph=None if paragraph is None else self.whole(paragraph),
            item=None if item is None else self.whole(item),
            in_force=in_force,
            span=span,
        )
        return ArticleHead(article, span)

    def bad_article(self, span: Span, _bad: Token) -> ArticleHead:
        """An article whose line could not be read: its rules still can."""
        return ArticleHead(None, span)

    def define(
        self, span: Span, declared: ast.Declared, over: ast.Name | None, means: ast.Expr
    ) -> ast.Definition:
        """`define NAME means EXPRESSION`."""
        return ast.Definition(declared, means, over, span=span)


def _readable(fields: tuple[ast.Field | BadLine, ...]) -> tuple[ast.Field, ...]:
    return tuple(field for field in fields if isinstance(field, ast.Field))
