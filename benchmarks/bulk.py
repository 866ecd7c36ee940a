"""A whole book: dutylang in columns beside the same duties written by hand in Polars and numpy, and in SQL.

Each program is a process of its own, from the two tables to a Parquet file of findings, imports included. What they
wrote in the last round is compared before a row is printed.
"""

from __future__ import annotations

import shutil
import tempfile
from pathlib import Path

from benchmarks.book import AS_OF, write_book
from benchmarks.findings import differences
from benchmarks.measure import Run, load, print_table, rounds_of

FIRST = "Polars + numpy by hand"
HAND_SQL = "DuckDB SQL by hand"
COLUMNS = "duty audit, all 30 columns"
ELEVEN = "duty audit, the same eleven"
ALONE = "duty audit, one worker, eleven"
SAME = "case,rule,article,instance,verdict,trigger,evidence,due,due_instant,done_instant,lateness"
"""The columns of the programs by hand."""


def programs(book: Path, duties: int, out: Path) -> dict[str, list[str | Path]]:
    """The arguments of each program."""
    return {
        FIRST: ["-m", "benchmarks.hand_polars", book, str(duties), out],
        HAND_SQL: ["-m", "benchmarks.hand_sql", book, str(duties), out],
        COLUMNS: audit_arguments(book, duties, out),
        ELEVEN: audit_arguments(book, duties, out, "--columns", SAME),
        ALONE: audit_arguments(book, duties, out, "--columns", SAME, "--jobs", "1"),
    }


def audit_arguments(book: Path, duties: int, out: Path, *more: str) -> list[str | Path]:
    """The command that audits a book in columns."""
    command: list[str | Path] = ["-m", "dutylang", "audit", book / f"policy_{duties}.duty", book]
    command += ["--mapping", book / "mapping.toml", "--as-of", str(AS_OF)]
    return [*command, "--engine", "bulk", "--format", "parquet", "--quiet", "-o", out, *more]


def book_of(cases: int, folder: Path | None = None) -> Path:
    """The folder of a book of so many cases, written when it is not there yet."""
    base = folder or Path(tempfile.gettempdir()) / "dutylang-bench"
    book = base / f"book_{cases}"
    if not (book / "policy_40.duty").exists():
        shutil.rmtree(book, ignore_errors=True)
        write_book(book, cases)
    return book


def main(cases: int = 100_000, rounds: int = 3, folder: Path | None = None) -> None:
    """Prints the table for 12 and 40 duties."""
    book = book_of(cases, folder)
    rows: list[list[object]] = []
    with tempfile.TemporaryDirectory() as name:
        each_of = (FIRST, HAND_SQL, COLUMNS, ELEVEN, ALONE)
        outs = {each: Path(name) / f"found_{n}.parquet" for n, each in enumerate(each_of)}
        for duties in (12, 40):
            every = {each: programs(book, duties, out)[each] for each, out in outs.items()}
            runs = rounds_of(every, rounds)
            for each, taken in runs.items():
                unlike = 0 if each == FIRST else len(differences(outs[FIRST], outs[each]))
                rows.append(_row(each, cases, duties, taken, runs[FIRST], unlike))
    print(f"A book of {cases:,} cases; medians of {rounds}; load of the machine {load()}.\n")
    header = ["program", "cases", "duties", "wall s", "ratio", "CPU s", "ratio CPU", "peak MB", "findings"]
    print_table(header, rows)


def _row(name: str, cases: int, duties: int, taken: Run, first: Run, unlike: int) -> list[object]:
    said = "equal" if not unlike else f"{unlike} differ: DOES NOT COUNT"
    return [
        name, cases, duties, taken.wall, taken.wall / first.wall, taken.cpu, taken.cpu / first.cpu,
        taken.peak_mb, said,
    ]  # fmt: skip
