"""`duty --version` and `duty check` start fast: what they do not need is not imported."""

import json
import os
import subprocess
import sys

from tests.house.tree import ROOT

PROBE = """
import json, sys
sys.argv = ["duty", *sys.argv[1:]]
try:
    from dutylang.cli import main
    main()
except SystemExit as end:
    code = end.code or 0
else:
    code = 0
print()
print(json.dumps({"code": code, "modules": sorted(sys.modules)}))
"""
HEAVY = {
    "icalendar",
    "openpyxl",
    "pyarrow",
    "duckdb",
    "psycopg",
    "sqlite3",
    "holidays",
    "yaml",
    "defusedxml",
    "docx",
    "lxml",
    "numpy",
    "polars",
    "pandas",
    "pyspark",
}


EXAMPLE = ROOT / "examples" / "seven_articles"


def output_of(code: str, *arguments: str) -> str:
    # Measuring coverage would load modules of its own into the child.
    environment = {key: value for key, value in os.environ.items() if not key.startswith("COV")}
    run = subprocess.run(
        [sys.executable, "-c", code, *arguments],
        capture_output=True,
        text=True,
        encoding="utf-8",
        env={**environment, "PYTHONPATH": str(ROOT / "src"), "PYTHONUTF8": "1"},
        check=False,
    )
    assert run.returncode == 0, run.stderr
    return run.stdout


def modules_after(*arguments: str) -> set[str]:
    output = output_of(PROBE, *arguments)
    told = json.loads(output.splitlines()[-1])
    assert told["code"] == 0, output
    return set(told["modules"])


def test_the_package_itself_loads_nothing():
    code = "import dutylang, sys; print(sorted(m for m in sys.modules if m.startswith('dutylang')))"
    assert output_of(code).strip() == "['dutylang']"


def test_version_loads_no_language_and_no_library():
    modules = modules_after("--version")
    assert modules & (HEAVY | {"lark", "rich"}) == set()
    rooms = {"syntax", "policy", "plan", "cases", "assessment", "calendars", "reports"}
    assert modules & {f"dutylang.{room}" for room in rooms} == set()


def test_check_loads_no_reader_and_no_engine():
    policies = sorted(EXAMPLE.rglob("*.duty"))
    assert policies
    for policy in policies:
        modules = modules_after("check", str(policy))
        assert modules & HEAVY == set()
        assert modules & {"dutylang.assessment", "dutylang.cases", "dutylang.reports"} == set()
