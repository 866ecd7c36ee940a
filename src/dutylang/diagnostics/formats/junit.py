"""Problems as JUnit XML: a suite for each policy, a test case for each problem."""

from __future__ import annotations

from collections.abc import Sequence
from xml.sax.saxutils import escape, quoteattr

from dutylang.diagnostics.formats.model import Checked, printable, words_of
from dutylang.diagnostics.model import Diagnostic, Severity
from dutylang.diagnostics.render import render
from dutylang.source import NOWHERE


def junit(checked: Sequence[Checked], tongue: str, command: str) -> str:
    """Errors are failures; warnings and notes are skipped tests; a policy without problems is one test passed."""
    suites = [_suite(each, tongue, command) for each in checked]
    tests = sum(max(len(each.problems), 1) for each in checked)
    counts = _attributes(name=command, tests=tests, failures=sum(map(_errors, checked)), errors=0)
    head = f'<?xml version="1.0" encoding="UTF-8"?>\n<testsuites{counts}>'
    return "\n".join([head, *suites, "</testsuites>"])


def _errors(checked: Checked) -> int:
    return sum(each.severity is Severity.ERROR for each in checked.problems)


def _suite(checked: Checked, tongue: str, command: str) -> str:
    size, errors = len(checked.problems), _errors(checked)
    counts = _attributes(
        name=checked.name, tests=max(size, 1), failures=errors, errors=0, skipped=size - errors
    )
    tests = [_test(problem, checked, tongue) for problem in checked.problems]
    if not tests:
        tests = [f"<testcase{_attributes(classname=command, name=checked.name)}/>"]
    return "\n".join([f"<testsuite{counts}>", *tests, "</testsuite>"])


def _test(problem: Diagnostic, checked: Checked, tongue: str) -> str:
    said, _ = words_of(problem, tongue)
    span = problem.span
    place = {} if span == NOWHERE else {"file": span.source, "line": span.line}
    where = "" if span == NOWHERE else f"{span.source}:{span.line}:{span.column}: "
    head = _attributes(classname=problem.code, name=f"{where}{said}", **place)
    if problem.severity is not Severity.ERROR:
        return f"<testcase{head}><skipped{_attributes(message=said)}/></testcase>"
    body = escape(printable(render(problem, checked.sources, tongue)))
    failure = f"<failure{_attributes(type=problem.code, message=said)}>{body}</failure>"
    return f"<testcase{head}>{failure}</testcase>"


def _attributes(**values: object) -> str:
    return "".join(f" {name}={quoteattr(printable(str(value)))}" for name, value in values.items())
