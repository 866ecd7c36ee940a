"""audit as a workbook, as Parquet, as minutes and for pipelines: files, refusals, the numbers of the JSON."""

import json
import sys
import xml.etree.ElementTree as ET
from collections import Counter
from pathlib import Path

import openpyxl
import pyarrow.parquet as pq
import pytest

from tests.cli.common import AS_OF, CASE, CASES, POLICY, ZH_CASES, ZH_POLICY, run

EVIL = '=HYPERLINK("https://evil.example")\u202e<script>\x1b[31m'


@pytest.fixture(scope="module")
def document() -> dict[str, object]:
    return json.loads(run("audit", POLICY, CASES, *AS_OF, "--json").stdout)  # type: ignore[no-any-return]


def findings_of(document: dict[str, object]) -> list[dict[str, object]]:
    return [finding for case in document["cases"] for finding in case["findings"]]  # type: ignore[attr-defined]


@pytest.mark.parametrize("format_", ["xlsx", "parquet"])
def test_what_is_no_text_needs_a_file(format_: str):
    result = run("audit", POLICY, CASES, *AS_OF, "--format", format_)
    assert result.exit_code == 2
    assert result.stdout == ""
    assert "G031" in result.stderr
    assert f"--output audit.{format_}" in result.stderr


@pytest.mark.parametrize(("format_", "library"), [("xlsx", "openpyxl"), ("parquet", "pyarrow")])
def test_a_library_that_is_not_installed(
    format_: str, library: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setitem(sys.modules, library, None)
    target = tmp_path / "audit"
    result = run("audit", POLICY, CASES, *AS_OF, "--format", format_, "-o", target)
    assert result.exit_code == 2
    assert "G032" in result.stderr
    assert f"pip install 'dutylang[{format_}]'" in result.stderr
    assert not target.exists()


def test_a_workbook_has_the_numbers_of_the_json(tmp_path: Path, document: dict[str, object]):
    target = tmp_path / "audit.xlsx"
    assert run("audit", POLICY, CASES, *AS_OF, "--format", "xlsx", "-o", target).exit_code == 0
    book = openpyxl.load_workbook(target)
    rows = list(book["Findings"].iter_rows(min_row=2, values_only=True))
    assert [row[-1] for row in rows] == [finding["key"] for finding in findings_of(document)]
    summary = {row[0]: row[1] for row in book["Summary"].iter_rows(values_only=True)}
    assert summary["violated"] == document["summary"]["cases"]["violated"]  # type: ignore[index]
    assert summary["SHA-256 of the policy"] == document["run"]["sha256"]  # type: ignore[index]


def test_a_workbook_in_chinese(tmp_path: Path):
    target = tmp_path / "audit.xlsx"
    run("audit", ZH_POLICY, ZH_CASES, *AS_OF, "--format", "xlsx", "-o", target, tongue="zh")
    assert openpyxl.load_workbook(target).sheetnames == [
        "摘要",
        "义务结论",
        "人员责任",
        "待办期限",
        "记录问题",
    ]


@pytest.mark.parametrize("rows", ["findings", "persons"])
def test_parquet_has_the_rows_of_the_json(rows: str, tmp_path: Path, document: dict[str, object]):
    target = tmp_path / "rows.parquet"
    result = run("audit", POLICY, CASES, *AS_OF, "--format", "parquet", "--table", rows, "-o", target)
    assert result.exit_code == 0
    assert pq.read_table(target).num_rows == sum(len(case[rows]) for case in document["cases"])  # type: ignore[attr-defined]


def test_junit_and_sarif_count_as_the_json_does(document: dict[str, object]):
    verdicts = Counter(finding["verdict"] for finding in findings_of(document) if not finding["advisory"])
    suite = ET.fromstring(run("audit", POLICY, CASES, *AS_OF, "--format", "junit").stdout)[0]
    breaches = verdicts["violated"] + verdicts["late"] + verdicts["conflict"]
    assert (suite.get("failures"), suite.get("errors")) == (str(breaches), str(verdicts["unknown"]))
    assert suite.get("file", "").endswith(CASE.name)
    (log,) = json.loads(run("audit", POLICY, CASES, *AS_OF, "--format", "sarif").stdout)["runs"]
    assert len(log["results"]) == breaches + verdicts["unknown"]
    uri = log["results"][0]["locations"][0]["physicalLocation"]["artifactLocation"]["uri"]
    assert uri.endswith(CASE.name)


def test_minutes():
    text = run("audit", POLICY, CASES, *AS_OF, "--format", "markdown").stdout
    assert text.startswith("# Minutes: audit of ")
    assert "### Case C-001: violated" in text


@pytest.mark.parametrize("format_", ["xlsx", "parquet", "markdown", "junit", "sarif", "csv"])
def test_what_counts_nothing_is_not_grouped(format_: str, tmp_path: Path):
    output = ("-o", tmp_path / "audit")
    result = run("audit", POLICY, CASES, *AS_OF, "--format", format_, "--by", "person", *output)
    assert result.exit_code == 2
    assert "G030" in result.stderr


@pytest.mark.parametrize("format_", ["xlsx", "markdown", "junit", "sarif"])
def test_what_has_no_rows_takes_no_table(format_: str, tmp_path: Path):
    output = ("-o", tmp_path / "audit")
    result = run("audit", POLICY, CASES, *AS_OF, "--format", format_, "--table", "persons", *output)
    assert result.exit_code == 2
    assert "G026" in result.stderr


@pytest.mark.parametrize(
    "format_", ["text", "html", "csv", "json", "jsonl", "xlsx", "parquet", "markdown", "junit", "sarif"]
)
def test_texts_of_a_case_file_leave_no_mark(format_: str, tmp_path: Path):
    def poisoned(value: object, path: tuple[str, ...] = ()) -> object:
        if isinstance(value, dict):
            return {key: poisoned(item, (*path, key)) for key, item in value.items()}
        if isinstance(value, list):
            return [poisoned(item, path) for item in value]
        free = path[-1:] in (("id",), ("person",), ("by",))
        return f"{EVIL} {value}" if isinstance(value, str) and free else value

    source = tmp_path / "case.json"
    raw = json.loads(CASE.read_text(encoding="utf-8"))
    source.write_text(json.dumps(poisoned(raw)), encoding="utf-8")
    target = tmp_path / f"report.{format_}"
    result = run("audit", POLICY, source, *AS_OF, "--format", format_, "-o", target, "--quiet")
    assert result.exit_code == 0
    if format_ == "xlsx":
        cells = [
            cell for sheet in openpyxl.load_workbook(target) for row in sheet.iter_rows() for cell in row
        ]
        assert "f" not in {cell.data_type for cell in cells}
        written = "".join(str(cell.value) for cell in cells)
    elif format_ == "parquet":
        written = str(pq.read_table(target).to_pydict())
    else:
        written = target.read_text(encoding="utf-8")
    assert "\u202e" not in written
    assert "\x1b" not in written
    if format_ in ("html", "junit", "markdown"):
        assert "<script>␛" not in written.replace("\\<", "")
