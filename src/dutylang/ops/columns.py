"""What each operator does with columns of values: row by row what `meanings` does with one. Unknown stays unknown.

Loaded where columns are: a check of a policy needs no arrays. `MEANINGS` has an entry for each operator of the table.
What has no exact form in whole numbers and codes raises `NoColumnsError`; nothing is rounded.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Mapping, Sequence
from types import MappingProxyType
from typing import Any, NoReturn

import attrs
import numpy as np
import numpy.typing as npt

from dutylang.ops.types import Kind

Ints = npt.NDArray[np.integer[Any]]
Flags = npt.NDArray[np.bool_]
Truths = npt.NDArray[np.int8]
NO, YES, UNKNOWN = 0, 1, 2
"""Truth in a column of int8."""

MOST = 10**18
"""Figures beyond this are not compared in columns."""


class NoColumnsError(Exception):
    """A construct that has no columnar form. Raised inside the engine; never leaves it.

    `construct` is the key of its name: `bulk.construct` in the catalogue.
    """

    def __init__(self, construct: str) -> None:
        super().__init__(construct)
        self.construct = construct


@attrs.frozen(eq=False)
class Column:
    """One value for each row, where it is known.

    `known` is False where the value is not supplied, stated unknown or known to be empty: such a row has no
    columnar form. By `kind`, `values` are: yes_no bool; number, percent and money int64, the exact figure
    times 10**`scale` (money all in `currency`); date int32, `date.toordinal()`; date_time int64,
    microseconds since 1970 in UTC; text and one_of int32, codes into `words`.
    """

    kind: Kind
    values: npt.NDArray[Any]
    known: Flags
    scale: int = 0
    currency: str | None = None
    words: tuple[str, ...] = ()


Operand = Column | frozenset[str]
"""A column, or the set of words that all rows are held against."""

ColumnMeaning = Callable[[Sequence[Operand]], Column]
TruthMeaning = Callable[[Sequence[Truths]], Truths]


# ---- and, or, not --------------------------------------------------------------------------------


def conjunction(parts: Sequence[Truths]) -> Truths:
    """Strong Kleene: one certain no decides."""
    no = np.any([part == NO for part in parts], axis=0)
    yes = np.all([part == YES for part in parts], axis=0)
    return np.where(no, NO, np.where(yes, YES, UNKNOWN)).astype(np.int8)


def disjunction(parts: Sequence[Truths]) -> Truths:
    """Strong Kleene: one certain yes decides."""
    yes = np.any([part == YES for part in parts], axis=0)
    no = np.all([part == NO for part in parts], axis=0)
    return np.where(yes, YES, np.where(no, NO, UNKNOWN)).astype(np.int8)


def negation(parts: Sequence[Truths]) -> Truths:
    """Unknown stays unknown."""
    return np.where(parts[0] == UNKNOWN, UNKNOWN, 1 - parts[0]).astype(np.int8)


CONNECTIVES: Mapping[str, TruthMeaning] = MappingProxyType(
    {"and": conjunction, "or": disjunction, "not": negation}
)


def truths_of(column: Column) -> Truths:
    """A column of yes and no as truths."""
    if column.kind is not Kind.YES_NO and column.known.any():
        raise NoColumnsError("condition")
    return np.where(column.known, column.values.astype(np.int8), UNKNOWN).astype(np.int8)


def column_of_truths(truths: Truths) -> Column:
    """Truths as a column of yes and no."""
    return Column(Kind.YES_NO, truths == YES, truths != UNKNOWN)


def _connective(meaning: TruthMeaning) -> ColumnMeaning:
    return lambda args: column_of_truths(meaning([truths_of(each) for each in _columns(args)]))


# ---- comparisons ---------------------------------------------------------------------------------


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


_UNORDERED = (Kind.TEXT, Kind.YES_NO)


def _comparison(holds: Callable[[Any, Any], npt.NDArray[np.bool_]], *, ordered: bool = True) -> ColumnMeaning:
    def meaning(args: Sequence[Operand]) -> Column:
        left, right = _columns(args)
        if ordered and left.kind in _UNORDERED:
            raise NoColumnsError("condition")
        return Column(Kind.YES_NO, holds(*comparable(left, right)), left.known & right.known)

    return meaning


def _membership(args: Sequence[Operand]) -> Column:
    column, among = args
    if not isinstance(column, Column) or isinstance(among, Column) or column.kind is not Kind.TEXT:
        raise NoColumnsError("condition")
    wanted = [code for code, word in enumerate(column.words) if word in among]
    return Column(Kind.YES_NO, is_any(column.values, wanted), column.known)


def is_any(codes: Ints, wanted: Sequence[int]) -> Flags:
    """Which codes are among some; -1 and less never are."""
    most = int(codes.max(initial=-1)) + 1
    table = np.zeros(most + 1, np.bool_)
    for code in wanted:
        if 0 <= code < most:
            table[code] = True
    return table[codes.astype(np.int64)] & (codes >= 0)


def places_by_code(codes: Ints, count: int) -> list[Ints]:
    """The places of each of so many codes, in their order; a code below none is none of them."""
    if len(codes) and int(codes.min()) < 0:
        there = np.flatnonzero(codes >= 0)
        return [there.take(places) for places in places_by_code(codes.take(there), count)]
    # Numbers of eight or sixteen bits are put in order by their digits: each is looked at once.
    short = codes.astype(np.min_scalar_type(max(count, 1)), copy=False)
    order = np.argsort(short, kind="stable")
    bounds = np.append(0, np.cumsum(np.bincount(short, minlength=count)))
    return [order[first:last] for first, last in itertools.pairwise(bounds.tolist())]


# ---- figures -------------------------------------------------------------------------------------


def _total(sign: int) -> ColumnMeaning:
    """A sum or a difference of numbers, or of amounts in one currency."""

    def meaning(args: Sequence[Operand]) -> Column:
        left, right = _columns(args)
        if left.kind not in (Kind.NUMBER, Kind.MONEY):
            raise NoColumnsError("arithmetic")
        a, b = comparable(left, right)
        if max((int(np.abs(each).max()) for each in (a, b) if len(each)), default=0) > MOST:
            raise NoColumnsError("large_figures")
        scale = max(left.scale, right.scale)
        return attrs.evolve(left, values=a + sign * b, known=left.known & right.known, scale=scale)

    return meaning


def _product(places: int) -> ColumnMeaning:
    """The product of numbers, or of an amount and a number, with so many decimal places more."""

    def meaning(args: Sequence[Operand]) -> Column:
        left, right = _columns(args)
        kinds, known = {left.kind, right.kind}, left.known & right.known
        if not kinds <= {Kind.NUMBER, Kind.MONEY} or left.kind is right.kind is Kind.MONEY:
            raise NoColumnsError("arithmetic")
        greatest = [int(np.abs(each.values[known]).max(initial=0)) for each in (left, right)]
        if greatest[0] * greatest[1] > MOST:
            raise NoColumnsError("large_figures")
        a, b = (np.where(known, each.values, 0).astype(np.int64) for each in (left, right))
        amount = left if left.kind is Kind.MONEY else right
        return attrs.evolve(amount, values=a * b, known=known, scale=left.scale + right.scale + places)

    return meaning


def _none(construct: str) -> ColumnMeaning:
    """An operator whose results have no columnar form."""

    def meaning(_: Sequence[Operand]) -> NoReturn:
        raise NoColumnsError(construct)

    return meaning


MEANINGS: Mapping[str, ColumnMeaning] = MappingProxyType({
    "and": _connective(conjunction),
    "or": _connective(disjunction),
    "not": _connective(negation),
    "==": _comparison(np.equal, ordered=False),
    "!=": _comparison(np.not_equal, ordered=False),
    "<": _comparison(np.less),
    "<=": _comparison(np.less_equal),
    ">": _comparison(np.greater),
    ">=": _comparison(np.greater_equal),
    "+": _total(1),
    "-": _total(-1),
    "*": _product(0),
    "/": _none("arithmetic"),  # a quotient need not end
    "percent_of": _product(2),
    "in": _membership,
    "includes": _none("condition"),  # sets are no columns
})  # fmt: skip
"""By operator, in the order of the table."""


# ---- columns side by side ------------------------------------------------------------------------


def nothing(size: int) -> Column:
    """A column of which nothing is known."""
    return Column(Kind.TEXT, np.full(size, -1, np.int32), np.zeros(size, np.bool_))


def merged(parts: Sequence[tuple[Ints, Column]], size: int) -> Column:
    """Columns for some of the rows each, as one."""
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


def _columns(args: Sequence[Operand]) -> list[Column]:
    found = [each for each in args if isinstance(each, Column)]
    if len(found) < len(args):
        raise NoColumnsError("condition")
    return found


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
