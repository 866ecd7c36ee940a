"""Written figures, whole columns at once: whole numbers with a count of decimal places, and nothing rounded."""

from __future__ import annotations

import re
from decimal import Decimal

import attrs
import numpy as np
import numpy.typing as npt
import polars as pl

from dutylang.cases.columns.table_cells import ArrowCells, Cells, TextCells, whole_numbers
from dutylang.cases.mapping import Table
from dutylang.ops.columns import Flags, Ints

MOST_DIGITS = 18
"""Digits that a column holds; a figure with more has no columnar form."""

_SIGNS = ".,;:'’·_  \u202f"
"""Decimal and thousands signs that cannot be taken for another part of a figure."""


@attrs.frozen(eq=False)
class Figures:
    """Exact figures by row: `digits` × 10**-`places`. `sure` is False where there is none yet."""

    digits: Ints
    places: Ints
    sure: Flags

    @classmethod
    def blank(cls, count: int) -> Figures:
        """Rows of which nothing is known."""
        return cls(np.zeros(count, np.int64), np.zeros(count, np.int64), np.zeros(count, np.bool_))


def digits_of(figure: Decimal) -> tuple[int, int] | None:
    """The digits of a figure as a whole number, and how many stand after the point; None for too many."""
    sign, digits, exponent = figure.normalize().as_tuple()
    if (
        not isinstance(exponent, int)
        or len(digits) + max(exponent, 0) > MOST_DIGITS
        or -exponent > MOST_DIGITS
    ):
        return None
    whole = int("".join(map(str, digits))) * 10 ** max(exponent, 0)
    return (-whole if sign else whole), max(-exponent, 0)


def sure_figures(cells: Cells, table: Table, suffix: str = "", *, needed: bool = False) -> Figures:
    """The figures of all cells that surely are some, with the table's signs.

    A `suffix` such as `%` may follow them, or must where it is `needed`.
    """
    if isinstance(cells, ArrowCells):
        # Typed figures are figures already; but an amount of money is none without its currency.
        return Figures.blank(len(cells)) if needed else _arrow_figures(cells)
    if not isinstance(cells, TextCells) or not _plain_signs(table) or not len(cells):
        return Figures.blank(len(cells))
    if needed and (table.decimal, table.thousands) != (".", ""):
        return Figures.blank(len(cells))  # signs might stand in the suffix too
    text = pl.col("text")
    if suffix:
        text = text.str.strip_suffix(suffix)
    bare = text
    if table.thousands:
        bare = bare.str.replace_all(table.thousands, "", literal=True)
    point = re.escape(table.decimal)
    form = rf"^[+-]?[0-9]{{1,{MOST_DIGITS - 6}}}(?:{point}[0-9]{{1,6}})?$"
    fits = bare.str.contains(form)
    if needed:
        fits &= pl.col("text").str.ends_with(suffix)
    frame = pl.DataFrame({"text": cells.texts}).select(
        digits=bare.str.replace(table.decimal, "", literal=True).cast(pl.Int64, strict=False),
        places=_places(bare, table.decimal),
        sure=fits.fill_null(False),
    )
    sure = np.asarray(frame["sure"].to_numpy(), np.bool_) & frame["digits"].is_not_null().to_numpy()
    return _shortest(Figures(_ints(frame["digits"]), np.where(sure, _ints(frame["places"]), 0), sure))


def _shortest(figures: Figures) -> Figures:
    """The same figures without zeros at their end."""
    digits, places = figures.digits, figures.places
    while (longer := (places > 0) & (digits % 10 == 0)).any():
        digits, places = np.where(longer, digits // 10, digits), places - longer
    return Figures(digits, places, figures.sure)


def _places(text: pl.Expr, sign: str) -> pl.Expr:
    """How many bytes follow the decimal sign."""
    at = text.str.find(sign, literal=True)
    return (text.str.len_bytes() - at - len(sign.encode())).fill_null(0)


def _ints(series: pl.Series) -> Ints:
    found: npt.NDArray[np.int64] = series.cast(pl.Int64).fill_null(0).to_numpy()
    return found.copy()


def _plain_signs(table: Table) -> bool:
    """Whether the signs are such that a figure can be read in one way only."""
    return (
        table.decimal in (".", ",") and table.thousands in ("", *_SIGNS) and table.thousands != table.decimal
    )


def _arrow_figures(cells: ArrowCells) -> Figures:
    """Whole numbers as they are; decimals and binary figures by the digits that they are written with."""
    import pyarrow as pa

    types, array = pa.types, cells.array
    if types.is_integer(array.type):
        found = whole_numbers(cells)
        if found is None:
            return Figures.blank(len(array))
        digits, known = found[0].copy(), found[1]
        fits = known & (digits < 10**MOST_DIGITS) & (digits > -(10**MOST_DIGITS))
        return Figures(digits, np.zeros(len(array), np.int64), fits)
    if types.is_decimal(array.type) or types.is_float32(array.type) or types.is_float64(array.type):
        texts = TextCells(pl.Series(pl.from_arrow(array.cast(pa.string())), dtype=pl.String))
        return sure_figures(texts, Table("", ""))
    return Figures.blank(len(array))
