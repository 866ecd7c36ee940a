"""The register of holders that many cases share: who holds a role in the cases of a branch, or in them all."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

import attrs

from dutylang.cases.faults import Expected, Faults, Path, Place, What
from dutylang.cases.fields import value_from_raw
from dutylang.cases.happenings import items_of
from dutylang.cases.links import Links
from dutylang.cases.lookup import Shape, names_from_labels
from dutylang.cases.raw import shown
from dutylang.cases.reading import Reading, canonical, label_from_raw
from dutylang.cases.record import CaseRecord, Holding, NoValue, RecordValue
from dutylang.cases.shape import object_keys, repeated_keys, wrong
from dutylang.cases.standing import holding_from_raw
from dutylang.diagnostics import Diagnostic, Severity
from dutylang.ops.types import Kind
from dutylang.policy.model import FieldInfo

WHERE = "where"
"""The key of a holding that says, by field, which cases it is for; without it, all."""

_MANY = frozenset({Kind.SET_OF, Kind.LIST_OF, Kind.RECORD})

Where = Mapping[str, Mapping[str, object]]
"""By case kind, the value that each field of a case must have; of a field that links, the id of the case."""


@attrs.frozen
class SharedHolding:
    """A holding in every case of the kinds of `where` that has those values; None: in every case there is."""

    holding: Holding
    where: Where | None = None


@attrs.frozen
class NamedCase:
    """A case that a holding names by its id, and the place where it does."""

    kind: str
    id: str
    place: Place


@attrs.define
class SharedHolders:
    """What a register says, made to be asked for each of many cases.

    `grouped` holds the holdings by case kind, by the fields they go by, and by the values of these. `roles`
    are all that it speaks of; `untold` those of which an entry could not be read.
    """

    everywhere: list[Holding] = attrs.field(factory=list)
    grouped: dict[str, dict[tuple[str, ...], dict[tuple[object, ...], list[Holding]]]] = attrs.field(
        factory=dict
    )
    roles: set[str] = attrs.field(factory=set)
    untold: set[str] = attrs.field(factory=set)
    named: list[NamedCase] = attrs.field(factory=list)

    def add(self, shared: SharedHolding) -> None:
        """Takes in one holding."""
        self.roles.add(shared.holding.role)
        if shared.where is None:
            self.everywhere.append(shared.holding)
            return
        for kind, values in shared.where.items():
            fields = tuple(sorted(values))
            group = self.grouped.setdefault(kind, {}).setdefault(fields, {})
            group.setdefault(tuple(values[field] for field in fields), []).append(shared.holding)


def read_register(raw: object, register: SharedHolders, reading: Reading) -> None:
    """Takes in the holdings of a parsed register; its faults are in the reading's.

    Of an entry with a fault the role is noted as untold, for nobody can say whom it would have named.
    """
    keys = object_keys(raw, ("holders",), ("holders",), (), reading.faults)
    raws = [] if keys is None else items_of(keys.get("holders", []), ("holders",), reading)
    if reading.faults.fatal:
        nothing_told(register, reading)
    for path, item in raws:
        read_holding(item, path, register, reading)


def nothing_told(register: SharedHolders, reading: Reading) -> None:
    """Notes that the register, or a part of it, could not be read at all: it may speak of every role."""
    register.untold.update(reading.lookup.vocabulary.roles)


def role_untold(role: object, register: SharedHolders, reading: Reading) -> None:
    """Notes that an entry for a role could not be read; where the role is not known either, it may be any."""
    found = reading.lookup.roles.find(role) if isinstance(role, str) else None
    if found is None:
        nothing_told(register, reading)
    else:
        register.untold.add(found)


def read_holding(raw: object, path: Path, register: SharedHolders, reading: Reading) -> None:
    """Takes in one holding with its `where`, or notes its role as untold where it has a fault."""
    before, reading.faults.fatal = reading.faults.fatal, False
    holding = holding_from_raw(raw, path, reading, (WHERE,))
    written = raw.get(WHERE) if isinstance(raw, Mapping) else None
    where = _where(written, (*path, WHERE), register, reading)
    if holding is not None and not reading.faults.fatal:
        register.add(SharedHolding(holding, where))
    else:
        role_untold(raw.get("role") if isinstance(raw, Mapping) else None, register, reading)
    reading.faults.fatal = reading.faults.fatal or before


def _where(raw: object, path: Path, register: SharedHolders, reading: Reading) -> Where | None:
    """The conditions of a holding by case kind; None when it has none, or a fault that was noted."""
    if raw is None:
        return None
    if not isinstance(raw, Mapping):
        wrong(raw, Expected.OBJECT, path, reading.faults)
        return None
    repeated_keys(raw, path, reading.faults)
    if not raw:
        return None
    kinds = check_where(raw, path, reading)
    if not kinds:
        return None
    found: dict[str, dict[str, object]] = {}
    faults: list[Faults] = []
    for kind, fields in kinds.items():
        there = attrs.evolve(reading, faults=attrs.evolve(reading.faults, found=[], fatal=False))
        values = {
            info.declared.name: _wanted(raw[key], info, (*path, shown(key)), register, there)
            for key, info in fields.items()
        }
        if there.faults.fatal:
            faults.append(there.faults)
        else:
            found[kind] = values
    if not found:
        # Read by every kind that has the fields, the values fit none: what the first says is told.
        reading.faults.found.extend(faults[0].found)
        reading.faults.fatal = True
    return found


def check_where(raw: Mapping[str, object], path: Path, reading: Reading) -> dict[str, dict[str, FieldInfo]]:
    """The fields that the keys name, by every kind of case that has them all; none, with the faults noted."""
    kinds = {
        kind: fields
        for kind, shape in reading.lookup.case_shapes.items()
        if (fields := _fields(raw, shape)) is not None
    }
    if not kinds:
        _unknown_fields(raw, path, reading)
        return {}
    return kinds if _may_choose(kinds, path, reading) else {}


def _fields(raw: Mapping[str, object], shape: Shape) -> dict[str, FieldInfo] | None:
    """The fields of a kind that the keys name; None when one of them is none, or two are one."""
    names = {key: shape.names.find(key) for key in raw}
    found = {key: shape.fields[name] for key, name in names.items() if name is not None}
    return found if len(set(names.values())) == len(found) == len(raw) else None


def _unknown_fields(raw: Mapping[str, object], path: Path, reading: Reading) -> None:
    """Notes why no kind of case has the fields: one that nobody declares, or fields of several kinds."""
    shapes = reading.lookup.case_shapes.values()
    every = dict.fromkeys(field for shape in shapes for field in shape.fields)
    names = names_from_labels(What.FIELD, every, reading.lookup.vocabulary.labels)
    before = len(reading.faults.found)
    for key in raw:
        if not any(shape.names.find(key) for shape in shapes):
            canonical(key, names, (*path, shown(key)), reading)
    if len(reading.faults.found) == before:
        reading.faults.add("C061", path, fields=[shown(key) for key in raw])


def _may_choose(kinds: Mapping[str, Mapping[str, FieldInfo]], path: Path, reading: Reading) -> bool:
    """Whether every field has one value in a case that never changes; those that have not are noted."""
    refused: dict[str, str] = {}
    for fields in kinds.values():
        for key, info in fields.items():
            linked = info.type.kind is Kind.RECORD and info.type.record in reading.lookup.case_shapes
            if info.tracked:
                refused[key] = "tracked"
            elif info.type.kind in _MANY and not linked:
                refused.setdefault(key, "several")
    for key, why in refused.items():
        reading.faults.add("C062", (*path, shown(key)), field=shown(key), help=why)
    return not refused


def _wanted(raw: object, info: FieldInfo, path: Path, register: SharedHolders, reading: Reading) -> object:
    """The value that a case must have: that of a field, or the id of the case that the field links to."""
    if raw is None and info.optional:
        return NoValue.ABSENT
    if info.type.kind is not Kind.RECORD:
        return value_from_raw(raw, info.type, path, reading)
    identity = label_from_raw(raw, path, reading)
    if identity is not None:
        register.named.append(NamedCase(info.type.record or "", identity, reading.faults.at(path)))
    return identity


def strangers(register: SharedHolders, links: Links) -> tuple[Diagnostic, ...]:
    """One warning that names the ids in the register that are no case of the input, if there are any."""
    found = [named for named in register.named if not links.has(named.kind, named.id)]
    if not found:
        return ()
    place = found[0].place
    ids = list(dict.fromkeys(shown(named.id) for named in found))
    told = {"case": "", "place": str(place), "count": len(ids), "ids": ids[:20]}
    return (Diagnostic("C063", place.span, told, Severity.WARNING),)


def with_shared(case: CaseRecord, register: SharedHolders, faults: Faults) -> CaseRecord:
    """The case with the holdings of the register that are for it, beside its own.

    Where a field that the register goes by is not known, the roles concerned are untold: a warning says so.
    """
    if not register.roles and not register.untold:
        return case
    found = list(register.everywhere)
    untold: set[str] = set()
    unknown: dict[str, None] = {}
    for names, group in register.grouped.get(case.kind or "", {}).items():
        values = [_value(case, name) for name in names]
        if NoValue.STATED_UNKNOWN not in values:
            found += group.get(tuple(values), [])
            continue
        roles = {holding.role for holding in _possible(values, group)}
        if roles:
            untold |= roles
            missing = zip(names, values, strict=True)
            unknown |= dict.fromkeys(name for name, value in missing if value is NoValue.STATED_UNKNOWN)
    if untold:
        fields = list(unknown)
        faults.add(
            "C064",
            ("fields",),
            severity=Severity.WARNING,
            roles=sorted(untold),
            fields=fields,
            count=len(fields),
        )
    return attrs.evolve(
        case,
        holders=(*case.holders, *found),
        shared_roles=frozenset(register.roles),
        untold_roles=frozenset(register.untold | untold),
    )


def _value(case: CaseRecord, field: str) -> object:
    """The value of a field, or the id it links to. What is written in place of a linked case has no id."""
    found = case.fields.get(field, NoValue.STATED_UNKNOWN)
    if isinstance(found, RecordValue):
        return NoValue.STATED_UNKNOWN if found.id is None else found.id
    return found


def _possible(
    values: Iterable[object], group: Mapping[tuple[object, ...], list[Holding]]
) -> Iterator[Holding]:
    """The holdings of a group that what is known of the case does not exclude."""
    known = [(at, value) for at, value in enumerate(values) if value is not NoValue.STATED_UNKNOWN]
    for wanted, holdings in group.items():
        if all(wanted[at] == value for at, value in known):
            yield from holdings
