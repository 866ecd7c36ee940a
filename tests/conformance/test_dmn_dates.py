"""The 700 date cases of the DMN TCK: each passes, or is listed with the reason why it cannot be said."""

import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from dutylang.diagnostics.model import Severity
from dutylang.pipeline import loaded_from_text
from tests.conformance.answers import agrees, timezone_of
from tests.conformance.feel import question_from_feel
from tests.conformance.feel_values import NoCounterpart, Question
from tests.conformance.language import policy_text, result_for
from tests.conformance.said import said
from tests.conformance.shared import MISSING, key_of, tck_cases

CASES = tck_cases("dmn_tck_date_core.json")
TABLE = tomllib.loads(
    (Path(__file__).parent / "dmn_dates_without_counterpart.toml").read_text(encoding="utf-8")
)
LISTED = {
    f"{suite}/{decision}": reason
    for reason, group in TABLE.items()
    for suite, decisions in group["cases"].items()
    for decision in decisions
}

pytestmark = pytest.mark.skipif(not CASES, reason=MISSING)


def question_of(case: dict[str, Any]) -> Question:
    return question_from_feel(case["expr"], given_to(case))


def given_to(case: dict[str, Any]) -> Mapping[str, str]:
    """The inputs of a case and the results of the decisions it builds on, as FEEL writes them."""
    given = {name: f'"{value["value"]}"' for name, value in case["inputs"].items()}
    if given:
        given["Date.fromString"] = f"@{given['dateString']}"
        for other in CASES:
            if other["suite"] == case["suite"]:
                given[other["decision"]] = f'@"{other["expected"]["value"]}"'
    return given


def reason_of(case: dict[str, Any]) -> str | None:
    """Why the language has no counterpart, as the translation finds out; None where it has one."""
    try:
        question_of(case)
    except NoCounterpart as reason:
        return str(reason)
    return None


SAID = [case for case in CASES if key_of(case) not in LISTED]


@pytest.mark.parametrize("case", SAID, ids=key_of)
def test_a_case_with_a_counterpart_passes(case):
    question = question_of(case)
    timezone = timezone_of(question)
    ours = said(question, timezone)
    text = policy_text(ours.text, {name: type_ for name, (type_, _) in ours.fields.items()}, timezone)
    value = result_for(text, {name: value for name, (_, value) in ours.fields.items()}, ours.happened)
    assert agrees(value, case["expected"], question, timezone), f"{ours.text} gives {value}"


def test_every_case_is_named_once():
    assert len({key_of(case) for case in CASES}) == len(CASES) == 700


def test_those_that_pass_and_those_that_are_listed_are_all_of_them():
    assert len(SAID) + len(LISTED) == 700


def test_the_list_is_neither_stale_nor_short():
    without = {key_of(case): reason for case in CASES if (reason := reason_of(case)) is not None}
    assert without == LISTED


def test_every_reason_is_a_sentence_with_an_example_of_its_own():
    by_key = {key_of(case): case["expr"] for case in CASES}
    for reason, group in TABLE.items():
        assert group["reason"].endswith(".")
        assert group["example"] in {by_key[key] for key, why in LISTED.items() if why == reason}


def test_no_case_is_listed_twice():
    listed = [key for group in TABLE.values() for keys in group["cases"].values() for key in keys]
    assert len(LISTED) == len(listed)


@pytest.mark.parametrize("reason", [reason for reason, group in TABLE.items() if "refused" in group])
def test_the_nearest_that_one_could_write_is_refused(reason):
    policy, problems = loaded_from_text(policy_text(TABLE[reason]["refused"], {}))
    assert policy is None
    assert any(problem.severity is Severity.ERROR for problem in problems)
