"""What scenarios cannot spell: possible verdicts, the leaves that decide, advice outside the status."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import pytest

from dutylang.pipeline import Loaded, ScenarioResult, loaded_from_text, run_scenarios

HERE = Path(__file__).parent

HEAD = """
policy leaves "Leaves"
  version "1.0"
  in force from 2024-01-01
  calendar china
  timezone "Asia/Shanghai"
  counting civil_code

role clerk

case loan
{fields}

event raise_alarm
event review_file

article 1 "Under a condition"
  duty review_if
    after each raise_alarm
    when {condition}
    clerk must ensure review_file within 3 days

scenario "nothing supplied" as of 2024-05-31
  given raise_alarm at 2024-05-06 09:00
  expect review_if unknown

scenario "nothing supplied, and reviewed" as of 2024-05-31
  given raise_alarm at 2024-05-06 09:00
  given review_file at 2024-05-07 09:00
  expect review_if unknown

scenario "nothing supplied, and still time" as of 2024-05-08
  given raise_alarm at 2024-05-06 09:00
  expect review_if unknown
"""
ALL = {"satisfied", "late", "violated", "pending", "exempt", "not_applicable"}


def policy_of(text: str, name: str) -> Loaded:
    """A policy that checks."""
    loaded, found = loaded_from_text(text, name)
    assert loaded is not None, [each.code for each in found]
    return loaded


@cache
def of_file(name: str) -> dict[str, ScenarioResult]:
    """The scenarios of a golden file by title."""
    policy = policy_of((HERE / name).read_text(encoding="utf-8"), name)
    return {result.scenario.title: result for result in run_scenarios(policy)}


def possible_in(result: ScenarioResult, rule: str) -> list[set[str]]:
    """The possible verdicts of each finding of a rule that is unknown."""
    assert result.assessment is not None
    found = [
        each for each in result.assessment.findings if each.rule == rule and each.verdict.value == "unknown"
    ]
    return [{verdict.value for verdict in each.possible} for each in found]


def with_leaves(count: int, joiner: str) -> dict[str, ScenarioResult]:
    """A duty under a condition of so many yes/no fields, none of which is supplied."""
    names = [f"leaf_{number}" for number in range(count)]
    text = HEAD.format(fields="\n".join(f"  {name} yes/no" for name in names), condition=joiner.join(names))
    return {result.scenario.title: result for result in run_scenarios(policy_of(text, "leaves.duty"))}


@pytest.mark.parametrize(
    ("title", "expected"),
    [
        ("register: as-of before due, nothing seen", [{"satisfied", "pending"}]),
        ("register: complete to before due, as-of after", [{"satisfied", "late", "violated"}]),
        ("register: complete past due but not to as-of", [{"late", "violated"}]),
        ("register: ends before the trigger", [{"satisfied", "late", "violated"}]),
    ],
)
@pytest.mark.parametrize("tongue", ["en", "zh"])
def test_a_register_that_ends_leaves_these_verdicts_open(
    tongue: str, title: str, expected: list[set[str]]
) -> None:
    result = of_file(f"unknown/registers.{tongue}.duty")[title]
    assert possible_in(result, "visit_in_time") == expected


@pytest.mark.parametrize("tongue", ["en", "zh"])
def test_a_register_of_triggers_that_ends_adds_one_unobserved_unknown(tongue: str) -> None:
    result = of_file(f"unknown/registers.{tongue}.duty")["register of triggers: ends before as-of, one seen"]
    [seen, unobserved] = [each for each in result.assessment.findings if each.rule == "visit_in_time"]  # type: ignore[union-attr]
    assert (seen.verdict.value, unobserved.verdict.value) == ("satisfied", "unknown")
    assert "not_applicable" in {each.value for each in unobserved.possible}


@pytest.mark.parametrize("joiner", [" and ", " or "])
@pytest.mark.parametrize("count", [1, 2, 8])
def test_up_to_eight_leaves_are_settled_each_way(count: int, joiner: str) -> None:
    found = with_leaves(count, joiner)
    assert possible_in(found["nothing supplied"], "review_if") == [{"violated", "not_applicable"}]
    assert possible_in(found["nothing supplied, and reviewed"], "review_if") == [
        {"satisfied", "not_applicable"}
    ]
    assert possible_in(found["nothing supplied, and still time"], "review_if") == [
        {"pending", "not_applicable"}
    ]


def test_beyond_eight_leaves_every_verdict_is_possible() -> None:
    assert possible_in(with_leaves(9, " and ")["nothing supplied"], "review_if") == [ALL]


def test_an_unknown_names_every_leaf_that_decides() -> None:
    result = with_leaves(3, " or ")["nothing supplied"]
    assert result.assessment is not None
    [finding] = result.assessment.findings
    assert {each.subject for each in finding.deciders} == {"leaf_0", "leaf_1", "leaf_2"}


def test_it_says_whether_a_field_was_not_supplied_or_stated_unknown() -> None:
    found = of_file("unknown/missing_facts.en.duty")
    ways = []
    for title in ("condition: not supplied", "condition: stated unknown"):
        assessment = found[title].assessment
        assert assessment is not None
        ways += [
            leaf.why for each in assessment.findings if each.rule == "big_loans" for leaf in each.deciders
        ]
    assert len(set(ways)) == 2


def test_the_same_leaf_has_the_same_value_in_both_places() -> None:
    text = HEAD.format(fields="  urgent yes/no\n  large yes/no", condition="urgent and (not urgent or large)")
    found = {result.scenario.title: result for result in run_scenarios(policy_of(text, "leaves.duty"))}
    assert possible_in(found["nothing supplied"], "review_if") == [{"violated", "not_applicable"}]


@pytest.mark.parametrize("tongue", ["en", "zh"])
def test_advice_stays_outside_the_status_of_the_case(tongue: str) -> None:
    for title, result in of_file(f"advisory/should_call.{tongue}.duty").items():
        assert result.assessment is not None
        assert all(each.advisory for each in result.assessment.findings), title
        assert getattr(result.assessment.status, "value", None) not in ("violated", "late", "pending"), title


def test_keys_of_findings_are_their_own_and_the_same_each_time() -> None:
    first, again = (
        [
            [each.key for each in result.assessment.findings]
            for result in run_scenarios(policy_of((HERE / name).read_text(encoding="utf-8"), name))
            if result.assessment is not None
        ]
        for name in ("recurring/calendar_periods.en.duty",) * 2
    )
    assert first == again
    for findings in first:
        assert len(set(findings)) == len(findings)
