"""How much room on the disk an audit in buckets still needs, as far as can be told from what it has written."""

from __future__ import annotations

from pathlib import Path

from dutylang.books.draft import DRAFT
from dutylang.books.journal import Journal

_PACKED = frozenset({".parquet", ".gz", ".xlsx"})
_GROWN_PACKED, _GROWN = 9, 3
"""What the buckets and their findings take, by what the cases take in packed files and in plain ones."""


def space_needed(journal: Journal, buckets: int) -> int:
    """About how many bytes more in the work folder; none where nothing can be told."""
    done = [number for number in range(buckets) if journal.done(f"bucket-{number:05}") is not None]
    if not done:
        spread = sum(path.stat().st_size for path in journal.folder.glob("*.arrow"))
        return max(_of_cases(journal) - spread, 0)
    rows = size_of_draft(journal)
    return rows * buckets // len(done) - rows


def size_of_draft(journal: Journal) -> int:
    """How many bytes the report has so far; none where there is no draft of one."""
    path = journal.path(DRAFT)
    return path.stat().st_size if path.exists() else 0


def _of_cases(journal: Journal) -> int:
    cases = journal.manifest().get("cases")
    total = 0
    for path, size, _ in cases if isinstance(cases, list) else ():
        packed = Path(path).suffix.lower() in _PACKED
        total += size * (_GROWN_PACKED if packed else _GROWN)
    return total
