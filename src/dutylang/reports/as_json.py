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
from dutylang.reports.saved.record_json import SCHEMA_NAME, policy_json, record_json


@attrs.define
class JsonReport:
    """`{"schema": …, "run": …, "policy": …, "cases": […], "problems": […], "book": …, "summary": …}`.

    One case a line. The document is whole: `duty report` makes every other report of it.
    """

    out: TextIO
    names: Names
    groups: Groups | None = None
    _first: bool = True

    def begin(self, run: AuditRun) -> None:
        """What was audited by what."""
        told, policy = run_json(run, self.names), policy_json(run.texts)
        self.out.write(f'{{"schema": "{SCHEMA_NAME}",\n"run": {self._text(told)},\n')
        self.out.write(f'"policy": {self._text(policy)},\n"cases": [')

    def case(self, case: CaseRecord, assessed: CaseAssessment) -> None:
        """One case with its findings and what they mean for persons."""
        if self.groups is not None:
            self.groups.add(case, assessed)
        told = case_json(case, assessed, self.names) | {"record": record_json(case, self.names)}
        self.out.write(("\n" if self._first else ",\n") + self._text(told))
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
