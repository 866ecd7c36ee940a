"""An audit as a table for a spreadsheet: one finding, result on a person or level a row, in the reader's tongue."""

from __future__ import annotations

import csv
from collections.abc import Iterable
from typing import TextIO

import attrs

from dutylang.assessment.model import CaseAssessment
from dutylang.cases.record import CaseRecord
from dutylang.reports.audit import AuditRun, Ending
from dutylang.reports.cells import Cell, cell_text, safe_text
from dutylang.reports.finding_rows import FINDING_COLUMNS, finding_row
from dutylang.reports.names import Names, events_by_position
from dutylang.reports.person_rows import COLUMNS_OF, FINDINGS, POINTS, point_row, rows_of_case

BYTE_ORDER_MARK = "\ufeff"
"""Without it a spreadsheet reads UTF-8 as the code page of its country."""

FORMULA_SIGNS = ("=", "+", "-", "@", "\t", "\r", "＝", "＋", "－", "＠")
"""What makes a spreadsheet take a cell for a formula; the wide signs do so where Chinese is written."""

COLUMNS = FINDING_COLUMNS

RUN_COLUMNS = ("policy", "version", "sha256", "as_of", "calendar", "program")
"""What every row ends with, so that rows of several audits can stand in one table and none loses its origin."""


@attrs.define
class CsvReport:
    """UTF-8 with a byte order mark; cells that look like formulas open with an apostrophe."""

    out: TextIO
    names: Names
    table: str = FINDINGS
    _run: tuple[Cell, ...] = ()

    def begin(self, run: AuditRun) -> None:
        """The headings. What was audited by what stands at the end of every row."""
        self.out.write(BYTE_ORDER_MARK)
        headings = (*COLUMNS_OF.get(self.table, COLUMNS), *(f"run_{column}" for column in RUN_COLUMNS))
        self._row(self.names.text(f"column.{column}") for column in headings)
        self._run = run_cells(run)

    def case(self, case: CaseRecord, assessed: CaseAssessment) -> None:
        """One row for each finding, or for each result on a person, escalation or person with points."""
        if self.table != FINDINGS:
            for row in rows_of_case(self.table, case, assessed, self.names):
                self._row(row)
            return
        events = events_by_position(case)
        for finding in assessed.findings:
            self._row(finding_row(finding, assessed.status, events, self.names))

    def end(self, ending: Ending) -> None:
        """Nothing stands behind the rows but the points over all cases."""
        if self.table == POINTS and ending.book is not None:
            for sanction in ending.book.sanctions:
                self._row(point_row("", sanction, self.names))

    def _row(self, cells: Iterable[Cell]) -> None:
        words = (cell_text(cell, self.names) for cell in (*cells, *self._run))
        csv.writer(self.out).writerow([harmless(safe_text(each)) for each in words])


def run_cells(run: AuditRun) -> tuple[Cell, ...]:
    """The cells under `RUN_COLUMNS`."""
    program = f"dutylang {run.program_version}"
    return run.policy, run.version, run.sha256, run.as_of, run.calendar, program


def harmless(cell: str) -> str:
    """The cell as text: what a spreadsheet would take for a formula gets an apostrophe."""
    return f"'{cell}" if cell.startswith(FORMULA_SIGNS) else cell
