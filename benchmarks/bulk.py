"""A whole book: dutylang in columns beside the same duties written by hand in Polars and numpy, and in SQL.

Each program is a process of its own, from the two tables to a Parquet file of findings, imports included. Their
findings are compared before a row is printed.
"""

from __future__ import annotations

import shutil
import tempfile
from pathlib import Path

from benchmarks.book import AS_OF, write_book
from benchmarks.findings import differences
from benchmarks.measure import ProgramError, Run, load, print_table, rounds_of, run

FIRST = "Polars + numpy by hand"
HAND_SQL = "DuckDB SQL by hand"
COLUMNS = "duty audit --engine bulk"


def programs(book: Path, duties: int, out: Path) -> dict[str, list[str | Path]]:
    """The arguments of each program."""
    return {
        FIRST: ["-m", "benchmarks.hand_polars", book, str(duties), out],
        HAND_SQL: ["-m", "benchmarks.hand_sql", book, str(duties), out],
        COLUMNS: audit_arguments(book, duties, out),
    }


def audit_arguments(book: Path, duties: int, out: Path) -> list[str | Path]:
    """The command that audits a book in columns."""
    command = ["-m", "dutylang", "audit", book / f"policy_{duties}.duty", book]
    command += ["--mapping", book / "mapping.toml", "--as-of", str(AS_OF)]
    return [*command, "--engine", "bulk", "--format", "parquet", "--quiet", "-o", out]


def book_of(cases: int, folder: Path | None = None) -> Path:
    """The folder of a book of so many cases, written when it is not there yet."""
    base = folder or Path(tempfile.gettempdir()) / "dutylang-bench"
    book = base / f"book_{cases}"
    if not (book / "policy_40.duty").exists():
        shutil.rmtree(book, ignore_errors=True)
        write_book(book, cases)
    return book


def compared(book: Path, duties: int, folder: Path) -> dict[str, int]:
    """How many findings each program has that the first one lacks, or lacks; programs that fail are left out."""
    found: dict[str, int] = {}
    first, target = folder / "first.parquet", folder / "other.parquet"
    run(programs(book, duties, first)[FIRST])
    for name, arguments in programs(book, duties, target).items():
        try:
            run(arguments)
        except ProgramError as error:
            print(f"{name}: did not run: {str(error).strip().splitlines()[-1]}")
            continue
        found[name] = len(differences(first, target))
        target.unlink()
    first.unlink()
    return found


def main(cases: int = 100_000, rounds: int = 3, folder: Path | None = None) -> None:
    """Prints the table for 12 and 40 duties."""
    book = book_of(cases, folder)
    rows: list[list[object]] = []
    with tempfile.TemporaryDirectory() as name:
        out = Path(name)
        for duties in (12, 40):
            unlike = compared(book, duties, out)
            every = programs(book, duties, out / "found.parquet")
            runs = rounds_of({each: every[each] for each in unlike}, rounds)
            rows += [
                _row(each, cases, duties, taken, runs[FIRST], unlike[each]) for each, taken in runs.items()
            ]
    print(f"A book of {cases:,} cases; medians of {rounds}; load of the machine {load()}.\n")
    header = ["program", "cases", "duties", "wall s", "ratio", "CPU s", "ratio CPU", "peak MB", "findings"]
    print_table(header, rows)


def _row(name: str, cases: int, duties: int, taken: Run, first: Run, unlike: int) -> list[object]:
    said = "equal" if not unlike else f"{unlike} differ: DOES NOT COUNT"
    return [
        name, cases, duties, taken.wall, taken.wall / first.wall, taken.cpu, taken.cpu / first.cpu,
        taken.peak_mb, said,
    ]  # fmt: skip
