"""The report of a book in buckets while it grows: the rows of one bucket after another, in the work folder.

What stands in it up to the place that the last mark names was brought to the disk. What stands behind that is cut off
when the run is taken up again, which then writes the very same bytes.
"""

from __future__ import annotations

import base64
import os
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any, BinaryIO

import attrs

from dutylang.books.journal import BUFFER, Journal
from dutylang.books.output import TableWriter, moved, replaced
from dutylang.reports.audit import AuditRun
from dutylang.reports.names import Names

DRAFT = "report.draft"
"""A report in a work folder that is not done yet."""

Noted = Mapping[str, Any]
"""What is kept of the rows of a bucket: where they end, and the footer of their piece."""


@attrs.frozen
class Wanted:
    """What is written of a book: a table, some of its columns or all (None), and what is told of the audit in it."""

    table: str
    columns: Sequence[str] | None = None
    about: AuditRun | None = None


@attrs.frozen(eq=False)
class Draft:
    """A report to which the rows of buckets are added, in their order."""

    file: BinaryIO
    writer: TableWriter

    def add(self, piece: BinaryIO) -> Noted:
        """Adds the rows of a bucket and brings them to the disk; what is to be noted of them.

        OutputError or OSError when the disk is full.
        """
        footer = self.writer.join(piece)
        self._keep()
        return {"end": self.writer.place, "footer": base64.b64encode(footer).decode("ascii")}

    def close(self) -> None:
        """Ends the report, which is sound only then."""
        self.writer.close()
        self._keep()

    def _keep(self) -> None:
        self.file.flush()
        os.fsync(self.file.fileno())
        # It is not read soon: the system may use its memory for the next rows.
        if hasattr(os, "posix_fadvise"):
            with suppress(OSError):
                os.posix_fadvise(self.file.fileno(), 0, 0, os.POSIX_FADV_DONTNEED)


@contextmanager
def draft_in(journal: Journal, wanted: Wanted, names: Names, before: Sequence[Noted]) -> Iterator[Draft]:
    """The draft of a work folder, to go on with after the buckets of which something is noted.

    It stays there, whatever happens, until the folder is emptied.
    """
    path = journal.path(DRAFT)
    file = path.open("r+b" if path.exists() else "w+b", BUFFER)
    try:
        file.truncate(before[-1]["end"] if before else 0)
        file.seek(0, os.SEEK_END)
        writer = TableWriter(file, wanted.about, names, wanted.table, wanted.columns)
        for noted in before:
            writer.count(base64.b64decode(noted["footer"]), noted["end"])
        yield Draft(file, writer)
        file.close()
    except BaseException:
        with suppress(OSError):
            file.close()
        raise


def stands(journal: Journal, noted: Noted) -> bool:
    """Whether the draft of a folder still holds the rows of which something is noted."""
    try:
        return bool(journal.path(DRAFT).stat().st_size >= noted["end"])
    except OSError:
        return False


def put(journal: Journal, path: Path, watch: Callable[[int, int], None]) -> None:
    """Puts the finished report where it belongs: the draft itself on the same disk, and a copy of it on another.

    `watch` is told how many megabytes are copied, and of how many. OutputError where it cannot be written.
    """
    draft = journal.path(DRAFT)
    if moved(draft, path):
        return
    size = -(-draft.stat().st_size // BUFFER)
    with replaced(path) as out, draft.open("rb") as file:
        for done in range(size):
            watch(done, size)
            out.write(file.read(BUFFER))
        watch(size, size)
