"""An audit of hand-made cases written in a format, as bytes."""

import io

from dutylang.assessment.book import Book
from dutylang.assessment.model import CaseAssessment
from dutylang.cases.record import CaseRecord
from dutylang.diagnostics import Diagnostic
from dutylang.reports.audit import Ending, summary_of
from dutylang.reports.formats import report_in
from dutylang.reports.names import Names
from dutylang.reports.person_rows import FINDINGS
from tests.reports.accounts import ASSESSED, BOOK, CASE, names_of
from tests.reports.common import RUN


def bytes_in(
    format_: str,
    names: Names | None = None,
    cases: tuple[tuple[CaseRecord, CaseAssessment], ...] = ((CASE, ASSESSED),),
    book: Book | None = BOOK,
    problems: tuple[Diagnostic, ...] = (),
    rows: str = FINDINGS,
    unread: int = 0,
) -> bytes:
    buffer = io.BytesIO()
    out = io.TextIOWrapper(buffer, encoding="utf-8", newline="")
    report = report_in(format_, out, names or names_of("en"), rows=rows)
    summary = summary_of(["prompt_visit"])
    summary.unread = unread
    report.begin(RUN)
    for case, assessed in cases:
        summary.add(assessed)
        report.case(case, assessed)
    report.end(Ending(summary, problems, book))
    out.flush()
    return buffer.getvalue()


def text_in(format_: str, *args: object, **settings: object) -> str:
    return bytes_in(format_, *args, **settings).decode()  # type: ignore[arg-type]
