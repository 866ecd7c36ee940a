"""What a worker does with one bucket: reads its cases, judges them, and hands back rows of three tables."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import islice
from typing import TYPE_CHECKING

import attrs
import numpy as np

from dutylang.assessment.bulk.result import result_from_columns
from dutylang.assessment.single.versions import versions_at
from dutylang.books.judged import Judged
from dutylang.cases.columns.model import CaseColumns
from dutylang.reports.as_parquet import schema_of
from dutylang.reports.person_rows import FINDINGS, PERSONS
from dutylang.spark.job import Job
from dutylang.spark.problems import PROBLEMS, problem_row, problem_rows, problem_schema
from dutylang.spark.reading import columns_of_tables, left_out_of
from dutylang.spark.sections import CASES

if TYPE_CHECKING:
    import pyarrow as pa

BUCKET, ORIGIN, TABLE = "bucket", "origin", "table"
"""The columns that packed rows have besides their own, and the one that says of which table a result is."""
ROWS_AT_ONCE = 50_000


def packed_name(section: int, column: int) -> str:
    """The name of a column while it is on its way: those of DataFrames may hold any sign."""
    return f"t{section}_{column}"


def unpacked(job: Job, left: pa.Table, right: pa.Table) -> dict[str, pa.Table]:
    """The tables of a bucket by section: cases come on the left, all others on the right, one after the other."""
    import pyarrow.compute as pc

    others = [section for section in job.sections if section.name != CASES]
    found: dict[str, pa.Table] = dict(job.shared_tables)
    for number, section in enumerate(job.sections):
        rows = left if section.name == CASES else right
        if section.name != CASES and len(others) > 1:
            rows = rows.filter(pc.equal(rows.column(ORIGIN), number))
        names = [packed_name(number, place) for place in range(len(section.columns))]
        found[section.name] = rows.select(names).rename_columns(list(section.columns))
    return found


def results_schema() -> pa.Schema:
    """One row of any of the three tables: its name, and the row in the place of that name.

    Every column may be null: so are those of the two tables to which a row does not belong.
    """
    import pyarrow as pa

    schemas = {FINDINGS: schema_of(FINDINGS), PERSONS: schema_of(PERSONS), PROBLEMS: problem_schema()}
    rows = {
        name: pa.struct([field.with_nullable(True) for field in schema]) for name, schema in schemas.items()
    }
    return pa.schema([(TABLE, pa.string()), *rows.items()])


def results_of_bucket(job: Job, tables: Mapping[str, pa.Table]) -> pa.Table:
    """Every finding, result on a person and problem of the cases in some tables, under `results_schema`."""
    import pyarrow as pa

    schema = results_schema()
    blank = {name: pa.nulls(ROWS_AT_ONCE, schema.field(name).type) for name in schema.names[1:]}
    batches = [
        batch
        for name, table in _tables(job, tables)
        for part in table.to_batches(max_chunksize=ROWS_AT_ONCE)
        for batch in [_placed(name, part, schema, blank)]
    ]
    return pa.Table.from_batches(batches, schema=schema)


def _placed(
    name: str, part: pa.RecordBatch, schema: pa.Schema, blank: Mapping[str, pa.Array]
) -> pa.RecordBatch:
    import pyarrow as pa

    count = part.num_rows
    own = pa.StructArray.from_arrays(part.columns, fields=list(schema.field(name).type))
    columns = [own if each == name else blank[each].slice(0, count) for each in schema.names[1:]]
    return pa.record_batch([pa.repeat(pa.scalar(name), count), *columns], schema=schema)


def _tables(job: Job, tables: Mapping[str, pa.Table]) -> Iterator[tuple[str, pa.Table]]:
    import pyarrow as pa

    columns = columns_of_tables(job, tables)
    if isinstance(columns, tuple):
        told = [problem_row(None, problem, job.names) for problem in columns]
        yield PROBLEMS, pa.Table.from_pylist(told, schema=problem_schema())
        return
    found = _judged(job, columns)
    for name in (FINDINGS, PERSONS):
        for table in found.tables(name):
            yield name, table
    rows = problem_rows(columns, found.result.problems, left_out_of(job, tables), job.said, job.names)
    while part := list(islice(rows, ROWS_AT_ONCE)):
        yield PROBLEMS, pa.Table.from_pylist(part, schema=problem_schema())


def _judged(job: Job, columns: CaseColumns) -> Judged:
    """The cases of a bucket, judged in columns where one version of the policy alone counts.

    Where several do, or it is asked what was known at a moment, the reference judges each case.
    """
    loaded, horizon = job.policy.loaded, job.horizon
    if horizon.known_at is None and len(versions_at(loaded.plan, horizon)) == 1:
        return job.run.judged(columns)
    result = result_from_columns(
        loaded.plan,
        attrs.evolve(columns, odd=np.ones(columns.count, np.bool_)),
        horizon,
        overrides=job.policy.parameters,
        calendars=loaded.calendars,
        figures=job.figures,
    )
    return Judged(result, job.run)
