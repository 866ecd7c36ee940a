"""The HTML page and the Word file of a policy: what they hold, what they forbid, and hostile words in both."""

import base64
import hashlib
import io
import re
import unicodedata
import zipfile
from functools import cache
from itertools import pairwise
from pathlib import Path

import docx
import pytest

from dutylang.pipeline import loaded_from_text
from dutylang.reports.cells import safe_text
from dutylang.reports.policy_doc.as_docx import docx_bytes
from dutylang.reports.policy_doc.as_html import html_text
from dutylang.reports.policy_doc.headings import headings_of
from dutylang.reports.policy_doc.model import Grid, PolicyDoc, Task, plain
from tests.reports.pages import Page, page_of
from tests.reports.policy_docs import PACK, TONGUES, doc_at, doc_of
from tests.reports.test_html_injection import CORPUS, FORBIDDEN

POLICY = """policy care "LABEL" zh "LABEL"
  version "LABEL"
  in force from 2024-01-01
  calendar china
  timezone "Asia/Shanghai"
  counting civil_code
role manager "LABEL" zh "LABEL"
role panel "LABEL" zh "LABEL" body
case guarantee "LABEL" zh "LABEL"
  remark "LABEL" zh "LABEL" text
event visit "LABEL" zh "LABEL"
parameter limit "LABEL" zh "LABEL" = 3 days house default -- LABEL
judgement reckless "LABEL" zh "LABEL" by panel
grades demerit "LABEL" zh "LABEL"
-- LABEL
chapter 1 "LABEL" zh "LABEL"
-- LABEL
article 1 "LABEL" zh "LABEL"
  -- LABEL
  duty one "LABEL" zh "LABEL"
    after visit
    when remark is "LABEL"
    manager must visit within limit
  table risk "LABEL" zh "LABEL" first match
    | remark  | level "LABEL" zh "LABEL" |
    | "LABEL" | high                     |
  checklist papers "LABEL" zh "LABEL"
    manager must have on file
      - licence "LABEL" zh "LABEL"
    before visit
  liability held "LABEL" zh "LABEL"
    for reckless
    holds manager as principal "LABEL" zh "LABEL"
    grade demerit
"""
MARKUP = re.compile(r"<[a-zA-Z/!]")


@pytest.fixture(scope="module", params=TONGUES)
def pack(request: pytest.FixtureRequest) -> PolicyDoc:
    return doc_at(PACK, request.param)


@pytest.fixture(scope="module")
def page(pack: PolicyDoc) -> str:
    return html_text(pack)


@cache
def file_of(found_in: str) -> bytes:
    return docx_bytes(doc_at(PACK, found_in))


# ---- the page ----------------------------------------------------------------------------------


def test_the_page_fetches_and_runs_nothing(page: str):
    found = page_of(page)
    assert not {"script", "link", "img", "iframe", "form", "object", "svg"} & set(found.tags)
    assert all(not name.startswith("on") and name != "style" for _, each in found.elements for name in each)
    assert "http:" not in page
    assert "https:" not in page
    assert "url(" not in page


def test_the_policy_of_the_page_allows_its_own_style_alone(page: str):
    found = page_of(page)
    style = found.text_of("style")
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    (meta,) = (each for each in found.all("meta") if each.get("http-equiv") == "Content-Security-Policy")
    assert meta["content"] == (
        f"default-src 'none'; style-src 'sha256-{digest}'; base-uri 'none'; form-action 'none'"
    )


def test_every_link_leads_to_a_place_and_every_place_is_one(page: str):
    found = page_of(page)
    places = [each["id"] for _, each in found.elements if "id" in each]
    assert len(places) == len(set(places))
    assert {each["href"].removeprefix("#") for each in found.all("a")} <= set(places)


def test_the_contents_name_every_article_in_order(pack: PolicyDoc, page: str):
    contents = page[page.index("<nav") : page.index("</nav>")]
    links = re.findall(r'href="#(article-[^"]+)"', contents)
    assert links == [article.anchor for article in pack.articles]


def test_the_page_tells_its_tongue_and_its_headings_fall_by_one(pack: PolicyDoc, page: str):
    found = page_of(page)
    assert found.all("html")[0]["lang"] == {"en": "en", "zh": "zh-Hans"}[pack.tongue]
    levels = [int(tag[1]) for tag in found.tags if re.fullmatch(r"h[1-6]", tag)]
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(after <= before + 1 for before, after in pairwise(levels))


def test_every_table_has_heads_of_columns(page: str):
    found = page_of(page)
    assert all(each.get("scope") in ("col", "row") for each in found.all("th"))
    assert all(
        each["tabindex"] == "0" and each["aria-label"] for each in found.all("div") if each.get("role")
    )


def test_remarks_in_another_tongue_say_so():
    english = "-- Said in English.\n" + POLICY.replace("LABEL", "x")
    found, _ = loaded_from_text(english)
    assert found is not None
    assert '<p class="remark" lang="en">Said in English.</p>' in html_text(doc_of(found, "zh"))
    assert '<p class="remark">Said in English.</p>' in html_text(doc_of(found, "en"))


# ---- the Word file -----------------------------------------------------------------------------


def tables_of(data: bytes) -> list[list[list[str]]]:
    read = docx.Document(io.BytesIO(data))
    return [[[cell.text for cell in row.cells] for row in table.rows] for table in read.tables]


