"""Every command line in the documentation names a command, options and files that there are."""

from __future__ import annotations

import re
from pathlib import Path

import click
import pytest

from dutylang.cli import duty
from tests.house.tree import ROOT

PAGES = [
    ROOT / "README.md",
    *sorted((ROOT / "docs").rglob("*.md")),
    *sorted((ROOT / "examples").glob("*/README.md")),
]
FENCE = re.compile(r"^```(?:\w*)\n(.*?)^```", flags=re.DOTALL | re.MULTILINE)
INLINE = re.compile(r"`(duty [^`]+)`")


def commands_of(page: Path) -> list[str]:
    """The lines that begin with `duty` and name a command; a backslash joins lines."""
    text = page.read_text(encoding="utf-8")
    blocks = "\n".join(found.group(1) for found in FENCE.finditer(text)).replace("\\\n", " ")
    lines = [line for line in blocks.splitlines() if line.startswith("duty ") and "--help" not in line]
    lines += [line for line in INLINE.findall(text) if re.match(r"duty [a-z]+( |$)", line)]
    return [re.sub(r"\s+#.*", "", line) for line in lines if line.split()[1] in duty.list_commands(CONTEXT)]


CONTEXT = click.Context(duty)
LINES = [
    pytest.param(line, id=f"{page.relative_to(ROOT)}: {line}") for page in PAGES for line in commands_of(page)
]


@pytest.mark.parametrize("line", LINES)
def test_the_command_takes_these_options(line: str) -> None:
    words = line.replace("[", " ").replace("]", " ").split()
    command = duty.get_command(CONTEXT, words[1])
    assert command is not None
    options = {name: each for each in command.params if isinstance(each, click.Option) for name in each.opts}
    for word, value in zip(words, [*words[1:], ""], strict=True):
        if word.startswith("--"):
            assert word in options
            kind = options[word].type
            if isinstance(kind, click.Choice):
                assert set(value.split("|")) <= set(kind.choices)


@pytest.mark.parametrize("line", LINES)
def test_the_files_that_it_names_are_there(line: str) -> None:
    assert [
        word for word in line.split() if word.startswith("examples/") and not (ROOT / word).exists()
    ] == []


def test_there_are_commands_to_test() -> None:
    told = {param.values[0].split()[1] for param in LINES if isinstance(param.values[0], str)}
    assert {"init", "check", "fmt", "test", "audit", "explain", "rule"} <= told
