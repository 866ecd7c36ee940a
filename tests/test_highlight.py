"""The Pygments lexer colours keywords where the reader reads keywords, also in parts of policies."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pygments import highlight
from pygments.formatters import HtmlFormatter
from pygments.lexers import find_lexer_class_for_filename, get_lexer_by_name, guess_lexer
from pygments.token import Error, Keyword, Name, Operator, String, Text

from dutylang.highlight import TOKENS, DutyLexer
from dutylang.source import Source
from dutylang.syntax.marks import WORDS, Sort, marks_from_text
from tests.house.tree import ROOT

POLICIES = [
    path
    for folder in ("policies", "examples")
    for path in sorted((ROOT / folder).rglob("*.duty"))
    if not path.stem.startswith("scenarios")
]
LANGUAGE = (ROOT / "docs" / "language.md").read_text("utf-8")
CELLS = [
    (cells[1], cells[2])
    for line in LANGUAGE.splitlines()
    if line.startswith("| ") and len(cells := re.findall(r"\| ([^|]*?) (?=\|)", line)) >= 3
]


def tokens_of(text: str) -> list[tuple[object, str]]:
    return [(token, words) for _, token, words in DutyLexer().get_tokens_unprocessed(text) if words.strip()]


def keywords_of(text: str) -> list[str]:
    return [words for token, words in tokens_of(text) if token in Keyword or token is Operator.Word]


def test_pygments_finds_it():
    assert get_lexer_by_name("duty").__class__ is DutyLexer
    assert find_lexer_class_for_filename("a.duty") is DutyLexer
    assert guess_lexer('-- a\npolicy x "X"\n  version "1"\n').__class__ is DutyLexer
    assert guess_lexer("制度 担保尽职规则\n  版本 “1.0”\n").__class__ is DutyLexer


def test_prose_is_not_taken_for_a_policy():
    assert DutyLexer.analyse_text("This policy says that") == 0
    assert DutyLexer.analyse_text('policy of ours: a "b"') == 0


@pytest.mark.parametrize("path", POLICIES, ids=lambda path: "/".join(path.parts[-2:]))
def test_keywords_are_those_of_the_reader(path):
    text = path.read_text("utf-8")
    marks = marks_from_text(Source(str(path), text))
    assert keywords_of(text) == [text[m.start : m.end] for m in marks if m.sort in WORDS]


@pytest.mark.parametrize("path", POLICIES[:2] + POLICIES[-2:], ids=lambda path: "/".join(path.parts[-2:]))
def test_nothing_is_lost_or_called_an_error(path):
    text = path.read_text("utf-8")
    found = list(DutyLexer().get_tokens_unprocessed(text))
    assert "".join(words for _, _, words in found) == text
    assert all(token is not Error for _, token, _ in found)


def test_a_part_of_a_rule_is_read_as_one():
    assert tokens_of("每次受理申请之后，客户经理必须在10日内实地调查。")[:7] == [
        (Keyword.Reserved, "每次"),
        (Name, "受理申请"),
        (Keyword.Reserved, "之后"),
        (TOKENS[Sort.SIGN], "，"),
        (Name, "客户经理"),
        (Keyword, "必须"),
        (Keyword.Reserved, "在"),
    ]


def test_a_part_of_a_scenario_is_read_as_one():
    found = tokens_of("预期“Li Na”就漏访承担责任，责任程度为主要责任70%，给予警告")
    assert (Name, "漏访") in found
    assert (Name, "主要责任") in found
    assert (String, "“Li Na”") in found
    assert [words for token, words in found if token is Keyword.Constant] == ["承担责任"]


@pytest.mark.parametrize(("english", "chinese"), CELLS)
def test_the_forms_of_the_language_page_are_read(english: str, chinese: str):
    for cell in (english, chinese):
        for form in re.findall(r"`([^`]+)`", cell):
            text = form.replace(" / ", "\n")
            assert "".join(words for _, _, words in DutyLexer().get_tokens_unprocessed(text)) == text


def test_full_width_figures_and_signs():
    found = {words: token for token, words in tokens_of("参数 甲 = ５个工作日 ＃ 注")}
    assert found["５"] is TOKENS[Sort.NUMBER]
    assert found["个工作日"] is Keyword.Type
    assert found["＃ 注"] is TOKENS[Sort.COMMENT]


def test_every_sort_has_a_token():
    assert set(TOKENS) == set(Sort)


def test_html_of_both_tongues():
    html = highlight("role manager\n", DutyLexer(), HtmlFormatter())
    assert '<span class="kd">role</span>' in html
    assert '<span class="kd">角色</span>' in highlight("角色 客户经理\n", DutyLexer(), HtmlFormatter())


@given(st.text(alphabet=st.sampled_from('duty义务必须在日内 \n“”"-|，（3年月%a'), max_size=60))
def test_any_text_comes_out_as_it_went_in(text: str):
    found = list(DutyLexer().get_tokens_unprocessed(text))
    assert "".join(words for _, _, words in found) == text
    assert [place for place, _, _ in found] == sorted({place for place, _, _ in found})
    assert all(token in Text or words.strip() for _, token, words in found)
