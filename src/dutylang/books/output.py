"""Where the tables of a book go: a Parquet file that is there whole, or not at all."""

from __future__ import annotations

import errno
import io
import os
import shutil
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

import attrs

from dutylang.books.footers import (
    ENDING,
    MAGIC,
    ROWS,
    Struct,
    bytes_from_footer,
    ending_of,
    footer_from_bytes,
    footer_of,
    joined_footer,
    moved_groups,
)
from dutylang.reports.as_parquet import METADATA, UNIQUE, coded_schema, schema_of, told_of_run
from dutylang.reports.audit import AuditRun
from dutylang.reports.names import Names
from dutylang.reports.person_rows import FINDINGS

if TYPE_CHECKING:
    import pyarrow as pa


AT_ONCE = 2**20
"""Bytes that are copied together."""

MOST_WORDS = 2**30
"""Bytes of words that may stand before the codes of a part; from there on texts would be written out."""


class OutputError(Exception):
    """A file cannot be written, for the reason that the system gives."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


@contextmanager
def _telling() -> Iterator[None]:
    """Tells what the system says against writing as an OutputError."""
    try:
        yield
    except OSError as fault:
        raise OutputError(fault.strerror or type(fault).__name__) from fault


@contextmanager
def replaced(path: Path) -> Iterator[BinaryIO]:
    """A file to write beside a path, which takes its place at the end; on any failure the path is as it was.

    OutputError when it cannot be written. What is no plain file, such as a pipe, is written to as it stands.
    """
    target = Path(os.path.realpath(path))
    is_other = _is_other(target)
    draft = target if is_other else target.with_name(f".{target.name}.{os.getpid()}.part")
    with _telling():
        out = draft.open("wb" if is_other else "xb")
    try:
        yield out
        with _telling():
            out.close()
            if not is_other:
                _put(draft, target)
    except BaseException:
        with suppress(OSError):
            out.close()
        if not is_other:
            draft.unlink(missing_ok=True)
        raise


def moved(draft: Path, path: Path) -> bool:
    """Whether a finished file could take the place of a path: on the same disk, of a plain file or of none.

    OutputError when the path cannot be written.
    """
    target = Path(os.path.realpath(path))
    if _is_other(target):
        return False
    with _telling():
        try:
            _put(draft, target)
        except OSError as fault:
            if fault.errno == errno.EXDEV:
                return False
            raise
    return True


def _is_other(target: Path) -> bool:
    """Whether a path is there and no plain file."""
    return target.exists() and not target.is_file()


def _put(draft: Path, target: Path) -> None:
    """Puts a finished file in the place of another, with the rights of that."""
    with draft.open("rb") as file:
        os.fsync(file.fileno())
    if target.exists():
        shutil.copymode(target, draft)
    draft.replace(target)


_ELEMENT = ".list.element"


def encoded(tables: Iterable[pa.Table], schema: pa.Schema, out: BinaryIO) -> None:
    """Tables that follow one another as one row group of a Parquet file; no tables make no row group.

    Texts come as codes into words, and are written so. Readers find texts all the same: what the types were in
    memory is not noted in the file. What is least and most in a column is not noted either: the rules and cases of
    a part are mixed, so that no reader could leave out a part by it.
    """
    import pyarrow as pa
    import pyarrow.parquet as pq

    few = [_path(each) for each in schema if _is_words(each)]
    numbers = {_path(each): "DELTA_BINARY_PACKED" for each in schema if _is_whole(each)}
    with pq.ParquetWriter(
        out,
        schema,
        use_dictionary=few,
        dictionary_pagesize_limit=MOST_WORDS if any(map(_is_coded, schema)) else None,
        column_encoding=numbers,
        write_statistics=False,
        store_schema=False,
    ) as writer:
        held = list(tables)
        if held:
            table = pa.concat_tables(held)
            writer.write_table(table, row_group_size=max(table.num_rows, 1))


def _path(field: pa.Field) -> str:
    import pyarrow as pa

    return f"{field.name}{_ELEMENT if pa.types.is_list(field.type) else ''}"


def _is_words(field: pa.Field) -> bool:
    import pyarrow as pa

    own = field.type.value_type if pa.types.is_list(field.type) else field.type
    return _is_coded(field) or bool(pa.types.is_string(own) and field.name not in UNIQUE)


def _is_coded(field: pa.Field) -> bool:
    import pyarrow as pa

    own = field.type.value_type if pa.types.is_list(field.type) else field.type
    return bool(pa.types.is_dictionary(own))


def _is_whole(field: pa.Field) -> bool:
    import pyarrow as pa

    own = field.type.value_type if pa.types.is_list(field.type) else field.type
    return bool(pa.types.is_int64(own) or pa.types.is_date(own) or pa.types.is_timestamp(own))


@attrs.define
class TableWriter:
    """Writes one table of an audit as its parts come; what is audited by what stands in the metadata.

    A part is a table, or a piece that was made of some by `encoded`: its bytes are copied as they are. `columns`
    are those that are written; None stands for all. Without `run` nothing is said of what is audited. `place` is where
    the rows so far end.
    """

    out: BinaryIO
    run: AuditRun | None
    names: Names
    table: str
    columns: Sequence[str] | None = None
    place: int = attrs.field(default=0, init=False)
    _groups: list[Struct] = attrs.field(factory=list)
    _rows: int = 0

    def write(self, part: pa.Table) -> None:
        """Adds rows, which have the columns of the table."""
        piece = io.BytesIO()
        encoded([part], part.schema, piece)
        self.join(piece)

    def join(self, piece: BinaryIO) -> bytes:
        """Adds the rows of a piece; its footer."""
        self._begin()
        size = piece.seek(-ENDING, os.SEEK_END)
        length = footer_of(piece.read())
        piece.seek(size - length)
        footer = piece.read(length)
        self._count(footer)
        piece.seek(len(MAGIC))
        with _telling():
            self._copy(piece, size - length - len(MAGIC))
        return footer

    def count(self, footer: bytes, end: int) -> None:
        """Counts a piece that stands in the file already, up to a place: the next to be told after those before it."""
        self.place = self.place or len(MAGIC)
        self._count(footer)
        self.place = end

    def close(self) -> None:
        """Ends the file, which is sound only then; without rows it has its columns alone."""
        self._begin()
        empty = _empty_footer(self.table, self.columns, self.run, self.names)
        footer = bytes_from_footer(joined_footer(empty, self._groups, self._rows))
        with _telling():
            self.out.write(footer)
            self.out.write(ending_of(footer))

    def _count(self, footer: bytes) -> None:
        told = footer_from_bytes(footer)
        self._groups += moved_groups(told, self.place - len(MAGIC))
        self._rows += told[ROWS][1]

    def _copy(self, piece: BinaryIO, size: int) -> None:
        while size:
            data = piece.read(min(size, AT_ONCE))
            self.out.write(data)
            self.place += len(data)
            size -= len(data)

    def _begin(self) -> None:
        if not self.place:
            with _telling():
                self.out.write(MAGIC)
            self.place = len(MAGIC)


def _empty_footer(table: str, columns: Sequence[str] | None, run: AuditRun | None, names: Names) -> Struct:
    import pyarrow.parquet as pq

    schema = coded_schema(schema_of(table, columns)) if table == FINDINGS else schema_of(table, columns)
    out = io.BytesIO()
    with pq.ParquetWriter(out, schema, store_schema=False) as writer:
        if run is not None:
            writer.add_key_value_metadata({METADATA: told_of_run(table, run, names)})
    data = out.getvalue()
    return footer_from_bytes(data[-ENDING - footer_of(data[-ENDING:]) : -ENDING])
