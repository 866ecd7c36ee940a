"""How the audit of a book grows with the book: 40 duties, from 10,000 cases on, tenfold each time.

With a budget (`--memory 2GB`) the largest book goes through buckets on disk as well.
"""

from __future__ import annotations

import tempfile
from pathlib import Path

from benchmarks.bulk import audit_arguments, book_of
from benchmarks.measure import ProgramError, load, print_table, run

DUTIES = 40
SIZES = (10_000, 100_000, 1_000_000, 10_000_000)


def main(largest: int = 100_000, memory: str | None = None, folder: Path | None = None) -> None:
    """Prints seconds for each 100,000 cases and peak memory, up to a book of so many cases."""
    rows: list[list[object]] = []
    sizes = [size for size in SIZES if size <= largest]
    with tempfile.TemporaryDirectory() as name:
        out = Path(name) / "found.parquet"
        plans: list[tuple[int, str | None]] = [(size, None) for size in sizes]
        if memory is not None:
            plans = [each for each in plans if each[0] < SIZES[-1]] + [(sizes[-1], memory)]
        for size, budget in plans:
            arguments = audit_arguments(book_of(size, folder), DUTIES, out)
            if budget is not None:
                arguments += ["--memory", budget, "--work", Path(name) / "work"]
            try:
                taken = run(arguments)
            except ProgramError as error:
                print(f"{size:,} cases{f' in {budget}' if budget else ''} did not run: {error}")
                continue
            each = 100_000 / size
            rows.append(
                [
                    size,
                    budget or "",
                    taken.wall,
                    taken.cpu,
                    taken.wall * each,
                    taken.cpu * each,
                    taken.peak_mb,
                ]
            )
    print(f"{DUTIES} duties in columns; load of the machine {load()}.\n")
    header = ["cases", "--memory", "wall s", "CPU s", "wall s per 100k", "CPU s per 100k", "peak MB"]
    print_table(header, rows)
