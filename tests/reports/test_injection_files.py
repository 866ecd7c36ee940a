"""Hostile text in every place of a case file, also in those where it is a fault: no command lets it through."""

import csv
import functools
import io
import json
import re
import tempfile
import xml.etree.ElementTree as ET
import zipfile
from collections.abc import Iterator
from pathlib import Path

import openpyxl
import pyarrow.parquet as pq
import pytest

from dutylang.cli.audit import FORMATS
from dutylang.reports.as_csv import FORMULA_SIGNS
from dutylang.reports.person_rows import TABLES
from tests.cli.common import run
from tests.reports.pages import page_of
from tests.reports.test_html_injection import CORPUS as OF_PAGES
from tests.reports.test_html_injection import SPREADSHEET
from tests.reports.test_injection import CONTROLS, FORMULAS, MARKUP, TURNED, marks

POLICY = Path(__file__).parent / "samples" / "texts.duty"
AS_OF = ("--as-of", "2024-12-31")
PLAIN = "plain"
OF_ATTRIBUTES = tuple(text for text in OF_PAGES.values() if len(text) < 200)
BROKEN = "\ud800"
"""Half a character: whatever holds it is a fault."""

TEXTS = {
    "all at once": " ".join((*TURNED, *CONTROLS, *MARKUP, *OF_ATTRIBUTES)).replace(BROKEN, ""),
    "formula": FORMULAS[0],
    "indented formula": FORMULAS[4],
    "wide formula": FORMULAS[-1],
    "calendar": "x\r\nEND:VEVENT\nBEGIN:VALARM\nACTION:PROCEDURE;X=1,2",
}
"""What breaks out of a format does so wherever it stands; a formula only at the beginning."""

FIRST, *MORE = TEXTS
KINDS = [FIRST, *(pytest.param(kind, marks=pytest.mark.slow) for kind in MORE)]

Json = dict[str, object]


def whole_case(text: str) -> Json:
    """A case that can be read, with the text in every place that takes words of the record's own."""
    return {
        "id": text,
        "fields": {
            "customer": text,
            "nickname": text,
            "branch": text,
            "amount": "5 CNY",
            "product": "plain",
            "opened": "2024-01-05",
            "staff": 3,
            "rating": [{"from": "2024-01-05", "value": text}],
            "pledges": [{"name": text, "value": "5 CNY"}],
        },
        "events": [
            {"type": "alarm", "at": "2024-03-04", "id": f"{text}1", "by": text, "with": {"note": text}},
            {"type": "visit", "at": "2024-03-05", "id": f"{text}2", "by": text, "with": {"place": text}},
            {"type": "visit", "at": "2024-03-05", "replaces": f"{text}2", "with": {"place": text}},
            {"type": "tell", "at": "2024-03-29", "recorded_at": "2024-05-01", "with": {"words": text}},
            {"type": "default", "at": "2024-09-02", "id": f"{text}3"},
            {"type": "alarm", "at": "2024-12-30", "by": [{"person": text}, {"person": f"{text}h"}]},
        ],
        "holders": [
            {"role": "client_manager", "person": text, "from": "2024-01-01"},
            {"role": "head", "person": f"{text}h", "from": "2024-01-01"},
        ],
        "documents": [
            {"kind": "licence", "filed": "2024-03-04", "verified_at": "2024-09-09", "verified_by": text},
            {"kind": "deed", "period": text, "filed": "2024-03-04"},
        ],
        "judgements": [
            {"name": "concealment", "decided": False, "at": "2024-10-08", "by": f"{text}b", "as": "board",
             "grounds": text, "about": text},
            {"name": "diligent", "decided": True, "at": "2024-10-08", "by": f"{text}b", "as": "head",
             "grounds": text},
        ],
        "portfolio": {"bad_share": {text: "10%"}},
        "complete": "all",
    }  # fmt: skip


