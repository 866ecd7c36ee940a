"""Mapping file (TOML) → mapping, every fault told at once."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from pathlib import Path as FilePath
from zoneinfo import ZoneInfo

from dutylang.cases.faults import Expected, Faults, Path, Place, fault
from dutylang.cases.happenings import JUDGEMENT_KEYS
from dutylang.cases.mapping import (
    CLOSED_AS_OF,
    CLOSED_LAST_EVENT,
    ISO,
    UNIX_MILLISECONDS,
    UNIX_SECONDS,
    Activity,
    Actor,
    Column,
    EventTable,
    HolderTable,
    RowTable,
    Table,
    TableMapping,
)
from dutylang.cases.mapping_origin import ORIGIN_KEYS, origin_from_parts
from dutylang.cases.raw import shown
from dutylang.cases.shape import object_keys, wrong
from dutylang.cases.standing import DOCUMENT_KEYS, HOLDER_KEYS
from dutylang.diagnostics import Diagnostic

ROOT_KEYS = (
    "kind",
    "zone",
    "complete",
    "complete_until",
    "documents_complete",
    "closed",
    "cases",
    "events",
    "lists",
    "tracked",
    "linked",
    "holders",
    "documents",
    "judgements",
)
TABLE_KEYS = (
    *ORIGIN_KEYS,
    "key",
    "sheet",
    "encoding",
    "delimiter",
    "decimal",
    "thousands",
    "unknown",
    "absent",
)
EVENT_KEYS = ("activity", "time", "recorded", "order", "id", "actors", "attributes")
ACTIVITY_KEYS = ("column", "lifecycle", "lifecycle_when", "separator", "names", "unmapped")
ACTOR_KEYS = ("column", "role", "role_column", "roles", "split")
COLUMN_KEYS = ("column", "constant", "currency", "format", "values", "split")
TRACKED_KEYS = ("from", "value", "recorded_at")
ENCODINGS = frozenset({"utf-8", "utf-16", "gb18030", "gbk", "gb2312", "big5", "latin-1", "cp1252"})
_MOST_BYTES = 8 * 2**20
_CURRENCY = re.compile(r"[A-Z]{3}")


def mapping_from_file(path: FilePath) -> tuple[TableMapping | None, tuple[Diagnostic, ...]]:
    """The mapping of a TOML file; None when it has a fault. Tables are looked for when cases are read."""
    place = Place(str(path))
    try:
        content = path.read_bytes()
    except OSError:
        name = "unreadable" if path.exists() else "missing"
        return None, (fault("C002", place, help=name),)
    if len(content) > _MOST_BYTES:
        return None, (fault("C003", place, limit=_MOST_BYTES // 2**20),)
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        return None, (fault("C009", place, encoding="utf-8", offset=error.start),)
    return mapping_from_text(text, str(path))


def mapping_from_text(text: str, source: str) -> tuple[TableMapping | None, tuple[Diagnostic, ...]]:
    """The mapping that a TOML text holds, and its faults."""
    place = Place(source)
    try:
        raw = tomllib.loads(text)
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        told = re.search(r"at line (\d+), column (\d+)", str(error))
        where = Place(source, "", int(told[1]), int(told[2])) if told else place
        return None, (fault("C040", where),)
    faults = Faults(place)
    mapping = _mapping(raw, faults, place)
    return (None if faults.fatal else mapping), faults.told()


def _mapping(raw: Mapping[str, object], faults: Faults, place: Place) -> TableMapping:
    object_keys(raw, ROOT_KEYS, (), (), faults)
    cases = _row_table(raw["cases"], ("cases",), faults, ("fields",), None) if "cases" in raw else None
    events = _events(raw["events"], faults) if "events" in raw else None
    if cases is None and events is None and not faults.fatal:
        faults.add("C012", (), key="cases")
    lists = _tables_by_name(raw.get("lists", {}), ("lists",), faults)
    linked = _tables_by_name(raw.get("linked", {}), ("linked",), faults)
    tracked = {
        name: _row_table(table, ("tracked", name), faults, (), TRACKED_KEYS)
        for name, table in _object(raw.get("tracked", {}), ("tracked",), faults).items()
    }
    holders, shared = _holders(raw.get("holders", []), faults)
    documents, judgements = (
        _row_table(raw[name], (name,), faults, (), keys) if raw.get(name) is not None else None
        for name, keys in (("documents", DOCUMENT_KEYS), ("judgements", JUDGEMENT_KEYS))
    )
    complete_documents = raw.get("documents_complete")
    if complete_documents is not None and not isinstance(complete_documents, bool):
        wrong(complete_documents, Expected.YES_NO, ("documents_complete",), faults)
    return TableMapping(
        place=place,
        cases=cases,
        events=events,
        kind=_text(raw, "kind", (), faults),
        zone=_zone(raw, faults),
        lists=lists,
        tracked=tracked,
        linked=linked,
        holders=holders,
        shared=shared,
        documents=documents,
        judgements=judgements,
        complete=raw.get("complete"),
        complete_until=raw.get("complete_until"),
        documents_complete=complete_documents if isinstance(complete_documents, bool) else None,
        closed=_closed(raw.get("closed"), cases, faults),
    )


def _tables_by_name(raw: object, path: Path, faults: Faults) -> dict[str, RowTable]:
    return {
        name: _row_table(table, (*path, name), faults, ("fields",), None)
        for name, table in _object(raw, path, faults).items()
    }


def _holders(raw: object, faults: Faults) -> tuple[RowTable | None, tuple[HolderTable, ...]]:
    """The table of holders by case id, and those by the fields of cases: one table, or a list of them."""
    own: RowTable | None = None
    shared: list[HolderTable] = []
    several = isinstance(raw, list)
    for at, table in enumerate(raw if isinstance(raw, list) else [raw]):
        path: Path = ("holders", at) if several else ("holders",)
        if isinstance(table, Mapping) and "where" in table:
            rows = _row_table(table, path, faults, ("where",), HOLDER_KEYS, ())
            if "key" in table:
                faults.add("C066", path)
            shared.append(HolderTable(rows, _columns(table["where"], (*path, "where"), faults), path))
            continue
        if own is not None:
            faults.add("C067", path)
        own = _row_table(table, path, faults, (), HOLDER_KEYS)
    return own, tuple(shared)


def _row_table(
    raw: object,
    path: Path,
    faults: Faults,
    more: tuple[str, ...],
    keys: tuple[str, ...] | None,
    required: tuple[str, ...] = ("key",),
) -> RowTable:
    """A table whose columns stand under `fields` (any name), or beside its own keys (`keys`)."""
    parts = object_keys(raw, (*TABLE_KEYS, *more, *(keys or ())), required, path, faults) or {}
    table = _table(parts, path, faults)
    if keys is None:
        columns = _columns(parts.get("fields", {}), (*path, "fields"), faults)
    else:
        columns = {key: _column(parts[key], (*path, key), faults) for key in keys if key in parts}
    return RowTable(table, columns)


def _table(parts: Mapping[str, object], path: Path, faults: Faults) -> Table:
    file, origin = origin_from_parts(parts, path, faults)
    encoding = (_text(parts, "encoding", path, faults) or "utf-8").lower()
    if encoding not in ENCODINGS:
        faults.add("C041", (*path, "encoding"), value=encoding, allowed=sorted(ENCODINGS))
    unknown = _texts(parts.get("unknown", [""]), (*path, "unknown"), faults)
    return Table(
        file=file,
        key=_text(parts, "key", path, faults) or "",
        sheet=_text(parts, "sheet", path, faults),
        encoding=encoding,
        delimiter=_sign(parts, "delimiter", ",", path, faults),
        decimal=_sign(parts, "decimal", ".", path, faults),
        thousands=_sign(parts, "thousands", "", path, faults),
        unknown=frozenset(unknown),
        absent=frozenset(_texts(parts.get("absent", []), (*path, "absent"), faults)),
        origin=origin,
    )


def _events(raw: object, faults: Faults) -> EventTable:
    path: Path = ("events",)
    required = ("key", "activity", "time")
    parts = object_keys(raw, (*TABLE_KEYS, *EVENT_KEYS), required, path, faults) or {}
    actors = parts.get("actors", [])
    if not isinstance(actors, list):
        wrong(actors, Expected.LIST, (*path, "actors"), faults)
        actors = []
    recorded = parts.get("recorded")
    return EventTable(
        table=_table(parts, path, faults),
        activity=_activity(parts.get("activity", {"column": ""}), (*path, "activity"), faults),
        time=_column(parts.get("time", ""), (*path, "time"), faults),
        recorded=None if recorded is None else _column(recorded, (*path, "recorded"), faults),
        order=_text(parts, "order", path, faults),
        id=_text(parts, "id", path, faults),
        actors=tuple(_actor(actor, (*path, "actors", at), faults) for at, actor in enumerate(actors)),
        attributes=_columns(parts.get("attributes", {}), (*path, "attributes"), faults),
    )


def _activity(raw: object, path: Path, faults: Faults) -> Activity:
    if isinstance(raw, str):
        return Activity(raw)
    parts = object_keys(raw, ACTIVITY_KEYS, ("column",), path, faults) or {}
    names = parts.get("names", "same")
    unmapped = parts.get("unmapped", "error")
    if unmapped not in ("error", "ignore"):
        faults.add("C041", (*path, "unmapped"), value=shown(unmapped), allowed=("error", "ignore"))
    return Activity(
        column=_text(parts, "column", path, faults) or "",
        lifecycle=_text(parts, "lifecycle", path, faults),
        lifecycle_when=_texts(parts.get("lifecycle_when", ["*"]), (*path, "lifecycle_when"), faults),
        separator=_text(parts, "separator", path, faults) or "|",
        names=None if names == "same" else _translations(names, (*path, "names"), faults),
        ignore_unmapped=unmapped == "ignore",
    )


def _actor(raw: object, path: Path, faults: Faults) -> Actor:
    if isinstance(raw, str):
        return Actor(raw)
    parts = object_keys(raw, ACTOR_KEYS, ("column",), path, faults) or {}
    return Actor(
        column=_text(parts, "column", path, faults) or "",
        role=_text(parts, "role", path, faults),
        role_column=_text(parts, "role_column", path, faults),
        roles=_translations(parts.get("roles", {}), (*path, "roles"), faults),
        split=_text(parts, "split", path, faults),
    )


def _columns(raw: object, path: Path, faults: Faults) -> dict[str, Column]:
    return {
        name: _column(column, (*path, name), faults) for name, column in _object(raw, path, faults).items()
    }


def _column(raw: object, path: Path, faults: Faults) -> Column:
    if isinstance(raw, str):
        return Column(raw)
    parts = object_keys(raw, COLUMN_KEYS, (), path, faults) or {}
    if parts and ("column" in parts) == ("constant" in parts):
        faults.add("C012", path, key="column")
    currency = _text(parts, "currency", path, faults)
    if currency is not None and not _CURRENCY.fullmatch(currency):
        faults.add("C041", (*path, "currency"), value=currency, allowed=("CNY", "EUR", "USD"))
    format_ = _text(parts, "format", path, faults) or ISO
    if format_ not in (ISO, UNIX_SECONDS, UNIX_MILLISECONDS) and "%" not in format_:
        allowed = (ISO, UNIX_SECONDS, UNIX_MILLISECONDS, "%d.%m.%Y %H:%M")
        faults.add("C041", (*path, "format"), value=format_, allowed=allowed)
    return Column(
        column=_text(parts, "column", path, faults) or "",
        constant=_text(parts, "constant", path, faults),
        currency=currency,
        format=format_,
        values=_translations(parts.get("values", {}), (*path, "values"), faults),
        split=_text(parts, "split", path, faults),
    )


def _closed(raw: object, cases: RowTable | None, faults: Faults) -> str | Column | None:
    if raw is None or raw in (CLOSED_LAST_EVENT, CLOSED_AS_OF):
        return raw if isinstance(raw, str) else None
    if isinstance(raw, Mapping) and cases is not None:
        return _column(raw, ("closed",), faults)
    faults.add("C041", ("closed",), value=shown(raw), allowed=(CLOSED_LAST_EVENT, CLOSED_AS_OF))
    return None


def _zone(raw: Mapping[str, object], faults: Faults) -> ZoneInfo | None:
    name = _text(raw, "zone", (), faults)
    if name is None:
        return None
    try:
        return ZoneInfo(name)
    except (KeyError, ValueError, OSError):
        faults.add("C041", ("zone",), value=name, allowed=("Asia/Shanghai", "Europe/Amsterdam", "UTC"))
        return None


def _object(raw: object, path: Path, faults: Faults) -> Mapping[str, object]:
    if isinstance(raw, Mapping):
        return raw
    wrong(raw, Expected.OBJECT, path, faults)
    return {}


def _text(parts: Mapping[str, object], key: str, path: Path, faults: Faults) -> str | None:
    value = parts.get(key)
    if value is None or isinstance(value, str):
        return value
    wrong(value, Expected.TEXT, (*path, key), faults)
    return None


def _sign(parts: Mapping[str, object], key: str, default: str, path: Path, faults: Faults) -> str:
    """One character."""
    value = _text(parts, key, path, faults)
    if value is None:
        return default
    if (len(value) != 1 and value != default) or value in '"\r\n\0':
        faults.add("C041", (*path, key), value=value, allowed=(",", ";", "\t"))
        return default
    return value


def _texts(raw: object, path: Path, faults: Faults) -> tuple[str, ...]:
    if isinstance(raw, list) and all(isinstance(item, str) for item in raw):
        return tuple(raw)
    wrong(raw, Expected.LIST, path, faults)
    return ()


def _translations(raw: object, path: Path, faults: Faults) -> dict[str, str]:
    found: dict[str, str] = {}
    for key, value in _object(raw, path, faults).items():
        if isinstance(value, str):
            found[key] = value
        else:
            wrong(value, Expected.TEXT, (*path, key), faults)
    return found
