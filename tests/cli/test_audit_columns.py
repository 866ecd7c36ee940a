"""`duty audit --columns` and `--jobs`: fewer columns, several parts at once, and the same report."""

from pathlib import Path

import pyarrow.parquet as pq
import pytest

from dutylang.cli.spoken import USAGE
from dutylang.reports.as_parquet import METADATA
from tests.books.books import invented, messy, rows_in
from tests.cli.common import AS_OF, CASES, POLICY, flat, run

FEW = "rule,case,verdict,due,persons"


def audited(book: Path, out: Path, *more: str, policy: str = "policy_12.duty") -> Path:
    given = [book / policy, book, "--mapping", book / "mapping.toml", "--as-of", "2026-06-30"]
    result = run("audit", *given, "--format", "parquet", "-o", out, *more)
    assert result.exit_code in (0, 4), result.stderr
    return out


@pytest.fixture
def small_parts(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("dutylang.books.run.FINDINGS_AT_ONCE", 1)
    monkeypatch.setattr("dutylang.books.run.LEAST_AT_ONCE", 23)


@pytest.mark.usefixtures("small_parts")
def test_the_report_is_the_same_however_many_work_at_it(tmp_path: Path):
    book = invented(tmp_path / "book", 200)
    one, three = (
        audited(book, tmp_path / f"{jobs}.parquet", "--engine", "bulk", "--jobs", jobs) for jobs in ("1", "3")
    )
    assert one.read_bytes() == three.read_bytes()
    assert pq.read_metadata(one).num_row_groups == -(-200 // 23)
    single = audited(book, tmp_path / "single.parquet", "--engine", "single")
    assert rows_in(single) == rows_in(one)


@pytest.mark.usefixtures("small_parts")
def test_what_is_said_is_the_same_in_parts(tmp_path: Path):
    book = messy(tmp_path / "book")
    given = [book / "policy_12.duty", book, "--mapping", book / "mapping.toml", "--as-of", "2026-06-30"]
    parts, single = (
        run("audit", *given, "--quiet", "--engine", *more) for more in (("bulk", "--jobs", "2"), ("single",))
    )
    assert (parts.exit_code, parts.stdout, parts.stderr) == (single.exit_code, single.stdout, single.stderr)


@pytest.mark.parametrize("how", [("--engine", "single"), ("--engine", "bulk"), ("--memory", "1GB")])
def test_the_columns_that_are_asked_for_in_their_order(how: tuple[str, ...], tmp_path: Path):
    book = invented(tmp_path / "book", 120)
    whole = pq.read_table(audited(book, tmp_path / "whole.parquet", *how))
    few = pq.read_table(audited(book, tmp_path / "few.parquet", *how, "--columns", FEW))
    assert few.schema.names == FEW.split(",")
    assert METADATA in few.schema.metadata
    assert few.equals(whole.select(FEW.split(",")))


@pytest.mark.parametrize("engine", ["single", "bulk"])
def test_columns_of_the_table_of_persons(engine: str, tmp_path: Path):
    out = tmp_path / "persons.parquet"
    given = ("--engine", engine, "--format", "parquet", "--table", "persons", "-o", out)
    result = run("audit", POLICY, CASES, *AS_OF, *given, "--columns", "person, result,person")
    assert result.exit_code in (0, 4)
    assert pq.read_schema(out).names == ["person", "result"]


def test_columns_that_do_not_fit(tmp_path: Path):
    out = tmp_path / "findings.parquet"
    known = run("audit", POLICY, CASES, *AS_OF, "--format", "parquet", "-o", out, "--columns", "case,verdikt")
    assert known.exit_code == USAGE
    assert "G057" in known.stderr
    assert "verdict" in flat(known.stderr)
    none = run("audit", POLICY, CASES, *AS_OF, "--format", "parquet", "-o", out, "--columns", " , ")
    assert "G057" in none.stderr
    text = run("audit", POLICY, CASES, *AS_OF, "--columns", "case")
    assert text.exit_code == USAGE
    assert "G056" in text.stderr
    assert not out.exists()
