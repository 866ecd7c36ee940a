"""A book judged in columns, part after part: the tables, the counts and the problems of each."""

from __future__ import annotations

import io
from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property
from typing import TYPE_CHECKING

import attrs

from dutylang.assessment.figures import NO_FIGURES, Figures
from dutylang.assessment.model import Horizon
from dutylang.assessment.single.versions import versions_at
from dutylang.cases.columns.model import CaseColumns
from dutylang.cases.columns.parts import parts_of
from dutylang.diagnostics import Diagnostic
from dutylang.pipeline import Loaded
from dutylang.plan.model import Plan
from dutylang.policy.typed import Const
from dutylang.reports.articles import rules_in_order
from dutylang.reports.audit import NEVER, AuditSummary, DutyCounts, Ending, summary_of
from dutylang.reports.names import Names

if TYPE_CHECKING:
    from dutylang.assessment.bulk.board import Counted
    from dutylang.books.judged import Judged

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
        from dutylang.books.judged import judged_part  # a process that has others judge needs no evaluator

        return judged_part(self, columns, self._counted)

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
