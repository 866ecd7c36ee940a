"""`duty lsp`: its help, and what it says where the language server is not installed."""

import json
import os
import subprocess
import sys

import pytest

from tests.house.tree import ROOT

CODE = """
import json, sys
for name in {hidden}:
    sys.modules[name] = None
sys.argv = ["duty", *{arguments}]
from dutylang.cli import main
try:
    main()
except SystemExit as end:
    code = end.code or 0
print()
found = [name for name in sys.modules if name.startswith(("pygls", "lsprotocol"))]
print(json.dumps({{"code": code, "modules": found}}))
"""


def ran(*arguments, hidden=()):
    environment = {key: value for key, value in os.environ.items() if not key.startswith("COV")}
    return subprocess.run(
        [sys.executable, "-c", CODE.format(hidden=list(hidden), arguments=list(arguments))],
        capture_output=True,
        text=True,
        encoding="utf-8",
        env={**environment, "PYTHONPATH": str(ROOT / "src"), "PYTHONUTF8": "1"},
        check=False,
    )


@pytest.mark.parametrize(("tongue", "words"), [("en", "not installed"), ("zh", "尚未安装")])
def test_without_the_library_it_says_how_to_get_it(tongue, words):
    run = ran("lsp", "--lang", tongue, hidden=["pygls", "lsprotocol"])
    told = json.loads(run.stdout.splitlines()[-1])
    assert told["code"] == 2
    assert words in run.stderr
    assert 'pip install "dutylang[lsp]"' in run.stderr


@pytest.mark.parametrize("arguments", [["--version"], ["lsp", "--help"], ["check", "nowhere.duty"]])
def test_the_library_is_loaded_by_nothing_else(arguments):
    assert json.loads(ran(*arguments).stdout.splitlines()[-1])["modules"] == []


def test_a_calendar_that_is_not_there_is_told_at_once():
    run = ran("lsp", "--calendar", "nowhere.ics")
    assert json.loads(run.stdout.splitlines()[-1])["code"] == 2
    assert "nowhere.ics" in run.stderr


def test_the_flag_that_editors_add_is_taken():
    messages = ({"id": 1, "method": "shutdown", "params": None}, {"method": "exit", "params": None})
    bodies = [json.dumps({"jsonrpc": "2.0", **each}).encode() for each in messages]
    wire = b"".join(b"Content-Length: %d\r\n\r\n%s" % (len(each), each) for each in bodies)
    command = [sys.executable, "-m", "dutylang", "lsp", "--stdio"]
    run = subprocess.run(command, input=wire, capture_output=True, cwd=ROOT, check=False)
    assert run.returncode == 0
    assert b'"result": null' in run.stdout
    assert "--stdio" not in ran("lsp", "--help").stdout


def test_an_editor_that_leaves_in_the_middle_of_a_message_is_no_fault_of_the_program():
    command = [sys.executable, "-m", "dutylang", "lsp"]
    wire = b"Content-Length: 58\r\n\r\n{"
    run = subprocess.run(command, input=wire, capture_output=True, cwd=ROOT, check=False)
    assert run.returncode == 1
    assert run.stdout + run.stderr == b""
