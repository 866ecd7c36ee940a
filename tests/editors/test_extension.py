"""The extension's own tests pass, it packages, and what is made from the lexicons is up to date."""

import json
import re
import zipfile
from pathlib import Path

import pytest

from tests.editors.node import EXTENSION, needs_packages, needs_tools, run
from tools import textmate


def test_what_is_made_from_the_lexicons_is_up_to_date():
    old = [path.name for path, text in textmate.files().items() if path.read_text("utf-8") != text]
    assert old == [], "python -m tools.textmate"


def test_the_tool_says_what_is_out_of_date(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys):
    monkeypatch.setattr(textmate, "FOLDER", tmp_path)
    assert textmate.main(["--check"]) == 1
    assert "duty.tmLanguage.json" in capsys.readouterr().out
    assert textmate.main([]) == 0
    assert textmate.main(["--check"]) == 0


@needs_packages
def test_its_own_tests_pass():
    tests = sorted(str(path) for path in (EXTENSION / "test").glob("*.test.js"))
    said = run("node", "--test", "--test-reporter=tap", *tests)
    assert re.search(r"^# fail 0$", said, flags=re.MULTILINE)
    assert int(re.findall(r"^# pass (\d+)$", said, flags=re.MULTILINE)[0]) >= 25


@needs_tools
def test_it_packages(tmp_path: Path):
    binaries = EXTENSION / "node_modules" / ".bin"
    run("npm", "run", "--silent", "build")
    target = tmp_path / "duty.vsix"
    options = ("--no-dependencies", "--skip-license", "--allow-missing-repository")
    run(str(binaries / "vsce"), "package", *options, "--out", str(target))
    with zipfile.ZipFile(target) as package:
        names = set(package.namelist())
        manifest = json.loads(package.read("extension/package.json"))
        bundle = package.read("extension/" + manifest["main"].removeprefix("./")).decode("utf-8")
    assert {f"extension/{path.relative_to(EXTENSION)}" for path in textmate.files()} <= names
    assert not [name for name in names if "node_modules" in name or "/test/" in name or "/src/" in name]
    assert "duty.restart" in bundle
    assert "尚未安装" in bundle or r"\u5C1A\u672A\u5B89\u88C5" in bundle
