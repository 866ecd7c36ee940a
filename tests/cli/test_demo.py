"""demo: the summary of the shipped book, one story, one person, and the report that it writes."""

import functools
import re
from pathlib import Path

import pytest

from dutylang.assessment.model import Verdict
from dutylang.diagnostics import catalogue
from tests.cli.common import flat, run

TONGUES = ("en", "zh")
MOST_LINES = 60
"""What a newcomer reads without scrolling much."""


@functools.cache
def shown(tongue: str, folder: Path) -> str:
    result = run("demo", "--out", folder, tongue=tongue)
    assert result.exit_code == 0
    assert result.stderr == ""
    return result.output


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder that is not there yet."""
    return tmp_path_factory.mktemp("demo") / "reports"


@pytest.mark.parametrize("tongue", TONGUES)
def test_it_shows_every_verdict_one_story_and_one_person(tongue: str, folder: Path):
    output = shown(tongue, folder)
    for verdict in Verdict:
        assert re.search(
            rf"^ *\d+  {catalogue.raw(f'verdict.{verdict.value}', tongue)}$", output, re.MULTILINE
        )
    assert catalogue.text("said.demo.story", tongue, case="DB-2024-042") in output
    assert catalogue.text("said.demo.person", tongue, case="DB-2025-008") in output
    assert len(output.splitlines()) <= MOST_LINES


def test_it_is_a_summary_and_no_table_of_all_duties(folder: Path):
    output = shown("en", folder)
    assert "60 cases audited: 33 clean so far, 27 not (21 violated, 3 late, 3 unknown)" in output
    assert "sudden event answered" in output
    assert "points on the macro-economy" not in output
    assert "in the report" in output


@pytest.mark.parametrize("tongue", TONGUES)
def test_it_writes_the_report_and_says_where(tongue: str, folder: Path):
    page = folder / f"guarantee.{tongue}.html"
    assert str(page) in flat(shown(tongue, folder))
    text = page.read_text(encoding="utf-8")
    assert text.lower().startswith("<!doctype html>")
    assert f'lang="{tongue}' in text
    assert "DB-2024-042" in text


def test_what_to_try_next_can_be_typed(folder: Path):
    lines = re.findall(r"duty (explain|due) (\S+) (\S+) --as-of (\S+)(?: --case (\S+))?", shown("en", folder))
    assert [line[0] for line in lines] == ["explain", "due"]
    for _, policy, cases, as_of, _ in lines:
        assert Path(policy).is_dir()
        assert Path(cases).is_dir()
        assert as_of == "2026-06-30"
    assert lines[0][4] == "DB-2024-042"


def test_a_quiet_demo_is_the_counts_and_the_place_of_the_report(folder: Path):
    lines = run("demo", "--quiet", "--out", folder).output.splitlines()
    assert len(lines) == 3
    assert "cases audited" in lines[0]
    assert lines[-1].endswith("guarantee.en.html")


def test_a_report_that_cannot_be_written_is_told(tmp_path: Path):
    (tmp_path / "taken").write_text("a file", encoding="utf-8")
    result = run("demo", "--out", tmp_path / "taken" / "below")
    assert result.exit_code == 2
    assert "G020" in result.stderr
