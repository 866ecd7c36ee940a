"""`duty init`: what it asks, and that each project it leaves checks, passes, and audits its own sample."""

from __future__ import annotations

import json
import os
import re
import shlex
import sys
from collections import Counter
from pathlib import Path

import pytest
import yaml
from click.testing import Result

from dutylang.cli import init
from dutylang.pipeline import load_policy
from dutylang.syntax.ast import Document, Scenario
from tests.cli.common import POLICY, ZH_POLICY, run
from tests.house.tree import ROOT

TONGUES = ("en", "zh")
KINDS = tuple(init.COMPANIES)
STATUSES = {
    "guarantee": {"G-001": "pending", "G-002": "violated", "G-003": "unknown"},
    "bank": {"D-001": "pending", "D-002": "violated", "D-003": "unknown"},
    "leasing": {"L-001": "pending", "L-002": "violated", "L-003": "unknown"},
}
"""A case that is well kept, one that is not, and one of which too little is known."""
FINDINGS = {
    "guarantee": {
        "satisfied": 16,
        "violated": 8,
        "not_applicable": 4,
        "pending": 3,
        "late": 2,
        "unknown": 1,
    },
    "bank": {
        "satisfied": 18,
        "not_applicable": 10,
        "violated": 7,
        "pending": 4,
        "late": 1,
        "unknown": 1,
    },
    "leasing": {
        "satisfied": 12,
        "violated": 7,
        "not_applicable": 5,
        "pending": 5,
        "late": 2,
        "unknown": 2,
        "exempt": 1,
    },
    "other": {"late": 1, "exempt": 1, "violated": 1},
}
LIABLE = {"李娜": "Li Na", "王军": "Wang Jun", "Li Na": "Li Na", "Wang Jun": "Wang Jun"}

Project = tuple[str, str]


@pytest.fixture(params=[(kind, tongue) for kind in KINDS for tongue in TONGUES], ids="-".join)
def project(request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Project:
    """A project in the current folder: its kind of company and its tongue."""
    kind, tongue = request.param
    monkeypatch.chdir(tmp_path)
    assert run("init", "--company", kind, "--tongue", tongue).exit_code == 0
    return kind, tongue


def ran(line: str) -> Result:
    return run(*shlex.split(line.replace("$(date +%F)", "2026-06-30"))[1:])


# ---- the projects ----------------------------------------------------------------------------


def test_it_checks_is_formatted_and_passes(project: Project):
    assert run("check", "policy").exit_code == 0
    assert run("check", "policy").stderr == ""
    assert run("fmt", "--check", "policy").exit_code == 0
    linted = run("lint", "policy")
    assert linted.exit_code == 0, linted.output


def test_its_scenarios_hold_and_try_every_clause(project: Project):
    tested = run("test", "policy", "--coverage", "--fail-under", "100")
    assert tested.exit_code == 0, tested.output + tested.stderr


def test_it_audits_its_own_sample(project: Project):
    kind, _ = project
    readme = Path("README.md").read_text(encoding="utf-8")
    (line, *_) = re.findall(r"^duty audit .*", readme, flags=re.MULTILINE)
    told = ran(f"{line} --format json")
    assert (told.exit_code, told.stderr) == (0, "")
    cases = json.loads(told.output)["cases"]
    assert {case["id"]: case["status"] for case in cases} == STATUSES.get(kind, {cases[0]["id"]: "violated"})
    assert Counter(row["verdict"] for case in cases for row in case["findings"]) == FINDINGS[kind]
    liable = {
        LIABLE[person["person"]]
        for case in cases
        for person in case["persons"]
        if person["result"] == "liable"
    }
    assert liable == (set() if kind == "other" else {"Li Na", "Wang Jun"})


def test_every_command_of_its_readme_runs(project: Project):
    readme = Path("README.md").read_text(encoding="utf-8")
    lines = re.findall(r"^duty .*", readme, flags=re.MULTILINE)
    assert len(lines) == 5
    for line in lines:
        assert ran(line).exit_code == 0, line
    assert "<<" not in readme
    assert Path("audit.html").read_text(encoding="utf-8").startswith("<!DOCTYPE html>")


def test_every_file_that_its_readme_names_is_there(project: Project):
    rows = re.findall(r"^\| `([^`]+)` \|", Path("README.md").read_text(encoding="utf-8"), flags=re.MULTILINE)
    assert len(rows) >= 4
    assert [row for row in rows if not Path(row).exists()] == []


def test_its_workflow_runs_every_check(project: Project):
    workflow = yaml.safe_load(Path(".github/workflows/duty.yml").read_text(encoding="utf-8"))
    steps = workflow["jobs"]["policy"]["steps"]
    lines = [step["run"] for step in steps if step.get("run", "").startswith("duty ")]
    assert [line.split()[1] for line in lines] == ["check", "fmt", "lint", "test", "audit"]
    assert set(workflow[True]) == {"push", "pull_request", "schedule"}
    for line in lines:
        assert ran(line).exit_code == 0, line
    (kept,) = [step["with"]["path"] for step in steps if "upload-artifact" in step.get("uses", "")]
    assert Path(kept).is_file()


def test_its_hooks_are_those_of_this_program(project: Project):
    config = yaml.safe_load(Path(".pre-commit-config.yaml").read_text(encoding="utf-8"))
    (repo,) = config["repos"]
    assert repo["repo"] == "local"
    manifest = yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text(encoding="utf-8"))
    known = {hook["id"]: hook for hook in manifest}
    assert {hook["id"] for hook in repo["hooks"]} == set(known)
    for hook in repo["hooks"]:
        named = [*known[hook["id"]].get("args", [])]
        assert hook["entry"].split() == [
            *known[hook["id"]]["entry"].split(),
            *("policy" for each in named if each == "."),
        ]
        assert hook["language"] == "system"
        for key in ("name", "files", "pass_filenames"):
            assert hook.get(key) == known[hook["id"]].get(key)
    assert Path("policy").is_dir()


