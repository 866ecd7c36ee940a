"""Every code block of the documentation is run: a kind of block that nobody runs fails."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.docs.blocks import DOCS, Block, Desk, blocks_of, fits, pages, run_page, steps_of
from tests.house.tree import ROOT

ELSEWHERE = {DOCS / "spark.md", DOCS / "zh" / "spark.md", ROOT / "README.md"}
"""Pages whose blocks have a test of their own: Spark needs Java, the README shows pieces of a larger policy."""
PAGES = [page for page in pages() if page not in ELSEWHERE and any(blocks_of(page))]


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.relative_to(ROOT).as_posix())
def test_every_block_runs(page: Path, tmp_path: Path):
    run_page(page, tmp_path)


def test_the_tutorials_are_run():
    assert {DOCS / "tutorial.md", DOCS / "zh" / "tutorial.md"} <= set(PAGES)


def test_both_tutorials_take_the_same_steps():
    steps = [
        [
            command.split()[:2]
            for block in blocks_of(page)
            if block.kind == "console"
            for command, _ in steps_of(block)
        ]
        for page in (DOCS / "tutorial.md", DOCS / "zh" / "tutorial.md")
    ]
    assert steps[0] == steps[1]
    assert {"check", "test", "audit", "explain", "doc"} <= {words[-1] for words in steps[0]}


def test_fences_stand_at_the_margin():
    """An indented fence would be overlooked."""
    indented = [
        f"{page.name}: {line}"
        for page in pages()
        for line in page.read_text(encoding="utf-8").splitlines()
        if line.lstrip().startswith("```") and not line.startswith("```")
    ]
    assert indented == []


def block(kind: str, text: str) -> Block:
    return Block(ROOT / "README.md", 1, kind, "", False, text)


def test_a_kind_that_nobody_runs_fails(tmp_path: Path):
    page = ROOT / "docs" / "language.md"
    assert {each.kind for each in blocks_of(page)} == {"duty"}
    lonely = tmp_path / "page.md"
    lonely.write_text("```cobol\nSTOP RUN.\n```\n", encoding="utf-8")
    with pytest.raises((AssertionError, ValueError)):
        run_page(lonely, tmp_path)


def test_a_console_block_is_held_to_what_is_said(tmp_path: Path):
    desk = Desk(tmp_path, "en")
    ((command, shown),) = steps_of(block("console", "$ echo one && echo two\none\ntwo\n"))
    assert desk.said(command).splitlines() == shown
    assert fits(["a", "...", "d"], ["a", "b", "c", "d"])
    assert not fits(["a", "...", "e"], ["a", "b", "c", "d"])
    assert not fits(["a"], ["a", "b"])
