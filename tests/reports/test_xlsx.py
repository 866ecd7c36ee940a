"""The workbook: the numbers of the JSON document in typed cells, under frozen headings with filters."""

import datetime as dt
import io
import json
import shutil
import subprocess
from decimal import Decimal

import attrs
import openpyxl
import pytest
from openpyxl import Workbook
from openpyxl.worksheet.worksheet import Worksheet

from dutylang.assessment.model import Verdict
from dutylang.assessment.persons import Result
from dutylang.diagnostics import Diagnostic, Severity
from dutylang.reports.as_xlsx import DEADLINE_COLUMNS, PROBLEM_COLUMNS
from dutylang.reports.finding_rows import FINDING_COLUMNS
from dutylang.reports.person_rows import PERSON_COLUMNS
from dutylang.reports.xlsx_sheet import LONGEST_TEXT, Sheet, text_cell
from dutylang.source import Span
from dutylang.values import Moment
from tests.cli.common import run
from tests.house.tree import ROOT
from tests.reports.accounts import ASSESSED, CASE, MISSED, names_of
from tests.reports.common import RUN, at
from tests.reports.writing import bytes_in, text_in

WITH_OFFICE = pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice is not installed")
PROBLEM = Diagnostic("C032", Span("cases/b.json", 0, 0, 3, 7), {"case": "G-1", "place": "b", "first": "a"})
WARNING = attrs.evolve(PROBLEM, severity=Severity.WARNING)


def opened(content: bytes) -> openpyxl.Workbook:
    return openpyxl.load_workbook(io.BytesIO(content))


def rows_of(sheet: Worksheet) -> list[tuple[object, ...]]:
    return list(sheet.iter_rows(values_only=True))


@pytest.mark.parametrize("tongue", ["en", "zh"])
def test_five_sheets_in_the_tongue_of_the_reader(tongue: str):
    names = names_of(tongue)
    book = opened(bytes_in("xlsx", names, problems=(PROBLEM,)))
    keys = ("summary", "findings", "persons", "deadlines", "problems")
    assert book.sheetnames == [names.text(f"sheet.{key}") for key in keys]
    columns = (FINDING_COLUMNS, PERSON_COLUMNS, DEADLINE_COLUMNS, PROBLEM_COLUMNS)
    for sheet, expected in zip(book.worksheets[1:], columns, strict=True):
        assert rows_of(sheet)[0] == tuple(names.text(f"column.{column}") for column in expected)
        assert sheet.freeze_panes == "A2"
        assert sheet.auto_filter.ref == f"A1:{sheet.cell(1, len(expected)).column_letter}{sheet.max_row}"
        assert all(cell.font.bold for cell in sheet[1])


def test_the_numbers_are_those_of_the_json_document():
    document = json.loads(text_in("json", names_of("en")))
    book = opened(bytes_in("xlsx"))
    summary, findings, persons = book.worksheets[:3]
    told = {row[0]: row[1] for row in rows_of(summary)}
    names = names_of("en")
    for verdict in (Verdict.VIOLATED, Verdict.LATE):
        assert told[names.text(f"verdict.{verdict.value}")] == document["summary"]["cases"][verdict.value]
    for result in (Result.LIABLE, Result.MITIGATED, Result.NONE):
        assert told[names.text(f"result.{result.value}")] == document["summary"]["persons"][result.value]
    instances = {row[1]: list(row[2:]) for row in rows_of(summary)[-3:]}
    for rule, counts in document["summary"]["duties"].items():
        assert instances[rule] == list(counts["instances"].values())
    case = document["cases"][0]
    listed = [dict(zip(FINDING_COLUMNS, row, strict=True)) for row in rows_of(findings)[1:]]
    assert [row["key"] for row in listed] == [finding["key"] for finding in case["findings"]]
    assert [row["explanation"] for row in listed] == [each["explanation"] for each in case["findings"]]
    answers = [dict(zip(PERSON_COLUMNS, row, strict=True)) for row in rows_of(persons)[1:]]
    assert [row["points"] for row in answers] == [
        int(each["points"]) if each["points"] else None for each in case["persons"]
    ]


