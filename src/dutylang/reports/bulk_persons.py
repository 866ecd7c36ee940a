"""Results on persons of a whole book as Arrow tables, as the Parquet report has them."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice
from typing import TYPE_CHECKING

from dutylang.assessment.bulk.bystanders import bystanders
from dutylang.assessment.bulk.result import BookResult
from dutylang.assessment.bulk.shape import VERDICTS
from dutylang.assessment.model import CaseAssessment
from dutylang.cases.record import CaseRecord
from dutylang.reports.names import Names
from dutylang.reports.parquet_rows import rows_of
from dutylang.reports.person_rows import PERSONS

if TYPE_CHECKING:
    import pyarrow as pa

ROWS_AT_ONCE = 10_000


def person_tables(found: BookResult, names: Names, schema: pa.Schema) -> Iterator[pa.Table]:
    """The results on persons, some thousands at a time: the cases with somebody who may answer come first."""
    import pyarrow as pa

    rows = (row for case, assessed in _cases(found) for row in rows_of(PERSONS, case, assessed, names))
    while part := list(islice(rows, ROWS_AT_ONCE)):
        yield pa.Table.from_pylist(part, schema=schema)


def _cases(found: BookResult) -> Iterator[tuple[CaseRecord, CaseAssessment]]:
    """The cases with their persons; of those that nobody answers in, the persons are all that is told."""
    wanted = [case for case, assessed in found.whole.items() if assessed.persons]
    for case, record in zip(wanted, found.board.columns.records(wanted), strict=True):
        yield record, found.whole[case]
    for case, record, persons in bystanders(found):
        yield record, CaseAssessment(record.id, VERDICTS[found.status[case]], (), persons=persons)
