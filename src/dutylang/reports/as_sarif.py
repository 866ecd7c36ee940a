"""An audit as SARIF 2.1.0 (OASIS): a result for each finding that matters, at the file of its case."""

from __future__ import annotations

import hashlib
import json
import re
from typing import TextIO

import attrs

from dutylang.assessment.model import CaseAssessment, Finding, Verdict
from dutylang.cases.record import CaseRecord
from dutylang.diagnostics import Diagnostic, Severity
from dutylang.reports.audit import AuditRun, Ending
from dutylang.reports.cells import safe_text
from dutylang.reports.finding_json import run_json
from dutylang.reports.names import Events, Names, events_by_position
from dutylang.reports.person_words import titled
from dutylang.reports.pipelines import FilePlace, matters, place_of_source, told_of
from dutylang.reports.plain import Json, moment_json
from dutylang.reports.problem_words import help_of, message_of
from dutylang.source import NOWHERE

VERSION = "2.1.0"
SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
FINGERPRINT = "dutylangFindingKey/v1"

LEVELS = {Verdict.CONFLICT: "error", Verdict.VIOLATED: "error", Verdict.LATE: "warning"}
NOTIFIED = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.NOTE: "note"}


@attrs.define
class SarifReport:
    """Breaches are of kind `fail`, advice of level `note`; what is unknown is of kind `open`.

    Results are written case by case; the tool with its rules, the problems of the records and what was
    audited by what follow them.
    """

    out: TextIO
    names: Names
    _run: AuditRun | None = None
    _first: bool = True
    _articles: dict[str, str] = attrs.field(factory=dict)

    def begin(self, run: AuditRun) -> None:
        """Opens the log and its one run."""
        self._run = run
        head = f'"$schema": "{SCHEMA}",\n"version": "{VERSION}"'
        self.out.write(f'{{{head},\n"runs": [{{\n"columnKind": "unicodeCodePoints",\n"results": [')

    def case(self, case: CaseRecord, assessed: CaseAssessment) -> None:
        """The results of one case."""
        events, place = events_by_position(case), place_of_source(case.source)
        for finding in assessed.findings:
            self._articles.setdefault(finding.rule, finding.article)
            if matters(finding):
                result = self._result(finding, events, place)
                self.out.write(("\n" if self._first else ",\n") + _text(result))
                self._first = False

    def end(self, ending: Ending) -> None:
        """The tool, the invocation with the problems, and the properties of the run."""
        run = self._run
        rules = dict.fromkeys((*ending.summary.duties, *self._articles))
        driver: Json = {
            "name": "dutylang",
            "rules": [self._rule(rule, self._articles.get(rule, "")) for rule in rules],
        }
        if run is not None:
            driver["version"] = run.program_version
        tail: Json = {
            "tool": {"driver": driver},
            "language": self.names.tongue,
            "invocations": [
                {
                    "executionSuccessful": not ending.summary.unread,
                    "toolExecutionNotifications": [self._notification(each) for each in ending.problems],
                }
            ],
        }
        if run is not None:
            tail["properties"] = run_json(run, self.names)
        self.out.write("\n],\n" + _text(tail)[1:-1] + "\n}]}\n")

    def _result(self, finding: Finding, events: Events, place: FilePlace | None) -> Json:
        told, names = told_of(finding, events, self.names), self.names
        is_open = finding.verdict is Verdict.UNKNOWN
        level = "note" if finding.advisory else LEVELS.get(finding.verdict, "none")
        location: Json = {"logicalLocations": [{"name": finding.case_id, "kind": "case"}]}
        if place is not None:
            location["physicalLocation"] = _physical(place)
        return {
            "ruleId": finding.rule,
            "kind": "open" if is_open else "fail",
            "level": "none" if is_open else level,
            "message": {"text": message_text(told.whole)},
            "locations": [location],
            "partialFingerprints": {
                FINGERPRINT: hashlib.sha256(finding.key.encode(errors="replace")).hexdigest()
            },
            "properties": {
                "key": finding.key,
                "case": finding.case_id,
                "verdict": finding.verdict.value,
                "article": finding.article,
                "persons": list(finding.persons),
                "due": moment_json(finding.due, names),
            },
        }

    def _rule(self, rule: str, article: str) -> Json:
        words = titled(rule, article, self.names)
        return {
            "id": rule,
            "name": self.names.name(rule),
            "shortDescription": {"text": message_text(words)},
            "properties": {"article": article},
        }

    def _notification(self, problem: Diagnostic) -> Json:
        help_text = help_of(problem, self.names)
        message = message_of(problem, self.names)
        found: Json = {
            "level": NOTIFIED[problem.severity],
            "message": {"text": message_text(f"{message}; {help_text}" if help_text else message)},
            "descriptor": {"id": problem.code},
        }
        if problem.span != NOWHERE:
            place = FilePlace(problem.span.source, problem.span.line)
            found["locations"] = [{"physicalLocation": _physical(place)}]
        return found


def message_text(words: str) -> str:
    """Words as a message string: no placeholder (3.11.5) and no embedded link (3.11.6) can stand in it."""
    doubled = words.replace("{", "{{").replace("}", "}}")
    return re.sub(r"\](?=\()", r"\\]", doubled)


def _physical(place: FilePlace) -> Json:
    found: Json = {"artifactLocation": {"uri": place.uri}}
    if place.line is not None:
        found["region"] = {"startLine": place.line}
    return found


def _text(value: object) -> str:
    return json.dumps(_safe(value), ensure_ascii=False)


def _safe(value: object) -> object:
    match value:
        case str():
            return safe_text(value)
        case list():
            return [_safe(item) for item in value]
        case dict():
            return {key: _safe(item) for key, item in value.items()}
        case _:
            return value
