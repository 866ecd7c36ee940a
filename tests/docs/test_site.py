"""The site holds every page, builds without a broken link, needs no network, and its reference is the program's own."""

from __future__ import annotations

import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

from dutylang.cli.root import COMMANDS
from dutylang.diagnostics import catalogue
from dutylang.shipped import grammar_dir
from dutylang.source import Source
from dutylang.syntax.from_text import document_from_text
from dutylang.version import VERSION
from tests.house.tree import ROOT
from tools import said_in_both, site
from tools.reference_grammar import rules_of_grammar
from tools.reference_pages import pages_of, words_of

TONGUES = ("en", "zh")
PAGES = {tongue: site.pages_in(tongue) for tongue in TONGUES}


# ---- navigation ------------------------------------------------------------------------------


def test_every_page_stands_in_the_navigation():
    plan = tomllib.loads((site.DOCS / "site.toml").read_text(encoding="utf-8"))
    listed = {name for section in plan["section"] for name in section["pages"]} | {"index.md"}
    alone = {name for name in PAGES["en"] if not name.startswith(("lint/", "reference/codes/"))}
    assert alone - listed == set()
    assert listed - {"editors.md"} <= set(PAGES["en"])


def test_both_tongues_have_the_same_pages():
    assert set(PAGES["en"]) == set(PAGES["zh"])
    assert set(site.chinese_pages()) == set(site.english_pages())


def test_chinese_lines_are_joined_without_a_blank():
    assert site.unbroken("担保，\n银行。\n\n```text\n担保\n银行\n```\n- 一\n- 二\n") == (
        "担保，银行。\n\n```text\n担保\n银行\n```\n- 一\n- 二\n"
    )
    assert site.unbroken("- **启动。** “违反”\n") == "- **启动。**“违反”\n"
    assert site.unbroken("分批，\n`--memory` 用\n`1GB`。\n1. 一。\n2. 二\n") == (
        "分批，`--memory` 用\n`1GB`。\n1. 一。\n2. 二\n"
    )


# ---- building --------------------------------------------------------------------------------


@pytest.mark.slow
def test_the_site_builds_without_a_broken_link_and_needs_no_network(tmp_path: Path):
    assert list(site.built(tmp_path)) == [("en", 0), ("zh", 0)]
    for tongue in TONGUES:
        pages = sorted((tmp_path / "build" / tongue / "site").rglob("*.html"))
        assert len(pages) > len(PAGES[tongue])  # and the page for what is not found
        for page in pages:
            text = page.read_text(encoding="utf-8")
            assert re.findall(r'<(?:script|img|iframe)[^>]+src="?(?:https?:)?//', text) == []
            assert re.findall(r'<link[^>]+href="?(?:https?:)?//', text) == []


@pytest.mark.parametrize("link", ["missing.md", "index.md#missing"])
def test_a_broken_link_ends_the_build(tmp_path: Path, link: str):
    (tmp_path / "docs").mkdir()
    (tmp_path / "docs" / "index.md").write_text(f"# Start\n\n[broken]({link})\n", encoding="utf-8")
    (tmp_path / "zensical.toml").write_text('[project]\nsite_name = "t"\n', encoding="utf-8")
    command = [sys.executable, "-m", "zensical", "build", "--strict", "-f", str(tmp_path / "zensical.toml")]
    assert subprocess.run(command, cwd=tmp_path, capture_output=True, check=False).returncode != 0


# ---- reference -------------------------------------------------------------------------------


@pytest.mark.parametrize("tongue", TONGUES)
def test_the_words_are_all_words_of_both_lexicons(tongue: str):
    page = PAGES[tongue]["reference/words.md"]
    cells = {word.replace("\\|", "|") for word in re.findall(r"`([^`]+)`", page)}
    lexicon = tomllib.loads((grammar_dir() / "lexicon" / f"{tongue}.toml").read_text(encoding="utf-8"))
    words = {word for spellings in lexicon["words"].values() for word in spellings}
    words |= {
        word for values in lexicon["values"].values() for spellings in values.values() for word in spellings
    }
    assert words - cells == set()


