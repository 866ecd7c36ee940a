"""Values that a fact can be given: those around a boundary, those of a type; and how they are written."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from decimal import Decimal

from dutylang.assessment.suggestions.givens import Values
from dutylang.ops.types import Kind, Type
from dutylang.syntax.ast import (
    DateLiteral,
    DateTimeLiteral,
    Duration,
    DurationLiteral,
    Expr,
    MoneyAmount,
    Name,
    Number,
    Percent,
    Ref,
    TextLiteral,
    YesNo,
)
from dutylang.values import Money, Period, Unit

SMALL, LARGE = Decimal(0), Decimal(10) ** 10
NEUTRAL = Decimal(100)
DAYS_OF_UNIT = {
    Unit.MINUTE: 1,
    Unit.HOUR: 1,
    Unit.DAY: 1,
    Unit.WORKING_DAY: 2,
    Unit.WEEK: 7,
    Unit.MONTH: 31,
    Unit.QUARTER: 92,
    Unit.YEAR: 366,
}
"""Enough days to be sure that the unit has passed; what comes of them is tried."""


def written(value: object, type_: Type) -> Values | None:
    """A run-time value as it is written in a scenario; None for what cannot be written there."""
    match value:
        case bool():
            return (YesNo(value),)
        case Decimal():
            return (Percent(value) if type_.kind is Kind.PERCENT else Number(value),)
        case Money():
            return (MoneyAmount(value.amount, value.currency),)
        case dt.datetime():
            return (DateTimeLiteral(value.replace(tzinfo=None)),)
        case dt.date():
            return (DateLiteral(value),)
        case Period():
            return (DurationLiteral(Duration(value.count, value.unit)),)
        case str():
            single: Expr = TextLiteral(value) if type_.kind is Kind.TEXT else Ref(Name(value))
            return (single,)
        case frozenset():
            return tuple(Ref(Name(each)) for each in type_.values if each in value) or None
        case _:
            return None


def around(boundary: object, type_: Type) -> Iterator[Values]:
    """The boundary itself, and the next values on either side."""
    match boundary:
        case Decimal():
            near: tuple[object, ...] = (boundary, boundary + 1, boundary - 1)
        case Money(amount=amount, currency=currency):
            near = tuple(Money(each, currency) for each in (amount, amount + 1, amount - 1))
        case dt.datetime():
            near = tuple(boundary + dt.timedelta(minutes=each) for each in (0, 1, -1))
        case dt.date():
            near = tuple(boundary + dt.timedelta(days=each) for each in (0, 1, -1))
        case Period(count=count, unit=unit):
            near = tuple(Period(each, unit) for each in (count, count + 1, max(count - 1, 0)))
        case str() if type_.kind is Kind.TEXT:
            near = (boundary, f"{boundary} 2")
        case _:
            near = (boundary,)
    for each in near:
        if (found := written(each, type_)) is not None:
            yield found


def samples(type_: Type, days: tuple[dt.date, ...]) -> Iterator[Values]:
    """Some values of a type, far apart; `days` for dates."""
    match type_.kind:
        case Kind.YES_NO:
            values: tuple[object, ...] = (True, False)
        case Kind.NUMBER | Kind.PERCENT:
            values = (NEUTRAL, SMALL, LARGE, Decimal(1))
        case Kind.MONEY:
            currency = type_.currency or ""
            values = tuple(Money(each, currency) for each in (NEUTRAL, SMALL, LARGE, Decimal(1)))
        case Kind.DATE:
            values = days
        case Kind.DATE_TIME:
            values = tuple(dt.datetime.combine(day, dt.time(12)) for day in days)
        case Kind.ONE_OF:
            values = type_.values
        case Kind.SET_OF:
            values = (frozenset(type_.values), *(frozenset([each]) for each in type_.values))
        case Kind.TEXT:
            values = ("A", "B")
        case Kind.PERIOD:
            values = (Period(1, Unit.DAY), Period(3650, Unit.DAY))
        case _:
            values = ()
    for value in values:
        if (found := written(value, type_)) is not None:
            yield found
