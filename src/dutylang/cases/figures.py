"""The portfolio figures that a case document supplies → their records."""

from __future__ import annotations

from collections.abc import Mapping

from dutylang.cases.faults import Expected, Path
from dutylang.cases.fields import FAULTY, states_unknown, value_from_raw
from dutylang.cases.raw import shown
from dutylang.cases.reading import Reading, canonical, label_from_raw
from dutylang.cases.record import SuppliedFigure
from dutylang.cases.shape import repeated_keys, wrong
from dutylang.policy.model import FigureInfo


def figures_from_raw(raw: object, path: Path, reading: Reading) -> tuple[SuppliedFigure, ...]:
    """The figures of an object by name: a value, or for one that is grouped by a role values by person."""
    if raw is None:
        return ()
    if not isinstance(raw, Mapping):
        wrong(raw, Expected.OBJECT, path, reading.faults)
        return ()
    repeated_keys(raw, path, reading.faults)
    found: dict[str, tuple[SuppliedFigure, ...]] = {}
    for key, value in raw.items():
        place = (*path, shown(key))
        name = canonical(key, reading.lookup.figures, place, reading)
        if name is None:
            continue
        if name in found:
            reading.faults.add("C011", place, key=name)
            continue
        found[name] = _figure(value, reading.lookup.vocabulary.figures[name], place, reading)
    return tuple(figure for figures in found.values() for figure in figures)


def _figure(raw: object, info: FigureInfo, path: Path, reading: Reading) -> tuple[SuppliedFigure, ...]:
    if not isinstance(raw, Mapping) or states_unknown(raw) or info.role is None or _is_amount(raw):
        return _supplied(raw, info, None, path, reading)
    repeated_keys(raw, path, reading.faults)
    found: list[SuppliedFigure] = []
    for key, value in raw.items():
        place = (*path, shown(key))
        person = label_from_raw(key, place, reading, Expected.PERSON)
        if person is not None:
            found += _supplied(value, info, person, place, reading)
    return tuple(found)


def _is_amount(raw: Mapping[object, object]) -> bool:
    """Whether an object is one value in itself: an amount of money or a period."""
    return set(raw) in ({"amount", "currency"}, {"count", "unit"})


def _supplied(
    raw: object, info: FigureInfo, person: str | None, path: Path, reading: Reading
) -> tuple[SuppliedFigure, ...]:
    name = info.declared.name
    if states_unknown(raw):
        return (SuppliedFigure(name, None, person),)
    if raw is None:
        reading.faults.add("C020", path, field=name)
        return ()
    value = value_from_raw(raw, info.type, path, reading)
    return () if value is FAULTY else (SuppliedFigure(name, value, person),)
