"""Cases of tables that must be read row by row, in the place of columns: each is judged as a record."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from zoneinfo import ZoneInfo

import numpy as np

from dutylang.cases.columns.model import (
    NO_DAY,
    NO_INSTANT,
    CaseColumns,
    EventColumns,
    HolderColumns,
    Participants,
)
from dutylang.cases.files import Found, without_twins
from dutylang.cases.lookup import Lookup
from dutylang.cases.mapping import TableMapping
from dutylang.cases.raw import Limits
from dutylang.cases.record import CaseRecord
from dutylang.cases.shared_holders import SharedHolders
from dutylang.cases.source_model import Base
from dutylang.cases.table_load import Loading
from dutylang.cases.tables import cases_from_tables
from dutylang.diagnostics import Diagnostic
from dutylang.values import Moment

Unread = tuple[str | None, tuple[Diagnostic, ...]]


def columns_one_by_one(
    base: Base,
    mapping: TableMapping,
    lookup: Lookup,
    tz: ZoneInfo,
    as_of: Moment | None,
    limits: Limits,
    shared: SharedHolders,
    loading: Loading | None = None,
) -> CaseColumns | tuple[Diagnostic, ...]:
    """All cases as records that are marked as odd; what is said instead, when there is none."""
    found = list(without_twins(cases_from_tables(base, mapping, lookup, tz, as_of, limits, shared, loading)))
    records = [case for case, _ in found if case is not None]
    registers = {table.rows.table.file for table in mapping.shared}
    unread = unread_of(found, registers)
    if not records and all(case is None for case, _ in unread):
        return tuple(problem for _, problems in unread for problem in problems)
    told = [problems for case, problems in found if case is not None]
    problems = {index: said for index, said in enumerate(told) if said}
    return odd_columns(records, problems, unread, frozenset(shared.roles))


def unread_of(found: Iterable[Found], nobody: Iterable[str] = ()) -> tuple[Unread, ...]:
    """What is said in place of cases, by their ids; `nobody` are names in its place that are no ids."""
    return tuple((_case(problems, nobody), problems) for case, problems in found if case is None)


def _case(problems: Sequence[Diagnostic], nobody: Iterable[str]) -> str | None:
    """The id of the case that problems are of."""
    named = (problem.args.get("case") for problem in problems)
    return next((case for case in named if isinstance(case, str) and case and case not in nobody), None)


def odd_columns(
    records: Sequence[CaseRecord],
    problems: dict[int, tuple[Diagnostic, ...]],
    unread: tuple[Unread, ...],
    registered: frozenset[str],
) -> CaseColumns:
    """Records without columns."""
    count = len(records)
    kinds = tuple(dict.fromkeys(record.kind for record in records if record.kind is not None))
    none = np.empty(0, np.int64)
    starts = np.zeros(count + 1, np.int64)
    return CaseColumns(
        ids=[record.id for record in records],
        kinds=kinds,
        kind=np.array([-1 if r.kind is None else kinds.index(r.kind) for r in records], np.int16),
        persons=(),
        roles=(),
        events=EventColumns(
            starts, (), none, none, none, none, Participants(np.zeros(1, np.int64), none, none)
        ),
        holders=HolderColumns(none, none, none, none, none),
        closed_day=np.full(count, NO_DAY, np.int32),
        closed_instant=np.full(count, NO_INSTANT, np.int64),
        odd=np.ones(count, np.bool_),
        busy=np.zeros(count, np.bool_),
        record=records.__getitem__,
        registered=registered,
        problems=problems,
        unread=unread,
    )
