"""DataFrames → rows by bucket: every table is checked against the mapping before anything runs."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import reduce
from typing import TYPE_CHECKING

import attrs

from dutylang.cases.faults import Place, fault
from dutylang.cases.table_rows import heading_problems
from dutylang.diagnostics import Diagnostic
from dutylang.spark.bucket import BUCKET, ORIGIN, packed_name
from dutylang.spark.sections import CASES, Section

if TYPE_CHECKING:
    import pyarrow as pa
    from pyspark.sql import Column, DataFrame, SparkSession
    from pyspark.sql.types import DataType

Frames = Mapping[str, "DataFrame"]

_BLANK = r"(?U)^[\s\x1c-\x1f]*$"


def frames_by_section(
    sections: Sequence[Section], given: Mapping[str, DataFrame | None]
) -> tuple[dict[str, DataFrame], tuple[Diagnostic, ...]]:
    """The DataFrame of each table of a mapping; with what is missing, not asked for, or cannot be read."""
    frames = {name: frame for name, frame in given.items() if frame is not None}
    names = [section.name for section in sections]
    problems = [
        fault("C091", Place(name), table=name, tables=tuple(names)) for name in frames if name not in names
    ]
    for section in sections:
        if section.name in frames:
            problems += heading_problems(frames[section.name].columns, section.columns, Place(section.name))
        else:
            problems.append(fault("C090", Place(section.name), table=section.name))
    return frames, tuple(problems)


def type_problems(sections: Sequence[Section], frames: Frames, *, zoned: bool) -> Iterator[Diagnostic]:
    """Columns that cannot be read by their type; `zoned`: the mapping gives the zone of times without one."""
    from pyspark.sql import types as t

    for section in sections:
        types = {field.name: field.dataType for field in frames[section.name].schema}
        for column in section.columns:
            code = None
            if column == section.key and not _names_cases(types[column]):
                code = "C093"
            elif isinstance(types[column], t.TimestampNTZType) and not zoned:
                code = "C074"
            elif arrow_type(types[column]) is None:
                code = "C073"
            if code is not None:
                kind = types[column].simpleString()
                yield fault(code, Place(section.name), column=column, table=section.name, type=kind)


def _names_cases(kind: DataType) -> bool:
    """Whether the texts of such values are the same in Spark and in a table: texts and whole numbers."""
    from pyspark.sql import types as t

    whole = isinstance(kind, t.DecimalType) and kind.scale == 0
    return whole or isinstance(kind, (t.StringType, t.CharType, t.VarcharType, t.IntegralType))


def arrow_type(kind: DataType) -> pa.DataType | None:
    """The Arrow type in which a column comes; None for one that holds no plain value of a policy."""
    import pyarrow as pa
    from pyspark.sql import types as t

    match kind:
        case t.StringType() | t.CharType() | t.VarcharType() | t.NullType():
            return pa.string()
        case t.BooleanType():
            return pa.bool_()
        case t.IntegralType():
            return pa.int64()
        case t.FloatType():
            return pa.float32()
        case t.DoubleType():
            return pa.float64()
        case t.DecimalType():
            return pa.decimal128(kind.precision, kind.scale)
        case t.DateType():
            return pa.date32()
        case t.TimestampType():
            return pa.timestamp("us", "UTC")
        case t.TimestampNTZType():
            return pa.timestamp("us")
        case _:
            return None


def empty_tables(sections: Sequence[Section], frames: Frames) -> dict[str, pa.Table]:
    """The tables without a row, in the types in which they come."""
    import pyarrow as pa

    found = {}
    for section in sections:
        types = {field.name: arrow_type(field.dataType) for field in frames[section.name].schema}
        found[section.name] = pa.schema([(name, types[name]) for name in section.columns]).empty_table()
    return found


def plain_columns(section: Section, frame: DataFrame) -> DataFrame:
    """The columns that are read, in their order; two that differ in case alone stay apart."""
    positions = [frame.columns.index(name) for name in section.columns]
    plain = frame.toDF(*(f"c{place}" for place in range(len(frame.columns))))
    return plain.select(*(f"c{place}" for place in positions)).toDF(*(f"p{n}" for n in range(len(positions))))


def whole_table(section: Section, frame: DataFrame) -> pa.Table:
    """All rows of a table at the driver."""
    found = plain_columns(section, frame).toArrow()
    return found.rename_columns(list(section.columns))


@attrs.frozen(eq=False)
class Packed:
    """The rows of all tables that come by bucket: those of the cases, and those of all others together."""

    cases: DataFrame
    others: DataFrame


def packed(sections: Sequence[Section], frames: Frames, buckets: int, spark: SparkSession) -> Packed:
    """The tables on their way to the buckets of their cases."""
    found = {
        section.name: _by_bucket(number, section, frames[section.name], buckets)
        for number, section in enumerate(sections)
    }
    cases = found.pop(CASES, None)
    others = list(found.values())
    nothing = spark.createDataFrame([], f"{BUCKET} int, {ORIGIN} int")
    every = (
        reduce(lambda one, two: one.unionByName(two, allowMissingColumns=True), others) if others else nothing
    )
    return Packed(nothing.select(BUCKET) if cases is None else cases.drop(ORIGIN), every)


def _by_bucket(number: int, section: Section, frame: DataFrame, buckets: int) -> DataFrame:
    from pyspark.sql import functions as f

    plain = plain_columns(section, frame)
    columns = [f.col(f"p{n}").alias(packed_name(number, n)) for n in range(len(section.columns))]
    return plain.select(
        _bucket(f.col("p0"), buckets).alias(BUCKET), f.lit(number).cast("int").alias(ORIGIN), *columns
    )


def _bucket(key: Column, buckets: int) -> Column:
    """The bucket of a case by its id. Rows that name none go to one bucket together."""
    from pyspark.sql import functions as f

    text = key.cast("string")
    named = f.when(text.rlike(_BLANK), f.lit(None)).otherwise(text)
    return f.pmod(f.xxhash64(named), f.lit(buckets)).cast("int")
