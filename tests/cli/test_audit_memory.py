"""`duty audit --memory`: the options, what is refused, what is said, and reports like those of the other engines."""

from __future__ import annotations

from pathlib import Path

import pyarrow.parquet as pq
import pytest

from dutylang.books import buckets
from dutylang.books.crew import LostWorkerError
from dutylang.books.sizes import Sizes
from dutylang.cases.faults import Place, fault
from tests.books.books import messy, rows_in
from tests.cases.test_links import POLICY as LINKED
from tests.cli.common import AS_OF, CASES, POLICY, flat, run

MEMORY = ("--memory", "1GB")


@pytest.fixture(name="book")
def _book(tmp_path: Path) -> Path:
    return messy(tmp_path / "book", 40)


@pytest.fixture(name="four")
def _four(monkeypatch: pytest.MonkeyPatch) -> None:
    """Small books in four buckets all the same, where a budget is named."""
    monkeypatch.setattr("dutylang.books.sizes.sizes_of", lambda *_: Sizes(4))


def audit(book: Path, *more: str | Path, tongue: str = "en"):  # type: ignore[no-untyped-def]
    options = ("--mapping", book / "mapping.toml", "--as-of", "2026-06-30")
    return run("audit", book / "policy_12.duty", book, *options, *more, tongue=tongue)


@pytest.mark.usefixtures("four")
@pytest.mark.parametrize("table", ["findings", "persons"])
def test_the_rows_of_the_other_engines(tmp_path: Path, book: Path, table: str):
    found, other = tmp_path / "found.parquet", tmp_path / "other.parquet"
    shape = ("--format", "parquet", "--table", table)
    result = audit(book, *shape, *MEMORY, "-o", found)
    alone = audit(book, *shape, "--engine", "bulk", "-o", other)
    assert result.exit_code == alone.exit_code == 4
    assert rows_in(found) == rows_in(other)
    assert pq.read_schema(found).metadata == pq.read_schema(other).metadata
    assert sorted(path.name for path in tmp_path.iterdir()) == ["book", "found.parquet", "other.parquet"]


@pytest.mark.slow
@pytest.mark.usefixtures("four")
def test_several_processes_write_the_same_bytes(tmp_path: Path, book: Path):
    found, other = tmp_path / "found.parquet", tmp_path / "other.parquet"
    shape = ("--format", "parquet", "--memory", "3GB")
    said = [audit(book, *shape, "--jobs", jobs, "-o", out) for jobs, out in (("2", found), ("1", other))]
    assert [each.exit_code for each in said] == [4, 4]
    assert said[0].stderr == said[1].stderr
    assert found.read_bytes() == other.read_bytes()
    assert sorted(path.name for path in tmp_path.iterdir()) == ["book", "found.parquet", "other.parquet"]


@pytest.mark.usefixtures("four")
def test_a_report_stands_in_the_work_folder_until_it_is_done(
    tmp_path: Path, book: Path, monkeypatch: pytest.MonkeyPatch
):
    out, work = tmp_path / "out.parquet", tmp_path / "out.parquet.work"
    out.write_bytes(b"an earlier report")
    seen: list[tuple[bool, int, bytes]] = []
    judge = buckets.BucketWork._judged

    def judged(self: buckets.BucketWork, number: int) -> buckets.Bucket:
        draft = work / "report.draft"
        seen.append((draft.exists(), draft.stat().st_size, out.read_bytes()))
        assert sorted(path.name for path in tmp_path.iterdir()) == ["book", out.name, work.name]
        return judge(self, number)

    monkeypatch.setattr(buckets.BucketWork, "_judged", judged)
    shape = ("--format", "parquet", *MEMORY, "--jobs", "1")
    assert audit(book, *shape, "-o", out).exit_code == 4
    assert [(there, before) for there, _, before in seen] == [(True, b"an earlier report")] * 4
    sizes = [size for _, size, _ in seen]
    assert sizes == sorted(set(sizes))  # the rows of each bucket are there before the next is judged
    other = tmp_path / "other.parquet"
    monkeypatch.setattr(buckets.BucketWork, "_judged", judge)
    monkeypatch.setattr("dutylang.books.draft.moved", lambda *_: False)  # as on another disk
    assert audit(book, *shape, "-o", other).exit_code == 4
    assert out.read_bytes() == other.read_bytes()
    assert {path.name for path in tmp_path.iterdir()} == {"book", out.name, other.name}


