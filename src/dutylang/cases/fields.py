"""Raw values → run-time values of the declared types. Nothing is converted that the type does not ask for."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import Final

import attrs

from dutylang.cases.faults import Expected, Faults, Path
from dutylang.cases.lookup import Shape
from dutylang.cases.moments import order_key
from dutylang.cases.raw import BrokenCell, Unreadable, figure_from_text, is_exact, shown
from dutylang.cases.reading import (
    Reading,
    canonical,
    day_from_raw,
    moment_from_raw,
    text_from_raw,
    yes_no_from_raw,
)
from dutylang.cases.record import Entry, NoValue, RecordValue, Series
from dutylang.cases.shape import object_keys, repeated_keys, wrong
from dutylang.ops.types import Kind, Type
from dutylang.policy.model import FieldInfo
from dutylang.values import Moment, Money, Period, Unit


class Faulty:
    """Stands for a value whose fault has been noted."""


FAULTY: Final = Faulty()

_NUMBER = re.compile(r"[+-]?(?:[0-9]{1,3}(?:,[0-9]{3})+|[0-9]+)(?:\.[0-9]+)?(?:[eE][+-]?[0-9]{1,4})?")
_MONEY = re.compile(r"(?P<amount>\S+)\s+(?P<currency>[A-Z]{3})")
_PERIOD = re.compile(r"(?P<count>[0-9]{1,6})\s*(?P<unit>[^\s0-9].*)")
_MOST_UNITS = 999_999

PERIOD_UNITS: Mapping[str, Unit] = {
    **{unit.value: unit for unit in Unit},
    **{f"{unit.value}s": unit for unit in Unit},
    "working day": Unit.WORKING_DAY,
    "working days": Unit.WORKING_DAY,
    "分钟": Unit.MINUTE,
    "小时": Unit.HOUR,
    "日": Unit.DAY,
    "天": Unit.DAY,
    "个工作日": Unit.WORKING_DAY,
    "周": Unit.WEEK,
    "个月": Unit.MONTH,
    "个季度": Unit.QUARTER,
    "年": Unit.YEAR,
}


def states_unknown(raw: object) -> bool:
    """`{"unknown": true}`: the record says that the value is not known."""
    return isinstance(raw, Mapping) and len(raw) == 1 and raw.get("unknown") in (True, "true")


def values_from_raw(raw: object, shape: Shape, path: Path, reading: Reading) -> dict[str, object]:
    """The fields of an object by canonical name, in the order of their declaration."""
    if not isinstance(raw, Mapping):
        wrong(raw, Expected.OBJECT, path, reading.faults)
        return {}
    repeated_keys(raw, path, reading.faults)
    found: dict[str, object] = {}
    for key, value in raw.items():
        name = canonical(key, shape.names, (*path, shown(key)), reading)
        if name is None:
            continue
        if name in found:
            reading.faults.add("C011", (*path, shown(key)), key=name)
            continue
        found[name] = field_from_raw(value, shape.fields[name], (*path, shown(key)), reading)
    return {name: found[name] for name in shape.fields if name in found}


def field_from_raw(raw: object, field: FieldInfo, path: Path, reading: Reading) -> object:
    """The value of a declared field: typed, `NoValue`, or the series of a tracked field."""
    if states_unknown(raw):
        return NoValue.STATED_UNKNOWN
    if raw is None:
        if field.optional:
            return NoValue.ABSENT
        reading.faults.add("C020", path, field=field.declared.name)
        return FAULTY
    if field.tracked:
        return _series(raw, field, path, reading)
    return value_from_raw(raw, field.type, path, reading)


def value_from_raw(raw: object, type_: Type, path: Path, reading: Reading) -> object:
    """The value in its run-time form (see `ops.types.Type`), or FAULTY with the fault noted."""
    if isinstance(raw, (Unreadable, BrokenCell, float)):
        wrong(raw, Expected.NUMBER, path, reading.faults)
        return FAULTY
    found = _READERS[type_.kind](raw, type_, path, reading)
    return FAULTY if found is None else found


def decimal_from_raw(raw: object) -> Decimal | Unreadable | None:
    """An exact figure; None when the raw value is no figure at all."""
    if isinstance(raw, str):
        text = raw.strip()
        return figure_from_text(text.replace(",", "")) if _NUMBER.fullmatch(text) else None
    if isinstance(raw, Decimal):
        return raw if is_exact(raw) else Unreadable(shown(raw))
    if isinstance(raw, int) and not isinstance(raw, bool):
        return Decimal(raw) if abs(raw) < 10**25 else Unreadable(shown(raw))
    return None


def _figure(raw: object, expected: Expected, path: Path, reading: Reading) -> Decimal | None:
    found = decimal_from_raw(raw)
    if isinstance(found, Decimal):
        return found
    wrong(raw if found is None else found, expected, path, reading.faults)
    return None


def _number(raw: object, _: Type, path: Path, reading: Reading) -> Decimal | None:
    return _figure(raw, Expected.NUMBER, path, reading)


def _percent(raw: object, _: Type, path: Path, reading: Reading) -> Decimal | None:
    if isinstance(raw, str) and raw.strip()[-1:] in ("%", "％"):
        found = decimal_from_raw(raw.strip()[:-1])
        if isinstance(found, Decimal):
            return found
    return _figure(raw, Expected.PERCENT, path, reading)


def _money(raw: object, type_: Type, path: Path, reading: Reading) -> Money | None:
    if decimal_from_raw(raw) is not None:
        reading.faults.add("C021", path, value=shown(raw), currency=type_.currency or "CNY")
        return None
    if isinstance(raw, Mapping):
        keys = ("amount", "currency")
        parts = object_keys(raw, keys, keys, path, reading.faults)
        if parts is None or not all(key in parts for key in keys):
            return None
        written, currency = parts["amount"], parts["currency"]
    else:
        match = _MONEY.fullmatch(raw.strip()) if isinstance(raw, str) else None
        if match is None:
            wrong(raw, Expected.MONEY, path, reading.faults)
            return None
        written, currency = match["amount"], match["currency"]
    amount = _figure(written, Expected.MONEY, path, reading)
    if not isinstance(currency, str) or not re.fullmatch(r"[A-Z]{3}", currency):
        wrong(currency, Expected.MONEY, path, reading.faults)
        return None
    if type_.currency is not None and currency != type_.currency:
        reading.faults.add("C022", path, found=currency, declared=type_.currency)
        return None
    return None if amount is None else Money(amount, currency)


def _date(raw: object, _: Type, path: Path, reading: Reading) -> dt.date | None:
    return day_from_raw(raw, path, reading)


def _date_time(raw: object, _: Type, path: Path, reading: Reading) -> dt.datetime | None:
    moment = moment_from_raw(raw, path, reading, Expected.DATE_TIME)
    if moment is not None and moment.instant is None:
        wrong(shown(raw), Expected.DATE_TIME, path, reading.faults)
        return None
    return None if moment is None else moment.instant


def _text(raw: object, _: Type, path: Path, reading: Reading) -> str | None:
    return text_from_raw(raw, path, reading)


def _yes_no(raw: object, _: Type, path: Path, reading: Reading) -> bool | None:
    return yes_no_from_raw(raw, path, reading)


def _period(raw: object, _: Type, path: Path, reading: Reading) -> Period | None:
    count: object = None
    unit: object = None
    if isinstance(raw, Period):
        return raw
    if isinstance(raw, Mapping):
        keys = ("count", "unit")
        parts = object_keys(raw, keys, keys, path, reading.faults) or {}
        count, unit = parts.get("count"), parts.get("unit")
    elif isinstance(raw, str):
        match = _PERIOD.fullmatch(raw.strip())
        count, unit = (match["count"], match["unit"].strip()) if match else (None, None)
    figure = decimal_from_raw(count)
    if isinstance(figure, Decimal) and isinstance(unit, str) and unit in PERIOD_UNITS:
        whole = figure == figure.to_integral_value()
        if whole and 0 <= figure <= _MOST_UNITS:
            return Period(int(figure), PERIOD_UNITS[unit])
    wrong(raw, Expected.PERIOD, path, reading.faults)
    return None


def _one_of(raw: object, type_: Type, path: Path, reading: Reading) -> str | None:
    return canonical(raw, reading.lookup.values_of(type_.values), path, reading)


def _set_of(raw: object, type_: Type, path: Path, reading: Reading) -> frozenset[str] | None:
    if not isinstance(raw, (list, tuple)):
        wrong(raw, Expected.LIST, path, reading.faults)
        return None
    names = reading.lookup.values_of(type_.values)
    found = [canonical(item, names, (*path, index), reading) for index, item in enumerate(raw)]
    return frozenset(name for name in found if name is not None)


def _list_of(raw: object, type_: Type, path: Path, reading: Reading) -> tuple[RecordValue, ...] | None:
    if not isinstance(raw, (list, tuple)):
        wrong(raw, Expected.LIST, path, reading.faults)
        return None
    found = [_record(item, type_, (*path, index), reading) for index, item in enumerate(raw)]
    return tuple(item for item in found if item is not None)


def _record(raw: object, type_: Type, path: Path, reading: Reading) -> RecordValue | None:
    if len(path) > reading.limits.depth:
        reading.faults.add("C006", path)
        return None
    name = type_.record or ""
    if isinstance(raw, str) and name in reading.lookup.case_shapes:
        return _linked(raw, name, path, reading)
    return RecordValue(values_from_raw(raw, reading.lookup.record_shapes[name], path, reading))


def _linked(identity: str, kind: str, path: Path, reading: Reading) -> RecordValue | None:
    """The fields of the case that an id names. Beyond the steps that the policy goes nothing is read."""
    links = reading.links
    if not links.has(kind, identity):
        reading.faults.add("C059", path, kind=kind, id=shown(identity))
        return None
    if reading.steps <= 0:
        return RecordValue({}, identity)
    key = (kind, identity, reading.steps)
    if key not in links.read:
        faults = Faults(reading.faults.root, case=identity)  # told where that case itself is read
        there = attrs.evolve(reading, faults=faults, steps=reading.steps - 1)
        raw = links.fields[kind][identity]
        shape = reading.lookup.case_shapes[kind]
        fields = {} if raw is None else values_from_raw(raw, shape, ("fields",), there)
        links.read[key] = None if faults.fatal else RecordValue(fields, identity)
    found = links.read[key]
    if found is None:
        reading.faults.add("C060", path, kind=kind, id=shown(identity))
    return found


def _series(raw: object, field: FieldInfo, path: Path, reading: Reading) -> object:
    """Entries in the order of their effective moments, then of their recording."""
    if not isinstance(raw, (list, tuple)):
        reading.faults.add("C023", path, field=field.declared.name)
        return FAULTY
    entries = [_entry(item, field, (*path, index), reading) for index, item in enumerate(raw)]
    found = [entry for entry in entries if entry is not None]
    seen: set[tuple[Moment, Moment | None]] = set()
    for index, entry in enumerate(entries):
        if entry is None:
            continue
        if (entry.effective_at, entry.recorded_at) in seen:
            reading.faults.add("C024", (*path, index), field=field.declared.name, moment=entry.effective_at)
        seen.add((entry.effective_at, entry.recorded_at))
    return Series(tuple(sorted(found, key=lambda entry: _entry_order(entry, reading))))


def _entry_order(entry: Entry, reading: Reading) -> tuple[dt.datetime, dt.datetime]:
    recorded = entry.recorded_at or entry.effective_at
    return order_key(entry.effective_at, reading.tz), order_key(recorded, reading.tz)


def _entry(raw: object, field: FieldInfo, path: Path, reading: Reading) -> Entry | None:
    parts = object_keys(raw, ("from", "value", "recorded_at"), ("from", "value"), path, reading.faults)
    if parts is None or "from" not in parts or "value" not in parts:
        return None
    since = moment_from_raw(parts["from"], (*path, "from"), reading)
    recorded = parts.get("recorded_at")
    at = None if recorded is None else moment_from_raw(recorded, (*path, "recorded_at"), reading)
    written = parts["value"]
    value_path = (*path, "value")
    value: object
    if states_unknown(written):
        value = NoValue.STATED_UNKNOWN
    elif written is None and field.optional:
        value = NoValue.ABSENT
    else:
        value = value_from_raw(written, field.type, value_path, reading)
    return None if since is None else Entry(since, value, at)


_Reader = Callable[[object, Type, Path, Reading], object]

_READERS: Mapping[Kind, _Reader] = {
    Kind.NUMBER: _number,
    Kind.PERCENT: _percent,
    Kind.MONEY: _money,
    Kind.DATE: _date,
    Kind.DATE_TIME: _date_time,
    Kind.TEXT: _text,
    Kind.YES_NO: _yes_no,
    Kind.PERIOD: _period,
    Kind.ONE_OF: _one_of,
    Kind.SET_OF: _set_of,
    Kind.LIST_OF: _list_of,
    Kind.RECORD: _record,
}
