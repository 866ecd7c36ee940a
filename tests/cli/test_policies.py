"""init, check, fmt and test: the life of a policy before any audit."""

import json
from pathlib import Path

import pytest

from tests.cli.common import AS_OF, POLICY, ZH_POLICY, run

BROKEN = (
    'policy p\n  version "1"\n  in force from 2024-01-01\n\narticle 1\n  duty d\n    clrk must visit_site\n'
)


@pytest.fixture
def broken(tmp_path: Path) -> Path:
    path = tmp_path / "broken.duty"
    path.write_text(BROKEN, encoding="utf-8")
    return path


@pytest.mark.parametrize("tongue", ["en", "zh"])
def test_what_init_writes_checks_passes_and_can_be_audited(tmp_path: Path, tongue: str):
    folder = tmp_path / "mine"
    first = run("init", folder, tongue=tongue)
    assert first.exit_code == 0
    policy, cases = folder / "policy.duty", folder / "cases"
    assert str(policy) in first.output
    assert run("check", policy).exit_code == 0
    assert run("test", policy).exit_code == 0
    assert run("fmt", "--check", policy).exit_code == 0
    assert run("audit", policy, cases, *AS_OF, "--fail-on", "violated").exit_code == 1
    again = run("init", folder, tongue=tongue)
    assert again.exit_code == 2
    assert "G023" in again.stderr


def test_init_writes_into_the_folder_it_is_called_in(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.chdir(tmp_path)
    assert run("init", "--quiet").output == ""
    assert (tmp_path / "policy.duty").is_file()


def test_init_tells_where_it_cannot_write(tmp_path: Path):
    (tmp_path / "file").write_text("")
    result = run("init", tmp_path / "file")
    assert result.exit_code == 2
    assert "G020" in result.stderr


def test_the_starting_projects_say_the_same_in_both_tongues():
    from dutylang.pipeline import load_policy

    english, chinese = (load_policy(path)[0] for path in (POLICY, ZH_POLICY))
    assert english is not None
    assert chinese is not None
    assert [rule.article for rule in english.plan.rules] == [rule.article for rule in chinese.plan.rules]
    labels = english.policy.vocabulary.labels
    assert [labels[rule.name]["zh"] for rule in english.plan.rules] == [r.name for r in chinese.plan.rules]


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


# ---- test ------------------------------------------------------------------------------------


@pytest.fixture
def failing(tmp_path: Path) -> Path:
    path = tmp_path / "failing.duty"
    text = POLICY.read_text(encoding="utf-8") + "  expect closing_without_approval violated\n"
    text = text.replace("late by 1 working day", "late by 3 working days and repaired")
    path.write_text(text, encoding="utf-8")
    return path


def test_scenarios_that_hold():
    result = run("test", POLICY)
    assert result.exit_code == 0
    assert result.output == "ok   answered a day late\n1 scenario: 1 as expected.\n"
    assert run("test", POLICY, "--quiet").output == "1 scenario: 1 as expected.\n"


def test_scenarios_that_do_not_hold_say_what_was_found(failing: Path):
    result = run("test", failing)
    assert result.exit_code == 1
    assert "FAIL answered a day late" in result.output
    assert "timely answer, lateness: expected 3 working days, found 1 working day (" in result.output
    assert "timely answer, flags: expected repaired, found nothing (" in result.output
    assert "closing without approval, verdict: expected violated, found " in result.output
    assert "预期为3个工作日，实际为1个工作日" in run("test", failing, tongue="zh").output


def test_scenarios_are_chosen_by_their_title(failing: Path):
    assert run("test", failing, "--scenario", "no such").output == "There is no such scenario.\n"
    assert run("test", failing, "--scenario", "a day").exit_code == 1


def test_scenarios_as_json(failing: Path):
    (told,) = json.loads(run("test", failing, "--json").output)
    assert told["passed"] is False
    assert {"late_by", "flag", "verdict"} == {mismatch["what"] for mismatch in told["mismatches"]}


# ---- coverage --------------------------------------------------------------------------------


def test_coverage_shows_what_was_not_seen_in_the_text():
    result = run("test", POLICY, "--coverage")
    assert (result.exit_code, result.stderr) == (0, "")
    assert "note[A020]: `timely answer`, duty: not seen satisfied" in result.output
    assert f"{POLICY.parent.name}/{POLICY.name}:22:8" in result.output
    assert "^^^^" in result.output
    assert result.output.splitlines()[-1].split()[0] == "together"
    quiet = run("test", POLICY, "--coverage", "--quiet").output
    assert quiet.splitlines()[-1].split() == result.output.splitlines()[-1].split()
    assert "article" not in quiet
    assert "A020" not in quiet


def test_coverage_is_told_in_chinese():
    result = run("test", ZH_POLICY, "--coverage", tongue="zh")
    assert "（义务）：尚未出现“已履行”的情形" in result.output
    assert "各种结果均已出现的条文：" in result.output
    assert "合计" in result.output.splitlines()[-1]


def test_coverage_as_json(failing: Path):
    result = run("test", failing, "--coverage", "--json")
    assert result.exit_code == 1  # a scenario does not hold
    told = json.loads(result.output)
    assert [each["passed"] for each in told["scenarios"]] == [False]
    coverage = told["coverage"]
    assert coverage["full"] == coverage["clauses"] - len(coverage["uncovered"])
    assert sum(each["clauses"] for each in coverage["articles"]) == coverage["clauses"]
    first = coverage["uncovered"][0]
    assert (first["kind"], first["rule"], first["seen"], first["missing"]) == (
        "duty",
        "timely_answer",
        ["breached"],
        ["satisfied"],
    )
    assert Path(first["file"]) == failing
    lines = failing.read_text(encoding="utf-8").splitlines()
    assert lines[first["line"] - 1][first["column"] - 1 :].startswith(first["text"])


def test_too_little_coverage_fails():
    below = run("test", POLICY, "--fail-under", "99.5")
    assert below.exit_code == 1
    assert below.stderr == "The coverage is 0.0%, below 99.5%.\n"
    assert "together" in below.stdout
    assert run("test", POLICY, "--fail-under", "0").exit_code == 0
    assert run("test", POLICY, "--fail-under", "101").exit_code == 2
    assert "低于99.5%" in run("test", ZH_POLICY, "--fail-under", "99.5", tongue="zh").stderr


def test_no_scenario_covers_nothing():
    result = run("test", POLICY, "--coverage", "--scenario", "no such")
    assert (result.exit_code, result.output) == (2, "There is no such scenario.\n")


# ---- test of what does not check --------------------------------------------------------------


def test_scenarios_of_a_policy_that_does_not_check(broken: Path):
    assert run("test", broken).exit_code == 3
    assert run("test", "nowhere.duty").exit_code == 2
