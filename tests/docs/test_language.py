"""Every `duty` block and every pair of spellings in the documentation is read, checked and run."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

import pytest

from dutylang.assessment.model import Flag, Verdict
from dutylang.diagnostics import Diagnostic, Severity
from dutylang.pipeline import Loaded, Texts, run_scenarios
from dutylang.plan.from_policy import plan_from_policy
from dutylang.policy.from_ast import policy_from_ast
from dutylang.source import Source
from dutylang.syntax.ast import Article, Chapter, Document, Duty, Scenario
from dutylang.syntax.from_text import document_from_text, known_names
from dutylang.syntax.lexicon import Meaning, lexicon
from tests.house.tree import ROOT

DOCS = ROOT / "docs"
PAGE = DOCS / "language.md"
CHINESE_PAGE = DOCS / "zh" / "language.md"
FENCE = re.compile(r"^```duty\n(.*?)^```", flags=re.DOTALL | re.MULTILINE)
WRAPS = {
    "kind": ("{}", "{}"),
    "line": ("{} / manager must approve", "{}，客户经理必须审批。"),
    "deadline": (
        "after receive_application / manager must approve {}",
        "受理申请之后，客户经理必须{}审批。",
    ),
    "line after the obligation": (
        "after receive_application / manager must approve within 3 days / {}",
        "受理申请之后，客户经理必须在3日内审批；{}。",
    ),
    "what": ("when {} / manager must approve", "当{}时，客户经理必须审批。"),
}
"""What stands round a row's spellings, by the first heading of the table."""
RETURNING = ("manager must approve {}", "客户经理必须{}审批。")
"""What stands round a deadline that returns: a rule with a trigger would ask for it once."""
RULES = {
    "line of an exception": ("exception", "例外"),
    "line of a handover": ("handover", "交接规则"),
    "line of a liability": ("liability", "责任"),
    "line of an exemption": ("exemption", "免责"),
    "line of a scale": ("scale", "积分制"),
    "line of a portfolio": ("portfolio", "组合指标"),
}
"""The kinds of rule whose lines have a table, by the first heading of the table."""
NEEDED = {
    "liability": ("holds", "holds manager as principal", "由客户经理承担主要责任"),
    "exemption": ("effect", "effect full", "予以全部免除"),
}
"""A line that a ground or an exemption needs, where the row speaks of other lines: its word, and the line."""
PLACED = (Article, Chapter, Scenario)
README_NAMES = 'parameter report_within zh "报告时限" = 1 working day\n'
FORBIDDING = re.compile(r"\bmust not\b|\bnobody may\b")


def blocks_of(path: Path) -> list[tuple[int, str]]:
    """The `duty` blocks of a page with the line of each."""
    text = path.read_text(encoding="utf-8")
    return [(text[: found.start()].count("\n") + 2, found.group(1)) for found in FENCE.finditer(text)]


def pairs_of(path: Path) -> list[tuple[str, str, str]]:
    """The table, the English and the Chinese of each row that holds both."""
    found = []
    headings: list[str] = []
    for line in path.read_text(encoding="utf-8").splitlines():
        cells = [cell.strip() for cell in line.strip("|").split(" | ")]
        if not line.startswith("|"):
            headings = []
        elif not headings:
            headings = cells
        elif headings[1:3] == ["English", "Chinese"] and set(line) - set("|-"):
            found.append((headings[0], cells[1].strip("`"), cells[2].strip("`")))
    return found


BLOCKS = [
    pytest.param(text, id=f"{path.relative_to(DOCS).as_posix()}:{line}")
    for path in [PAGE, CHINESE_PAGE]
    for line, text in blocks_of(path)
]
PAIRS = [*pairs_of(PAGE), *pairs_of(DOCS / "obligations.md")]


@cache
def vocabulary() -> tuple[Source, Document]:
    """The names that the page declares at its beginning."""
    source = Source("vocabulary", blocks_of(PAGE)[0][1])
    document, problems = document_from_text(source)
    assert problems == ()
    return source, document


@cache
def examples() -> tuple[tuple[Source, Document], ...]:
    """The blocks of the page on exceptions and persons, whose names the tables below them use."""
    found = []
    for line, text in blocks_of(PAGE):
        if "  exception " in text or "  liability " in text:
            source = Source(f"example {line}", text)
            document, problems = document_from_text(source)
            assert problems == ()
            found.append((source, document))
    return tuple(found)


def read(text: str, *around: tuple[Source, Document]) -> tuple[Loaded, list[Diagnostic]]:
    """A text completed by the page's vocabulary where it has no head of its own; faults fail the test."""
    source = Source("page", text)
    own_head = text.startswith(("policy ", "制度 "))
    before = () if own_head else (vocabulary(), *around)
    document, problems = document_from_text(source, known=known_names([tree for _, tree in before]))
    assert problems == (), [(each.code, each.span.line, dict(each.args)) for each in problems]
    documents = (*before, (source, document))
    policy, found = policy_from_ast(documents)
    faults = [each for each in found if each.severity is not Severity.NOTE]
    assert faults == [], [(each.code, each.span.line, dict(each.args)) for each in faults]
    assert policy is not None
    texts = Texts({each.name: each for each, _ in documents}, documents)
    return Loaded(policy, plan_from_policy(policy), texts), list(found)


