"""Cells of a table → raw values, as the mapping says and no further."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

from dutylang.cases.mapping import ISO, UNIX_MILLISECONDS, UNIX_SECONDS, Column, Table
from dutylang.cases.moments import stamp_from_text
from dutylang.cases.raw import Unreadable, figure_from_text
from dutylang.ops.types import Kind, Type

OMITTED = object()
"""The cell says nothing: its field is not supplied."""

_AS_TEXT = frozenset({Kind.TEXT, Kind.ONE_OF, Kind.SET_OF, Kind.RECORD})
_FIGURES = frozenset({Kind.NUMBER, Kind.PERCENT, Kind.MONEY})
_TIMES = frozenset({Kind.DATE, Kind.DATE_TIME})
_UNIX = {UNIX_SECONDS: 1, UNIX_MILLISECONDS: 1_000}


def text_of_cell(cell: object) -> object:
    """The text of a cell; whole figures as their digits. Other cells come back as they are."""
    if isinstance(cell, str) or cell is None or isinstance(cell, bool):
        return cell
    if isinstance(cell, int):
        return str(cell)
    if isinstance(cell, Decimal) and cell.is_finite() and cell == cell.to_integral_value():
        return format(cell.quantize(Decimal(1)), "f") if cell.adjusted() < 25 else cell
    return cell


def exact_text(cell: object) -> str | None:
    """A cell as a text that loses nothing of it; None for an empty cell."""
    match cell:
        case None:
            return None
        case Decimal():
            return format(cell, "f")
        case Unreadable():
            return cell.text
        case _:
            return str(cell)


def says_nothing(cell: object, table: Table) -> bool:
    """Whether the cell is empty or one of the table's words for it."""
    if cell is None:
        return True
    return isinstance(cell, str) and (cell in table.unknown or (not cell.strip() and "" in table.unknown))


def raw_from_cell(cell: object, column: Column, table: Table, type_: Type | None) -> object:
    """The raw value of a cell for a value of the type (None: a text); OMITTED when it says nothing."""
    if column.constant is not None:
        return column.constant
    if says_nothing(cell, table):
        return OMITTED
    if isinstance(cell, str) and cell in table.absent:
        return None
    written = text_of_cell(cell) if column.values else None
    if isinstance(written, str) and written in column.values:
        return column.values[written]
    kind = Kind.TEXT if type_ is None else type_.kind
    if kind is Kind.SET_OF and isinstance(cell, str):
        parts = cell.split(column.split) if column.split else [cell]
        return [column.values.get(part.strip(), part.strip()) for part in parts if part.strip()]
    if kind in _AS_TEXT:
        text = text_of_cell(cell)
        return column.values.get(text, text) if isinstance(text, str) else text
    if kind in _TIMES:
        return stamp_from_cell(cell, column.format)
    if kind in _FIGURES:
        figure = _figure(cell, table)
        if kind is Kind.MONEY and column.currency is not None:
            return {"amount": figure, "currency": column.currency}
        return figure
    return cell


def stamp_from_cell(cell: object, form: str) -> object:
    """A date or date-time written in the form; the cell itself when it is not."""
    if form in _UNIX:
        figure = figure_from_text(cell) if isinstance(cell, str) else cell
        if isinstance(figure, (int, Decimal)) and not isinstance(figure, bool):
            return _unix(Decimal(figure) / _UNIX[form], cell)
        return cell
    if not isinstance(cell, str):
        return cell
    if form == ISO:
        return stamp_from_text(cell.strip()) or cell
    try:
        stamp = dt.datetime.strptime(cell.strip(), form)  # noqa: DTZ007  (a zone is in the form, or the mapping's)
    except ValueError:
        return cell
    return stamp if any(sign in form for sign in ("%H", "%I", "%c", "%X", "%f", "%M")) else stamp.date()


def _unix(seconds: Decimal, cell: object) -> object:
    microseconds = int(seconds * 1_000_000)
    try:
        return dt.datetime(1970, 1, 1, tzinfo=dt.UTC) + dt.timedelta(microseconds=microseconds)
    except OverflowError:
        return cell


def _figure(cell: object, table: Table) -> object:
    """Figures with the table's own signs, as the language writes them."""
    if not isinstance(cell, str) or (table.decimal == "." and not table.thousands):
        return cell
    text = cell.strip().replace(table.thousands, "") if table.thousands else cell.strip()
    return text if table.decimal == "." else _with_point(text, table.decimal)


def _with_point(text: str, sign: str) -> object:
    # A point in a text whose decimal sign is another is no decimal sign: better no figure than a wrong one.
    return Unreadable(text) if "." in text else text.replace(sign, ".")


def is_aware(stamp: object) -> bool | None:
    """Whether a time has an offset; None for whole days and for what is no time."""
    return stamp.tzinfo is not None if isinstance(stamp, dt.datetime) else None
