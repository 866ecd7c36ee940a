"""Findings of a whole book as Arrow tables, under the columns of the Parquet report.

What is told in words (`remedy`, `explanation`) stays empty: `duty explain` says it of a case. The rows stand
by duty, not by case.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import numpy as np

from dutylang.assessment.bulk.bystanders import count_of_bystanders
from dutylang.assessment.bulk.result import BookResult
from dutylang.assessment.bulk.shape import VERDICTS
from dutylang.assessment.model import Finding, Verdict
from dutylang.assessment.persons import Result
from dutylang.ops.columns import Ints
from dutylang.reports.as_parquet import coded_schema, plain_schema
from dutylang.reports.audit import AuditSummary, DutyCounts
from dutylang.reports.bulk_columns import FindingColumns
from dutylang.reports.names import Names
from dutylang.reports.parquet_rows import finding_cells, safe_row

if TYPE_CHECKING:
    import pyarrow as pa


def finding_tables(found: BookResult, names: Names, schema: pa.Schema) -> Iterator[pa.Table]:
    """The findings under some columns of the report, some hundred thousand at a time.

    Under a schema of `coded_schema` texts come as codes into words, else as texts.
    """
    import pyarrow as pa

    coded = coded_schema(schema)
    columns = FindingColumns(found, names)
    for _, block in found.blocks:
        table = pa.table(columns.columns(block, coded.names), schema=coded)
        yield table if coded.equals(schema) else table.cast(schema)
    rows = [
        _row(finding, VERDICTS[found.status[case]], names)
        for _, case, findings in found.singles
        for finding in findings
    ]
    rows += [
        _row(finding, assessed.status, names)
        for assessed in found.whole.values()
        for finding in assessed.findings
    ]
    if rows:
        yield pa.Table.from_pylist(rows, schema=plain_schema(schema)).cast(schema)


def _row(finding: Finding, status: Verdict, names: Names) -> dict[str, object]:
    head: dict[str, object] = {"case": finding.case_id, "status": status.value}
    told = {"remedy": None, "explanation": None}
    return safe_row(head | finding_cells(finding, names) | told)


def add_to_summary(found: BookResult, summary: AuditSummary) -> None:
    """Counts a book, as each of its cases would have been counted."""
    board = found.board
    for code, count in zip(*np.unique(found.status, return_counts=True), strict=True):
        summary.cases[VERDICTS[code]] += int(count)
    for assessed in found.whole.values():
        alone = AuditSummary()
        alone.add(assessed)
        summary.results.update(alone.results)
        summary.advisory += alone.advisory
        for name, each in alone.duties.items():
            counts = summary.duties.setdefault(name, DutyCounts())
            counts.instances.update(each.instances)
            counts.cases.update(each.cases)
    summary.results[Result.NONE] += count_of_bystanders(found)
    gravest: dict[str, Ints] = {}
    for _, block in found.blocks:
        name = block.rule.name
        counts = summary.duties.setdefault(name, DutyCounts())
        worst = gravest.setdefault(name, np.full(board.count, len(VERDICTS), np.int8))
        np.minimum.at(worst, block.case, block.outcomes.verdict)
        for code, count in _counts(block.outcomes.verdict):
            counts.instances[VERDICTS[code]] += count
            if block.advisory and VERDICTS[code] in (Verdict.CONFLICT, Verdict.VIOLATED, Verdict.LATE):
                summary.advisory += count
    for _, case, findings in found.singles:
        for finding in findings:
            counts = summary.duties.setdefault(finding.rule, DutyCounts())
            counts.instances[finding.verdict] += 1
            worst = gravest.setdefault(finding.rule, np.full(board.count, len(VERDICTS), np.int8))
            worst[case] = min(int(worst[case]), VERDICTS.index(finding.verdict))
            grave = finding.verdict in (Verdict.CONFLICT, Verdict.VIOLATED, Verdict.LATE)
            summary.advisory += finding.advisory and grave
    for name, worst in gravest.items():
        for code, count in zip(*np.unique(worst, return_counts=True), strict=True):
            if code < len(VERDICTS):
                summary.duties[name].cases[VERDICTS[code]] += int(count)


def _counts(codes: Ints) -> list[tuple[int, int]]:
    """The codes that there are, and how often each."""
    return [(code, count) for code, count in enumerate(np.bincount(codes).tolist()) if count]
