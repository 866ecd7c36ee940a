"""The Chinese page of each page holds as much: the same kinds of blocks, headings and tables, in the same order."""

from __future__ import annotations

import re
from pathlib import Path

import attrs
import pytest

from tests.docs.blocks import DOCS, FENCE

CHINESE = DOCS / "zh"
PAGES = sorted(
    page.relative_to(CHINESE).as_posix() for page in CHINESE.rglob("*.md") if page.parent != CHINESE / "lint"
)
"""All but the pages of lint rules, which are written from the catalogue of messages."""
TABLES_BY_PROGRAM = {"patterns.md"}
"""Pages whose tables are put into the Chinese page when the site is built."""
LINK = re.compile(r"\]\((?P<target>[^()#:\s]+)(?:#[^()\s]*)?\)")


@attrs.frozen
class Shape:
    """What a page is made of: kinds of blocks, depths of headings, rows of each table, and how many list items."""

    blocks: tuple[str, ...]
    headings: tuple[int, ...]
    tables: tuple[int, ...]
    items: int


def shape_of(page: Path) -> Shape:
    """The shape of a page, whatever its tongue."""
    text = page.read_text(encoding="utf-8")
    prose = FENCE.sub("", text)
    tables = re.findall(r"(?:^\|.*\n?)+", prose, flags=re.MULTILINE)
    return Shape(
        tuple(found["kind"] for found in FENCE.finditer(text)),
        tuple(len(marks) for marks in re.findall(r"^(#+) ", prose, flags=re.MULTILINE)),
        tuple(table.rstrip("\n").count("\n") for table in tables),
        len(re.findall(r"^(?:-|\d+\.) ", prose, flags=re.MULTILINE)),
    )


@pytest.mark.parametrize("name", PAGES)
def test_the_chinese_page_has_the_shape_of_the_english_one(name: str):
    english, chinese = shape_of(DOCS / name), shape_of(CHINESE / name)
    if name in TABLES_BY_PROGRAM:
        english, chinese = (attrs.evolve(shape, tables=()) for shape in (english, chinese))
    assert chinese == english


@pytest.mark.parametrize("name", PAGES)
def test_the_chinese_page_is_in_chinese_and_leads_to_chinese_pages(name: str):
    page = CHINESE / name
    prose = FENCE.sub("", page.read_text(encoding="utf-8"))
    assert len(re.findall(r"[\u4e00-\u9fff]", prose)) > 50
    targets = [(page.parent / found["target"]).resolve() for found in LINK.finditer(prose)]
    inside = [target for target in targets if target.is_relative_to(DOCS)]
    assert [target for target in inside if not target.is_relative_to(CHINESE)] == []


@pytest.mark.parametrize("name", PAGES)
def test_marks_between_chinese_words_are_full_width(name: str):
    prose = FENCE.sub("", (CHINESE / name).read_text(encoding="utf-8"))
    prose = re.sub(r"`[^`]*`|\]\([^)]*\)", "", prose)
    assert re.findall(r"[\u4e00-\u9fff][,;:?!]|[,;:?!][\u4e00-\u9fff]", prose) == []
