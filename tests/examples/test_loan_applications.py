"""The loan log audited whole: 13,087 applications, counts as an independent tool found them."""

from __future__ import annotations

import os
from collections import Counter
from functools import cache
from pathlib import Path

import pytest

from dutylang.assessment.model import Verdict
from dutylang.pipeline import assess, cases_of, has_errors, horizon_from_text, load_policy
from dutylang.reports.audit import summary_of

ROOT = Path(__file__).parents[2]
EXAMPLE = ROOT / "examples" / "loan_applications"
SHARED = Path(os.environ.get("DUTYLANG_SHARED", ROOT.parent / "shared"))
LOG = SHARED / "data" / "logs" / "bpic2012"

needs_log = pytest.mark.skipif(not LOG.exists(), reason="the shared event logs are not on this machine")

# Cases satisfied, cases violated or late, cases that the rule does not speak of: the independent tool's counts.
COUNTS = {
    "offer_returned": (3086, 1929, 8072),
    "offer_returned_in_a_week": (1027, 3988, 8072),
    "accepted_in_a_day": (4172, 3195, 5720),
    "validated_before_approval": (2212, 34, 10841),
    "partly_submitted_next": (13087, 0, 0),
    "offer_returned_before_the_next": (1959, 3056, 8072),
    "cancelled_or_accepted": (1954, 706, 10427),
    "few_offers": (12676, 411, 0),
    "accepted_and_approved_by_two": (2196, 50, 10841),
}
# Of these the tool gave the violated or late cases only.
VIOLATED = {"validated_in_72_hours": 1395, "validated_in_3_days": 1069, "validated_in_3_working_days": 376}
BROKEN = (Verdict.VIOLATED, Verdict.LATE)


@cache
def counts() -> dict[str, Counter[Verdict]]:
    """For each duty, how many cases have which verdict: the gravest of their instances."""
    loaded, _, problems = load_policy(EXAMPLE / "policy.duty")
    assert loaded is not None, problems
    horizon = horizon_from_text("2012-12-31", loaded)
    assert horizon is not None
    cases, _, faults = cases_of(loaded, LOG, EXAMPLE / "mapping.toml", horizon)
    assert not faults
    summary = summary_of(rule.name for rule in loaded.plan.rules)
    for case, problems in cases:
        assert not has_errors(problems), problems
        if case is not None:
            summary.add(assess(loaded, case, horizon))
    audited = sum(summary.cases.values())
    assert audited == 13_087
    return {rule: counts.cases for rule, counts in summary.duties.items()}


@needs_log
@pytest.mark.slow
def test_counts_of_the_independent_tool() -> None:
    found = counts()
    for rule, expected in COUNTS.items():
        verdicts = found[rule]
        broken = sum(verdicts[each] for each in BROKEN)
        seen = (verdicts[Verdict.SATISFIED], broken, verdicts[Verdict.NOT_APPLICABLE])
        assert seen == expected, rule
        assert sum(verdicts.values()) == 13_087, rule
    for rule, expected_broken in VIOLATED.items():
        assert sum(found[rule][each] for each in BROKEN) == expected_broken, rule


def test_the_policy_checks_and_is_formatted() -> None:
    loaded, texts, problems = load_policy(EXAMPLE / "policy.duty")
    assert loaded is not None, problems
    assert len(loaded.plan.rules) >= 12
    assert len(texts.documents) == 1
