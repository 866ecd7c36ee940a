"""Holds columns against the records of the same cases: every array, every case, everything that is said."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Sequence
from decimal import Decimal
from pathlib import Path

import numpy as np

from dutylang.cases.columns.from_tables import columns_from_tables
from dutylang.cases.columns.model import LAST_DAY, NO_DAY, NO_INSTANT, CaseColumns
from dutylang.cases.files import Found, without_twins
from dutylang.cases.lookup import lookup_from_vocabulary
from dutylang.cases.mapping_file import mapping_from_text
from dutylang.cases.raw import Limits
from dutylang.cases.record import CaseRecord, NoValue
from dutylang.cases.shared_holders import SharedHolders
from dutylang.cases.tables import cases_from_tables
from dutylang.diagnostics import Diagnostic
from dutylang.ops.columns import Column
from dutylang.ops.types import Kind
from dutylang.policy.model import Vocabulary
from dutylang.values import Moment, Money

EPOCH = dt.datetime(1970, 1, 1, tzinfo=dt.UTC)


def both(
    folder: Path,
    mapping_text: str,
    words: Vocabulary,
    tz: dt.tzinfo,
    as_of: Moment | None = None,
    limits: Limits | None = None,
) -> tuple[CaseColumns | tuple[Diagnostic, ...], list[Found]]:
    """The columns of some tables, held against their records."""
    mapping, problems = mapping_from_text(mapping_text, "mapping.toml")
    assert mapping is not None, problems
    lookup = lookup_from_vocabulary(words)
    more = (as_of, limits or Limits())
    found = list(without_twins(cases_from_tables(folder, mapping, lookup, tz, *more, SharedHolders())))
    columns = columns_from_tables(folder, mapping, lookup, tz, *more, SharedHolders())
    if isinstance(columns, CaseColumns):
        assert_same(columns, found)
    else:
        assert all(case is None for case, _ in found)
        assert columns == tuple(problem for _, problems in found for problem in problems)
    return columns, found


def assert_same(columns: CaseColumns, found: Sequence[Found], sample: Sequence[int] | None = None) -> None:
    """The columns hold what the records do, and nothing is said in one way only."""
    records = [case for case, _ in found if case is not None]
    assert list(columns.ids) == [record.id for record in records]
    assert [problems for _, problems in columns.unread] == [
        problems for case, problems in found if case is None
    ]
    told = [problems for case, problems in found if case is not None]
    assert dict(columns.problems) == {index: problems for index, problems in enumerate(told) if problems}
    kinds = [None if code < 0 else columns.kinds[code] for code in columns.kind]
    assert kinds == [record.kind for record in records]
    assert columns.events.starts[0] == 0
    assert columns.events.starts[-1] == len(columns.events.type)
    ranks = ranks_of_type(columns)
    for index in range(len(records)) if sample is None else sample:
        record = records[index]
        assert columns.record(index) == record
        assert bool(columns.odd[index]) or not needs_record(record, columns)
        if not columns.odd[index]:
            assert_case(columns, index, record, ranks)


def ranks_of_type(columns: CaseColumns) -> np.ndarray:
    """The place of each event among those of its type."""
    seen: Counter[int] = Counter()
    ranks = np.zeros(len(columns.events.type), np.int64)
    for row, code in enumerate(columns.events.type.tolist()):
        ranks[row] = seen[code]
        seen[code] += 1
    return ranks


def needs_record(record: CaseRecord, columns: CaseColumns) -> bool:
    """Whether a case has no columnar form: times and whole days on one day, roles that cannot be told."""
    forms: dict[dt.date, set[bool]] = {}
    for event in record.events:
        forms.setdefault(event.at.day, set()).add(event.at.instant is None)
    return any(len(each) > 1 for each in forms.values()) or bool(record.untold_roles)


def assert_case(columns: CaseColumns, index: int, record: CaseRecord, ranks: np.ndarray) -> None:
    events = columns.events
    first, last = int(events.starts[index]), int(events.starts[index + 1])
    assert last - first == len(record.events)
    for row, event in zip(range(first, last), record.events, strict=True):
        assert events.types[events.type[row]] == event.type
        assert day_and_instant(events.day[row], events.instant[row]) == of_moment(event.at)
        assert events.position[row] == event.position
        assert (None if events.ids is None else events.ids[row]) == event.id
        recorded = (NO_DAY, NO_INSTANT)
        if events.recorded is not None and events.recorded_day is not None:
            recorded = day_and_instant(events.recorded_day[row], events.recorded[row])
        assert recorded == of_moment(event.recorded_at)
        actors = range(events.actors.starts[row], events.actors.starts[row + 1])
        acted = [
            (columns.persons[events.actors.person[at]], role_of(columns, int(events.actors.role[at])))
            for at in actors
        ]
        assert acted == [(who.person, who.role) for who in event.actors]
        attributes = {
            name: column for (type_, name), column in events.attributes.items() if type_ == event.type
        }
        formless = {name for type_, name in events.formless if type_ == event.type}
        assert_values(attributes, formless, int(ranks[row]), event.attributes)
    assert_values(columns.fields, columns.formless, index, record.fields)
    assert day_and_instant(columns.closed_day[index], columns.closed_instant[index]) == of_moment(
        record.closed_at
    )
    held = columns.holders
    rows = np.flatnonzero(held.case == index)
    assert [
        (
            columns.roles[held.role[at]],
            columns.persons[held.person[at]],
            int(held.since[at]),
            int(held.until[at]),
        )
        for at in rows
    ] == [(each.role, each.person, each.since.toordinal(), until_of(each.until)) for each in record.holders]
    assert (np.diff(held.case) >= 0).all()
    assert columns.registered == record.shared_roles
    assert {name for name, flags in columns.complete.items() if flags[index]} >= {
        name for name, until in record.registers.items() if until is None
    }
    assert set(columns.complete) <= set(record.registers)
    assert bool(columns.busy[index]) == bool(record.documents or record.judgements or record.figures)


def assert_values(columns: object, formless: object, row: int, values: object) -> None:
    for name, column in columns.items():
        value = values.get(name)
        plain = value is not None and not isinstance(value, NoValue)
        assert bool(column.known[row]) == plain, (name, value)
        if plain:
            assert value_of(column, row) == value
    for name, value in values.items():
        assert name in columns or name in formless or isinstance(value, NoValue), name


def value_of(column: Column, row: int) -> object:
    value = column.values[row]
    match column.kind:
        case Kind.MONEY:
            return Money(Decimal(int(value)).scaleb(-column.scale), column.currency)
        case Kind.NUMBER | Kind.PERCENT:
            return Decimal(int(value)).scaleb(-column.scale)
        case Kind.DATE:
            return dt.date.fromordinal(int(value))
        case Kind.DATE_TIME:
            return EPOCH + dt.timedelta(microseconds=int(value))
        case Kind.YES_NO:
            return bool(value)
        case _:
            return column.words[value]


def role_of(columns: CaseColumns, code: int) -> str | None:
    return None if code < 0 else columns.roles[code]


def until_of(day: dt.date | None) -> int:
    return LAST_DAY if day is None else day.toordinal()


def of_moment(moment: Moment | None) -> tuple[int, int]:
    if moment is None:
        return NO_DAY, NO_INSTANT
    instant = NO_INSTANT
    if moment.instant is not None:
        instant = (moment.instant - EPOCH) // dt.timedelta(microseconds=1)
    return moment.day.toordinal(), instant


def day_and_instant(day: int, instant: int) -> tuple[int, int]:
    return int(day), int(instant)
