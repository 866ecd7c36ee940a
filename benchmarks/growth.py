"""How the audit of a book grows with the book: 40 duties, from 10,000 cases on, tenfold each time.

Tables that do not fit into two gigabytes go through buckets on disk by themselves; `--memory` gives the largest book
another budget.
"""

from __future__ import annotations

import tempfile
from pathlib import Path

import pyarrow.parquet as pq

from benchmarks.bulk import SAME, audit_arguments, book_of
from benchmarks.measure import ProgramError, load, print_table, run

DUTIES = 40
SIZES = (10_000, 100_000, 1_000_000, 10_000_000)


def main(largest: int = 100_000, memory: str | None = None, folder: Path | None = None) -> None:
    """Prints seconds for each 100,000 cases and peak memory, up to a book of so many cases."""
    rows: list[list[object]] = []
    with tempfile.TemporaryDirectory() as name:
        out = Path(name) / "found.parquet"
        for size in (each for each in SIZES if each <= largest):
            budget = memory if size == largest else None
            arguments = audit_arguments(book_of(size, folder), DUTIES, out, "--columns", SAME)
            if budget is not None:
                arguments += ["--memory", budget, "--work", Path(name) / "work"]
            try:
                taken = run(arguments)
            except ProgramError as error:
                print(f"{size:,} cases{f' in {budget}' if budget else ''} did not run: {error}")
                continue
            findings, each = pq.read_metadata(out).num_rows, 100_000 / size
            out.unlink()
            figures = [taken.wall, taken.cpu, taken.wall * each, taken.cpu * each, taken.peak_mb]
            rows.append([size, findings, budget or "", *figures])
    print(f"{DUTIES} duties in eleven columns; load of the machine {load()}.\n")
    header = [
        "cases",
        "findings",
        "--memory",
        "wall s",
        "CPU s",
        "wall s per 100k",
        "CPU s per 100k",
        "peak MB",
    ]
    print_table(header, rows)
