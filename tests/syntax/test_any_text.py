"""Any text at all gives a document and diagnostics, and no line is ever read two ways."""

from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from dutylang.diagnostics.render import message, render
from dutylang.source import Source
from dutylang.syntax import ast
from dutylang.syntax.from_text import document_from_text
from dutylang.syntax.lexicon import lexicon

SAMPLES = {
    tongue: (Path(__file__).parent / "samples" / f"everything_{tongue}.duty").read_text(encoding="utf-8")
    for tongue in ("en", "zh")
}
WORDS = {
    tongue: [
        *lexicon(tongue).meanings,
        *lexicon(tongue).reserved,
        *'"“”()（）|,，、；。：:-=+*/ \n\t#',
        "\n  ",
    ]
    for tongue in SAMPLES
}
VALUES = [
    "甲",
    "乙丙",
    "x",
    "visit",
    "3",
    "三",
    "30%",
    "2024-05-06",
    "2024年5月6日",
    "17:00",
    "100 CNY",
    "300万元",
    "第二条",
]

ROLES = ["客户经理", "部门负责人", "风险管理部", "主办客户经理", "审查委员会"]
EVENTS = [
    "实地调查", "突发事件", "监测报告", "书面报告", "担保", "担保后检查",
    "检查", "调查", "报告", "通知", "到期", "到期前通知",
    "前期调查", "应收账款核实", "应急预案", "在建工程检查", "自有资金核实", "以新还旧",
    "期限调整", "每日报表", "经审计报表", "经办", "如实申报", "于途核验",
    "未经批准使用", "当日汇报", "当面核实", "同意", "或有负债披露", "和解",
    "与会记录", "最后检查", "之后检查", "三个月报表", "一次性还款", "的士票据",
    "次级分类", "解除", "义务解除通知", "必须事项", "不得转让", "批准",
    "经理批准",
]  # fmt: skip
UNITS = ["个工作日", "日", "个月", "小时"]


def checked(written: str, tongue: str | None = None) -> tuple[ast.Document, int]:
    """Reads a text, renders whatever is wrong with it, and gives the tree and the number of faults."""
    source = Source("t", written)
    document, diagnostics = document_from_text(source, tongue=tongue)
    assert isinstance(document, ast.Document)
    for found in diagnostics:
        assert found.span.source == "t"
        assert 0 <= found.span.start <= found.span.end <= len(written)
        for reader in ("en", "zh"):
            assert message(found, reader) != f"{found.code}.message"
            assert render(found, {"t": source}, reader)
    return document, len(diagnostics)


@given(st.text())
def test_arbitrary_text(written: str) -> None:
    for tongue in (None, "en", "zh"):
        checked(written, tongue)


@given(st.data(), st.sampled_from(sorted(SAMPLES)))
def test_rows_of_words_of_the_language(data: st.DataObject, tongue: str) -> None:
    words = st.one_of(st.sampled_from(WORDS[tongue]), st.sampled_from(VALUES))
    glue = " " if tongue == "en" else ""
    checked(glue.join(data.draw(st.lists(words, max_size=40))), tongue)


@given(st.data(), st.sampled_from(sorted(SAMPLES)))
def test_mutated_policies(data: st.DataObject, tongue: str) -> None:
    lines = SAMPLES[tongue].splitlines(keepends=True)
    first = data.draw(st.integers(0, len(lines) - 1))
    written = "".join(lines[:8] + lines[first : first + 25])
    for _ in range(data.draw(st.integers(1, 4))):
        at = data.draw(st.integers(0, len(written)))
        length = data.draw(st.integers(0, 6))
        new = data.draw(
            st.one_of(st.sampled_from(WORDS[tongue]), st.sampled_from(VALUES), st.text(max_size=3))
        )
        written = written[:at] + new + written[at + length :]
    checked(written, tongue)


@given(st.data(), st.sampled_from(sorted(SAMPLES)))
def test_a_broken_line_breaks_no_other(data: st.DataObject, tongue: str) -> None:
    """A line of nonsense inside a text without fault costs one diagnostic."""
    lines = SAMPLES[tongue].splitlines(keepends=True)
    at = data.draw(st.integers(0, len(lines)))
    # The words after these go on with a sentence, so nonsense before them is in the middle of one.
    if at and lines[at - 1].rstrip().endswith(("is missed", "，")):
        at = 0
    nonsense = "¤¤ ¤¤\n"
    _, faults = checked("".join([*lines[:at], nonsense, *lines[at:]]), tongue)
    assert faults == 1


@st.composite
def phrases(draw: st.DrawFn) -> list[str]:
    """A clause of a duty, word by word, with names that hold keywords or begin like other names."""
    role, event, other = (draw(st.sampled_from(pool)) for pool in (ROLES, EVENTS, EVENTS))
    number, unit = draw(st.sampled_from(["1", "3", "10", "三"])), draw(st.sampled_from(UNITS))
    return draw(
        st.sampled_from(
            [
                ["每次发生", event, "之后"],
                ["在", event, "与", other, "之间"],
                ["自", event, "起", "至", other, "止"],
                ["自", event, "起", "至", other, "止", "每", "季度"],
                [event, "后"],
                [role, "必须", event],
                [role, "必须", "在", number, unit, "内", event],
                [role, "必须", "在", other, "后", number, unit, "内", event],
                [role, "应", "在", other, "前", event],
                [role, "必须", "在", other, "前", "至少提前", number, unit, event],
                [role, "必须", "至少", event, "一", "次"],
                [role, "未经", other, "不得", event],
                [role, "在", other, "后", "方可", event],
                [role, "可以", event],
                ["否则", role, "必须", event],
                ["然后", "必须", event, "或", other],
                [role, "必须", "以", event, "后", number, unit, "与", other, "后", number, unit, "中较早者为准", event],
                ["保持", event, "次数", "不少于", "2"],
                ["当", event, "且", other, "时"],
                ["当", "并非", event, "时", "改为", "在", number, unit, "内"],
                ["经", role, event, "延长", number, unit],
                ["经", event, "豁免"],
                [event, "与", other, "由不同人员经办"],
            ]
        )
    )  # fmt: skip


def duty_with(clause: str) -> tuple[ast.Document, int]:
    names = "".join(f"角色 {role}\n" for role in ROLES) + "".join(f"事件 {event}\n" for event in EVENTS)
    head = "第一条\n  义务 甲\n    客户经理必须实地调查\n"
    document, diagnostics = document_from_text(Source("t", f"{names}{head}    {clause}\n"))
    return document, len([found for found in diagnostics if found.code != "S044"])


@given(phrases())
def test_no_line_is_read_two_ways(words: list[str]) -> None:
    """Written without spaces a clause means what it means with them, or it is refused."""
    meant, faults = duty_with(" ".join(words))
    assert faults == 0
    read, faults = duty_with("".join(words))
    if not faults:
        assert read == meant


@given(phrases(), st.data())
def test_a_space_where_a_word_ends_changes_nothing_that_is_read(
    words: list[str], data: st.DataObject
) -> None:
    gaps = data.draw(st.lists(st.sampled_from(["", " ", "　"]), min_size=len(words), max_size=len(words)))
    read, faults = duty_with("".join(word + gap for word, gap in zip(words, gaps, strict=True)))
    if not faults:
        assert read == duty_with(" ".join(words))[0]
