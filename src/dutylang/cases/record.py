"""A case record: what is known of one case. Data only; readers make it, evaluators read it."""

from __future__ import annotations

import datetime as dt
import enum
from collections.abc import Mapping

import attrs

from dutylang.values import Moment

BEGINNING = Moment(dt.date(1900, 1, 1))
"""From when a tracked value holds that was given without a date: it does not age."""


class NoValue(enum.Enum):
    """Why a field holds no value. A key that is not there at all is *not supplied*."""

    STATED_UNKNOWN = "stated_unknown"
    ABSENT = "absent"  # an optional field known to be empty


@attrs.frozen
class Entry:
    """One value of a tracked field: from when it holds, and when it was recorded."""

    effective_at: Moment
    value: object
    recorded_at: Moment | None = None


@attrs.frozen
class Series:
    """The values of a tracked field, by effective moment."""

    entries: tuple[Entry, ...]


@attrs.frozen
class RecordValue:
    """An element of a list field, or the value of a record field.

    `id` is that of the case that a field links to; None for an object that stands in the field itself.
    Two values with the same fields are equal.
    """

    fields: Mapping[str, object]
    id: str | None = attrs.field(default=None, eq=False)


@attrs.frozen
class Participant:
    """Who acted, and in which role the record says they did (None: it does not say)."""

    person: str
    role: str | None = None


@attrs.frozen
class EventRecord:
    """Something that happened.

    `position` is its place in the file, counted from 0: evidence is cited by it. `seq` orders equal
    timestamps where the source gives one. `attributes` hold run-time values (see `ops.types.Type`) or NoValue.
    """

    type: str
    at: Moment
    position: int
    actors: tuple[Participant, ...] = ()
    attributes: Mapping[str, object] = attrs.field(factory=dict)
    recorded_at: Moment | None = None
    seq: int | None = None
    id: str | None = None
    voids: str | None = None
    replaces: str | None = None


@attrs.frozen
class Holding:
    """Who held a role, first and last day included; `until` None is open."""

    role: str
    person: str
    since: dt.date
    until: dt.date | None = None
    deputy: bool = False


@attrs.frozen
class DocumentRecord:
    """A document on file. `period` is the label of what it covers, such as a year; dates are local."""

    kind: str
    period: str | None = None
    original: bool | None = None
    filed: dt.date | None = None
    verified_at: dt.date | None = None
    verified_by: str | None = None
    valid_until: dt.date | None = None
    position: int = 0


@attrs.frozen
class JudgementRecord:
    """A decision on a judgement or an exemption. `decided` None: it was opened and is not decided.

    `about` is the person that it is about; None: the case, and whoever answers in it.
    """

    name: str
    decided: bool | None
    at: Moment
    by: Participant
    grounds: str | None = None
    about: str | None = None


@attrs.frozen
class SuppliedFigure:
    """A portfolio figure that is given with the case. `value` None: stated unknown. `person`: whose it is."""

    name: str
    value: object
    person: str | None = None


@attrs.frozen
class CaseRecord:
    """One case.

    `fields`: run-time value, NoValue, Series (tracked fields), RecordValue or tuple[RecordValue, ...].
    `events` in order of (time, seq, position). `registers`: event type -> complete until (None: to the as-of
    moment); a type that is not listed is incomplete from the start. `source` is the place it was read from.
    A shared register of holders adds its holdings to `holders`. `shared_roles` are the roles that it knows,
    whoever holds them here; `untold_roles` those of which it cannot be told who holds them in this case.
    """

    id: str
    kind: str | None = None
    fields: Mapping[str, object] = attrs.field(factory=dict)
    events: tuple[EventRecord, ...] = ()
    holders: tuple[Holding, ...] = ()
    documents: tuple[DocumentRecord, ...] = ()
    judgements: tuple[JudgementRecord, ...] = ()
    figures: tuple[SuppliedFigure, ...] = ()
    registers: Mapping[str, Moment | None] = attrs.field(factory=dict)
    documents_complete: bool = True
    closed_at: Moment | None = None
    source: str = ""
    shared_roles: frozenset[str] = frozenset()
    untold_roles: frozenset[str] = frozenset()
