"""`duty dossier`: the file on one person in one case, as a page and a Word document with the numbers of the JSON."""

import io
import json
import re
import tempfile
from collections import Counter
from functools import cache
from pathlib import Path

import attrs
import docx
import pytest
from docx.document import Document

from dutylang.diagnostics import catalogue
from tests.cli.common import run
from tests.house.tree import ROOT
from tests.reports.pages import page_of, words_of

EXAMPLE = ROOT / "examples" / "seven_articles"
CASES = EXAMPLE / "cases"
AS_OF = ("--as-of", "2026-06-30")
TONGUES = ("en", "zh")


@attrs.frozen
class Who:
    """A person of the example whose result is known."""

    person: str
    case: str
    result: str


LIABLE = Who("Chen Jing", "DB-2025-015", "liable")
EXEMPT = Who("Li Na", "DB-2024-072", "exempt")
AWAITING = Who("Sun Qiang", "DB-2025-004", "awaiting_decision")
UNKNOWN = Who("高飞", "担2025-029", "unknown")
EVERYONE = (LIABLE, EXEMPT, AWAITING, UNKNOWN)


def arguments(who: Who, tongue: str) -> tuple[object, ...]:
    # The book shows the figures that the first one's exemption reads; for the others their own case is enough.
    cases = CASES if who is LIABLE else CASES / f"{who.case.replace('担', 'DB-')}.json"
    return (EXAMPLE / tongue, cases, *AS_OF, "--person", who.person, "--case", who.case)


@cache
def told(who: Who, tongue: str) -> dict:  # type: ignore[type-arg]
    """What `duty explain` says of the person, as JSON."""
    ((found,),) = [json.loads(run("explain", *arguments(who, tongue), "--json", tongue=tongue).stdout)]
    return found  # type: ignore[no-any-return]


@cache
def page(who: Who, tongue: str) -> str:
    result = run("dossier", *arguments(who, tongue), tongue=tongue)
    assert result.exit_code == 0, result.stderr
    return result.stdout


@cache
def document(who: Who, tongue: str) -> Document:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "d.docx"
        result = run("dossier", *arguments(who, tongue), "-o", path, tongue=tongue)
        assert result.exit_code == 0, result.stderr
        return docx.Document(io.BytesIO(path.read_bytes()))


def rows_under(found: Document, heads: tuple[str, ...], tongue: str) -> list[dict[str, str]]:
    """The rows of the first table with these columns, by column."""
    words = [catalogue.text(f"dossier.column.{head}", tongue) for head in heads]
    for table in found.tables:
        rows = [[cell.text for cell in row.cells] for row in table.rows]
        if rows[0] == words:
            return [dict(zip(heads, row, strict=True)) for row in rows[1:]]
    raise AssertionError(words)


GROUNDS = ("result", "ground", "degree", "share", "grade", "kinds", "points")
DUTIES = ("number", "verdict", "duty", "article", "due", "done")

# ---- the same numbers ------------------------------------------------------------------------


@pytest.mark.parametrize("tongue", TONGUES)
@pytest.mark.parametrize("who", EVERYONE, ids=lambda who: who.result)
def test_the_document_has_the_grounds_of_the_json(who: Who, tongue: str):
    rows = rows_under(document(who, tongue), GROUNDS, tongue)
    persons = told(who, tongue)["persons"]
    assert who.result in {each["result"] for each in persons}
    assert len(rows) == len(persons)
    for row, found in zip(rows, persons, strict=True):
        assert row["result"].endswith(" " + catalogue.text(f"result.{found['result']}", tongue))
        assert row["share"] == (f"{found['share']}%" if found["share"] else "")
        assert row["points"] == (found["points"] or "")
        assert bool(row["grade"]) == bool(found["grade"] or found["possible_grades"])


