"""One table on a sheet of a workbook: typed cells, a frozen heading, filters, and no formula whatever it holds."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable
from decimal import Decimal
from typing import TYPE_CHECKING

import attrs

from dutylang.reports.as_csv import FORMULA_SIGNS
from dutylang.reports.cells import Cell, safe_text
from dutylang.reports.names import Names
from dutylang.values import Moment

if TYPE_CHECKING:
    from openpyxl import Workbook
    from openpyxl.cell import WriteOnlyCell
    from openpyxl.worksheet._write_only import WriteOnlyWorksheet

MOST_ROWS = 1_048_576
"""The rows of a sheet, with its heading (ECMA-376, and every spreadsheet of today)."""

LONGEST_TEXT = 32_767
"""Characters that a cell holds."""

FIRST_DAY = dt.date(1900, 3, 1)
"""Days before it are written as text: the date system of 1900 takes that year for a leap year."""

A4 = 9
"""Its number among the paper sizes (ECMA-376, 18.3.1.63)."""

DAY_FORMAT, INSTANT_FORMAT = "yyyy-mm-dd", "yyyy-mm-dd hh:mm"

WIDE = frozenset({"reason", "explanation", "counterfactuals", "message", "help", "what"})
NARROW = frozenset(
    {"advisory", "overdue", "lateness", "share", "points", "line", "place", "code", "status", "verdict"}
)
WIDTHS = (60, 12, 22)
"""Columns of sentences, of short words and figures, and of all else, in characters."""

_ESCAPE_LIKE = re.compile(r"_(?=x[0-9A-Fa-f]{4}_)")


@attrs.define
class Sheet:
    """The rows of one table; where they are more than a sheet holds, further sheets follow."""

    book: Workbook
    title: str
    columns: tuple[str, ...]
    names: Names
    most_rows: int = MOST_ROWS
    _sheet: WriteOnlyWorksheet | None = None
    _rows: int = 0
    _sheets: int = 0

    def __attrs_post_init__(self) -> None:
        self._open()

    def add(self, row: Iterable[Cell]) -> None:
        """One row under the heading."""
        if self._rows >= self.most_rows:
            self.close()
            self._open()
        cells = [
            cell_of(self._sheet, cell, self.names, wraps=column in WIDE)
            for column, cell in zip(self.columns, row, strict=True)
        ]
        if self._sheet is not None:
            self._sheet.append(cells)
        self._rows += 1

    def close(self) -> None:
        """Lets the filters reach as far as the rows do."""
        from openpyxl.utils import get_column_letter

        if self._sheet is not None:
            self._sheet.auto_filter.ref = f"A1:{get_column_letter(len(self.columns))}{self._rows}"

    def _open(self) -> None:
        self._sheets += 1
        title = self.title if self._sheets == 1 else f"{self.title} {self._sheets}"
        self._sheet = sheet_of(self.book, title)
        set_widths(self._sheet, [_width(column) for column in self.columns])
        self._sheet.freeze_panes = "A2"
        self._sheet.print_title_rows = "1:1"
        headings = [self.names.text(f"column.{column}") for column in self.columns]
        self._sheet.append([heading_cell(self._sheet, heading) for heading in headings])
        self._rows = 1


def sheet_of(book: Workbook, title: str) -> WriteOnlyWorksheet:
    """A new sheet, as wide as a page when it is printed."""
    sheet = book.create_sheet(title)
    sheet.page_setup.orientation = "landscape"
    sheet.page_setup.paperSize = A4
    sheet.page_setup.fitToHeight = 0
    sheet.sheet_properties.pageSetUpPr.fitToPage = True
    return sheet


def set_widths(sheet: WriteOnlyWorksheet, widths: list[int]) -> None:
    """The widths of the first columns, in characters; before any row is written."""
    from openpyxl.utils import get_column_letter

    for number, width in enumerate(widths, 1):
        sheet.column_dimensions[get_column_letter(number)].width = width


def heading_cell(sheet: WriteOnlyWorksheet | None, words: str) -> WriteOnlyCell:
    """A heading: bold on grey."""
    from openpyxl.styles import Alignment, Font, PatternFill

    cell = text_cell(sheet, words)
    cell.font = Font(bold=True)
    cell.fill = PatternFill("solid", fgColor="FFE8ECF0")
    cell.alignment = Alignment(vertical="top", wrap_text=True)
    return cell


def cell_of(
    sheet: WriteOnlyWorksheet | None, cell: Cell, names: Names, *, wraps: bool = False
) -> WriteOnlyCell | None:
    """A cell of its own type: text, number, yes or no, day, or instant in the policy's timezone."""
    from openpyxl.cell import WriteOnlyCell

    match cell:
        case None | "":
            return None
        case str():
            return text_cell(sheet, cell, wraps=wraps)
        case bool() | int():
            return WriteOnlyCell(sheet, cell)
        case Decimal():
            return WriteOnlyCell(sheet, cell) if cell.is_finite() else text_cell(sheet, str(cell))
        case Moment():
            return _moment_cell(sheet, cell, names)


def text_cell(sheet: WriteOnlyWorksheet | None, words: str, *, wraps: bool = False) -> WriteOnlyCell:
    """Text that stays text: it is stored as a string, and one that looks like a formula is marked as quoted.

    The library takes a text that opens with `=` for a formula and `#N/A` for an error, hence the explicit
    type; with the mark the text is one even after somebody has edited the cell.
    """
    from openpyxl.cell import WriteOnlyCell
    from openpyxl.styles import Alignment

    # `_x003D_` is how a workbook spells a character by its number: such text is spelled out itself.
    stored = _ESCAPE_LIKE.sub("_x005F_", safe_text(words))
    if len(stored) > LONGEST_TEXT:
        stored = stored[: LONGEST_TEXT - 1] + "…"
    cell = WriteOnlyCell(sheet, stored)
    cell.data_type = "s"
    if stored.lstrip().startswith(FORMULA_SIGNS):
        cell.quotePrefix = True
    if wraps:
        cell.alignment = Alignment(vertical="top", wrap_text=True)
    return cell


def _moment_cell(sheet: WriteOnlyWorksheet | None, moment: Moment, names: Names) -> WriteOnlyCell:
    from openpyxl.cell import WriteOnlyCell

    if moment.day < FIRST_DAY:
        return text_cell(sheet, names.moment(moment))
    if moment.instant is None:
        cell = WriteOnlyCell(sheet, moment.day)
        cell.number_format = DAY_FORMAT
        return cell
    # A workbook knows no zones: the local time is what a reader of the policy means.
    cell = WriteOnlyCell(sheet, moment.instant.astimezone(names.tz).replace(tzinfo=None))
    cell.number_format = INSTANT_FORMAT
    return cell


def _width(column: str) -> int:
    wide, narrow, other = WIDTHS
    return wide if column in WIDE else narrow if column in NARROW else other
