"""Counts of an audit, and what fails one."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dutylang.assessment.model import CaseAssessment, Verdict
from dutylang.reports.audit import AuditSummary, fails, summary_of
from tests.reports.common import RUN, finding

BY_GRAVITY = ["conflict", "violated", "late", "unknown", "pending", "exempt", "satisfied", "not_applicable"]


def assessed(*verdicts: Verdict, advisory: bool = False) -> CaseAssessment:
    found = tuple(finding(verdict, "done", advisory=advisory) for verdict in verdicts)
    return CaseAssessment("G-1", min(verdicts, key=lambda verdict: verdict.rank), found)


@given(st.lists(st.sampled_from(Verdict), min_size=1))
def test_a_case_counts_once_for_a_duty_by_its_gravest_instance(verdicts: list[Verdict]):
    summary = summary_of(["prompt_visit"])
    summary.add(assessed(*verdicts))
    counts = summary.duties["prompt_visit"]
    gravest = min((verdict.value for verdict in verdicts), key=BY_GRAVITY.index)
    assert counts.cases == {Verdict(gravest): 1}
    assert counts.instances.total() == len(verdicts)
    assert summary.cases.total() == 1


def test_duties_that_were_never_judged_are_there():
    assert list(summary_of(["a", "b"]).duties) == ["a", "b"]


def test_a_rule_that_was_not_announced_is_counted_too():
    summary = AuditSummary()
    summary.add(assessed(Verdict.LATE))
    assert summary.duties["prompt_visit"].cases[Verdict.LATE] == 1


def test_advisory_deviations_are_counted_apart():
    summary = summary_of([])
    summary.add(assessed(Verdict.VIOLATED, Verdict.SATISFIED, advisory=True))
    assert summary.advisory == 1


@pytest.mark.parametrize(
    ("threshold", "failing"),
    [
        ("never", set()),
        ("violated", {"conflict", "violated"}),
        ("late", {"conflict", "violated", "late"}),
        ("unknown", {"conflict", "violated", "late", "unknown"}),
    ],
)
def test_what_fails_an_audit(threshold: str, failing: set[str]):
    assert {v.value for v in Verdict if fails(finding(v, "done"), threshold)} == failing
    assert not any(fails(finding(v, "done", advisory=True), threshold) for v in Verdict)


def test_the_version_of_the_calendar_is_in_its_label():
    assert RUN.calendar_version == "2026.1"
