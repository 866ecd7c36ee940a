"""Whatever the text fields of a case hold, no report carries it on: no markup, no formula, no turned text."""

import csv
import datetime as dt
import enum
import io
import json
import re
import unicodedata
import xml.etree.ElementTree as ET
from collections.abc import Mapping
from typing import Any

import attrs
import openpyxl
import pyarrow.parquet as pq
import pytest

from dutylang.diagnostics import Diagnostic
from dutylang.reports.as_csv import FORMULA_SIGNS
from dutylang.reports.grouping import Groups
from dutylang.reports.groups_text import groups_lines
from dutylang.reports.layout import Paint
from dutylang.reports.person_rows import TABLES
from dutylang.source import Span
from tests.reports.accounts import ASSESSED, BOOK, CASE, WORDS, names_of
from tests.reports.writing import bytes_in

MARKUP = (
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "]]></failure><testcase/>",
    "[see](javascript:alert(1)) https://evil.example @all",
    "| a | **b** `c` {0} {{x}}",
)
FORMULAS = ('=HYPERLINK("https://evil.example","x")', "+1", "-1+1", "@SUM(A1)", "\t=1", "\r=1", "＝1")
TURNED = ("\u202eexe.fdp", "\u2066a\u2069", "\u200fa\ufeff", "a\u2028b")
CONTROLS = ("\x00\x07\x08\x0b\x1b[31m", "a\nb\r\nc", "\x7f\x85\x9b", "\ufffe\uffff", "\ud800", "_x202E_")
CORPUS = (*MARKUP, *FORMULAS, *TURNED, *CONTROLS)

TODAY = dt.date(2024, 6, 30)
OF_THE_POLICY = {
    *WORDS, "prompt_visit", "outstanding", "count", "ratio", "East", "14", "27", "28", "29", "30",
    "unattributed", "principal", "breaches", "no_ground", "hangs_on_unknown", "not_done", "not_yet_due",
    "decision_overdue", "open", "otherwise-1", "decision", "normal", "loss", "class", "customer", "new",
    "manager, head", "unknown_element", "division_by_zero", "CNY", "2024", "2024-06-30", "",
}  # fmt: skip
"""What stands in records and assessments as a name of the policy or of a reason: no case puts text there."""

PLAIN_FORMATS = ("text", "html", "json", "jsonl", "csv", "markdown", "junit", "sarif")


def poisoned(value: Any, text: str) -> Any:
    """The value with a text in the place of every text that a case brings in."""
    match value:
        case str():
            return value if value in OF_THE_POLICY else text
        case tuple():
            return tuple(poisoned(item, text) for item in value)
        case Mapping():
            return {key: poisoned(item, text) for key, item in value.items()}
        case enum.Enum():
            return value
    if not attrs.has(type(value)):
        return value
    fields = attrs.fields(type(value))
    return attrs.evolve(value, **{each.name: poisoned(getattr(value, each.name), text) for each in fields})


def report(format_: str, text: str, rows: str = "findings") -> bytes:
    case = attrs.evolve(poisoned(CASE, text), source=text)
    problem = Diagnostic("C032", Span(text, 0, 0, 1, 1), {"case": text, "place": text, "first": text})
    cases = ((case, poisoned(ASSESSED, text)),)
    return bytes_in(
        format_, names_of("en"), cases, attrs.evolve(BOOK, sanctions=poisoned(BOOK.sanctions, text)),
        (problem,), rows,
    )  # fmt: skip


def marks(text: str) -> set[str]:
    """Characters that control, turn or hide."""
    bad = {"Cc", "Cf", "Cs", "Zl", "Zp"}
    return {hex(ord(each)) for each in text if unicodedata.category(each) in bad or each in "\ufffe\uffff"}


def test_the_corpus_reaches_every_field_that_a_case_fills():
    text = "§poison§"
    assert report("json", text).decode().count(text) > 30
    for format_ in ("text", "html", "csv", "markdown", "junit", "sarif"):
        assert text in report(format_, text).decode(), format_


@pytest.mark.parametrize("text", CORPUS)
@pytest.mark.parametrize("format_", PLAIN_FORMATS)
def test_no_mark_controls_or_turns_a_text(format_: str, text: str):
    found = report(format_, text).decode().removeprefix("\ufeff")
    allowed = {"0xa", "0xd"} if format_ == "csv" else {"0xa"}
    assert marks(found) <= allowed


