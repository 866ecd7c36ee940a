"""CSV files read whole by Polars, where that surely gives what the reader of single rows gives."""

from __future__ import annotations

import codecs
import csv
import io
from collections.abc import Sequence
from pathlib import Path

import attrs
import numpy as np
import numpy.typing as npt
import polars as pl

from dutylang.cases.columns.model import Ints
from dutylang.cases.columns.table_cells import TextCells
from dutylang.cases.mapping import Table
from dutylang.cases.raw import Limits

Bytes = npt.NDArray[np.uint8]

_PIECE = 16 * 2**20
_UNPACKED_AT_ONCE = 32 * 2**20
_LONGEST_ROW = 131_072
"""Bytes: the longest cell that Python's reader takes."""
_NEWLINE, _RETURN, _QUOTE = 10, 13, 34
_BOM = codecs.BOM_UTF8


@attrs.frozen(eq=False)
class CsvColumns:
    """Some columns of a CSV file by heading, and the line of each row from 1."""

    lines: Ints
    columns: dict[str, TextCells]


class _DoubtfulError(Exception):
    """Two readers could take the file in two ways; it leaves no function of this module."""


def columns_from_csv(path: Path, table: Table, columns: Sequence[str], limits: Limits) -> CsvColumns | None:
    """The named columns; None where the file must be read row by row.

    That is so where rows are ragged or blank, quotes stand inside of cells, lines end in several ways,
    columns are missing, bytes are no text: whatever is said of that is said by the reader of rows.
    """
    if len(table.delimiter) != 1 or not table.delimiter.isascii() or table.delimiter in '\r\n"':
        return None
    try:
        source = _source(path, table, limits)
        data = (
            np.frombuffer(source, np.uint8) if isinstance(source, bytes) else np.memmap(path, np.uint8, "r")
        )
        return _columns(data, source, table.delimiter, columns)
    except (_DoubtfulError, OSError, EOFError, ValueError, csv.Error, pl.exceptions.PolarsError):
        return None


def _source(path: Path, table: Table, limits: Limits) -> bytes | Path:
    """The whole file in UTF-8; the path where the file itself is that."""
    packed = path.suffix.lower() == ".gz"
    if not packed and path.stat().st_size > limits.table_bytes:
        raise _DoubtfulError
    if packed:
        content = _unpacked(path, limits.table_bytes)
    elif table.encoding == "utf-8":
        return path
    else:
        content = path.read_bytes()
    if table.encoding == "utf-8":
        return content
    text = content.decode(table.encoding)
    if text.startswith("\ufeff"):
        raise _DoubtfulError
    return text.encode("utf-8")


def _unpacked(path: Path, limit: int) -> bytes:
    """What a gzip archive holds, no more than the limit: a few kilobytes can hold gigabytes."""
    import pyarrow as pa

    parts: list[bytes] = []
    size = 0
    with pa.CompressedInputStream(pa.memory_map(str(path)), "gzip") as file:
        while part := file.read(_UNPACKED_AT_ONCE):
            size += len(part)
            if size > limit:
                raise _DoubtfulError
            parts.append(part)
    return parts[0] if len(parts) == 1 else b"".join(parts)


def _columns(data: Bytes, source: bytes | Path, delimiter: str, columns: Sequence[str]) -> CsvColumns:
    """The columns of a text in UTF-8; Polars reads it from its `source`."""
    rows = _rows(data, ord(delimiter))
    wanted = list(dict.fromkeys(columns))
    headings = rows.headings
    if any(headings.count(heading) != 1 for heading in (*wanted, *filter(None, headings))):
        raise _DoubtfulError
    if not len(rows.lines):
        return CsvColumns(rows.lines, dict.fromkeys(wanted, TextCells(pl.Series([], dtype=pl.String))))
    frame = pl.read_csv(
        source,
        has_header=False,
        skip_rows=1,
        schema={str(place): pl.String for place in range(len(headings))},
        columns=sorted(headings.index(name) for name in wanted),
        separator=delimiter,
        quote_char='"' if rows.quoted else None,
        infer_schema=False,
        empty_string_is_null=False,
        glob=False,
    ).rechunk()
    # Blank lines at the end are no rows to the reader of rows.
    frame = frame.head(len(rows.lines))
    found = {name: TextCells(frame[str(headings.index(name))]) for name in wanted}
    if frame.height < len(rows.lines) or any(cells.texts.null_count() for cells in found.values()):
        raise _DoubtfulError
    return CsvColumns(rows.lines, found)


@attrs.frozen(eq=False)
class _Rows:
    """The headings, the line at which each row begins, and whether there are quotes."""

    headings: list[str]
    lines: Ints
    quoted: bool


