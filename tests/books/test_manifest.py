"""What an audit in buckets is of: whatever changes a finding changes the manifest, and nothing else does."""

from __future__ import annotations

import os
from pathlib import Path

import attrs
import pytest

from dutylang.books import manifest
from dutylang.books.inputs import BookInput
from dutylang.books.manifest import manifest_of
from dutylang.books.run import BulkRun
from dutylang.books.space import size_of_draft, space_needed
from tests.books.books import book_of, journal_in, messy, run_of


def told(book: BookInput, run: BulkRun | None = None, program: str = "1") -> dict[str, object]:
    files = {"mapping": book.mapping and Path(book.mapping.place.source), "holders": book.holders}
    return manifest_of(run or run_of(book), book, 4, ("findings",), files, program)


def changed(one: dict[str, object], two: dict[str, object]) -> list[str]:
    assert one.keys() == two.keys()
    return [key for key in one if one[key] != two[key]]


def test_the_same_audit_is_the_same(tmp_path: Path):
    folder = messy(tmp_path / "book", 8)
    assert told(book_of(folder)) == told(book_of(folder))


@pytest.mark.parametrize(
    ("file", "key"), [("events.csv", "cases"), ("branches.csv", "cases"), ("mapping.toml", "mapping")]
)
def test_a_file_that_changed(tmp_path: Path, file: str, key: str):
    folder = messy(tmp_path / "book", 8)
    before = told(book_of(folder))
    content = (folder / file).read_bytes()
    (folder / file).write_bytes(content + b"\n")
    assert changed(before, told(book_of(folder))) == [key]


def test_a_file_that_was_only_written_anew_counts_as_changed(tmp_path: Path):
    folder = messy(tmp_path / "book", 8)
    before = told(book_of(folder))
    os.utime(folder / "cases.csv", ns=(1, 1))
    assert changed(before, told(book_of(folder))) == ["cases"]


def test_another_question_or_program(tmp_path: Path):
    book = book_of(messy(tmp_path / "book", 8))
    run = run_of(book)
    before = told(book)
    assert changed(before, told(book, program="2")) == ["program"]
    assert changed(before, told(book, attrs.evolve(run, fail_on="late"))) == ["fail_on"]
    other = attrs.evolve(run, names=attrs.evolve(run.names, tongue="zh"))
    assert changed(before, told(book, other)) == ["language"]


def test_very_many_files_are_one_entry(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(manifest, "MOST_FILES", 2)
    folder = messy(tmp_path / "book", 8)
    before = told(book_of(folder))
    assert len(before["cases"]) == 1  # type: ignore[arg-type]
    (folder / "cases.csv").write_text("id\n", encoding="utf-8")
    assert changed(before, told(book_of(folder))) == ["cases"]


def test_the_room_that_is_needed(tmp_path: Path):
    prints = [["a.csv", 1_000, 1], ["b.parquet", 1_000, 1]]
    journal = journal_in(tmp_path / "work", cases=prints)
    assert space_needed(journal, 4) == 12_000  # three times the plain, nine times the packed
    (journal.folder / "report.draft").write_bytes(bytes(1_200))
    for number in (0, 1, 2):
        journal.mark(f"bucket-{number:05}", {})
    assert space_needed(journal, 4) == 400  # the rows of the fourth bucket
    assert size_of_draft(journal) == 1_200
    journal.remove()