@pytest.mark.parametrize("text", CORPUS)
@pytest.mark.parametrize("by", ["person", "article", "branch"])
def test_no_mark_stands_in_groups(by: str, text: str):
    groups = Groups(by, TODAY, is_field=by == "branch")
    groups.add(attrs.evolve(poisoned(CASE, text), fields={"branch": text}), poisoned(ASSESSED, text))
    lines = groups_lines(groups, names_of("en"), Paint(color=False))
    assert marks("".join(lines)) == set()


@pytest.mark.parametrize("text", CORPUS)
def test_json_says_letter_by_letter_what_the_case_says(text: str):
    (case,) = json.loads(report("json", text))["cases"]
    assert case["id"] == text


@pytest.mark.parametrize("text", CORPUS)
def test_the_page_is_markup_of_its_own_alone(text: str):
    page = report("html", text).decode()
    assert page.count("<script") == report("html", "x").decode().count("<script")
    assert "<img" not in page
    assert "<testcase" not in page


@pytest.mark.parametrize("text", CORPUS)
def test_the_minutes_hold_no_markup_of_a_case(text: str):
    minutes = report("markdown", text).decode()
    assert not re.search(r"(?<!\\)[<\[`]", minutes)
    assert "://" not in minutes.replace("&#8288;://", "")
    assert "@all" not in minutes
    lines = [line for line in minutes.splitlines() if line.startswith("|")]
    assert all(len(re.findall(r"(?<!\\)\|", line)) in (3, 5) for line in lines)


@pytest.mark.parametrize("text", CORPUS)
def test_junit_stays_a_document_of_its_own_elements(text: str):
    root = ET.fromstring(report("junit", text).decode())
    tags = {"testsuites", "testsuite", "properties", "property", "testcase", "failure", "error", "skipped"}
    assert {element.tag for element in root.iter()} <= tags
    clean = ET.fromstring(report("junit", "x").decode())
    assert len(list(root.iter())) == len(list(clean.iter()))


@pytest.mark.parametrize("text", CORPUS)
def test_sarif_holds_neither_link_nor_placeholder(text: str):
    (run,) = json.loads(report("sarif", text))["runs"]
    for result in run["results"]:
        message = result["message"]["text"]
        assert not re.search(r"(?<!\\)\]\(", message)
        assert not re.search(r"(?<!\{)\{(?!\{)\d", message)
        uri = result["locations"][0].get("physicalLocation", {}).get("artifactLocation", {}).get("uri", "")
        assert re.fullmatch(r"[A-Za-z0-9_.~%/-]*", uri)


@pytest.mark.parametrize("text", CORPUS)
@pytest.mark.parametrize("rows", TABLES)
def test_no_cell_of_a_table_is_a_formula(rows: str, text: str):
    table = report("csv", text, rows).decode().removeprefix("\ufeff")
    cells = [cell for row in csv.reader(io.StringIO(table)) for cell in row]
    assert [cell for cell in cells if cell.startswith(FORMULA_SIGNS)] == []


@pytest.mark.parametrize("text", CORPUS)
def test_no_cell_of_the_workbook_is_a_formula(text: str):
    book = openpyxl.load_workbook(io.BytesIO(report("xlsx", text)))
    cells = [cell for sheet in book.worksheets for row in sheet.iter_rows() for cell in row]
    assert {cell.data_type for cell in cells} <= {"s", "n", "b", "d"}
    assert all(cell.hyperlink is None for cell in cells)
    texts = [cell for cell in cells if isinstance(cell.value, str)]
    assert set().union(*(marks(cell.value) for cell in texts)) == set()
    assert all(cell.quotePrefix for cell in texts if cell.value.startswith(FORMULA_SIGNS))


@pytest.mark.parametrize("text", CORPUS)
@pytest.mark.parametrize("rows", TABLES)
def test_parquet_holds_no_marks(rows: str, text: str):
    table = pq.read_table(io.BytesIO(report("parquet", text, rows)))
    assert table.num_rows > 0
    assert marks(str(table.to_pydict()).replace("\n", "")) == set()
