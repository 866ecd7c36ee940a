"""A run that is killed goes on where it stopped, and writes the very same bytes."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from dutylang.books.journal import opened_journal
from tests.books.books import book_of, in_buckets, journal_in, messy

ROOT = Path(__file__).resolve().parents[2]
BUCKETS = 4


def started(folder: Path, work: Path, out: Path, *stop: object) -> subprocess.Popen[str]:
    arguments = [folder, work, out, BUCKETS, *stop]
    return subprocess.Popen(
        [sys.executable, "-m", "tests.books.worker", *map(str, arguments)],
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": f"{ROOT}{os.pathsep}{ROOT / 'src'}"},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def test_a_run_that_is_killed_again_and_again(tmp_path: Path):
    folder, work, out = messy(tmp_path / "book", 40), tmp_path / "work", tmp_path / "killed.parquet"
    in_buckets(book_of(folder), tmp_path / "other", tmp_path / "whole.parquet", BUCKETS)
    done: list[set[str]] = []
    for stop in (("spread", 1), ("judged", 0), ("judged", 2), ("judged", 4), ("whole", 0)):
        process = started(folder, work, out, *stop)
        _, said = process.communicate(timeout=300)
        assert process.returncode == -signal.SIGKILL, said
        assert not out.exists()
        marks = {path.name for path in work.glob("*.json")}
        assert not done or done[-1] <= marks
        done.append(marks)
    assert [len(marks) for marks in done] == [3, 7, 9, 11, 11]
    process = started(folder, work, out)
    _, said = process.communicate(timeout=300)
    assert process.returncode == 0, said
    assert out.read_bytes() == (tmp_path / "whole.parquet").read_bytes()
    assert not work.exists()


@pytest.mark.slow
def test_a_run_of_several_processes_that_is_killed(tmp_path: Path):
    folder, work, out = messy(tmp_path / "book", 40), tmp_path / "work", tmp_path / "killed.parquet"
    in_buckets(book_of(folder), tmp_path / "other", tmp_path / "whole.parquet", BUCKETS)
    for stage, count, marks in (("judged", 1, 1), ("judged", 3, 3), ("whole", 0, 4)):
        process = started(folder, work, out, stage, count, 2)
        _, said = process.communicate(timeout=300)
        assert process.returncode == -signal.SIGKILL, said
        assert not out.exists()
        assert len(list(work.glob("bucket-*.json"))) == marks
    process = started(folder, work, out, "", 0, 2)
    _, said = process.communicate(timeout=300)
    assert process.returncode == 0, said
    assert out.read_bytes() == (tmp_path / "whole.parquet").read_bytes()
    assert not work.exists()


def test_a_run_that_is_killed_while_it_writes(tmp_path: Path):
    folder, work, out = messy(tmp_path / "book", 40), tmp_path / "work", tmp_path / "killed.parquet"
    in_buckets(book_of(folder), tmp_path / "other", tmp_path / "whole.parquet", BUCKETS)
    process = started(folder, work, out)
    while process.poll() is None and not list(work.glob("hand-*.part")):
        time.sleep(0.001)
    process.kill()
    process.communicate()
    assert not out.exists()
    in_buckets(book_of(folder), work, out, BUCKETS)
    assert out.read_bytes() == (tmp_path / "whole.parquet").read_bytes()
    assert not work.exists()


def test_what_stands_behind_the_last_mark_is_cut_off(tmp_path: Path):
    folder, work, out = messy(tmp_path / "book", 40), tmp_path / "work", tmp_path / "killed.parquet"
    in_buckets(book_of(folder), tmp_path / "other", tmp_path / "whole.parquet", BUCKETS)
    process = started(folder, work, out, "judged", 2)
    process.communicate(timeout=300)
    with (work / "report.draft").open("ab") as draft:
        draft.write(b"half of the third bucket" * 10_000)
    (work / "hand-0.part").write_bytes(b"what a worker left")
    in_buckets(book_of(folder), work, out, BUCKETS)
    assert out.read_bytes() == (tmp_path / "whole.parquet").read_bytes()
    assert not work.exists()


@pytest.mark.parametrize("kept", [0, 100, None])
def test_rows_that_were_lost_are_judged_anew(tmp_path: Path, kept: int | None):
    folder, work, out = messy(tmp_path / "book", 40), tmp_path / "work", tmp_path / "killed.parquet"
    in_buckets(book_of(folder), tmp_path / "other", tmp_path / "whole.parquet", BUCKETS)
    process = started(folder, work, out, "judged", 3)
    process.communicate(timeout=300)
    if kept is None:
        (work / "report.draft").unlink()
    else:
        os.truncate(work / "report.draft", kept)
    assert in_buckets(book_of(folder), work, out, BUCKETS).summary.cases.total() > 30
    assert out.read_bytes() == (tmp_path / "whole.parquet").read_bytes()


def test_a_folder_belongs_to_one_run_at_a_time(tmp_path: Path):
    first = journal_in(tmp_path / "work")
    none, (fault,) = opened_journal(tmp_path / "work", {})
    assert none is None
    assert fault.code == "G064"
    first.close()
    journal_in(tmp_path / "work").close()


def test_parts_of_two_audits_are_never_mixed(tmp_path: Path):
    journal_in(tmp_path / "work", policy="a", buckets=3).close()
    none, (fault,) = opened_journal(tmp_path / "work", {"policy": "b", "buckets": 3})
    assert none is None
    assert fault.code == "G065"
    assert fault.args["changed"] == ("policy",)
    again = journal_in(tmp_path / "work", policy="a", buckets=3)
    assert again.resumed
    again.remove()
    assert not (tmp_path / "work").exists()


def test_other_files_are_left_alone(tmp_path: Path):
    (tmp_path / "work").mkdir()
    (tmp_path / "work" / "letter.txt").write_text("dear", encoding="utf-8")
    none, (fault,) = opened_journal(tmp_path / "work", {})
    assert none is None
    assert fault.code == "G062"
    assert (tmp_path / "work" / "letter.txt").exists()


def test_a_folder_that_was_there_stays(tmp_path: Path):
    (tmp_path / "work").mkdir()
    journal = journal_in(tmp_path / "work")
    journal.mark("step", {"rows": 1})
    assert journal.done("step") == {"rows": 1}
    journal.remove()
    assert list((tmp_path / "work").iterdir()) == []


def test_a_folder_that_cannot_be_made(tmp_path: Path):
    (tmp_path / "file").write_text("", encoding="utf-8")
    none, (fault,) = opened_journal(tmp_path / "file" / "work", {})
    assert none is None
    assert fault.code == "G063"


def test_what_breaks_off_is_not_there(tmp_path: Path):
    journal = journal_in(tmp_path / "work")
    with pytest.raises(ZeroDivisionError), journal.writing("part.arrow") as file:
        file.write(bytes(1 // 0))
    assert not list((tmp_path / "work").glob("part*"))
    (tmp_path / "work" / "broken.json").write_bytes(b"{")
    assert journal.done("broken") is None
    journal.remove()


def test_a_damaged_manifest_is_no_other_audit_to_go_on_with(tmp_path: Path):
    journal_in(tmp_path / "work", policy="a").close()
    (tmp_path / "work" / "manifest.json").write_bytes(b"{")
    none, (fault,) = opened_journal(tmp_path / "work", {"policy": "a"})
    assert none is None
    assert fault.code == "G065"
