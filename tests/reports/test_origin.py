"""Every format says what was audited by what: policy, version and hash, as-of day, calendar and program."""

import csv
import io
import json

import pyarrow.parquet as pq
import pytest

from dutylang.reports.as_csv import RUN_COLUMNS
from dutylang.reports.as_parquet import METADATA
from dutylang.reports.as_text import HASH_DIGITS
from dutylang.reports.person_rows import COLUMNS_OF, TABLES
from tests.reports.accounts import names_of
from tests.reports.common import RUN
from tests.reports.writing import bytes_in, text_in

FACTS = (RUN.version, RUN.sha256, "2024-06-30", RUN.calendar, RUN.program_version)


@pytest.mark.parametrize("format_", ["json", "jsonl", "csv", "junit", "sarif"])
def test_formats_for_programs_name_it_exactly(format_: str):
    for tongue in ("en", "zh"):
        text = text_in(format_, names_of(tongue))
        assert all(fact in text for fact in (RUN.policy, *FACTS))


@pytest.mark.parametrize(("tongue", "day"), [("en", "30 June 2024"), ("zh", "2024年6月30日")])
@pytest.mark.parametrize("format_", ["text", "html", "markdown"])
def test_formats_for_readers_name_it_in_words(format_: str, tongue: str, day: str):
    text = text_in(format_, names_of(tongue))
    sha256 = RUN.sha256[:HASH_DIGITS] if format_ == "text" else RUN.sha256
    assert all(fact in text for fact in (RUN.version, sha256, day, RUN.calendar, "dutylang 0.1.0"))


@pytest.mark.parametrize("rows", TABLES)
def test_every_row_of_a_table_ends_with_it(rows: str):
    text = text_in("csv", rows=rows).removeprefix("\ufeff")
    headings, *listed = csv.reader(io.StringIO(text))
    names = names_of("en")
    assert headings[-len(RUN_COLUMNS) :] == [names.text(f"column.run_{each}") for each in RUN_COLUMNS]
    assert len(headings) == len(COLUMNS_OF.get(rows, headings[: -len(RUN_COLUMNS)])) + len(RUN_COLUMNS)
    assert listed
    for row in listed:
        assert row[-len(RUN_COLUMNS) :] == [
            "guarantee", "1.0", RUN.sha256, "2024-06-30", "china 2026.1", "dutylang 0.1.0",
        ]  # fmt: skip


@pytest.mark.parametrize("rows", TABLES)
def test_the_first_line_is_the_run(rows: str):
    first, *others = (json.loads(line) for line in text_in("jsonl", rows=rows).splitlines())
    assert (first["kind"], first["table"], first["sha256"]) == ("run", rows, RUN.sha256)
    kind = {"findings": "finding", "persons": "person", "escalations": "escalation", "points": "points"}[rows]
    assert {each["kind"] for each in others} == {kind}


@pytest.mark.parametrize("rows", TABLES)
def test_the_schema_of_a_parquet_file_names_it(rows: str):
    schema = pq.read_schema(io.BytesIO(bytes_in("parquet", rows=rows)))
    told = json.loads(schema.metadata[METADATA])
    assert (told["table"], told["version"], told["sha256"]) == (rows, RUN.version, RUN.sha256)
    assert (told["as_of"], told["calendar"]) == ("2024-06-30", RUN.calendar)
    assert told["program_version"] == RUN.program_version
