"""The rules that engines are timed with mean the same in each of them."""

from __future__ import annotations

import datetime as dt

import pytest

import dutylang
from benchmarks.declare_duties import policy_text
from benchmarks.declare_peer import CONSTRAINTS
from benchmarks.peers import ENGINES, case_of, duty_policy, plain_python, records
from dutylang.assessment.model import Verdict
from dutylang.pipeline import loaded_from_text

RECORDS = records(200)


@pytest.mark.parametrize("name", [name for name in ENGINES if name != "Python by hand"])
def test_an_engine_answers_as_plain_python_does(name: str):
    package, make = ENGINES[name]
    try:
        judge = make()
    except ImportError:
        pytest.skip(f"{package} is not installed: pip install 'dutylang[bench]'")
    by_hand = plain_python()
    for record in RECORDS:
        assert list(map(bool, judge(record))) == by_hand(record), record


def test_dutylang_answers_as_plain_python_does():
    policy = dutylang.loads(duty_policy(), "ten_rules.duty")
    by_hand = plain_python()
    for record in RECORDS:
        found = policy.assess(case_of(record), dt.date(2024, 9, 30))
        assert [row.verdict is Verdict.VIOLATED for row in found.rows] == by_hand(record), record


def test_every_constraint_of_the_loan_log_is_a_duty_of_the_example():
    loaded, problems = loaded_from_text(policy_text(CONSTRAINTS))
    assert loaded is not None, problems
    assert sorted(rule.name for rule in loaded.plan.rules) == sorted(CONSTRAINTS)
