"""An audit of DataFrames: checked at the driver, read and judged by bucket of cases on the workers."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from functools import partial
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Any

import attrs

from dutylang.assessment.figures import Figures
from dutylang.cases.faults import Place, fault
from dutylang.cases.mapping import TableMapping
from dutylang.cases.mapping_file import mapping_from_file, mapping_from_text
from dutylang.diagnostics import Diagnostic
from dutylang.embedding import AsOf, Policy, load, loads
from dutylang.pipeline import Loaded, horizon_problems
from dutylang.reports.parquet_rows import Row
from dutylang.reports.person_rows import FINDINGS, PERSONS
from dutylang.spark.bucket import BUCKET, TABLE, results_of_bucket, results_schema, unpacked
from dutylang.spark.errors import TablesError
from dutylang.spark.figures import Stratum, figures_of_book, has_figures, part_of_bucket
from dutylang.spark.job import Carrier, Job, job_from, shipped
from dutylang.spark.offsets import mixed_times
from dutylang.spark.problems import PROBLEMS, problem_row, problem_schema
from dutylang.spark.reading import columns_of_tables
from dutylang.spark.sections import CASES, EVENTS, named_by_place, sections_of
from dutylang.spark.tables import (
    Packed,
    empty_tables,
    frames_by_section,
    packed,
    type_problems,
    whole_table,
)

if TYPE_CHECKING:
    import pyarrow as pa
    from pyspark.sql import DataFrame, SparkSession

Cogrouped = Callable[["pa.Table", "pa.Table"], "pa.Table"]

TONGUES = ("en", "zh")


@attrs.frozen(eq=False)
class AuditFrames:
    """What an audit finds. It does not change; rows are worked out when Spark first needs them.

    `findings` and `persons` have the columns of the Parquet reports (in `findings` the two that are told in
    words are empty), `problems` the columns `case`, `unread`, `code`, `severity`, `message`, `help`, `table`
    and `count`: what could not be read, and what a reader should know. `figures` are the figures over the
    book. `rows` holds the three tables in one; it is kept by Spark until `close`.
    """

    findings: DataFrame
    persons: DataFrame
    problems: DataFrame
    figures: Figures
    rows: DataFrame

    def close(self) -> None:
        """Gives back the memory and disk in which Spark keeps the rows. The DataFrames can still be used."""
        self.rows.unpersist()

    def __enter__(self) -> AuditFrames:
        """Itself, to be closed at the end of the block."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


def audit(
    policy: Policy | Loaded | Path | str,
    cases: DataFrame | None,
    events: DataFrame | None,
    as_of: AsOf,
    *,
    mapping: TableMapping | Path | str,
    tables: Mapping[str, DataFrame] | None = None,
    buckets: int | None = None,
    tongue: str = "en",
    keep: bool = True,
) -> AuditFrames:
    """A book of DataFrames audited by a policy as of a moment, inside the Spark session that they belong to.

    `policy` is a path, the text of a policy (with line breaks), or what `dutylang.load` gave; `as_of` a local
    date, which stands for its 24:00, an aware datetime, or a `Horizon`. `mapping` is that of tables
    (`docs/cases.md`) as a path, a text or a `TableMapping`; its tables are the DataFrames given here, whatever
    files it names: `cases` (None where the mapping has no such table), `events`, and by their place in the
    mapping those in `tables`: `holders`, `documents`, `judgements`, `lists.NAME`, `tracked.NAME`.

    The cases are judged in so many `buckets` by a hash of their ids (None: as many as the session has shuffle
    partitions); the results do not hang on their number, nor on the order of rows. With `keep` Spark keeps
    what was found for all three tables until the result is closed; without, each table judges the book anew.
    Figures over the whole book are worked out before this function returns.

    Raises `PolicyError` for a policy that does not check, `TablesError` for a mapping or DataFrames that
    cannot be used, `ValueError` for a naive datetime. Faults of single cases come as rows of `problems`.
    """
    if tongue not in TONGUES:
        raise ValueError(f"tongue is one of {', '.join(TONGUES)}, not {tongue!r}")
    if buckets is not None and buckets < 1:
        raise ValueError("there is at least one bucket")
    checked = _policy(policy)
    job, frames = _prepared(checked, _mapping(mapping), as_of, tongue, _given(cases, events, tables))
    spark = next(iter(frames.values())).sparkSession
    number = buckets or int(spark.conf.get("spark.sql.shuffle.partitions") or 1)
    rows = packed(job.sections, frames, number, spark)
    if has_figures(job):
        job = attrs.evolve(job, figures=figures_of_book(job, partial(_passed, rows=rows, spark=spark)))
    return _frames(job, rows, spark, keep=keep)


def _given(
    cases: DataFrame | None, events: DataFrame | None, tables: Mapping[str, DataFrame] | None
) -> dict[str, DataFrame | None]:
    others = dict(tables or {})
    for name in (CASES, EVENTS):
        if name in others:
            raise ValueError(f"`{name}` is given beside `tables`, not in it")
    return {CASES: cases, EVENTS: events, **others}


def _policy(policy: Policy | Loaded | Path | str) -> Policy:
    if isinstance(policy, Policy):
        return policy
    if isinstance(policy, Loaded):
        return Policy(policy)
    return loads(policy) if isinstance(policy, str) and "\n" in policy else load(policy)


