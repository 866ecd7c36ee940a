"""An audit as a workbook: a summary, and findings, persons, open deadlines and problems as tables with filters."""

from __future__ import annotations

import datetime as dt
import io
import re
import zipfile
from collections.abc import Iterator
from typing import TYPE_CHECKING, BinaryIO

import attrs

from dutylang.assessment.model import CaseAssessment, Verdict
from dutylang.assessment.persons import Result
from dutylang.cases.record import CaseRecord
from dutylang.diagnostics import Diagnostic
from dutylang.reports.agenda import Agenda, Item, agenda_of, agenda_of_case
from dutylang.reports.audit import AuditRun, AuditSummary, Ending
from dutylang.reports.cells import Cell
from dutylang.reports.finding_rows import FINDING_COLUMNS, finding_row
from dutylang.reports.html.report import facts_of
from dutylang.reports.names import Names, events_by_position
from dutylang.reports.person_rows import PERSON_COLUMNS, PERSONS, rows_of_case
from dutylang.reports.problem_words import help_of, message_of
from dutylang.reports.xlsx_sheet import Sheet, cell_of, heading_cell, set_widths, sheet_of
from dutylang.source import NOWHERE

if TYPE_CHECKING:
    from openpyxl import Workbook
    from openpyxl.worksheet._write_only import WriteOnlyWorksheet

DEADLINE_COLUMNS = (
    "due", "overdue", "case", "kind", "duty", "article", "what", "roles", "persons", "about", "opened", "key",
)  # fmt: skip
PROBLEM_COLUMNS = ("severity", "code", "message", "help", "file", "line", "place")


PROPERTIES = "docProps/core.xml"
_MODIFIED = re.compile(rb"(<dcterms:modified[^>]*>)[^<]*(<)")


@attrs.define
class _Pages:
    """The sheets of a workbook that is being written."""

    run: AuditRun
    book: Workbook
    summary: WriteOnlyWorksheet
    findings: Sheet
    persons: Sheet
    deadlines: Sheet
    problems: Sheet


@attrs.define
class XlsxReport:
    """Rows go to the workbook case by case; open items are kept until the end, to stand by deadline."""

    out: BinaryIO
    names: Names
    _pages: _Pages | None = None
    _agendas: list[Agenda] = attrs.field(factory=list)

    def begin(self, run: AuditRun) -> None:
        """Opens the sheets in their order."""
        from openpyxl import Workbook

        book = Workbook(write_only=True)
        label = dict(run.labels).get(self.names.tongue) or run.policy
        book.properties.title = self.names.text("audit.title", policy=label)
        book.properties.creator = f"dutylang {run.program_version}"
        book.properties.description = f"{run.policy} {run.version} sha256:{run.sha256}"
        self._pages = _Pages(
            run,
            book,
            sheet_of(book, self.names.text("sheet.summary")),
            self._sheet(book, "findings", FINDING_COLUMNS),
            self._sheet(book, "persons", PERSON_COLUMNS),
            self._sheet(book, "deadlines", DEADLINE_COLUMNS),
            self._sheet(book, "problems", PROBLEM_COLUMNS),
        )

    def case(self, case: CaseRecord, assessed: CaseAssessment) -> None:
        """The rows of a case."""
        if (pages := self._pages) is None:
            return
        events = events_by_position(case)
        for finding in assessed.findings:
            pages.findings.add(finding_row(finding, assessed.status, events, self.names))
        for row in rows_of_case(PERSONS, case, assessed, self.names):
            pages.persons.add(row)
        self._agendas.append(agenda_of_case(case, assessed, pages.run.as_of, self.names))

    def end(self, ending: Ending) -> None:
        """Writes what only the end knows, and the file."""
        if (pages := self._pages) is None:
            return
        agenda = agenda_of(self._agendas)
        for item in (*agenda.items, *agenda.questions):
            pages.deadlines.add(_deadline_row(item, self.names))
        for problem in ending.problems:
            pages.problems.add(_problem_row(problem, self.names))
        set_widths(pages.summary, [36, 36, *(14 for _ in Verdict)])
        for title, *cells in summary_rows(pages.run, ending.summary, agenda, self.names):
            first = heading_cell(pages.summary, str(title)) if title else None
            pages.summary.append([first, *(cell_of(pages.summary, cell, self.names) for cell in cells)])
        for sheet in (pages.findings, pages.persons, pages.deadlines, pages.problems):
            sheet.close()
        self.out.write(_timeless(pages.book, pages.run.as_of.day))

    def _sheet(self, book: Workbook, name: str, columns: tuple[str, ...]) -> Sheet:
        return Sheet(book, self.names.text(f"sheet.{name}"), columns, self.names)