# ---- both tongues ----------------------------------------------------------------------------


def trees(kind: str, tongue: str, text: str) -> Document:
    loaded, texts, problems = load_policy(init.STARTER / kind / tongue / "policy")
    assert loaded is not None
    assert problems == ()
    return next(tree for source, tree in texts.documents if Path(source.name).name == text)


@pytest.mark.parametrize("kind", [kind for kind in KINDS if kind != "other"])
def test_both_tongues_are_the_same_tree(kind: str):
    english, chinese = (trees(kind, tongue, "policy.duty") for tongue in TONGUES)
    assert english == chinese


@pytest.mark.parametrize("kind", [kind for kind in KINDS if kind != "other"])
def test_both_tongues_have_the_same_scenarios(kind: str):
    tried = []
    for tongue in TONGUES:
        scenarios = [
            item for item in trees(kind, tongue, "scenarios.duty").items if isinstance(item, Scenario)
        ]
        tried.append([(len(each.givens), len(each.expects), each.as_of) for each in scenarios])
    assert tried[0] == tried[1]


def test_the_small_project_has_chinese_names_and_says_the_same():
    english, chinese = (load_policy(path)[0] for path in (POLICY, ZH_POLICY))
    assert english is not None
    assert chinese is not None
    assert [rule.article for rule in english.plan.rules] == [rule.article for rule in chinese.plan.rules]
    labels = english.policy.vocabulary.labels
    assert [labels[rule.name]["zh"] for rule in english.plan.rules] == [r.name for r in chinese.plan.rules]


# ---- the questions ---------------------------------------------------------------------------


