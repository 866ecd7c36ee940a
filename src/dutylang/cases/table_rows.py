"""Tables → rows of cells. CSV cells are text; workbooks, Parquet and databases hand on what they hold, typed."""

from __future__ import annotations

import csv
import gzip
import io
import zlib
from collections.abc import Callable, Iterator, Sequence
from contextlib import nullcontext
from pathlib import Path as FilePath
from typing import cast

import attrs

from dutylang.cases.faults import Place, fault, is_fatal
from dutylang.cases.lookup import nearest
from dutylang.cases.mapping import Table
from dutylang.cases.raw import Limits
from dutylang.cases.source_model import Base, Database, Scheme, TableSource
from dutylang.cases.sources import Sessions, columns_named, numbered_rows, refused_columns
from dutylang.diagnostics import Diagnostic

Row = tuple[int, Sequence[object], bool]
"""The line (or row) from 1, the cells by the columns that were asked for, and whether the row is ragged."""


@attrs.frozen
class Sheet:
    """An opened table: its headings, and the rows after them. A diagnostic among the rows ends them."""

    headings: tuple[str, ...]
    rows: Iterator[tuple[int, Sequence[object]] | Diagnostic]


def rows_of(
    base: Base,
    table: Table,
    columns: Sequence[str],
    limits: Limits,
    sessions: Sessions | None = None,
    *,
    zoned: bool = True,
) -> Iterator[Row | Diagnostic]:
    """The rows of a table, reduced to the named columns. A diagnostic means that the table cannot be used.

    `sessions` are the connections to read databases with (None: one for this table alone); `zoned` says
    that the mapping gives the zone of times without one.
    """
    place = Place(table.address(base))
    source = table.source(base)
    if source is None and isinstance(base, FilePath) and table.origin is None:
        path = base / table.file
        if path.is_dir():
            source = TableSource(Database(Scheme.PARQUET, str(path), path))
        elif not path.is_file():
            yield fault("C044", place, file=table.file)
            return
        else:
            yield from _reduced(
                _OPENERS.get(_kind(path), _open_csv)(path, table, columns, limits), columns, place
            )
            return
    if source is None:
        help_, key = ("files", "file") if table.origin is None else ("database", table.file)
        yield fault("C077", place, help=help_, keys=(key,))
        return
    with Sessions() if sessions is None else nullcontext(sessions) as open_:
        yield from _reduced(_sheet(source, columns, open_, zoned=zoned), columns, place)


def _sheet(
    source: TableSource, columns: Sequence[str], sessions: Sessions, *, zoned: bool
) -> Sheet | Diagnostic:
    """A table of a source, opened with the columns that are asked for."""
    table = sessions.table(source)
    if isinstance(table, Diagnostic):
        return table
    names = columns_named(table.columns)
    wanted = tuple(dict.fromkeys(columns))
    if heading_problems(names, wanted, Place(source.address)):
        return Sheet(names, iter(()))
    problems = refused_columns(table, wanted, source, zoned=zoned)
    rows = iter(problems) if problems else numbered_rows(table, wanted, source)
    return Sheet(wanted, rows)


def _reduced(opened: Sheet | Diagnostic, columns: Sequence[str], place: Place) -> Iterator[Row | Diagnostic]:
    if isinstance(opened, Diagnostic):
        yield opened
        return
    problems = heading_problems(opened.headings, columns, place)
    if is_fatal(problems):
        yield from problems
        return
    picked = [opened.headings.index(column) for column in columns]
    width = len(opened.headings)
    for row in opened.rows:
        if isinstance(row, Diagnostic):
            yield row
            return
        line, cells = row
        if len(cells) == width:
            yield line, [cells[index] for index in picked], False
        elif cells:
            found = [cells[index] if index < len(cells) else None for index in picked]
            yield line, found, True


def _kind(path: FilePath) -> str:
    return path.suffix.lower()


def heading_problems(headings: Sequence[str], columns: Sequence[str], place: Place) -> list[Diagnostic]:
    """Headings that stand twice, and columns that are not there."""
    twice = sorted({heading for heading in headings if heading and headings.count(heading) > 1})
    problems = [fault("C046", place, column=heading) for heading in twice]
    for column in dict.fromkeys(columns):
        if column not in headings:
            near = nearest(column, headings)
            name = "near" if near else "all"
            shown = tuple(heading for heading in headings if heading)[:30]
            problems.append(fault("C047", place, help=name, column=column, near=near or "", columns=shown))
    return problems


class _TooLargeError(Exception):
    """More bytes came out of a file than the limit allows."""


class _Capped(io.RawIOBase):
    """Passes bytes on until there are too many: a few kilobytes of gzip can hold gigabytes."""

    def __init__(self, inner: io.BufferedIOBase, limit: int) -> None:
        super().__init__()
        self._inner = inner
        self._left = limit

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: object) -> int:
        count = self._inner.readinto(cast("bytearray", buffer))
        self._left -= count
        if self._left < 0:
            raise _TooLargeError
        return count

    def close(self) -> None:
        self._inner.close()
        super().close()


def _open_csv(path: FilePath, table: Table, _: Sequence[str], limits: Limits) -> Sheet | Diagnostic:
    rows = _csv_rows(path, table, limits)
    first = next(rows, None)
    if isinstance(first, Diagnostic):
        return first
    headings = () if first is None else tuple(str(cell) for cell in first[1])
    return Sheet(headings, rows)


def _csv_rows(
    path: FilePath, table: Table, limits: Limits
) -> Iterator[tuple[int, Sequence[object]] | Diagnostic]:
    """All lines with their numbers; `_csv.Error` and broken archives become a diagnostic."""
    place = Place(str(path))
    packed = path.suffix.lower() == ".gz"
    inner = cast("io.BufferedIOBase", gzip.GzipFile(path) if packed else path.open("rb"))
    encoding = "utf-8-sig" if table.encoding == "utf-8" else table.encoding
    line = 1
    with io.TextIOWrapper(
        io.BufferedReader(_Capped(inner, limits.table_bytes), 2**18), encoding, newline=""
    ) as text:
        reader = csv.reader(text, delimiter=table.delimiter, strict=True)
        try:
            for cells in reader:
                yield line, cells
                line = reader.line_num + 1
        except csv.Error:
            yield fault("C049", attrs.evolve(place, line=line))
        except UnicodeDecodeError as error:
            where = attrs.evolve(place, line=line)
            yield fault("C009", where, encoding=table.encoding, offset=error.start)
        except _TooLargeError:
            yield fault("C003", place, limit=limits.table_bytes // 2**20)
        except (OSError, EOFError, zlib.error):
            yield fault("C050", place, help="archive")


def _open_workbook(path: FilePath, table: Table, _: Sequence[str], limits: Limits) -> Sheet | Diagnostic:
    from dutylang.cases.workbook import sheet_from_workbook

    return sheet_from_workbook(path, table, limits)


def _open_parquet(path: FilePath, _: Table, columns: Sequence[str], limits: Limits) -> Sheet | Diagnostic:
    from dutylang.cases.parquet import sheet_from_parquet

    return sheet_from_parquet(path, columns, limits)


_Opener = Callable[[FilePath, Table, Sequence[str], Limits], "Sheet | Diagnostic"]

_OPENERS: dict[str, _Opener] = {
    ".xlsx": _open_workbook,
    ".xlsm": _open_workbook,
    ".parquet": _open_parquet,
}