def _rows(data: Bytes, delimiter: int) -> _Rows:
    """What the bytes themselves say of the rows, each of which has as many cells as there are headings."""
    at = len(_BOM) if data[:3].tobytes() == _BOM else 0
    end = len(data)
    while end > at and data[end - 1] in (_NEWLINE, _RETURN):
        end -= 1
    if at == end or data[at : at + 3].tobytes() == _BOM:
        raise _DoubtfulError
    if b"\r" in data[end:].tobytes().replace(b"\r\n", b"\n"):
        raise _DoubtfulError
    lines: list[Ints] = []
    headings: list[str] = []
    quoted, line = False, 1
    while at < end:
        piece = _piece(data, at, min(at + _PIECE, end), end)
        _check_bytes(data, piece)
        if piece.quotes.size:
            quoted = True
            _check_quotes(data, piece.quotes, delimiter)
        if not headings:
            first = data[at : piece.stops[0]].tobytes().decode("utf-8")
            reader = csv.reader(io.StringIO(first, newline=""), delimiter=chr(delimiter), strict=True)
            headings = next(reader, [])
        if not headings:
            raise _DoubtfulError
        _check_width(data, piece, delimiter, len(headings))
        lines.append(piece.lines + line)
        line += piece.line_ends
        at = int(piece.stops[-1]) + 1
    return _Rows(headings, np.concatenate(lines)[1:].astype(np.int64), quoted)


@attrs.frozen(eq=False)
class _Piece:
    """A run of whole rows: from where to where they go, their lines from 0, all line ends, the quotes."""

    starts: Ints
    stops: Ints
    lines: Ints
    line_ends: int
    quotes: Ints


def _piece(data: Bytes, start: int, stop: int, end: int) -> _Piece:
    """The rows that lie wholly between `start` and `stop`; the last row of the file needs no line end."""
    part = data[start:stop]
    newlines = np.flatnonzero(part == _NEWLINE) + start
    quotes = np.flatnonzero(part == _QUOTE) + start if b'"' in part.tobytes() else np.empty(0, np.int64)
    outside = np.arange(len(newlines))
    if quotes.size:
        outside = np.flatnonzero(np.searchsorted(quotes, newlines) % 2 == 0)
    stops = newlines[outside]
    if stop == end:
        stops = np.append(stops, end)
    if not stops.size:
        raise _DoubtfulError
    starts = np.append(start, stops[:-1] + 1)
    if (stops - starts).max() > _LONGEST_ROW:
        raise _DoubtfulError
    lines = np.append(0, outside + 1)
    line_ends = int(lines[len(stops)]) if len(lines) > len(stops) else len(newlines)
    return _Piece(starts, stops, lines[: len(stops)], line_ends, quotes[quotes < stops[-1]])


def _check_bytes(data: Bytes, piece: _Piece) -> None:
    """Text in UTF-8 without NUL, whose only carriage returns stand before line ends."""
    part = data[int(piece.starts[0]) : int(piece.stops[-1])]
    content = part.tobytes()
    if b"\0" in content:
        raise _DoubtfulError
    if not content.isascii():
        content.decode("utf-8")
    if b"\r" in content:
        after = np.flatnonzero(part == _RETURN) + int(piece.starts[0]) + 1
        if (data[after] != _NEWLINE).any():
            raise _DoubtfulError


def _check_quotes(data: Bytes, quotes: Ints, delimiter: int) -> None:
    """Quotes stand in pairs around whole cells, and doubled within: every reader takes them in one way.

    A quote beside a quote is a doubled one: the cell goes on.
    """
    if len(quotes) % 2:
        raise _DoubtfulError
    openers, closers = quotes[::2], quotes[1::2]
    edges = [delimiter, _NEWLINE, _RETURN, _QUOTE]
    before = data[np.maximum(openers - 1, 0)]
    after = data[np.minimum(closers + 1, len(data) - 1)]
    begin = len(_BOM) if data[:3].tobytes() == _BOM else 0
    opened = np.isin(before, edges) & (before != _RETURN) | (openers == begin)
    closed = np.isin(after, edges) | (closers == len(data) - 1)
    if not (opened.all() and closed.all()):
        raise _DoubtfulError


def _check_width(data: Bytes, piece: _Piece, delimiter: int, width: int) -> None:
    """No row is blank, and each has one delimiter less than there are headings."""
    blank = (piece.stops == piece.starts) | (
        (piece.stops == piece.starts + 1) & (data[piece.starts] == _RETURN)
    )
    start = int(piece.starts[0])
    marks = np.flatnonzero(data[start : int(piece.stops[-1])] == delimiter) + start
    if piece.quotes.size:
        marks = marks[np.searchsorted(piece.quotes, marks) % 2 == 0]
    if blank.any() or len(marks) != len(piece.stops) * (width - 1):
        raise _DoubtfulError
    if width > 1:
        by_row = marks.reshape(-1, width - 1)
        if (by_row[:, 0] < piece.starts).any() or (by_row[:, -1] > piece.stops).any():
            raise _DoubtfulError
