"""An audit as JSON Lines: one finding a line, with the case it is of."""

from __future__ import annotations

import json
from typing import TextIO

import attrs

from dutylang.assessment.model import CaseAssessment
from dutylang.cases.record import CaseRecord
from dutylang.reports.audit import AuditRun, Ending
from dutylang.reports.finding_json import finding_json
from dutylang.reports.names import Names, events_by_position


@attrs.define
class JsonLinesReport:
    """Findings alone, in the form that they have in the JSON document, each with `case` and `status`."""

    out: TextIO
    names: Names

    def begin(self, run: AuditRun) -> None:
        """Nothing stands before the findings."""

    def case(self, case: CaseRecord, assessed: CaseAssessment) -> None:
        """One line for each finding."""
        events = events_by_position(case)
        for finding in assessed.findings:
            head = {"case": assessed.case_id, "status": assessed.status.value}
            line = head | finding_json(finding, events, self.names)
            self.out.write(json.dumps(line, ensure_ascii=False) + "\n")

    def end(self, ending: Ending) -> None:
        """Nothing stands behind them."""