def _mapping(mapping: TableMapping | Path | str) -> TableMapping:
    if isinstance(mapping, TableMapping):
        return mapping
    if isinstance(mapping, str) and "\n" in mapping:
        found, problems = mapping_from_text(mapping, "mapping.toml")
    else:
        found, problems = mapping_from_file(Path(mapping))
    if found is None:
        raise TablesError(problems)
    return found


def _prepared(
    policy: Policy, mapping: TableMapping, as_of: AsOf, tongue: str, given: Mapping[str, DataFrame | None]
) -> tuple[Job, dict[str, DataFrame]]:
    """What is judged by what: everything that can be wrong with the whole is found here. `TablesError` if it is."""
    if mapping.linked:
        raise TablesError(tuple(fault("C092", Place("linked"), table=name) for name in mapping.linked))
    mapping = named_by_place(mapping)
    sections = tuple(sections_of(mapping))
    frames, problems = frames_by_section(sections, given)
    _refuse(problems)
    _refuse(tuple(type_problems(sections, frames, zoned=mapping.zone is not None)))
    shared = [section for section in sections if section.key is None]
    streams = {each.name: _stream(whole_table(each, frames[each.name])) for each in shared}
    keyed = tuple(section for section in sections if section.key is not None)
    job = Job(policy, mapping, policy.horizon(as_of), tongue, keyed, streams)
    _refuse(_linking(job))
    nobody = columns_of_tables(job, {**empty_tables(keyed, frames), **job.shared_tables})
    if isinstance(nobody, tuple):
        raise TablesError(nobody)
    job = attrs.evolve(job, said=tuple(each for case, told in nobody.unread if case is None for each in told))
    if mapping.events is not None:
        carrier = shipped(job, frames[EVENTS].sparkSession)
        _refuse(mixed_times(mapping.events, frames[EVENTS], carrier))
    return job, frames


def _refuse(problems: tuple[Diagnostic, ...]) -> None:
    if problems:
        raise TablesError(problems)


def _stream(table: pa.Table) -> bytes:
    """A table as an Arrow stream."""
    import pyarrow as pa

    sink = pa.BufferOutputStream()
    with pa.ipc.new_stream(sink, table.schema) as writer:
        writer.write_table(table)
    return bytes(sink.getvalue())


def _cogrouped(
    rows: Packed, work: Callable[[Job, Mapping[str, pa.Table]], pa.Table], carrier: Carrier, schema: pa.Schema
) -> DataFrame:
    """The rows that a function of the tables of a bucket gives, for every bucket."""
    from pyspark.sql.pandas.types import from_arrow_schema

    def in_bucket(left: pa.Table, right: pa.Table) -> pa.Table:
        job = job_from(carrier.value)
        return work(job, unpacked(job, left, right))

    grouped = rows.cases.groupBy(BUCKET).cogroup(rows.others.groupBy(BUCKET))
    return grouped.applyInArrow(in_bucket, from_arrow_schema(schema))


def _passed(job: Job, stratum: Stratum, *, rows: Packed, spark: SparkSession) -> Iterator[bytes]:
    """What every bucket leaves in one pass over the book."""
    import pyarrow as pa

    schema = pa.schema([("part", pa.binary())])

    def part(job: Job, tables: Mapping[str, pa.Table]) -> pa.Table:
        return pa.table([pa.array([part_of_bucket(job, stratum, tables)], pa.binary())], schema=schema)

    for row in _cogrouped(rows, part, shipped(job, spark), schema).collect():
        yield bytes(row[0])


def _frames(job: Job, rows: Packed, spark: SparkSession, *, keep: bool) -> AuditFrames:
    """The three tables, as yet unread."""
    from pyspark.sql import functions as f

    found = _cogrouped(rows, results_of_bucket, shipped(job, spark), results_schema())
    found = found.persist() if keep else found
    own = {
        name: found.where(f.col(TABLE) == name).select(f"{name}.*") for name in (FINDINGS, PERSONS, PROBLEMS)
    }
    told = (*job.said, *horizon_problems(job.policy.loaded, job.horizon))
    said = [problem_row(None, problem, job.names) for problem in told]
    problems = own[PROBLEMS].unionByName(_rows_frame(said, spark)) if said else own[PROBLEMS]
    alike = [name for name in problem_schema().names if name != "count"]
    problems = problems.groupBy(*alike).agg(f.sum("count").alias("count"))
    return AuditFrames(own[FINDINGS], own[PERSONS], problems, job.figures, found)


def _rows_frame(rows: list[Row], spark: SparkSession) -> DataFrame:
    from pyspark.sql.pandas.types import from_arrow_schema

    schema = problem_schema()
    values: list[Any] = [tuple(row[name] for name in schema.names) for row in rows]
    return spark.createDataFrame(values, from_arrow_schema(schema))


def _linking(job: Job) -> tuple[Diagnostic, ...]:
    """The fields of the mapping that name other cases by id: those may be in any bucket."""
    from dutylang.spark.links import linking_fields

    return tuple(fault("C092", Place(place), table=name) for place, name in linking_fields(job))
