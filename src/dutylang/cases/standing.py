"""Who held which role, and which documents are on file: the standing parts of a case document."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping

from dutylang.cases.faults import Expected, Path
from dutylang.cases.happenings import items_of
from dutylang.cases.reading import (
    Reading,
    canonical,
    day_from_raw,
    label_from_raw,
    yes_no_from_raw,
)
from dutylang.cases.record import DocumentRecord, Holding
from dutylang.cases.shape import object_keys, wrong

HOLDER_KEYS = ("role", "person", "from", "until", "deputy")
DOCUMENT_KEYS = ("kind", "period", "form", "filed", "verified_at", "verified_by", "valid_until")
FORMS: Mapping[str, bool] = {"original": True, "copy": False, "原件": True, "复印件": False}


def holders_from_raw(raw: object, path: Path, reading: Reading) -> tuple[Holding, ...]:
    """The holdings in the order in which they are written."""
    found = [holding_from_raw(item, place, reading) for place, item in items_of(raw, path, reading)]
    return tuple(item for item in found if item is not None)


def holding_from_raw(raw: object, path: Path, reading: Reading, more: tuple[str, ...] = ()) -> Holding | None:
    """One holding; `more` are further keys that may stand beside its own."""
    required = ("role", "person", "from")
    keys = object_keys(raw, (*HOLDER_KEYS, *more), required, path, reading.faults)
    if keys is None or not all(key in keys for key in required):
        return None
    role = canonical(keys["role"], reading.lookup.roles, (*path, "role"), reading)
    person = label_from_raw(keys["person"], (*path, "person"), reading, Expected.PERSON)
    since = day_from_raw(keys["from"], (*path, "from"), reading)
    until = _optional_day(keys, "until", path, reading)
    deputy = keys.get("deputy") is not None and yes_no_from_raw(keys["deputy"], (*path, "deputy"), reading)
    if role is None or person is None or since is None:
        return None
    if until is not None and until < since:
        reading.faults.add("C025", (*path, "until"), since=since, until=until)
    return Holding(role, person, since, until, bool(deputy))


def documents_from_raw(raw: object, path: Path, reading: Reading) -> tuple[DocumentRecord, ...]:
    """The documents on file in the order in which they are written."""
    found = [_document(item, place, reading) for place, item in items_of(raw, path, reading)]
    return tuple(item for item in found if item is not None)


def _document(raw: object, path: Path, reading: Reading) -> DocumentRecord | None:
    keys = object_keys(raw, DOCUMENT_KEYS, ("kind",), path, reading.faults)
    if keys is None or "kind" not in keys:
        return None
    kind = canonical(keys["kind"], reading.lookup.documents, (*path, "kind"), reading)
    filed, verified, valid = (
        _optional_day(keys, key, path, reading) for key in ("filed", "verified_at", "valid_until")
    )
    period, verifier = (_optional_label(keys, key, path, reading) for key in ("period", "verified_by"))
    original = None
    form = keys.get("form")
    if form is not None:
        original = FORMS.get(form.strip()) if isinstance(form, str) else None
        if original is None:
            wrong(form, Expected.FORM, (*path, "form"), reading.faults)
    if kind is None:
        return None
    position = int(path[-1])
    return DocumentRecord(kind, period, original, filed, verified, verifier, valid, position)


def _optional_day(keys: Mapping[str, object], key: str, path: Path, reading: Reading) -> dt.date | None:
    raw = keys.get(key)
    return None if raw is None else day_from_raw(raw, (*path, key), reading)


def _optional_label(keys: Mapping[str, object], key: str, path: Path, reading: Reading) -> str | None:
    raw = keys.get(key)
    return None if raw is None else label_from_raw(raw, (*path, key), reading)
