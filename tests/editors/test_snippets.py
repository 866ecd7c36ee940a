"""The snippets of the editor extension, filled in as they stand, are read without a fault."""

import json
import re

import pytest

from dutylang.diagnostics import render
from dutylang.source import Source
from dutylang.syntax.from_text import document_from_text
from dutylang.syntax.lexicon import tongues
from tests.house.tree import ROOT

FOLDER = ROOT / "editors" / "vscode" / "snippets"
SNIPPETS = {tongue: json.loads((FOLDER / f"{tongue}.json").read_text("utf-8")) for tongue in tongues()}
CASES = [(tongue, name) for tongue, snippets in SNIPPETS.items() for name in snippets]
DECLARED = {
    "en": "role manager\nrole head\narticle 8\n",
    "zh": """角色 客户经理 英文 manager
角色 部门负责人 英文 head
角色 评审会 英文 committee 机构
案件 担保项目 英文 guarantee
  担保金额 英文 amount 金额 元
事件 突发事件 英文 emergency
事件 实地调查 英文 visit_site
事件 汇报 英文 brief_leader
事件 签约 英文 sign
事件 解除 英文 release
处分等级 警告 英文 warning
认定事项 隐瞒 英文 concealment 由评审会认定
术语 甲途径 英文 first_way
术语 乙途径 英文 second_way
第八条 “先前的规则”
义务 到场 英文 visit
  每次突发事件之后，客户经理必须在3日内实地调查。
责任 未尽职守 英文 missed_duty
  每次违反到场的；
  由客户经理承担主要责任 英文 principal、部门负责人承担监督责任 英文 supervisor；
  给予警告。
""",
}


def filled(body: list[str]) -> str:
    """What stands in the editor when every hole is left as it is offered."""
    text = "\n".join(body).replace("${CURRENT_YEAR}", "2026").replace("$CURRENT_YEAR", "2026")
    text = re.sub(r"\$\{\d+:([^{}]*)\}", r"\1", text)
    text = re.sub(r"\$\{\d+\|([^,|]*)[^}]*\|\}", r"\1", text)
    return re.sub(r"\$\d+", "", text)


def choices(body: list[str]) -> list[str]:
    """The same with each of the offered choices in turn."""
    whole = "\n".join(body)
    offered = re.findall(r"\$\{\d+\|([^}]*)\|\}", whole)
    texts = [filled(body)]
    for one in offered:
        texts += [filled(whole.replace(f"|{one}|", f"|{choice}|").split("\n")) for choice in one.split(",")]
    return texts


@pytest.mark.parametrize(("tongue", "name"), CASES)
def test_a_snippet_is_read_without_a_fault(tongue: str, name: str):
    for text in choices(SNIPPETS[tongue][name]["body"]):
        assert "$" not in text
        assert "${" not in text
        source = Source(name, DECLARED[tongue] + text)
        _, found = document_from_text(source, tongue=tongue)
        assert [(text, render.message(each, tongue)) for each in found] == []


def test_both_tongues_have_the_same_snippets():
    english, chinese = (SNIPPETS[tongue] for tongue in ("en", "zh"))
    assert len(english) == len(chinese) >= 15


def test_no_prefix_is_offered_twice():
    for snippets in SNIPPETS.values():
        prefixes = [
            prefix
            for each in snippets.values()
            for prefix in ([each["prefix"]] if isinstance(each["prefix"], str) else each["prefix"])
        ]
        assert len(prefixes) == len(set(prefixes))


@pytest.mark.parametrize(("tongue", "name"), CASES)
def test_the_cursor_ends_behind_the_snippet(tongue: str, name: str):
    assert sum(line.count("$0") for line in SNIPPETS[tongue][name]["body"]) == 1
