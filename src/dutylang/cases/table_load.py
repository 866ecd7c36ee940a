"""Tables → their rows grouped by case, with the faults of single rows kept beside them."""

from __future__ import annotations

import datetime as dt
import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from zoneinfo import ZoneInfo

import attrs

from dutylang.cases.cells import OMITTED, is_aware, raw_from_cell, says_nothing, stamp_from_cell, text_of_cell
from dutylang.cases.faults import Expected, Place, fault
from dutylang.cases.lookup import Names
from dutylang.cases.mapping import Activity, EventTable, RowTable, Table, TableMapping
from dutylang.cases.moments import MomentFault, moment_from_stamp, order_key
from dutylang.cases.raw import BrokenCell, Limits, shown
from dutylang.cases.source_model import Base
from dutylang.cases.sources import Sessions
from dutylang.cases.table_rows import Row, rows_of
from dutylang.diagnostics import Diagnostic, Severity
from dutylang.ops.types import DATE, DATE_TIME, YES_NO, Type
from dutylang.values import Moment

Cells = tuple[int, Sequence[object]]
"""The line of a row, and its cells in the order of the columns that were asked for."""

STANDING_TYPES: Mapping[str, Type] = {
    **dict.fromkeys(("from", "until", "filed", "verified_at", "valid_until"), DATE),
    "at": DATE_TIME,
    "decided": YES_NO,
}
"""The types of the columns of holders, documents and judgements that hold no text."""

_WHOLE = re.compile(r"-?[0-9]{1,17}")
_MOMENT_CODES = {MomentFault.SKIPPED: "C033", MomentFault.REPEATED: "C034", MomentFault.RANGE: "C035"}


@attrs.frozen
class EventRow:
    """One event as the table tells it. `others` are the cells of the remaining columns."""

    instant: dt.datetime
    seq: int | None
    line: int
    type: str
    at: Moment
    others: Sequence[object]


@attrs.define
class Loaded:
    """Everything that the tables hold, by case id in the order of its first appearance.

    `linked` holds the cases of other kinds, by kind and id.
    """

    cases: dict[str, Cells] = attrs.field(factory=dict)
    linked: dict[str, dict[str, Cells]] = attrs.field(factory=dict)
    events: dict[str, list[EventRow]] = attrs.field(factory=dict)
    rows: dict[tuple[str, str], dict[str, list[Cells]]] = attrs.field(factory=dict)
    faults: dict[str, list[Diagnostic]] = attrs.field(factory=dict)
    stopped: list[Diagnostic] = attrs.field(factory=list)
    notes: list[Diagnostic] = attrs.field(factory=list)

    def fault(self, case: str, code: str, place: Place, /, help: str | None = None, **args: object) -> None:  # noqa: A002
        """Notes a fault of one row of a case."""
        told = {"case": case, "place": str(place), **args}
        self.faults.setdefault(case, []).append(Diagnostic(code, place.span, told, help=help))


@attrs.frozen
class Loading:
    """What the rows of one input are loaded with. `zoned`: the mapping itself says the zone `local`."""

    base: Base
    tz: ZoneInfo
    local: ZoneInfo
    limits: Limits
    loaded: Loaded = attrs.field(factory=Loaded)
    sessions: Sessions | None = None
    zoned: bool = True

    def path(self, table: Table) -> str:
        """The name of a table's file or source, as diagnostics show it."""
        return table.address(self.base)

    def rows(self, table: Table, columns: Sequence[str]) -> Iterator[Row | Diagnostic]:
        """The rows of a table."""
        return rows_of(self.base, table, columns, self.limits, self.sessions, zoned=self.zoned)


def row_columns(table: RowTable) -> list[str]:
    """The columns that are read of a row table, without constants; the key comes first."""
    return [table.table.key, *(column.column for column in table.columns.values() if column.constant is None)]


def event_columns(events: EventTable) -> list[str]:
    """The columns that an event row keeps in `others`."""
    found = [events.id] if events.id is not None else []
    if events.recorded is not None:
        found.append(events.recorded.column)
    for actor in events.actors:
        found += [actor.column] if actor.role_column is None else [actor.column, actor.role_column]
    found += [column.column for column in events.attributes.values() if column.constant is None]
    return list(dict.fromkeys(found))