def faulty_cases(text: str) -> Iterator[Json]:
    """Cases that cannot be read, or not without remarks: each with the text where it is a fault."""
    event, holder = {"type": "visit", "at": "2024-03-05"}, {"role": "head", "person": "A"}
    for name in ("amount", "product", "opened", "staff", "rating", "pledges", text):
        yield {"fields": {name: text}}
    yield {"fields": {"pledges": [{text: text, "value": text}]}}
    yield {"fields": {"rating": [{"from": text, "value": text}]}}
    for key in ("type", "at", "as", "seq", "voids", "replaces", "recorded_at", "with", text):
        yield {"events": [{**event, "by": text, key: text}]}
    yield {"events": [{**event, "with": {text: text}}]}
    for key in ("role", "from", "until", "deputy", text):
        yield {"holders": [{**holder, "from": "2024-01-01", key: text}]}
    for key in ("kind", "form", "filed", "valid_until", text):
        yield {"documents": [{"kind": "licence", key: text}]}
    for key in ("name", "decided", "at", "as", text):
        yield {"judgements": [{"name": "concealment", "at": "2024-10-08", "by": text, key: text}]}
    for key in ("kind", "complete", "closed_at", "documents_complete", text):
        yield {key: text}
    yield {"complete": [text], "complete_until": {text: text}, "portfolio": {text: text, "bad_share": text}}


def file_name(text: str) -> str:
    """The text as far as a file system takes it."""
    kept = text.replace("/", "∕").replace("\x00", "").encode("utf-8", "ignore").decode()
    return kept.encode()[:200].decode("utf-8", "ignore") or "x"


@functools.cache
def book(text: str) -> Path:
    """A folder with a whole case, faulty ones and a register of holders, under names made of the text."""
    folder = Path(tempfile.mkdtemp()) / file_name(text)
    folder.mkdir()
    (folder / f"{file_name(text)}.json").write_text(json.dumps(whole_case(text)), encoding="utf-8")
    faulty = [
        {"id": f"b{number}", "complete": "all", **case} for number, case in enumerate(faulty_cases(text))
    ]
    lines = "".join(json.dumps(case) + "\n" for case in faulty)
    (folder / f"{file_name(text)}.jsonl").write_text(lines, encoding="utf-8")
    holders = [
        {"role": text, "person": text, "from": "2024-01-01"},
        {"role": "auditor", "person": text, "from": text},
        {"role": "auditor", "person": text, "from": "2024-01-01", "where": {text: text}},
        {"role": "board", "person": f"{text}b", "from": "2024-01-01", "where": {"branch": text}},
    ]
    (folder / "holders.json").write_text(json.dumps({"holders": holders}), encoding="utf-8")
    return folder


@functools.cache
def written(text: str, command: str, *options: str, ending: str = "txt") -> bytes:
    """What a command writes to its file; that it writes nothing bad to a terminal is seen on the way."""
    out = Path(tempfile.mkdtemp()) / f"out.{ending}"
    told = run(command, POLICY, book(text), *AS_OF, *options, "--output", out)
    assert told.exit_code in (0, 4), told.stderr
    assert marks(told.stdout + told.stderr) <= {"0xa"}
    return out.read_bytes()


def report(text: str, format_: str, rows: str | None = None) -> bytes:
    table = () if rows is None else ("--table", rows)
    return written(text, "audit", "--format", format_, *table, ending=format_)


def dossier(text: str, format_: str) -> bytes:
    return written(text, "dossier", "--person", text, "--case", text, "--format", format_, ending=format_)


def parts(page: bytes) -> set[tuple[str, str]]:
    """Every element of a page with each attribute that it has anywhere."""
    return {(tag, name) for tag, found in page_of(page.decode()).elements for name in ("", *found)}


def test_the_texts_reach_the_reports():
    text = "§poison§"
    assert report(text, "json").decode().count(text) > 100
    for format_ in ("html", "csv", "markdown", "sarif", "junit"):
        assert text in report(text, format_).decode(), format_
    told = json.loads(report(text, "json"))["problems"]
    assert len({each["code"] for each in told}) >= 7
    # Nearly every fault quotes what it found; one that does not names the place.
    assert sum(text in each["message"] for each in told) > 40
    assert {each["severity"] for each in told} == {"error", "warning", "note"}


