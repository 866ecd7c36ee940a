"""How much room on the disk an audit in buckets still needs, as far as can be told from what it has written."""

from __future__ import annotations

from pathlib import Path

from dutylang.books.journal import Journal

_PACKED = frozenset({".parquet", ".gz", ".xlsx"})
_GROWN_PACKED, _GROWN = 9, 3
"""What the buckets and their findings take, by what the cases take in packed files and in plain ones."""

_REPORT = 1.0
"""A report in Parquet takes as much as its rows take in the buckets."""


def space_needed(journal: Journal, buckets: int, writes_report: bool) -> int:
    """About how many bytes more; none where nothing can be told."""
    done = [number for number in range(buckets) if journal.done(f"bucket-{number:05}") is not None]
    rows = sum(path.stat().st_size for path in journal.folder.glob("bucket-*.parquet"))
    if not done:
        spread = sum(path.stat().st_size for path in journal.folder.glob("*.arrow"))
        return max(_of_cases(journal) - spread, 0)
    every = rows * buckets // len(done)
    return every - rows + (int(every * _REPORT) if writes_report else 0)


def _of_cases(journal: Journal) -> int:
    cases = journal.manifest().get("cases")
    total = 0
    for path, size, _ in cases if isinstance(cases, list) else ():
        packed = Path(path).suffix.lower() in _PACKED
        total += size * (_GROWN_PACKED if packed else _GROWN)
    return total
