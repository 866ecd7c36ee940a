"""Liability and exemption, as written."""

from __future__ import annotations

import enum

from dutylang.source import Span
from dutylang.syntax.ast.base import Declared, Name, node, place
from dutylang.syntax.ast.expressions import ChapterRange, Expr
from dutylang.syntax.ast.limits import Within


@node
class OpensOn:
    """`opens on pay_compensation`."""

    event: Name
    span: Span = place()


@node
class ForEachBreach:
    """`for each [unrepaired] breach of RULE`."""

    rule: Name
    unrepaired: bool
    span: Span = place()


@node
class ForFact:
    """`for concealment`: a condition as a ground."""

    condition: Expr
    span: Span = place()


@node
class HoldsPart:
    """`client_manager as principal`."""

    role: Name
    degree: Declared
    span: Span = place()


@node
class Holds:
    """`holds client_manager as principal, department_head as supervisor`; empty: every handler of the case."""

    parts: tuple[HoldsPart, ...]
    span: Span = place()


@node
class GradeRow:
    """`grade demerit when more than 2 in the case`; without a number it applies always."""

    grade: Name
    more_than: int | None = None
    span: Span = place()


LiabilityClause = OpensOn | ForEachBreach | ForFact | Holds | GradeRow


@node
class Liability:
    """A ground of liability with its lines in the order written."""

    declared: Declared
    clauses: tuple[LiabilityClause, ...]
    span: Span = place()


@node
class FromEveryLiability:
    """`from every liability of article 27`."""

    range: ChapterRange
    span: Span = place()


@node
class ForRole:
    """`for client_manager`."""

    role: Name
    span: Span = place()


@node
class ExemptionWhen:
    """`when COND`."""

    condition: Expr
    span: Span = place()


class EffectKind(enum.Enum):
    """How much an exemption takes away."""

    FULL = "full"
    PARTIAL = "partial"


@node
class Effect:
    """`effect full[, on decision of review_committee [within 30 working days]]`."""

    kind: EffectKind
    decided_by: Name | None = None
    within: Within | None = None
    span: Span = place()


@node
class BarredBy:
    """`barred by concealment, fraud`."""

    facts: tuple[Name, ...]
    span: Span = place()


ExemptionClause = FromEveryLiability | ForRole | ExemptionWhen | Effect | BarredBy


@node
class Exemption:
    """An exemption with its lines in the order written."""

    declared: Declared
    clauses: tuple[ExemptionClause, ...]
    span: Span = place()
