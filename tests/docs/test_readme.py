"""What the README shows is what the program says, and its numbers are those of the repository."""

import re
import shlex

import pytest

from tests.cli.common import run
from tests.docs.test_commands import commands_of
from tests.examples.test_loan_applications import COUNTS, VIOLATED
from tests.house.tree import ROOT

README = (ROOT / "README.md").read_text(encoding="utf-8")
BLOCKS = re.findall(r"^```\w*\n(.*?)^```", README, flags=re.DOTALL | re.MULTILINE)
NUMBERS = {"sixty": 60, "twenty-two": 22}


def test_the_explanation_is_what_the_command_says(monkeypatch: pytest.MonkeyPatch):
    (line,) = (each for each in commands_of(ROOT / "README.md") if each.startswith("duty explain examples/"))
    (shown,) = (block for block in BLOCKS if block.startswith("late by"))
    monkeypatch.chdir(ROOT)
    told = run(*shlex.split(line)[1:])
    assert told.exit_code == 0
    assert told.output.split("\n\n")[1] + "\n" == shown


@pytest.mark.parametrize(
    ("words", "folder"),
    [
        (r"audits (\S+) guarantees", "guarantee"),
        (r"book of (\S+) cases", "guarantee"),
        (r"(\S+) cases that show every verdict", "seven_articles"),
    ],
)
def test_the_books_are_as_large_as_is_said(words: str, folder: str):
    found = re.search(words, README)
    assert found is not None
    cases = [path for path in (ROOT / "examples" / folder / "cases").iterdir() if path.stem != "holders"]
    assert NUMBERS[found[1]] == len(cases)


def test_the_table_of_loans_is_the_one_that_the_audit_is_held_to():
    rows = {
        name: tuple(int(number) for number in cells.split("|"))
        for name, cells in re.findall(r"^\| `(\w+)` \|([ |\d]+)\|$", README, flags=re.MULTILINE)
    }
    assert {sum(row) for row in rows.values()} == {13_087}
    for name, counts in COUNTS.items():
        satisfied, late, violated, beside = rows[name]
        assert (satisfied, violated + late, beside) == counts
    for name, broken in VIOLATED.items():
        assert rows[name][1] + rows[name][2] == broken
    assert "twelve of its duties" in README
    assert len(COUNTS) + len(VIOLATED) == 12


def test_make_knows_its_targets():
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    targets = re.findall(r"^make (\w+)", README, flags=re.MULTILINE)
    assert targets
    assert all(f"\n{target}:" in makefile for target in targets)


def test_every_page_that_it_points_to_is_there():
    assert [path for path in re.findall(r"\]\(([^)#:]+)\)", README) if not (ROOT / path).exists()] == []
    linked = set(re.findall(r"\]\(docs/([^)]+)\)", README))
    # The rest is found from the start page of the site; tests/docs/test_site.py holds its navigation to be whole.
    assert {"language.md", "accountability.md", "cases.md", "embedding.md"} <= linked
