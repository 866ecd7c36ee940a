"""Runs what the editor extension is made with; says why where it cannot."""

import json
import shutil
import subprocess
from pathlib import Path

import pytest

from tests.house.tree import ROOT

EXTENSION = ROOT / "editors" / "vscode"
NODE = shutil.which("node")
PACKAGES = EXTENSION / "node_modules"

needs_node = pytest.mark.skipif(NODE is None, reason="node is not installed")
needs_packages = pytest.mark.skipif(
    NODE is None or not (PACKAGES / "vscode-textmate").is_dir(),
    reason="the extension's packages are not installed (npm install in editors/vscode)",
)
needs_tools = pytest.mark.skipif(
    NODE is None or not (PACKAGES / ".bin" / "vsce").exists() or not (PACKAGES / ".bin" / "esbuild").exists(),
    reason="the tools that package the extension are not installed (npm install in editors/vscode)",
)


def run(*arguments: str, given: str = "", folder: Path = EXTENSION) -> str:
    """What the program printed; the test fails with all that it said if it ends badly."""
    done = subprocess.run(
        arguments, input=given, cwd=folder, capture_output=True, text=True, check=False, timeout=300
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def evaluated(script: str) -> object:
    """The value that a script, with the extension's modules beside it, writes with `tell(value)`."""
    head = "const tell = (value) => process.stdout.write(JSON.stringify(value));\n"
    return json.loads(run("node", "--input-type=module", "--eval", head + script))
