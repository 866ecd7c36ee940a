"""Whatever a case says stays text: markup, formulas, control characters and turned writing leave no mark."""

import datetime as dt
import json
import re
import unicodedata
from functools import cache
from pathlib import Path

import pytest

from dutylang.assessment.model import horizon_of_day
from dutylang.cli.auditing import Audit, write_audit
from dutylang.pipeline import cases_of, load_policy
from dutylang.reports.formats import report_in
from dutylang.reports.names import names_from_policy
from tests.house.tree import ROOT
from tests.reports.pages import page_of

EXAMPLE = ROOT / "examples" / "seven_articles"
SAMPLE = EXAMPLE / "cases" / "DB-2025-018.json"

CORPUS = {
    "script": "<script>alert(1)</script>",
    "attribute": "\" onmouseover=\"alert(1)\" x=\"",
    "single quotes": "' autofocus onfocus='alert(1)",
    "picture": "<img src=x onerror=alert(1)>",
    "vector": "<svg/onload=alert(1)>",
    "out of the script": "</script><script>alert(1)//",
    "out of the style": "</style><style>*{display:none}",
    "out of the title": "</title></head><body onload=alert(1)>",
    "comment": "<!-- --!> <![CDATA[ ]]>",
    "address": "javascript:alert(1)",
    "entity": "&lt;b&gt; &amp;#60; &#x202e;",
    "template": "{{ 7 * 7 }} {% raw %} {# x #} ${7*7}",
    "formula": "=HYPERLINK(\"http://x\",\"y\")",
    "formula plus": "+1+cmd|' /C calc'!A0",
    "formula minus": "-2+3",
    "formula at": "@SUM(1+1)",
    "wide formula": "＝1＋1",
    "turned": "abc\u202egnp.exe\u202c",
    "isolates": "\u2066\u2067x\u2069\u200f\u200e\u061c",
    "invisible": "a\u200bb\u2060c\ufeffd\u00ade",
    "controls": "a\x07b\x1b[31mc\x7fd\x85e",
    "line ends": "a\r\nb\u2028c\u2029d",
    "null": "a\x00b",
    "tags of language": "x\U000e0041\U000e007f",
    "no character": "x\ufffey",
    "huge": "<b>" * 3000,
}  # fmt: skip
FORBIDDEN = {"Cc", "Cf", "Cs", "Zl", "Zp"}
SPREADSHEET = ("=", "+", "-", "@", "＝", "＋", "－", "＠")


def poisoned(text: str, mark: int) -> dict[str, object]:
    """The sample with the text in every place of a case that takes words of its own."""
    case = json.loads(SAMPLE.read_text(encoding="utf-8"))
    case["id"] = f"{text}{mark}"
    case["fields"]["customer"] = text
    people = {"Zhou Min": f"{text}z", "Wang Jun": f"{text}w", "Sun Qiang": f"{text}s"}
    for holder in case["holders"]:
        holder["person"] = people[holder["person"]]
    for document in case["documents"]:
        document["verified_by"] = people[document["verified_by"]]
    for number, event in enumerate(case["events"]):
        event["id"] = f"{text}{number}"
        if "by" in event:
            event["by"] = people[event["by"]]
    case["judgements"] = [
        {
            "name": "concealment",
            "decided": True,
            "at": "2026-01-10",
            "by": f"{text}j",
            "as": "review_committee",
            "grounds": text,
            "about": people["Zhou Min"],
        }
    ]
    return case


@cache
def audit_of_the_example() -> Audit:
    loaded, _, problems = load_policy(EXAMPLE / "en")
    assert loaded is not None, problems
    return Audit(loaded, horizon_of_day(dt.date(2026, 6, 30)))


def audited(case: dict[str, object], folder: Path, tongue: str) -> str:
    """The page of an audit of this one case, as it stands in a file."""
    folder.mkdir(parents=True)
    (folder / "case.json").write_text(json.dumps(case), encoding="utf-8")
    audit = audit_of_the_example()
    names = names_from_policy(audit.loaded.policy, audit.loaded.plan, tongue)
    out = folder / "page.html"
    with out.open("w", encoding="utf-8", newline="") as file:
        report = report_in("html", file, names)
        ending, _ = write_audit(audit, lambda: cases_of(audit.loaded, folder / "case.json")[0], report)
    assert ending.summary.cases.total() == 1, ending.problems
    return out.read_text(encoding="utf-8")


def skeleton(page: str) -> list[tuple[str, tuple[str, ...]]]:
    """The elements with the names of their attributes: what a browser builds, without any words."""
    return [(tag, tuple(attributes)) for tag, attributes in page_of(page).elements]


def harmless_attributes(page: str) -> list[tuple[str, str, str]]:
    """The attributes that a browser acts on, with their values."""
    acting = {"href", "src", "class", "id", "type", "role", "content", "d", "width"}
    return [
        (tag, name, value)
        for tag, attributes in page_of(page).elements
        for name, value in attributes.items()
        if name in acting
    ]


@pytest.fixture(scope="module")
def clean(tmp_path_factory: pytest.TempPathFactory) -> str:
    return audited(poisoned("plain", 0), tmp_path_factory.mktemp("clean") / "x", "en")


@pytest.mark.parametrize("kind", CORPUS)
def test_foreign_text_leaves_no_mark(kind: str, clean: str, tmp_path: Path):
    page = audited(poisoned(CORPUS[kind], 0), tmp_path / "x", "en")
    assert skeleton(page) == skeleton(clean)
    varying = ("cx", "x")
    assert [each for each in harmless_attributes(page) if each[1] not in varying] == harmless_attributes(
        clean
    )
    strange = {hex(ord(sign)) for sign in page if unicodedata.category(sign) in FORBIDDEN and sign != "\n"}
    assert strange == set()
    assert "\ufffe" not in page
    for attributes in page_of(page).elements:
        for value in attributes[1].values():
            assert not [sign for sign in value if unicodedata.category(sign) in FORBIDDEN]
    cells = re.findall(r"<t[dh][^>]*>(?:<a[^>]*>)?([^<]*)", page)
    assert not [cell for cell in cells if cell.startswith(SPREADSHEET)]


def test_the_words_are_still_there(tmp_path: Path):
    page = audited(poisoned(CORPUS["script"], 0), tmp_path / "x", "zh")
    assert "<script>alert(1)</script>z" in {text.strip() for _, text in page_of(page).texts} | {
        words
        for _, text in page_of(page).texts
        for words in re.findall(r"<script>alert\(1\)</script>z", text)
    }


def test_only_the_style_and_the_script_of_the_program_are_trusted():
    from dutylang.reports.html.rendering import FOLDER

    trusted = [
        (path.name, found)
        for path in FOLDER.glob("*.j2")
        for found in re.findall(r"\|\s*safe|autoescape\s+false|Markup", path.read_text(encoding="utf-8"))
    ]
    assert trusted == []


def test_a_text_that_opens_like_a_formula_gets_an_apostrophe():
    from dutylang.reports.html.rendering import environment

    template = environment().from_string("{{ text | cell }}")
    assert template.render(text="=1+1") == "&#39;=1+1"
    assert template.render(text="a=1") == "a=1"
    assert template.render(text="<\x1b>") == "&lt;␛&gt;"
