"""Parquet tables whose rows come in the order of their cases: divided where they stand, so that nothing is copied.

A bucket is a range of ids, and a range of rows in each table. Ids are in order as texts, or the shorter first, as
numbers are counted.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import attrs
import numpy as np
import polars as pl

from dutylang.cases.columns.table_cells import TextCells, as_texts
from dutylang.cases.columns.table_frames import keys_of
from dutylang.cases.columns.table_parquet import columns_from_parquet, rows_unpacked
from dutylang.ops.columns import Flags, Ints

ROWS_AT_ONCE = 2**20
MOST_UNPACKED = 8
"""Where whole row groups must be unpacked for each bucket, all together no more than so many times all rows."""

PARQUET = ".parquet"

Print = tuple[int, int]
"""The size of a file, and when it was written."""

Boundary = tuple[int, str]
"""A row with which a bucket begins, and the id in it."""

Rank = Callable[[str], Any]


class ChangedTableError(Exception):
    """A table is no longer what it was when it was divided. Its argument is the path."""


class DamagedTableError(Exception):
    """A table that was divided cannot be read after all. Its argument is the path."""


@attrs.frozen
class RangedTable:
    """The rows of a table by bucket: those of bucket n begin at `starts[n]`, from 0, and end before `starts[n + 1]`."""

    starts: Sequence[int]
    written: Print

    def span(self, bucket: int) -> tuple[int, int]:
        """The first row of a bucket, and how many it has."""
        return self.starts[bucket], self.starts[bucket + 1] - self.starts[bucket]

    def check(self, path: Path) -> None:
        """`ChangedTableError` where the file is another than the one that was divided."""
        try:
            same = print_of(path) == self.written
        except OSError:
            same = False
        if not same:
            raise ChangedTableError(path)

    def json(self) -> list[object]:
        """As plain JSON values."""
        return [list(self.starts), list(self.written)]

    @classmethod
    def from_json(cls, found: Any) -> RangedTable:
        """What `json` wrote."""
        starts, (size, time) = found
        return cls(starts, (size, time))


def print_of(path: Path) -> Print:
    """The size of a file and when it was written."""
    told = path.stat()
    return told.st_size, told.st_mtime_ns


@attrs.frozen
class _Order:
    """An order of ids, on one of them and on the columns of two that follow one another."""

    rank: Rank
    ahead: Callable[[pl.Series, pl.Series], pl.Series]


def _shorter_first(one: pl.Series, two: pl.Series) -> pl.Series:
    lengths = one.str.len_bytes(), two.str.len_bytes()
    return (lengths[0] < lengths[1]) | ((lengths[0] == lengths[1]) & (one < two))


_ORDERS = {
    "text": _Order(lambda text: text, lambda one, two: one < two),
    "length": _Order(lambda text: (len(text.encode()), text), _shorter_first),
}


def ranged_tables(
    tables: Mapping[str, tuple[Path, Sequence[str]]], count: int
) -> dict[str, RangedTable] | None:
    """Tables divided into `count` buckets, by their names; None where they are not all in one order of ids.

    Each is a path and the columns that are read, of which the first names the case.
    """
    try:
        written = {name: print_of(path) for name, (path, _) in tables.items()}
        shapes = {name: _shape_of(path, columns) for name, (path, columns) in tables.items()}
        sizes = {name: rows for name, (rows, _) in shapes.items()}
        if sum(unpacked for _, unpacked in shapes.values()) * count > MOST_UNPACKED * sum(sizes.values()):
            return None
        largest = max(sizes, key=lambda name: sizes[name])
        scan = _Scan(*tables[largest], set(_ORDERS))
        bounds = _bounds(scan, sizes[largest], count)
        starts = {largest: {order: [row for row, _ in bounds] for order in scan.orders}}
        orders = scan.orders
        for name in tables.keys() - {largest}:
            scan = _Scan(*tables[name], orders)
            starts[name] = _places(scan, [id_ for _, id_ in bounds])
            orders = scan.orders
    except Exception:  # what cannot be read so is read another way, which says what is wrong
        return None
    if not orders:
        return None
    order = min(orders, key=list(_ORDERS).index)
    return {
        name: RangedTable([0, *places[order], *[sizes[name]] * (count - len(places[order]))], written[name])
        for name, places in starts.items()
    }


class _DisorderedError(Exception):
    """The ids of a table are in no order, or some row names none."""


def _shape_of(path: Path, columns: Sequence[str]) -> tuple[int, int]:
    """How many rows a file has, and how many must be unpacked together. An error where a column cannot be read."""
    import pyarrow.parquet as pq

    with pq.ParquetFile(path) as file:
        columns_from_parquet(file, path, columns, (0, 1))
        return int(file.metadata.num_rows), rows_unpacked(file, columns)


@attrs.define
class _Scan:
    """One pass over the ids of a table. `orders` are those in which all ids have been so far."""

    path: Path
    columns: Sequence[str]
    orders: set[str]

    def runs(self) -> Iterator[tuple[Ints, pl.Series]]:
        """The rows in which another id begins, with these ids, many at a time. `_DisorderedError` in no order."""
        import pyarrow.parquet as pq

        key = self.columns[0]
        last = pl.Series([], dtype=pl.String)
        with pq.ParquetFile(self.path) as file:
            for first in range(0, file.metadata.num_rows, ROWS_AT_ONCE):
                read = columns_from_parquet(file, self.path, [key], (first, ROWS_AT_ONCE))
                cells = as_texts(read[key])
                keys = cells.texts if isinstance(cells, TextCells) else keys_of(cells)
                new = np.flatnonzero(_news(keys, last))
                ids = keys_of(TextCells(keys.gather(pl.Series(new))))
                if ids.null_count():
                    raise _DisorderedError
                self._check(pl.concat([last, ids]))
                last = keys.tail(1)
                yield new + first, ids

    def _check(self, ids: pl.Series) -> None:
        one, two = ids.head(len(ids) - 1), ids.slice(1)
        self.orders = {name for name in self.orders if _ORDERS[name].ahead(one, two).all()}
        if not self.orders:
            raise _DisorderedError


def _news(keys: pl.Series, last: pl.Series) -> Flags:
    """Where an id is another than the one before; `last` is the one before all, if any."""
    found: Flags = keys.ne_missing(keys.shift(1)).to_numpy().copy()
    found[:1] = not len(last) or last[0] != keys[0]
    return found


def _bounds(scan: _Scan, rows: int, count: int) -> list[Boundary]:
    """Where all buckets but the first begin, about equally far from one another, in the table that divides them."""
    wanted = [rows * bucket // count for bucket in range(1, count)]
    found: list[Boundary] = []
    for starts, ids in scan.runs():
        places = np.searchsorted(starts, wanted[len(found) :])
        found += [(int(starts[at]), str(ids[int(at)])) for at in places.tolist() if at < len(starts)]
    return found


def _places(scan: _Scan, bounds: Sequence[str]) -> dict[str, list[int]]:
    """For each order the first row that is not before each id; where there is none, nothing for it and the later."""
    found: dict[str, list[int]] = {name: [] for name in scan.orders}
    for starts, ids in scan.runs():
        for name in scan.orders if len(ids) else ():
            ranked, places = _Ranked(_ORDERS[name].rank, ids), found[name]
            while len(places) < len(bounds):
                at = bisect_left(ranked, _ORDERS[name].rank(bounds[len(places)]))
                if at == len(ids):
                    break
                places.append(int(starts[at]))
    return found


@attrs.frozen
class _Ranked(Sequence[Any]):
    """Ids as what they are ordered by."""

    rank: Rank
    ids: pl.Series

    def __len__(self) -> int:
        return len(self.ids)

    def __getitem__(self, row: Any) -> Any:
        return self.rank(str(self.ids[row]))
