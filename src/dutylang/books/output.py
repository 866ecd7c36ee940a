"""Where the tables of a book go: a Parquet file that is there whole, or not at all."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

import attrs

from dutylang.reports.as_parquet import schema_of_run
from dutylang.reports.audit import AuditRun
from dutylang.reports.names import Names

if TYPE_CHECKING:
    import pyarrow as pa
    import pyarrow.parquet as pq


UNIQUE = (
    "case",
    "key",
    "trigger",
    "evidence",
    *(f"{each}_instant" for each in ("opened", "due", "done", "breached_at")),
)
"""Columns in which values seldom come twice: nothing is gained by writing each once."""
_ELEMENT = ".list.element"


def _is_list(field: pa.Field) -> bool:
    import pyarrow as pa

    return bool(pa.types.is_list(field.type))


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
    is_other = target.exists() and not target.is_file()
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


def _put(draft: Path, target: Path) -> None:
    """Puts a finished file in the place of another, with the rights of that."""
    with draft.open("rb") as file:
        os.fsync(file.fileno())
    if target.exists():
        shutil.copymode(target, draft)
    draft.replace(target)


@attrs.define
class TableWriter:
    """Writes one table of an audit as its parts come; what is audited by what stands in the metadata."""

    out: BinaryIO
    run: AuditRun
    names: Names
    table: str
    _writer: pq.ParquetWriter | None = None

    def write(self, part: pa.Table) -> None:
        """Adds rows, which have the columns of the table."""
        with _telling():
            self._open().write_table(part)

    def close(self) -> None:
        """Ends the file, which is sound only then; without rows it has its columns alone."""
        with _telling():
            self._open().close()

    def _open(self) -> pq.ParquetWriter:
        if self._writer is None:
            import pyarrow.parquet as pq

            schema = schema_of_run(self.table, self.run, self.names)
            few = [
                f"{each.name}{_ELEMENT if _is_list(each) else ''}"
                for each in schema
                if each.name not in UNIQUE
            ]
            self._writer = pq.ParquetWriter(self.out, schema, use_dictionary=few)
        return self._writer
