"""The tool that runs thousands of pairs says what it found, and ends with 1 where engines differ."""

from __future__ import annotations

from pathlib import Path

from tests.differential.engines import ENGINES, RefusedError
from tests.differential.faulty import RESULTS
from tools import differential
from tools.differential import main


def test_engines_that_agree_end_with_nought(capsys):
    assert main(["--pairs", "6", "--cases", "2", "--engines", "backwards"]) == 0
    said = capsys.readouterr().out
    assert "6 pairs of a policy and a case, seed 0; 0 trials differ" in said
    assert "backwards:" in said


def test_a_difference_is_shown_with_its_policy_and_case_and_ends_with_one(capsys, monkeypatch):
    monkeypatch.setitem(ENGINES, "faulty", RESULTS["flag still_owed lost"])
    given = ["--pairs", "30", "--cases", "3", "--engines", "faulty", "--show", "1", "--seconds", "3"]
    assert main(given) == 1
    said = capsys.readouterr().out
    assert "==== faulty differs, trial 0/" in said
    assert 'policy house "House"' in said
    assert "finding.flags of house/" in said
    assert "faulty: finding.flags differs first in" in said


def test_what_an_engine_refuses_is_counted_by_name(capsys, monkeypatch):
    def refuses(loaded, cases, horizon):
        raise RefusedError("keep, four eyes")

    monkeypatch.setitem(ENGINES, "choosy", refuses)
    assert main(["--pairs", "4", "--cases", "2", "--engines", "choosy"]) == 0
    assert "refused 2 times by choosy: four eyes" in capsys.readouterr().out


def test_given_policies_are_tried_in_turn(capsys):
    language = Path(__file__).parents[1] / "language"
    policies = [
        str(language / "response" / "each_warning.en.duty"),
        str(language / "windows" / "between_events.en.duty"),
    ]
    assert main(["--pairs", "8", "--cases", "2", "--engines", "backwards", "--policies", *policies]) == 0
    assert "8 pairs" in capsys.readouterr().out


def test_one_trial_can_be_shown_again_and_counted(capsys):
    assert main(["--trial", "0/1", "--cases", "2", "--engines", "backwards", "--census"]) == 0
    said = capsys.readouterr().out
    assert 'policy house "House"' in said
    assert "never: " in said


def test_a_reference_that_fails_is_told_and_ends_nothing(capsys, monkeypatch):
    def fails(loaded, cases, horizon):
        raise KeyError("roles")

    monkeypatch.setattr(differential, "reference", fails)
    given = ["--pairs", "4", "--cases", "2", "--engines", "backwards", "--show", "1", "--seconds", "1"]
    assert main(given) == 1
    said = capsys.readouterr()
    assert "==== reference differs, trial 0/" in said.out
    assert "reference: crash KeyError differs first in 2 trials" in said.out
    assert "  0/1: reference differs, crash KeyError" in said.err
