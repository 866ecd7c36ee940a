"""An audit as one JSON document, written case by case."""

from __future__ import annotations

from typing import TextIO

import attrs

from dutylang.assessment.model import CaseAssessment
from dutylang.cases.record import CaseRecord
from dutylang.reports.audit import AuditRun, Ending
from dutylang.reports.finding_json import case_json, problems_json, run_json, summary_json
from dutylang.reports.grouping import Groups, groups_json
from dutylang.reports.names import Names
from dutylang.reports.person_json import book_json
from dutylang.reports.plain import json_text


@attrs.define
class JsonReport:
    """`{"run": …, "cases": […], "problems": […], "book": …, "summary": …}`, one case a line."""

    out: TextIO
    names: Names
    groups: Groups | None = None
    _first: bool = True

    def begin(self, run: AuditRun) -> None:
        """What was audited by what."""
        self.out.write(f'{{"run": {self._text(run_json(run, self.names))},\n"cases": [')

    def case(self, case: CaseRecord, assessed: CaseAssessment) -> None:
        """One case with its findings and what they mean for persons."""
        if self.groups is not None:
            self.groups.add(case, assessed)
        self.out.write(("\n" if self._first else ",\n") + self._text(case_json(case, assessed, self.names)))
        self._first = False

    def end(self, ending: Ending) -> None:
        """The problems, what all cases show together, and the summary."""
        problems = self._text(problems_json(ending.problems, self.names))
        book = self._text(book_json(ending.book, self.names) if ending.book is not None else None)
        self.out.write(f'\n],\n"problems": {problems},\n"book": {book},\n"summary": ')
        summary = summary_json(ending.summary)
        if self.groups is not None:
            summary["groups"] = groups_json(self.groups)
        self.out.write(self._text(summary) + "}\n")

    def _text(self, value: object) -> str:
        return json_text(value)
