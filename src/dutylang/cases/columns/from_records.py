"""Case records → columns. What has no columnar form marks its case as odd: it is judged as a record."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

import numpy as np

from dutylang.calendars.moments import latest_instant
from dutylang.cases.columns.model import (
    LAST_DAY,
    NO_DAY,
    NO_INSTANT,
    CaseColumns,
    EventColumns,
    HolderColumns,
    Participants,
)
from dutylang.cases.record import CaseRecord, EventRecord, NoValue, RecordValue, Series
from dutylang.ops.columns import Column, Flags, Ints
from dutylang.ops.types import Kind
from dutylang.values import Moment, Money

EPOCH = dt.datetime(1970, 1, 1, tzinfo=dt.UTC)
_MICROSECOND = dt.timedelta(microseconds=1)
MOST_DIGITS = 17
"""Figures that need more digits than this when they are scaled are not put into a column."""


def columns_from_records(records: Sequence[CaseRecord], tz: ZoneInfo, as_of: Moment) -> CaseColumns:
    """The columns of some cases. `tz` is the policy's zone; registers are asked whether they reach `as_of`."""
    words = _Words(records)
    odd = np.fromiter((_is_odd(record) for record in records), np.bool_, len(records))
    fields, formless = _fields(records)
    return CaseColumns(
        ids=[record.id for record in records],
        kinds=words.kinds,
        kind=words.codes_of_kinds(records),
        persons=words.persons,
        roles=words.roles,
        events=_events(records, words),
        holders=_holders(records, words),
        closed_day=_ints((_day(record.closed_at) for record in records), np.int32),
        closed_instant=_ints((_instant(record.closed_at) for record in records), np.int64),
        odd=odd | _odd_holders(records),
        busy=np.fromiter(
            (bool(r.judgements or r.documents or r.figures) for r in records), np.bool_, len(records)
        ),
        record=records.__getitem__,
        fields=fields,
        formless=formless,
        complete=_complete(records, tz, as_of),
        registered=_registered(records),
    )


def microseconds(instant: dt.datetime) -> int:
    """Microseconds since 1970."""
    return (instant - EPOCH) // _MICROSECOND


class _Words:
    """The names that codes stand for."""

    def __init__(self, records: Sequence[CaseRecord]) -> None:
        self.kinds = tuple(dict.fromkeys(r.kind for r in records if r.kind is not None))
        acted = {who for r in records for event in r.events for who in event.actors}
        held = [holding for r in records for holding in r.holders]
        persons = {who.person for who in acted} | {each.person for each in held}
        roles = {who.role for who in acted if who.role is not None} | {each.role for each in held}
        self.persons = sorted(persons)
        self.roles = tuple(sorted(roles))
        self.person = {name: code for code, name in enumerate(self.persons)}
        self.role: dict[str | None, int] = {name: code for code, name in enumerate(self.roles)}
        self.role[None] = -1

    def codes_of_kinds(self, records: Sequence[CaseRecord]) -> Ints:
        """The code of each case's kind."""
        codes: dict[str | None, int] = {name: code for code, name in enumerate(self.kinds)}
        return _ints((codes.get(r.kind, -1) for r in records), np.int16)


def _events(records: Sequence[CaseRecord], words: _Words) -> EventColumns:
    events = [event for record in records for event in record.events]
    types = tuple(dict.fromkeys(event.type for event in events))
    codes = {name: code for code, name in enumerate(types)}
    actors = [who for event in events for who in event.actors]
    attributes, formless = _attributes(events)
    return EventColumns(
        starts=_starts(len(record.events) for record in records),
        types=types,
        type=_ints((codes[event.type] for event in events), np.int16),
        day=_ints((event.at.day.toordinal() for event in events), np.int32),
        instant=_ints((_instant(event.at) for event in events), np.int64),
        position=_ints((event.position for event in events), np.int32),
        actors=Participants(
            _starts(len(event.actors) for event in events),
            _ints((words.person[who.person] for who in actors), np.int32),
            _ints((words.role[who.role] for who in actors), np.int16),
        ),
        ids=[event.id for event in events],
        attributes=attributes,
        recorded=_ints((_instant(event.recorded_at) for event in events), np.int64),
        recorded_day=_ints((_day(event.recorded_at) for event in events), np.int32),
        formless=formless,
    )


def _attributes(
    events: Sequence[EventRecord],
) -> tuple[dict[tuple[str, str], Column], frozenset[tuple[str, str]]]:
    """A column for each attribute, and those that have no columnar form."""
    rows: dict[str, list[EventRecord]] = {}
    for event in events:
        rows.setdefault(event.type, []).append(event)
    found: dict[tuple[str, str], Column] = {}
    formless: set[tuple[str, str]] = set()
    for type_, alike in rows.items():
        for name in dict.fromkeys(name for event in alike for name in event.attributes):
            column = column_from_values([event.attributes.get(name) for event in alike])
            if column is None:
                formless.add((type_, name))
            else:
                found[type_, name] = column
    return found, frozenset(formless)


def _fields(records: Sequence[CaseRecord]) -> tuple[dict[str, Column], frozenset[str]]:
    found: dict[str, Column] = {}
    formless: set[str] = set()
    for name in dict.fromkeys(name for record in records for name in record.fields):
        column = column_from_values([record.fields.get(name) for record in records])
        if column is None:
            formless.add(name)
        else:
            found[name] = column
    return found, frozenset(formless)


