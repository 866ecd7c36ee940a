"""Every stretch of a text is marked as the reader took it, once, in order, whatever the text."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dutylang.source import Source
from dutylang.syntax.from_text import document_from_text, known_names
from dutylang.syntax.marks import WORDS, Mark, Sort, marks_from_text
from tests.house.tree import ROOT

SAMPLES = [ROOT / "examples" / "seven_articles" / tongue / "guarantee.duty" for tongue in ("en", "zh")]
PIECES = st.sampled_from(
    [
        "duty visit\n", "  manager must visit", " within 3 working days", "义务 到场\n", "客户经理必须", "在10日内",
        "实地调查。", "“", '"a"', "-- c", "\n", " ", "　", "，", "|", "((", "3,0", "2024-13-01", "每次", "的", "𠀀",
    ]
)  # fmt: skip


def shown(text: str, **options: object) -> list[tuple[str, str]]:
    return [(text[m.start : m.end], m.sort.value) for m in marks_of(text, **options)]


def marks_of(text: str, **options: object) -> tuple[Mark, ...]:
    return marks_from_text(Source("t", text), **options)  # type: ignore[arg-type]


def test_english_words_are_told_from_names_by_where_they_stand():
    text = (
        'case pledge\n  verified zh "已核实" yes/no\n'
        'scenario "x" as of 2024-01-01\n  given document paper verified 2024-05-02\n'
    )
    sorts = [sort for word, sort in shown(text) if word == "verified"]
    assert sorts == ["name", "word"]


def test_chinese_is_cut_by_the_names_that_the_text_declares():
    declared = "角色 客户经理\n事件 实地调查\n事件 受理\n第一条\n义务 到场\n"
    text = f"{declared}  每次受理之后，客户经理必须在10日内实地调查。\n"
    assert shown(text)[-12:] == [
        ("每次", "word"),
        ("受理", "name"),
        ("之后", "word"),
        ("，", "sign"),
        ("客户经理", "name"),
        ("必须", "norm"),
        ("在", "word"),
        ("10", "number"),
        ("日", "unit"),
        ("内", "word"),
        ("实地调查", "name"),
        ("。", "sign"),
    ]


def test_names_of_other_texts_help_to_cut():
    words, _ = document_from_text(Source("words", "角色 应付经理\n事件 应收核对\n"))
    text = "第一条\n义务 到场\n  应付经理必须应收核对。\n"
    found = shown(text, known=known_names([words]))
    assert found[-4:] == [("应付经理", "name"), ("必须", "norm"), ("应收核对", "name"), ("。", "sign")]


def test_a_name_is_declared_right_after_the_heading_of_its_line():
    assert shown("role manager reports to head")[:2] == [("role", "heading"), ("manager", "declared")]
    told = "情形 “x” 截至 2024年1月1日\n  已知认定 轻率 为是，于2024年5月3日由“A”以评审会身份作出"
    text = f"认定事项 轻率 由评审会认定\n角色 评审会\n{told}"
    assert [word for word, sort in shown(text) if sort == "declared"] == ["轻率", "评审会"]


def test_a_chinese_heading_is_of_one_sort():
    assert shown("第十四条之一 “突发事件”")[:2] == [("第", "heading"), ("十四条之一", "heading")]


def test_a_line_that_stops_keeps_its_words():
    text = "article 1\nduty x\n  after each a\n  b must must c within 3 days\nrole d\n"
    marks = marks_of(text)
    assert [(text[m.start : m.end]) for m in marks if not m.was_read] == ["must", "c", "within", "3", "days"]
    assert all(m.sort in WORDS for m in marks if text[m.start : m.end] in ("must", "within", "days"))


def test_a_chinese_clause_that_stops_shows_the_keywords_of_more_than_one_sign():
    marks = shown("第一条\n义务 到场\n  必须在（（之后不得\n")
    assert ("不得", "norm") in marks
    assert ("之后", "word") in marks


def test_comments_and_open_quotes():
    marks = shown('-- a "b\nrole c "d')
    assert marks[:3] == [('-- a "b', "comment"), ("role", "heading"), ("c", "declared")]
    assert marks[3] in [('"d', "fault"), ('"d', "string")]


def test_a_text_that_is_too_large_is_marked_word_by_word(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("dutylang.syntax.marks.LARGEST_TEXT", 3)
    assert shown("role a -- b 2024-01-01") == [
        ("role", "name"),
        ("a", "name"),
        ("-- b 2024-01-01", "comment"),
    ]
    assert shown("角色 必须 “a” 12:00 3% 5") == [
        ("角色", "heading"),
        ("必须", "norm"),
        ("“a”", "string"),
        ("12:00", "date"),
        ("3%", "number"),
        ("5", "number"),
    ]


@pytest.mark.parametrize("path", SAMPLES, ids=lambda path: path.parent.name)
def test_a_whole_policy_is_read_to_the_last_sign(path):
    marks = marks_from_text(Source(str(path), path.read_text("utf-8")))
    assert [m for m in marks if m.sort is Sort.FAULT or not m.was_read] == []


@given(st.lists(PIECES, max_size=30))
def test_marks_cover_what_is_no_space_once_and_in_order(pieces: list[str]):
    text = "".join(pieces)
    for tongue in (None, "en", "zh"):
        marks = marks_of(text, tongue=tongue)
        assert all(a.end <= b.start for a, b in pairwise(marks))
        covered = {place for m in marks for place in range(m.start, m.end)}
        assert [sign for place, sign in enumerate(text) if place not in covered and not sign.isspace()] == []