@pytest.mark.parametrize("tongue", TONGUES)
@pytest.mark.parametrize("who", EVERYONE, ids=lambda who: who.result)
def test_page_and_document_have_the_duties_of_the_json(who: Who, tongue: str):
    findings = told(who, tongue)["findings"]
    if not findings:
        assert catalogue.text("person.no_duties", tongue, person=who.person) in words_of(page(who, tongue))
        return
    rows = rows_under(document(who, tongue), DUTIES, tongue)
    assert len(rows) == len(findings)
    verdicts = Counter(catalogue.text(f"verdict.{each['verdict']}", tongue) for each in findings)
    seen = Counter(next(word for word in verdicts if word in row["verdict"]) for row in rows)
    assert seen == verdicts
    assert [bool(row["due"]) for row in rows] == [bool(each["due"]) for each in findings]
    assert [bool(row["done"]) for row in rows] == [bool(each["done"]) for each in findings]
    shown = words_of(page(who, tongue))
    kept = ("satisfied", "exempt")
    for finding in findings:
        assert (finding["key"] in shown) is (finding["verdict"] not in kept)
    ran = rows_under(document(who, tongue), ("number", "duty", "ran", "evidence"), tongue)
    assert len(ran) == sum(each["verdict"] in kept for each in findings)
    assert all(row["ran"] for row in ran)


@pytest.mark.parametrize("tongue", TONGUES)
@pytest.mark.parametrize("who", EVERYONE, ids=lambda who: who.result)
def test_every_requirement_of_every_exemption_is_shown(who: Who, tongue: str):
    shown = words_of(page(who, tongue))
    wanted = ("number", "requirement", "met", "evidence")
    words = [catalogue.text(f"dossier.column.{head}", tongue) for head in wanted]
    tables = [
        table for table in document(who, tongue).tables if [c.text for c in table.rows[0].cells] == words
    ]
    exemptions = [each for found in told(who, tongue)["persons"] for each in found["exemptions"]]
    assert len(tables) == len(exemptions)
    for table, exemption in zip(tables, exemptions, strict=True):
        rows = [[cell.text for cell in row.cells] for row in table.rows][1:]
        needs_body = int(exemption["waits_for"] is not None)
        assert len(rows) == len(exemption["requirements"]) + needs_body
        for row, asked in zip(rows, exemption["requirements"], strict=False):
            assert row[1] == asked["text"]
            assert asked["text"] in shown
            key = "met" if asked["kind"] == "condition" else "barred"
            assert row[2].endswith(catalogue.text(f"dossier.{key}.{asked['holds']}", tongue))
            assert row[3]


# ---- what it says ----------------------------------------------------------------------------


def test_the_head_says_what_was_audited_by_what():
    run_of = json.loads(run("audit", EXAMPLE / "en", CASES, *AS_OF, "--json").stdout)["run"]
    shown = words_of(page(LIABLE, "en"))
    for key in ("version", "sha256", "calendar", "program_version"):
        assert str(run_of[key]) in shown
    assert "Dossier: Chen Jing in case DB-2025-015" in shown
    assert "30 June 2026" in shown
    assert str(EXAMPLE) not in page(LIABLE, "en")


def test_who_answers_reads_why_and_what_would_have_changed_it():
    shown = words_of(page(LIABLE, "en"))
    assert "results on the grounds of liability: liable 1, mitigated 1, not liable 1." in shown
    assert "as principal, 70%; grade demerit; kinds: economic, disciplinary; 2 points" in shown
    assert (
        "Chen Jing had done this by the end of 30 September 2025: monitoring report "
        "Chen Jing had done this by the end of 31 December 2025: monitoring report"
    ) in shown
    assert "share of compensated guarantees, Chen Jing: 25%" in shown
    assert "grounds: no trace of the third and fourth quarter" in shown


def test_who_is_exempt_reads_by_which_decision():
    shown = words_of(page(EXEMPT, "zh"))
    assert "适用免责条款“勤勉尽职”（第二十八条）。" in shown
    assert "同意免责" in shown
    assert "本人没有此类违反" in shown


def test_whose_decision_is_awaited_reads_of_whom_and_by_when():
    shown = words_of(page(AWAITING, "en"))
    assert "1 decision is still awaited, the first by the end of" in shown
    (waiting,) = [
        each
        for found in told(AWAITING, "en")["persons"]
        for each in found["exemptions"]
        if each["state"] == "awaiting"
    ]
    assert waiting["overdue"]
    row = rows_under(document(AWAITING, "en"), ("matter", "body", "on", "due"), "en")[0]
    assert row["matter"] == "diligence (article 28)"
    assert row["body"].startswith("liability review committee")
    assert "sufficient evidence of diligence" in row["on"]
    assert "bar: concealment of the facts" in row["on"]
    assert row["due"].endswith("(overdue)")