def columns_of_events(events: EventTable) -> list[str]:
    """All columns that are read of an event table; the last are those of `event_columns`."""
    lifecycle = [] if events.activity.lifecycle is None else [events.activity.lifecycle]
    order = [] if events.order is None else [events.order]
    first = [events.table.key, events.activity.column, events.time.column]
    return [*first, *lifecycle, *order, *event_columns(events)]


def loaded_from_tables(mapping: TableMapping, names: Names, loading: Loading) -> Loaded:
    """All tables of a mapping; `names` are those of the event types."""
    loaded = loading.loaded
    if mapping.cases is not None:
        _load_cases(mapping.cases, case_columns(mapping.cases, mapping), loaded.cases, loading)
    for kind, table in mapping.linked.items():
        _load_cases(table, row_columns(table), loaded.linked.setdefault(kind, {}), loading)
    if mapping.events is not None and not loaded.stopped:
        _load_events(mapping.events, names, loading)
    for section, tables in (("lists", mapping.lists), ("tracked", mapping.tracked)):
        for name, table in tables.items():
            _load_rows((section, name), table, loading)
    for section, one in mapping.standing.items():
        _load_rows((section, ""), one, loading)
    return loaded


def case_columns(cases: RowTable, mapping: TableMapping) -> list[str]:
    """The columns of the table of cases; that of `closed` last."""
    closed = mapping.closed
    more = [] if closed is None or isinstance(closed, str) else [closed.column]
    return row_columns(cases) + more


def _load_cases(cases: RowTable, columns: list[str], found: dict[str, Cells], loading: Loading) -> None:
    for line, cells, key in _keyed(cases.table, columns, loading):
        if key not in found:
            found[key] = (line, cells)
            continue
        place = Place(loading.path(cases.table), cases.table.key, line)
        first = f"{place.source}:{found[key][0]}"
        loading.loaded.fault(key, "C032", place, first=first)


def _load_rows(section: tuple[str, str], table: RowTable, loading: Loading) -> None:
    found: dict[str, list[Cells]] = loading.loaded.rows.setdefault(section, {})
    for line, cells, key in _keyed(table.table, row_columns(table), loading):
        found.setdefault(key, []).append((line, cells))


def _keyed(table: Table, columns: list[str], loading: Loading) -> Iterator[tuple[int, Sequence[object], str]]:
    """Rows that name a case. Those that do not are told; a table that cannot be read stops the input."""
    loaded = loading.loaded
    source = loading.path(table)
    for row in loading.rows(table, columns):
        if isinstance(row, Diagnostic):
            loaded.stopped.append(row)
            continue
        line, cells, ragged = row
        key = text_of_cell(cells[0])
        if not isinstance(key, str) or not key.strip():
            # The row may be any case's: it is told as an error, and the cases that are named are read.
            place = Place(source, table.key, line)
            loaded.notes.append(fault("C056", place, value=shown(key), column=table.key))
            continue
        if ragged:
            loaded.fault(key, "C048", Place(source, "", line))
        else:
            yield line, cells, key


def _load_events(events: EventTable, names: Names, loading: Loading) -> None:
    """Reads the event rows. Times with and without offset in one column are refused as a whole."""
    loaded = loading.loaded
    source = loading.path(events.table)
    lifecycle, order = events.activity.lifecycle is not None, events.order is not None
    columns = columns_of_events(events)
    kept = len(columns) - len(event_columns(events))
    types = _Types(events.activity, names, loading, source)
    aware: bool | None = None
    for line, cells, key in _keyed(events.table, columns, loading):
        type_ = types.of(cells[1], cells[3] if lifecycle else None, key, line)
        if type_ is None:
            loaded.events.setdefault(key, [])
            continue
        stamp = stamp_from_cell(cells[2], events.time.format)
        stamp_aware = is_aware(stamp)
        if aware is None:
            aware = stamp_aware
        elif stamp_aware is not None and stamp_aware is not aware:
            place = Place(source, events.time.column, line)
            loaded.stopped.append(fault("C055", place, column=events.time.column))
            return
        at = _moment(stamp, key, events, line, loading)
        seq = None
        if order:
            seq = _order(cells[kept - 1], key, events, line, loading)
        if at is not None:
            instant = order_key(at, loading.tz)
            row = EventRow(instant, seq, line, type_, at, cells[kept:])
            loaded.events.setdefault(key, []).append(row)
    types.tell()


