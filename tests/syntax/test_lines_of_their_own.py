"""Layout has no meaning: what ends an obligation may stand on a line of its own, and after a Chinese comma."""

from __future__ import annotations

import pytest

from dutylang.source import Source
from dutylang.syntax.ast import Document
from dutylang.syntax.from_text import document_from_text

ENGLISH = """policy t "t"
event warn
  site text
event visit
  site text
role clerk
article 1 "one"
  duty d
    after each warn
"""
CHINESE = """制度 t “t”
事件 预警
  地点 文本
事件 走访
  地点 文本
角色 经理
第一条 “一”
  义务 某项义务
    每次预警之后，"""


def tree(text: str) -> Document:
    document, problems = document_from_text(Source("text", text))
    assert problems == ()
    return document


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (
            "clerk must visit within 3 days for the same site",
            "clerk must visit within 3 days\n    for the same site",
        ),
        (
            "clerk may visit only after warn for the same site",
            "clerk may visit only after warn\n  for the same site",
        ),
    ],
)
def test_for_the_same_in_english(one: str, other: str) -> None:
    assert tree(ENGLISH + one + "\n") == tree(ENGLISH + other + "\n")


def test_for_the_same_after_a_chinese_comma() -> None:
    plain = tree(CHINESE + "经理必须在五日内走访，针对同一地点。\n")
    assert plain == tree(CHINESE + "经理必须在五日内针对同一地点走访。\n")


def test_for_the_same_with_nothing_above_it() -> None:
    _, problems = document_from_text(Source("text", ENGLISH + "for the same site\n"))
    assert [problem.code for problem in problems][:1] == ["S045"]
