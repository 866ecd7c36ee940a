"""`--holders FILE`: a register of holders for single files, folders and tables."""

import json
from pathlib import Path

import pytest

from tests.cli.common import AS_OF, CASE, CASES, POLICY, flat, run

SINCE = "2024-01-01"


@pytest.fixture
def case(tmp_path: Path) -> Path:
    """The case of the starting project, answered in time, without holders of its own."""
    raw = json.loads(CASE.read_text(encoding="utf-8"))
    del raw["holders"], raw["fields"]["urgent"]
    raw["events"] = [
        {"type": "receive_complaint", "at": "2024-04-29T10:00"},
        {"type": "answer_customer", "at": "2024-04-30", "by": "Li Na", "as": "clerk"},
    ]
    path = tmp_path / "case.json"
    path.write_text(json.dumps(raw), encoding="utf-8")
    return path


def register(folder: Path, *holders: object) -> Path:
    path = folder / "people.json"
    path.write_text(json.dumps({"holders": list(holders)}), encoding="utf-8")
    return path


def clerk(person: str, **where: object) -> dict[str, object]:
    return {"role": "clerk", "person": person, "from": SINCE, "where": where}


def verdict(policy: Path, cases: Path, *options: str | Path) -> str:
    result = run("audit", policy, cases, *AS_OF, "--format", "json", *options)
    assert result.exit_code == 0, result.output
    findings = json.loads(result.stdout)["cases"][0]["findings"]
    return next(each["verdict"] for each in findings if each["rule"] == "timely_answer" and not each["level"])


def test_the_register_beats_what_an_event_claims(case: Path, tmp_path: Path):
    assert verdict(POLICY, case) == "satisfied"
    assert verdict(POLICY, case, "--holders", register(tmp_path, clerk("Li Na"))) == "satisfied"
    assert verdict(POLICY, case, "--holders", register(tmp_path, clerk("Wang Wei"))) == "violated"


def test_an_unknown_field_gives_unknown_and_a_warning(case: Path, tmp_path: Path):
    people = register(tmp_path, clerk("Wang Wei", urgent=True))
    assert verdict(POLICY, case, "--holders", people) == "unknown"
    result = run("audit", POLICY, case, *AS_OF, "--holders", people)
    assert "case `C-001`: who holds clerk cannot be told" in flat(result.stderr)


def test_explain_takes_it_too(case: Path, tmp_path: Path):
    people = register(tmp_path, clerk("Wang Wei", urgent=True))
    result = run("explain", POLICY, case, *AS_OF, "--holders", people)
    assert result.exit_code == 0
    assert "a field by which the shared register tells is not known" in flat(result.output)


def test_a_faulty_register_is_told_and_the_cases_are_audited(tmp_path: Path):
    people = register(tmp_path, clerk("Wang Wei", urgency=True))
    result = run("audit", POLICY, CASES, *AS_OF, "--holders", people)
    assert result.exit_code == 4
    assert "1 case audited" in result.output
    assert "did you mean `urgent`?" in flat(result.stderr)


def test_a_register_that_is_not_there(tmp_path: Path):
    for command in ("audit", "explain"):
        result = run(command, POLICY, CASE, *AS_OF, "--holders", tmp_path / "none.json")
        assert result.exit_code == 2
        assert "none.json" in result.stderr
