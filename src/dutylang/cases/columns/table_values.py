"""Cells of a column → values of a declared type: whole columns where that is sure, each different cell once else."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from decimal import Decimal
from functools import cached_property

import attrs
import numpy as np
import numpy.typing as npt
import polars as pl

from dutylang.cases.cells import OMITTED, raw_from_cell
from dutylang.cases.columns.table_cells import (
    Cells,
    ObjectCells,
    TextCells,
    as_texts,
    empty_cells,
    is_blank,
    is_longer,
)
from dutylang.cases.columns.table_figures import MOST_DIGITS, Figures, digits_of, sure_figures
from dutylang.cases.columns.table_times import WHOLE_DAY, sure_times
from dutylang.cases.columns.zones import microseconds
from dutylang.cases.faults import Path
from dutylang.cases.fields import field_from_raw
from dutylang.cases.mapping import Column as Mapped
from dutylang.cases.mapping import Table
from dutylang.cases.reading import Reading
from dutylang.cases.record import NoValue
from dutylang.ops.columns import Column, Flags, Ints
from dutylang.ops.types import Kind
from dutylang.policy.model import FieldInfo
from dutylang.values import Money

OMITTED_CELL, VALUE, ABSENT, FAULTY, MISFIT = 0, 1, 2, 3, 4
"""What a cell says: nothing, a value, that there is none; that it has a fault; a value that no column holds."""

FIGURES = frozenset({Kind.NUMBER, Kind.PERCENT, Kind.MONEY})
TEXTS = frozenset({Kind.TEXT, Kind.ONE_OF})
COLUMNAR = FIGURES | TEXTS | {Kind.DATE, Kind.DATE_TIME, Kind.YES_NO}

Status = npt.NDArray[np.uint8]


@attrs.frozen(eq=False)
class Parsed:
    """The values of a column by row, with their `status`.

    `numbers` are digits of figures (with `places`), days, microseconds, or 0 and 1 of yes/no. `texts` are
    texts and the names of values, each code of them another. Without `kind` the values have no columnar form.
    """

    kind: Kind | None
    status: Status
    numbers: Ints
    places: Ints
    texts: TextCells | ObjectCells

    @classmethod
    def blank(cls, kind: Kind | None, count: int) -> Parsed:
        """Rows that say nothing."""
        numbers, places = np.zeros(count, np.int64), np.zeros(count, np.int64)
        return cls(kind, np.zeros(count, np.uint8), numbers, places, empty_cells(count))

    @cached_property
    def is_whole(self) -> bool:
        """Whether no figure has places after the point."""
        return not self.places.any()

    @property
    def formless(self) -> bool:
        """Whether values are supplied that no column holds by their kind."""
        return self.kind is None and bool((self.status == VALUE).any())

    def take(self, rows: Ints) -> Parsed:
        """Some rows, in that order."""
        return attrs.evolve(
            self,
            status=self.status.take(rows),
            numbers=self.numbers.take(rows),
            places=np.zeros(len(rows), np.int64) if self.is_whole else self.places.take(rows),
            texts=self.texts.take(rows) if self.kind in TEXTS else empty_cells(len(rows)),
        )


def parsed_cells(
    cells: Cells, column: Mapped, table: Table, field: FieldInfo, reading: Reading, path: Path
) -> Parsed:
    """The values that the cells hold for a field or attribute at a path, exactly as single rows are read."""
    found = Parsed.blank(_kind(field), len(cells))

    def value_of(cell: object) -> object:
        raw = raw_from_cell(cell, column, table, field.type)
        if raw is OMITTED:
            return OMITTED
        reading.faults.fatal = False
        reading.faults.found.clear()
        value = field_from_raw(raw, field, path, reading)
        return _FAULT if reading.faults.found else value

    if column.constant is not None:
        cells = empty_cells(len(cells))
    elif found.kind is not None:
        found = _sure(cells, column, table, field, reading, found)
    rest = np.flatnonzero(found.status == OMITTED_CELL)
    codes, words = cells.take(rest).distinct()
    return _with_words(found, rest, codes, [value_of(word) for word in words], field)


_FAULT = object()


def _kind(field: FieldInfo) -> Kind | None:
    """The kind of a field's column; None where its values have no columnar form."""
    type_ = field.type
    if field.tracked or type_.kind not in COLUMNAR or (type_.kind is Kind.MONEY and type_.currency is None):
        return None
    return type_.kind


