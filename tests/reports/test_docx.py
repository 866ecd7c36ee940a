"""The parts of a Word document: real styles, repeated heads, fonts for both scripts, nothing but plain text."""

import io
import zipfile

import docx
import pytest
from docx.document import Document

from dutylang.reports.docx.building import (
    BULLETS,
    QUIET,
    bullets,
    document_new,
    heading,
    key_values,
    paragraph,
    saved,
    table,
)


def made(tongue: str = "zh") -> bytes:
    document = document_new(tongue, "卷宗" * 200, "页脚")
    heading(document, "卷宗", 0)
    heading(document, "一", 1)
    heading(document, "deep", 9)
    paragraph(document, "文字", lead="结论：")
    paragraph(document, "小字", QUIET)
    bullets(document, ["一", "二"])
    key_values(document, [("案件", "G-1")])
    table(document, ("义务", "结论"), [("到场", "违反\n逾期")], widths=(3, 1), first_is_heading=True)
    return saved(document)


def read(data: bytes) -> Document:
    return docx.Document(io.BytesIO(data))


def test_what_was_written_is_read_back():
    found = read(made())
    styles = [
        (each.style.name, each.text) for each in found.paragraphs if each.style is not None and each.text
    ]
    assert styles == [
        ("Title", "卷宗"),
        ("Heading 1", "一"),
        ("Heading 4", "deep"),
        ("Normal", "结论：文字"),
        (QUIET, "小字"),
        (BULLETS, "一"),
        (BULLETS, "二"),
    ]
    pairs, grid = found.tables
    assert [cell.text for cell in pairs.rows[0].cells] == ["案件", "G-1"]
    assert [[cell.text for cell in row.cells] for row in grid.rows] == [
        ["义务", "结论"],
        ["到场", "违反\n逾期"],
    ]
    assert all(each.style is not None and each.style.name == "Table Grid" for each in (pairs, grid))


def test_the_head_of_a_table_is_repeated_and_no_row_breaks():
    pairs, grid = read(made()).tables
    assert len(grid._tbl.xpath("./w:tr/w:trPr/w:tblHeader")) == 1
    assert len(grid._tbl.xpath("./w:tr/w:trPr/w:cantSplit")) == 2
    assert pairs._tbl.xpath("./w:tr/w:trPr/w:tblHeader") == []


@pytest.mark.parametrize("tongue", ["en", "zh"])
def test_both_scripts_have_fonts_and_no_theme_takes_their_place(tongue: str):
    found = read(made(tongue))
    for name in ("Normal", "Title", "Heading 1", "Quiet", "Cell", "Footer"):
        (fonts,) = found.styles[name].element.xpath("./w:rPr/w:rFonts")
        names = {key.rpartition("}")[2]: value for key, value in fonts.attrib.items()}
        assert set(names) == {"ascii", "hAnsi", "cs", "eastAsia"}
        assert names["eastAsia"] in ("SimSun", "SimHei")
    assert found.core_properties.language == {"en": "en-GB", "zh": "zh-CN"}[tongue]
    assert len(found.core_properties.title) == 255


def test_the_paper_is_a4_and_pages_are_numbered():
    (section,) = read(made()).sections
    assert section.page_width is not None
    assert section.page_height is not None
    assert (round(section.page_width.mm), round(section.page_height.mm)) == (210, 297)
    footer = section.footer.paragraphs[0]
    assert footer.text.startswith("页脚")
    assert [each.text for each in footer._p.xpath(".//w:instrText")] == ["PAGE", "NUMPAGES"]


@pytest.mark.parametrize(
    "text", ["a\x00b\x0bc", "\u202eabc", "<w:p/>", "=1+1", "\ud800", "\ufffe", "a\r\nb", "{{ 7 }}", "]]>"]
)
def test_whatever_comes_in_stays_text_on_one_line(text: str):
    document = document_new("en", text, text)
    heading(document, text, 1)
    paragraph(document, text, lead=text)
    bullets(document, [text])
    key_values(document, [(text, "x")])
    data = saved(document)
    assert len(read(data).paragraphs) == 4
    for name in zipfile.ZipFile(io.BytesIO(data)).namelist():
        if name.endswith(".xml"):
            content = zipfile.ZipFile(io.BytesIO(data)).read(name).decode()
            assert not set(content) & set("\x00\x0b\u202e\ufffe")


def test_the_same_document_is_the_same_bytes():
    assert made() == made()