@pytest.fixture
def terminal(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """Somebody sits there, in an empty folder."""
    monkeypatch.setattr(init, "at_terminal", lambda: True)
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_it_asks_for_the_tongue_and_the_company(terminal: Path):
    told = run("init", stdin="zh\n2\n")
    assert told.exit_code == 0
    assert "Policy in English or Chinese? 制度用英文还是中文？" in told.output
    assert "属于哪一类机构？" in told.output
    assert "贷款业务尽职规则" in (terminal / "policy/policy.duty").read_text(encoding="utf-8")
    assert "接下来" in told.output


@pytest.mark.parametrize("answer", ["3", "leasing", "leasing company"])
def test_a_number_a_name_or_the_words_will_do(terminal: Path, answer: str):
    assert run("init", "--lang", "en", stdin=f"{answer}\n").exit_code == 0
    assert "leasing_care" in (terminal / "policy/policy.duty").read_text(encoding="utf-8")


def test_another_answer_is_asked_for_again(terminal: Path):
    told = run("init", "--tongue", "en", stdin="insurance\n1\n")
    assert told.exit_code == 0
    assert "`insurance` is none of these." in told.output


def test_what_an_option_says_is_not_asked(terminal: Path):
    told = run("init", "--tongue", "zh", "--company", "bank")
    assert told.exit_code == 0
    assert "？" not in told.output


def test_who_leaves_at_a_question_leaves_nothing_behind(terminal: Path):
    assert run("init", stdin="").exit_code == 130
    assert list(terminal.iterdir()) == []


def test_no_input_asks_nothing(terminal: Path):
    told = run("init", "--no-input", tongue="zh")
    assert told.exit_code == 0
    assert (terminal / "policy/policy.duty").read_text(encoding="utf-8").count("制度 投诉处理") == 1


def test_without_a_terminal_nothing_is_asked(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.chdir(tmp_path)
    told = run("init")
    assert told.exit_code == 0
    assert "complaint_handling" in (tmp_path / "policy/policy.duty").read_text(encoding="utf-8")


@pytest.mark.skipif(sys.platform == "win32", reason="there are no pseudo-terminals")
def test_it_asks_at_a_real_terminal(tmp_path: Path):
    import pty

    child, desk = pty.fork()
    if child == 0:  # the process at the terminal
        os.environ |= {"LC_ALL": "C.UTF-8", "DUTY_LANG": "en", "PYTHONUTF8": "1"}
        os.execv(sys.executable, [sys.executable, "-m", "dutylang", "init", os.fspath(tmp_path / "mine")])
    os.write(desk, b"zh\n1\n")
    shown = b""
    while True:
        try:
            part = os.read(desk, 4096)
        except OSError:  # Linux says so when the other side has gone
            break
        if not part:
            break
        shown += part
    _, status = os.waitpid(child, 0)
    assert os.waitstatus_to_exitcode(status) == 0, shown.decode()
    assert "属于哪一类机构？" in shown.decode()
    assert "担保业务尽职规则" in (tmp_path / "mine/policy/policy.duty").read_text(encoding="utf-8")


# ---- where it writes -------------------------------------------------------------------------


def test_nothing_that_is_there_is_overwritten(tmp_path: Path):
    (tmp_path / "README.md").write_text("mine", encoding="utf-8")
    told = run("init", tmp_path)
    assert told.exit_code == 2
    assert "G023" in told.stderr
    assert [path.name for path in tmp_path.iterdir()] == ["README.md"]


def test_it_is_quiet_when_asked(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.chdir(tmp_path)
    assert run("init", "--quiet").output == ""
    assert (tmp_path / "policy/policy.duty").is_file()


def test_it_tells_where_it_cannot_write(tmp_path: Path):
    (tmp_path / "file").write_text("")
    told = run("init", tmp_path / "file")
    assert told.exit_code == 2
    assert "G020" in told.stderr


def test_the_next_commands_that_it_names_run_from_here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.chdir(tmp_path)
    told = run("init", "--company", "bank", "rules")
    lines = re.findall(r"duty (?:check|test|audit) .*", told.output)
    assert len(lines) == 3
    for line in lines:
        assert ran(line).exit_code == 0, line
