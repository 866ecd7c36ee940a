"""Instances as codes into words: the same texts as one by one, in memory and in the file."""

from __future__ import annotations

import io

import polars as pl
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from dutylang.assessment.bulk.result import result_from_columns
from dutylang.assessment.case import assess_case
from dutylang.assessment.model import Horizon
from dutylang.books.output import TableWriter
from dutylang.books.run import BulkRun
from dutylang.cases.columns.from_records import columns_from_records
from dutylang.reports import bulk_instances
from dutylang.reports.as_parquet import UNIQUE, coded_schema, schema_of
from dutylang.reports.bulk_columns import FindingColumns
from dutylang.reports.bulk_findings import finding_tables
from dutylang.reports.names import names_from_policy
from dutylang.reports.parquet_rows import rows_of
from tests.assessment.bulk.test_bulk_golden import GOLDEN, ZoneInfo, books

ASKED = ("case", "rule", "instance")


@pytest.mark.parametrize("tried", [0, 1_000])
@pytest.mark.parametrize("path", GOLDEN, ids=lambda path: path.stem)
def test_codes_stand_for_the_texts_of_the_reference(monkeypatch, path, tried: int):
    """However rarely an event is named, and whether or not it was seen that ids come again."""
    monkeypatch.setattr(bulk_instances, "TIMES_NAMED", 0)
    monkeypatch.setattr(bulk_instances, "TRIED", tried)
    loaded, found = books(path)
    plan = loaded.plan
    if plan.earlier:
        return
    names = names_from_policy(loaded.policy, plan, "en", {})
    for as_of, cases in found.items():
        columns = columns_from_records(cases, ZoneInfo(plan.timezone), as_of)
        result = result_from_columns(plan, columns, Horizon(as_of))
        expected = [
            tuple(row[name] for name in ASKED)
            for case in cases
            for row in rows_of("findings", case, assess_case(plan, case, Horizon(as_of)), names)
        ]
        tables = list(finding_tables(result, names, schema_of("findings", ASKED), as_codes=True))
        shown = [tuple(row[name] for name in ASKED) for table in tables for row in table.to_pylist()]
        assert sorted(shown) == sorted(expected)
        run = BulkRun(loaded, Horizon(as_of), names)
        out = io.BytesIO()
        writer = TableWriter(out, None, names, "findings", ASKED)
        piece = io.BytesIO()
        run.judged(columns).piece("findings", ASKED, piece)
        writer.join(piece)
        writer.close()
        read = pq.read_table(out)
        assert read.schema.field("instance").type == pa.string()
        assert sorted(zip(*read.to_pydict().values(), strict=True)) == sorted(expected)


def instances_of_book(path: str) -> list[bulk_instances.Instances | None]:
    loaded, found = books(next(each for each in GOLDEN if each.name == path))
    names = names_from_policy(loaded.policy, loaded.plan, "en", {})
    return [
        FindingColumns(
            result_from_columns(
                loaded.plan,
                columns_from_records(cases, ZoneInfo(loaded.plan.timezone), as_of),
                Horizon(as_of),
            ),
            names,
        ).instances
        for as_of, cases in found.items()
    ]


def test_many_golden_books_have_codes_and_many_have_none(monkeypatch):
    """Else the tests above would show nothing."""
    monkeypatch.setattr(bulk_instances, "TIMES_NAMED", 0)
    coded = [each is not None for path in GOLDEN for each in instances_of_book(path.name)]
    assert min(coded.count(True), coded.count(False)) > 20


def test_ids_that_hardly_come_twice_are_written_out(monkeypatch):
    monkeypatch.setattr(bulk_instances, "TIMES_NAMED", 10**6)
    assert all(
        found is None or not pl.Series(found.by_row).max()
        for path in GOLDEN
        for found in instances_of_book(path.name)
    )


def test_the_types_of_the_columns():
    schema = schema_of("findings", ASKED)
    assert coded_schema(schema).field("instance").type == pa.large_string()
    words = coded_schema(schema, UNIQUE - {"instance"}).field("instance").type
    assert words == pa.dictionary(pa.int32(), pa.string())
