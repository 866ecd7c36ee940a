"""The hooks of a project that `duty init` left, and those of `.pre-commit-hooks.yaml`, run by pre-commit itself."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import attrs
import pytest
import yaml

from dutylang.cli.root import COMMANDS
from tests.cli.common import run
from tests.house.tree import ROOT

HOOKS = ROOT / ".pre-commit-hooks.yaml"
NAMED = {hook["id"]: hook for hook in yaml.safe_load(HOOKS.read_text(encoding="utf-8"))}
GIT = ("git", "-c", "user.name=t", "-c", "user.email=t@example.org", "-c", "commit.gpgsign=false")


@attrs.frozen
class Hooked:
    """A repository with a policy whose hooks run this program as it is installed here."""

    folder: Path
    environment: dict[str, str]

    def run(self, hook: str) -> tuple[int, str]:
        """The exit code and the words of one hook over all files."""
        command = [sys.executable, "-m", "pre_commit", "run", "--all-files", "--verbose", hook]
        done = subprocess.run(
            command, cwd=self.folder, env=self.environment, capture_output=True, text=True, check=False
        )
        return done.returncode, done.stdout + done.stderr

    def change(self, name: str, before: str, after: str) -> None:
        """A file of the policy with one text in the place of another."""
        path = self.folder / "policy" / name
        text = path.read_text(encoding="utf-8")
        assert before in text
        path.write_text(text.replace(before, after, 1), encoding="utf-8")


def committed(folder: Path) -> str:
    """A new repository of all that is in a folder; the name of its commit."""
    for command in (("git", "init", "-q"), (*GIT, "add", "-A"), (*GIT, "commit", "-q", "-m", "all")):
        subprocess.run(command, cwd=folder, check=True, capture_output=True)
    done = subprocess.run(
        ("git", "rev-parse", "HEAD"), cwd=folder, check=True, capture_output=True, text=True
    )
    return done.stdout.strip()


def named_manifest(folder: Path) -> dict[str, object]:
    """The manifest in a repository of its own; its hooks find the program on the path instead of installing it."""
    folder.mkdir()
    text = HOOKS.read_text(encoding="utf-8")
    assert text.count("language: python") == len(NAMED)
    (folder / HOOKS.name).write_text(text.replace("language: python", "language: system"), encoding="utf-8")
    commit = committed(folder)
    hooks = [{"id": name, **({"args": ["policy"]} if "args" in hook else {})} for name, hook in NAMED.items()]
    return {"repo": os.fspath(folder), "rev": commit, "hooks": hooks}


@pytest.fixture(params=["local", "manifest"])
def hooked(request: pytest.FixtureRequest, tmp_path: Path) -> Hooked:
    """A project with the hooks that `duty init` writes, and one with those of this repository."""
    assert shutil.which("git")
    folder = tmp_path / "rules"
    assert run("init", "--company", "guarantee", "--tongue", "zh", folder).exit_code == 0
    if request.param == "manifest":
        config = {"repos": [named_manifest(tmp_path / "hooks")]}
        (folder / ".pre-commit-config.yaml").write_text(yaml.safe_dump(config), encoding="utf-8")
    committed(folder)
    programs = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    environment = os.environ | {"PRE_COMMIT_HOME": os.fspath(tmp_path / "home"), "PATH": programs}
    environment = {name: value for name, value in environment.items() if not name.startswith("GIT_")}
    return Hooked(folder, environment | {"DUTY_LANG": "en"})


def test_the_manifest_names_commands_that_there_are():
    assert {hook["entry"].split()[1] for hook in NAMED.values()} <= set(COMMANDS)
    for name, hook in NAMED.items():
        assert hook["files"] == r"\.duty$"
        assert hook["language"] == "python"
        assert hook.get("pass_filenames", True) is (name == "duty-fmt")


def test_the_manifest_is_one_for_pre_commit():
    command = [sys.executable, "-m", "pre_commit", "validate-manifest", os.fspath(HOOKS)]
    assert subprocess.run(command, check=False, capture_output=True).returncode == 0


def test_a_sound_project_passes_and_each_hook_finds_its_own_fault(hooked: Hooked):
    for name in NAMED:
        code, told = hooked.run(name)
        assert code == 0, told
        assert "Passed" in told

    hooked.change("policy.duty", "  -- 审校：允许 L506，因为写明是哪一个案件", "")
    code, told = hooked.run("duty-lint")
    assert (code, "L506" in told) == (1, True), told

    hooked.change("scenarios.duty", "预期先行实地调查 已履行", "预期先行实地调查 违反")
    code, told = hooked.run("duty-test")
    assert (code, "FAIL" in told) == (1, True), told

    hooked.change("policy.duty", "  版本          “1.0”", "  版本 “1.0”")
    code, told = hooked.run("duty-fmt")
    assert (code, "files were modified by this hook" in told) == (1, True), told
    assert hooked.run("duty-fmt")[0] == 0

    hooked.change("policy.duty", "必须在评价时限内", "必须在评审时限内")
    code, told = hooked.run("duty-check")
    assert (code, "error[" in told) == (1, True), told
