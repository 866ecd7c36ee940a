"""The stair is one-way: `lint-imports` reads the contract in `pyproject.toml` and finds no import upward."""

import os
import subprocess
import sys
import tomllib
from pathlib import Path

from tests.house.tree import PACKAGE, ROOT


def lint_imports() -> subprocess.CompletedProcess[str]:
    command = Path(sys.executable).parent / "lint-imports"
    return subprocess.run(
        [str(command), "--no-logo", "--no-cache"],
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT / "src")},
        capture_output=True,
        text=True,
        check=False,
    )


def test_imports_only_fall():
    run = lint_imports()
    assert run.returncode == 0, run.stdout + run.stderr


def test_every_room_has_its_place_on_the_stair():
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    (contract,) = [
        contract for contract in settings["tool"]["importlinter"]["contracts"] if contract["type"] == "layers"
    ]
    assert contract["exhaustive"] is True
    placed = {room.strip(" ()") for layer in contract["layers"] for room in layer.split("|")}
    rooms = {path.stem for path in PACKAGE.glob("*.py")} | {
        path.parent.name for path in PACKAGE.glob("*/__init__.py")
    }
    assert rooms - {"__init__"} <= placed
