"""A book in buckets is judged as the same book in memory, and as its cases one by one."""

from __future__ import annotations

import gzip
import json
import shutil
import sqlite3
from collections import Counter
from pathlib import Path

import pyarrow.csv as pa_csv
import pyarrow.parquet as pq
import pytest

from dutylang.books.buckets import Bucket, crossing_links
from dutylang.books.inputs import BookInput
from dutylang.books.run import Totals
from dutylang.cases.to_document import document_from_case
from dutylang.diagnostics import Diagnostic
from tests.books.books import at_once, book_of, in_buckets, invented, messy, rows_in, run_of
from tests.cli.common import run as duty
from tests.cli.test_audit_book import POLICY as FIGURES
from tests.cli.test_audit_book import guarantee

BUCKETS = (1, 3, 16)


def assert_same_counts(total: Bucket, totals: Totals) -> None:
    assert total.summary.cases == totals.summary.cases
    assert total.summary.unread == totals.summary.unread
    assert total.summary.advisory == totals.summary.advisory
    assert total.summary.results == totals.summary.results
    assert {name: each for name, each in total.summary.duties.items() if each.cases} == {
        name: each for name, each in totals.summary.duties.items() if each.cases
    }
    assert total.failed == totals.failed


def assert_same_problems(total: Bucket, totals: Totals) -> None:
    said = Counter(each.code for each in totals.problems)
    of_input = [each for entry in total.told.of_input for each in entry]
    assert total.told.counts + Counter(each.code for each in of_input) == said
    for each in (*of_input, *total.told.few):
        assert each in totals.problems


@pytest.mark.parametrize("buckets", BUCKETS)
def test_a_book_in_parquet(tmp_path: Path, buckets: int):
    book = book_of(invented(tmp_path / "book", 150))
    totals = at_once(book, tmp_path / "once.parquet")
    total = in_buckets(book, tmp_path / "work", tmp_path / "buckets.parquet", buckets)
    assert rows_in(tmp_path / "buckets.parquet") == rows_in(tmp_path / "once.parquet")
    assert_same_counts(total, totals)
    assert_same_problems(total, totals)
    assert not (tmp_path / "work").exists()


@pytest.mark.parametrize("table", ["findings", "persons"])
@pytest.mark.parametrize("buckets", BUCKETS)
def test_a_messy_book_in_csv(tmp_path: Path, buckets: int, table: str):
    book = book_of(messy(tmp_path / "book"))
    totals = at_once(book, tmp_path / "once.parquet", table)
    total = in_buckets(book, tmp_path / "work", tmp_path / "buckets.parquet", buckets, table)
    assert rows_in(tmp_path / "buckets.parquet") == rows_in(tmp_path / "once.parquet")
    assert_same_counts(total, totals)
    assert_same_problems(total, totals)
    assert {"C032", "C056", "C057", "C058", "C015"} <= set(Counter(each.code for each in totals.problems))


def test_what_is_said_names_the_lines_of_the_source(tmp_path: Path):
    book = book_of(messy(tmp_path / "book"))
    total = in_buckets(book, tmp_path / "work", tmp_path / "buckets.parquet", 5)
    lines = (tmp_path / "book" / "cases.csv").read_text(encoding="utf-8").splitlines()
    twins = [each for each in total.told.few if each.code == "C032"]
    assert {lines[each.span.line - 1].split(",")[-1] for each in twins} == {"a twin", "no figure"}


@pytest.mark.parametrize("buckets", [1, 4])
def test_it_is_what_single_cases_give(tmp_path: Path, buckets: int):
    folder = messy(tmp_path / "book", 30)
    alone = tmp_path / "alone.parquet"
    options = ("--mapping", folder / "mapping.toml", "--as-of", "2026-06-30", "--format", "parquet")
    duty("audit", folder / "policy_12.duty", folder, *options, "--engine", "single", "-o", alone)
    in_buckets(book_of(folder), tmp_path / "work", tmp_path / "buckets.parquet", buckets)
    assert rows_in(tmp_path / "buckets.parquet") == rows_in(alone)


