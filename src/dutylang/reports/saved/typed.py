"""Values that plain JSON would flatten ↔ JSON that says what they are, so that a saved audit loses nothing."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from decimal import Decimal, InvalidOperation

import attrs

from dutylang.diagnostics import catalogue
from dutylang.reports.plain import Json
from dutylang.values import Moment, Money, Period, Unit


@attrs.frozen
class ByTongue:
    """A value that is only ever shown, such as a verdict in a message: its words in each tongue."""

    words: Mapping[str, str] = attrs.field(hash=False)
    tongue: str

    def __str__(self) -> str:
        return self.words.get(self.tongue) or next(iter(self.words.values()), "")


def is_plain(value: object) -> bool:
    """Whether plain JSON holds a value as it is; tuples of texts are read back as lists, which show alike."""
    if isinstance(value, list | tuple):
        return all(type(item) is str for item in value)
    return value is None or type(value) in (bool, int, str)


def typed_parts(values: Mapping[str, object]) -> dict[str, object]:
    """The values among some that plain JSON would flatten, with what they are."""
    return {key: typed_json(value) for key, value in values.items() if not is_plain(value)}


def typed_json(value: object) -> object:
    """A value with its type: `{"decimal": "1.50"}`; what plain JSON holds stays as it is."""
    match value:
        case None | int():
            return value
        case Decimal():
            return {"decimal": str(value)}
        case Money():
            return {"money": {"amount": str(value.amount), "currency": value.currency}}
        case Period():
            return {"period": {"count": value.count, "unit": value.unit.value}}
        case Moment():
            found: Json = {"day": value.day.isoformat()}
            return {"moment": found | ({"instant": value.instant.isoformat()} if value.instant else {})}
        case dt.datetime():
            return {"instant": value.isoformat()}
        case dt.date():
            return {"date": value.isoformat()}
        case dt.time():
            return {"time": value.isoformat()}
        case list() | tuple():
            return {"list": [typed_json(item) for item in value]}
        case set() | frozenset():
            return {"set": [typed_json(item) for item in sorted(value, key=str)]}
        case _:
            return value if type(value) is str else {"words": _words_of(value)}


def _words_of(value: object) -> dict[str, str]:
    """How a value is shown in each tongue."""
    if isinstance(value, ByTongue):
        return dict(value.words)
    return {tongue: catalogue.fill("{value}", {"value": value}, tongue) for tongue in catalogue.tongues()}


def typed_value(value: object, tongue: str) -> object:
    """The value that `typed_json` wrote, for a reader of the tongue. Raises ValueError for anything else."""
    if value is None or type(value) in (bool, int, str):
        return value
    if not isinstance(value, dict) or len(value) != 1:
        raise ValueError
    ((kind, inner),) = value.items()
    if kind in ("list", "set") and isinstance(inner, list):
        items = [typed_value(item, tongue) for item in inner]
        return tuple(items) if kind == "list" else _set(items)
    if kind == "words" and isinstance(inner, dict) and all(type(each) is str for each in inner.values()):
        return ByTongue(inner, tongue)
    if kind not in _READERS:
        raise ValueError
    try:
        return _READERS[kind](inner)
    except (TypeError, KeyError, AttributeError, InvalidOperation) as fault:
        raise ValueError from fault


def _set(items: list[object]) -> frozenset[object]:
    try:
        return frozenset(items)
    except TypeError as fault:
        raise ValueError from fault


def _decimal(inner: str) -> Decimal:
    if not isinstance(inner, str):
        raise ValueError
    return Decimal(inner)


def _money(inner: dict[str, str]) -> Money:
    return Money(_decimal(inner["amount"]), str(inner["currency"]))


def _period(inner: dict[str, int | str]) -> Period:
    count = inner["count"]
    if type(count) is not int:
        raise ValueError
    return Period(count, Unit(inner["unit"]))


def _moment(inner: dict[str, str]) -> Moment:
    instant = dt.datetime.fromisoformat(inner["instant"]) if "instant" in inner else None
    return Moment(dt.date.fromisoformat(inner["day"]), instant)


_READERS: dict[str, Callable[..., object]] = {
    "decimal": _decimal,
    "money": _money,
    "period": _period,
    "moment": _moment,
    "instant": dt.datetime.fromisoformat,
    "date": dt.date.fromisoformat,
    "time": dt.time.fromisoformat,
}