def lines_of(grid: Grid) -> list[list[str]]:
    rows = [["\n".join(plain(text) for text in cell) for cell in row.cells] for row in grid.rows]
    return [list(grid.head), *rows]


def task_lines(tasks: tuple[Task, ...], columns: list[tuple[str, str]], tongue: str) -> list[list[str]]:
    heads = headings_of(tongue)
    lines = [[head for _, head in columns]]
    for task in tasks:
        line = []
        for key, _ in columns:
            counted = heads.counted(task) if key == "deadline" else ""
            line.append("\n".join(filter(None, (plain(heads.cell(task, key)), counted))))
        lines.append(line)
    return lines


def test_the_file_has_the_tables_of_the_model_row_by_row(pack: PolicyDoc):
    heads = headings_of(pack.tongue)
    meant = [[list(fact) for fact in pack.facts]]
    for article in pack.articles:
        meant += [lines_of(grid) for rule in article.rules for grid in rule.grids]
        meant += [lines_of(article.parameters)] if article.parameters is not None else []
    meant.append(task_lines(pack.tasks, heads.columns(), pack.tongue))
    meant += [task_lines(group.tasks, heads.by_role, pack.tongue) for group in pack.by_role]
    meant += [lines_of(grid) for annex in pack.annexes for grid in annex.grids]
    assert tables_of(file_of(pack.tongue)) == meant


def test_the_file_has_every_heading_and_every_sentence(pack: PolicyDoc):
    read = docx.Document(io.BytesIO(file_of(pack.tongue)))
    written = [each.text for each in read.paragraphs]
    for article in pack.articles:
        assert written.count(f"{article.number} {article.title}".strip()) == 1
    for text in (text for rule in pack.rules for text in rule.sentences):
        assert plain(text) in written


def test_page_and_file_have_the_same_rows(pack: PolicyDoc, page: str):
    bodies = re.findall(r"<tbody>(.*?)</tbody>", page, re.DOTALL)
    shown = sorted(body.count("<tr") for body in bodies)
    written = sorted(len(table) - 1 for table in tables_of(file_of(pack.tongue))[1:])
    assert shown == written


def test_links_of_the_file_lead_to_bookmarks(pack: PolicyDoc):
    with zipfile.ZipFile(io.BytesIO(file_of(pack.tongue))) as archive:
        body = archive.read("word/document.xml").decode()
    leading = set(re.findall(r'<w:hyperlink w:anchor="([^"]+)"', body))
    places = re.findall(r'<w:bookmarkStart w:id="\d+" w:name="([^"]+)"', body)
    assert leading
    assert leading <= set(places)
    assert len(places) == len(set(places))


def test_the_same_document_is_the_same_file(pack: PolicyDoc):
    assert docx_bytes(pack) == file_of(pack.tongue)


# ---- hostile words -----------------------------------------------------------------------------


@cache
def hostile(words: str) -> PolicyDoc | None:
    """The document of a policy with these words in every label, title, text and remark."""
    written = words.replace("\\", "\\\\").replace('"', '\\"')
    lines = []
    for line in POLICY.splitlines():
        head, dashes, remark = line.partition("-- ")
        lines.append(head.replace("LABEL", written) + dashes + remark.replace("LABEL", words))
    found, _ = loaded_from_text("\n".join(lines) + "\n")
    return doc_of(found, "en") if found is not None else None


READABLE = [name for name, words in CORPUS.items() if hostile(words) is not None]


def test_most_hostile_words_can_be_written_as_labels():
    assert len(READABLE) > len(CORPUS) // 2
    assert {"script", "attribute", "turned", "template", "formula"} <= set(READABLE)


@pytest.mark.parametrize("name", READABLE)
def test_hostile_words_leave_no_mark_on_the_page(name: str):
    found = hostile(CORPUS[name])
    assert found is not None
    clean = hostile("plain words")
    assert clean is not None
    page, meant = page_of(html_text(found)), page_of(html_text(clean))
    assert _tags(page) == _tags(meant)
    assert page.comments == []
    written = "".join(text for _, text in page.texts)
    assert not {unicodedata.category(each) for each in written if each != "\n"} & FORBIDDEN
    assert safe_text(found.articles[0].title) in "".join(text for tag, text in page.texts if tag == "h3")


def _tags(page: Page) -> list[tuple[str, list[str]]]:
    """The elements and the names of their attributes, without what a remark's tongue may add."""
    return [(tag, sorted(name for name in each if name != "lang")) for tag, each in page.elements]


@pytest.mark.parametrize("name", READABLE)
def test_hostile_words_stay_text_in_the_file(name: str):
    found = hostile(CORPUS[name])
    assert found is not None
    data = docx_bytes(found)
    read = docx.Document(io.BytesIO(data))
    titles = [
        each.text for each in read.paragraphs if each.style is not None and each.style.name == "Heading 2"
    ]
    assert safe_text(f"{found.articles[0].number} {found.articles[0].title}") in titles
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        body = archive.read("word/document.xml").decode()
    assert not {unicodedata.category(each) for each in body if each not in "\n\r\t"} & FORBIDDEN


def test_the_templates_hold_no_words_of_their_own():
    folder = Path(__file__).parents[2] / "src" / "dutylang" / "reports" / "policy_doc" / "templates"
    text = (folder / "policy.html.j2").read_text(encoding="utf-8")
    bare = re.sub(r"\{%.*?%\}|\{\{.*?\}\}|<[^>]*>", "", text, flags=re.DOTALL)
    assert bare.split() == []
