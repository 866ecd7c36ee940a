"""init, check and fmt: the life of a policy before any audit."""

import json
from pathlib import Path

import pytest

from tests.cli.common import POLICY, ZH_POLICY, run

BROKEN = (
    'policy p\n  version "1"\n  in force from 2024-01-01\n\narticle 1\n  duty d\n    clrk must visit_site\n'
)


@pytest.fixture
def broken(tmp_path: Path) -> Path:
    path = tmp_path / "broken.duty"
    path.write_text(BROKEN, encoding="utf-8")
    return path


# ---- check -----------------------------------------------------------------------------------


def test_a_sound_policy_is_told_in_a_line():
    result = run("check", POLICY)
    assert (result.exit_code, result.stderr) == (0, "")
    assert result.output == f"{POLICY} checks: 2 rules, 1 scenario.\n"
    assert run("check", POLICY, "--quiet").output == ""
    assert "通过检查：条款2项，情形1个" in run("check", ZH_POLICY, tongue="zh").output


def test_a_faulty_policy_is_told_with_place_and_caret(broken: Path):
    result = run("check", broken, POLICY)
    assert result.exit_code == 3
    assert "broken.duty:7:" in result.stderr
    assert "^" in result.stderr
    assert "does not check" in result.stderr
    assert "2 rules" in result.stdout


def test_faults_as_json(broken: Path):
    result = run("check", "--json", broken, POLICY)
    assert result.exit_code == 3
    first, second = json.loads(result.output)
    assert (first["checks"], second["checks"]) == (False, True)
    assert first["problems"][0]["span"]["line"] >= 1
    assert second["problems"] == []


def test_a_folder_without_policies(tmp_path: Path):
    result = run("check", tmp_path)
    assert result.exit_code == 3
    assert "G003" in result.stderr


def test_a_text_that_is_not_utf8(tmp_path: Path):
    path = tmp_path / "gbk.duty"
    path.write_bytes("制度 甲".encode("gbk"))
    result = run("check", path)
    assert result.exit_code == 3
    assert "G002" in result.stderr


# ---- fmt -------------------------------------------------------------------------------------


@pytest.fixture
def loose(tmp_path: Path) -> Path:
    """The starting policy with an indentation and spaces of its own."""
    path = tmp_path / "loose.duty"
    text = POLICY.read_text(encoding="utf-8").replace("    clerk must", "            clerk   must")
    path.write_text(text, encoding="utf-8")
    return path


def test_a_text_is_formatted_in_place(loose: Path):
    assert run("fmt", "--check", loose).exit_code == 1
    result = run("fmt", loose)
    assert (result.exit_code, result.stdout) == (0, "")
    assert loose.read_text(encoding="utf-8") == POLICY.read_text(encoding="utf-8")
    assert run("fmt", "--check", loose).exit_code == 0
    assert run("fmt", loose).stderr == ""


def test_a_diff_changes_nothing(loose: Path):
    before = loose.read_text(encoding="utf-8")
    result = run("fmt", "--diff", loose)
    assert result.exit_code == 0
    assert "\n+    clerk must answer_customer" in result.output
    assert loose.read_text(encoding="utf-8") == before


def test_a_translation_goes_to_standard_output_and_back_again(tmp_path: Path):
    result = run("fmt", "--to", "zh", POLICY)
    assert result.exit_code == 0
    assert "每次收到投诉之后" in result.output
    assert "经办人必须在5个工作日内答复客户" in result.output
    chinese = tmp_path / "zh.duty"
    chinese.write_text(result.output, encoding="utf-8")
    assert run("check", chinese).exit_code == 0
    assert run("fmt", "--to", "en", chinese).output == run("fmt", "--to", "en", POLICY).output


def test_a_translation_into_a_file(tmp_path: Path):
    target = tmp_path / "zh.duty"
    assert run("fmt", "--to", "zh", POLICY, "--output", target).exit_code == 0
    assert "角色" in target.read_text(encoding="utf-8")
    failed = run("fmt", "--to", "zh", POLICY, "--output", tmp_path / "no" / "zh.duty")
    assert failed.exit_code == 2
    assert "G020" in failed.stderr


def test_standard_input_is_formatted_to_standard_output():
    text = POLICY.read_text(encoding="utf-8")
    assert run("fmt", "-", stdin=text.replace("  version", "      version")).output == text


def test_what_cannot_be_read_is_left_alone(tmp_path: Path):
    path = tmp_path / "bad.duty"
    path.write_text("policy p\n  version version\n  duty duty duty\n", encoding="utf-8")
    result = run("fmt", path)
    assert result.exit_code == 3
    assert path.read_text(encoding="utf-8").startswith("policy p\n  version version")


# ---- test of what does not check --------------------------------------------------------------


def test_scenarios_of_a_policy_that_does_not_check(broken: Path):
    assert run("test", broken).exit_code == 3
    assert run("test", "nowhere.duty").exit_code == 2
