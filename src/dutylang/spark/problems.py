"""Problems of a book as rows: what could not be read, and what a reader should know of what was."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import TYPE_CHECKING

import attrs

from dutylang.cases.columns.model import CaseColumns
from dutylang.cases.faults import Place, fault
from dutylang.diagnostics import Diagnostic, Severity
from dutylang.reports.names import Names
from dutylang.reports.parquet_rows import Row, safe_row
from dutylang.reports.problem_words import help_of, message_of
from dutylang.spark.sections import EVENTS

if TYPE_CHECKING:
    import pyarrow as pa

PROBLEMS = "problems"
LEFT_OUT_IN_A_BOOK, LEFT_OUT = "C057", "C094"

_LINE = re.compile(r":\d+\Z")


def problem_schema() -> pa.Schema:
    """The columns of problems. `case` is null for what is said of the input as a whole."""
    import pyarrow as pa

    texts = ("code", "severity", "message", "help", "table")
    return pa.schema(
        [
            ("case", pa.string()),
            ("unread", pa.bool_()),
            *((name, pa.string()) for name in texts),
            ("count", pa.int64()),
        ]
    )


def problem_row(
    case: str | None, problem: Diagnostic, names: Names, *, unread: bool = False, count: int = 1
) -> Row:
    """One problem. Rows have no fixed place in a DataFrame: lines of a table are left out."""
    first = problem.args.get("first")
    if isinstance(first, str):
        problem = attrs.evolve(problem, args={**problem.args, "first": _LINE.sub("", first)})
    return safe_row(
        {
            "case": case,
            "unread": unread,
            "code": problem.code,
            "severity": problem.severity.value,
            "message": message_of(problem, names),
            "help": help_of(problem, names) or None,
            "table": problem.span.source or None,
            "count": count,
        }
    )


def problem_rows(
    columns: CaseColumns,
    judged: Mapping[int, tuple[Diagnostic, ...]],
    left_out: Mapping[str, int],
    said: Iterable[Diagnostic],
    names: Names,
) -> Iterator[Row]:
    """All that is said of the cases of one bucket.

    `judged` are problems met while judging, by case; `said` is told once for the whole book, elsewhere.
    """
    known = list(said)
    for case, problems in columns.unread:
        for problem in problems:
            if case is not None or not (problem.code == LEFT_OUT_IN_A_BOOK or problem in known):
                yield problem_row(case, problem, names, unread=case is not None)
    for told in (columns.problems, judged):
        for index, problems in told.items():
            for problem in problems:
                yield problem_row(columns.ids[index], problem, names)
    for activity, count in left_out.items():
        note = fault(LEFT_OUT, Place(EVENTS), Severity.NOTE, activity=activity)
        yield problem_row(None, note, names, count=count)
