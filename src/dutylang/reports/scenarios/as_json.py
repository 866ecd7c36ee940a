"""Scenarios as plain JSON values: keys as the language has them, words in the reader's tongue beside them."""

from __future__ import annotations

from dutylang.diagnostics.render import to_json
from dutylang.reports.scenarios.model import Failure, ScenarioReport, SuiteReport, Told

Json = dict[str, object]


def suite_json(suite: SuiteReport, tongue: str) -> Json:
    """All scenarios. `passed` counts those that hold."""
    return {
        "policy": suite.policy,
        "count": len(suite.scenarios),
        "passed": suite.held,
        "scenarios": [scenario_json(each, tongue) for each in suite.scenarios],
    }


def scenario_json(report: ScenarioReport, tongue: str) -> Json:
    """A scenario; `outcome` is passed, open (it expects nothing), failed or unreadable."""
    return {
        "scenario": report.title,
        "file": report.place.source,
        "line": report.place.line,
        "outcome": report.outcome.value,
        "passed": report.outcome.holds,
        "failures": [_failure_json(each) for each in report.failures],
        "problems": [to_json(each, tongue) for each in report.problems],
    }


def _failure_json(failure: Failure) -> Json:
    return {
        "rule": failure.rule,
        "person": failure.person,
        "subject": failure.subject,
        "line": failure.place.line,
        "differences": [
            {
                "what": each.what,
                "expected": each.wanted,
                "found": each.seen,
                "words": {"what": each.aspect, "expected": each.expected, "found": each.found},
            }
            for each in failure.differences
        ],
        "needed": list(failure.needed),
        "explanation": [_story_json(each) for each in failure.found],
    }


def _story_json(told: Told) -> Json:
    return {"heading": told.story.heading, "paragraphs": list(told.story.paragraphs)}
