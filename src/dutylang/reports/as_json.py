"""An audit as one JSON document, written case by case."""

from __future__ import annotations

import json
from typing import TextIO

import attrs

from dutylang.assessment.model import CaseAssessment
from dutylang.cases.record import CaseRecord
from dutylang.reports.audit import AuditRun, Ending
from dutylang.reports.finding_json import case_json, problems_json, run_json, summary_json
from dutylang.reports.names import Names


@attrs.define
class JsonReport:
    """`{"run": …, "cases": […], "problems": […], "summary": …}`, one case a line."""

    out: TextIO
    names: Names
    _first: bool = True

    def begin(self, run: AuditRun) -> None:
        """What was audited by what."""
        self.out.write(f'{{"run": {self._text(run_json(run, self.names))},\n"cases": [')

    def case(self, case: CaseRecord, assessed: CaseAssessment) -> None:
        """One case with its findings."""
        self.out.write(("\n" if self._first else ",\n") + self._text(case_json(case, assessed, self.names)))
        self._first = False

    def end(self, ending: Ending) -> None:
        """The problems and the summary."""
        problems = self._text(problems_json(ending.problems, self.names))
        self.out.write(f'\n],\n"problems": {problems},\n"summary": ')
        self.out.write(self._text(summary_json(ending.summary)) + "}\n")

    def _text(self, value: object) -> str:
        return json.dumps(value, ensure_ascii=False)
