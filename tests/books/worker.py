"""An audit in buckets as a process of its own, that ends itself at a stage as a lost machine would.

`python -m tests.books.worker FOLDER WORK OUT BUCKETS [STAGE DONE [JOBS]]`
"""

from __future__ import annotations

import os
import signal
import sys
from pathlib import Path

from dutylang.books.buckets import BucketedAudit
from dutylang.books.draft import Wanted
from dutylang.books.sizes import Sizes
from dutylang.cli.auditing import Audit
from tests.books.books import book_of, journal_in, run_of


def main(
    folder: str, work: str, out: str, buckets: str, stage: str = "", done: str = "0", jobs: str = "1"
) -> None:
    """Audits the book in a folder, or is killed when so much of a stage is done."""
    book = book_of(Path(folder))
    run = run_of(book)

    def watch(told: str, count: int, _: int) -> None:
        if (told, count) == (stage, int(done)):
            os.kill(os.getpid(), signal.SIGKILL)

    journal = journal_in(Path(work), buckets=int(buckets))
    sizes = Sizes(int(buckets), held_bytes=20_000)
    wanted = Wanted("findings", about=Audit(book.loaded, book.horizon).run())
    audit = BucketedAudit(run, book, journal, sizes, wanted, watch, jobs=int(jobs))
    total, unusable = audit.audited()
    if total is None:
        raise SystemExit(str(unusable))
    watch("whole", 0, 0)
    audit.put(Path(out))
    journal.remove()


if __name__ == "__main__":
    main(*sys.argv[1:])
