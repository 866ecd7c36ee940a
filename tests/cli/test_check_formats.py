"""`duty check --format`: what it prints where, and with which exit code."""

from __future__ import annotations

import json
import xml.etree.ElementTree as ET
from pathlib import Path

import pytest

from tests.cli.common import run

BROKEN = """\
policy care
  in force from 2024-01-01
role keeper
event visit
article 1
  duty watch
    after each visit
    keeper mst visit within 3 days
"""


@pytest.fixture
def broken(tmp_path: Path) -> Path:
    path = tmp_path / "care.duty"
    path.write_text(BROKEN, encoding="utf-8")
    return path


@pytest.fixture
def sound(tmp_path: Path) -> Path:
    path = tmp_path / "sound.duty"
    path.write_text(BROKEN.replace("mst", "must").replace("care", "sound"), encoding="utf-8")
    return path


def test_human_tells_problems_on_standard_error(broken: Path) -> None:
    result = run("check", broken)
    assert result.exit_code == 3
    assert "did you mean `must`?" in result.stderr
    assert result.stdout == ""


@pytest.mark.parametrize("form", ["json", "sarif", "github", "junit"])
def test_other_forms_stand_on_standard_output(form: str, broken: Path) -> None:
    result = run("check", "--format", form, broken)
    assert (result.exit_code, result.stderr) == (3, "")
    assert "S012" in result.stdout


def test_json_has_its_old_name_too(broken: Path) -> None:
    assert run("check", "--json", broken).stdout == run("check", "--format", "json", broken).stdout


def test_all_policies_are_in_one_document(broken: Path, sound: Path) -> None:
    told = json.loads(run("check", "--format", "json", broken, sound).stdout)
    assert [each["checks"] for each in told] == [False, True]
    assert len(json.loads(run("check", "--format", "sarif", broken, sound).stdout)["runs"]) == 1
    suites = ET.fromstring(run("check", "--format", "junit", broken, sound).stdout)
    assert [suite.get("failures") for suite in suites] == ["1", "0"]


def test_github_says_nothing_of_a_sound_policy(sound: Path) -> None:
    result = run("check", "--format", "github", sound)
    assert result.exit_code == 0
    assert all(line.startswith(("::warning ", "::notice ")) for line in result.stdout.splitlines())


def test_the_words_are_those_of_the_reader(broken: Path) -> None:
    told = json.loads(run("check", "--format", "sarif", "--lang", "zh", broken).stdout)
    assert told["runs"][0]["language"] == "zh"
    said = [result["message"]["text"] for result in told["runs"][0]["results"]]
    assert any("是否应为“must”" in each for each in said)


def test_an_unknown_form_is_refused(broken: Path) -> None:
    result = run("check", "--format", "xml", broken)
    assert result.exit_code == 2
    assert "sarif" in result.stderr
