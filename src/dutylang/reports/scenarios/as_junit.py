"""Scenarios as JUnit XML: one suite, a test case for each scenario, with its explanation where it fails."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import PurePath
from xml.sax.saxutils import escape, quoteattr

from dutylang.diagnostics import catalogue
from dutylang.diagnostics.render import message
from dutylang.reports.cells import safe_text
from dutylang.reports.scenarios.as_text import explanation, summaries
from dutylang.reports.scenarios.model import Outcome, ScenarioReport, SuiteReport

_ELEMENTS = {Outcome.FAILED: "failure", Outcome.UNREADABLE: "error", Outcome.OPEN: "skipped"}
_COUNTED = {"failures": Outcome.FAILED, "errors": Outcome.UNREADABLE, "skipped": Outcome.OPEN}


def junit_text(suite: SuiteReport, tongue: str, properties: Mapping[str, object] | None = None) -> str:
    """The document. A scenario that expects nothing is skipped, one that could not be read is an error."""
    counts = [("tests", str(len(suite.scenarios)))]
    for name, outcome in _COUNTED.items():
        counts.append((name, str(sum(each.outcome is outcome for each in suite.scenarios))))
    head = _attributes([("name", suite.policy), *counts])
    lines = ['<?xml version="1.0" encoding="UTF-8"?>', f"<testsuites{head}>", f"  <testsuite{head}>"]
    if properties:
        told = [
            f"      <property{_attributes([('name', name), ('value', str(value))])}/>"
            for name, value in properties.items()
        ]
        lines += ["    <properties>", *told, "    </properties>"]
    lines += [_test_case(each, tongue) for each in suite.scenarios]
    return "\n".join([*lines, "  </testsuite>", "</testsuites>"])


def _test_case(report: ScenarioReport, tongue: str) -> str:
    place = report.place
    attributes = [
        ("classname", PurePath(place.source).stem),
        ("name", report.title),
        ("file", place.source),
        ("line", str(place.line)),
    ]
    head = f"    <testcase{_attributes(attributes)}"
    element = _ELEMENTS.get(report.outcome)
    if element is None:
        return f"{head}/>"
    told = [("message", catalogue.text("testing.expects_nothing", tongue).strip(" —"))]
    body = ""
    if report.outcome is Outcome.FAILED:
        told = [("message", "; ".join(line for each in report.failures for line in summaries(each, tongue)))]
        told.append(("type", "+".join(dict.fromkeys(_kinds(report)))))
        body = explanation(report, tongue)
    elif report.outcome is Outcome.UNREADABLE:
        told = [("message", "; ".join(message(each, tongue) for each in report.problems))]
        told.append(("type", "+".join(dict.fromkeys(each.code for each in report.problems))))
    return f"{head}>\n      <{element}{_attributes(told)}>{escape(body)}</{element}>\n    </testcase>"


def _kinds(report: ScenarioReport) -> Iterable[str]:
    return (each.what for failure in report.failures for each in failure.differences)


def _attributes(pairs: Iterable[tuple[str, str]]) -> str:
    return "".join(f" {name}={quoteattr(safe_text(value))}" for name, value in pairs)
