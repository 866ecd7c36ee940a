"""Columns of cells as Arrow arrays that can be written down, and back: no cell is another afterwards."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Sequence
from decimal import Decimal
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

import polars as pl

from dutylang.cases.columns.table_cells import (
    ArrowCells,
    Cells,
    ObjectCells,
    TextCells,
    cells_from_arrow,
    coded_texts,
)
from dutylang.cases.raw import BrokenCell, Unreadable

if TYPE_CHECKING:
    import pyarrow as pa

TEXT = "="
"""A text stands behind this sign as it is; any other cell is written in JSON."""


def array_from_cells(cells: Cells, *, spelled: bool) -> pa.Array:
    """A column to write down. `spelled`: the cells may be of any sort, also of another than in other pieces."""
    import pyarrow as pa
    import pyarrow.compute as pc

    if isinstance(cells, ArrowCells):
        return cells.array
    if isinstance(cells, TextCells):
        array = cells.texts.rechunk().to_arrow(compat_level=pl.CompatLevel.oldest()).cast(pa.large_string())
        if not spelled:
            return array
        sign, nothing = (pa.scalar(text, pa.large_string()) for text in (TEXT, ""))
        return pc.binary_join_element_wise(sign, array, nothing)
    return pa.array([spelling(cell) for cell in cells.cells()], pa.large_string())


def cells_from_array(array: Any, *, spelled: bool) -> Cells:
    """The column that was written down."""
    if not spelled:
        return cells_from_arrow(array)
    written = cells_from_arrow(array)
    codes, words = coded_texts(written.texts) if isinstance(written, TextCells) else written.distinct()
    found = [cell_of(word) for word in words]
    if all(cell is None or isinstance(cell, str) for cell in found):
        try:
            return TextCells(pl.Series(found, dtype=pl.String).gather(pl.Series(codes)))
        except UnicodeEncodeError:  # half a character
            pass
    return _merged(codes, found)


def _merged(codes: Any, words: Sequence[object]) -> ObjectCells:
    """Cells by code. Two spellings may be of one cell, as `ObjectCells.of` tells cells apart."""
    few = ObjectCells.of(words)
    return ObjectCells(few.codes[codes], few.words)


def spelling(cell: object) -> str | None:
    """A cell as a text that says all of it; None is itself. TypeError for what no reader hands on."""
    if cell is None or (isinstance(cell, str) and _is_whole(cell)):
        return None if cell is None else TEXT + str(cell)
    return json.dumps(_parts(cell))


def _parts(cell: object) -> list[object]:
    match cell:
        case str():
            return ["bytes", cell.encode("utf-8", "surrogatepass").hex()]  # JSON joins halves of characters
        case bool() | int():
            return ["plain", cell]
        case Decimal():
            return ["figure", str(cell)]
        case BrokenCell():
            return ["broken", cell.reason, cell.text]
        case Unreadable():
            return ["unreadable", cell.text]
        case float():
            return ["float", cell.hex()]
        case _:
            return _parts_in_time(cell)


def _parts_in_time(cell: object) -> list[object]:
    match cell:
        case dt.datetime() if isinstance(cell.tzinfo, ZoneInfo):
            return ["time", cell.replace(tzinfo=None).isoformat(), cell.fold, cell.tzinfo.key]
        case dt.datetime():
            return ["time", cell.isoformat(), cell.fold, None]
        case dt.date():
            return ["day", cell.isoformat()]
        case dt.time():
            return ["hour", cell.isoformat()]
        case dt.timedelta():
            return ["span", cell.days, cell.seconds, cell.microseconds]
        case _:
            raise TypeError(f"no reader of tables hands on a {type(cell).__name__}")


def cell_of(written: object) -> object:
    """The cell that a spelling is of."""
    if written is None:
        return None
    text = str(written)
    if text.startswith(TEXT):
        return text[len(TEXT) :]
    match json.loads(text):
        case ["plain", value]:
            return value
        case ["bytes", digits]:
            return bytes.fromhex(digits).decode("utf-8", "surrogatepass")
        case ["figure", figure]:
            return Decimal(figure)
        case ["broken", reason, shown]:
            return BrokenCell(reason, shown)
        case ["unreadable", shown]:
            return Unreadable(shown)
        case ["float", figure]:
            return float.fromhex(figure)
        case parts:
            return _time_of(parts)


def _time_of(parts: Any) -> object:
    match parts:
        case ["time", moment, fold, zone]:
            time = dt.datetime.fromisoformat(moment).replace(fold=fold)
            return time if zone is None else time.replace(tzinfo=ZoneInfo(zone))
        case ["day", day]:
            return dt.date.fromisoformat(day)
        case ["hour", hour]:
            return dt.time.fromisoformat(hour)
        case ["span", days, seconds, microseconds]:
            return dt.timedelta(days, seconds, microseconds)
        case _:
            raise ValueError("no spelling of a cell")


def _is_whole(text: str) -> bool:
    """Whether a text can be written in UTF-8: workbooks may hold half a character."""
    if text.isascii():
        return True
    try:
        text.encode("utf-8")
    except UnicodeEncodeError:
        return False
    return True
