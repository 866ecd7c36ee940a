"""Where the tables of a book go: a Parquet file that is there whole, or not at all."""

from __future__ import annotations

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


DRAFT = "report.part"
"""A report in a work folder that is not done yet."""

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


def can_stand_in(folder: Path, path: Path) -> bool:
    """Whether the draft of a file may stand in a folder until it is done: both are of one file system."""
    target = Path(os.path.realpath(path))
    try:
        same = folder.stat().st_dev == target.parent.stat().st_dev
    except OSError:
        return False
    return same and (target.is_file() or not target.exists())


@contextmanager
def replaced(path: Path, folder: Path | None = None) -> Iterator[BinaryIO]:
    """A file to write beside a path, which takes its place at the end; on any failure the path is as it was.

    OutputError when it cannot be written. What is no plain file, such as a pipe, is written to as it stands.
    Until it is done, the file stands in `folder` where one is named: one that it `can_stand_in`.
    """
    target = Path(os.path.realpath(path))
    is_other = target.exists() and not target.is_file()
    draft = target if is_other else target.with_name(f".{target.name}.{os.getpid()}.part")
    if folder is not None:
        draft = folder / DRAFT
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


def _put(draft: Path, target: Path) -> None:
    """Puts a finished file in the place of another, with the rights of that."""
    with draft.open("rb") as file:
        os.fsync(file.fileno())
    if target.exists():
        shutil.copymode(target, draft)
    draft.replace(target)


def not_needed(file: BinaryIO) -> None:
    """Tells the system that what stands in a file is not read soon, so that it need not keep it in memory."""
    if hasattr(os, "posix_fadvise"):
        with suppress(OSError):  # as of a pipe
            os.posix_fadvise(file.fileno(), 0, 0, os.POSIX_FADV_DONTNEED)


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
    are those that are written; None stands for all. Without `run` nothing is said of what is audited.
    """

    out: BinaryIO
    run: AuditRun | None
    names: Names
    table: str
    columns: Sequence[str] | None = None
    _footer: Struct | None = None
    _groups: list[Struct] = attrs.field(factory=list)
    _rows: int = 0
    _place: int = 0

    def write(self, part: pa.Table) -> None:
        """Adds rows, which have the columns of the table."""
        piece = io.BytesIO()
        encoded([part], part.schema, piece)
        self.join(piece)

    def join(self, piece: BinaryIO) -> None:
        """Adds the rows of a piece."""
        with _telling():
            self._begin()
        size = piece.seek(-ENDING, os.SEEK_END)
        length = footer_of(piece.read())
        piece.seek(size - length)
        footer = footer_from_bytes(piece.read(length))
        groups = moved_groups(footer, self._place - len(MAGIC))
        self._groups += groups
        self._rows += footer[ROWS][1]
        piece.seek(len(MAGIC))
        with _telling():
            self._copy(piece, size - length - len(MAGIC))

    def hand_over(self) -> None:
        """Has the system begin to bring to the disk what is written so far: less is waited for at the end."""
        with _telling():
            self.out.flush()
        not_needed(self.out)

    def close(self) -> None:
        """Ends the file, which is sound only then; without rows it has its columns alone."""
        with _telling():
            footer = bytes_from_footer(joined_footer(self._begin(), self._groups, self._rows))
            self.out.write(footer)
            self.out.write(ending_of(footer))

    def _copy(self, piece: BinaryIO, size: int) -> None:
        while size:
            data = piece.read(min(size, AT_ONCE))
            self.out.write(data)
            self._place += len(data)
            size -= len(data)

    def _begin(self) -> Struct:
        """The footer of the table without rows; the file begins when it is first asked for."""
        if self._footer is None:
            self.out.write(MAGIC)
            self._place = len(MAGIC)
            self._footer = _empty_footer(self.table, self.columns, self.run, self.names)
        return self._footer


def _empty_footer(table: str, columns: Sequence[str] | None, run: AuditRun | None, names: Names) -> Struct:
    import pyarrow.parquet as pq

    schema = coded_schema(schema_of(table, columns)) if table == FINDINGS else schema_of(table, columns)
    out = io.BytesIO()
    with pq.ParquetWriter(out, schema, store_schema=False) as writer:
        if run is not None:
            writer.add_key_value_metadata({METADATA: told_of_run(table, run, names)})
    data = out.getvalue()
    return footer_from_bytes(data[-ENDING - footer_of(data[-ENDING:]) : -ENDING])
