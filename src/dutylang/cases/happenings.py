"""The events, judgements and registers of a case document → their records."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal

from dutylang.cases.faults import Expected, Path
from dutylang.cases.fields import decimal_from_raw, values_from_raw
from dutylang.cases.moments import is_before, order_key
from dutylang.cases.reading import (
    Reading,
    canonical,
    label_from_raw,
    moment_from_raw,
    text_from_raw,
    yes_no_from_raw,
)
from dutylang.cases.record import EventRecord, JudgementRecord, Participant
from dutylang.cases.shape import object_keys, wrong
from dutylang.diagnostics import Severity
from dutylang.values import Moment

EVENT_KEYS = ("type", "at", "by", "as", "with", "recorded_at", "id", "seq", "voids", "replaces")
JUDGEMENT_KEYS = ("name", "decided", "at", "by", "as", "about", "grounds")
PERSON_KEYS = ("person", "role")
ALL = "all"


def items_of(raw: object, path: Path, reading: Reading) -> list[tuple[Path, object]]:
    """The items of a list with their paths; nothing, with the fault noted, when it is none."""
    if not isinstance(raw, (list, tuple)):
        wrong(raw, Expected.LIST, path, reading.faults)
        return []
    return [((*path, index), item) for index, item in enumerate(raw)]


def events_from_raw(raw: object, path: Path, reading: Reading) -> tuple[EventRecord, ...]:
    """The events in order of time, `seq` and place; what they void or replace must be there."""
    found = [(place, _event(item, place, reading)) for place, item in items_of(raw, path, reading)]
    events = [(place, event) for place, event in found if event is not None]
    _ids(events, len(events) == len(found), reading)
    return tuple(sorted((event for _, event in events), key=lambda event: _order(event, reading)))


def _order(event: EventRecord, reading: Reading) -> tuple[object, bool, int, int]:
    return order_key(event.at, reading.tz), event.seq is None, event.seq or 0, event.position


def _event(raw: object, path: Path, reading: Reading) -> EventRecord | None:
    keys = object_keys(raw, EVENT_KEYS, ("type", "at"), path, reading.faults)
    if keys is None or "type" not in keys or "at" not in keys:
        return None
    type_ = canonical(keys["type"], reading.lookup.events, (*path, "type"), reading)
    at = moment_from_raw(keys["at"], (*path, "at"), reading)
    recorded = _optional_moment(keys, "recorded_at", path, reading)
    attributes: Mapping[str, object] = {}
    if keys.get("with") is not None and type_ is not None:
        shape = reading.lookup.event_shapes[type_]
        attributes = values_from_raw(keys["with"], shape, (*path, "with"), reading)
    actors = actors_from_raw(keys, path, reading)
    ids = [_optional_label(keys, key, path, reading) for key in ("id", "voids", "replaces")]
    seq = _whole_number(keys.get("seq"), (*path, "seq"), reading)
    if type_ is None or at is None:
        return None
    if recorded is not None and is_before(recorded, at):
        reading.faults.add(
            "C026", (*path, "recorded_at"), severity=Severity.WARNING, event=type_, recorded=recorded, at=at
        )
    position = int(path[-1])
    return EventRecord(type_, at, position, actors, attributes, recorded, seq, ids[0], ids[1], ids[2])


def _ids(events: list[tuple[Path, EventRecord]], all_read: bool, reading: Reading) -> None:
    """An id names one event of the case, and nobody voids what is not there."""
    known: set[str] = set()
    for place, event in events:
        if event.id is not None and event.id in known:
            reading.faults.add("C027", (*place, "id"), id=event.id)
        if event.id is not None:
            known.add(event.id)
    for place, event in events:
        for key, other in (("voids", event.voids), ("replaces", event.replaces)):
            if other is not None and other == event.id:
                reading.faults.add("C029", (*place, key), id=other)
            # An event that could not be read may be the one that is meant: its own fault is told already.
            elif other is not None and other not in known and all_read:
                reading.faults.add("C028", (*place, key), id=other)


def actors_from_raw(keys: Mapping[str, object], path: Path, reading: Reading) -> tuple[Participant, ...]:
    """The persons of `by`, each in its own role or in that of `as`."""
    role = None
    if keys.get("as") is not None:
        role = canonical(keys["as"], reading.lookup.roles, (*path, "as"), reading)
        if keys.get("by") is None:
            reading.faults.add("C030", (*path, "as"))
    raw = keys.get("by")
    if raw is None:
        return ()
    if not isinstance(raw, (list, tuple)):
        person = participant_from_raw(raw, role, (*path, "by"), reading)
        return () if person is None else (person,)
    found = [
        participant_from_raw(item, role, place, reading)
        for place, item in items_of(raw, (*path, "by"), reading)
    ]
    return tuple(person for person in found if person is not None)


def participant_from_raw(raw: object, role: str | None, path: Path, reading: Reading) -> Participant | None:
    """A person by name, or an object with `person` and `role`."""
    if isinstance(raw, Mapping):
        keys = object_keys(raw, PERSON_KEYS, ("person",), path, reading.faults)
        if keys is None or "person" not in keys:
            return None
        person = label_from_raw(keys["person"], (*path, "person"), reading, Expected.PERSON)
        if keys.get("role") is not None:
            role = canonical(keys["role"], reading.lookup.roles, (*path, "role"), reading)
    else:
        person = label_from_raw(raw, path, reading, Expected.PERSON)
    return None if person is None else Participant(person, role)


def judgements_from_raw(raw: object, path: Path, reading: Reading) -> tuple[JudgementRecord, ...]:
    """The judgements in the order in which they are written."""
    found = [_judgement(item, place, reading) for place, item in items_of(raw, path, reading)]
    return tuple(item for item in found if item is not None)


def _judgement(raw: object, path: Path, reading: Reading) -> JudgementRecord | None:
    keys = object_keys(raw, JUDGEMENT_KEYS, ("name", "at", "by"), path, reading.faults)
    if keys is None or not all(key in keys for key in ("name", "at", "by")):
        return None
    name = canonical(keys["name"], reading.lookup.judgements, (*path, "name"), reading)
    at = moment_from_raw(keys["at"], (*path, "at"), reading)
    actors = actors_from_raw(keys, path, reading)
    if len(actors) > 1:
        wrong(keys["by"], Expected.PERSON, (*path, "by"), reading.faults)
    decided = None
    if keys.get("decided") is not None:
        decided = yes_no_from_raw(keys["decided"], (*path, "decided"), reading)
    grounds = None
    if keys.get("grounds") is not None:
        grounds = text_from_raw(keys["grounds"], (*path, "grounds"), reading)
    about = _optional_label(keys, "about", path, reading)
    if name is None or at is None or not actors:
        return None
    return JudgementRecord(name, decided, at, actors[0], grounds, about)


def registers_from_raw(
    complete: object, until: object, path: Path, reading: Reading
) -> dict[str, Moment | None]:
    """Event types whose register is complete: to the as-of moment (None), or until a moment.

    `until` narrows what `complete` says of a type.
    """
    names = reading.lookup.events
    registers: dict[str, Moment | None] = {}
    if complete == ALL:
        registers = dict.fromkeys(reading.lookup.vocabulary.events)
    elif isinstance(complete, (list, tuple)):
        for index, item in enumerate(complete):
            name = canonical(item, names, (*path, "complete", index), reading)
            if name is not None:
                registers[name] = None
    elif complete is not None:
        wrong(complete, Expected.REGISTERS, (*path, "complete"), reading.faults)
    if until is None:
        return registers
    if not isinstance(until, Mapping):
        wrong(until, Expected.OBJECT, (*path, "complete_until"), reading.faults)
        return registers
    for key, value in until.items():
        place = (*path, "complete_until", str(key))
        name = canonical(key, names, place, reading)
        moment = moment_from_raw(value, place, reading)
        if name is not None and moment is not None:
            registers[name] = moment
    return registers


def _optional_moment(keys: Mapping[str, object], key: str, path: Path, reading: Reading) -> Moment | None:
    raw = keys.get(key)
    return None if raw is None else moment_from_raw(raw, (*path, key), reading)


def _optional_label(keys: Mapping[str, object], key: str, path: Path, reading: Reading) -> str | None:
    raw = keys.get(key)
    return None if raw is None else label_from_raw(raw, (*path, key), reading)


def _whole_number(raw: object, path: Path, reading: Reading) -> int | None:
    if raw is None or (isinstance(raw, int) and not isinstance(raw, bool)):
        return raw
    figure = decimal_from_raw(raw)
    if isinstance(figure, Decimal) and figure == figure.to_integral_value():
        return int(figure)
    wrong(raw, Expected.WHOLE_NUMBER, path, reading.faults)
    return None
