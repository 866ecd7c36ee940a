"""Workers that are begun before the tables are looked at: where, and that the audit is the same with them."""

from __future__ import annotations

import multiprocessing
from pathlib import Path

import pytest

from dutylang.books.crew import Crew
from dutylang.books.sizes import Sizes
from dutylang.cli import bucketed_audit
from dutylang.cli.bucketed_audit import begun_crew
from tests.books.books import invented
from tests.cli.common import run


@pytest.fixture(name="book", scope="module")
def _book(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return invented(tmp_path_factory.mktemp("crew") / "book", 40)


@pytest.fixture(name="crews")
def _crews(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """The sizes of the crews of several that are begun."""
    begun: list[int] = []
    begin = Crew.__init__

    def seen(self: Crew, jobs: int) -> None:
        if jobs > 1:
            begun.append(jobs)
        begin(self, jobs)

    monkeypatch.setattr(Crew, "__init__", seen)
    return begun


@pytest.mark.parametrize(
    ("engine", "jobs", "memory", "many"),
    [
        ("single", 2, None, 1),
        ("bulk", 1, None, 1),
        ("bulk", 2, "600MB", 1),
        ("bulk", 2, "much", 1),
        ("bulk", 2, None, 10**9),
    ],
    ids=["single cases", "one process", "room for one", "no size", "a small book"],
)
def test_where_none_is_begun(monkeypatch, book: Path, crews, engine, jobs, memory, many):
    monkeypatch.setattr(bucketed_audit, "MANY_BYTES", many)
    assert begun_crew(book, engine, jobs, memory) is None
    assert begun_crew("duckdb:///book.db", engine, 2, None) is None
    assert begun_crew(book / "nowhere", engine, 2, None) is None
    assert crews == []


def audit(book: Path, out: Path, *more: str):  # type: ignore[no-untyped-def]
    options = ("--mapping", book / "mapping.toml", "--as-of", "2026-06-30", "--format", "parquet")
    return run("audit", book / "policy_12.duty", book, *options, "--engine", "bulk", *more, "-o", out)


@pytest.mark.slow
def test_the_audit_is_the_same_with_them(monkeypatch, tmp_path: Path, book: Path, crews: list[int]):
    monkeypatch.setattr("dutylang.books.sizes.fits_whole", lambda _: False)
    monkeypatch.setattr("dutylang.books.sizes.sizes_of", lambda *_: Sizes(4))
    alone, begun = tmp_path / "alone.parquet", tmp_path / "begun.parquet"
    assert audit(book, alone, "--jobs", "1").exit_code == 0
    monkeypatch.setattr(bucketed_audit, "MANY_BYTES", 1)
    assert audit(book, begun, "--jobs", "2").exit_code == 0
    assert begun.read_bytes() == alone.read_bytes()
    assert crews == [2]
    assert multiprocessing.active_children() == []


@pytest.mark.slow
def test_they_end_where_they_are_not_needed(monkeypatch, tmp_path: Path, book: Path, crews: list[int]):
    monkeypatch.setattr(bucketed_audit, "MANY_BYTES", 1)
    assert audit(book, tmp_path / "whole.parquet", "--jobs", "2").exit_code == 0
    (tmp_path / "faulty.duty").write_text("policy", encoding="utf-8")
    faulty = ("audit", tmp_path / "faulty.duty", book, "--mapping", book / "mapping.toml")
    assert run(*faulty, "--as-of", "2026-06-30", "--jobs", "2").exit_code == 3
    assert crews == [2]  # a policy that is not sound begins none
    assert multiprocessing.active_children() == []


@pytest.mark.slow
def test_what_has_no_columns_is_named_before_buckets_are_judged(monkeypatch, tmp_path: Path, book: Path):
    monkeypatch.setattr("dutylang.books.sizes.fits_whole", lambda _: False)
    monkeypatch.setattr("dutylang.books.sizes.sizes_of", lambda *_: Sizes(2))
    monkeypatch.setattr("dutylang.assessment.bulk.engine.formless_rules", lambda *_: {"rule_3": "keep"})
    ended = audit(book, tmp_path / "out.parquet", "--jobs", "1")
    assert ended.exit_code == 0
    assert ended.stderr.count("note[G055]") == 1
    assert "rule_3" in ended.stderr