def _timeless(book: Workbook, day: dt.date) -> bytes:
    """The workbook's file with the day of the audit for every time in it: the same audit gives the same bytes."""
    written, whole = io.BytesIO(), io.BytesIO()
    book.properties.created = dt.datetime.combine(day, dt.time())
    book.save(written)
    stamp = b"%d-%02d-%02dT00:00:00Z" % (day.year, day.month, day.day)
    with zipfile.ZipFile(written) as old, zipfile.ZipFile(whole, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            content = old.read(name)
            if name == PROPERTIES:
                content = _MODIFIED.sub(rb"\g<1>" + stamp + rb"\g<2>", content)
            # The format of archives knows no year before 1980.
            entry = zipfile.ZipInfo(name, (max(day.year, 1980), day.month, day.day, 0, 0, 0))
            entry.compress_type = zipfile.ZIP_DEFLATED
            new.writestr(entry, content)
    return whole.getvalue()


def summary_rows(run: AuditRun, summary: AuditSummary, agenda: Agenda, names: Names) -> Iterator[list[Cell]]:
    """What was audited by what, then the counts: each row a heading and its values; an empty row in between."""
    label = dict(run.labels).get(names.tongue)
    yield [names.text("audit.title", policy=label or run.policy)]
    for heading, words in facts_of(run, names):
        yield [heading, words]
    yield [None]
    yield [names.text("sheet.cases")]
    for verdict in Verdict:
        yield [names.text(f"verdict.{verdict.value}"), summary.cases[verdict]]
    yield [names.text("sheet.all"), summary.cases.total()]
    yield [names.text("sheet.unread"), summary.unread]
    yield [None]
    yield [names.text("sheet.results")]
    for result in Result:
        yield [names.text(f"result.{result.value}"), summary.results[result]]
    yield [None]
    yield [names.text("sheet.open"), len(agenda.items)]
    yield [names.text("column.overdue"), sum(item.overdue for item in agenda.items)]
    yield [names.text("sheet.undated"), agenda.undated]
    yield [None]
    verdicts: list[Cell] = [names.text(f"verdict.{verdict.value}") for verdict in Verdict]
    yield [names.text("sheet.by_duty"), names.text("column.rule"), *verdicts]
    for rule, counts in summary.duties.items():
        found: list[Cell] = [counts.instances[verdict] for verdict in Verdict]
        yield [names.name(rule), rule, *found]


def _deadline_row(item: Item, names: Names) -> list[Cell]:
    kind = "stand_in" if item.is_stand_in else item.kind.value
    return [
        item.due,
        item.overdue,
        item.case_id,
        names.text(f"agenda_kind.{kind}"),
        names.name(item.subject),
        names.article(item.article),
        item.what,
        names.names(item.roles),
        names.joined(item.persons),
        names.joined(item.about),
        item.opened,
        item.key,
    ]


def _problem_row(problem: Diagnostic, names: Names) -> list[Cell]:
    span = None if problem.span == NOWHERE else problem.span
    return [
        names.text(f"severity.{problem.severity.value}"),
        problem.code,
        message_of(problem, names),
        help_of(problem, names),
        span.source if span is not None else "",
        span.line if span is not None else None,
        span.column if span is not None else None,
    ]