@pytest.mark.parametrize(
    ("tongue", "grounds", "fact"),
    [
        ("en", ["issue of the analysis and evaluation report", "monitoring report"], "sufficient evidence"),
        ("zh", ["出具分析评价报告", "提交监测报告"], "尽职证据充分"),
    ],
)
def test_what_is_not_known_names_the_body_its_grounds_and_what_hangs_on_it(
    tongue: str, grounds: list[str], fact: str
):
    found = document(UNKNOWN, tongue)
    (row,) = rows_under(found, ("matter", "body", "on", "due"), tongue)
    assert row["on"].split("\n") == grounds
    (missing,) = rows_under(found, ("fact", "leaves_open"), tongue)
    assert fact in missing["fact"]
    for possible in ("liable", "awaiting_decision"):
        assert catalogue.text(f"result.{possible}", tongue) in missing["leaves_open"]


def test_how_a_period_ran_is_told_day_by_day():
    who = Who("Zhou Min", "DB-2025-018", "none")
    days = rows_under(document(who, "en"), ("days", "counted"), "en")
    assert [tuple(row.values()) for row in days] == [
        ("3 November 2025, 10:00", "the trigger; this day is not counted"),
        ("4 November 2025 to 6 November 2025", "counted: days 1 to 3"),
        ("6 November 2025", "the deadline, by the end of 6 November 2025"),
    ]


# ---- form ------------------------------------------------------------------------------------


@pytest.mark.parametrize("tongue", TONGUES)
def test_the_page_stands_alone_and_runs_nothing(tongue: str):
    for who in EVERYONE:
        text = page(who, tongue)
        found = page_of(text)
        assert {"script", "link", "img", "iframe", "form", "object"}.isdisjoint(found.tags)
        assert not [name for _, each in found.elements for name in each if name.startswith("on")]
        assert all(each["href"].startswith("#") for each in found.all("a"))
        (rules,) = [each["content"] for each in found.all("meta") if "http-equiv" in each]
        assert re.fullmatch(
            r"default-src 'none'; style-src 'sha256-[^']+'; base-uri 'none'; form-action 'none'", rules
        )
        assert "://" not in text
        ids = [each["id"] for _, each in found.elements if "id" in each]
        assert len(ids) == len(set(ids))
        labels = {name for _, each in found.elements for name in each.get("aria-labelledby", "").split()}
        assert {each["href"][1:] for each in found.all("a")} | labels <= set(ids)
        assert found.all("html")[0]["lang"] == {"en": "en", "zh": "zh-Hans"}[tongue]
        assert text.count('<svg class="timeline"') == 1


@pytest.mark.parametrize("tongue", TONGUES)
def test_no_key_of_the_catalogue_shows(tongue: str):
    keys = {key for key in catalogue.words("en") if re.match(r"[a-z_]+\.", key)}
    for who in EVERYONE:
        shown = set(re.findall(r"\b[a-z_]+\.[a-z_.]+\b", words_of(page(who, tongue))))
        assert shown & keys == set()


def test_the_document_uses_real_styles_and_repeats_the_heads_of_tables():
    found = document(LIABLE, "zh")
    styles = Counter(each.style.name for each in found.paragraphs if each.style is not None)
    assert styles["Title"] == 1
    assert styles["Heading 1"] == 9
    assert styles["Heading 2"] == 6
    heads = [table for table in found.tables if table._tbl.xpath("./w:tr[1]/w:trPr/w:tblHeader")]
    assert len(heads) > 12
    (fonts,) = found.styles["Normal"].element.xpath("./w:rPr/w:rFonts")
    assert fonts.values()[-1] == "SimSun"
    assert found.core_properties.title == "责任审议卷宗：Chen Jing，案件DB-2025-015"


