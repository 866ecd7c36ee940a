"""Scenarios in the Test Anything Protocol, version 14: a test point each, the explanation in its YAML block."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import yaml

from dutylang.diagnostics import catalogue
from dutylang.diagnostics.render import message
from dutylang.reports.cells import safe_text
from dutylang.reports.scenarios.as_text import explanation, summaries
from dutylang.reports.scenarios.model import Outcome, ScenarioReport, SuiteReport

_INDENT = "  "


class _Dumper(yaml.SafeDumper):
    """YAML in which a text of several lines stands as it is."""


def _as_it_stands(dumper: yaml.SafeDumper, text: str) -> yaml.ScalarNode:
    style = "|" if "\n" in text else None
    return dumper.represent_scalar("tag:yaml.org,2002:str", text, style=style)


_Dumper.add_representer(str, _as_it_stands)


def tap_text(suite: SuiteReport, tongue: str, remarks: Iterable[str] = ()) -> str:
    """The document; `remarks` are comments at its end. A scenario that expects nothing is skipped."""
    lines = ["TAP version 14", f"1..{len(suite.scenarios)}"]
    for number, report in enumerate(suite.scenarios, 1):
        lines += _point(number, report, tongue)
    return "\n".join([*lines, *(f"# {_one_line(each)}" for each in remarks)])


def _point(number: int, report: ScenarioReport, tongue: str) -> Iterator[str]:
    """The test point and, where it does not pass, what is said of it."""
    result = "ok" if report.outcome.holds else "not ok"
    line = f"{result} {number} - {_escaped(report.title)}"
    if report.outcome is Outcome.OPEN:
        line += f" # SKIP {_escaped(catalogue.text('testing.expects_nothing', tongue).strip(' —'))}"
    yield line
    told = _diagnostic(report, tongue)
    if told:
        block = yaml.dump(told, Dumper=_Dumper, allow_unicode=True, sort_keys=False, width=10_000)
        yield f"{_INDENT}---"
        yield from (f"{_INDENT}{each}".rstrip() for each in block.splitlines())
        yield f"{_INDENT}..."


def _diagnostic(report: ScenarioReport, tongue: str) -> dict[str, object]:
    """Message, severity, place, what differs and why, of a scenario that does not hold."""
    at: dict[str, object] = {"file": safe_text(report.place.source), "line": report.place.line}
    if report.outcome is Outcome.UNREADABLE:
        messages = [safe_text(message(each, tongue)) for each in report.problems]
        return {"message": "; ".join(messages), "severity": "error", "at": at}
    if report.outcome is not Outcome.FAILED:
        return {}
    lines = [safe_text(line) for each in report.failures for line in summaries(each, tongue)]
    return {
        "message": "; ".join(lines),
        "severity": "fail",
        "at": at,
        "differences": [
            {"rule": failure.rule, "what": each.what, "expected": each.wanted, "found": each.seen}
            for failure in report.failures
            for each in failure.differences
        ],
        "explanation": explanation(report, tongue),
    }


def _escaped(text: str) -> str:
    """A description: `#` opens a directive and `\\` an escape."""
    return _one_line(text).replace("\\", "\\\\").replace("#", "\\#")


def _one_line(text: str) -> str:
    return " ".join(safe_text(text).split())
