"""Whatever the text fields of a case hold, a dossier carries none of it on: no markup, no formula, no turned text."""

import io
import zipfile
from xml.etree import ElementTree as ET

import attrs
import docx
import pytest

from dutylang.cases.record import DocumentRecord, JudgementRecord, Participant, SuppliedFigure
from dutylang.diagnostics import Diagnostic
from dutylang.reports.account import account_of
from dutylang.reports.dossier.as_docx import docx_from_dossier
from dutylang.reports.dossier.as_html import FOLDER, html_from_dossier
from dutylang.reports.dossier.contents import dossier_of
from dutylang.reports.dossier.model import Dossier
from dutylang.source import Span
from tests.reports.accounts import ASSESSED, CASE, names_of
from tests.reports.common import RUN, day
from tests.reports.pages import page_of
from tests.reports.test_html_injection import CORPUS as OF_PAGES
from tests.reports.test_html_injection import SPREADSHEET, skeleton
from tests.reports.test_injection import CORPUS, marks, poisoned

TEXTS = [*CORPUS, *OF_PAGES.values()]
FULL = attrs.evolve(
    CASE,
    documents=(DocumentRecord("licence", "2023", verified_by="Li Na"),),
    judgements=(
        JudgementRecord("diligent", True, day("2024-06-10"), Participant("Sun Li"), "because", "Li Na"),
        JudgementRecord("negligence", None, day("2024-06-11"), Participant("Sun Li"), "because"),
    ),
    figures=(SuppliedFigure("bad_share", "text"),),
)


def dossier(text: str, tongue: str = "en") -> Dossier:
    case, assessed = poisoned(FULL, text), poisoned(ASSESSED, text)
    case = attrs.evolve(
        case,
        events=tuple(attrs.evolve(each, attributes={"note": text}, replaces=text) for each in case.events),
        judgements=tuple(
            attrs.evolve(each, name=old.name)
            for each, old in zip(case.judgements, FULL.judgements, strict=True)
        ),
    )
    problem = Diagnostic("C032", Span(text, 0, 0, 1, 1), {"case": text, "place": text, "first": text})
    return dossier_of(text, account_of(case, assessed, names_of(tongue)), RUN, [problem])


def page(text: str) -> str:
    return html_from_dossier(dossier(text), names_of("en"))


def document(text: str) -> bytes:
    return docx_from_dossier(dossier(text), "en")


@pytest.fixture(scope="module")
def clean() -> list[tuple[str, tuple[str, ...]]]:
    return skeleton(page("plain"))


def test_the_corpus_reaches_the_fields_that_a_case_fills():
    assert page("§poison§").count("§poison§") > 40
    found = docx.Document(io.BytesIO(document("§poison§")))
    words = [each.text for each in found.paragraphs]
    words += [cell.text for table in found.tables for row in table.rows for cell in row.cells]
    assert sum("§poison§" in each for each in words) > 30


@pytest.mark.parametrize("text", TEXTS)
def test_the_page_is_markup_of_its_own_alone(text: str, clean: list[tuple[str, tuple[str, ...]]]):
    made = page(text)
    assert skeleton(made) == clean
    assert marks(made) <= {"0xa"}
    cells = [words for tag, words in page_of(made).texts if tag in {"td", "th", "span"}]
    assert not [each for each in cells if each.startswith(SPREADSHEET) and each not in "-+"]


@pytest.mark.parametrize("text", CORPUS)
def test_the_document_is_text_of_its_own_parts_alone(text: str):
    data, plain = document(text), document("plain")
    found = docx.Document(io.BytesIO(data))
    own = docx.Document(io.BytesIO(plain))
    assert [len(table.rows) for table in found.tables] == [len(table.rows) for table in own.tables]
    assert len(found.paragraphs) == len(own.paragraphs)
    with zipfile.ZipFile(io.BytesIO(data)) as read, zipfile.ZipFile(io.BytesIO(plain)) as bare:
        assert read.namelist() == bare.namelist()
        tree, other = (ET.fromstring(each.read("word/document.xml")) for each in (read, bare))
        relations = read.read("word/_rels/document.xml.rels")
        assert relations == bare.read("word/_rels/document.xml.rels")
    assert [each.tag for each in tree.iter()] == [each.tag for each in other.iter()]
    assert set().union(*(marks(each.text or "") for each in tree.iter())) == set()


def test_templates_trust_nothing():
    for path in FOLDER.glob("*.j2"):
        text = path.read_text(encoding="utf-8")
        assert "| safe" not in text
        assert "autoescape" not in text
