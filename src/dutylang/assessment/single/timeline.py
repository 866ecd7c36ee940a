"""A case as it stands at the as-of moment: which events count, their order, what the registers cover."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from zoneinfo import ZoneInfo

import attrs

from dutylang.assessment.model import Horizon
from dutylang.calendars.moments import latest_instant
from dutylang.cases.record import CaseRecord, EventRecord
from dutylang.values import Moment


@attrs.frozen(slots=False, eq=False)
class Timeline:
    """The events of a case that have happened and are known, without voided and replaced ones.

    `rank` gives, by position in the file, the place in the order of the record.
    """

    case: CaseRecord
    horizon: Horizon
    tz: ZoneInfo
    events: tuple[EventRecord, ...]
    by_type: Mapping[str, tuple[EventRecord, ...]]
    rank: Mapping[int, int]
    voided: tuple[EventRecord, ...]
    closed_at: Moment | None

    def of_types(self, types: Iterable[str]) -> list[EventRecord]:
        """The events of some types, in the order of the record."""
        wanted = tuple(dict.fromkeys(types))
        if len(wanted) == 1:
            return list(self.by_type.get(wanted[0], ()))
        found = [event for name in wanted for event in self.by_type.get(name, ())]
        return sorted(found, key=lambda event: self.rank[event.position])

    def order(self, first: EventRecord, second: EventRecord) -> int | None:
        """-1, 0 or 1 as `first` comes before, is, or comes after `second`; None on one day without times.

        Equal full timestamps keep the order of the record.
        """
        if first.position == second.position:
            return 0
        if first.at.instant is not None and second.at.instant is not None:
            if first.at.instant != second.at.instant:
                return -1 if first.at.instant < second.at.instant else 1
            return -1 if self.rank[first.position] < self.rank[second.position] else 1
        if first.at.day != second.at.day:
            return -1 if first.at.day < second.at.day else 1
        return None

    def passed(self, due: Moment, *, exclusive: bool = False) -> bool:
        """Whether the as-of moment is later than a due moment. A date stands for its 24:00."""
        now = latest_instant(self.horizon.as_of, self.tz)
        end = latest_instant(due, self.tz)
        return now >= end if exclusive else now > end

    def complete_until(self, event_type: str) -> Moment | None:
        """Up to when the register of a type is complete: None when not at all."""
        if event_type not in self.case.registers:
            return None
        until = self.case.registers[event_type]
        as_of = self.horizon.as_of
        if until is None or latest_instant(until, self.tz) >= latest_instant(as_of, self.tz):
            return as_of
        return until

    def covers(self, event_types: Iterable[str], until: Moment) -> bool:
        """Whether the registers of all the types are complete up to a moment, or to the as-of moment."""
        bound = min(latest_instant(until, self.tz), latest_instant(self.horizon.as_of, self.tz))
        for event_type in event_types:
            complete = self.complete_until(event_type)
            if complete is None or latest_instant(complete, self.tz) < bound:
                return False
        return True

    def complete_now(self, event_types: Iterable[str]) -> bool:
        """Whether the registers of all the types reach the as-of moment."""
        return self.covers(event_types, self.horizon.as_of)

    @property
    def first_day(self) -> dt.date:
        """The day of the first event, or the as-of day of a case without events."""
        return self.events[0].at.day if self.events else self.horizon.as_of.day


def not_later(moment: Moment, bound: Moment) -> bool:
    """Whether a moment lies at or before a bound; a bound without a time reaches to its 24:00."""
    if moment.instant is None or bound.instant is None:
        return moment.day <= bound.day
    return moment.instant <= bound.instant


def timeline_from_case(case: CaseRecord, horizon: Horizon, tz: ZoneInfo) -> Timeline:
    """What of a case counts at the horizon. Later and later recorded events are left out."""
    seen = [event for event in case.events if _seen(event.at, event.recorded_at, horizon)]
    gone = {event.voids for event in seen if event.voids} | {
        event.replaces for event in seen if event.replaces
    }
    types = {event.id: event.type for event in case.events if event.id is not None}
    events = tuple(
        event
        for event in seen
        # An entry that voids one of its own kind is the cancellation itself, not a new act, whenever that one comes.
        if (event.id is None or event.id not in gone) and types.get(event.voids or "") != event.type
    )
    by_type: dict[str, list[EventRecord]] = {}
    for event in events:
        by_type.setdefault(event.type, []).append(event)
    closed = case.closed_at
    if closed is not None and not not_later(closed, horizon.as_of):
        closed = None
    return Timeline(
        case=case,
        horizon=horizon,
        tz=tz,
        events=events,
        by_type={name: tuple(found) for name, found in by_type.items()},
        rank={event.position: place for place, event in enumerate(case.events)},
        voided=tuple(event for event in seen if event.id is not None and event.id in gone),
        closed_at=closed,
    )


def _seen(at: Moment, recorded: Moment | None, horizon: Horizon) -> bool:
    if not not_later(at, horizon.as_of):
        return False
    if horizon.known_at is None:
        return True
    # What nobody wrote down when it was entered cannot have been known before it happened.
    return not_later(at if recorded is None else recorded, horizon.known_at)
