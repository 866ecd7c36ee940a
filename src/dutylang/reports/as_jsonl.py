"""An audit as JSON Lines: one finding, result on a person or level a line, with the case it is of."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TextIO

import attrs

from dutylang.assessment.model import CaseAssessment
from dutylang.cases.record import CaseRecord
from dutylang.reports import person_rows as tables
from dutylang.reports.account import account_of
from dutylang.reports.audit import AuditRun, Ending
from dutylang.reports.finding_json import finding_json, run_json
from dutylang.reports.names import Names
from dutylang.reports.person_json import escalation_json, person_json, sanction_json
from dutylang.reports.person_rows import FINDINGS, POINTS, settled
from dutylang.reports.plain import Json, json_text

KINDS = {FINDINGS: "finding", tables.PERSONS: "person", tables.ESCALATIONS: "escalation", POINTS: "points"}
"""What a line of each table is."""


@attrs.define
class JsonLinesReport:
    """A line on the run, then rows of one table in the form of the JSON document, with `case` and `status`.

    `kind` is `run`, or that of the rows: `finding`, `person`, `escalation` or `points`.
    """

    out: TextIO
    names: Names
    table: str = FINDINGS

    def begin(self, run: AuditRun) -> None:
        """What was audited by what, and which table follows."""
        self._line({"kind": "run"} | run_json(run, self.names) | {"table": self.table})

    def case(self, case: CaseRecord, assessed: CaseAssessment) -> None:
        """One line for each finding, or for each result on a person, escalation or person with points."""
        head: Json = {"kind": KINDS[self.table], "case": assessed.case_id, "status": assessed.status.value}
        for row in self._rows(case, assessed):
            self._line(head | row)

    def end(self, ending: Ending) -> None:
        """Nothing stands behind them but the points over all cases, of no one case."""
        if self.table == POINTS and ending.book is not None:
            for sanction in ending.book.sanctions:
                head: Json = {"kind": KINDS[POINTS], "case": None, "status": None}
                self._line(head | sanction_json(sanction, self.names))

    def _rows(self, case: CaseRecord, assessed: CaseAssessment) -> Iterator[Json]:
        account = account_of(case, assessed, self.names)
        names, events = self.names, account.events
        match self.table:
            case tables.PERSONS:
                yield from (person_json(found, account) for found in assessed.persons)
            case tables.ESCALATIONS:
                yield from (escalation_json(level, names) for level in assessed.escalations)
            case tables.POINTS:
                yield from (sanction_json(sanction, names) for sanction in settled(assessed))
            case _:
                yield from (finding_json(finding, events, names) for finding in assessed.findings)

    def _line(self, line: Json) -> None:
        self.out.write(json_text(line) + "\n")
