"""The programs that dutylang is measured against find what it finds, on a few hundred cases."""

from __future__ import annotations

from pathlib import Path

import polars as pl
import pytest
from click.testing import CliRunner

from benchmarks import hand_polars
from benchmarks.book import AS_OF, duties_of, policy_text, write_book
from benchmarks.bulk import COLUMNS, programs
from benchmarks.findings import differences
from dutylang.cli import duty

CASES = 300


@pytest.fixture(scope="module")
def book(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("book")
    write_book(folder, CASES)
    return folder


@pytest.fixture(scope="module")
def found(book: Path) -> Path:
    """The findings of dutylang in columns, 40 duties."""
    out = book / "duty.parquet"
    arguments = [str(each) for each in programs(book, 40, out)[COLUMNS]]
    run = CliRunner().invoke(duty, arguments[2:])
    assert run.exit_code == 0, run.output
    return out


def test_polars_by_hand_finds_the_same(book: Path, found: Path):
    out = book / "polars.parquet"
    hand_polars.audit(book, 40, out)
    assert not len(differences(found, out))


def test_sql_by_hand_finds_the_same(book: Path, found: Path):
    pytest.importorskip("duckdb", reason="duckdb is not installed: pip install 'dutylang[duckdb]'")
    from benchmarks import hand_sql

    out = book / "sql.parquet"
    hand_sql.audit(book, 40, out)
    assert not len(differences(found, out))


def test_the_book_has_what_makes_programs_differ(book: Path, found: Path):
    verdicts = pl.read_parquet(found)["verdict"].unique().to_list()
    assert set(verdicts) >= {"satisfied", "late", "violated", "pending", "not_applicable", "unknown"}
    events = pl.read_parquet(book / "events.parquet")
    assert events.select(pl.struct("case_id", "at").is_duplicated().any()).item()
    assert events["score"].null_count()
    assert events.select(pl.col("at").dt.date() > AS_OF).to_series().any()


def test_a_difference_is_seen(book: Path, found: Path, tmp_path: Path):
    changed = tmp_path / "changed.parquet"
    table = pl.read_parquet(found)
    row = table.with_row_index().filter(pl.col("evidence").list.len() == 1)["index"][0]
    evidence = table["evidence"].to_list()
    evidence[row] = [evidence[row][0] + 1]
    table.with_columns(evidence=pl.Series(evidence, dtype=pl.List(pl.Int64))).write_parquet(changed)
    assert differences(found, changed)["side"].to_list() == [0, 1]
    table.slice(1).write_parquet(changed)
    assert differences(found, changed)["side"].to_list() == [0]


def test_the_policy_says_the_figures_of_the_duties():
    text = policy_text(40)
    for duty_ in duties_of(40):
        assert f" {duty_.name}\n" in text
    assert text.count("\narticle ") == 40
