"""Parquet tables in the order of their cases are divided where they stand: no case is cut, no row lost."""

from __future__ import annotations

import datetime as dt
import itertools
import os
import random
from collections.abc import Sequence
from decimal import Decimal
from pathlib import Path

import pyarrow as pa
import pyarrow.csv as pa_csv
import pyarrow.parquet as pq
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dutylang.books import row_ranges
from dutylang.books.row_ranges import ChangedTableError, RangedTable, ranged_tables
from dutylang.cases.columns.table_cells import cells_from_arrow
from dutylang.cases.columns.table_parquet import columns_from_parquet
from tests.books.books import at_once, book_of, in_buckets, invented, messy, rows_in
from tests.books.test_buckets import assert_same_counts, assert_same_problems
from tests.cli.common import run as duty

TEXT = ["A1", "A10", "A10", "A2", "B"]
LENGTH = ["A2", "A2", "A10", "A11", "B00"]


def table(
    folder: Path, name: str, ids: Sequence[object], kind: pa.DataType | None = None, group: int = 2
) -> Path:
    path = folder / f"{name}.parquet"
    columns = {"case": pa.array(ids, kind or pa.string()), "row": pa.array(range(len(ids)), pa.int64())}
    pq.write_table(pa.table(columns), path, row_group_size=group)
    return path


def divided(folder: Path, count: int, **tables: Sequence[object]) -> dict[str, RangedTable] | None:
    files = {name: (table(folder, name, ids), ["case", "row"]) for name, ids in tables.items()}
    return ranged_tables(files, count)


def ids_by_bucket(
    found: dict[str, RangedTable], name: str, ids: Sequence[object], count: int
) -> list[set[object]]:
    spans = [found[name].span(bucket) for bucket in range(count)]
    assert spans[0][0] == 0
    assert all(one[0] + one[1] == two[0] for one, two in itertools.pairwise(spans))
    assert sum(spans[-1]) == len(ids)
    return [set(ids[first : first + rows]) for first, rows in spans]


def assert_whole_cases(found: dict[str, RangedTable], count: int, **tables: Sequence[object]) -> None:
    """Every row is in one bucket, and no case in two, of whatever tables."""
    buckets: list[set[object]] = [set() for _ in range(count)]
    for name, ids in tables.items():
        for bucket, more in zip(buckets, ids_by_bucket(found, name, ids, count), strict=True):
            bucket |= more
    assert sum(map(len, buckets)) == len(set().union(*buckets))


@pytest.mark.parametrize("ids", [TEXT, LENGTH, sorted(TEXT * 40), ["one"] * 9, ["x"]])
@pytest.mark.parametrize("count", [1, 2, 3, 12])
def test_one_table(tmp_path: Path, ids: list[str], count: int):
    found = divided(tmp_path, count, events=ids)
    assert found is not None
    assert_whole_cases(found, count, events=ids)


def test_buckets_are_about_equal(tmp_path: Path):
    ids = [f"G{number // 10}" for number in range(1000)]
    found = divided(tmp_path, 4, events=ids)
    assert found is not None
    assert [found["events"].span(bucket)[1] for bucket in range(4)] == [250, 250, 250, 250]


def test_a_case_with_most_of_the_rows_leaves_buckets_empty(tmp_path: Path):
    ids = ["A", *["B"] * 98, "C"]
    found = divided(tmp_path, 4, events=ids)
    assert found is not None
    assert [found["events"].span(bucket)[1] for bucket in range(4)] == [99, 0, 0, 1]


def test_other_tables_follow_the_largest(tmp_path: Path):
    tables = {"cases": ["A", "C", "D", "E"], "events": ["B", "B", "C", "C", "C", "D"], "holders": []}
    found = divided(tmp_path, 3, **tables)
    assert found is not None
    assert_whole_cases(found, 3, **tables)
    # The rows wanted are 2 and 4: there C begins, and D after it.
    assert [found["events"].span(bucket) for bucket in range(3)] == [(0, 2), (2, 3), (5, 1)]
    assert [found["cases"].span(bucket) for bucket in range(3)] == [(0, 1), (1, 1), (2, 2)]
    assert [found["holders"].span(bucket) for bucket in range(3)] == [(0, 0)] * 3


