"""CSV files read whole by Polars, where that surely gives what the reader of single rows gives."""

from __future__ import annotations

import codecs
import csv
import io
import mmap
from collections.abc import Iterator, Sequence
from pathlib import Path

import attrs
import numpy as np
import numpy.typing as npt
import polars as pl

from dutylang.cases.columns.table_cells import TextCells
from dutylang.cases.mapping import Table
from dutylang.cases.raw import Limits
from dutylang.ops.columns import Ints

Bytes = npt.NDArray[np.uint8]

_PIECE = 16 * 2**20
_UNPACKED_AT_ONCE = 32 * 2**20
_SMALL = 8 * 2**20
"""Bytes of a file that is turned, or unpacked, whole even where a book is read in pieces."""
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
    if not _is_plain(table.delimiter):
        return None
    try:
        source = _source(path, table, limits)
        data = (
            np.frombuffer(source, np.uint8) if isinstance(source, bytes) else np.memmap(path, np.uint8, "r")
        )
        return _columns(data, source, table.delimiter, columns)
    except (_DoubtfulError, OSError, EOFError, ValueError, csv.Error, pl.exceptions.PolarsError):
        return None


def csv_in_pieces(
    path: Path, table: Table, columns: Sequence[str], limits: Limits
) -> Iterator[CsvColumns | None]:
    """The named columns as `columns_from_csv` reads them, some megabytes at a time.

    None ends them where the file must be read row by row: what came before counts for nothing. Files in
    other encodings, and archives, are read whole where they are small; else they are read row by row.
    """
    try:
        if path.suffix.lower() == ".gz" or table.encoding != "utf-8":
            small = path.stat().st_size <= _SMALL
            yield columns_from_csv(path, table, columns, limits) if small else None
        elif path.stat().st_size > limits.table_bytes or not _is_plain(table.delimiter):
            yield None
        else:
            yield from _columns_in_pieces(path, table.delimiter, columns)
    except (_DoubtfulError, OSError, ValueError, csv.Error, pl.exceptions.PolarsError):
        yield None


def _columns_in_pieces(path: Path, delimiter: str, columns: Sequence[str]) -> Iterator[CsvColumns]:
    wanted = list(dict.fromkeys(columns))
    with path.open("rb") as file:
        mapped = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
    begin = 1
    for piece in _pieces(np.frombuffer(mapped, np.uint8), ord(delimiter)):
        rows, headings = piece.rows, piece.headings
        _check_headings(headings, wanted)
        lines = (rows.lines[begin:] + piece.line).astype(np.int64)
        content = b""
        if len(lines):
            stop = int(rows.stops[-1])
            # The line end of the last row goes along: a return before it would be part of its cell.
            stop += mapped[stop : stop + 1] == b"\n"
            content = mapped[int(rows.starts[begin]) : stop]
        texts = _Texts(headings, wanted, delimiter)
        yield CsvColumns(lines, texts.read(content, len(lines), skipped=0, quoted=piece.quoted))
        begin = 0
        _forget(mapped, int(rows.starts[0]))


def _forget(mapped: mmap.mmap, stop: int) -> None:
    """Lets go of the memory that the file took up to here, where the system knows how."""
    advice = getattr(mmap, "MADV_DONTNEED", None)
    if advice is not None and stop >= mmap.PAGESIZE:
        mapped.madvise(advice, 0, stop // mmap.PAGESIZE * mmap.PAGESIZE)


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
    _check_headings(rows.headings, wanted)
    texts = _Texts(rows.headings, wanted, delimiter)
    return CsvColumns(rows.lines, texts.read(source, len(rows.lines), skipped=1, quoted=rows.quoted))


def _is_plain(delimiter: str) -> bool:
    return len(delimiter) == 1 and delimiter.isascii() and delimiter not in '\r\n"'


def _check_headings(headings: Sequence[str], wanted: Sequence[str]) -> None:
    if any(headings.count(heading) != 1 for heading in (*wanted, *filter(None, headings))):
        raise _DoubtfulError


@attrs.frozen
class _Texts:
    """Reads the wanted columns by Polars."""

    headings: list[str]
    wanted: Sequence[str]
    delimiter: str

    def read(self, source: bytes | Path, count: int, *, skipped: int, quoted: bool) -> dict[str, TextCells]:
        """So many rows, after some that are skipped."""
        if not count:
            return dict.fromkeys(self.wanted, TextCells(pl.Series([], dtype=pl.String)))
        frame = pl.read_csv(
            source,
            has_header=False,
            skip_rows=skipped,
            schema={str(place): pl.String for place in range(len(self.headings))},
            columns=sorted(self.headings.index(name) for name in self.wanted),
            separator=self.delimiter,
            quote_char='"' if quoted else None,
            infer_schema=False,
            empty_string_is_null=False,
            glob=False,
        ).rechunk()
        # Blank lines at the end are no rows to the reader of rows.
        frame = frame.head(count)
        found = {name: TextCells(frame[str(self.headings.index(name))]) for name in self.wanted}
        if frame.height < count or any(cells.texts.null_count() for cells in found.values()):
            raise _DoubtfulError
        return found


@attrs.frozen(eq=False)
class _Rows:
    """The headings, the line at which each row begins, and whether there are quotes."""

    headings: list[str]
    lines: Ints
    quoted: bool


def _rows(data: Bytes, delimiter: int) -> _Rows:
    """What the bytes themselves say of the rows, each of which has as many cells as there are headings."""
    lines: list[Ints] = []
    headings: list[str] = []
    quoted = False
    for piece in _pieces(data, delimiter):
        headings, quoted = piece.headings, quoted or piece.quoted
        lines.append(piece.rows.lines + piece.line)
    return _Rows(headings, np.concatenate(lines)[1:].astype(np.int64), quoted)


@attrs.frozen(eq=False)
class _Checked:
    """A run of whole rows that every reader takes in one way, and the line at which it begins."""

    rows: _Piece
    headings: list[str]
    line: int

    @property
    def quoted(self) -> bool:
        """Whether there are quotes."""
        return bool(self.rows.quotes.size)


def _pieces(data: Bytes, delimiter: int) -> Iterator[_Checked]:
    """The rows, some megabytes at a time; the first of all are the headings."""
    at = len(_BOM) if data[:3].tobytes() == _BOM else 0
    end = len(data)
    while end > at and data[end - 1] in (_NEWLINE, _RETURN):
        end -= 1
    if at == end or data[at : at + 3].tobytes() == _BOM:
        raise _DoubtfulError
    if b"\r" in data[end:].tobytes().replace(b"\r\n", b"\n"):
        raise _DoubtfulError
    headings: list[str] = []
    line = 1
    while at < end:
        piece = _piece(data, at, min(at + _PIECE, end), end)
        _check_bytes(data, piece)
        if piece.quotes.size:
            _check_quotes(data, piece.quotes, delimiter)
        if not headings:
            first = data[at : piece.stops[0]].tobytes().decode("utf-8")
            reader = csv.reader(io.StringIO(first, newline=""), delimiter=chr(delimiter), strict=True)
            headings = next(reader, [])
        if not headings:
            raise _DoubtfulError
        _check_width(data, piece, delimiter, len(headings))
        yield _Checked(piece, headings, line)
        line += piece.line_ends
        at = int(piece.stops[-1]) + 1


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
