"""The formats of an audit by name. A report takes the cases one by one, then what only the end knows."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol, TextIO

from dutylang.assessment.model import CaseAssessment
from dutylang.cases.record import CaseRecord
from dutylang.reports.as_csv import CsvReport
from dutylang.reports.as_json import JsonReport
from dutylang.reports.as_jsonl import JsonLinesReport
from dutylang.reports.as_text import TextReport
from dutylang.reports.audit import AuditRun, Ending
from dutylang.reports.grouping import Groups
from dutylang.reports.layout import Paint
from dutylang.reports.names import Names
from dutylang.reports.person_rows import FINDINGS


class Report(Protocol):
    """What an audit is written with: `begin`, every case, `end`."""

    def begin(self, run: AuditRun) -> None:
        """Opens the report."""

    def case(self, case: CaseRecord, assessed: CaseAssessment) -> None:
        """Adds a case."""

    def end(self, ending: Ending) -> None:
        """Closes the report."""


def report_in(
    name: str,
    out: TextIO,
    names: Names,
    *,
    color: bool = False,
    brief: bool = False,
    groups: Groups | None = None,
    rows: str = FINDINGS,
    columns: Sequence[str] | None = None,
) -> Report:
    """The report in a format: text, html, json, jsonl, csv, xlsx, parquet, markdown, junit or sarif.

    `color` and `brief` concern text alone, `groups` text, html and json, `rows` (one of `TABLES`) jsonl, csv
    and parquet, `columns` parquet (None: all of them). The formats xlsx and parquet write bytes beneath the
    text stream: it is that of a file.
    """
    match name:
        case "json":
            return JsonReport(out, names, groups)
        case "jsonl":
            return JsonLinesReport(out, names, rows)
        case "csv":
            return CsvReport(out, names, rows)
        case "html":
            from dutylang.reports.html.report import HtmlReport

            return HtmlReport(out, names, groups)
        case "xlsx" | "parquet" | "markdown" | "junit" | "sarif":
            return _report_on_demand(name, out, names, rows, columns)
        case _:
            return TextReport(out, names, Paint(color), brief, groups)


def _report_on_demand(
    name: str, out: TextIO, names: Names, rows: str, columns: Sequence[str] | None
) -> Report:
    """A report whose module is loaded only when it is asked for."""
    match name:
        case "xlsx":
            from dutylang.reports.as_xlsx import XlsxReport

            return XlsxReport(out.buffer, names)
        case "parquet":
            from dutylang.reports.as_parquet import ParquetReport

            return ParquetReport(out.buffer, names, rows, columns)
        case "junit":
            from dutylang.reports.as_junit import JunitReport

            return JunitReport(out, names)
        case "sarif":
            from dutylang.reports.as_sarif import SarifReport

            return SarifReport(out, names)
        case _:
            from dutylang.reports.as_markdown import MarkdownReport

            return MarkdownReport(out, names)
