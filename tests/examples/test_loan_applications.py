"""The loan log audited whole: 13,087 applications, counts as an independent tool found them."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Mapping
from functools import cache
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from dutylang.assessment.model import Verdict
from dutylang.pipeline import assess, cases_of, has_errors, horizon_from_text, load_policy
from dutylang.reports.audit import summary_of
from tests.cli.common import run

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


def counts_in_columns(folder: Path) -> dict[str, Counter[Verdict]]:
    """The same counts, out of the table of findings that the columnar engine writes."""
    target = folder / "findings.parquet"
    mapping = EXAMPLE / "mapping.toml"
    given = (EXAMPLE / "policy.duty", LOG, "--mapping", mapping, "--as-of", "2012-12-31")
    result = run("audit", *given, "--engine", "bulk", "--format", "parquet", "-o", target)
    assert (result.exit_code, result.stderr) == (0, "")
    gravest: dict[tuple[str, str], Verdict] = {}
    found = pq.read_table(target, columns=["rule", "case", "verdict"]).to_pydict()
    for rule, case, said in zip(found["rule"], found["case"], found["verdict"], strict=True):
        verdict = Verdict(said)
        known = gravest.setdefault((rule, case), verdict)
        if verdict.rank < known.rank:
            gravest[rule, case] = verdict
    counted: dict[str, Counter[Verdict]] = {}
    for (rule, _), verdict in gravest.items():
        counted.setdefault(rule, Counter())[verdict] += 1
    return counted


@needs_log
@pytest.mark.slow
@pytest.mark.no_cover
def test_counts_of_the_independent_tool() -> None:
    assert_counts(counts())


@needs_log
@pytest.mark.no_cover
def test_the_same_counts_in_columns(tmp_path: Path) -> None:
    assert_counts(counts_in_columns(tmp_path))


def assert_counts(found: Mapping[str, Counter[Verdict]]) -> None:
    """The counts are those of the independent tool."""
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
