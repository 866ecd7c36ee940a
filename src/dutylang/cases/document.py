"""A case document, as JSON and YAML write it → a case record. The form is described in `docs/cases.md`."""

from __future__ import annotations

from collections.abc import Mapping
from zoneinfo import ZoneInfo

from dutylang.cases.faults import Expected, Faults, Place
from dutylang.cases.fields import values_from_raw
from dutylang.cases.figures import figures_from_raw
from dutylang.cases.happenings import events_from_raw, judgements_from_raw, registers_from_raw
from dutylang.cases.lookup import Lookup, lookup_from_vocabulary
from dutylang.cases.raw import DEFAULT_LIMITS
from dutylang.cases.reading import (
    Reading,
    canonical,
    label_from_raw,
    moment_from_raw,
    yes_no_from_raw,
)
from dutylang.cases.record import CaseRecord
from dutylang.cases.shape import object_keys
from dutylang.cases.standing import documents_from_raw, holders_from_raw
from dutylang.diagnostics import Diagnostic, Severity
from dutylang.policy.model import Vocabulary

CASE_KEYS = (
    "id",
    "kind",
    "fields",
    "events",
    "holders",
    "documents",
    "judgements",
    "portfolio",
    "complete",
    "complete_until",
    "documents_complete",
    "closed_at",
)


def case_from_document(
    raw: object, vocabulary: Vocabulary, tz: ZoneInfo, place: Place
) -> tuple[CaseRecord | None, tuple[Diagnostic, ...]]:
    """The record that a parsed document holds, and its problems; None when an error is among them.

    `tz` is the policy's timezone: times without offset are local to it. Figures are `Decimal` or `int`,
    never `float`. The raw value may also come from a program, with `date` and `datetime` in it.
    """
    reading = reading_of(lookup_from_vocabulary(vocabulary), tz, Faults(place))
    case = case_from_raw(raw, reading)
    return case, reading.faults.told()


def reading_of(lookup: Lookup, tz: ZoneInfo, faults: Faults, local: ZoneInfo | None = None) -> Reading:
    """What one case is read with, from names that were looked up once."""
    return Reading(lookup, tz, local or tz, faults, DEFAULT_LIMITS, steps=lookup.vocabulary.steps)


def case_from_raw(raw: object, reading: Reading, warn_of_registers: bool = True) -> CaseRecord | None:
    """The record; its problems are in the reading's faults."""
    if isinstance(raw, Mapping) and isinstance(raw.get("id"), str):
        reading.faults.case = raw["id"]
    keys = object_keys(raw, CASE_KEYS, ("id",), (), reading.faults, Expected.DOCUMENT)
    if keys is None or "id" not in keys:
        return None
    identity = label_from_raw(keys["id"], ("id",), reading)
    kind = _kind(keys, reading)
    fields: dict[str, object] = {}
    if keys.get("fields") is not None and kind is not None:
        fields = values_from_raw(keys["fields"], reading.lookup.case_shapes[kind], ("fields",), reading)
    events = events_from_raw(_list(keys, "events"), ("events",), reading)
    registers = registers_from_raw(keys.get("complete"), keys.get("complete_until"), (), reading)
    documents_complete = keys.get("documents") is not None
    if keys.get("documents_complete") is not None:
        complete = yes_no_from_raw(keys["documents_complete"], ("documents_complete",), reading)
        documents_complete = bool(complete)
    closed = keys.get("closed_at")
    case = CaseRecord(
        id=identity or "",
        kind=kind,
        fields=fields,
        events=events,
        holders=holders_from_raw(_list(keys, "holders"), ("holders",), reading),
        documents=documents_from_raw(_list(keys, "documents"), ("documents",), reading),
        judgements=judgements_from_raw(_list(keys, "judgements"), ("judgements",), reading),
        figures=figures_from_raw(keys.get("portfolio"), ("portfolio",), reading),
        registers=registers,
        documents_complete=documents_complete,
        closed_at=None if closed is None else moment_from_raw(closed, ("closed_at",), reading),
        source=reading.faults.root.address,
    )
    if warn_of_registers:
        warn_of_open_registers(registers, reading)
    return None if reading.faults.fatal else case


def _list(keys: Mapping[str, object], key: str) -> object:
    """The value of a key; an empty list when the key is not there or null."""
    value = keys.get(key)
    return [] if value is None else value


def warn_of_open_registers(registers: Mapping[str, object], reading: Reading) -> None:
    """One warning that names the event types whose absence will prove nothing."""
    missing = [name for name in reading.lookup.vocabulary.events if name not in registers]
    if missing:
        reading.faults.add("C031", (), severity=Severity.WARNING, types=missing[:20], count=len(missing))


def _kind(keys: Mapping[str, object], reading: Reading) -> str | None:
    """The case kind that the document names, else the only one that the policy declares."""
    kinds = tuple(reading.lookup.case_shapes)
    if keys.get("kind") is not None:
        return canonical(keys["kind"], reading.lookup.kinds, ("kind",), reading)
    if len(kinds) == 1:
        return kinds[0]
    if kinds:
        reading.faults.add("C019", (), kinds=kinds)
    elif keys.get("fields"):
        reading.faults.add("C013", ("fields",), key="fields", near="", allowed=("id", "events"), help="all")
    return None