def as_lines(folder: Path, target: Path) -> Path:
    """The cases of a book as lines of JSON, with a line that is none, a twin, and one that is no case."""
    target.mkdir()
    book = book_of(folder)
    records = [case for case, _ in book.cases() if case is not None]
    words = book.loaded.policy.vocabulary
    lines = [json.dumps(document_from_case(case, words), ensure_ascii=False) for case in records]
    lines[5:5] = ["{", "", lines[2], '{"id": "odd", "kind": "none"}']
    (target / "cases.jsonl").write_text("\n".join(lines[:-4]), encoding="utf-8")
    (target / "more.json").write_text(f"[{', '.join(lines[-4:])}]", encoding="utf-8")
    (target / "twin.json").write_text(lines[0], encoding="utf-8")
    (target / "empty.jsonl").write_text("", encoding="utf-8")
    (target / "broken.json").write_text("[1, ", encoding="utf-8")
    shutil.copy(folder / "policy_12.duty", target / "policy_12.duty")
    return target


@pytest.mark.parametrize("buckets", BUCKETS)
def test_case_documents(tmp_path: Path, buckets: int):
    folder = as_lines(messy(tmp_path / "book", 40), tmp_path / "lines")
    book = book_of(folder, mapping=None)
    totals = at_once(book, tmp_path / "once.parquet")
    total = in_buckets(book, tmp_path / "work", tmp_path / "buckets.parquet", buckets)
    assert rows_in(tmp_path / "buckets.parquet") == rows_in(tmp_path / "once.parquet")
    assert_same_counts(total, totals)
    assert_same_problems(total, totals)
    assert totals.summary.unread >= 4


def test_documents_that_are_not_there(tmp_path: Path):
    book = book_of(messy(tmp_path / "book", 8), mapping=None)
    for path, code in ((tmp_path / "none", "C002"), (tmp_path / "book", "C001")):
        nothing = BookInput(book.loaded, path, None, book.horizon)
        total = in_buckets(nothing, tmp_path / "work", tmp_path / "out.parquet", 3)
        assert [each.code for each in total.told.few] + [
            each.code for entry in total.told.of_input for each in entry
        ] == [code]
        assert total.summary.unread == 1


def with_table(folder: Path, old: str, new: str) -> Path:
    mapping = folder / "mapping.toml"
    mapping.write_text(mapping.read_text(encoding="utf-8").replace(old, new), encoding="utf-8")
    return folder


def packed(folder: Path) -> Path:
    content = (folder / "events.csv").read_bytes()
    (folder / "events.csv.gz").write_bytes(gzip.compress(content))
    return with_table(folder, '"events.csv"', '"events.csv.gz"')


def in_gb18030(folder: Path) -> Path:
    text = (folder / "cases.csv").read_text(encoding="utf-8")
    (folder / "cases.csv").write_bytes(text.encode("gb18030"))
    return with_table(folder, 'file = "cases.csv"', 'file = "cases.csv"\nencoding = "gb18030"')


def ragged(folder: Path) -> Path:
    with (folder / "events.csv").open("a", encoding="utf-8") as file:
        file.write("G-1,accepted\r\n\r\nG-2,accepted,2025-02-01,r,1,P1,1,too,many\r\n")
    return folder


def in_sqlite(folder: Path) -> Path:
    database = sqlite3.connect(folder / "book.sqlite")
    table = pa_csv.read_csv(folder / "events.csv")
    names = ", ".join(f'"{name}"' for name in table.column_names)
    database.execute(f"create table events ({names})")
    marks = ", ".join("?" * table.num_columns)
    rows = [tuple(None if cell is None else str(cell) for cell in row.values()) for row in table.to_pylist()]
    database.executemany(f"insert into events values ({marks})", rows)
    database.commit()
    database.close()
    return with_table(folder, 'file = "events.csv"', 'source = "sqlite:///book.sqlite"\ntable = "events"')


def in_parts(folder: Path) -> Path:
    table = pa_csv.read_csv(folder / "holders.csv")
    (folder / "holders").mkdir()
    pq.write_table(table.slice(0, 9), folder / "holders" / "a.parquet")
    pq.write_table(table.slice(9), folder / "holders" / "b.parquet")
    return with_table(folder, '"holders.csv"', '"holders"')


