"""A book judged in columns, part after part: the tables, the counts and the problems of each."""

from __future__ import annotations

import io
from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property
from typing import TYPE_CHECKING, BinaryIO

import attrs
import numpy as np

from dutylang.assessment.bulk.board import Counted
from dutylang.assessment.bulk.result import BookResult, result_from_columns
from dutylang.assessment.bulk.shape import VERDICTS
from dutylang.assessment.figures import NO_FIGURES, Figures
from dutylang.assessment.model import Horizon, Verdict
from dutylang.assessment.single.versions import versions_at
from dutylang.books.output import encoded
from dutylang.cases.columns.model import CaseColumns
from dutylang.cases.columns.parts import parts_of
from dutylang.diagnostics import Diagnostic
from dutylang.pipeline import Loaded, has_errors
from dutylang.plan.model import Plan
from dutylang.policy.typed import Const
from dutylang.reports.articles import rules_in_order
from dutylang.reports.as_parquet import coded_schema, schema_of
from dutylang.reports.audit import NEVER, AuditSummary, DutyCounts, Ending, fails, summary_of
from dutylang.reports.bulk_findings import add_to_summary, finding_tables
from dutylang.reports.bulk_persons import person_tables
from dutylang.reports.names import Names
from dutylang.reports.person_rows import PERSONS

if TYPE_CHECKING:
    import pyarrow as pa


FINDINGS_AT_ONCE = 2**19
LEAST_AT_ONCE = 1_000
"""So few cases are never divided."""


@attrs.frozen(slots=False, eq=False)
class BulkRun:
    """What every part of a book is judged by, and told in. `figures` are those of the whole book.

    `fail_on` is the verdict from which on an audit fails. The periods that were counted in one part serve the next.
    """

    loaded: Loaded
    horizon: Horizon
    names: Names
    overrides: Mapping[str, Const] = attrs.field(factory=dict)
    figures: Figures = NO_FIGURES
    fail_on: str = NEVER
    _counted: Counted = attrs.field(factory=dict)

    @cached_property
    def plan(self) -> Plan:
        """The one version of the policy that counts. ValueError where several do."""
        (plan,) = versions_at(self.loaded.plan, self.horizon)
        return plan

    def forget_beyond(self, most: int) -> None:
        """Forgets the periods that were counted, where they are more than `most`."""
        if sum(map(len, self._counted.values())) > most:
            self._counted.clear()

    def judged(self, columns: CaseColumns) -> Judged:
        """Every finding on the cases of one part."""
        result = result_from_columns(
            self.plan,
            columns,
            self.horizon,
            overrides=self.overrides,
            calendars=self.loaded.calendars,
            figures=self.figures,
            counted=self._counted,
        )
        return Judged(result, self)

    def done(
        self, columns: CaseColumns, table: str | None = None, names: Sequence[str] | None = None
    ) -> Done:
        """One part judged and told: a piece of the report of a table, if any, with some of its columns or all."""
        judged = self.judged(columns)
        piece = None if table is None else io.BytesIO()
        if table is not None and piece is not None:
            judged.piece(table, names, piece)
        return Done(columns.count, piece, judged.summary, judged.problems, judged.failed)

    def parts(self, columns: CaseColumns) -> Iterator[CaseColumns]:
        """Cases in parts of about `FINDINGS_AT_ONCE` findings, which need little memory and stay in the caches."""
        return parts_of(columns, max(LEAST_AT_ONCE, FINDINGS_AT_ONCE // max(len(self.plan.rules), 1)))

    def totals(self) -> Totals:
        """Empty counts of the policy's duties."""
        return Totals(summary_of(rules_in_order(self.loaded.plan.rules)))


@attrs.frozen(eq=False)
class Done:
    """What is kept of a part when it has been judged: `piece` is its share of the report."""

    count: int
    piece: io.BytesIO | None
    summary: AuditSummary
    problems: tuple[Diagnostic, ...]
    failed: bool


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


@attrs.define
class Totals:
    """The counts and problems of the parts so far, as if they were one."""

    summary: AuditSummary
    problems: list[Diagnostic] = attrs.field(factory=list)
    failed: bool = False

    def add(self, part: Judged | Done) -> None:
        """Counts one more part."""
        add_summary(self.summary, part.summary)
        self.problems += part.problems
        self.failed = self.failed or part.failed

    def ending(self) -> Ending:
        """The end of the audit. What a person's points add up to over the book is not among the tables."""
        return Ending(self.summary, tuple(self.problems))


def add_summary(total: AuditSummary, part: AuditSummary) -> None:
    """Adds the counts of other cases."""
    total.cases.update(part.cases)
    total.results.update(part.results)
    total.advisory += part.advisory
    total.unread += part.unread
    for rule, counts in part.duties.items():
        known = total.duties.setdefault(rule, DutyCounts())
        known.instances.update(counts.instances)
        known.cases.update(counts.cases)
