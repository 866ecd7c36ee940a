"""An audit keeps to its budget of memory, on a book that takes more when it is held whole."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import attrs
import pyarrow.parquet as pq
import pytest

from dutylang.books.budget import memory_from_text, size_written
from dutylang.books.sizes import fits_whole, sizes_of
from tests.books.books import book_of, invented

BUDGET = "540MB"
CASES = 40_000


AUDIT = """
import sys
from dutylang.books.peak import peak_memory
from dutylang.cli import main
try:
    main()
finally:
    print(peak_memory(), file=sys.stdout)
"""


def peak_of(book: Path, out: Path, *more: str) -> int:
    """The most memory, in bytes, that an audit takes at any time."""
    arguments = [book / "policy_12.duty", book, "--mapping", book / "mapping.toml", "--as-of", "2026-06-30"]
    done = subprocess.run(
        [sys.executable, "-c", AUDIT, "audit", *arguments, "--format", "parquet", "-o", out, *more],
        env={**os.environ, "LC_ALL": "C"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stderr) == (0, "")
    return int(done.stdout.split()[-1])


@pytest.mark.slow
def test_a_book_that_is_larger_than_its_budget(tmp_path: Path):
    book = invented(tmp_path / "book", CASES)
    budget = memory_from_text(BUDGET)
    assert budget is not None
    assert sizes_of(book_of(book), budget).buckets > 1
    peak = peak_of(book, tmp_path / "buckets.parquet", "--memory", BUDGET)
    assert peak < budget, size_written(peak)
    assert pq.read_metadata(tmp_path / "buckets.parquet").num_rows > 12 * CASES


def test_how_memory_is_written():
    assert memory_from_text("1GB") == 10**9
    assert memory_from_text(" 1.5 gb ") == 1_500_000_000
    assert memory_from_text("800 MB") == 800_000_000
    assert memory_from_text("2GiB") == 2**31
    assert memory_from_text("512mib") == 2**29
    assert [memory_from_text(text) for text in ("much", "GB", "1", "1.2.3GB", "-1GB", "٣GB", "1e3MB")] == [
        None
    ] * 7
    assert [size_written(size) for size in (1_500_000_000, 800_000_000, 10)] == ["1.5 GB", "800 MB", "1 MB"]


def test_more_memory_means_fewer_buckets(tmp_path: Path):
    book = book_of(invented(tmp_path / "book", 3_000))
    counts = [sizes_of(book, memory).buckets for memory in (1, 512 * 10**6, 10**9)]
    assert counts == sorted(counts, reverse=True)
    assert counts[-1] == 1


@pytest.mark.parametrize(("memory", "workers"), [(10**9, 1), (2 * 10**9, 2), (3 * 10**9, 3), (8 * 10**9, 8)])
def test_each_worker_has_as_many_buckets(
    memory: int, workers: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    book = book_of(invented(tmp_path / "book", 300))
    assert sizes_of(book, memory).buckets == 1
    for rows in (5_000_000, 13_000_000, 40_000_001):
        monkeypatch.setattr("dutylang.books.sizes._rows", lambda *_, rows=rows: rows)
        count = sizes_of(book, memory).buckets
        assert count >= workers
        assert count % workers == 0


def test_small_books_are_held_whole_and_large_ones_are_not(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    book = book_of(invented(tmp_path / "book", 3_000))
    assert fits_whole(book)
    monkeypatch.setattr("dutylang.books.sizes._rows", lambda *_: 5_000_000)
    assert not fits_whole(book)
    assert fits_whole(attrs.evolve(book, mapping=None))