def rule_of(table: str, english: str, chinese: str) -> tuple[str, str]:
    """A row's two spellings, each as a rule in an article."""
    if table in RULES:
        kind_en, kind_zh = RULES[table]
        lines = english.replace(" / ", "\n    ") if kind_en != "portfolio" else _figure_lines(english)
        word, line_en, line_zh = NEEDED.get(kind_en, ("", "", ""))
        if word not in english:
            lines, chinese = f"{line_en}\n    {lines}", f"{line_zh}；{chinese}"
        return (
            f'article 1\n  {kind_en} row zh "条目"\n    {lines}\n',
            f"第一条\n  {kind_zh} 条目 英文 row\n    {chinese}。\n",
        )
    if table == "expected":
        return f'scenario "s" as of 2024-12-31\n  {english}\n', f"情形 “s” 截至 2024年12月31日\n  {chinese}\n"
    around_en, around_zh = RETURNING if "of each" in english else WRAPS[table]
    lines = "\n    ".join(around_en.format(english).split(" / "))
    kind_en, kind_zh = ("prohibition", "禁止事项") if FORBIDDING.search(lines) else ("duty", "义务")
    return (
        f'article 1\n  {kind_en} row zh "条目"\n    {lines}\n',
        f"第一条\n  {kind_zh} 条目 英文 row\n    {around_zh.format(chinese)}\n",
    )


def _figure_lines(english: str) -> str:
    """The lines of a portfolio; ` / ` in what it means is a division."""
    lines, _, means = english.partition(" / means ")
    return f"{lines} / means ".replace(" / ", "\n    ") + means


def checked_block(text: str) -> None:
    """A block of any page checks, with the vocabulary of this page where it has no head, and its scenarios hold."""
    loaded, _ = read(text)
    for result in run_scenarios(loaded):
        assert result.passed, (result.scenario.title, result.mismatches)


@pytest.mark.parametrize("text", BLOCKS)
def test_every_block_checks_and_its_scenarios_pass(text: str) -> None:
    checked_block(text)


@pytest.mark.parametrize(("table", "english", "chinese"), PAIRS)
def test_both_spellings_of_a_row_are_the_same_rule(table: str, english: str, chinese: str) -> None:
    around = examples() if table in RULES or table == "expected" else ()
    pair = rule_of(table, english, chinese)
    one, other = (read(text, *around)[0].texts.documents[-1][1].items for text in pair)
    assert one == other


def test_the_rows_of_the_chinese_page_are_those_of_the_english_one() -> None:
    rows = [
        re.findall(r" `([^`]+)` \| `([^`]+)` \|", line)
        for line in CHINESE_PAGE.read_text(encoding="utf-8").splitlines()
        if line.startswith("| ")
    ]
    chinese = [found[0][::-1] for found in rows if found]
    assert chinese == [(english, other) for _, english, other in pairs_of(PAGE)]


def test_the_chinese_page_declares_the_same_names() -> None:
    names = blocks_of(CHINESE_PAGE)
    chinese, problems = document_from_text(Source("page", names[0][1]))
    assert problems == ()
    assert chinese.items == vocabulary()[1].items
    english, problems = document_from_text(Source("page", names[1][1]))
    assert problems == ()
    assert [item for item in english.items if item not in chinese.items] == []


def test_the_chinese_page_of_obligations_has_the_same_rows() -> None:
    english, chinese = (
        (DOCS / name).read_text(encoding="utf-8") for name in ("obligations.md", "zh/obligations.md")
    )
    rows = [re.findall(r"`([^`]+)`", line) for line in english.splitlines() if line.startswith("| ")]
    others = [re.findall(r"`([^`]+)`", line) for line in chinese.splitlines() if line.startswith("| ")]
    assert [pair[::-1] for pair in others] == rows


def test_the_chinese_head_says_what_the_english_one_says() -> None:
    document, problems = document_from_text(Source("page", blocks_of(PAGE)[1][1]))
    assert problems == ()
    assert [item for item in document.items if item not in vocabulary()[1].items] == []


@pytest.mark.parametrize(("terminal", "enumeration"), [("VERDICT", Verdict), ("FLAG", Flag)])
def test_every_verdict_and_flag_stands_in_its_table(terminal: str, enumeration: type[Verdict | Flag]) -> None:
    english, chinese = lexicon("en"), lexicon("zh")
    rows = re.findall(r"^\| ([a-z ]+) \| (\S+) \| [^|]+ \|$", PAGE.read_text(encoding="utf-8"), re.MULTILINE)
    told = dict(rows)
    for each in enumeration:
        other = "UNKNOWN" if each is Verdict.UNKNOWN else terminal
        meaning = Meaning(other, "" if each is Verdict.UNKNOWN else each.value)
        assert told[english.spellings[meaning][0]] in chinese.spellings[meaning]


def test_the_readme_shows_rules_that_check() -> None:
    readme = blocks_of(ROOT / "README.md")
    source = Source(
        "guarantee", (ROOT / "examples/seven_articles/en/guarantee.duty").read_text(encoding="utf-8")
    )
    example, _ = document_from_text(source)
    names = Document(tuple(item for item in example.items if not isinstance(item, PLACED)))
    assert len(readme) == 2
    trees = []
    for _, text in readme:
        written = Source("README.md", text)
        more = Source("report_within", README_NAMES)
        extra, _ = document_from_text(more)
        document, problems = document_from_text(written, known=known_names([names, extra]))
        assert problems == ()
        policy, found = policy_from_ast(((source, names), (more, extra), (written, document)))
        assert [each for each in found if each.severity is Severity.ERROR] == []
        assert policy is not None
        trees.append(document)
    english, chinese = (
        rule.clauses
        for tree in trees
        for item in tree.items
        if isinstance(item, Article)
        for rule in item.rules
        if isinstance(rule, Duty)
    )
    assert english == chinese
