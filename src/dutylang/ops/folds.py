"""Figures over the records of a list or the events of a type, in three values.

A figure is known only if every element that may belong to it is: one that may, or whose value is unknown,
makes it unknown. Only `any` and `every` can be settled by the elements that are certain.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from types import MappingProxyType

from dutylang.ops.meanings import Refusal, sign_of_difference
from dutylang.ops.signatures import AMOUNTS, ORDERED
from dutylang.ops.table import OPERATORS
from dutylang.ops.types import NUMBER, YES_NO, Kind, Type
from dutylang.values import SMALLEST_UNITS, UNKNOWN, Money, Period, Truth

Element = tuple[Truth, object]
"""Whether the element belongs to the figure, and its value (None where the figure reads none)."""


def fold_type(kind: str, value: Type | None) -> Type | str:
    """The type of `count`, `total`, `largest`, `smallest`, `any` or `every` over values of a type.

    `value` is None for count, any and every. A string is a reason from `signatures.REASONS`.
    """
    if value is None:
        return NUMBER if kind == "count" else YES_NO
    if kind == "total":
        return value if value.kind in AMOUNTS | {Kind.PERIOD} else "not_arithmetic"
    return value if value.kind in ORDERED else "not_ordered"


def fold(kind: str, elements: Iterable[Element], result: Type, *, complete: bool = True) -> object:
    """The figure as a run-time value of the type `result`, or `UNKNOWN`.

    `complete` is False when there may be elements that the record does not show: a list that is not
    supplied, a register that does not reach far enough. Of no elements, `total` is zero, `every` yes, `any`
    no, and `largest` and `smallest` are unknown.
    """
    seen = tuple(elements)
    if kind in CONDITIONS:
        unseen = () if complete else (UNKNOWN,)
        return OPERATORS[CONDITIONS[kind]].apply((*(truth.to_value() for truth, _ in seen), *unseen))
    if not complete or any(truth is Truth.UNKNOWN for truth, _ in seen):
        return UNKNOWN
    values = tuple(value for truth, value in seen if truth is Truth.YES)
    if kind == "count":
        return Decimal(len(values))
    if any(value is UNKNOWN for value in values):
        return UNKNOWN
    return _total(values, result) if kind == "total" else _extreme(values, EXTREMES[kind])


CONDITIONS: Mapping[str, str] = MappingProxyType({"any": "or", "every": "and"})
EXTREMES: Mapping[str, int] = MappingProxyType({"largest": 1, "smallest": -1})


def _total(values: Sequence[object], result: Type) -> object:
    """Without a zero to begin with, so that a sum of periods keeps their unit."""
    total = values[0] if values else zero(result)
    for value in values[1:]:
        total = OPERATORS["+"].apply((total, value))
    return total


def _extreme(values: Sequence[object], direction: int) -> object:
    """The value that lies furthest in the direction; of no values there is none."""
    furthest: object = values[0] if values else UNKNOWN
    for value in values[1:]:
        sign = sign_of_difference(value, furthest)
        if isinstance(sign, Refusal):
            return UNKNOWN
        if sign == direction:
            furthest = value
    return furthest


def zero(of: Type) -> object:
    """What nothing adds up to; `UNKNOWN` where the type has no zero, as a period of any unit."""
    if of.kind in (Kind.NUMBER, Kind.PERCENT):
        return Decimal(0)
    if of.kind is Kind.MONEY and of.currency is not None:
        return Money(Decimal(0), of.currency)
    if of.kind is Kind.PERIOD and of.family is not None:
        return Period(0, SMALLEST_UNITS[of.family])
    return UNKNOWN
