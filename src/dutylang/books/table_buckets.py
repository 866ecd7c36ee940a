"""Tables spread over buckets by the ids of cases: each bucket is read as a small book of the same tables.

Parquet files whose rows come in the order of their cases are not spread: each bucket is a range of their rows.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

import attrs
import numpy as np
import polars as pl

from dutylang.books.hashing import buckets_of
from dutylang.books.inputs import BookInput
from dutylang.books.journal import Journal
from dutylang.books.kept_cells import array_from_cells, cells_from_array
from dutylang.books.pieces import Piece, Pieces, quick_pieces, slow_pieces
from dutylang.books.row_ranges import PARQUET, DamagedTableError, RangedTable, ranged_tables
from dutylang.books.shelf import Shelf, ShelfWriter
from dutylang.cases.columns.from_tables import columns_from_tables
from dutylang.cases.columns.model import CaseColumns
from dutylang.cases.columns.one_by_one import odd_columns
from dutylang.cases.columns.table_cells import arrow_numbers
from dutylang.cases.columns.table_frames import Frame, FrameLoading, keys_of
from dutylang.cases.columns.table_input import tables_read
from dutylang.cases.columns.table_parquet import columns_from_parquet
from dutylang.cases.document import reading_of
from dutylang.cases.faults import MOST_FAULTS, Faults
from dutylang.cases.files import shared_from_register
from dutylang.cases.lookup import lookup_from_vocabulary
from dutylang.cases.mapping import Table, TableMapping
from dutylang.cases.raw import Limits
from dutylang.cases.source_model import Scheme
from dutylang.cases.sources import Sessions
from dutylang.cases.table_load import Loading
from dutylang.cases.table_plan import plan_from_mapping
from dutylang.diagnostics import Diagnostic
from dutylang.pipeline import zone_of

if TYPE_CHECKING:
    import pyarrow as pa

NO_LIMITS = Limits(table_bytes=2**62, rows=2**62)
"""A book that is read in pieces may be of any size; what one piece may hold stays as it is."""

SPREAD, RANGED = "tables", "ranges"
"""The steps that are done when all tables are spread, and when it is known which need not be."""

Unusable = tuple[Diagnostic, ...]


@attrs.frozen
class Spread:
    """A table with the columns that are read of it, and its step. `whole` ones are for all cases, not for some."""

    step: str
    table: Table
    columns: tuple[str, ...]
    whole: bool = False

    @property
    def file(self) -> str:
        """The name of its file."""
        return f"{self.step}.arrow"


@attrs.frozen(eq=False, slots=False)
class TableBuckets:
    """The tables of a book in `count` buckets on disk; about `held_bytes` are held in memory to spread them."""

    book: BookInput
    mapping: TableMapping
    journal: Journal
    count: int
    held_bytes: int

    def spread(self) -> Iterator[Unusable]:
        """Spreads what is not spread yet. After each table, why the book cannot be read: nothing where it can.

        The tables of a server are of one moment, so that they are spread all together or not at all.
        """
        if self.journal.done(SPREAD) is not None:
            return
        unusable = self._faults_of_mapping()
        if unusable:
            yield unusable
            return
        self._divide()
        with Sessions() as sessions:
            loading = self._loading(sessions)
            for each in spreads_of(self.mapping):
                if each.step in self._ranged:
                    yield ()
                elif self.journal.done(each.step) is None or self._is_live(each.table):
                    yield self._spread(each, loading)
                else:
                    yield ()
        self.journal.mark(SPREAD, {})

    def columns(self, bucket: int) -> CaseColumns:
        """The cases of a bucket, and what is said in place of those that cannot be read."""
        book = self.book
        lookup, tz = lookup_from_vocabulary(book.loaded.policy.vocabulary), zone_of(book.loaded)
        shared, faults = shared_from_register(book.holders, lookup, tz, book.limits)
        kept = {(each.table, each.columns): each for each in spreads_of(self.mapping)}
        frames: dict[tuple[Table, tuple[str, ...]], Frame | None] = {}

        def frame(table: Table, columns: tuple[str, ...]) -> Frame | None:
            key = (table, columns)
            if key not in frames:
                frames[key] = self._frame(kept[key], bucket) if key in kept else None
            return frames[key]

        local, zoned = self.mapping.zone or tz, self.mapping.zone is not None
        loading = FrameLoading(book.base, tz, local, NO_LIMITS, zoned=zoned, frame=frame)
        as_of = book.horizon.as_of
        found = columns_from_tables(book.base, self.mapping, lookup, tz, as_of, NO_LIMITS, shared, loading)
        if not isinstance(found, CaseColumns):
            found = odd_columns([], {}, ((None, found),), frozenset(shared.roles))
        return attrs.evolve(found, unread=((None, faults), *found.unread)) if faults else found

    def _divide(self) -> None:
        """Finds out whether the tables can be divided where they stand, if that is not known yet."""
        if self.journal.done(RANGED) is not None:
            return
        own = {
            each.step: (each, self._parquet(each.table))
            for each in spreads_of(self.mapping)
            if not each.whole
        }
        files = {step: (path, each.columns) for step, (each, path) in own.items() if path is not None}
        found = ranged_tables(files, self.count) if files and len(files) == len(own) else None
        self.journal.mark(RANGED, {step: table.json() for step, table in (found or {}).items()})

    @cached_property
    def _ranged(self) -> dict[str, RangedTable]:
        """The tables that are divided where they stand, by their steps."""
        about = self.journal.done(RANGED) or {}
        return {step: RangedTable.from_json(table) for step, table in about.items()}

    def _parquet(self, table: Table) -> Path | None:
        """The path of a table that is one Parquet file."""
        base = self.book.base
        if table.origin is not None or not isinstance(base, Path):
            return None
        path = base / table.file
        return path if path.suffix.lower() == PARQUET and path.is_file() else None

    def _range(self, each: Spread, bucket: int) -> Frame:
        """The rows of a bucket, where they stand.

        `ChangedTableError` where the file is no longer the same, `DamagedTableError` where it cannot be read.
        """
        import pyarrow.parquet as pq

        ranged = self._ranged[each.step]
        path = Path(str(self.book.base), each.table.file)
        ranged.check(path)
        first, count = ranged.span(bucket)
        try:
            with pq.ParquetFile(path) as file:
                cells = columns_from_parquet(file, path, each.columns, (first, count))
        except MemoryError:
            raise
        except Exception as fault:  # pyarrow raises whatever the malformed file leads it to
            ranged.check(path)
            raise DamagedTableError(path) from fault
        ranged.check(path)
        lines = np.arange(first + 1, first + count + 1)
        return Frame(each.columns, lines, cells, np.zeros(count, np.bool_), keys_of(cells[each.columns[0]]))

    def _frame(self, each: Spread, bucket: int) -> Frame | None:
        if each.step in self._ranged:
            return self._range(each, bucket)
        about = self.journal.done(each.step)
        if about is None or about.get("unusable"):
            return None
        index = about["index"]
        assert isinstance(index, list)
        found = Shelf(self.journal.path(each.file), index).table(0 if each.whole else bucket)
        names = list(dict.fromkeys(each.columns))
        spelled = bool(about["spelled"])
        cells = {
            name: cells_from_array(found.column(str(at)), spelled=spelled) for at, name in enumerate(names)
        }
        lines, ragged = (pl.Series(found.column(name)).to_numpy() for name in ("line", "ragged"))
        return Frame(each.columns, lines, cells, ragged, keys_of(cells[names[0]]))

    def _faults_of_mapping(self) -> Unusable:
        """What stops the whole book, before a row is read."""
        faults = Faults(self.mapping.place)
        tz = zone_of(self.book.loaded)
        lookup = lookup_from_vocabulary(self.book.loaded.policy.vocabulary)
        reading = reading_of(lookup, tz, faults, self.mapping.zone)
        plan_from_mapping(self.mapping, self.book.base, reading, self.book.horizon.as_of, NO_LIMITS)
        return faults.told() if faults.fatal else ()

    def _loading(self, sessions: Sessions) -> Loading:
        tz, zone = zone_of(self.book.loaded), self.mapping.zone
        return Loading(self.book.base, tz, zone or tz, NO_LIMITS, sessions=sessions, zoned=zone is not None)

    def _is_live(self, table: Table) -> bool:
        source = table.source(self.book.base)
        return source is not None and source.database.scheme is Scheme.POSTGRESQL

    def _spread(self, each: Spread, loading: Loading) -> Unusable:
        """Spreads a table: in columns where that surely gives the same, else row by row."""
        names = list(dict.fromkeys(each.columns))
        for spelled, pieces in ((False, quick_pieces), (True, slow_pieces)):
            count = 1 if each.whole else self.count
            with self.journal.writing(each.file) as out, ShelfWriter(out, count, self.held_bytes) as writer:
                told = _written(pieces(each.table, names, loading), writer, spelled=spelled)
                writer.close(_schema(len(names)))
            if told and not each.whole:
                return told[:MOST_FAULTS]
            if told is not None:
                # A register that cannot be read is read again where it stands, bucket by bucket, to say so.
                about = {"index": writer.index, "spelled": spelled, "rows": writer.rows}
                self.journal.mark(each.step, about | {"unusable": bool(told)})
                break
        return ()


def _written(pieces: Pieces, writer: ShelfWriter, *, spelled: bool) -> Unusable | None:
    """Writes the pieces of a table. Why it cannot be used; None where it must be read another way."""
    told: list[Diagnostic] = []
    for piece in pieces:
        if piece is None:
            return None
        if isinstance(piece, Diagnostic):
            told.append(piece)
        else:
            writer.add(buckets_of(keys_of(piece.cells[0]), writer.count), _batch(piece, spelled=spelled))
    return tuple(told)


def spreads_of(mapping: TableMapping) -> Sequence[Spread]:
    """Every table that is read, once for each set of columns."""
    found: dict[tuple[Table, tuple[str, ...]], bool] = {}
    for _, table, columns in tables_read(mapping):
        found.setdefault((table, tuple(columns)), False)
    for shared in mapping.shared:
        named = [column.column for column in shared.columns.values() if column.constant is None]
        if named:
            found.setdefault((shared.rows.table, tuple(named)), True)
    return [Spread(f"table-{at:02}", *key, whole=whole) for at, (key, whole) in enumerate(found.items())]


def _batch(piece: Piece, *, spelled: bool) -> pa.RecordBatch:
    import pyarrow as pa

    arrays = [arrow_numbers(piece.lines), arrow_numbers(piece.ragged)]
    arrays += [array_from_cells(cells, spelled=spelled) for cells in piece.cells]
    names = ["line", "ragged", *(str(at) for at in range(len(piece.cells)))]
    return pa.RecordBatch.from_arrays(arrays, names=names)


def _schema(columns: int) -> pa.Schema:
    """That of a table without rows."""
    import pyarrow as pa

    cells = [(str(at), pa.large_string()) for at in range(columns)]
    return pa.schema([("line", pa.int64()), ("ragged", pa.bool_()), *cells])
