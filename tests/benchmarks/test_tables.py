"""What `make bench` prints, and the policies of many articles that it makes."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from benchmarks import __main__ as bench
from benchmarks.articles import write_both
from benchmarks.measure import ProgramError, print_table, run
from benchmarks.working_days import working_days
from dutylang.pipeline import load_policy


def test_articles_check_in_both_tongues(tmp_path: Path):
    plans = []
    for path in write_both(21, tmp_path).values():
        loaded, _, problems = load_policy(path)
        assert loaded is not None, problems
        assert not [each for each in problems if each.severity.value != "note"]
        plans.append(loaded.plan.rules)
    assert len(plans[0]) == 21
    assert [rule.name for rule in plans[0]] == [rule.name for rule in plans[1]]


def test_tables_are_markdown(capsys: pytest.CaptureFixture[str]):
    print_table(["name", "figure"], [["one", 1234], ["two", 0.5]])
    lines = capsys.readouterr().out.splitlines()
    assert lines[:4] == ["| name | figure |", "| ---- | -----: |", "| one  |  1,234 |", "| two  |    0.5 |"]


def test_a_program_is_measured_to_its_end():
    taken = run(["-c", "print('done')"])
    assert taken.out == "done\n"
    assert taken.wall > 0
    assert taken.peak_mb > 1
    with pytest.raises(ProgramError, match="no luck"):
        run(["-c", "raise SystemExit('no luck')"])


def test_tables_can_be_listed_and_chosen(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]):
    monkeypatch.setattr(sys, "argv", ["benchmarks", "--list"])
    bench.main()
    assert capsys.readouterr().out.split() == [
        "startup", "parsing", "server", "one_case", "peers", "declare", "bulk", "growth",
    ]  # fmt: skip
    monkeypatch.setattr(sys, "argv", ["benchmarks", "--only", "nothing"])
    with pytest.raises(SystemExit):
        bench.main()


def test_working_days_know_make_up_days():
    import datetime as dt

    rank, nth = working_days()
    days = {each: (each - dt.date(1970, 1, 1)).days for each in (dt.date(2024, 5, 10), dt.date(2024, 5, 11))}
    friday, saturday = days.values()
    assert rank[saturday] == rank[friday] + 1  # 2024-05-11 is a make-up working day
    assert nth[rank[saturday]] == saturday
