"""Times with and without an offset in one column of texts: the whole book is asked before any bucket is read."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

from dutylang.cases.cells import is_aware, stamp_from_cell, text_of_cell
from dutylang.cases.faults import Place, fault
from dutylang.cases.mapping import EventTable
from dutylang.cases.table_load import type_from_cells
from dutylang.diagnostics import Diagnostic
from dutylang.spark.job import Carrier, Job, job_from
from dutylang.spark.sections import EVENTS, Section
from dutylang.spark.tables import plain_columns

if TYPE_CHECKING:
    import pyarrow as pa
    from pyspark.sql import DataFrame

AWARE = "aware"


def mixed_times(events: EventTable, frame: DataFrame, carrier: Carrier) -> tuple[Diagnostic, ...]:
    """What is said where a column of texts has times of both kinds; nothing where its type has one kind only."""
    from pyspark.sql import types as t

    names = [events.table.key, events.activity.column, events.time.column, events.activity.lifecycle]
    wanted = tuple(dict.fromkeys(name for name in names if name is not None))
    plain = plain_columns(Section(EVENTS, wanted, events.table.key), frame)
    if not isinstance(plain.schema[wanted.index(events.time.column)].dataType, t.StringType):
        return ()
    found = plain.mapInArrow(_looker(carrier, wanted), f"{AWARE} boolean").distinct().collect()
    if len(found) < 2:
        return ()
    return (fault("C055", Place(EVENTS, events.time.column), column=events.time.column),)


def _looker(
    carrier: Carrier, names: tuple[str, ...]
) -> Callable[[Iterator[pa.RecordBatch]], Iterator[pa.RecordBatch]]:
    def look(batches: Iterator[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
        import pyarrow as pa

        seen: set[bool] = set()
        for batch in batches:
            seen |= kinds_of_times(job_from(carrier.value), batch.rename_columns(list(names)))
            if len(seen) > 1:
                break
        yield pa.record_batch([pa.array(sorted(seen), pa.bool_())], names=[AWARE])

    return look


def kinds_of_times(job: Job, batch: pa.RecordBatch) -> set[bool]:
    """Whether there are times with an offset, and times without, among the rows of events that are read."""
    events = job.mapping.events
    assert events is not None  # asked only of a mapping with events
    mapped = events.activity
    cells = {name: batch.column(name).to_pylist() for name in batch.schema.names}
    lifecycles = cells[mapped.lifecycle] if mapped.lifecycle is not None else [None] * batch.num_rows
    found: set[bool] = set()
    rows = zip(
        cells[events.table.key], cells[mapped.column], lifecycles, cells[events.time.column], strict=True
    )
    for key, activity, lifecycle, time in dict.fromkeys(rows):
        identity = text_of_cell(key)
        if isinstance(identity, str) and identity.strip():
            aware = is_aware(stamp_from_cell(time, events.time.format))
            if aware is not None and type_from_cells(activity, lifecycle, mapped, job.lookup.events)[0]:
                found.add(aware)
        if len(found) > 1:
            break
    return found
