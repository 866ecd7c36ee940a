"""Written values → constants in their run-time form."""

from __future__ import annotations

from zoneinfo import ZoneInfo

from dutylang.ops.types import DATE, DATE_TIME, NUMBER, PERCENT, TEXT, YES_NO, money_type, period_type
from dutylang.policy.typed import Const
from dutylang.syntax.ast import (
    Arith,
    ArithOp,
    DateLiteral,
    DateTimeLiteral,
    DurationLiteral,
    Expr,
    MoneyAmount,
    Number,
    Percent,
    TextLiteral,
    YesNo,
)
from dutylang.values import Money, Period


def constant_from(expr: Expr, timezone: ZoneInfo) -> Const | None:
    """The constant that is written, or None when the expression has to be worked out.

    A date with a time is in the policy's timezone. `0 - 3`, which is how a negative number can be
    written, is worked out here.
    """
    match expr:
        case Number():
            return Const(expr.value, NUMBER)
        case Percent():
            return Const(expr.value, PERCENT)
        case MoneyAmount():
            return Const(Money(expr.amount, expr.currency), money_type(expr.currency))
        case DateLiteral():
            return Const(expr.value, DATE)
        case DateTimeLiteral():
            return Const(expr.value.replace(tzinfo=timezone), DATE_TIME)
        case TextLiteral():
            return Const(expr.value, TEXT)
        case YesNo():
            return Const(expr.value, YES_NO)
        case DurationLiteral():
            count, unit = expr.duration.count, expr.duration.unit
            if count is None or unit is None:
                return None
            return Const(Period(count, unit), period_type(unit))
        case Arith(op=ArithOp.MINUS, left=Number(value=zero), right=Number(value=number)) if zero == 0:
            return Const(-number, NUMBER)
        case _:
            return None