@pytest.mark.parametrize(
    "tables",
    [
        {"events": ["B", "A"]},
        {"events": ["A", "B", "A"]},
        {"events": ["A", None, "B"]},
        {"events": ["A", "  ", "B"]},
        {"events": TEXT, "cases": LENGTH},  # each in an order, but not in the same
        {"events": TEXT, "cases": ["A1", "A10", "A1"]},
    ],
)
@pytest.mark.parametrize("at_once", [2, 3, 100])
def test_what_is_in_no_order_is_not_divided(monkeypatch, tmp_path: Path, tables, at_once: int):
    monkeypatch.setattr(row_ranges, "ROWS_AT_ONCE", at_once)
    assert divided(tmp_path, 2, **tables) is None


def test_a_file_that_cannot_be_read_is_not_divided(tmp_path: Path):
    path = table(tmp_path, "events", TEXT)
    assert ranged_tables({"events": (path, ["case", "missing"])}, 2) is None
    assert ranged_tables({"events": (tmp_path / "none.parquet", ["case"])}, 2) is None
    path.write_bytes(b"PAR1 and no more")
    assert ranged_tables({"events": (path, ["case"])}, 2) is None


@pytest.mark.parametrize(
    ("ids", "kind"),
    [
        ([8, 9, 10, 10, 111], pa.int64()),
        (TEXT, pa.dictionary(pa.int32(), pa.string())),
        (TEXT, pa.large_string()),
    ],
)
def test_ids_of_other_types(tmp_path: Path, ids, kind):
    path = table(tmp_path, "events", ids, kind)
    found = ranged_tables({"events": (path, ["case", "row"])}, 3)
    assert found is not None
    assert_whole_cases(found, 3, events=ids)


@given(st.data())
def test_any_tables_in_order(tmp_path_factory, data: st.DataObject):
    ids = st.lists(st.text("AB案件9é😀", min_size=1, max_size=3), max_size=30)
    order = data.draw(st.sampled_from([lambda id_: id_, lambda id_: (len(id_.encode()), id_)]))
    tables = {name: sorted(data.draw(ids), key=order) for name in ("cases", "events", "holders")}
    count = data.draw(st.integers(1, 9))
    folder = tmp_path_factory.mktemp("tables")
    before = row_ranges.ROWS_AT_ONCE
    row_ranges.ROWS_AT_ONCE = data.draw(st.sampled_from([1, 4, 100]))
    try:
        found = divided(folder, count, **tables)
    finally:
        row_ranges.ROWS_AT_ONCE = before
    assert found is not None
    assert_whole_cases(found, count, **tables)
    again = {name: RangedTable.from_json(each.json()) for name, each in found.items()}
    assert {name: list(each.starts) for name, each in again.items()} == {
        name: list(each.starts) for name, each in found.items()
    }


def test_what_would_be_unpacked_again_and_again_is_not_divided(tmp_path: Path):
    ids, words = [f"A{number:03}" for number in range(100)], pa.dictionary(pa.int32(), pa.string())
    for group, count, is_divided in ((100, 8, True), (100, 9, False), (10, 80, True), (10, 81, False)):
        path = table(tmp_path, "events", ids, words, group)
        assert (ranged_tables({"events": (path, ["case"])}, count) is not None) == is_divided
        path = table(tmp_path, "plain", ids, pa.string(), group)
        assert ranged_tables({"events": (path, ["case"])}, count) is not None