def test_the_same_dossier_is_the_same_bytes(tmp_path: Path):
    for name in ("a.docx", "b.docx"):
        run("dossier", *arguments(UNKNOWN, "en"), "-o", tmp_path / name)
    assert (tmp_path / "a.docx").read_bytes() == (tmp_path / "b.docx").read_bytes()


# ---- the command -----------------------------------------------------------------------------


def test_the_name_of_the_file_decides_the_form_and_the_option_beats_it(tmp_path: Path):
    page_path, word_path = tmp_path / "d.html", tmp_path / "d.dat"
    result = run("dossier", *arguments(UNKNOWN, "en"), "-o", page_path)
    assert f"Wrote the dossier of 高飞 in case 担2025-029 to {page_path}" in result.stderr
    assert page_path.read_text(encoding="utf-8").startswith("<!DOCTYPE html>")
    quiet = run("dossier", *arguments(UNKNOWN, "en"), "-o", word_path, "--format", "docx", "--quiet")
    assert (quiet.stderr, quiet.exit_code) == ("", 0)
    assert word_path.read_bytes().startswith(b"PK")


def test_a_single_case_file_needs_no_case_id():
    path = CASES / "DB-2025-018.json"
    result = run("dossier", EXAMPLE / "en", path, *AS_OF, "--person", "Zhou Min")
    assert result.exit_code == 0
    assert "Dossier: Zhou Min in case DB-2025-018" in words_of(result.stdout)


@pytest.mark.parametrize(
    ("options", "code", "words"),
    [
        (("--person", "Zhou Mni"), "G028", "did you mean `Zhou Min`?"),
        (("--person", "Zhou Min"), "G033", "several cases know `Zhou Min`: DB-2024-049"),
        (("--person", "Zhou Min", "--case", "DB-2025-81"), "G024", "DB-2025-0"),
        (("--person", "高飞", "--format", "docx"), "G031", "needs a file"),
        (("--person", "高飞", "-o", "nowhere/d.html"), "G020", "nowhere"),
    ],
)
def test_what_cannot_be_written_is_refused(options: tuple[str, ...], code: str, words: str):
    result = run("dossier", EXAMPLE / "en", CASES, *AS_OF, *options)
    assert (result.exit_code, result.stdout) == (2, "")
    assert code in result.stderr
    assert words in " ".join(result.stderr.split())


def test_other_refusals_have_the_codes_of_other_commands(tmp_path: Path):
    faulty = tmp_path / "p.duty"
    faulty.write_text("policy p\n", encoding="utf-8")
    person = ("--person", "高飞")
    assert run("dossier", faulty, CASES, *AS_OF, *person).exit_code == 3
    assert run("dossier", EXAMPLE / "en", tmp_path / "none", *AS_OF, *person).exit_code == 2
    assert run("dossier", EXAMPLE / "en", CASES, "--as-of", "soon", *person).exit_code == 2
    mapping = tmp_path / "mapping.toml"
    mapping.write_text("nonsense = 1", encoding="utf-8")
    assert run("dossier", EXAMPLE / "en", CASES, *AS_OF, *person, "--mapping", mapping).exit_code == 2
    bad = tmp_path / "cases"
    bad.mkdir()
    (bad / "bad.json").write_text('{"id": 7}', encoding="utf-8")
    assert run("dossier", EXAMPLE / "en", bad, *AS_OF, *person).exit_code == 4
    (bad / "good.json").write_bytes((CASES / "DB-2025-018.json").read_bytes())
    both = run("dossier", EXAMPLE / "en", bad, *AS_OF, "--person", "Zhou Min", "-o", tmp_path / "d.html")
    assert both.exit_code == 4
    assert (tmp_path / "d.html").exists()


def test_a_library_that_is_not_there_is_named(monkeypatch: pytest.MonkeyPatch, tmp_path: Path):
    monkeypatch.setattr("importlib.util.find_spec", lambda name, *rest: None)
    result = run("dossier", EXAMPLE / "en", CASES, *AS_OF, "--person", "高飞", "-o", tmp_path / "d.docx")
    assert result.exit_code == 2
    assert "dutylang[docx]" in result.stderr
