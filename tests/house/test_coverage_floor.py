"""The floor under coverage holds where it should and gives way where it should."""

import json
from pathlib import Path

from tools import coverage_floor


def report(tmp_path: Path, branches: int, lines: int = 100) -> Path:
    summary = {
        "covered_branches": branches,
        "num_branches": 100,
        "covered_lines": lines,
        "num_statements": 100,
    }
    full = {"covered_branches": 4, "num_branches": 4, "covered_lines": 4, "num_statements": 4}
    files = {f"src/dutylang/{room}/model.py": {"summary": full} for room in coverage_floor.ROOMS}
    files["src/dutylang/plan/model.py"] = {"summary": summary}
    path = tmp_path / "coverage.json"
    path.write_text(json.dumps({"files": files}), encoding="utf-8")
    return path


def test_nothing_is_said_when_all_rooms_are_on_the_floor(tmp_path: Path, capsys):
    assert coverage_floor.main([str(report(tmp_path, 95))]) == 0
    assert capsys.readouterr().out == ""


def test_branches_below_the_floor_fail(tmp_path: Path, capsys):
    assert coverage_floor.main([str(report(tmp_path, 94))]) == 1
    assert "plan" in capsys.readouterr().out


def test_lines_below_the_floor_fail(tmp_path: Path):
    assert coverage_floor.main([str(report(tmp_path, 100, lines=90))]) == 1


def test_a_room_that_was_not_measured_fails(tmp_path: Path):
    path = tmp_path / "coverage.json"
    path.write_text(json.dumps({"files": {}}), encoding="utf-8")
    assert coverage_floor.main([str(path)]) == 1


def test_the_table_is_shown_on_request(tmp_path: Path, capsys):
    assert coverage_floor.main([str(report(tmp_path, 96)), "--show"]) == 0
    assert " 96.0%" in capsys.readouterr().out