def _with_words(found: Parsed, rows: Ints, codes: Ints, values: Sequence[object], field: FieldInfo) -> Parsed:
    """Puts the values of the different cells into the rows that hold them."""
    status = np.zeros(len(values), np.uint8)
    numbers = np.zeros(len(values), np.int64)
    places = np.zeros(len(values), np.int64)
    texts: list[str | None] = [None] * len(values)
    for code, value in enumerate(values):
        status[code] = _status(value)
        if status[code] != VALUE or found.kind is None:
            continue
        if isinstance(value, str):
            texts[code] = value
            continue
        held = _numbers(value, field)
        if held is None:
            status[code] = MISFIT
        else:
            numbers[code], places[code] = held
    found.status[rows] = status.take(codes)
    found.numbers[rows] = numbers.take(codes)
    found.places[rows] = places.take(codes)
    if found.kind in TEXTS and len(rows):
        few = _few_texts(texts, codes)
        if len(rows) == len(found.status):
            return attrs.evolve(found, texts=few)
        others = _texts_of(found.texts).clone()
        return attrs.evolve(found, texts=TextCells(others.scatter(pl.Series(rows), _texts_of(few))))
    return found


def _few_texts(texts: Sequence[str | None], codes: Ints) -> ObjectCells:
    """The texts of some codes. Cells that differ may say the same, which then has one code."""
    places: dict[object, int] = {}
    same = [places.setdefault(text, len(places)) for text in texts]
    return ObjectCells(np.array(same, np.int32).take(codes), list(places))


def _texts_of(cells: TextCells | ObjectCells) -> pl.Series:
    if isinstance(cells, TextCells):
        return cells.texts
    return pl.Series(cells.words, dtype=pl.String).gather(pl.Series(cells.codes))


def _status(value: object) -> int:
    if value is OMITTED or value is NoValue.STATED_UNKNOWN:
        return OMITTED_CELL
    if value is _FAULT:
        return FAULTY
    return ABSENT if value is NoValue.ABSENT else VALUE


def _numbers(value: object, field: FieldInfo) -> tuple[int, int] | None:
    """A value as a whole number with decimal places; None where no column holds it."""
    match value:
        case bool():
            return int(value), 0
        case Money():
            return digits_of(value.amount) if value.currency == field.type.currency else None
        case Decimal():
            return digits_of(value)
        case dt.datetime():
            return microseconds(value), 0
        case dt.date():
            return value.toordinal(), 0
        case _:
            return None


def _sure(
    cells: Cells, column: Mapped, table: Table, field: FieldInfo, reading: Reading, blank: Parsed
) -> Parsed:
    """The cells that surely hold a value; the others say nothing yet."""
    kind = field.type.kind
    plain = plain_cells(cells, column, table)
    if kind is Kind.TEXT and not column.values:
        cells = as_texts(cells)
    if kind in FIGURES:
        figures = _sure_figures(cells, column, table, field)
        sure = figures.sure & plain
        return attrs.evolve(
            blank, status=sure.astype(np.uint8), numbers=figures.digits, places=figures.places
        )
    if kind in (Kind.DATE, Kind.DATE_TIME):
        times = sure_times(cells, column.format, reading.tz, reading.local)
        sure = times.sure & plain
        numbers: Ints = times.day.astype(np.int64)
        if kind is Kind.DATE_TIME:
            sure &= times.written != WHOLE_DAY
            numbers = times.instant
        return attrs.evolve(blank, status=sure.astype(np.uint8), numbers=numbers)
    if kind is Kind.TEXT and isinstance(cells, TextCells):
        texts = cells.texts
        sure = plain & ~is_longer(texts, reading.limits.text_characters) & ~is_blank(texts)
        return attrs.evolve(blank, status=sure.astype(np.uint8), texts=cells)
    return blank


