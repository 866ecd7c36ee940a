"""A line of values cut by some of them: one value of each stretch between the cuts, and the cuts themselves."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal
from itertools import pairwise
from typing import Any

from dutylang.ops.types import Kind
from dutylang.values import Money

OTHER_TEXT = "…"
"""Stands for any text that no condition names."""

ONE = Decimal(1)
ONE_DAY = dt.timedelta(days=1)
HALF = Decimal("0.5")


def points_between(
    cuts: Sequence[object], kind: Kind, *, whole: bool = False, least: int | None = None
) -> tuple[object, ...]:
    """One value below the cuts, each cut, one between each two, and one above; in their order.

    The cuts are values of one ordered type. `whole`: only whole numbers are values. `least`: no smaller number is.
    Numbers, amounts and times lie dense unless `whole`; of dates each day is a value.
    """
    if kind is Kind.MONEY:
        currency = next((each.currency for each in cuts if isinstance(each, Money)), "")
        amounts = [each.amount for each in cuts if isinstance(each, Money)]
        return tuple(Money(each, currency) for each in _numbers(amounts, whole, least))
    if kind in (Kind.NUMBER, Kind.PERCENT):
        return tuple(_numbers([each for each in cuts if isinstance(each, Decimal)], whole, least))
    if kind is Kind.DATE:
        return tuple(_days([each for each in cuts if isinstance(each, dt.date)]))
    return tuple(_moments([each for each in cuts if isinstance(each, dt.datetime)]))


def _numbers(cuts: Sequence[Decimal], whole: bool, least: int | None) -> list[Decimal]:
    if whole:  # between two cuts stand the whole numbers next to them
        rounded = (ROUND_FLOOR, ROUND_CEILING)
        cuts = [each.to_integral_value(rounding=way) for each in cuts for way in rounded]
    ordered = sorted(set(cuts)) or [Decimal(least or 0)]
    found = [ordered[0] - ONE]
    for low, high in pairwise(ordered):
        found.append(low)
        between = low.to_integral_value(rounding=ROUND_FLOOR) + ONE
        if between < high:
            found.append(between)
        elif not whole:
            found.append((low + high) / 2)
    found += [ordered[-1], ordered[-1] + ONE]
    if least is not None and least < ordered[0]:
        found.append(Decimal(least))
        if not whole and ordered[0] > least:
            found.append((ordered[0] + least) / 2)
    return [each for each in sorted(set(found)) if least is None or each >= least]


def _days(cuts: Sequence[dt.date]) -> list[dt.date]:
    ordered = sorted(set(cuts)) or [dt.date(2000, 1, 1)]
    found = [_moved(ordered[0], -ONE_DAY)]
    for low, high in pairwise(ordered):
        found.append(low)
        if low + ONE_DAY < high:
            found.append(low + ONE_DAY)
    return sorted({*found, ordered[-1], _moved(ordered[-1], ONE_DAY)})


def _moments(cuts: Sequence[dt.datetime]) -> list[dt.datetime]:
    ordered: list[Any] = sorted(set(cuts)) or [dt.datetime(2000, 1, 1, tzinfo=dt.UTC)]
    found = [_moved(ordered[0], -ONE_DAY)]
    for low, high in pairwise(ordered):
        found += [low, low + (high - low) / 2]
    return sorted({*found, ordered[-1], _moved(ordered[-1], ONE_DAY)})


def _moved(day: Any, by: dt.timedelta) -> Any:
    """A day or moment moved, or itself at the end of the calendar."""
    try:
        return day + by
    except OverflowError:
        return day