@pytest.mark.parametrize("changed", [packed, in_gb18030, ragged, in_sqlite, in_parts])
def test_other_tables(tmp_path: Path, changed: object):
    book = book_of(changed(messy(tmp_path / "book", 40)))  # type: ignore[operator]
    totals = at_once(book, tmp_path / "once.parquet")
    total = in_buckets(book, tmp_path / "work", tmp_path / "buckets.parquet", 4)
    assert rows_in(tmp_path / "buckets.parquet") == rows_in(tmp_path / "once.parquet")
    assert_same_counts(total, totals)
    assert_same_problems(total, totals)


def refused(book: BookInput, work: Path, buckets: int) -> tuple[Diagnostic, ...]:
    from dutylang.books.buckets import BucketedAudit
    from dutylang.books.draft import Wanted
    from dutylang.books.sizes import Sizes
    from tests.books.books import journal_in

    journal = journal_in(work)
    audit = BucketedAudit(run_of(book), book, journal, Sizes(buckets), Wanted("findings"), lambda *_: None)
    try:
        total, unusable = audit.audited()
    finally:
        journal.remove()
    assert total is None
    return unusable


@pytest.mark.parametrize("buckets", BUCKETS)
def test_times_with_and_without_offset_are_refused_wherever_they_stand(tmp_path: Path, buckets: int):
    folder = messy(tmp_path / "book", 40)
    with (folder / "events.csv").open("a", encoding="utf-8", newline="") as file:
        file.write("G-1,accepted,2025-02-01T10:00:00+08:00,o,1,P1,1\r\n")
    (fault,) = refused(book_of(folder), tmp_path / "work", buckets)
    assert fault.code == "C055"
    once = at_once(book_of(folder), tmp_path / "once.parquet")
    assert [each.code for each in once.problems] == ["C055"]


def test_tables_that_are_not_there(tmp_path: Path):
    folder = messy(tmp_path / "book", 8)
    (folder / "events.csv").unlink()
    (folder / "holders.csv").unlink()
    found = refused(book_of(folder), tmp_path / "work", 3)
    assert [each.code for each in found] == ["C044", "C044"]


def test_a_register_for_all_cases_that_is_not_there_costs_no_case(tmp_path: Path):
    folder = messy(tmp_path / "book", 20)
    (folder / "branches.csv").unlink()
    book = book_of(folder)
    totals = at_once(book, tmp_path / "once.parquet")
    total = in_buckets(book, tmp_path / "work", tmp_path / "buckets.parquet", 3)
    assert_same_counts(total, totals)
    assert_same_problems(total, totals)


def test_a_mapping_that_does_not_fit_stops_before_a_row_is_read(tmp_path: Path):
    folder = with_table(messy(tmp_path / "book", 8), 'score = "score"', 'scope = "score"')
    (fault,) = refused(book_of(folder), tmp_path / "work", 3)
    assert fault.code == "C013"
    assert not (tmp_path / "work").exists()


def test_figures_over_all_cases_are_worked_out_first(tmp_path: Path):
    (tmp_path / "policy.duty").write_text(FIGURES, encoding="utf-8")
    (tmp_path / "cases").mkdir()
    book = book_of(tmp_path, "policy.duty", None, "cases")
    options = ("--as-of", "2026-06-30", "--format", "parquet", "--table", "persons", "--engine", "single")
    for bad, result in ((1, "exempt"), (2, "liable")):
        cases = [guarantee(f"G-{number}", 1, number < bad) for number in range(40)]
        lines = "\n".join(json.dumps(case) for case in cases)
        (tmp_path / "cases" / "all.jsonl").write_text(lines, encoding="utf-8")
        in_buckets(book, tmp_path / "work", tmp_path / "out.parquet", 4, "persons")
        duty(
            "audit", tmp_path / "policy.duty", tmp_path / "cases", *options, "-o", tmp_path / "alone.parquet"
        )
        assert rows_in(tmp_path / "out.parquet") == rows_in(tmp_path / "alone.parquet")
        assert set(pq.read_table(tmp_path / "out.parquet")["result"].to_pylist()) == {result}


def test_links_between_cases_are_named(tmp_path: Path):
    book = book_of(messy(tmp_path / "book", 8))
    assert crossing_links(book) == ()
