"""Rows on disk by bucket: one Arrow file whose batches each hold rows of one bucket, in the order they came.

A file is a shelf as soon as its index stands beside it; before that it is nothing.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO, Self

import attrs
import numpy as np

from dutylang.cases.columns.table_cells import arrow_numbers
from dutylang.ops.columns import Ints

if TYPE_CHECKING:
    import pyarrow as pa

_Rows = tuple[Ints, "pa.RecordBatch"]
"""Some rows, each with its bucket."""


@attrs.define(eq=False)
class ShelfWriter:
    """Spreads rows over buckets; about `held_bytes` of them are held in memory before they are written.

    Half of them are put in order and written while the others are read. Of use in a `with` statement, which waits for
    what has been begun.
    """

    out: BinaryIO
    count: int
    held_bytes: int
    index: list[int] = attrs.field(factory=list)
    rows: list[int] = attrs.field(init=False)
    _held: list[_Rows] = attrs.field(factory=list)
    _size: int = 0
    _writer: pa.ipc.RecordBatchFileWriter | None = None
    _beside: ThreadPoolExecutor = attrs.field(factory=lambda: ThreadPoolExecutor(1))
    _begun: Future[None] | None = None

    def __attrs_post_init__(self) -> None:
        self.rows = [0] * self.count

    def __enter__(self) -> Self:
        """The writer."""
        return self

    def __exit__(self, *_: object) -> None:
        """Waits for what has been begun."""
        self._beside.shutdown(wait=True)

    def add(self, buckets: Ints, batch: pa.RecordBatch) -> None:
        """Takes in some rows, each with its bucket. OSError where earlier ones could not be written."""
        self._held.append((buckets, batch))
        self._size += batch.nbytes
        if self._size >= self.held_bytes // 2:
            self._finish()
            held, self._held, self._size = self._held, [], 0
            self._begun = self._beside.submit(self._write, held)

    def close(self, schema: pa.Schema) -> None:
        """Writes what is held, and the end of the file; `schema` is that of a shelf without rows."""
        self._finish()
        self._write(self._held)
        writer = self._writer or arrow_writer(self.out, schema)
        writer.close()

    def _finish(self) -> None:
        if self._begun is not None:
            self._begun.result()
            self._begun = None

    def _write(self, held: list[_Rows]) -> None:
        import pyarrow as pa

        if not held:
            return
        buckets = np.concatenate([each for each, _ in held])
        table = pa.Table.from_batches([batch for _, batch in held]).combine_chunks()
        order = np.argsort(buckets, kind="stable")
        bounds = np.searchsorted(buckets, np.arange(self.count + 1), sorter=order).tolist()
        # In the order of the buckets first, all at once: each bucket is then a stretch of rows.
        table = table.take(arrow_numbers(order)).combine_chunks()
        if self._writer is None:
            self._writer = arrow_writer(self.out, table.schema)
        for bucket, (first, last) in enumerate(pairwise(bounds)):
            for batch in table.slice(first, last - first).to_batches() if last > first else ():
                self._writer.write_batch(batch)
                self.index.append(bucket)
                self.rows[bucket] += batch.num_rows


def arrow_writer(out: BinaryIO, schema: pa.Schema) -> pa.ipc.RecordBatchFileWriter:
    """Writes batches, packed, to an Arrow file."""
    import pyarrow as pa

    codec = "lz4" if pa.Codec.is_available("lz4") else None
    return pa.ipc.new_file(out, schema, options=pa.ipc.IpcWriteOptions(compression=codec))


@attrs.frozen(eq=False)
class Shelf:
    """The rows of a file by bucket. `index` is the bucket of each of its batches."""

    path: Path
    index: Sequence[int]

    def table(self, bucket: int) -> pa.Table:
        """All rows of a bucket."""
        import pyarrow as pa

        with pa.OSFile(str(self.path)) as file, pa.ipc.open_file(file) as reader:
            found = [reader.get_batch(at) for at in self._batches(bucket)]
            return pa.Table.from_batches(found, reader.schema)

    def batches(self, bucket: int) -> Iterator[pa.RecordBatch]:
        """The rows of a bucket as they were written, no more than one batch held at a time."""
        import pyarrow as pa

        with pa.OSFile(str(self.path)) as file, pa.ipc.open_file(file) as reader:
            for at in self._batches(bucket):
                yield reader.get_batch(at)

    def _batches(self, bucket: int) -> list[int]:
        return [at for at, found in enumerate(self.index) if found == bucket]