@pytest.mark.usefixtures("four")
def test_a_book_that_is_refused_leaves_the_report_as_it_was(
    tmp_path: Path, book: Path, monkeypatch: pytest.MonkeyPatch
):
    out = tmp_path / "out.parquet"
    out.write_bytes(b"an earlier report")
    refused = fault("C055", Place("events.csv"), column="at")
    monkeypatch.setattr(buckets.BucketedAudit, "_mixed_offsets", lambda *_: refused)
    result = audit(book, "--format", "parquet", *MEMORY, "-o", out)
    assert result.exit_code == 4
    assert "C055" in result.stderr
    assert out.read_bytes() == b"an earlier report"
    assert sorted(path.name for path in tmp_path.iterdir()) == ["book", out.name]


@pytest.mark.usefixtures("four")
def test_a_process_that_is_lost_is_told(tmp_path: Path, book: Path, monkeypatch: pytest.MonkeyPatch):
    def lost(*_: object) -> None:
        raise LostWorkerError

    monkeypatch.setattr("dutylang.books.crew.Crew.in_order", lost)
    result = audit(book, "--format", "parquet", "-o", tmp_path / "out.parquet", *MEMORY)
    assert result.exit_code == 2
    assert "G059" in result.stderr
    assert not (tmp_path / "out.parquet").exists()
    assert (tmp_path / "out.parquet.work").is_dir()


def test_tables_that_are_too_large_are_never_held_whole(
    tmp_path: Path, book: Path, monkeypatch: pytest.MonkeyPatch
):
    found, other = tmp_path / "found.parquet", tmp_path / "other.parquet"
    shape = ("--format", "parquet", "--engine", "bulk", "--jobs", "1")
    audit(book, *shape, "-o", other)
    counts = audit(book, "--quiet", "--engine", "bulk").stdout
    monkeypatch.setattr("dutylang.books.sizes.fits_whole", lambda _: False)
    monkeypatch.setattr("dutylang.books.sizes.sizes_of", lambda *_: Sizes(3))
    judged: list[int] = []
    judge = buckets.BucketWork.__call__
    monkeypatch.setattr(buckets.BucketWork, "__call__", lambda self, at: judged.append(at) or judge(self, at))
    assert audit(book, *shape, "-o", found).exit_code == 4
    assert judged == [0, 1, 2]
    assert rows_in(found) == rows_in(other)
    assert audit(book, "--quiet", "--engine", "bulk", "--jobs", "1").stdout == counts
    assert len(judged) == 6
    assert sorted(path.name for path in tmp_path.iterdir()) == ["book", "found.parquet", "other.parquet"]


@pytest.mark.usefixtures("four")
@pytest.mark.parametrize("tongue", ["en", "zh"])
def test_the_counts_of_the_other_engines(tmp_path: Path, book: Path, tongue: str):
    result = audit(book, "--quiet", *MEMORY, "--work", tmp_path / "work", tongue=tongue)
    assert result.stdout == audit(book, "--quiet", "--engine", "bulk", tongue=tongue).stdout
    assert result.exit_code == 4
    assert not (tmp_path / "work").exists()


@pytest.mark.usefixtures("four")
def test_problems_are_told_as_by_the_other_engines(tmp_path: Path, book: Path):
    shape = ("--format", "parquet", "-o", tmp_path / "out.parquet")
    said = audit(book, *shape, *MEMORY).stderr
    other = audit(book, *shape, "--engine", "bulk").stderr
    assert sorted(line for line in said.splitlines() if "[C" in line) == sorted(
        line for line in other.splitlines() if "[C" in line
    )


@pytest.mark.usefixtures("four")
def test_a_finding_fails_the_audit(tmp_path: Path, book: Path):
    shape = ("--format", "parquet", "-o", tmp_path / "out.parquet", *MEMORY)
    assert audit(book, *shape, "--fail-on", "violated").exit_code == 1


