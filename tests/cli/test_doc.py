"""duty doc: which form, which tongue, where to, and what is refused."""

import sys
import zipfile
from pathlib import Path

import pytest

from tests.cli.common import POLICY, ZH_POLICY, run
from tests.house.tree import ROOT

PACK = ROOT / "policies" / "guarantee"


@pytest.mark.parametrize(("tongue", "language"), [("en", "en"), ("zh", "zh-Hans")])
@pytest.mark.parametrize("policy", [POLICY, ZH_POLICY])
def test_a_page_goes_to_standard_output_in_either_tongue(policy: Path, tongue: str, language: str):
    result = run("doc", policy, "--lang", tongue)
    assert result.exit_code == 0
    assert result.stderr == ""
    assert f'<html lang="{language}"' in result.stdout
    assert result.stdout.rstrip().endswith("</html>")


def test_the_name_of_the_file_decides_the_form(tmp_path: Path):
    page, file = tmp_path / "care.html", tmp_path / "care.docx"
    assert run("doc", POLICY, "-o", page).exit_code == 0
    result = run("doc", POLICY, "-o", file)
    assert result.exit_code == 0
    assert "care.docx" in result.stderr
    assert page.read_text(encoding="utf-8").startswith("<!DOCTYPE html>")
    assert zipfile.is_zipfile(file)


def test_the_form_may_be_asked_for_and_quiet_says_nothing(tmp_path: Path):
    file = tmp_path / "care.bin"
    result = run("doc", POLICY, "--format", "docx", "-o", file, "-q")
    assert (result.exit_code, result.stderr) == (0, "")
    assert zipfile.is_zipfile(file)


def test_a_word_file_needs_a_file():
    result = run("doc", POLICY, "--format", "docx")
    assert result.exit_code == 2
    assert result.stdout == ""
    assert "G031" in result.stderr


def test_a_library_that_is_not_installed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("importlib.util.find_spec", lambda name: None)
    monkeypatch.setitem(sys.modules, "docx", None)
    result = run("doc", POLICY, "-o", tmp_path / "care.docx")
    assert result.exit_code == 2
    assert "dutylang[docx]" in result.stderr


def test_a_policy_that_does_not_check(tmp_path: Path):
    broken = tmp_path / "broken.duty"
    broken.write_text(POLICY.read_text(encoding="utf-8").replace("version", "vershun", 1), encoding="utf-8")
    result = run("doc", broken)
    assert result.exit_code == 3
    assert result.stdout == ""
    assert result.stderr


def test_paths_that_lead_nowhere(tmp_path: Path):
    assert run("doc", tmp_path / "none.duty").exit_code == 2
    result = run("doc", POLICY, "-o", tmp_path / "none" / "care.html")
    assert result.exit_code == 2
    assert "G020" in result.stderr


def test_a_calendar_of_ones_own(tmp_path: Path):
    calendar = tmp_path / "house.toml"
    calendar.write_text('name = "house"\nversion = "7"\nweekend = ["saturday", "sunday"]\n', encoding="utf-8")
    policy = tmp_path / "care.duty"
    text = POLICY.read_text(encoding="utf-8")
    policy.write_text(
        text.replace("calendar  china", 'calendar  "house"').replace("calendar china", 'calendar "house"'),
        encoding="utf-8",
    )
    result = run("doc", policy, "--calendar", calendar)
    assert result.exit_code == 0, result.stderr
    assert "house 7" in result.stdout


def test_a_folder_of_two_tongues_gives_the_remarks_of_the_readers_own(tmp_path: Path):
    chinese = run("doc", PACK, "--lang", "zh").stdout
    assert "初次接触未成的，不要求建档。" in chinese
    assert 'class="remark" lang=' not in chinese
    beside = run("doc", PACK / "zh", "--lang", "en").stdout
    assert "a first contact that came to nothing needs none." in beside
    assert 'class="remark" lang=' not in beside
