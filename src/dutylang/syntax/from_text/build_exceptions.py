"""Builders of exceptions from rules and of handovers."""

from __future__ import annotations

from typing import Any

from dutylang.source import Span
from dutylang.syntax import ast
from dutylang.syntax.from_text.build_base import BadLine, BuilderBase
from dutylang.syntax.from_text.tokens import NAME, Token

_NO_LIMIT = (ast.Times, ast.ForTheSame, ast.ByDifferentPersons, ast.ByOtherThan, ast.AsNextEvent)


class ExceptionBuilder(BuilderBase):
    """Rules of the section on exceptions and handovers."""

    def exception(
        self, span: Span, head: ast.Declared | None, *lines: tuple[ast.ExceptionClause, ...] | BadLine
    ) -> ast.ExceptionRule | None:
        """An exception; one line may hold a condition and a limit."""
        if head is None:
            return None
        clauses = tuple(clause for line in lines if not isinstance(line, BadLine) for clause in line)
        return ast.ExceptionRule(head, clauses, span=span)

    def exception_from(self, span: Span, rules: tuple[ast.Name, ...]) -> tuple[ast.ExceptionFrom]:
        """`to R1, R2`."""
        return (ast.ExceptionFrom(rules, span=span),)

    def blocks(self, span: Span, exceptions: tuple[ast.Name, ...]) -> tuple[ast.Blocks]:
        """`blocks exception E`."""
        return (ast.Blocks(exceptions, span=span),)

    def prevails_over(self, span: Span, exceptions: tuple[ast.Name, ...]) -> tuple[ast.PrevailsOver]:
        """`prevails over E`."""
        return (ast.PrevailsOver(exceptions, span=span),)

    def exception_when(self, span: Span, condition: ast.Expr) -> tuple[ast.ExceptionWhen]:
        """`when C`."""
        return (ast.ExceptionWhen(condition, span=span),)

    def exception_limit(self, span: Span, limit: ast.Bound) -> tuple[ast.ExceptionLimit, ...]:
        """`instead within D`."""
        if isinstance(limit, _NO_LIMIT):
            self.report("S038", span)
            return ()
        return (ast.ExceptionLimit(limit, span=span),)

    def exception_when_instead(
        self, span: Span, condition: ast.Expr, limit: ast.Bound
    ) -> tuple[ast.ExceptionClause, ...]:
        """`当C时改为在D内`: both on one line."""
        return (*self.exception_when(condition.span, condition), *self.exception_limit(span, limit))

    # ---- handovers ----

    def handover(self, span: Span, head: ast.Declared | None, *lines: Any) -> ast.Handover | None:
        """What makes a change of holder count."""
        if head is None:
            return None
        return ast.Handover(head, tuple(one for one in lines if not isinstance(one, BadLine)), span=span)

    def handover_of(self, span: Span, roles: tuple[ast.Name, ...]) -> ast.HandoverOf:
        """`of R1, R2`."""
        return ast.HandoverOf(roles, span=span)

    def handover_on(self, span: Span, event: Token) -> ast.HandoverOn:
        """`on E`."""
        return ast.HandoverOn(self.name_of(event), span=span)

    def signer(self, _span: Span, token: Token) -> Token:
        """The outgoing holder, the incoming holder or a role."""
        return token

    def signed_by(self, span: Span, *signers: Token) -> ast.SignedBy:
        """`signed by the outgoing holder, the incoming holder, R`, in any order."""
        kinds = [token.terminal for token in signers]
        for index, kind in enumerate(kinds):
            if kind != NAME and kind in kinds[:index]:
                self.report("S042", self.span_of(signers[index]))
        roles = tuple(self.name_of(token) for token in signers if token.terminal == NAME)
        return ast.SignedBy("OUTGOING" in kinds, "INCOMING" in kinds, roles, span=span)
