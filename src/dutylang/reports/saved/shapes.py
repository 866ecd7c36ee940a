"""JSON → data of the given classes, strictly: every field is there and of its type, or the place is named."""

from __future__ import annotations

import datetime as dt
import enum
import types
from collections.abc import Callable, Iterable, Mapping
from decimal import Decimal, InvalidOperation
from typing import Any, Union, get_args, get_origin, get_type_hints

import attrs

from dutylang.values import Moment

Given = Mapping[str, object]
"""What an object takes from those around it, by attribute: the id of the case that it stands in."""

Reader = Callable[[object, str, Given], Any]
"""Reads a JSON value that stands at a place, such as `cases[3].findings[0]`. Raises UnreadableError."""

NOTHING_GIVEN: Given = {}


class UnreadableError(Exception):
    """The value at a place is not what belongs there. `missing`: the field that an object lacks."""

    def __init__(self, place: str, missing: str = "") -> None:
        super().__init__(place, missing)
        self.place, self.missing = place, missing


@attrs.frozen
class Shape:
    """How the JSON object of a class differs from its attributes.

    `named` are attributes whose fields are called otherwise. `blank` are texts that are null when empty.
    `given` are taken from the objects around it, `handed` given on to those in it. The fields of an attribute
    that is `beside` stand in the object itself. `optional` are left out when they are as by default,
    `unsaved` always. `own` read an attribute from the whole object.
    """

    named: Mapping[str, str] = attrs.field(factory=dict)
    blank: tuple[str, ...] = ()
    given: tuple[str, ...] = ()
    handed: tuple[str, ...] = ()
    beside: tuple[str, ...] = ()
    optional: tuple[str, ...] = ()
    unsaved: tuple[str, ...] = ()
    own: Mapping[str, Reader] = attrs.field(factory=dict)


@attrs.define(eq=False)
class Shapes:
    """Reads types. A class without a shape has a field for each attribute; of a `sparse` class those that are
    as by default are left out.
    """

    by_class: Mapping[type, Shape] = attrs.field(factory=dict)
    sparse: frozenset[type] = frozenset()
    _readers: dict[Any, Reader] = attrs.field(factory=dict)

    def read(self, kind: Any, value: object, place: str, given: Given = NOTHING_GIVEN) -> Any:
        """The value of a type at a place. Raises UnreadableError."""
        return self.reader(kind)(value, place, given)

    def reader(self, kind: Any) -> Reader:
        """The reader of a type."""
        if kind not in self._readers:
            self._readers[kind] = self._made(kind)
        return self._readers[kind]

    def _made(self, kind: Any) -> Reader:
        if kind in SCALARS:
            return SCALARS[kind]
        origin, parts = get_origin(kind), get_args(kind)
        if origin in (Union, types.UnionType):
            (other,) = (part for part in parts if part is not type(None))
            return _or_null(self.reader(other))
        if origin is tuple and parts[1:] == (...,):
            return _items(tuple, self.reader(parts[0]))
        if origin is frozenset:
            return _items(frozenset, self.reader(parts[0]))
        if isinstance(kind, type) and issubclass(kind, enum.Enum):
            return _converted(str, kind)
        if isinstance(kind, type) and attrs.has(kind):
            return self._object(kind)
        raise TypeError(kind)

    def _object(self, kind: type) -> Reader:
        shape = self.by_class.get(kind, Shape())
        hints = get_type_hints(kind)
        fields: list[tuple[str, str, Reader | None, bool]] = []
        for attribute in _handed_first(attrs.fields(kind), shape):
            name = attribute.name
            if name in shape.unsaved:
                continue
            reader = shape.own.get(name)
            if reader is None and name not in shape.given:
                # A type that refers to itself is not among those of reports: readers are made at once.
                reader = self.reader(hints[name])
                reader = _blank(reader) if name in shape.blank else reader
            is_default = attribute.default is not attrs.NOTHING
            optional = is_default and (kind in self.sparse or name in shape.optional)
            fields.append((name, shape.named.get(name, name), reader, optional))
        whole = frozenset((*shape.own, *shape.beside))

        def read(value: object, place: str, given: Given) -> object:
            found = object_at(value, place)
            told: dict[str, Any] = {}
            inner = given
            for name, field, reader, optional in fields:
                if reader is None:
                    told[name] = given[name]
                elif name in whole:
                    told[name] = reader(found, place, inner)
                elif field in found:
                    told[name] = reader(found[field], f"{place}.{field}", inner)
                elif not optional:
                    raise UnreadableError(place, field)
                if name in shape.handed:
                    inner = {**inner, name: told[name]}
            return kind(**told)

        return read


def object_at(value: object, place: str) -> dict[str, object]:
    """The value as a JSON object. Raises UnreadableError."""
    if not isinstance(value, dict):
        raise UnreadableError(place)
    return value


def field_of(found: Mapping[str, object], name: str, place: str) -> object:
    """A field of an object that must have it. Raises UnreadableError."""
    if name not in found:
        raise UnreadableError(place, name)
    return found[name]


def _handed_first(attributes: Iterable[Any], shape: Shape) -> list[Any]:
    return sorted(attributes, key=lambda each: each.name not in shape.handed)


# ---- types -----------------------------------------------------------------------------------


def _exactly(kind: type) -> Reader:
    def read(value: object, place: str, _: Given) -> object:
        if type(value) is not kind:
            raise UnreadableError(place)
        return value

    return read


def _converted(kind: type, convert: Callable[[Any], object]) -> Reader:
    def read(value: object, place: str, _: Given) -> object:
        if type(value) is not kind:
            raise UnreadableError(place)
        try:
            return convert(value)
        except (ValueError, InvalidOperation, OverflowError) as fault:
            raise UnreadableError(place) from fault

    return read


def _moment(text: str) -> Moment:
    """A local day, or a local time with its offset: the day is that of the policy's zone."""
    if "T" not in text:
        return Moment(dt.date.fromisoformat(text))
    local = dt.datetime.fromisoformat(text)
    if local.tzinfo is None:
        raise ValueError(text)
    return Moment(local.date(), local.astimezone(dt.UTC))


def _or_null(reader: Reader) -> Reader:
    return lambda value, place, given: None if value is None else reader(value, place, given)


def _blank(reader: Reader) -> Reader:
    return lambda value, place, given: reader("" if value is None else value, place, given)


def _items(kind: Callable[[Iterable[object]], object], reader: Reader) -> Reader:
    def read(value: object, place: str, given: Given) -> object:
        if not isinstance(value, list):
            raise UnreadableError(place)
        return kind(reader(item, f"{place}[{number}]", given) for number, item in enumerate(value))

    return read


def _decimal(text: str) -> Decimal:
    found = Decimal(text)
    if not found.is_finite():
        raise ValueError(text)
    return found


def pairs_of(field: str, *columns: tuple[str, Any]) -> Reader:
    """Reads a list of objects with the same fields as tuples: the field that holds it, and those of each."""
    readers = [(name, SCALARS[kind]) for name, kind in columns]

    def row(value: object, place: str, given: Given) -> object:
        found = object_at(value, place)
        return tuple(
            reader(field_of(found, name, place), f"{place}.{name}", given) for name, reader in readers
        )

    rows = _items(tuple, row)
    return lambda value, place, given: rows(
        field_of(object_at(value, place), field, place), f"{place}.{field}", given
    )


SCALARS: Mapping[Any, Reader] = {
    str: _exactly(str),
    int: _exactly(int),
    bool: _exactly(bool),
    Decimal: _converted(str, _decimal),
    dt.date: _converted(str, dt.date.fromisoformat),
    Moment: _converted(str, _moment),
}