def _sure_figures(cells: Cells, column: Mapped, table: Table, field: FieldInfo) -> Figures:
    declared = field.type.currency
    if field.type.kind is Kind.PERCENT:
        return sure_figures(cells, table, "%")
    if field.type.kind is Kind.NUMBER or (column.currency is not None and column.currency == declared):
        return sure_figures(cells, table)
    if column.currency is None and declared is not None:
        return sure_figures(cells, table, f" {declared}", needed=True)
    return Figures.blank(len(cells))


def plain_cells(cells: Cells, column: Mapped, table: Table) -> Flags:
    """Where a cell is none of the words that the mapping reads in its own way."""
    words = {*table.unknown, *table.absent, *column.values}
    if not isinstance(cells, TextCells) and column.values:
        return np.zeros(len(cells), np.bool_)
    if not isinstance(cells, TextCells) or words <= {""}:
        # A blank text is no figure and no time; where it may be a text it is asked for apart.
        return np.ones(len(cells), np.bool_)
    return np.asarray(~cells.texts.is_in(list(words)).fill_null(False).to_numpy(), np.bool_)


def joined(kind: Kind | None, parts: Sequence[Parsed]) -> Parsed:
    """The rows of several tables, one after the other."""
    return Parsed(
        kind,
        np.concatenate([part.status for part in parts]),
        np.concatenate([part.numbers for part in parts]),
        np.concatenate([part.places for part in parts]),
        TextCells(pl.concat([_texts_of(part.texts) for part in parts])),
    )


def column_of(parsed: Parsed, currency: str | None = None) -> tuple[Column, Flags]:
    """The values as a column, and the rows whose value it cannot hold beside the others.

    ValueError for values without columnar form.
    """
    if parsed.kind is None:
        raise ValueError("the values have no columnar form")
    known = parsed.status == VALUE
    misfit = parsed.status == MISFIT
    kind = parsed.kind
    if kind in FIGURES:
        if not parsed.places.any() and _fit(parsed.numbers):
            return Column(kind, np.where(known, parsed.numbers, 0), known, 0, currency), misfit
        scale = _scale(parsed.numbers[known], parsed.places[known])
        more = scale - parsed.places
        widths = _widths(parsed.numbers)
        fits = (more >= 0) & (widths + more <= MOST_DIGITS)
        misfit = misfit | (known & ~fits)
        known = known & fits
        values = np.where(known, parsed.numbers, 0) * 10 ** np.where(known, more, 0)
        return Column(kind, values, known, scale, currency), misfit
    if kind in TEXTS:
        told = parsed.texts if known.all() else parsed.texts.take(np.flatnonzero(known))
        codes, words = told.distinct()
        values = np.full(len(known), -1, np.int32)
        values[known] = codes
        return Column(kind, values, known, words=tuple(str(word) for word in words)), misfit
    numbers = np.where(known, parsed.numbers, 0)
    match kind:
        case Kind.YES_NO:
            return Column(kind, numbers.astype(np.bool_), known), misfit
        case Kind.DATE:
            return Column(kind, numbers.astype(np.int32), known), misfit
        case _:
            return Column(kind, numbers, known), misfit


def _fit(numbers: Ints) -> bool:
    """Whether a column holds all of some whole numbers."""
    most = 10**MOST_DIGITS
    return bool(int(numbers.max(initial=0)) < most and int(numbers.min(initial=0)) > -most)


def _widths(numbers: Ints) -> Ints:
    """How many digits a whole number has."""
    bounds = np.array([10**width for width in range(1, MOST_DIGITS + 1)], np.int64)
    return np.searchsorted(bounds, np.abs(numbers), side="right") + 1


_MANY = 64  # more than there are places


def _scale(numbers: Ints, places: Ints) -> int:
    """The scale that holds the most figures; of several the smallest."""
    if not len(numbers):
        return 0
    counts = np.bincount(_widths(numbers) * _MANY + places, minlength=_MANY)
    widths, decimals = np.divmod(np.arange(len(counts)), _MANY)
    held = [
        int(counts[(decimals <= scale) & (widths + scale - decimals <= MOST_DIGITS)].sum())
        for scale in range(MOST_DIGITS + 1)
    ]
    return int(np.argmax(held))