def column_from_values(values: Sequence[object]) -> Column | None:
    """Run-time values as a column; None where they have no common columnar form. None and NoValue: not known."""
    told = [value for value in values if value is not None and not isinstance(value, NoValue)]
    known = np.fromiter(
        (value is not None and not isinstance(value, NoValue) for value in values), np.bool_, len(values)
    )
    kinds = {_KINDS.get(type(value)) for value in told}
    if kinds - {Kind.MONEY, Kind.NUMBER, Kind.YES_NO, Kind.DATE, Kind.DATE_TIME, Kind.TEXT} or len(kinds) > 1:
        return None
    match kinds.pop() if kinds else Kind.TEXT:
        case Kind.MONEY:
            currencies = {value.currency for value in told if isinstance(value, Money)}
            amounts = [value.amount if isinstance(value, Money) else None for value in values]
            return _figures(Kind.MONEY, amounts, known, currencies)
        case Kind.NUMBER:
            return _figures(
                Kind.NUMBER, [v if isinstance(v, Decimal) else None for v in values], known, set()
            )
        case Kind.YES_NO:
            return Column(Kind.YES_NO, np.fromiter((v is True for v in values), np.bool_, len(values)), known)
        case Kind.DATE:
            days = (v.toordinal() if isinstance(v, dt.date) else NO_DAY for v in values)
            return Column(Kind.DATE, _ints(days, np.int32), known)
        case Kind.DATE_TIME:
            moments = (microseconds(v) if isinstance(v, dt.datetime) else NO_INSTANT for v in values)
            return Column(Kind.DATE_TIME, _ints(moments, np.int64), known)
        case _:
            texts = tuple(sorted({value for value in told if isinstance(value, str)}))
            codes = {text: code for code, text in enumerate(texts)}
            texted = (codes[v] if isinstance(v, str) else -1 for v in values)
            return Column(Kind.TEXT, _ints(texted, np.int32), known, words=texts)


_KINDS: Mapping[type, Kind] = {
    Decimal: Kind.NUMBER,
    Money: Kind.MONEY,
    bool: Kind.YES_NO,
    dt.date: Kind.DATE,
    dt.datetime: Kind.DATE_TIME,
    str: Kind.TEXT,
    frozenset: Kind.SET_OF,
    tuple: Kind.LIST_OF,
    RecordValue: Kind.RECORD,
    Series: Kind.PERIOD,
}


def _figures(
    kind: Kind, amounts: Sequence[Decimal | None], known: Flags, currencies: set[str]
) -> Column | None:
    """Exact figures as whole numbers of one scale; None where they are too long for that."""
    told = [amount for amount in amounts if amount is not None]
    scale = max((-exponent_of(amount) for amount in told), default=0)
    scale = max(scale, 0)
    if len(currencies) > 1 or any(amount.adjusted() + 1 + scale > MOST_DIGITS for amount in told if amount):
        return None
    values = _ints((0 if amount is None else int(amount.scaleb(scale)) for amount in amounts), np.int64)
    return Column(kind, values, known, scale, next(iter(currencies), None))


def exponent_of(amount: Decimal) -> int:
    """The power of ten of the last digit that is not zero; 0 for whole figures."""
    exponent = amount.normalize().as_tuple().exponent
    return min(exponent, 0) if isinstance(exponent, int) else 0


def _holders(records: Sequence[CaseRecord], words: _Words) -> HolderColumns:
    held = [(case, each) for case, record in enumerate(records) for each in record.holders]
    return HolderColumns(
        _ints((case for case, _ in held), np.int32),
        _ints((words.role[each.role] for _, each in held), np.int16),
        _ints((words.person[each.person] for _, each in held), np.int32),
        _ints((each.since.toordinal() for _, each in held), np.int32),
        _ints((LAST_DAY if each.until is None else each.until.toordinal() for _, each in held), np.int32),
    )


def _is_odd(record: CaseRecord) -> bool:
    """Whether a case has no columnar form: entries undone, or whole days and times on one day."""
    if any(event.voids or event.replaces for event in record.events):
        return True
    days: dict[dt.date, bool] = {}
    return any(
        days.setdefault(event.at.day, event.at.instant is None) is not (event.at.instant is None)
        for event in record.events
    )


def _odd_holders(records: Sequence[CaseRecord]) -> Flags:
    common = _registered(records)
    odd = (bool(record.untold_roles) or record.shared_roles != common for record in records)
    return np.fromiter(odd, np.bool_, len(records))


def _registered(records: Sequence[CaseRecord]) -> frozenset[str]:
    """The roles that the shared register of the first case knows: that of the whole book."""
    return records[0].shared_roles if records else frozenset()


def _complete(records: Sequence[CaseRecord], tz: ZoneInfo, as_of: Moment) -> dict[str, Flags]:
    end = latest_instant(as_of, tz)

    def reaches(record: CaseRecord, name: str) -> bool:
        if name not in record.registers:
            return False
        until = record.registers[name]
        return until is None or latest_instant(until, tz) >= end

    names = dict.fromkeys(name for record in records for name in record.registers)
    return {
        name: np.fromiter((reaches(record, name) for record in records), np.bool_, len(records))
        for name in names
    }


def _day(moment: Moment | None) -> int:
    return NO_DAY if moment is None else moment.day.toordinal()


def _instant(moment: Moment | None) -> int:
    return NO_INSTANT if moment is None or moment.instant is None else microseconds(moment.instant)


def _starts(counts: Iterable[int]) -> Ints:
    return np.concatenate([[0], np.cumsum(np.fromiter(counts, np.int64))]).astype(np.int64)


def _ints(values: Iterable[int], kind: type[np.integer[Any]]) -> Ints:
    return np.fromiter(values, kind)
