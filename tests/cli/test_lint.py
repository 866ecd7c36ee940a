"""`duty lint`: what it tells, mends and leaves alone, and with which exit code."""

import json
from pathlib import Path

import pytest

from tests.cli.common import run
from tests.lint.prelude import PRELUDE

BODY = """\
article 3 "Visits"
  duty visit
    after each apply
    when by_agent is yes and by_agent
    manager must visit_site within 3 days counting civil_code
    article 4 "Reports"
  prohibition no_change
    nobody may change_report
"""
MENDED = """\
article 3 "Visits"
  duty visit
    after each apply
    when by_agent
    manager must visit_site within 3 days
article 4 "Reports"
  prohibition no_change
    nobody may change_report
"""


@pytest.fixture
def policy(tmp_path: Path) -> Path:
    path = tmp_path / "house.duty"
    path.write_text(PRELUDE["en"] + BODY, encoding="utf-8")
    return path


def test_findings_are_on_standard_output_and_the_count_beside(policy: Path):
    result = run("lint", str(policy), "--select", "L2,L6")
    assert result.exit_code == 1
    for code in ("L204", "L213", "L601", "L602"):
        assert f"[{code}]" in result.stdout
    assert "[L101]" not in result.stdout
    assert "can be mended with --fix" in result.stderr


def test_a_clean_policy_ends_with_0(policy: Path):
    result = run("lint", str(policy), "--select", "L402", "--select", "L403")
    assert (result.exit_code, result.stdout) == (0, "")
    assert "nothing to point out" in result.stderr


def test_it_speaks_chinese(policy: Path):
    result = run("lint", str(policy), "--select", "L204", "--lang", "zh")
    assert "违反“no_change”没有任何后果" in result.stdout
    assert "1 项意见" in result.stderr


def test_ignoring_wins_over_selecting(policy: Path):
    assert run("lint", str(policy), "--select", "L2", "--ignore", "L204,L213").exit_code == 0


@pytest.mark.parametrize("options", [("--format", "json"), ("--json",)])
def test_findings_as_json(policy: Path, options: tuple[str, ...]):
    result = run("lint", str(policy), "--select", "L204,L602", *options)
    (told,) = json.loads(result.stdout)
    assert (told["policy"], told["checks"]) == (str(policy), True)
    assert [each["code"] for each in told["problems"]] == ["L602", "L204"]
    assert result.exit_code == 1


@pytest.mark.parametrize(
    ("form", "sign"),
    [("sarif", '"ruleId": "L204"'), ("github", "title=L204::"), ("junit", 'name="duty lint"')],
)
def test_findings_for_pipelines(policy: Path, form: str, sign: str):
    result = run("lint", str(policy), "--select", "L204", "--format", form)
    assert sign in result.stdout
    assert result.exit_code == 1


def test_what_does_not_check_stands_in_the_report_of_a_pipeline(policy: Path):
    policy.write_text(PRELUDE["en"] + "article 3\n  duty visit\n    nobody must\n", encoding="utf-8")
    result = run("lint", str(policy), "--json")
    (told,) = json.loads(result.stdout)
    assert not told["checks"]
    assert told["problems"]
    assert result.exit_code == 3


def test_the_safe_fixes_are_carried_out(policy: Path):
    result = run("lint", str(policy), "--select", "L2,L6", "--fix")
    assert policy.read_text(encoding="utf-8") == PRELUDE["en"] + MENDED
    assert result.exit_code == 1  # the prohibition is left
    assert "[L204]" in result.stdout
    assert "[L602]" not in result.stdout
    assert "mended" in result.stderr
    assert run("lint", str(policy), "--select", "L6", "--fix").exit_code == 0


def test_a_diff_shows_what_would_change_and_writes_nothing(policy: Path):
    before = policy.read_bytes()
    result = run("lint", str(policy), "--select", "L6", "--diff")
    assert result.exit_code == 1
    assert "-    when by_agent is yes and by_agent" in result.stdout
    assert "+    when by_agent\n" in result.stdout
    assert policy.read_bytes() == before
    assert run("lint", str(policy), "--select", "L6", "--diff", "--fix").exit_code == 1
    assert policy.read_bytes() == before


def test_a_diff_of_nothing_ends_with_0(policy: Path):
    result = run("lint", str(policy), "--select", "L204", "--diff")
    assert (result.exit_code, result.stdout) == (0, "")


