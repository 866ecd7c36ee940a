"""The counts of an audit as plain JSON values, and back."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from typing import Any

from dutylang.assessment.model import Verdict
from dutylang.assessment.persons import Result
from dutylang.reports.audit import AuditSummary, DutyCounts


def json_of_summary(summary: AuditSummary) -> dict[str, object]:
    """The counts by the values of verdicts and results."""
    duties = {
        name: {"instances": _by_value(each.instances), "cases": _by_value(each.cases)}
        for name, each in summary.duties.items()
    }
    return {
        "duties": duties,
        "cases": _by_value(summary.cases),
        "results": {result.value: count for result, count in summary.results.items()},
        "advisory": int(summary.advisory),
        "unread": int(summary.unread),
    }


def summary_of_json(found: Mapping[str, Any]) -> AuditSummary:
    """What `json_of_summary` wrote."""
    duties = {
        name: DutyCounts(_verdicts(each["instances"]), _verdicts(each["cases"]))
        for name, each in found["duties"].items()
    }
    results = Counter({Result(value): count for value, count in found["results"].items()})
    return AuditSummary(duties, _verdicts(found["cases"]), results, found["advisory"], found["unread"])


def _by_value(counts: Mapping[Verdict, int]) -> dict[str, int]:
    return {verdict.value: int(count) for verdict, count in counts.items() if count}


def _verdicts(found: Mapping[str, int]) -> Counter[Verdict]:
    return Counter({Verdict(value): count for value, count in found.items()})
