"""One part of a book, judged in columns: its tables, its counts and its problems."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cached_property
from typing import TYPE_CHECKING, BinaryIO

import attrs
import numpy as np

from dutylang.assessment.bulk.board import Counted
from dutylang.assessment.bulk.result import BookResult, result_from_columns
from dutylang.assessment.bulk.shape import VERDICTS
from dutylang.assessment.model import Verdict
from dutylang.books.output import encoded
from dutylang.books.run import BulkRun
from dutylang.cases.columns.model import CaseColumns
from dutylang.diagnostics import Diagnostic
from dutylang.pipeline import has_errors
from dutylang.reports.as_parquet import coded_schema, schema_of
from dutylang.reports.audit import NEVER, AuditSummary, fails
from dutylang.reports.bulk_findings import add_to_summary, finding_tables
from dutylang.reports.bulk_persons import person_tables
from dutylang.reports.person_rows import PERSONS

if TYPE_CHECKING:
    import pyarrow as pa


def judged_part(run: BulkRun, columns: CaseColumns, counted: Counted) -> Judged:
    """Every finding on the cases of one part; `counted` are the periods that were counted so far."""
    result = result_from_columns(
        run.plan,
        columns,
        run.horizon,
        overrides=run.overrides,
        calendars=run.loaded.calendars,
        figures=run.figures,
        counted=counted,
    )
    return Judged(result, run)


@attrs.frozen(slots=False, eq=False)
class Judged:
    """One part of a book, judged."""

    result: BookResult
    run: BulkRun

    def tables(self, table: str) -> Iterator[pa.Table]:
        """The rows of a table, `findings` or `persons`, some thousands or more at a time."""
        make = person_tables if table == PERSONS else finding_tables
        return make(self.result, self.run.names, schema_of(table))

    def piece(self, table: str, columns: Sequence[str] | None, out: BinaryIO) -> None:
        """The rows of a table, written as a piece of its report; `columns` are some of its columns, or all."""
        schema = schema_of(table, columns)
        if table == PERSONS:
            encoded((each.select(schema.names) for each in self.tables(table)), schema, out)
        else:
            tables = list(finding_tables(self.result, self.run.names, schema, as_codes=True))
            encoded(tables, tables[0].schema if tables else coded_schema(schema), out)

    @cached_property
    def summary(self) -> AuditSummary:
        """The counts of this part alone."""
        summary = self.run.totals().summary
        add_to_summary(self.result, summary)
        summary.unread = sum(has_errors(problems) for _, problems in self.result.board.columns.unread)
        return summary

    @cached_property
    def problems(self) -> tuple[Diagnostic, ...]:
        """What is said of the input and in place of cases, then of the cases in their order."""
        columns, judged = self.result.board.columns, self.result.problems
        told = [each for _, problems in columns.unread for each in problems]
        for case in sorted({*columns.problems, *judged}):
            told += (*columns.problems.get(case, ()), *judged.get(case, ()))
        return tuple(told)

    @property
    def failed(self) -> bool:
        """Whether a finding is at or above the verdict from which on an audit fails."""
        threshold, found = self.run.fail_on, self.result
        if threshold == NEVER:
            return False
        rank = Verdict(threshold).rank
        grave = [code for code, verdict in enumerate(VERDICTS) if verdict.rank <= rank]
        blocks = (block for _, block in found.blocks if not block.advisory)
        alone = (each for _, _, findings in found.singles for each in findings)
        whole = (each for assessed in found.whole.values() for each in assessed.findings)
        return (
            any(np.isin(block.outcomes.verdict, grave).any() for block in blocks)
            or any(fails(each, threshold) for each in alone)
            or any(fails(each, threshold) for each in whole)
        )
