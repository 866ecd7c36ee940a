"""The fields of a mapping that name other cases by their ids."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path

from dutylang.cases.document import reading_of
from dutylang.cases.faults import Faults
from dutylang.cases.raw import DEFAULT_LIMITS
from dutylang.cases.table_plan import plan_from_mapping
from dutylang.ops.types import Type
from dutylang.pipeline import zone_of
from dutylang.spark.job import Job
from dutylang.spark.sections import CASES, EVENTS


def linking_fields(job: Job) -> Iterator[tuple[str, str]]:
    """The table and the name of each field, attribute or condition that holds the id of another case."""
    mapping, lookup, tz = job.mapping, job.lookup, zone_of(job.policy.loaded)
    reading = reading_of(lookup, tz, Faults(mapping.place), mapping.zone)
    plan = plan_from_mapping(mapping, Path(), reading, job.horizon.as_of, DEFAULT_LIMITS)
    groups: list[tuple[str, Mapping[str, Type]]] = [
        (CASES, plan.fields),
        *((f"lists.{name}", types) for name, types in plan.lists.items()),
        *((EVENTS, types) for types in plan.attributes.values()),
        *zip((each.rows.table.file for each in mapping.shared), plan.where, strict=True),
    ]
    for place, types in groups:
        for name, type_ in types.items():
            if type_.record is not None and type_.record in lookup.case_shapes:
                yield place, name
