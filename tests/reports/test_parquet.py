"""The Parquet file: typed columns with the values of the JSON document, and the run in its metadata."""

import datetime as dt
import io
import json
from decimal import Decimal

import attrs
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from dutylang.reports.as_parquet import METADATA, ParquetReport, schema_of
from dutylang.reports.audit import Ending, summary_of
from dutylang.reports.parquet_rows import SCHEMAS
from dutylang.reports.person_rows import ESCALATIONS, FINDINGS, PERSONS, POINTS, TABLES
from tests.reports.accounts import ASSESSED, CASE, LIABLE, names_of
from tests.reports.common import RUN, late_finding
from tests.reports.writing import bytes_in, text_in


def table_in(rows: str, **settings: object) -> pa.Table:
    return pq.read_table(io.BytesIO(bytes_in("parquet", rows=rows, **settings)))  # type: ignore[arg-type]


@pytest.mark.parametrize("rows", TABLES)
def test_rows_are_those_of_json_lines(rows: str):
    _, *lines = [json.loads(line) for line in text_in("jsonl", rows=rows).splitlines()]
    found = table_in(rows).to_pylist()
    assert len(found) == len(lines)
    for row, line in zip(found, lines, strict=True):
        for name in set(row) & set(line) - {
            "exemptions",
            "lateness",
            "remedy",
            "opened",
            "due",
            "done",
            "entries",
        }:
            expected = line[name]
            if isinstance(row[name], Decimal):
                expected = Decimal(expected)
            if isinstance(row[name], dt.date):
                expected = dt.date.fromisoformat(expected[:10])
            assert row[name] == expected, name


@pytest.mark.parametrize("rows", TABLES)
def test_every_table_has_its_types_even_without_rows(rows: str):
    table = table_in(rows, cases=(), book=None)
    assert table.num_rows == 0
    assert table.schema.equals(schema_of(rows))
    assert table.column_names == list(SCHEMAS[rows])


def test_what_is_in_every_row_is_declared_so():
    found = schema_of(FINDINGS)
    assert [each.name for each in found if not each.nullable] == [
        *("case", "status", "key", "rule", "duty", "article", "instance", "level", "part", "verdict"),
        *("advisory", "flags", "roles", "persons", "evidence", "reason"),
    ]
    assert schema_of(POINTS).field("case").nullable  # points over all cases are of none


@pytest.mark.parametrize("rows", TABLES)
def test_a_reader_is_told_of_it(rows: str):
    written = bytes_in("parquet", rows=rows)
    found = pq.ParquetFile(io.BytesIO(written)).schema
    required = {
        found.column(at).name for at in range(len(found)) if found.column(at).max_definition_level == 0
    }
    lists = {each.name for each in schema_of(rows) if pa.types.is_list(each.type)}
    assert required == {each.name for each in schema_of(rows) if not each.nullable} - lists


def test_moments_are_days_and_instants():
    row = table_in(FINDINGS).to_pylist()[0]
    assert row["opened"] == dt.date(2024, 4, 29)
    assert row["opened_instant"] == dt.datetime(2024, 4, 29, 1, 0, tzinfo=dt.UTC)
    assert (row["due"], row["due_instant"]) == (dt.date(2024, 5, 7), None)


def test_lateness_has_its_unit():
    assessed = attrs.evolve(ASSESSED, findings=(late_finding(),))
    row = table_in(FINDINGS, cases=((CASE, assessed),)).to_pylist()[0]
    assert (row["lateness"], row["lateness_unit"]) == (4, "working_day")


@pytest.mark.parametrize("rows", [FINDINGS, PERSONS, ESCALATIONS])
def test_the_metadata_say_what_was_audited_by_what(rows: str):
    metadata = json.loads(table_in(rows).schema.metadata[METADATA])
    run = json.loads(text_in("json"))["run"]
    assert metadata == run | {"table": rows}
    assert metadata["sha256"] == RUN.sha256
    assert (metadata["as_of"], metadata["calendar_version"]) == ("2024-06-30", "2026.1")


@pytest.mark.parametrize(
    ("points", "kept"),
    [
        (Decimal(1) / Decimal(3), Decimal("0.333333333333")),
        (Decimal(12), Decimal(12)),
        (Decimal("1e40"), None),
        (Decimal("NaN"), None),
        (Decimal(-(10**23)), Decimal(-(10**23))),
    ],
)
def test_points_are_exact_or_absent(points: Decimal, kept: Decimal | None):
    assessed = attrs.evolve(ASSESSED, persons=(attrs.evolve(LIABLE, points=points, share=None),))
    rows = table_in(PERSONS, cases=((CASE, assessed),))
    assert rows.column("points").to_pylist() == [kept]


def test_points_over_the_book_are_of_no_case():
    assert [row["case"] for row in table_in(POINTS).to_pylist()] == ["G-1", None]


def test_rows_are_written_some_at_a_time():
    out = io.BytesIO()
    report = ParquetReport(out, names_of("en"), rows_at_once=2)
    report.begin(RUN)
    for _ in range(3):
        report.case(CASE, ASSESSED)
    report.end(Ending(summary_of([]), ()))
    found = pq.ParquetFile(io.BytesIO(out.getvalue()))
    assert found.metadata.num_rows == 3 * len(ASSESSED.findings)
    assert found.num_row_groups >= 3


@pytest.mark.parametrize(
    ("label", "part", "level", "case"),
    [
        ("2024-03", "", "", "C-1"),
        ("e7/Li Na", "plan", "", "C-1"),
        ("e7", "plan", "then-1", "branch/C-1"),
        ("e7/then-1", "", "otherwise-2", "late"),
    ],
)
def test_an_instance_is_what_the_key_has_between_case_and_part(label: str, part: str, level: str, case: str):
    tail = "".join(f"/{each}" for each in (part, level) if each)
    found = late_finding(
        key=f"house/visit/{case}/{label}{tail}", rule="visit", case_id=case, part=part, level=level
    )
    assessed = attrs.evolve(ASSESSED, findings=(found,))
    assert table_in(FINDINGS, cases=((CASE, assessed),)).to_pylist()[0]["instance"] == label
