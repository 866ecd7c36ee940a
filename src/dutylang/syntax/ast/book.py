"""What speaks of many cases, as written: point scales and portfolio figures."""

from __future__ import annotations

from decimal import Decimal

from dutylang.source import Span
from dutylang.syntax.ast.base import Declared, Name, node, place
from dutylang.syntax.ast.expressions import Duration, Expr
from dutylang.values import Unit

# ---- points ------------------------------------------------------------------------------------


@node
class CountedPerCase:
    """`counted per case`."""

    span: Span = place()


@node
class CountedPerPerson:
    """`counted per person every year`, or `counted per person within 12 months`: over all cases."""

    unit: Unit | None
    within: Duration | None = None
    span: Span = place()


@node
class Threshold:
    """`reaching 6 points grade demerit`."""

    points: Decimal
    grade: Name
    span: Span = place()


ScaleClause = CountedPerCase | CountedPerPerson | Threshold


@node
class PointScale:
    """`scale annual_points`: how points turn into sanctions."""

    declared: Declared
    clauses: tuple[ScaleClause, ...]
    span: Span = place()


# ---- portfolio ---------------------------------------------------------------------------------


@node
class GroupedBy:
    """`by client_manager`: one figure for each holder of a role, or for each value of a field."""

    name: Name
    span: Span = place()


@node
class PlacedIn:
    """`every year by the date issued_on`: one figure a period; the field places a case in its period."""

    unit: Unit
    date: Name
    span: Span = place()


@node
class FigureMeans:
    """`means total outstanding of bad guarantee / total outstanding of guarantee`."""

    body: Expr
    span: Span = place()


FigureClause = GroupedBy | PlacedIn | FigureMeans


@node
class Portfolio:
    """`portfolio bad_share`: a figure over many cases."""

    declared: Declared
    clauses: tuple[FigureClause, ...]
    span: Span = place()
