"""What a worker makes of a bucket, without Spark: the same as the whole book, however it is cut."""

from __future__ import annotations

import datetime as dt
import pickle
from collections import Counter
from functools import cache
from pathlib import Path

import pyarrow as pa
import pytest

from dutylang.assessment.figures import Figures
from dutylang.assessment.model import Horizon
from dutylang.embedding import Policy, loads
from dutylang.reports.person_rows import FINDINGS, PERSONS
from dutylang.spark.bucket import results_of_bucket, results_schema
from dutylang.spark.job import Job, job_from, packed_job, shipped
from dutylang.spark.problems import PROBLEMS
from dutylang.values import Moment
from tests.spark.deals import (
    POLICY,
    book,
    by_reference,
    counted,
    in_parts,
    job,
    of_parts,
    policy,
    shuffled,
    split,
    written,
)

LATER = POLICY.replace('version "1.0"', 'version "2.0"').replace("2024-01-01", "2024-04-01", 1)
BREACHES = "  portfolio breaches\n    by branch\n    means count of deal with (not no breach of reviews)\n"
OVER_VERDICTS = POLICY.replace("article 3", BREACHES + "article 3")
KNOWN_THEN = Horizon(Moment(dt.date(2024, 6, 30)), known_at=Moment(dt.date(2024, 4, 10)))


@cache
def two_versions() -> Policy:
    from dutylang.pipeline import loaded_from_sources
    from dutylang.source import Source

    first = POLICY.replace("from 2024-01-01", "from 2024-01-01 until 2024-03-31", 1)
    later = LATER.replace("within 10 days", "within 5 days")
    loaded, _, problems = loaded_from_sources([Source("1.duty", first), Source("2.duty", later)])
    assert loaded is not None, problems
    return Policy(loaded)


def problems_of(parts: list[pa.Table]) -> Counter[str]:
    """The rows of problems, each as often as it is told."""
    found: Counter[str] = Counter()
    for part in parts:
        for row in part.to_pylist():
            if row["table"] == PROBLEMS:
                told = row[PROBLEMS]
                found[repr({name: told[name] for name in told if name != "count"})] += told["count"]
    return found


def figures_told(figures: Figures) -> dict[tuple[str, str, str], object]:
    return {key: (each.value, each.why, each.members) for key, each in figures.values.items()}


@pytest.mark.parametrize(
    "of", [policy, two_versions, lambda: loads(OVER_VERDICTS)], ids=["one", "versions", "over verdicts"]
)
@pytest.mark.parametrize("sound", [True, False])
def test_a_book_in_parts_is_the_book_as_the_reference_judges_it(of, sound: bool, tmp_path: Path) -> None:
    made = job(of(), sound=sound)
    tables = book(sound=sound)
    wanted, rows = by_reference(made, written(tables, tmp_path / "tables"))
    told: list[Counter[str]] = []
    for count in (1, 3, 8) if sound else (1, 8):
        figures, parts = in_parts(made, split(shuffled(tables, count), count))
        assert figures_told(figures) == figures_told(wanted)
        assert {name: of_parts(parts, name) for name in rows} == rows
        told.append(problems_of(parts))
    assert all(each == told[0] for each in told)
    assert rows[PERSONS] or not sound


def test_a_moment_of_knowledge_is_left_to_the_reference(tmp_path: Path) -> None:
    made = job(horizon=KNOWN_THEN, sound=True)
    tables = book(sound=True)
    _, rows = by_reference(made, written(tables, tmp_path / "tables"))
    _, parts = in_parts(made, split(tables, 3))
    assert of_parts(parts, FINDINGS) == rows[FINDINGS]


def test_what_cannot_be_read_is_told_in_rows() -> None:
    _, parts = in_parts(job(), split(book(), 3))
    rows = [row[PROBLEMS] for part in parts for row in part.to_pylist() if row["table"] == PROBLEMS]
    unread = {row["case"]: row["code"] for row in rows if row["unread"]}
    assert unread == {"D-7": "C015", "D-11": "C032", "D-999": "C058"}
    [row] = [row for row in rows if row["code"] == "C032"]
    assert (row["table"], row["severity"]) == ("cases", "error")
    assert row["message"].endswith("from `cases`")  # not from a line: rows have no place
    whole = {row["code"] for row in rows if row["case"] is None}
    assert whole == {"C056", "C094"}
    judged = {row[FINDINGS]["case"] for part in parts for row in part.to_pylist() if row["table"] == FINDINGS}
    assert not judged & set(unread)


def test_rows_left_out_are_counted_over_all_buckets() -> None:
    chats = sum(each == "chat" for each in book()["events"]["activity"].to_pylist())
    for count in (1, 8):
        _, parts = in_parts(job(), split(book(), count))
        told = [row[PROBLEMS] for part in parts for row in part.to_pylist() if row["table"] == PROBLEMS]
        assert sum(row["count"] for row in told if row["code"] == "C094") == chats


def test_what_is_said_of_the_whole_input_is_not_said_in_every_bucket() -> None:
    made = job()
    assert [problem.code for problem in made.said] == ["C012"]  # the holding without a person
    _, parts = in_parts(made, split(book(), 3))
    assert not any("C012" in each for each in problems_of(parts))


def test_an_empty_bucket_gives_empty_tables() -> None:
    made = job()
    nothing = {name: table.slice(0, 0) for name, table in book().items()}
    found = results_of_bucket(made, nothing)
    assert found.num_rows == 0
    assert found.schema == results_schema()


def test_a_job_is_unpacked_once_and_as_it_was() -> None:
    packed = packed_job(job(sound=True))
    made = job_from(packed)
    assert job_from(packed) is made
    part = {**book(sound=True), **made.shared_tables}
    again = results_of_bucket(job(sound=True), part)
    for name in (FINDINGS, PERSONS):
        assert of_parts([results_of_bucket(made, part)], name) == of_parts([again], name)
    assert isinstance(made, Job)


def test_a_job_of_another_version_is_refused() -> None:
    _, content = pickle.loads(packed_job(job(sound=True)))
    with pytest.raises(RuntimeError, match=r"the driver has dutylang 0\.0\.1, this worker"):
        job_from(pickle.dumps(("0.0.1", content)))


def test_a_session_without_broadcast_takes_the_job_along(monkeypatch: pytest.MonkeyPatch) -> None:
    pytest.importorskip("pyspark", reason="pyspark is not installed: pip install 'dutylang[spark]'")
    monkeypatch.setattr("pyspark.sql.utils.is_remote", lambda: True)
    carrier = shipped(job(sound=True), None)  # type: ignore[arg-type]
    assert job_from(carrier.value).sections == job(sound=True).sections


def test_counting_leaves_out_only_what_is_told_in_words() -> None:
    row = {"remedy": "1", "explanation": "2", "case": "3"}
    assert counted(FINDINGS, [row]) == counted(FINDINGS, [row | {"remedy": "x"}])
    assert counted(PERSONS, [row]) != counted(PERSONS, [row | {"explanation": "x"}])
