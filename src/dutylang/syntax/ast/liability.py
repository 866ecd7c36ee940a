"""Liability and exemption, as written."""

from __future__ import annotations

import enum
from decimal import Decimal

from dutylang.source import Span
from dutylang.syntax.ast.base import Declared, Name, node, place
from dutylang.syntax.ast.expressions import ChapterRange, Expr
from dutylang.syntax.ast.limits import Within

# ---- liability ---------------------------------------------------------------------------------


@node
class OpensOn:
    """`opens on pay_compensation`."""

    event: Name
    span: Span = place()


class BreachKind(enum.Enum):
    """Which findings are meant: violated or late, violated only, late only."""

    BREACH = "breach"
    FAILURE = "failure"
    LATENESS = "lateness"


@node
class ForEachBreach:
    """`for each [unrepaired] breach of RULE`, or of every duty of a chapter or article (then `range`)."""

    rule: Name | None
    unrepaired: bool
    kind: BreachKind = BreachKind.BREACH
    range: ChapterRange | None = None
    span: Span = place()


@node
class ForFact:
    """`for concealment`: a condition as a ground."""

    condition: Expr
    span: Span = place()


@node
class HoldsPart:
    """`client_manager as principal 70%`; `share` in percent."""

    role: Name
    degree: Declared
    share: Decimal | None = None
    span: Span = place()


@node
class Holds:
    """`holds client_manager as principal, department_head as supervisor`; empty: every handler of the case."""

    parts: tuple[HoldsPart, ...]
    span: Span = place()


@node
class GradeRow:
    """`grade demerit when more than 2 in the case`, or `when COND`; without either it applies always."""

    grade: Name
    more_than: int | None = None
    when: Expr | None = None
    span: Span = place()


@node
class LiabilityWhen:
    """`when COND`: without it the ground does not hold, whatever else does."""

    condition: Expr
    span: Span = place()


@node
class Kinds:
    """`kinds assessment, economic`: the kinds of liability that the ground brings."""

    kinds: tuple[Declared, ...]
    span: Span = place()


@node
class Points:
    """`points 3`: for each finding behind the ground, or for the fact."""

    points: Decimal
    span: Span = place()


@node
class Attributed:
    """`attributed at the trigger`, `… at the deadline`, or `attributed 40% at the trigger, 60% at the deadline`.

    Percentages of a breach that go to who held the role then; they add up to 100.
    """

    at_trigger: Decimal
    at_deadline: Decimal
    span: Span = place()


class PersonsModeKind(enum.Enum):
    """Lines without further words."""

    STAYS_BOUND = "stays_bound"  # moving post does not release
    MILDER = "milder"  # of two versions the milder applies


@node
class PersonsMode:
    """`moving post does not release`, `milder applies`."""

    mode: PersonsModeKind
    span: Span = place()


LiabilityClause = (
    OpensOn | ForEachBreach | ForFact | LiabilityWhen | Holds | GradeRow | Kinds | Points | Attributed | PersonsMode
)  # fmt: skip


@node
class Liability:
    """A ground of liability with its lines in the order written."""

    declared: Declared
    clauses: tuple[LiabilityClause, ...]
    span: Span = place()


# ---- exemption ---------------------------------------------------------------------------------


@node
class FromEveryLiability:
    """`from every liability of article 27`."""

    range: ChapterRange
    span: Span = place()


@node
class FromLiabilities:
    """`from missed_inspection, bad_outcome`."""

    liabilities: tuple[Name, ...]
    span: Span = place()


@node
class ForRole:
    """`for client_manager, second_manager`."""

    roles: tuple[Name, ...]
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
    MITIGATED = "mitigated"


@node
class Effect:
    """`effect full[, on decision of review_committee [within 30 working days [after apply]]]`.

    `effect partial for economic` takes away `kinds`; `effect mitigated to warning` leaves `grade`.
    """

    kind: EffectKind
    decided_by: Name | None = None
    within: Within | None = None
    kinds: tuple[Name, ...] = ()
    grade: Name | None = None
    span: Span = place()


@node
class BarredBy:
    """`barred by concealment, fraud`."""

    facts: tuple[Name, ...]
    span: Span = place()


ExemptionClause = FromEveryLiability | FromLiabilities | ForRole | ExemptionWhen | Effect | BarredBy


@node
class Exemption:
    """An exemption with its lines in the order written."""

    declared: Declared
    clauses: tuple[ExemptionClause, ...]
    span: Span = place()