def test_what_was_audited_by_what():
    summary = rows_of(opened(bytes_in("xlsx")).worksheets[0])
    told = " ".join(str(cell) for row in summary for cell in row)
    for fact in (RUN.version, RUN.sha256, "30 June 2024", "china 2026.1", "dutylang 0.1.0"):
        assert fact in told


def test_cells_have_types():
    findings, persons, deadlines = opened(bytes_in("xlsx")).worksheets[1:4]
    first = dict(zip(FINDING_COLUMNS, findings[2], strict=True))
    assert first["opened"].value == dt.datetime(2024, 4, 29, 9, 0)
    assert first["opened"].number_format == "yyyy-mm-dd hh:mm"
    assert first["due"].value == dt.datetime(2024, 5, 7)
    assert first["due"].number_format == "yyyy-mm-dd"
    assert first["advisory"].data_type == "b"
    assert dict(zip(PERSON_COLUMNS, persons[2], strict=True))["share"].value == 70
    due = [row[0] for row in rows_of(deadlines)[1:]]
    assert due == sorted(due)
    assert [row[1] for row in rows_of(deadlines)[1:]] == [True, True, False, False]


def test_problems_say_where():
    problems = opened(bytes_in("xlsx", problems=(PROBLEM, WARNING))).worksheets[4]
    rows = rows_of(problems)
    assert [row[0] for row in rows[1:]] == ["error", "warning"]
    assert rows[1][1] == "C032"
    assert rows[1][4:] == ("cases/b.json", 3, 7)


def test_an_audit_of_nothing_has_its_headings():
    book = opened(bytes_in("xlsx", cases=(), book=None))
    assert [sheet.max_row for sheet in book.worksheets[1:]] == [1, 1, 1, 1]


@pytest.mark.parametrize(
    "text", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", " =1", "＝1", "#N/A", "=", "_x003D_1+1"]
)
def test_a_text_is_never_a_formula(text: str):
    finding = attrs.evolve(MISSED, persons=(text,), key=text)
    assessed = attrs.evolve(ASSESSED, case_id=text, findings=(finding,))
    book = opened(bytes_in("xlsx", cases=((attrs.evolve(CASE, id=text), assessed),)))
    cells = [cell for sheet in book.worksheets for row in sheet.iter_rows() for cell in row]
    assert {cell.data_type for cell in cells} <= {"s", "n", "b", "d"}
    key = book.worksheets[1].cell(2, len(FINDING_COLUMNS))
    assert key.quotePrefix is text.strip(" ").startswith(("=", "+", "-", "@", "＝"))


def test_a_character_by_its_number_is_spelled_out():
    sheet = Workbook(write_only=True).create_sheet("a")
    assert text_cell(sheet, "_x202E_a_b_x12").value == "_x005F_x202E_a_b_x12"
    assert text_cell(sheet, "a\u202eb\uffff\x07").value == "a<U+202E>b<U+FFFF>␇"


def test_a_text_that_is_too_long_is_cut():
    sheet = Workbook(write_only=True).create_sheet("a")
    assert len(text_cell(sheet, "a" * 40_000).value) == LONGEST_TEXT


def test_days_before_the_date_system_are_words():
    finding = attrs.evolve(MISSED, opened=Moment(dt.date(1899, 12, 31)), due=at("1899-01-01T10:00"))
    assessed = attrs.evolve(ASSESSED, findings=(finding,))
    rows = rows_of(opened(bytes_in("xlsx", cases=((CASE, assessed),))).worksheets[1])
    row = dict(zip(FINDING_COLUMNS, rows[1], strict=True))
    assert row["opened"] == "31 December 1899"
    assert str(row["due"]).startswith("1 January 1899")


