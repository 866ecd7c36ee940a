"""Columns side by side: brought onto one footing, added up, put together from parts."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import attrs
import numpy as np
import numpy.typing as npt

from dutylang.assessment.bulk.board import NoColumnsError
from dutylang.cases.columns.model import Column, Flags, Ints
from dutylang.ops.types import Kind

MOST = 10**18
"""Figures beyond this are not compared in columns."""


def nothing(size: int) -> Column:
    """A column of which nothing is known."""
    return Column(Kind.TEXT, np.full(size, -1, np.int32), np.zeros(size, np.bool_))


def merged(parts: Sequence[tuple[Ints, Column]], size: int) -> Column:
    """Columns for some of the readings each, as one."""
    if not parts:
        return nothing(size)
    kinds = {column.kind for _, column in parts if column.known.any()}
    if len(kinds) > 1 or len({column.currency for _, column in parts if column.known.any()}) > 1:
        raise NoColumnsError("attribute_form")
    parts = [(places, column) for places, column in parts if column.known.any()] or parts[:1]
    scale = max(column.scale for _, column in parts)
    words = tuple(sorted({word for _, column in parts for word in column.words}))
    codes = {word: code for code, word in enumerate(words)}
    first = parts[0][1]
    values = np.zeros(size, first.values.dtype)
    known = np.zeros(size, np.bool_)
    for places, column in parts:
        given = column.values
        if column.kind in (Kind.NUMBER, Kind.MONEY):
            given = _scaled(given, scale - column.scale)
        elif column.words:
            given = np.array([codes[word] for word in column.words], np.int32)[given]
        values = values.astype(np.promote_types(values.dtype, given.dtype))
        values[places], known[places] = given, column.known
    return attrs.evolve(first, values=values, known=known, scale=scale, words=words)


def comparable(left: Column, right: Column) -> tuple[npt.NDArray[Any], npt.NDArray[Any]]:
    """The values of two columns on one footing."""
    if left.kind is not right.kind:
        raise NoColumnsError("condition")
    if left.kind in (Kind.NUMBER, Kind.MONEY):
        if left.currency != right.currency:
            raise NoColumnsError("currencies")
        scale = max(left.scale, right.scale)
        return _scaled(left.values, scale - left.scale), _scaled(right.values, scale - right.scale)
    if left.kind is Kind.TEXT and left.words != right.words:
        words = {word: code for code, word in enumerate(sorted({*left.words, *right.words}))}
        return _recoded(left, words), _recoded(right, words)
    return left.values, right.values


def _recoded(column: Column, words: dict[str, int]) -> Ints:
    codes: Ints = np.array([*(words[word] for word in column.words), -1], np.int32)[column.values]
    return codes


def _scaled(values: Ints, by: int) -> Ints:
    """Whole numbers times a power of ten; none that would not fit."""
    if by == 0 or not len(values):
        return values
    factor = 10**by
    if factor > MOST or int(np.abs(values).max()) > MOST // factor:
        raise NoColumnsError("large_figures")
    found: Ints = values.astype(np.int64) * factor
    return found


def total(left: Column, right: Column, known: Flags, sign: int) -> Column:
    if left.kind not in (Kind.NUMBER, Kind.MONEY):
        raise NoColumnsError("arithmetic")
    a, b = comparable(left, right)
    if max((int(np.abs(each).max()) for each in (a, b) if len(each)), default=0) > MOST:
        raise NoColumnsError("large_figures")
    return attrs.evolve(left, values=a + sign * b, known=known, scale=max(left.scale, right.scale))


def product(left: Column, right: Column, known: Flags, places: int) -> Column:
    """The product of numbers, or of an amount and a number, with so many decimal places more."""
    kinds = {left.kind, right.kind}
    if not kinds <= {Kind.NUMBER, Kind.MONEY} or left.kind is right.kind is Kind.MONEY:
        raise NoColumnsError("arithmetic")
    greatest = [int(np.abs(each.values[known]).max(initial=0)) for each in (left, right)]
    if greatest[0] * greatest[1] > MOST:
        raise NoColumnsError("large_figures")
    a, b = (np.where(known, each.values, 0).astype(np.int64) for each in (left, right))
    amount = left if left.kind is Kind.MONEY else right
    return attrs.evolve(amount, values=a * b, known=known, scale=left.scale + right.scale + places)
