"""How many buckets a book needs under a budget of memory, and what of it each part of the work may take.

The number hangs on the tables and the budget alone, so that a run that is taken up again finds the same buckets.
"""

from __future__ import annotations

import csv
import gzip
import io
from itertools import islice
from pathlib import Path

import attrs

from dutylang.books.budget import LEAST, MEGABYTE, OWN_BUDGET, workers_within
from dutylang.books.inputs import BookInput
from dutylang.cases.columns.table_input import tables_read
from dutylang.cases.files import case_files
from dutylang.cases.mapping import Table
from dutylang.cases.source_model import Database, Scheme, TableSource
from dutylang.cases.sources import count_of_rows

HELD_ROW, A_PART = 300, 500 * MEGABYTE
"""What a row takes while a book is held whole; and the part of it that is being judged."""

PROGRAM = 360 * MEGABYTE
"""What the program takes with its libraries, and to spread the tables, before a case is read."""

WORKER = 240 * MEGABYTE
"""What a process of its own takes before it reads a case."""

BYTES_OF_A_ROW, AND_OF_A_RULE = 800, 15
"""What a row of a table takes at the worst moment of reading and judging it; and more for every rule."""

BYTES_OF_A_DOCUMENT, OF_A_FINDING = 60_000, 500
"""What a case document takes while it is judged; and more for every rule."""

MOST_BUCKETS = 10_000
_SAMPLE = 256 * 1024
_GROWN = 6
"""A packed text is about so many times smaller than it is."""


@attrs.frozen
class Sizes:
    """The number of buckets; the bytes held to fill them; and how many case documents are judged together."""

    buckets: int
    held_bytes: int = 32 * MEGABYTE
    cases_at_once: int = 20_000


def sizes_of(book: BookInput, memory: int) -> Sizes:
    """What a book needs under a budget in bytes, of `LEAST` or more: each of the workers holds a bucket."""
    workers = workers_within(memory)
    libraries = PROGRAM + (workers * WORKER if workers > 1 else 0)
    room = max(memory - libraries, LEAST - PROGRAM) // workers
    rules = len(book.loaded.plan.rules)
    held = min(64 * MEGABYTE, room // 2)
    if book.mapping is None:
        total = _document_bytes(book)
        # Documents are judged a few thousand at a time: a bucket need only hold their ids and its lines' index.
        at_once = max(200, min(20_000, room // (2 * (BYTES_OF_A_DOCUMENT + rules * OF_A_FINDING))))
        return Sizes(_parts(total, room, workers), held, at_once)
    needed = _rows_read(book) * (BYTES_OF_A_ROW + rules * AND_OF_A_RULE)
    return Sizes(_parts(needed, room, workers), held)


def fits_whole(book: BookInput) -> bool:
    """Whether a book can be held whole within `OWN_BUDGET`; documents always, of which some are held at a time."""
    return PROGRAM + A_PART + _rows_read(book) * HELD_ROW <= OWN_BUDGET


def _rows_read(book: BookInput) -> int:
    """About how many rows the tables of a book have together; none where there are no tables."""
    if book.mapping is None:
        return 0
    return sum(_rows(table, len(set(columns)), book) for _, table, columns in tables_read(book.mapping))


def _parts(needed: int, room: int, workers: int) -> int:
    """So many that each has room, and as many for one worker as for another: none waits for the last."""
    count = max(1, min(MOST_BUCKETS, -(-needed // room)))
    return count if count == 1 else -(-count // workers) * workers


def _document_bytes(book: BookInput) -> int:
    if isinstance(book.base, Database):
        return 0
    files = case_files(book.base) if book.base.is_dir() else [book.base]
    return sum(file.stat().st_size for file in files if file.exists())


def _rows(table: Table, columns: int, book: BookInput) -> int:
    """About how many rows a table has; none where it cannot be read: that is told when it is."""
    source = table.source(book.base)
    if source is None and table.origin is None and isinstance(book.base, Path):
        path = book.base / table.file
        if path.is_dir():
            source = TableSource(Database(Scheme.PARQUET, str(path), path))
        elif path.is_file():
            return _rows_of_file(path, table, columns)
    return 0 if source is None else count_of_rows(source) or 0


def _rows_of_file(path: Path, table: Table, columns: int) -> int:
    suffix = path.suffix.lower()
    if suffix == ".parquet":
        return _rows_of_parquet(path)
    size = path.stat().st_size
    if suffix in (".xlsx", ".xlsm"):
        return size // max(columns, 1)
    try:
        if suffix == ".gz":
            with gzip.open(path, "rb") as file:
                sample, size = file.read(_SAMPLE), size * _GROWN
        else:
            with path.open("rb") as plain:
                sample = plain.read(_SAMPLE)
        text = io.StringIO(sample.decode(table.encoding, "replace"), newline="")
        count = sum(1 for _ in islice(csv.reader(text, delimiter=table.delimiter), _SAMPLE))
    except (OSError, EOFError, csv.Error):
        return 0
    return size * count // max(len(sample), 1)


def _rows_of_parquet(path: Path) -> int:
    import pyarrow as pa
    import pyarrow.parquet as pq

    try:
        return int(pq.read_metadata(path).num_rows)
    except (OSError, pa.ArrowException):
        return 0