@pytest.mark.usefixtures("four")
def test_an_audit_that_broke_off_is_taken_up_again(
    tmp_path: Path, book: Path, monkeypatch: pytest.MonkeyPatch
):
    out = tmp_path / "out.parquet"
    shape = ("--format", "parquet", "-o", out, *MEMORY)
    judge = buckets.BucketWork._judged

    def breaks(self: buckets.BucketWork, number: int) -> buckets.Bucket:
        if number == 2:
            raise KeyboardInterrupt
        return judge(self, number)

    monkeypatch.setattr(buckets.BucketWork, "_judged", breaks)
    assert audit(book, *shape, "--jobs", "1").exit_code == 130  # several at once may have judged the next one
    assert not out.exists()
    work = tmp_path / "out.parquet.work"
    assert (work / "bucket-00001.json").exists()
    monkeypatch.setattr(buckets.BucketWork, "_judged", judge)
    other = audit(book, *shape, "--fail-on", "late")
    assert other.exit_code == 2
    assert "G065" in other.stderr
    assert "--fail-on" in other.stderr
    result = audit(book, *shape)
    assert "2 of 4 buckets done" in flat(result.stderr)
    assert out.exists()
    assert not work.exists()


def test_other_cases_are_no_continuation(tmp_path: Path, book: Path):
    from dutylang.books.journal import opened_journal

    opened_journal(tmp_path / "work", {"cases": [], "strange": 1})[0].close()  # type: ignore[union-attr]
    result = audit(book, "--quiet", *MEMORY, "--work", tmp_path / "work")
    assert result.exit_code == 2
    assert "the cases" in result.stderr
    assert "something else" in result.stderr


@pytest.mark.parametrize(
    ("options", "code"),
    [
        (("--memory", "much"), "G060"),
        (("--memory", "100MB"), "G061"),
        (("--work", "work"), "G068"),
        (("--memory", "1GB", "--engine", "single"), "G068"),
        (("--memory", "1GB", "--format", "json"), "G050"),
        (("--memory", "1GB"), "G050"),
    ],
)
@pytest.mark.parametrize("tongue", ["en", "zh"])
def test_what_cannot_be_asked(options: tuple[str, ...], code: str, tongue: str):
    result = run("audit", POLICY, CASES, *AS_OF, *options, tongue=tongue)
    assert result.exit_code == 2
    assert code in result.stderr
    assert result.stdout == ""
    assert "{" not in result.stderr


def test_a_work_folder_with_other_files(tmp_path: Path):
    (tmp_path / "letter.txt").write_text("dear", encoding="utf-8")
    result = run("audit", POLICY, CASES, *AS_OF, "--quiet", *MEMORY, "--work", tmp_path)
    assert result.exit_code == 2
    assert "G062" in result.stderr


def test_an_output_that_cannot_be_written_keeps_what_is_done(tmp_path: Path):
    work = tmp_path / "work"
    shape = ("--format", "parquet", "--work", work, *MEMORY)
    result = run("audit", POLICY, CASES, *AS_OF, *shape, "-o", tmp_path / "none" / "out.parquet")
    assert result.exit_code == 2
    assert "G020" in result.stderr
    assert (work / "bucket-00000.json").exists()
    assert run("audit", POLICY, CASES, *AS_OF, *shape, "-o", tmp_path / "out.parquet").exit_code == 0
    assert not work.exists()


def test_cases_that_link_to_each_other_are_refused_by_kind(tmp_path: Path):
    (tmp_path / "policy.duty").write_text(LINKED.format(more=""), encoding="utf-8")
    result = run("audit", tmp_path / "policy.duty", CASES, *AS_OF, "--quiet", *MEMORY)
    assert result.exit_code == 2
    assert "G066" in result.stderr
    assert "customer" in result.stderr


def test_tables_that_cannot_be_read(tmp_path: Path, book: Path):
    (book / "events.csv").unlink()
    result = audit(book, "--quiet", *MEMORY, "--work", tmp_path / "work")
    assert result.exit_code == 4
    assert "C044" in result.stderr
    assert result.stdout == ""
    assert not (tmp_path / "work").exists()


def test_more_memory_than_was_given_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("dutylang.cli.bucketed_audit.LEAST", 1)
    shape = ("--format", "parquet", "-o", tmp_path / "out.parquet", "--memory", "2MB")
    result = run("audit", POLICY, CASES, *AS_OF, *shape)
    assert result.exit_code == 0
    assert "G069" in result.stderr
    assert "2 MB" in result.stderr
