"""Periods in generated text: of one that the end of the case cuts short nothing is owed that was not done."""

from __future__ import annotations

import pytest

from dutylang.assessment.case import assess_case
from dutylang.assessment.model import Horizon
from dutylang.assessment.rows import rows_of
from dutylang.embedding import Policy
from tests.assessment.common import at, case_of, happened, policy_of


@pytest.mark.parametrize(
    "act", ["visit", "visit at least 2 times", "visit together with covers including funds"]
)
def test_a_last_period_that_the_close_of_the_case_cuts_short(act: str) -> None:
    rules = f"  duty d\n    every quarter from issue until release\n    clerk must ensure {act}\n"
    loaded, horizon = policy_of(rules), Horizon(at("2024-05-22"))
    case = case_of(happened("issue", "2024-05-16"), closed_at=at("2024-05-19"))
    policy = Policy(loaded)
    [row] = policy.assess(policy.prepare(case), horizon).rows
    assert row.reason == "scope_ended"
    assert (row,) == rows_of(assess_case(loaded.plan, case, horizon))
    assert not any(form.reason for form in policy.generated_forms())
