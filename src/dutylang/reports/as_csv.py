"""An audit as a table for a spreadsheet: one finding, result on a person or level a row, in the reader's tongue."""

from __future__ import annotations

import csv
from typing import TextIO

import attrs

from dutylang.assessment.model import CaseAssessment, Finding, Flag
from dutylang.cases.record import CaseRecord
from dutylang.reports.audit import AuditRun, Ending
from dutylang.reports.names import Events, Names, events_by_position
from dutylang.reports.person_rows import COLUMNS_OF, FINDINGS, POINTS, point_row, rows_of_case
from dutylang.reports.plain import moment_json
from dutylang.reports.story import explanation_of, level_words, reason_of

BYTE_ORDER_MARK = "\ufeff"
"""Without it a spreadsheet reads UTF-8 as the code page of its country."""

FORMULA_SIGNS = ("=", "+", "-", "@", "\t", "\r")
"""What makes a spreadsheet take a cell for a formula."""

COLUMNS = (
    "case", "status", "duty", "rule", "article", "part", "level", "verdict", "advisory", "flags", "roles",
    "persons", "period", "opened", "due", "done", "lateness", "lateness_unit", "reason", "explanation", "key",
)  # fmt: skip


@attrs.define
class CsvReport:
    """UTF-8 with a byte order mark; cells that look like formulas open with an apostrophe."""

    out: TextIO
    names: Names
    table: str = FINDINGS

    def begin(self, run: AuditRun) -> None:  # noqa: ARG002  (as all reports)
        """The headings."""
        self.out.write(BYTE_ORDER_MARK)
        self._row([self.names.text(f"column.{column}") for column in COLUMNS_OF.get(self.table, COLUMNS)])

    def case(self, case: CaseRecord, assessed: CaseAssessment) -> None:
        """One row for each finding, or for each result on a person, escalation or person with points."""
        if self.table != FINDINGS:
            for row in rows_of_case(self.table, case, assessed, self.names):
                self._row(row)
            return
        events = events_by_position(case)
        status = self.names.text(f"verdict.{assessed.status.value}")
        for finding in assessed.findings:
            self._row([finding.case_id, status, *self._cells(finding, events)])

    def end(self, ending: Ending) -> None:
        """Nothing stands behind the rows but the points over all cases."""
        if self.table == POINTS and ending.book is not None:
            for sanction in ending.book.sanctions:
                self._row(point_row("", sanction, self.names))

    def _row(self, cells: list[str]) -> None:
        csv.writer(self.out).writerow([harmless(cell) for cell in cells])

    def _cells(self, finding: Finding, events: Events) -> list[str]:
        names, lateness = self.names, finding.lateness
        flags = (names.text(f"flag.{flag.value}") for flag in Flag if flag in finding.flags)
        return [
            names.name(finding.rule),
            finding.rule,
            names.article(finding.article),
            names.name(finding.part),
            level_words(finding.level, names) if finding.level else "",
            names.text(f"verdict.{finding.verdict.value}"),
            names.text("value.yes" if finding.advisory else "value.no"),
            names.joined(flags),
            names.names(finding.roles),
            names.joined(finding.persons),
            finding.period or "",
            moment_json(finding.opened, names) or "",
            moment_json(finding.due, names) or "",
            moment_json(finding.done, names) or "",
            str(lateness.count) if lateness is not None else "",
            names.text(f"unit.{lateness.unit.value}") if lateness is not None else "",
            reason_of(finding, events, names),
            explanation_of(finding, events, names),
            finding.key,
        ]


def harmless(cell: str) -> str:
    """The cell as text: what a spreadsheet would take for a formula gets an apostrophe."""
    return f"'{cell}" if cell.startswith(FORMULA_SIGNS) else cell
