"""What the cases of a bucket add to a fold, made small: sums where sums are exact, else every element counted."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from decimal import Decimal
from itertools import chain, repeat

import attrs

from dutylang.ops.folds import CONDITIONS, EXTREMES, Element, fold
from dutylang.ops.meanings import plus
from dutylang.ops.types import Type
from dutylang.values import UNKNOWN, Money, Truth

PLAIN_DIGITS = 20
"""Figures with no digit beyond so many places before and after the point: a billion billion of them add up
without rounding in the 60 digits that figures are computed with, in any order."""


@attrs.frozen
class Elements:
    """The elements of a fold over some cases. `sums` are exact sums of certain figures, by currency.

    `others` are the remaining elements with how often each stands: of a total those that may have to be
    rounded, or are not certain; of a count all, of the largest the largest alone.
    """

    sums: dict[str | None, Decimal]
    others: Counter[Element]

    @classmethod
    def of(cls, kind: str, elements: Iterable[Element], result: Type) -> Elements:
        """The elements of one fold of a kind, in any order."""
        if kind in EXTREMES:
            return cls({}, Counter(_furthest(kind, elements, result)))
        if kind != "total":
            return cls({}, Counter(set(elements) if kind in CONDITIONS else elements))
        sums: dict[str | None, Decimal] = {}
        others: Counter[Element] = Counter()
        for truth, value in elements:
            figure = value.amount if isinstance(value, Money) else value
            if truth is Truth.YES and isinstance(figure, Decimal) and _is_plain(figure):
                _add(sums, value.currency if isinstance(value, Money) else None, figure)
            else:
                others[truth, value] += 1
        return cls(sums, others)

    def joined(self, other: Elements) -> Elements:
        """Those of both."""
        sums = dict(self.sums)
        for currency, figure in other.sums.items():
            _add(sums, currency, figure)
        return Elements(sums, self.others + other.others)

    def listed(self) -> list[Element]:
        """Elements of which the fold is that of all: the sums first, then the others, in an order of their own."""
        sums = sorted(self.sums.items(), key=lambda each: each[0] or "")
        figures = [figure if name is None else Money(figure, name) for name, figure in sums]
        others = sorted(self.others.items(), key=lambda each: repr(each[0]))
        counted = chain.from_iterable(repeat(element, count) for element, count in others)
        return [*((Truth.YES, figure) for figure in figures), *counted]


def _is_plain(figure: Decimal) -> bool:
    exponent = figure.as_tuple().exponent
    return isinstance(exponent, int) and exponent >= -PLAIN_DIGITS and figure.adjusted() < PLAIN_DIGITS


def _add(sums: dict[str | None, Decimal], currency: str | None, figure: Decimal) -> None:
    known = sums.get(currency)
    added = figure if known is None else plus(known, figure)
    assert isinstance(added, Decimal)  # a decimal and a decimal add up to a decimal
    sums[currency] = added


def _furthest(kind: str, elements: Iterable[Element], result: Type) -> Iterable[Element]:
    """The element that lies furthest, of those that are equal always the same; all of them where it is not known."""
    every = sorted(set(elements), key=repr)
    found = fold(kind, every, result)
    return every if found is UNKNOWN else [(Truth.YES, found)]
