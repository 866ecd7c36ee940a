"""When a rule applies, as written: triggers, windows, recurrence."""

from __future__ import annotations

from dutylang.source import Span
from dutylang.syntax.ast.base import Name, node, place
from dutylang.syntax.ast.expressions import Duration, Expr, Which
from dutylang.values import Unit


@node
class After:
    """`after each emergency with …`; FIRST is the plain `after issue_report`."""

    which: Which
    event: Name
    where: Expr | None = None
    span: Span = place()


@node
class Between:
    """`between A and B`: only a window that B has closed is judged."""

    start: Name
    end: Name
    span: Span = place()


@node
class FromUntil:
    """`from A until B`: open from A to the next B; either end may be missing, not both."""

    start: Name | None
    end: Name | None
    span: Span = place()


@node
class Every:
    """`every quarter [from A until B]`."""

    unit: Unit
    scope: FromUntil | None = None
    span: Span = place()


@node
class EverySince:
    """`every 30 days since the last [from A until B]`: the next counts from the actual performance."""

    duration: Duration
    scope: FromUntil | None = None
    span: Span = place()


@node
class Before:
    """`before issue_report` as a scope: until the first such event."""

    event: Name
    span: Span = place()


@node
class OnDayOf:
    """`on the day of sign_contract`: punctual."""

    event: Name
    span: Span = place()
