"""Case documents spread over buckets by their ids: lines of JSON are copied, other files only noted.

Lines keep their number, and other cases the place in their file, so that what is said of them names the place
where they stand.
"""

from __future__ import annotations

import enum
import json
from collections.abc import Iterator, Mapping
from functools import partial
from itertools import chain, islice
from pathlib import Path
from typing import TYPE_CHECKING

import attrs
import numpy as np

from dutylang.books.hashing import bucket_of
from dutylang.books.inputs import BookInput, columns_of_part
from dutylang.books.journal import Journal
from dutylang.books.shelf import Shelf, ShelfWriter
from dutylang.cases.columns.model import CaseColumns
from dutylang.cases.document import reading_of
from dutylang.cases.faults import Faults, Place
from dutylang.cases.files import (
    JSON_LINES,
    Found,
    PlaceOf,
    case_files,
    found_in_documents,
    found_in_line,
    found_of_case,
    registers_at,
    shared_from_files,
    without_twins,
)
from dutylang.cases.lookup import lookup_from_vocabulary
from dutylang.diagnostics import Diagnostic
from dutylang.pipeline import zone_of

if TYPE_CHECKING:
    import pyarrow as pa

    from dutylang.cases.files import Read

DOCUMENTS = "documents"
_AT_ONCE = 1_024
_FILE = f"{DOCUMENTS}.arrow"


class _What(enum.IntEnum):
    """What a row says: a line of JSON, the place of a case in another file, or a file that something is said of."""

    LINE = 0
    ITEM = 1
    FILE = 2


_Row = tuple[int, _What, str, int, bytes]
"""Bucket, what it is, the file, the line or place in it, and the text of a line."""