def _moment(stamp: object, case: str, events: EventTable, line: int, loading: Loading) -> Moment | None:
    found = moment_from_stamp(stamp, loading.tz, loading.local) if isinstance(stamp, dt.date) else None
    if isinstance(found, Moment):
        return found
    loaded = loading.loaded
    place = Place(loading.path(events.table), events.time.column, line)
    if isinstance(stamp, BrokenCell):
        loaded.fault(case, "C053", place, help=stamp.reason, value=shown(stamp))
    elif found is None:
        loaded.fault(case, "C015", place, value=shown(stamp), expected=Expected.MOMENT)
    else:
        loaded.fault(case, _MOMENT_CODES[found], place, value=str(stamp), zone=loading.local.key)
    return None


def _order(cell: object, case: str, events: EventTable, line: int, loading: Loading) -> int | None:
    found = order_from_cell(cell, events.table)
    if isinstance(found, BrokenCell):
        place = Place(loading.path(events.table), events.order or "", line)
        loading.loaded.fault(case, "C015", place, value=shown(cell), expected=Expected.WHOLE_NUMBER)
        return None
    return found


def order_from_cell(cell: object, table: Table) -> int | BrokenCell | None:
    """The whole number that orders equal times; None where there is none, a `BrokenCell` for what is none."""
    text = text_of_cell(cell)
    if isinstance(text, str) and _WHOLE.fullmatch(text):
        return int(text)
    return None if says_nothing(cell, table) else BrokenCell("order", shown(cell))


def type_from_cells(
    activity: object, lifecycle: object, mapped: Activity, names: Names
) -> tuple[str | None, str]:
    """The event type of an activity with its lifecycle, None where there is none; and the activity's text."""
    text = text_of_cell(activity)
    if not isinstance(text, str):
        return None, shown(activity)
    if mapped.takes_lifecycle(text):
        more = text_of_cell(lifecycle)
        text = f"{text}{mapped.separator}{more if isinstance(more, str) else ''}"
    named = text if mapped.names is None else mapped.names.get(text)
    return (None if named is None else names.find(named)), text


def left_out_note(left_out: Counter[str], activity: Activity, source: str) -> Diagnostic:
    """One note on all rows that were left out, the most frequent activities first."""
    shown_names = [f"{name} ({count})" for name, count in left_out.most_common(20)]
    place = Place(source, activity.column)
    return fault("C057", place, Severity.NOTE, count=left_out.total(), activities=shown_names)


class _Types:
    """Activities → event types, with a count of those that the mapping leaves out."""

    def __init__(self, activity: Activity, names: Names, loading: Loading, source: str) -> None:
        self._activity = activity
        self._names = names
        self._loading = loading
        self._source = source
        self._known: dict[tuple[object, object], str | None] = {}
        self._written: dict[tuple[object, object], str] = {}
        self._left_out: Counter[str] = Counter()

    def of(self, activity: object, lifecycle: object, case: str, line: int) -> str | None:
        """The event type of a row; None when there is none, which is told or counted."""
        pair = (activity, lifecycle) if isinstance(activity, str) else (shown(activity), shown(lifecycle))
        if pair not in self._known:
            found, written = type_from_cells(activity, lifecycle, self._activity, self._names)
            self._known[pair], self._written[pair] = found, written
        found = self._known[pair]
        if found is not None:
            return found
        written = self._written[pair]
        if self._activity.ignore_unmapped:
            self._left_out[written] += 1
        else:
            place = Place(self._source, self._activity.column, line)
            self._loading.loaded.fault(case, "C054", place, activity=written)
        return None

    def tell(self) -> None:
        """One note on all rows that were left out."""
        if self._left_out:
            note = left_out_note(self._left_out, self._activity, self._source)
            self._loading.loaded.notes.append(note)


def object_from_row(table: RowTable, row: Cells, types: Mapping[str, Type]) -> dict[str, object]:
    """A row as an object; cells that say nothing leave their key out."""
    found: dict[str, object] = {}
    index = 1
    for name, column in table.columns.items():
        cell = None
        if column.constant is None:
            cell = row[1][index]
            index += 1
        value = raw_from_cell(cell, column, table.table, types.get(name))
        if value is not OMITTED:
            found[name] = value
    return found
