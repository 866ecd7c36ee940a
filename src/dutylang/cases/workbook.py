"""XLSX sheets → rows of typed cells. Formulas are not computed, and no archive unfolds beyond the limit."""

from __future__ import annotations

import datetime as dt
import re
import warnings
import zipfile
from collections.abc import Iterator, Sequence
from decimal import Decimal
from pathlib import Path as FilePath
from typing import Any

from dutylang.cases.faults import Place, fault
from dutylang.cases.mapping import Table
from dutylang.cases.raw import BrokenCell, Limits, Unreadable
from dutylang.cases.table_rows import Sheet
from dutylang.diagnostics import Diagnostic

MOST_COLUMNS = 1_024
"""Columns in which headings are looked for: a stray cell at XFD1048576 must not widen every row."""

_LARGEST_RATIO = 500
_SMALL_PART = 4 * 2**20
_PROLOGUE = 4_096
_CLOCK = re.compile(r"[hs]", re.IGNORECASE)
_ZEROS = re.compile(r"0{2,15}")
_LITERALS = re.compile(r'"[^"]*"|\[[^\]]*\]|\\.')


def sheet_from_workbook(path: FilePath, table: Table, limits: Limits) -> Sheet | Diagnostic:
    """The named sheet, else the first; its first row holds the headings."""
    place = Place(str(path))
    try:
        import openpyxl
    except ImportError:
        return fault("C045", place, file=table.file, extra="xlsx", library="openpyxl")
    problem = _unsafe(path, limits)
    if problem is not None:
        return problem
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            book = openpyxl.load_workbook(path, read_only=True, data_only=False, keep_links=False)
            names = [sheet.title for sheet in book.worksheets]
            if not names or (table.sheet is not None and table.sheet not in names):
                book.close()
                return fault("C052", place, sheet=table.sheet or "", sheets=names)
            sheet = book[table.sheet or names[0]]
            # What the file says of its used range is not to be trusted, and nothing depends on it.
            sheet.reset_dimensions()
            first = next(iter(sheet.iter_rows(min_row=1, max_row=1, max_col=MOST_COLUMNS)), ())
    except Exception:  # openpyxl raises whatever the malformed XML leads it to
        return fault("C050", place, help="workbook")
    headings = _headings(first)
    return Sheet(headings, _rows(book, sheet, len(headings), place))


def _unsafe(path: FilePath, limits: Limits) -> Diagnostic | None:
    """Refuses archives that unfold too far, and XML that declares entities."""
    place = Place(str(path))
    try:
        with zipfile.ZipFile(path) as archive:
            parts = archive.infolist()
            total = sum(part.file_size for part in parts)
            dense = any(
                part.file_size > _SMALL_PART and part.file_size > _LARGEST_RATIO * max(part.compress_size, 1)
                for part in parts
            )
            if total > limits.workbook_bytes or dense:
                return fault("C003", place, limit=limits.workbook_bytes // 2**20)
            for part in parts:
                if part.filename.endswith((".xml", ".rels")):
                    with archive.open(part) as file:
                        if b"<!DOCTYPE" in file.read(_PROLOGUE):
                            return fault("C050", place, help="workbook")
    except (OSError, zipfile.BadZipFile, zipfile.LargeZipFile, RuntimeError, ValueError, NotImplementedError):
        return fault("C050", place, help="workbook")
    return None


def _headings(first: Sequence[Any]) -> tuple[str, ...]:
    texts = ["" if cell.value is None else str(_value(cell)) for cell in first]
    while texts and not texts[-1]:
        texts.pop()
    return tuple(texts)


def _rows(
    book: Any, sheet: Any, width: int, place: Place
) -> Iterator[tuple[int, Sequence[object]] | Diagnostic]:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            if width:
                rows = sheet.iter_rows(min_row=2, max_col=width)
                for line, cells in enumerate(rows, start=2):
                    values = [_value(cell) for cell in cells]
                    if any(value is not None for value in values):
                        yield line, values
    except Exception:  # as above: the sheet is read while it is handed on
        yield fault("C050", place, help="workbook")
    finally:
        book.close()


def _value(cell: Any) -> object:
    """A cell as text, exact figure, yes/no, date or date-time."""
    value = cell.value
    kind = cell.data_type
    if kind == "f":
        return BrokenCell("formula", str(value))
    if kind == "e":
        return BrokenCell("error", str(value))
    if isinstance(value, bool) or value is None:
        return value
    if isinstance(value, dt.datetime):
        # A cell that shows no clock is a date, whatever number lies beneath.
        shows_clock = _CLOCK.search(_LITERALS.sub("", cell.number_format or ""))
        return value if shows_clock or value.time() != dt.time() else value.date()
    if isinstance(value, (int, float)):
        return _figure(value, cell.number_format or "")
    if isinstance(value, (dt.time, dt.timedelta)):
        return BrokenCell("error", str(value))
    return value


def _figure(value: float, number_format: str) -> object:
    """Fifteen digits are what a spreadsheet keeps; `0000` as format shows leading zeros, as ids need."""
    try:
        exact = Decimal(value) if isinstance(value, int) else Decimal(format(value, ".15g"))
    except (ValueError, ArithmeticError):
        return Unreadable(str(value))
    if _ZEROS.fullmatch(number_format) and exact == exact.to_integral_value() and exact >= 0:
        return format(exact.quantize(Decimal(1)), "f").zfill(len(number_format))
    return exact
