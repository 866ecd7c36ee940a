"""The formats of an audit by name. A report takes the cases one by one, then what only the end knows."""

from __future__ import annotations

from typing import Protocol, TextIO

from dutylang.assessment.model import CaseAssessment
from dutylang.cases.record import CaseRecord
from dutylang.reports.as_csv import CsvReport
from dutylang.reports.as_json import JsonReport
from dutylang.reports.as_jsonl import JsonLinesReport
from dutylang.reports.as_text import TextReport
from dutylang.reports.audit import AuditRun, Ending
from dutylang.reports.layout import Paint
from dutylang.reports.names import Names


class Report(Protocol):
    """What an audit is written with: `begin`, every case, `end`."""

    def begin(self, run: AuditRun) -> None:
        """Opens the report."""

    def case(self, case: CaseRecord, assessed: CaseAssessment) -> None:
        """Adds a case."""

    def end(self, ending: Ending) -> None:
        """Closes the report."""


def report_in(name: str, out: TextIO, names: Names, *, color: bool = False, brief: bool = False) -> Report:
    """The report in a format: text, json, jsonl or csv. `color` and `brief` concern text alone."""
    match name:
        case "json":
            return JsonReport(out, names)
        case "jsonl":
            return JsonLinesReport(out, names)
        case "csv":
            return CsvReport(out, names)
        case _:
            return TextReport(out, names, Paint(color), brief)
