"""A mapping and a policy → the plan by which cases are built; every name is checked once, before any row."""

from __future__ import annotations

from collections.abc import Mapping
from zoneinfo import ZoneInfo

import attrs

from dutylang.cases.document import warn_of_open_registers
from dutylang.cases.faults import Path
from dutylang.cases.happenings import registers_from_raw
from dutylang.cases.links import Links
from dutylang.cases.lookup import Lookup, Shape
from dutylang.cases.mapping import EventTable, HolderTable, TableMapping
from dutylang.cases.raw import Limits
from dutylang.cases.reading import Reading, canonical
from dutylang.cases.shared_holders import WHERE, SharedHolders, check_where
from dutylang.cases.source_model import Base
from dutylang.cases.table_load import event_columns
from dutylang.ops.types import Kind, Type
from dutylang.values import Moment


@attrs.frozen
class LinkedPlan:
    """The kind of cases that a table of linked cases holds, and the declared types of their fields."""

    kind: str
    fields: Mapping[str, Type]


@attrs.frozen
class TablePlan:
    """What every case of an input is built with.

    `fields`, `lists` (by list and column) and `attributes` (by event type) give the declared types of what
    the mapping fills; `others` the places of columns in `EventRow.others`. `linked` goes by the name of a
    table of linked cases; `where` gives the types of the conditions of each table of shared holders. `links`
    and `shared` are filled once the tables are loaded.
    """

    mapping: TableMapping
    base: Base
    lookup: Lookup
    tz: ZoneInfo
    local: ZoneInfo
    as_of: Moment | None
    limits: Limits
    kind: str | None
    fields: Mapping[str, Type]
    lists: Mapping[str, Mapping[str, Type]]
    others: Mapping[str, int]
    attributes: Mapping[str, Mapping[str, Type]]
    linked: Mapping[str, LinkedPlan]
    where: tuple[Mapping[str, Type], ...]
    links: Links = attrs.field(factory=Links)
    shared: SharedHolders = attrs.field(factory=SharedHolders)


def plan_from_mapping(
    mapping: TableMapping, base: Base, reading: Reading, as_of: Moment | None, limits: Limits
) -> TablePlan:
    """Checks every name of the mapping against the policy, once for all cases."""
    lookup = reading.lookup
    kind = _kind(mapping, reading)
    shape = None if kind is None else lookup.case_shapes[kind]
    fields: dict[str, Type] = {}
    named = {} if mapping.cases is None else mapping.cases.columns
    for name in named:
        fields[name] = _field_type(name, shape, ("cases", "fields", name), reading)
    for section, tables in (("lists", mapping.lists), ("tracked", mapping.tracked)):
        for name in tables:
            fields[name] = _field_type(name, shape, (section, name), reading)
    lists: dict[str, dict[str, Type]] = {}
    for name, table in mapping.lists.items():
        record = lookup.record_shapes.get(fields[name].record or "")
        lists[name] = {
            column: _field_type(column, record, ("lists", name, "fields", column), reading)
            for column in table.columns
        }
    if mapping.events is not None:
        for activity, name in (mapping.events.activity.names or {}).items():
            canonical(name, lookup.events, ("events", "activity", "names", activity), reading)
        for at, actor in enumerate(mapping.events.actors):
            for role in ([actor.role] if actor.role is not None else []) + list(actor.roles.values()):
                canonical(role, lookup.roles, ("events", "actors", at), reading)
    registers = registers_from_raw(mapping.complete, mapping.complete_until, (), reading)
    warn_of_open_registers(registers, reading)
    others = {} if mapping.events is None else {c: i for i, c in enumerate(event_columns(mapping.events))}
    return TablePlan(
        mapping=mapping,
        base=base,
        lookup=lookup,
        tz=reading.tz,
        local=reading.local,
        as_of=as_of,
        limits=limits,
        kind=kind,
        fields=fields,
        lists=lists,
        others=others,
        attributes=_attribute_types(mapping.events, reading),
        linked=_linked(mapping, kind, reading),
        where=tuple(_where(table, reading) for table in mapping.shared),
    )


def _linked(mapping: TableMapping, main: str | None, reading: Reading) -> dict[str, LinkedPlan]:
    """The tables of linked cases with their kinds: one table a kind, and none of the mapping's own kind."""
    found: dict[str, LinkedPlan] = {}
    taken = {main}
    for name, table in mapping.linked.items():
        path: Path = ("linked", name)
        kind = canonical(name, reading.lookup.kinds, path, reading)
        if kind is None:
            continue
        if kind in taken:
            reading.faults.add("C069", path, kind=kind)
        taken.add(kind)
        shape = reading.lookup.case_shapes[kind]
        types = {
            field: _field_type(field, shape, (*path, "fields", field), reading) for field in table.columns
        }
        found[name] = LinkedPlan(kind, types)
    return found


def _where(table: HolderTable, reading: Reading) -> dict[str, Type]:
    """The types by which the cells of a condition are read: those of the first kind that has the field."""
    found: dict[str, Type] = {}
    for field in table.where:
        for shape in reading.lookup.case_shapes.values():
            name = shape.names.find(field)
            if name is not None:
                found.setdefault(f"{WHERE}.{field}", shape.fields[name].type)
    if table.where:
        check_where(dict.fromkeys(table.where), (*table.path, WHERE), reading)
    return found


def _kind(mapping: TableMapping, reading: Reading) -> str | None:
    kinds = tuple(reading.lookup.case_shapes)
    if mapping.kind is not None:
        return canonical(mapping.kind, reading.lookup.kinds, ("kind",), reading)
    if len(kinds) > 1:
        reading.faults.add("C019", (), kinds=kinds)
    return kinds[0] if len(kinds) == 1 else None


def _field_type(name: str, shape: Shape | None, path: Path, reading: Reading) -> Type:
    """The declared type of a field; a text, with the fault noted, for a name that is not declared."""
    text = Type(Kind.TEXT)
    if shape is None:
        if not reading.faults.fatal:
            reading.faults.add("C013", path, key=name, near="", allowed=(), help="none")
        return text
    found = canonical(name, shape.names, path, reading)
    return text if found is None else shape.fields[found].type


def _attribute_types(events: EventTable | None, reading: Reading) -> dict[str, dict[str, Type]]:
    """By event type, the attributes that the mapping fills; one that no event declares is a fault."""
    if events is None:
        return {}
    found: dict[str, dict[str, Type]] = {}
    used: set[str] = set()
    for type_, shape in reading.lookup.event_shapes.items():
        for name in events.attributes:
            declared = shape.names.find(name)
            if declared is not None:
                found.setdefault(type_, {})[name] = shape.fields[declared].type
                used.add(name)
    for name in events.attributes:
        if name not in used:
            every = sorted(
                {field for shape in reading.lookup.event_shapes.values() for field in shape.fields}
            )
            path = ("events", "attributes", name)
            reading.faults.add("C013", path, key=name, near="", allowed=every, help="all")
    return found