@pytest.mark.parametrize("first", [0, 3, 7])
def test_columns_of_any_type_are_those_of_the_rows(tmp_path: Path, first: int):
    count = 9
    days = [dt.date(2024, 1, 1) + dt.timedelta(days=number) for number in range(count)]
    times = [dt.datetime(2024, 1, 1, tzinfo=dt.UTC) + dt.timedelta(hours=number) for number in range(count)]
    columns = {
        "text": pa.array([f"é{number}" for number in range(count)]),
        "word": pa.array(["a", "b", None] * 3).dictionary_encode(),
        "figure": pa.array([Decimal(number).scaleb(-2) for number in range(count)], pa.decimal128(18, 2)),
        "small": pa.array(range(count), pa.int8()),
        "wide": pa.array([2**64 - 1 - number for number in range(count)], pa.uint64()),
        "real": pa.array([number / 4 for number in range(count)], pa.float32()),
        "yes": pa.array([True, False, None] * 3),
        "day": pa.array(days),
        "seconds": pa.array(times, pa.timestamp("s", "UTC")),
        "nanos": pa.array(times, pa.timestamp("ns", "Asia/Shanghai")),
        "bare": pa.array([each.replace(tzinfo=None) for each in times], pa.timestamp("us")),
        "clock": pa.array([each.time() for each in times], pa.time64("us")),
        "bytes": pa.array([b"x", None, b"z"] * 3),
    }
    path = tmp_path / "any.parquet"
    pq.write_table(pa.table(columns), path, row_group_size=2)
    with pq.ParquetFile(path) as file:
        found = columns_from_parquet(file, path, list(columns), (first, 4))
        whole = columns_from_parquet(file, path, list(columns))
    for name, cells in cells_by_pyarrow(path, list(columns)).items():
        assert list(map(repr, whole[name].cells())) == list(map(repr, cells)), name
        assert list(map(repr, found[name].cells())) == list(map(repr, cells[first : first + 4])), name


def cells_by_pyarrow(path: Path, names: Sequence[str]) -> dict[str, Sequence[object]]:
    """The cells of a file as pyarrow alone reads them."""
    read = pq.read_table(path)
    return {name: cells_from_arrow(read[name]).cells() for name in names}


def test_a_table_that_changed(tmp_path: Path):
    path = table(tmp_path, "events", TEXT)
    found = ranged_tables({"events": (path, ["case"])}, 2)
    assert found is not None
    found["events"].check(path)
    os.utime(path, ns=(1, 1))
    with pytest.raises(ChangedTableError):
        found["events"].check(path)
    path.unlink()
    with pytest.raises(ChangedTableError):
        found["events"].check(path)


# ---- books ----------------------------------------------------------------------------------------


def shuffled(folder: Path) -> Path:
    """The same book with the rows of its events in another order."""
    path = folder / "events.parquet"
    events = pq.read_table(path)
    rows = list(range(events.num_rows))
    random.Random(1).shuffle(rows)
    pq.write_table(events.take(rows), path)
    return folder


def messy_in_parquet(folder: Path) -> Path:
    """The messy book in Parquet, its rows in the order of their cases; those that name no case are left out."""
    messy(folder)
    texts = pa_csv.ConvertOptions(strings_can_be_null=False)
    newlines = pa_csv.ParseOptions(newlines_in_values=True)
    mapping = (folder / "mapping.toml").read_text(encoding="utf-8")
    for name, key in (("cases", "id"), ("events", "case"), ("holders", "case")):
        read = pa_csv.read_csv(folder / f"{name}.csv", parse_options=newlines, convert_options=texts)
        read = pa.table({each: read[each].cast(pa.string()) for each in read.column_names})
        rows = sorted(
            (row for row in read.to_pylist() if row[key]), key=lambda row, key=key: row[key].encode()
        )
        pq.write_table(pa.Table.from_pylist(rows, read.schema), folder / f"{name}.parquet", row_group_size=17)
        mapping = mapping.replace(f'file = "{name}.csv"', f'file = "{name}.parquet"')
    (folder / "mapping.toml").write_text(mapping, encoding="utf-8")
    return folder


@pytest.mark.parametrize("table_", ["findings", "persons"])
@pytest.mark.parametrize("buckets", [1, 3, 16])
def test_a_messy_book(monkeypatch, tmp_path: Path, buckets: int, table_: str):
    from dutylang.books import table_buckets

    divisions: list[object] = []

    def seen(*arguments):
        divisions.append(ranged_tables(*arguments))
        return divisions[-1]

    monkeypatch.setattr(table_buckets, "ranged_tables", seen)
    book = book_of(messy_in_parquet(tmp_path / "book"))
    totals = at_once(book, tmp_path / "once.parquet", table_)
    work = tmp_path / "work"
    total = in_buckets(book, work, tmp_path / "buckets.parquet", buckets, table_)
    assert rows_in(tmp_path / "buckets.parquet") == rows_in(tmp_path / "once.parquet")
    assert_same_counts(total, totals)
    assert_same_problems(total, totals)
    assert any(each.code == "C032" for each in total.told.few)
    assert [set(each) for each in divisions] == [{"table-00", "table-01", "table-02"}]


