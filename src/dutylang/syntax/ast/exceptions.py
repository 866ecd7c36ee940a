"""Exceptions from rules, and handovers of roles, as written."""

from __future__ import annotations

from dutylang.source import Span
from dutylang.syntax.ast.base import Declared, Name, node, place
from dutylang.syntax.ast.expressions import Expr
from dutylang.syntax.ast.limits import Limit

# ---- exceptions --------------------------------------------------------------------------------


@node
class ExceptionFrom:
    """`to visit_before_report, quarterly_monitoring`: rules, or other exceptions, that it excepts from."""

    rules: tuple[Name, ...]
    span: Span = place()


@node
class Blocks:
    """`blocks exception small_deal`: while it holds, those exceptions except nothing."""

    exceptions: tuple[Name, ...]
    span: Span = place()


@node
class PrevailsOver:
    """`prevails over long_standing_customer`: where both hold and differ, this one counts."""

    exceptions: tuple[Name, ...]
    span: Span = place()


@node
class ExceptionWhen:
    """`when COND`."""

    condition: Expr
    span: Span = place()


@node
class ExceptionLimit:
    """`instead within 10 working days`: the duty stays, with another deadline. Without it the duty is excused."""

    limit: Limit
    span: Span = place()


ExceptionClause = ExceptionFrom | Blocks | PrevailsOver | ExceptionWhen | ExceptionLimit


@node
class ExceptionRule:
    """`exception small_deal` with its lines in the order written."""

    declared: Declared
    clauses: tuple[ExceptionClause, ...]
    span: Span = place()


# ---- handover ----------------------------------------------------------------------------------


@node
class HandoverOf:
    """`of client_manager, second_manager`."""

    roles: tuple[Name, ...]
    span: Span = place()


@node
class HandoverOn:
    """`on sign_handover`: the event that shows the handover."""

    event: Name
    span: Span = place()


@node
class SignedBy:
    """`signed by the outgoing holder, the incoming holder, department_head`: in this order in the tree."""

    outgoing: bool
    incoming: bool
    roles: tuple[Name, ...] = ()
    span: Span = place()


HandoverClause = HandoverOf | HandoverOn | SignedBy


@node
class Handover:
    """`handover manager_handover`: what makes a change of holder count for who answers."""

    declared: Declared
    clauses: tuple[HandoverClause, ...]
    span: Span = place()