@pytest.mark.parametrize("tongue", TONGUES)
def test_the_grammar_is_every_rule_that_the_tongue_can_write(tongue: str):
    page = PAGES[tongue]["reference/grammar.md"]
    shown = set(re.findall(r'<pre class="grammar" id="(\w+)">', page))
    rules = {rule.name for rule in rules_of_grammar()}
    assert shown <= rules
    assert len(shown) > 0.8 * len(rules)
    assert {"policy", "duty", "obligation", "liability", "exemption", "scenario", "article", "cond"} <= shown
    assert set(re.findall(r'href="#(\w+)"', page)) <= shown
    keyword = {"en": "must not", "zh": "不得"}[tongue]
    assert f"<b>{keyword}</b>" in page


@pytest.mark.parametrize("tongue", TONGUES)
def test_every_message_has_its_page_with_its_own_words(tongue: str):
    index = PAGES[tongue]["reference/codes.md"]
    for code in catalogue.codes():
        name = f"lint/{code}.md" if code.startswith("L") else f"reference/codes/{code}.md"
        assert f"/{code}.md)" in index
        assert catalogue.raw(f"{code}.explain", tongue).split("\n")[0] in PAGES[tongue][name]


@pytest.mark.parametrize("tongue", TONGUES)
def test_every_command_has_its_help(tongue: str):
    page = PAGES[tongue]["reference/commands.md"]
    for name in COMMANDS:
        assert f"## duty {name} " in page
        assert catalogue.raw(f"command.{name}.help", tongue).split()[0][:10] in page


def test_the_operators_are_asked_themselves():
    page = pages_of("en")["reference/operators.md"]
    assert "| `+` | date, a period in days | date |" in page
    assert "a period in days, a period in months |" not in page
    assert "money of one currency, number | yes/no" not in page


# ---- patterns --------------------------------------------------------------------------------


def rules_of_page() -> list[str]:
    page = (site.DOCS / "patterns.md").read_text(encoding="utf-8")
    rows = [row for table in said_in_both.tables_of(page) for row in table.rows]
    return sorted({rule for row in rows for rule in re.findall(r"`([^`]+)`", row[-1])})


@pytest.mark.parametrize("rule", rules_of_page())
def test_the_chinese_of_a_pattern_is_the_same_tree(rule: str):
    events = said_in_both.EVENTS
    head = said_in_both.HEAD + "".join(
        f'event {name} zh "{label}"\n  x zh "类别" number\n' for name, label in events.items()
    )
    kind, kind_zh = ("prohibition", "禁止事项") if "nobody may" in rule else ("duty", "义务")
    lines = "".join(f"    {line}\n" for line in rule.split(" / "))
    english, problems = document_from_text(Source("en", f"{head}article 1\n  {kind} row\n{lines}"))
    assert problems == ()
    declared = "制度 patterns\n  自2024年1月1日起施行\n角色 银行 英文 bank 组织\n案件 trace\n  达标 英文 ok 跟踪 是否\n"
    declared += "".join(f"事件 {label} 英文 {name}\n  类别 英文 x 数值\n" for name, label in events.items())
    text = f"{declared}第一条\n  {kind_zh} row\n    {said_in_both.in_chinese(rule)}\n"
    chinese, problems = document_from_text(Source("zh", text))
    assert problems == (), text
    assert english.items[-1] == chinese.items[-1]


def test_the_chinese_page_names_every_pattern_in_chinese():
    english = (site.DOCS / "patterns.md").read_text(encoding="utf-8")
    words = words_of("zh")["patterns"]
    for table in said_in_both.tables_of(english):
        names = {cell for row in table.rows for cell in row[:-1]} | set(table.head)
        if table.heading != "Declare templates":  # their names are names
            assert names - set(words) == set()
        assert f"<!-- rows: {table.heading} -->" in site.chinese_pages()["patterns.md"]
    assert "<!-- rows" not in PAGES["zh"]["patterns.md"]


# ---- what the pages say of the program -------------------------------------------------------


@pytest.mark.parametrize("tongue", ["", "zh/"])
def test_the_hooks_are_told_with_the_version_that_there_is(tongue: str):
    page = (site.DOCS / f"{tongue}howto/checks.md").read_text(encoding="utf-8")
    assert re.findall(r"rev: v(\S+)", page) == [VERSION]
    hooks = re.findall(
        r"^- id: (\S+)", (ROOT / ".pre-commit-hooks.yaml").read_text(encoding="utf-8"), re.MULTILINE
    )
    assert sorted(re.findall(r"      - id: (\S+)", page)) == sorted(2 * hooks)
    starter = ROOT / "src/dutylang/cli/starter/shared/pre-commit-config.yaml"
    assert starter.read_text(encoding="utf-8").split("\n", 1)[1] in page
