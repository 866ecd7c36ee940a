"""Builders of the lines of scenarios about persons, their points, and figures over many cases."""

from __future__ import annotations

from decimal import Decimal
from typing import cast

import attrs

from dutylang.source import Span
from dutylang.syntax import ast
from dutylang.syntax.ast import ExpectedResult
from dutylang.syntax.from_text.build_base import BuilderBase, changed
from dutylang.syntax.from_text.tokens import Token


@attrs.frozen
class Said:
    """What is expected of a person so far: the fields of the node, and which list a further name joins."""

    result: ExpectedResult
    liability: ast.Name
    values: dict[str, object] = attrs.field(factory=dict)
    open_list: str = ""


class PersonBuilder(BuilderBase):
    """Rules of scenarios that speak of persons."""

    def given_figure(
        self, span: Span, figure: Token, value: ast.Expr | None, person: Token | None
    ) -> ast.GivenFigure:
        """`given portfolio F 2.9% for "P"`."""
        name = None if person is None else str(person.value)
        return ast.GivenFigure(self.name_of(figure), value, name, span=span)

    def given_figure_of(
        self, span: Span, person: Token, figure: Token, value: ast.Expr | None
    ) -> ast.GivenFigure:
        """`已知“P”的组合指标F为2.9%`."""
        return self.given_figure(span, figure, value, person)

    def figure_unknown(self, _span: Span) -> None:
        """`unknown`."""

    def held_nobody(self, _span: Span) -> None:
        """`nobody`."""

    def result_liable(self, _span: Span) -> ExpectedResult:
        """`liable`."""
        return ExpectedResult.LIABLE

    def result_none(self, _span: Span) -> ExpectedResult:
        """`not liable`."""
        return ExpectedResult.NONE

    def person_result(self, _span: Span, token: Token) -> ExpectedResult:
        """`mitigated`, `awaiting decision`, …."""
        return ExpectedResult(str(token.value))

    def said_for(self, _span: Span, result: ExpectedResult, liability: Token) -> Said:
        """`liable for L`."""
        return Said(result, self.name_of(liability))

    def for_said(self, span: Span, liability: Token, result: ExpectedResult) -> Said:
        """`因L承担责任`."""
        return self.said_for(span, result, liability)

    def said_as(self, span: Span, said: Said, degree: Token) -> Said:
        """`as DEGREE`."""
        return self._with(span, said, "degree", self.name_of(degree))

    def said_share(self, span: Span, said: Said, share: Token) -> Said:
        """`70%`."""
        return self._with(span, said, "share", share.value)

    def said_at(self, span: Span, said: Said, grade: Token) -> Said:
        """`at GRADE`."""
        return self._with(span, said, "grade", self.name_of(grade))

    def said_kinds(self, span: Span, said: Said, kind: Token) -> Said:
        """`, kinds K`."""
        return self._with(span, said, "kinds", (self.name_of(kind),))

    def said_because(self, span: Span, said: Said, field: Token) -> Said:
        """`because F`."""
        return self._with(span, said, "because", (self.name_of(field),))

    def said_points(self, span: Span, said: Said, points: Token) -> Said:
        """`, points 3`."""
        return self._with(span, said, "points", points.value)

    def said_more(self, _span: Span, said: Said, name: Token) -> Said:
        """`, K`: one more of the list before it."""
        if not said.open_list:
            self.report("S010", self.span_of(name), block=said.liability.text, found=name.text, before=",")
            return said
        before = cast("tuple[ast.Name, ...]", said.values[said.open_list])
        return attrs.evolve(said, values={**said.values, said.open_list: (*before, self.name_of(name))})

    def _with(self, span: Span, said: Said, field: str, value: object) -> Said:
        if field in said.values:
            self.report("S042", span)
            return said
        return attrs.evolve(
            said,
            values={**said.values, field: value},
            open_list=field if isinstance(value, tuple) else "",
        )

    def expect_person(self, span: Span, person: str | None, said: Said) -> ast.ExpectPerson:
        """`expect "P" liable for L …`."""
        node = ast.ExpectPerson(person, said.result, said.liability, span=span)
        return changed(node, **said.values)

    def expect_points(
        self, span: Span, person: Token, points: Token, scale: Token, grade: Token | None
    ) -> ast.ExpectPoints:
        """`expect "P" 12 points under S at G`."""
        return ast.ExpectPoints(
            str(person.value),
            cast("Decimal", points.value),
            self.name_of(scale),
            None if grade is None else self.name_of(grade),
            span=span,
        )

    def expect_points_post(
        self, span: Span, person: Token, scale: Token, points: Token, grade: Token | None
    ) -> ast.ExpectPoints:
        """`预期“P”按S累计12分，给予G`."""
        return self.expect_points(span, person, points, scale, grade)