def options(folder: Path) -> tuple[object, ...]:
    return (
        "--mapping", folder / "mapping.toml", "--as-of", "2026-06-30", "--format", "parquet",
        "--memory", "600MB", "--quiet",
    )  # fmt: skip


def test_nothing_is_copied_where_rows_come_by_case(monkeypatch, tmp_path: Path):
    from dutylang.books import table_buckets

    def spread(*_: object) -> None:
        raise AssertionError("a table was copied")

    folder = invented(tmp_path / "book", 60)
    ranged, copied = tmp_path / "ranged.parquet", tmp_path / "copied.parquet"
    with monkeypatch.context() as patch:
        patch.setattr(table_buckets, "_written", spread)
        result = duty("audit", folder / "policy_12.duty", folder, *options(folder), "-o", ranged)
        assert result.exit_code == 0, result.output
    result = duty("audit", folder / "policy_12.duty", shuffled(folder), *options(folder), "-o", copied)
    assert result.exit_code == 0, result.output
    assert rows_in(ranged) == rows_in(copied)


@pytest.mark.parametrize(
    ("tongue", "said"), [("en", "was changed while it was being audited"), ("zh", "在审查期间被改动")]
)
def test_a_table_that_changes_during_the_audit(monkeypatch, tmp_path: Path, tongue: str, said: str):
    from dutylang.books.table_buckets import TableBuckets

    folder = invented(tmp_path / "book", 60)
    divide = TableBuckets._divide

    def meanwhile(buckets: TableBuckets) -> None:
        divide(buckets)
        os.utime(folder / "events.parquet", ns=(1, 1))

    monkeypatch.setattr(TableBuckets, "_divide", meanwhile)
    out = tmp_path / "out.parquet"
    result = duty("--lang", tongue, "audit", folder / "policy_12.duty", folder, *options(folder), "-o", out)
    assert result.exit_code == 2, result.output
    assert "G058" in result.stderr
    assert said in result.stderr
    assert not out.exists()


@pytest.mark.parametrize("jobs", ["1", pytest.param("2", marks=pytest.mark.slow)])
@pytest.mark.parametrize("how", ["ranged", "spread", "folder"])
@pytest.mark.parametrize("column", ["case_id", "site", "event_id"])
def test_a_text_that_is_none_is_told_and_not_run_into(tmp_path: Path, column: str, how: str, jobs: str):
    folder = invented(tmp_path / "book", 60)
    path = folder / "events.parquet"
    events = pq.read_table(path)
    rows = list(range(events.num_rows))
    if how == "spread":
        random.Random(1).shuffle(rows)
    cells = [text.encode() for text in events.take(rows)[column].to_pylist()]
    cells[300] = b"\xff\xfe"
    broken = pa.Array.from_buffers(pa.string(), len(cells), pa.array(cells, pa.binary()).buffers())
    at = events.column_names.index(column)
    pq.write_table(events.take(rows).set_column(at, column, broken), path, row_group_size=200)
    if how == "folder":
        (folder / "parts").mkdir()
        path.rename(folder / "parts" / "one.parquet")
        mapping = folder / "mapping.toml"
        mapping.write_text(mapping.read_text("utf-8").replace("events.parquet", "parts"), encoding="utf-8")
    out = tmp_path / "out.parquet"
    memory = ("--memory", "2GB", "--jobs", jobs)
    result = duty("audit", folder / "policy_12.duty", folder, *options(folder), *memory, "-o", out)
    assert result.exit_code == 4
    assert ("C076" if how == "folder" else "C050") in result.stderr
    assert [each.name for each in tmp_path.iterdir()] == ["book"]
