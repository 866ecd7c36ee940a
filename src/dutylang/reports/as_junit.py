"""An audit as JUnit XML: a suite for each case, a test case for each finding that was judged."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TextIO
from xml.sax.saxutils import escape, quoteattr

import attrs

from dutylang.assessment.model import CaseAssessment, Finding, Verdict
from dutylang.cases.record import CaseRecord
from dutylang.diagnostics import Diagnostic, Severity
from dutylang.reports.audit import DEVIATIONS, AuditRun, Ending
from dutylang.reports.cells import safe_text
from dutylang.reports.finding_json import run_json
from dutylang.reports.names import Events, Names, events_by_position
from dutylang.reports.person_words import titled
from dutylang.reports.pipelines import place_of_source, told_of
from dutylang.reports.problem_words import help_of, message_of
from dutylang.source import NOWHERE

FAILURE, ERROR, SKIPPED, PASSED = "failure", "error", "skipped", ""
KINDS = (FAILURE, ERROR, SKIPPED)


@attrs.frozen
class _Test:
    """A test case: its attributes, how it ended, and with which words."""

    attributes: tuple[tuple[str, str], ...]
    outcome: str
    verdict: str = ""
    message: str = ""
    text: str = ""


@attrs.define
class JunitReport:
    """Breaches are failures and what is unknown is an error; advice and what is pending are skipped.

    What does not apply is left out. Each suite names in its properties what was audited by what. Cases that
    could not be read are errors of a last suite.
    """

    out: TextIO
    names: Names
    _run: AuditRun | None = None

    def begin(self, run: AuditRun) -> None:
        """Opens the document."""
        self._run = run
        title = self.names.text("audit.title", policy=dict(run.labels).get(self.names.tongue) or run.policy)
        self.out.write(
            f'<?xml version="1.0" encoding="UTF-8"?>\n<testsuites{_attributes([("name", title)])}>\n'
        )

    def case(self, case: CaseRecord, assessed: CaseAssessment) -> None:
        """One suite."""
        place, events = place_of_source(case.source), events_by_position(case)
        where = [("file", place.file)] if place is not None else []
        if place is not None and place.line is not None:
            where.append(("line", str(place.line)))
        tests = [
            self._test(finding, events, where)
            for finding in assessed.findings
            if finding.verdict is not Verdict.NOT_APPLICABLE
        ]
        self._suite(assessed.case_id, tests, where)

    def end(self, ending: Ending) -> None:
        """The cases that could not be read, and the end of the document."""
        tests = [self._problem(each) for each in ending.problems if each.severity is Severity.ERROR]
        self._suite(self.names.text("pipeline.suite_of_problems"), tests, [])
        self.out.write("</testsuites>\n")

    def _test(self, finding: Finding, events: Events, where: list[tuple[str, str]]) -> _Test:
        name = f"{titled(finding.rule, finding.article, self.names)} [{finding.key}]"
        policy = self._run.policy if self._run is not None else ""
        attributes = (("classname", f"{policy}.{finding.rule}"), ("name", name), *where)
        outcome = outcome_of(finding)
        if outcome == PASSED:
            return _Test(attributes, PASSED)
        told = told_of(finding, events, self.names)
        return _Test(attributes, outcome, finding.verdict.value, told.message, told.explanation)

    def _problem(self, problem: Diagnostic) -> _Test:
        message = message_of(problem, self.names)
        where = []
        if problem.span != NOWHERE:
            where = [("file", problem.span.source), ("line", str(problem.span.line))]
        name = f"{problem.span.source}: {message}" if where else message
        attributes = (("classname", problem.code), ("name", name), *where)
        return _Test(attributes, ERROR, problem.code, message, help_of(problem, self.names))

    def _suite(self, name: str, tests: list[_Test], where: list[tuple[str, str]]) -> None:
        counts = [(kind, sum(test.outcome == kind for test in tests)) for kind in KINDS]
        plural = {FAILURE: "failures", ERROR: "errors", SKIPPED: SKIPPED}
        head = [("name", name), ("tests", str(len(tests)))]
        head += [(plural[kind], str(count)) for kind, count in counts]
        self.out.write(
            f"  <testsuite{_attributes([*head, *(pair for pair in where if pair[0] == 'file')])}>\n"
        )
        self.out.write("    <properties>\n")
        if self._run is not None:
            for key, value in run_json(self._run, self.names).items():
                if value is not None:
                    told = _attributes([("name", key), ("value", str(value))])
                    self.out.write(f"      <property{told}/>\n")
        self.out.write("    </properties>\n")
        for test in tests:
            self.out.write(_xml(test))
        self.out.write("  </testsuite>\n")


def outcome_of(finding: Finding) -> str:
    """How the test case of a finding ends: a failure, an error, skipped, or passed."""
    if finding.verdict is Verdict.PENDING or (finding.advisory and finding.verdict in DEVIATIONS):
        return SKIPPED
    if finding.verdict in DEVIATIONS:
        return FAILURE
    if finding.verdict is Verdict.UNKNOWN:
        return SKIPPED if finding.advisory else ERROR
    return PASSED


def _xml(test: _Test) -> str:
    head = f"    <testcase{_attributes(test.attributes)}"
    if test.outcome == PASSED:
        return f"{head}/>\n"
    told = [("message", test.message)]
    if test.outcome != SKIPPED:
        told.append(("type", test.verdict))
    text = escape(safe_text(test.text))
    return f"{head}>\n      <{test.outcome}{_attributes(told)}>{text}</{test.outcome}>\n    </testcase>\n"


def _attributes(pairs: Iterable[tuple[str, str]]) -> str:
    return "".join(f" {name}={quoteattr(safe_text(value))}" for name, value in pairs)
