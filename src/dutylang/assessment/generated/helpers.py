"""What generated functions call: questions about events that are too long for a line. Plain tuples in and out."""

from __future__ import annotations

from collections.abc import Sequence

from dutylang.assessment.generated.codes import LEAVE
from dutylang.assessment.generated.prepared import Event
from dutylang.assessment.generated.tables import PeriodTable

Events = Sequence[Event]
Outcome = tuple[object, ...]
Series = tuple[tuple[int, int | None, object], ...]
"""The values of a tracked field: from which day and instant each holds; None is a value that is not known."""


class LeaveError(KeyError):
    """Raised in a generated function where a rule leaves what the function covers; caught in it."""


def hand_over(out: list[Outcome], rule: int) -> None:
    """Takes back what was said of a rule and leaves it to the reference."""
    while out and out[-1][0] == rule:
        out.pop()
    out.append((rule, LEAVE))


def by(events: Events, day: int, us: int | None) -> bool:
    """Whether one of the events came by a moment; `us` None: by the end of the day."""
    for event in events:
        if us is None or event[3] is None:
            if event[2] <= day:
                return True
        elif event[3] <= us:
            return True
    return False


def on_day(events: Events, day: int) -> bool:
    """Whether one of the events came on a day."""
    return any(event[2] == day for event in events)


def same_day_as(events: Events, act: Event, passed: int) -> bool:
    """Whether one of the events came on the day of an act; leaves where it may still come."""
    if any(event[2] == act[2] and event is not act for event in events):
        return True
    if act[2] > passed:
        raise LeaveError
    return False


def before(events: Events, act: Event) -> bool:
    """Whether one of the events came before an act."""
    return any(event[1] < act[0] for event in events)


def not_after(event: Event, bound: tuple[int, int | None]) -> bool:
    """Whether an event came at or before a moment."""
    us = bound[1]
    if us is None or event[3] is None:
        return event[2] <= bound[0]
    return event[3] <= us


def following(events: Events, opening: Event | None, day: int | None) -> Event | None:
    """The first of the events after the opening; where no event opened, from its day on (None: from the start)."""
    for event in events:
        if opening is not None:
            if event[1] >= opening[0] and event is not opening:
                return event
        elif day is None or event[2] >= day:
            return event
    return None


def anchor(
    events: Events, opening: Event | None, start: int, day: int | None, us: int | None
) -> Event | None:
    """From which event a deadline counts: the first after the opening, else the last by then."""
    event = following(events, opening, day)
    if event is not None:
        return event
    found = [e for e in events if not_after(e, (start, us))]
    return found[-1] if found else None


def merged(*groups: Events) -> list[Event]:
    """The events of several types in the order of the record."""
    return sorted((event for group in groups for event in group), key=lambda event: event[10])


def stretches(starts: Events, ends: Events, same: bool) -> list[tuple[Event, Event | None]]:
    """From each start that opens to the next end; `same`: starts and ends are of one type."""
    found: list[tuple[Event, Event | None]] = []
    if same:
        return [(event, starts[n] if n < len(starts) else None) for n, event in enumerate(starts, 1)]
    start: Event | None = None
    tagged = [(event[10], False, event) for event in starts] + [(event[10], True, event) for event in ends]
    for _, is_end, event in sorted(tagged):
        if start is None:
            if not is_end:
                start = event
        elif is_end:
            found.append((start, event))
            start = None
    if start is not None:
        found.append((start, None))
    return found


def period_days(
    table: PeriodTable,
    start: Event | None,
    end: Event | None,
    closed: tuple[int, int | None] | None,
    first: int,
    today: int,
) -> tuple[int, int, int]:
    """Of a recurring duty: the first day of its scope, the last day that begins a period, the last whole day."""
    begins = first if start is None else start[2]
    last = full = today
    if end is not None:
        full = min(last, end[2] - 1)
        last = min(last, end[2] if table.has_begun(end[8].at) else full)
    elif closed is not None:
        full = min(last, closed[0])
        last = min(last, closed[0])
    return begins, last, full


