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
from dutylang.reports.as_parquet import UNIQUE, coded_schema
from dutylang.reports.audit import AuditSummary, DutyCounts
from dutylang.reports.bulk_columns import FindingColumns
from dutylang.reports.names import Names
from dutylang.reports.parquet_rows import finding_cells, safe_row

if TYPE_CHECKING:
    import pyarrow as pa


def finding_tables(
    found: BookResult, names: Names, schema: pa.Schema, *, as_codes: bool = False
) -> Iterator[pa.Table]:
    """The findings under some columns of the report, some hundred thousand at a time.

    With `as_codes` texts come as codes into words, the types being those of `coded_schema`; else as texts.
    """
    import pyarrow as pa

    columns = FindingColumns(found, names)
    is_named = "instance" in schema.names and columns.instances is not None
    coded = coded_schema(schema, UNIQUE - {"instance"} if is_named else UNIQUE)
    wanted = coded if as_codes else schema
    for _, block in found.blocks:
        table = pa.table(columns.columns(block, coded.names), schema=coded)
        yield table if as_codes else table.cast(schema)
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
        yield pa.Table.from_pylist(rows, schema=schema).cast(wanted)


def _row(finding: Finding, status: Verdict, names: Names) -> dict[str, object]:
    head: dict[str, object] = {"case": finding.case_id, "status": status.value}
    told = {"remedy": None, "explanation": None}
    return safe_row(head | finding_cells(finding, names) | told)


def add_to_summary(found: BookResult, summary: AuditSummary) -> None:
    """Counts a book, as each of its cases would have been counted."""
    board = found.board
    for code, count in _counts(found.status):
        summary.cases[VERDICTS[code]] += count
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
        for code, count in _counts(worst):
            if code < len(VERDICTS):
                summary.duties[name].cases[VERDICTS[code]] += count


def _counts(codes: Ints) -> list[tuple[int, int]]:
    """The codes that there are, and how often each."""
    most = int(codes.max(initial=-1)) + 1
    counts = [(code, int(np.count_nonzero(codes == code))) for code in range(most)]
    return [(code, count) for code, count in counts if count]