def test_rows_beyond_a_sheet_go_to_the_next():
    book = Workbook(write_only=True)
    sheet = Sheet(book, "Rows", ("case", "points"), names_of("en"), most_rows=3)
    for number in range(5):
        sheet.add([f"G-{number}", number])
    sheet.close()
    out = io.BytesIO()
    book.save(out)
    found = opened(out.getvalue())
    assert found.sheetnames == ["Rows", "Rows 2", "Rows 3"]
    assert [each.max_row for each in found.worksheets] == [3, 3, 2]
    assert [each.auto_filter.ref for each in found.worksheets] == ["A1:B3", "A1:B3", "A1:B2"]


@pytest.fixture(scope="module")
def converted(tmp_path_factory: pytest.TempPathFactory) -> tuple[openpyxl.Workbook, openpyxl.Workbook]:
    """The workbook of a whole audit, and the same after LibreOffice has opened it and written it anew."""
    folder = tmp_path_factory.mktemp("office")
    path, out = folder / "audit.xlsx", folder / "out"
    example = ROOT / "examples" / "seven_articles"
    shape = ("--as-of", "2026-06-30", "--format", "xlsx", "-o", path)
    assert run("audit", example / "en", example / "cases", *shape).exit_code == 0
    profile = f"-env:UserInstallation={(folder / 'profile').as_uri()}"
    command = ["soffice", profile, "--headless", "--convert-to", "xlsx", "--outdir", out, path]
    subprocess.run(command, check=True, capture_output=True, timeout=300)
    return openpyxl.load_workbook(path), openpyxl.load_workbook(out / path.name, data_only=True)


@WITH_OFFICE
def test_libreoffice_reads_every_cell(converted: tuple[openpyxl.Workbook, openpyxl.Workbook]):
    own, found = converted
    assert found.sheetnames == own.sheetnames
    for sheet, other in zip(own.worksheets, found.worksheets, strict=True):
        rows, others = rows_of(sheet), rows_of(other)
        # LibreOffice leaves out empty cells at the end of rows.
        assert [_told(row) for row in others] == [_told(row) for row in rows]
        assert {cell.data_type for row in other.iter_rows() for cell in row} <= {"s", "n", "b", "d"}


@WITH_OFFICE
def test_libreoffice_shows_the_numbers_of_the_json(converted: tuple[openpyxl.Workbook, openpyxl.Workbook]):
    _, found = converted
    example = ROOT / "examples" / "seven_articles"
    shape = ("--as-of", "2026-06-30", "--format", "json")
    document = json.loads(run("audit", example / "en", example / "cases", *shape).stdout)
    summary, findings, persons, _, problems = (rows_of(sheet) for sheet in found.worksheets)
    names = names_of("en")
    told = [row[:2] for row in summary]
    for kind, counts in (("verdict", "cases"), ("result", "persons")):
        for each, count in document["summary"][counts].items():
            assert not count or (names.text(f"{kind}.{each}"), count) in told
    by_rule = {row[1]: list(row[2 : 2 + len(Verdict)]) for row in summary if row[1]}
    for rule, counts in document["summary"]["duties"].items():
        assert by_rule[rule] == list(counts["instances"].values())
    listed = [dict(zip(FINDING_COLUMNS, row, strict=False)) for row in findings[1:]]
    expected = [each for case in document["cases"] for each in case["findings"]]
    assert [row["key"] for row in listed] == [each["key"] for each in expected]
    late = [each["lateness"]["count"] if each["lateness"] else None for each in expected]
    assert [row["lateness"] for row in listed] == late
    answers = [dict(zip(PERSON_COLUMNS, row, strict=False)) for row in persons[1:]]
    held = [each for case in document["cases"] for each in case["persons"]]
    for column in ("share", "points"):
        numbers = [Decimal(each[column]) if each[column] is not None else None for each in held]
        assert [_number(row[column]) for row in answers] == numbers
    assert len(problems) - 1 == len(document["problems"])


def _number(value: object) -> Decimal | None:
    return Decimal(str(value)) if value is not None else None


def _told(row: tuple[object, ...]) -> list[object]:
    """The cells of a row up to the last that holds something."""
    cells = list(row)
    while cells and cells[-1] is None:
        cells.pop()
    return cells