@pytest.mark.parametrize("text", [*TEXTS.values(), BROKEN], ids=[*TEXTS, "broken"])
@pytest.mark.parametrize("format_", [each for each in FORMATS if each not in ("xlsx", "parquet")])
def test_no_mark_controls_or_turns_a_text(format_: str, text: str):
    found = report(text, format_).decode().removeprefix("\ufeff")
    assert marks(found) <= ({"0xa", "0xd"} if format_ == "csv" else {"0xa"})


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("make", [lambda text: report(text, "html"), lambda text: dossier(text, "html")])
def test_pages_are_of_their_own_elements_alone(make, kind: str):
    page, clean = make(TEXTS[kind]), make(PLAIN)
    assert parts(page) <= parts(clean)
    assert page.count(b"<script") == clean.count(b"<script")
    assert page_of(page.decode()).comments == []
    assert marks(page.decode()) <= {"0xa"}
    cells = [words for tag, words in page_of(page.decode()).texts if tag in ("td", "th")]
    assert not [each for each in cells if each.startswith(SPREADSHEET) and each not in "-+"]


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("rows", TABLES)
def test_no_cell_of_a_table_is_a_formula(rows: str, kind: str):
    table = report(TEXTS[kind], "csv", rows).decode().removeprefix("\ufeff")
    cells = [cell for row in csv.reader(io.StringIO(table)) for cell in row]
    assert [cell for cell in cells if cell.startswith(FORMULA_SIGNS)] == []
    assert marks(str(pq.read_table(io.BytesIO(report(TEXTS[kind], "parquet", rows))).to_pydict())) == set()


@pytest.mark.parametrize("kind", KINDS)
def test_no_cell_of_the_workbook_is_a_formula(kind: str):
    book_ = openpyxl.load_workbook(io.BytesIO(report(TEXTS[kind], "xlsx")))
    cells = [cell for sheet in book_.worksheets for row in sheet.iter_rows() for cell in row]
    assert {cell.data_type for cell in cells} <= {"s", "n", "b", "d"}
    texts = [cell for cell in cells if isinstance(cell.value, str)]
    assert set().union(*(marks(cell.value) for cell in texts)) == set()
    assert all(cell.quotePrefix for cell in texts if cell.value.startswith(FORMULA_SIGNS))


@pytest.mark.parametrize("kind", KINDS)
def test_minutes_and_pipelines_keep_their_form(kind: str):
    minutes = report(TEXTS[kind], "markdown").decode()
    assert not re.search(r"(?<!\\)[<\[`]", minutes)
    tags = {element.tag for element in ET.fromstring(report(TEXTS[kind], "junit").decode()).iter()}
    assert tags <= {element.tag for element in ET.fromstring(report(PLAIN, "junit").decode()).iter()}
    (sarif,) = json.loads(report(TEXTS[kind], "sarif"))["runs"]
    said = [*sarif["results"], *sarif["invocations"][0]["toolExecutionNotifications"]]
    assert not [each for each in said if re.search(r"(?<!\\)\]\(", each["message"]["text"])]


@pytest.mark.parametrize("kind", KINDS)
def test_the_document_of_a_dossier_is_of_its_own_parts_alone(kind: str):
    found: list[tuple[list[str], bytes, set[str]]] = []
    for text in (TEXTS[kind], PLAIN):
        with zipfile.ZipFile(io.BytesIO(dossier(text, "docx"))) as archive:
            tree = ET.fromstring(archive.read("word/document.xml"))
            tags = {element.tag for element in tree.iter()}
            found.append((archive.namelist(), archive.read("word/_rels/document.xml.rels"), tags))
            assert set().union(*(marks(each.text or "") for each in tree.iter())) == set()
    assert found[0] == found[1]


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize(
    "command",
    [("explain", "--all"), ("explain", "--person"), ("due", "--person"), ("audit", "--by", "branch")],
)
def test_a_terminal_is_told_in_plain_characters(command: tuple[str, ...], kind: str):
    text = TEXTS[kind]
    name, *options = command
    told = run(name, POLICY, book(text), *AS_OF, *options, *([text] if "--person" in options else []))
    assert told.exit_code in (0, 4), told.stderr
    assert marks(told.stdout + told.stderr) <= {"0xa"}


@pytest.mark.parametrize("kind", KINDS)
def test_a_calendar_file_has_its_own_lines_alone(kind: str, tmp_path: Path):
    lines = []
    for text in (TEXTS[kind], PLAIN):
        run("due", POLICY, book(text), *AS_OF, "--ics", tmp_path / "due.ics")
        told = (tmp_path / "due.ics").read_bytes().decode()
        assert marks(told) <= {"0xa", "0xd"}
        lines.append([re.split("[:;]", line)[0] for line in told.replace("\r\n ", "").split("\r\n")])
    assert sorted(lines[0]) == sorted(lines[1])
