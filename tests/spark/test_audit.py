"""Audits inside a local Spark session, held against the same book audited in one piece."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterable
from pathlib import Path

import pyarrow as pa
import pytest

from benchmarks.book import AS_OF, MAPPING, part_of_book, policy_text
from dutylang.assessment.bulk.result import result_from_columns
from dutylang.assessment.model import Horizon
from dutylang.cases.columns.from_tables import columns_from_tables
from dutylang.cases.columns.model import CaseColumns
from dutylang.cases.lookup import lookup_from_vocabulary
from dutylang.cases.mapping_file import mapping_from_text
from dutylang.cases.raw import DEFAULT_LIMITS
from dutylang.cases.shared_holders import SharedHolders
from dutylang.embedding import PolicyError, loads
from dutylang.pipeline import zone_of
from dutylang.reports.as_parquet import schema_of
from dutylang.reports.bulk_findings import finding_tables
from dutylang.reports.names import names_from_policy
from dutylang.reports.person_rows import FINDINGS, PERSONS
from dutylang.spark import TablesError, audit
from dutylang.values import Moment
from tests.spark import deals
from tests.spark.test_buckets import figures_told

pytestmark = [pytest.mark.slow, pytest.mark.no_cover]


def frame(spark, table: pa.Table):
    """An Arrow table as a DataFrame, its rows in another order."""
    [other] = deals.shuffled({"": table}, 4).values()
    return spark.createDataFrame(other)


def rows_of_frame(table: str, found) -> Counter[str]:
    """The rows of a DataFrame as texts, in the types of the Parquet report."""
    arrow = found.toArrow().cast(schema_of(table))
    return deals.counted(table, arrow.to_pylist())


def given(spark, *, sound: bool):
    tables = deals.book(sound=sound)
    frames = {name: frame(spark, table) for name, table in tables.items()}
    return frames.pop("cases"), frames.pop("events"), frames


def test_a_book_with_persons_and_figures(spark, tmp_path: Path) -> None:
    made = deals.job(sound=True)
    figures, rows = deals.by_reference(made, deals.written(deals.book(sound=True), tmp_path / "tables"))
    cases, events, others = given(spark, sound=True)
    with audit(
        deals.policy(),
        cases,
        events,
        dt.date(2024, 6, 30),
        mapping=deals.MAPPING,
        tables=others,
        buckets=8,
    ) as found:
        assert figures_told(found.figures) == figures_told(figures)
        assert rows_of_frame(FINDINGS, found.findings) == rows[FINDINGS]
        assert rows_of_frame(PERSONS, found.persons) == rows[PERSONS]
        chats = deals.book(sound=True)["events"]["activity"].to_pylist().count("chat")
        assert [(row["code"], row["count"]) for row in found.problems.collect()] == [("C094", chats)]


def test_faults_come_as_rows_and_fail_nothing(spark, tmp_path: Path) -> None:
    made = deals.job()
    _, rows = deals.by_reference(made, deals.written(deals.book(), tmp_path / "tables"))
    cases, events, others = given(spark, sound=False)
    found = audit(
        deals.POLICY,
        cases,
        events,
        deals.HORIZON,
        mapping=deals.mapping(),
        tables=others,
        tongue="zh",
        keep=False,
    )
    problems = {(row["case"], row["code"], row["unread"]): row for row in found.problems.collect()}
    assert set(problems) == {
        ("D-7", "C015", True),
        ("D-11", "C032", True),
        ("D-999", "C058", True),
        (None, "C012", False),
        (None, "C056", False),
        (None, "C094", False),
    }
    assert "未计入" in problems[None, "C094", False]["message"]
    assert problems[None, "C012", False]["count"] == 1  # said once, not once a bucket
    assert found.findings.count() == rows[FINDINGS].total()


def test_the_book_of_the_benchmarks(spark, tmp_path: Path) -> None:
    """Row for row what the audit in memory finds, but for the columns that are told in words; from files."""
    cases, events = (each.to_arrow(compat_level=_oldest()) for each in part_of_book(0, 200, 5))
    policy = loads(policy_text(12))
    path, mapping = tmp_path / "policy.duty", tmp_path / "mapping.toml"
    path.write_text(policy_text(12), encoding="utf-8")
    mapping.write_text(MAPPING, encoding="utf-8")
    frames = frame(spark, cases), frame(spark, events)
    found = audit(path, *frames, AS_OF, mapping=str(mapping), buckets=3, keep=False)
    assert rows_of_frame(FINDINGS, found.findings) == deals.counted(
        FINDINGS, in_memory(policy, cases, events)
    )


def _oldest():
    import polars as pl

    return pl.CompatLevel.oldest()


def in_memory(policy, cases: pa.Table, events: pa.Table) -> Iterable[dict[str, object]]:
    """The findings of the whole book at once, out of Parquet files."""
    import tempfile

    import pyarrow.parquet as pq

    mapping, _ = mapping_from_text(MAPPING, "mapping.toml")
    loaded, horizon = policy.loaded, Horizon(Moment(AS_OF))
    lookup, tz = lookup_from_vocabulary(loaded.policy.vocabulary), zone_of(loaded)
    with tempfile.TemporaryDirectory() as folder:
        pq.write_table(cases, Path(folder) / "cases.parquet")
        pq.write_table(events, Path(folder) / "events.parquet")
        assert mapping is not None
        columns = columns_from_tables(
            Path(folder), mapping, lookup, tz, horizon.as_of, DEFAULT_LIMITS, SharedHolders()
        )
        assert isinstance(columns, CaseColumns)
        result = result_from_columns(loaded.plan, columns, horizon)
        names = names_from_policy(loaded.policy, loaded.plan, "en")
        return [
            row for table in finding_tables(result, names, schema_of(FINDINGS)) for row in table.to_pylist()
        ]


def refused(*args: object, **more: object) -> list[str]:
    with pytest.raises(TablesError) as error:
        audit(*args, **more)
    assert all(problem.code in str(error.value) for problem in error.value.diagnostics)
    return sorted(problem.code for problem in error.value.diagnostics)


def test_what_does_not_fit_the_mapping_is_refused_before_anything_runs(spark) -> None:
    from pyspark.sql import functions as f

    tables = deals.book(sound=True)
    cases, events, own, shared = (spark.createDataFrame(table) for table in tables.values())
    others = {"holders": own, "holders.1": shared}
    asked = {"mapping": deals.MAPPING, "tables": others}
    day = dt.date(2024, 6, 30)
    assert refused(deals.POLICY, cases, None, day, **asked) == ["C090"]
    more = {**asked, "tables": {**others, "holder": own}}
    assert refused(deals.POLICY, cases, events, day, **more) == ["C091"]
    assert refused(deals.POLICY, cases.drop("branch"), events, day, **asked) == ["C047"]
    twice = cases.withColumn("id", f.col("id").cast("string").substr(3, 9).cast("double"))
    assert refused(deals.POLICY, twice, events, day, **asked) == ["C093"]
    bytes_ = cases.withColumn("branch", f.col("branch").cast("binary"))
    assert refused(deals.POLICY, bytes_, events, day, **asked) == ["C073"]
    clock = events.withColumn("at", f.col("at").cast("timestamp_ntz"))
    assert refused(deals.POLICY, cases, clock, day, **asked) == ["C074"]
    texts = events.withColumn(
        "at", f.when(f.col("seq") > 1, f.lit("2024-05-06T09:00:00Z")).otherwise(f.lit("2024-05-06 09:00"))
    )
    assert refused(deals.POLICY, cases, texts, day, **asked) == ["C055"]
    linked = deals.MAPPING + '[linked.deal]\nfile = "x.csv"\nkey = "id"\n'
    assert refused(deals.POLICY, cases, events, day, mapping=linked, tables=others) == ["C092"]
    assert refused(deals.POLICY, cases, events, day, mapping="[cases\n", tables=others) == ["C040"]
    unknown = deals.MAPPING.replace("bad = ", "evil = ")
    assert refused(deals.POLICY, cases, events, day, mapping=unknown, tables=others) == ["C014"]
    with pytest.raises(PolicyError):
        audit("policy\n", cases, events, day, **asked)
    for wrong in ({"tongue": "fr"}, {"buckets": 0}, {"tables": {**others, "events": events}}):
        with pytest.raises(ValueError, match=r"tongue|bucket|events"):
            audit(deals.POLICY, cases, events, day, **{**asked, **wrong})


def test_a_book_of_events_alone_names_cases_by_numbers(spark) -> None:
    """Columns whose names differ in case alone, whole numbers as ids, times written as texts with offsets."""
    mapping = """
complete = "all"
[events]
file = "log.csv"
key = "Case"
time = "at.local"
activity = "case"
[[events.actors]]
column = "by"
role = "manager"
"""
    rows = [(1, "draw", "2024-03-01T09:00:00+08:00", None), (1, "review", "2024-03-04T09:00:00+08:00", "Li")]
    events = spark.createDataFrame(
        [*rows, (2, "draw", "2024-03-01T09:00:00+08:00", None)], "n long, a string, t string, p string"
    )
    events = events.toDF("Case", "case", "at.local", "by")
    alone = deals.POLICY.partition("  duty reports")[0]
    found = audit(alone, None, events, dt.date(2024, 6, 30), mapping=mapping, buckets=1, keep=False)
    told = {(row["case"], row["verdict"], str(row["opened"])) for row in found.findings.collect()}
    assert told == {("1", "satisfied", "2024-03-01"), ("2", "violated", "2024-03-01")}