@attrs.frozen(eq=False)
class DocumentBuckets:
    """The case documents of a book in `count` buckets on disk; `at_once` of them are judged together."""

    book: BookInput
    journal: Journal
    count: int
    held_bytes: int
    at_once: int

    def spread(self) -> Iterator[tuple[Diagnostic, ...]]:
        """Spreads the cases where that is not done. Nothing stops it: what is wrong is said with the cases."""
        if self.journal.done(DOCUMENTS) is not None:
            return
        with self.journal.writing(_FILE) as out, ShelfWriter(out, self.count, self.held_bytes) as writer:
            rows = chain.from_iterable(self._rows(file) for file in self._files())
            while part := list(islice(rows, _AT_ONCE)):
                writer.add(np.array([row[0] for row in part], np.int64), _batch(part))
            writer.close(_batch([]).schema)
        self.journal.mark(DOCUMENTS, {"index": writer.index, "rows": writer.rows})
        yield ()

    def chunks(self, bucket: int) -> Iterator[CaseColumns]:
        """The cases of a bucket in columns, some at a time, with what is said in place of others."""
        found = without_twins(self._found(bucket))
        while part := list(islice(found, self.at_once)):
            yield columns_of_part(part, self.book.loaded, self.book.horizon)

    @property
    def _path(self) -> Path:
        base = self.book.base
        assert isinstance(base, Path)
        return base

    def _files(self) -> list[Path]:
        path, holders = self._path, self.book.holders
        if not path.is_dir():
            return [path]
        named = None if holders is None else holders.resolve()
        # An empty folder stands for itself: something is said of it.
        return [file for file in case_files(path) if file.resolve() != named] or [path]

    def _rows(self, file: Path) -> Iterator[_Row]:
        if file.suffix.lower() in JSON_LINES:
            yield from self._lines(file)
            return
        ids: list[object] = []

        def keep(raw: object, _: Place, __: PlaceOf) -> Found:
            ids.append(raw.get("id") if isinstance(raw, Mapping) else None)
            return None, ()

        told = any(problems for _, problems in self._within(file, keep))
        for at, identity in enumerate(ids):
            yield self._bucket(identity), _What.ITEM, str(file), at, b""
        if told:
            yield 0, _What.FILE, str(file), 0, b""

    def _lines(self, file: Path) -> Iterator[_Row]:
        """The lines that hold a case. Of a file that cannot be read to its end, something is said."""
        longest, number, empty = self.book.limits.document_bytes, 0, True
        try:
            with file.open("rb") as lines:
                while line := lines.readline(longest + 1):
                    number += 1
                    if len(line) > longest:
                        yield 0, _What.FILE, str(file), number, b""
                        return
                    if line.strip(b" \t\r\n\xef\xbb\xbf"):
                        empty = False
                        yield self._bucket(_id_in(line)), _What.LINE, str(file), number, line
        except OSError:
            empty = True
        if empty:
            yield 0, _What.FILE, str(file), 0, b""

    def _bucket(self, identity: object) -> int:
        return bucket_of(None if identity is None else str(identity), self.count)

    def _within(self, file: Path, read: Read) -> Iterator[Found]:
        """A file of a folder, or what is said of a folder without any."""
        return found_in_documents(file, read, self.book.limits, self.book.holders)

    def _found(self, bucket: int) -> Iterator[Found]:
        """The cases of a bucket in their order."""
        book = self.book
        lookup, tz = lookup_from_vocabulary(book.loaded.policy.vocabulary), zone_of(book.loaded)
        blank = attrs.evolve(reading_of(lookup, tz, Faults(Place(""))), limits=book.limits)
        shared, problems = shared_from_files(registers_at(book.base, book.holders), blank)
        if problems:
            yield None, tuple(problems)
        read = partial(found_of_case, reading=blank, shared=shared)
        about = self.journal.done(DOCUMENTS)
        index = about["index"] if about is not None else []
        assert isinstance(index, list)
        file, wanted, told = "", set[int](), False
        for what, source, number, text in _kept(Shelf(self.journal.path(_FILE), index), bucket):
            if source != file:
                yield from self._items(file, wanted, read, told=told)
                file, wanted, told = source, set(), False
            if what is _What.LINE:
                yield found_in_line(text, Place(source, "", number), read)
            elif what is _What.ITEM:
                wanted.add(number)
            else:
                told = True
        yield from self._items(file, wanted, read, told=told)

    def _items(self, file: str, wanted: set[int], read: Read, *, told: bool) -> Iterator[Found]:
        """Some cases of a file by their places; with `told` also what is said of the file itself."""
        if not wanted and not told:
            return
        seen = -1
        mine = False

        def chosen(raw: object, root: Place, place_of: PlaceOf) -> Found:
            nonlocal seen, mine
            seen, mine = seen + 1, True
            return read(raw, root, place_of) if seen in wanted else (None, ())

        for case, problems in self._within(Path(file), chosen):
            if (mine and seen in wanted) or (not mine and told):
                yield case, problems
            mine = False


def _id_in(line: bytes) -> object:
    """The id of a case in a line of JSON; None where it has none, or is no JSON."""
    try:
        found = json.loads(line)
    except (ValueError, RecursionError):
        return None
    return found.get("id") if isinstance(found, dict) else None


def _batch(rows: list[_Row]) -> pa.RecordBatch:
    import pyarrow as pa

    columns = list(zip(*rows, strict=True)) if rows else [()] * 5
    return pa.RecordBatch.from_arrays(
        [
            pa.array(columns[1], pa.int8()),
            pa.array(columns[2], pa.large_string()),
            pa.array(columns[3], pa.int64()),
            pa.array(columns[4], pa.large_binary()),
        ],
        names=["what", "file", "number", "text"],
    )


def _kept(shelf: Shelf, bucket: int) -> Iterator[tuple[_What, str, int, bytes]]:
    for batch in shelf.batches(bucket):
        for what, *rest in zip(*(column.to_pylist() for column in batch.columns), strict=True):
            source, number, text = rest
            yield _What(what), source, number, text