def four_eyes(groups: Sequence[Events]) -> tuple[bool, Event, tuple[Event, ...]]:
    """Whether somebody did acts of two of the types, the event that activates it, and the acts."""
    acts = tuple(act for group in groups for act in group)
    later = groups[0][0]
    for group in groups[1:]:
        later = group[0] if group[0][0] > later[1] else later
    sets = [{person for act in group for person in act[9]} for group in groups]
    both = {person for n, one in enumerate(sets) for other in sets[n + 1 :] for person in one & other}
    if both:
        return True, later, tuple(act for act in acts if both.intersection(act[9]))
    if not all(act[9] for act in acts):
        raise LeaveError
    return False, later, acts


def edge(events: Events, last: bool) -> Event:
    """The first or the last event of a case; leaves where another one of its day may come first."""
    event = events[-1] if last else events[0]
    if any(other is not event and other[1] >= event[0] and other[0] <= event[1] for other in events):
        raise LeaveError
    return event


def held(series: Series, day: int, us: int | None) -> object:
    """The value of a tracked field at a moment: the latest by then; leaves where it is not known."""
    found: object = None
    latest: tuple[int, int | None] | None = None
    for at_day, at_us, value in series:
        known = at_day <= day if us is None or at_us is None else at_us <= us
        if not known:
            continue
        if latest is not None:
            later_us = latest[1]
            earlier = at_day < latest[0] if later_us is None or at_us is None else at_us < later_us
            if earlier:
                continue
        latest, found = (at_day, at_us), value
    if found is None:
        raise LeaveError
    return found


def no_row() -> object:
    """Leaves a table of which no row hits."""
    raise LeaveError


def _hits(truths: Sequence[bool], values: Sequence[object], elses: Sequence[bool]) -> list[object]:
    """The outcomes of the rows that hit; `otherwise` catches what the rows above leave."""
    found: list[object] = []
    for truth, value, is_else in zip(truths, values, elses, strict=True):
        if truth and not (is_else and found):
            found.append(value)
    return found


def unique_row(
    truths: Sequence[bool], values: Sequence[object], elses: Sequence[bool], _order: Sequence[str]
) -> object:
    """The outcome of the one row that hits; leaves where none does, or several do."""
    found = _hits(truths, values, elses)
    if len(found) != 1:
        raise LeaveError
    return found[0]


def highest_row(
    truths: Sequence[bool], values: Sequence[object], elses: Sequence[bool], order: Sequence[str]
) -> object:
    """Of the outcomes that hit the one that ranks last; leaves where no row hits."""
    found = _hits(truths, values, elses)
    if not found:
        raise LeaveError
    return max(found, key=lambda value: order.index(str(value)) if value in order else -1)


def collect_row(
    truths: Sequence[bool], values: Sequence[object], elses: Sequence[bool], _order: Sequence[str]
) -> object:
    """All outcomes that hit."""
    return frozenset(_hits(truths, values, elses))


def joined(sofar: tuple[object, ...] | None, act: Event) -> tuple[object, ...]:
    """The acts up to this one as a single event: sets are joined, of other attributes the last counts.

    Leaves where an attribute is not known, or not of a plain kind.
    """
    if len(act[6]) != len(act[8].attributes):
        raise LeaveError
    merged: dict[str, object] = {}
    if sofar is not None:
        merged.update(sofar[6])  # type: ignore[call-overload]
    for name, value in act[6].items():
        known = merged.get(name)
        both = isinstance(known, frozenset) and isinstance(value, frozenset)
        merged[name] = known | value if both else value  # type: ignore[operator]
    return (*act[:6], merged)


HELPERS = {
    "held": held,
    "joined": joined,
    "no_row": no_row,
    "unique_row": unique_row,
    "highest_row": highest_row,
    "collect_row": collect_row,
    "by": by,
    "on_day": on_day,
    "same_day_as": same_day_as,
    "before": before,
    "not_after": not_after,
    "following": following,
    "anchor": anchor,
    "merged": merged,
    "stretches": stretches,
    "period_days": period_days,
    "four_eyes": four_eyes,
    "edge": edge,
    "hand_over": hand_over,
    "Leave": LeaveError,
    "KeyError": KeyError,
}
"""The helpers by the names that the generated text gives their constants."""
