"""The rows of one bucket → the columns of its cases, by the reading that mapped tables have everywhere."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import polars as pl

from dutylang.cases.columns.from_tables import columns_from_tables
from dutylang.cases.columns.model import CaseColumns
from dutylang.cases.columns.table_cells import cells_from_arrow
from dutylang.cases.columns.table_frames import Frame, FrameLoading, keys_of
from dutylang.cases.mapping import Table
from dutylang.cases.raw import DEFAULT_LIMITS
from dutylang.cases.shared_holders import SharedHolders
from dutylang.cases.table_load import type_from_cells
from dutylang.diagnostics import Diagnostic
from dutylang.pipeline import zone_of
from dutylang.spark.job import Job
from dutylang.spark.sections import EVENTS

if TYPE_CHECKING:
    import pyarrow as pa

_HERE = Path()


def columns_of_tables(job: Job, tables: Mapping[str, pa.Table]) -> CaseColumns | tuple[Diagnostic, ...]:
    """The cases of some tables, by the names of their sections, or what stops them from being read.

    The rows may come in any order: they are sorted first, by case, then by what is read of them.
    """
    frames = {name: settled(table) for name, table in tables.items()}

    def frame(table: Table, columns: tuple[str, ...]) -> Frame:
        return _frame(frames[table.file], columns)

    tz, zone = zone_of(job.policy.loaded), job.mapping.zone
    loading = FrameLoading(_HERE, tz, zone or tz, DEFAULT_LIMITS, zoned=zone is not None, frame=frame)
    as_of, shared = job.horizon.as_of, SharedHolders()
    return columns_from_tables(
        _HERE, job.mapping, job.lookup, tz, as_of, DEFAULT_LIMITS, shared, loading=loading
    )


def settled(table: pa.Table) -> pa.Table:
    """The rows in an order that does not hang on the order in which they came; times in UTC.

    They go by the first column, which names the case, then by the others in the order of their names: rows
    that tie are alike in all that is read.
    """
    import pyarrow as pa
    import pyarrow.compute as pc

    for place, field in enumerate(table.schema):
        if pa.types.is_timestamp(field.type) and field.type.tz not in (None, "UTC"):
            utc = table.column(place).cast(pa.timestamp("us", "UTC"))
            table = table.set_column(place, field.name, utc)
        elif pa.types.is_null(field.type):
            table = table.set_column(place, field.name, table.column(place).cast(pa.string()))
    if not table.num_columns or not table.num_rows:
        return table
    names = [table.column_names[0], *sorted(table.column_names[1:])]
    keys = [(name, "ascending", "at_start") for name in names]
    return table.take(pc.sort_indices(table, sort_keys=keys))


def _frame(table: pa.Table, columns: tuple[str, ...]) -> Frame:
    count = table.num_rows
    cells = {name: cells_from_arrow(table.column(name)) for name in dict.fromkeys(columns)}
    keys = keys_of(cells[columns[0]]) if columns else pl.Series([None] * count, dtype=pl.String)
    return Frame(columns, np.arange(1, count + 1), cells, np.zeros(count, np.bool_), keys)


def left_out_of(job: Job, tables: Mapping[str, pa.Table]) -> Counter[str]:
    """The activities that the mapping leaves out, with the number of their rows."""
    found: Counter[str] = Counter()
    events = job.mapping.events
    if events is None or not events.activity.ignore_unmapped:
        return found
    mapped = events.activity
    pair = [mapped.column] if mapped.lifecycle is None else [mapped.column, mapped.lifecycle]
    frame = _frame(tables[EVENTS].select([events.table.key, *dict.fromkeys(pair)]), (events.table.key, *pair))
    named = np.flatnonzero(frame.keys.is_not_null().to_numpy())
    counts = Counter(zip(*(frame.cells[name].take(named).cells() for name in pair), strict=True))
    for cells, count in counts.items():
        type_, written = type_from_cells(
            cells[0], cells[-1] if len(pair) > 1 else None, mapped, job.lookup.events
        )
        if type_ is None:
            found[written] += count
    return found
