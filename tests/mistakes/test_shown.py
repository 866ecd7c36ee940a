"""How mistakes look in a terminal: carets under what is meant, whatever the width of the characters before."""

from __future__ import annotations

import pytest
from wcwidth import wcswidth

from dutylang.diagnostics.render import TAB_COLUMNS, render
from dutylang.source import Source
from tests.mistakes.common import TONGUES, Mistake, in_order, mistakes, problems_of

ALL = [mistake for tongue in TONGUES for mistake in mistakes(tongue)]


def columns(text: str) -> int:
    """The columns of a text at the beginning of a line, tabs included."""
    column = 0
    for character in text:
        if character == "\t":
            column += TAB_COLUMNS - column % TAB_COLUMNS
        else:
            column += wcswidth("<U+200B>" if character == "\u200b" else character)
    return column


@pytest.mark.parametrize("mistake", ALL, ids=[f"{each.tongue}: {each.name}" for each in ALL])
def test_the_caret_stands_under_what_is_meant(mistake: Mistake) -> None:
    source = Source("policy.duty", mistake.text)
    for problem in in_order(problems_of(mistake.text)):
        lines = render(problem, {"policy.duty": source}, mistake.tongue).split("\n")
        caret = next(line for line in lines[3:] if "^" in line)
        shown, mark = caret.partition("| ")[2], caret.count("^")
        line = source.line(problem.span.line)
        before = line[: problem.span.column - 1]
        marked = source.text[problem.span.start : problem.span.end].split("\n")[0]
        assert len(shown) - len(shown.lstrip()) == columns(before)
        # An empty place is shown by a caret under the character that follows it.
        marked = marked or line[problem.span.column - 1 : problem.span.column]
        assert mark == max(columns(before + marked) - columns(before), 1)


def shown(text: str, tongue: str) -> str:
    source = Source("policy.duty", text)
    (problem,) = problems_of(text)
    return render(problem, {"policy.duty": source}, tongue)


HEAD = 'policy p\n  in force from 2024-01-01\n  calendar weekdays\n  timezone "UTC"\n  counting exact\n'


def test_tabs_and_combining_characters() -> None:
    head = f'{HEAD}role keeper\nevent visit "visite\u0301"\narticle 1\n\tduty watch\n'
    text = f"{head}\t\tafter each visit, keeper must visit\n"
    assert shown(text, "en").split("\n")[2:5] == [
        "   |",
        "10 |         after each visit, keeper must visit",
        "   |                         ^",
    ]
    labelled = text.replace('"visite\u0301"', '"visite\u0301" visite').replace(", keeper", "\n\t\tkeeper")
    assert shown(labelled, "en").split("\n")[3:5] == [
        '7 | event visit "visite\u0301" visite',
        "  |                      ^^^^^^",
    ]


def test_wide_characters() -> None:
    head = "制度 甲\n  自2024年1月1日起施行\n  日历 双休\n  时区 “UTC”\n  期间计算 实际时长\n"
    rules = "角色 保管员\n事件 查库\n第一条\n  义务 乙\n    每次查库之后，保管员必需在3日内查库。\n"
    text = head + rules
    assert shown(text, "zh") == (
        "错误[S012]：义务 乙：“必需”不是关键词，是否应为“必须”？\n"
        "  --> policy.duty:10:15\n"
        "   |\n"
        "10 |     每次查库之后，保管员必需在3日内查库。\n"
        "   |                         ^^^^\n"
        "   = 提示：请写“必须”\n"
        "   = 修正：将“必需”改为“必须”"
    )
