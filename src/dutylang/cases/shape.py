"""The shape of raw objects: which keys may stand in them. Shared by case documents and mappings."""

from __future__ import annotations

from collections.abc import Mapping

from dutylang.cases.faults import Expected, Faults, Path
from dutylang.cases.lookup import nearest
from dutylang.cases.raw import BrokenCell, RepeatedKeys, Unreadable, shown


def wrong(raw: object, expected: Expected, path: Path, faults: Faults) -> None:
    """Notes that a raw value is not what could stand there."""
    if isinstance(raw, BrokenCell):
        faults.add("C053", path, value=shown(raw), help=raw.reason)
    elif isinstance(raw, (Unreadable, float)):
        faults.add("C016", path, value=shown(raw))
    else:
        faults.add("C015", path, value=shown(raw), expected=expected)


def object_keys(
    raw: object,
    allowed: tuple[str, ...],
    required: tuple[str, ...],
    path: Path,
    faults: Faults,
    expected: Expected = Expected.OBJECT,
) -> Mapping[str, object] | None:
    """The object with its keys checked; None when it is none. Unknown and missing keys are faults."""
    if not isinstance(raw, Mapping):
        wrong(raw, expected, path, faults)
        return None
    repeated_keys(raw, path, faults)
    for key in raw:
        if key not in allowed:
            unknown_key(key, allowed, path, faults)
    for key in required:
        if key not in raw:
            faults.add("C012", path, key=key)
    return raw


def repeated_keys(raw: Mapping[object, object], path: Path, faults: Faults) -> None:
    """Notes keys that stand twice."""
    if isinstance(raw, RepeatedKeys):
        for key in raw.again:
            faults.add("C011", (*path, shown(key)), key=shown(key))


def unknown_key(key: object, allowed: tuple[str, ...], path: Path, faults: Faults) -> None:
    """Notes a key that means nothing there."""
    near = nearest(key, allowed) if isinstance(key, str) else None
    faults.add(
        "C013",
        (*path, shown(key)),
        key=shown(key),
        near=near or "",
        allowed=allowed,
        help="near" if near else "all",
    )