def test_guesses_are_made_only_when_asked_for(tmp_path: Path):
    path = tmp_path / "house.duty"
    text = PRELUDE["en"] + BODY.replace("when by_agent is yes and by_agent", "when by_agent is no")
    path.write_text(text, encoding="utf-8")
    assert run("lint", str(path), "--select", "L602", "--diff").exit_code == 0
    assert (
        "+    when not by_agent"
        in run("lint", str(path), "--select", "L602", "--diff", "--unsafe-fixes").stdout
    )
    assert run("lint", str(path), "--select", "L602", "--fix", "--unsafe-fixes").exit_code == 0
    assert "when not by_agent\n" in path.read_text(encoding="utf-8")


def test_a_guess_is_called_one(tmp_path: Path):
    path = tmp_path / "house.duty"
    path.write_text(PRELUDE["en"] + BODY.replace("is yes and by_agent", "is no"), encoding="utf-8")
    assert "(a guess: look at it first)" in run("lint", str(path), "--select", "L602").stdout
    assert "（仅为推测，请先核对）" in run("lint", str(path), "--select", "L602", "--lang", "zh").stdout
    assert "a guess" not in run("lint", str(path), "--select", "L213").stdout


def test_line_ends_and_the_mark_at_the_beginning_are_kept(policy: Path):
    text = "\ufeff" + (PRELUDE["en"] + BODY).replace("\n", "\r\n")
    policy.write_bytes(text.encode("utf-8"))
    run("lint", str(policy), "--select", "L6", "--fix")
    after = policy.read_bytes()
    assert after.startswith(b"\xef\xbb\xbf")
    assert after.count(b"\r\n") == after.count(b"\n")
    assert b"when by_agent\r\n" in after


def test_only_the_files_that_are_given_are_looked_at_and_mended(tmp_path: Path):
    words, main = tmp_path / "words.duty", tmp_path / "main.duty"
    words.write_text(PRELUDE["en"], encoding="utf-8")
    main.write_text(f'use "words.duty"\n{BODY}', encoding="utf-8")
    assert "words.duty" not in run("lint", str(main)).stdout
    assert "words.duty" in run("lint", str(tmp_path), "--select", "L505").stdout
    run("lint", str(main), "--select", "L6", "--fix")
    assert words.read_text(encoding="utf-8") == PRELUDE["en"]
    assert "when by_agent\n" in main.read_text(encoding="utf-8")


def test_a_policy_in_two_tongues_is_looked_at_in_both(tmp_path: Path):
    for tongue, text in PRELUDE.items():
        (tmp_path / tongue).mkdir()
        (tmp_path / tongue / "house.duty").write_text(text, encoding="utf-8")
    result = run("lint", str(tmp_path), "--select", "L505")
    assert "event `apply`" in result.stdout
    assert "event `受理申请`" in result.stdout


def test_a_policy_that_does_not_check_is_not_linted(policy: Path):
    policy.write_text(PRELUDE["en"] + "article 3\n  duty visit\n    nobody must\n", encoding="utf-8")
    result = run("lint", str(policy))
    assert result.exit_code == 3
    assert "does not check" in result.stderr
    assert run("lint", str(policy), "--fix").exit_code == 3
    assert run("lint", str(policy), "--diff").exit_code == 3


@pytest.mark.parametrize("option", ["--select", "--ignore"])
def test_a_code_of_no_rule_is_a_mistake(policy: Path, option: str):
    result = run("lint", str(policy), option, "L9")
    assert result.exit_code == 2
    assert "G080" in result.stderr


def test_a_path_that_leads_nowhere_is_a_mistake(tmp_path: Path):
    assert run("lint", str(tmp_path / "gone.duty")).exit_code == 2


def test_a_file_that_cannot_be_written_is_told(policy: Path, monkeypatch: pytest.MonkeyPatch):
    def refused(*_: object) -> int:
        raise PermissionError(13, "refused")

    monkeypatch.setattr(Path, "write_bytes", refused)
    result = run("lint", str(policy), "--select", "L6", "--fix")
    assert result.exit_code == 2
    assert "G020" in result.stderr


def test_a_fix_after_which_the_policy_does_not_check_is_not_kept(
    policy: Path, monkeypatch: pytest.MonkeyPatch
):
    from dutylang.cli import mending

    monkeypatch.setattr(mending, "fixed", lambda text, fixes: text.replace("manager must", "nobody must"))
    before = policy.read_bytes()
    run("lint", str(policy), "--select", "L6", "--fix")
    assert policy.read_bytes() == before


def test_the_page_of_a_rule_is_told(policy: Path):
    result = run("rule", "L401")
    assert "Why:" in result.stdout
    assert "Instead:" in result.stdout
    assert "应当这样写：" in run("rule", "L401", "--lang", "zh").stdout
    (told,) = json.loads(run("rule", "L401", "--json").stdout)
    assert told["why"]
    assert "otherwise" in told["help"]
    assert "why" not in json.loads(run("rule", "N001", "--json").stdout)[0]
