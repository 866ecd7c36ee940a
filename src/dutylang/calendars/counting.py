"""Start + period + convention → due. Every count says which days it skipped, and why."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from zoneinfo import ZoneInfo

import attrs

from dutylang.calendars.calendar import Calendar
from dutylang.calendars.conventions import CONVENTIONS, Convention
from dutylang.calendars.moments import (
    DAYS,
    MONTHS,
    SECONDS,
    add_days,
    add_months,
    add_months_on_clock,
    add_seconds,
    earliest_instant,
    latest_instant,
    moment_at,
)
from dutylang.calendars.suspensions import (
    Suspension,
    applying,
    first_open_day,
    instant_resumed,
    last_day_resumed,
)
from dutylang.values import Moment, Period, Unit

LISTED_DAYS = 366
"""At most so many skipped days are listed, so that no period makes a result of unbounded size."""


@attrs.frozen
class Count:
    """How a period was counted, for the finding and for its explanation."""

    start: Moment
    """The trigger; in a count backward, the event to come."""
    period: Period
    convention: str
    calendar: str
    """Name and version, as in `china 2026.1`."""
    due: Moment
    """The last moment in time. A whole local day (no instant) ends at 24:00; an instant is in UTC."""
    earliest_due: Moment | None = None
    """Set when `start` has no time but the period is on the clock: the true due lies between the two."""
    exclusive: bool = False
    """The instant of `due` is itself too late (a strict deadline on the clock)."""
    counted_from: dt.date | None = None
    """The first counted day, in a count backward the one nearest to the event; None on the clock."""
    unrolled: dt.date | None = None
    """The last day before it moved, if it moved."""
    skipped: tuple[tuple[dt.date, str], ...] = ()
    """Rest days of a working-day period, or passed in rolling, each with its reason key (`LISTED_DAYS`)."""
    suspended: tuple[Suspension, ...] = ()
    """Suspended days that were not counted, merged: first day and day of resumption (half-open)."""
    provisional: bool = False
    """A day that decided lies outside the calendar's published years."""
    clauses: tuple[str, ...] = ()
    """The clauses of the convention's source that were used, such as `201(1)` and `203(1)`."""


def count_forward(
    start: Moment,
    period: Period,
    convention: str,
    calendar: Calendar,
    tz: ZoneInfo,
    *,
    roll: bool | None = None,
    strict: bool = False,
    suspensions: Sequence[Suspension] = (),
) -> Count:
    """The last moment at which what must happen within `period` of `start` is in time.

    `convention` is a key of `CONVENTIONS`. `roll` overrides what the convention does when the last day is
    a rest day; periods in working days never roll, periods in hours only with `roll=True`. `strict`
    excludes the figure itself ("in less than"). A suspension is its first day and the day of resumption.
    """
    rule = CONVENTIONS[convention]
    if on_clock(period.unit, rule):
        return _forward_on_clock(start, period, rule, calendar, tz, roll is True, strict, suspensions)
    rolls = (rule.rolls if roll is None else roll) and period.unit is not Unit.WORKING_DAY
    return _forward_in_days(start, period, rule, calendar, rolls, strict, suspensions)


def count_backward(
    event: Moment,
    period: Period,
    convention: str,
    calendar: Calendar,
    tz: ZoneInfo,
    *,
    strict: bool = False,
) -> Count:
    """The latest moment that is at least `period` before `event`; with `strict`, more than `period`.

    The event's own day is not counted, and a last day that is a rest day stays where it is.
    """
    rule = CONVENTIONS[convention]
    back = Period(-period.count, period.unit)
    blank = Count(event, period, rule.name, calendar.label, event)
    if on_clock(period.unit, rule):
        first, last = _bounds(event, rule, tz)
        earliest, latest = _on_the_clock(first, back, rule, tz), _on_the_clock(last, back, rule, tz)
        return attrs.evolve(
            blank,
            due=moment_at(latest, tz),
            earliest_due=None if earliest == latest else moment_at(earliest, tz),
            exclusive=strict,
            clauses=_clauses(rule, period.unit),
        )
    works = period.unit is Unit.WORKING_DAY
    if strict and works:
        due = calendar.add_working_days(event.day, back.count - 1)
    else:
        due = add_days(_last_day(event.day, back, calendar), -strict)
    near = add_days(event.day, -1)
    return attrs.evolve(
        blank,
        due=Moment(due),
        counted_from=near if period.count else None,
        skipped=_rest_days(due, near, (), calendar) if works else (),
        provisional=works and not _published(due, near, calendar),
        clauses=_clauses(rule, period.unit),
    )


def on_clock(unit: Unit, rule: Convention) -> bool:
    """Whether a period of this unit ends at an instant under this convention, and not with a whole day."""
    return unit.is_elapsed or (rule.clock_days and unit is not Unit.WORKING_DAY)


def _forward_in_days(
    start: Moment,
    period: Period,
    rule: Convention,
    calendar: Calendar,
    rolls: bool,
    strict: bool,
    suspensions: Sequence[Suspension],
) -> Count:
    unit, works = period.unit, period.unit is Unit.WORKING_DAY
    spans = applying(suspensions, start.day)
    last = add_days(_last_day(start.day, period, calendar), -strict)
    last, passed = last_day_resumed(last, unit, spans, calendar)
    due, clauses = last, _clauses(rule, unit)
    used_from = add_days(start.day, 1) if works else None
    if rolls:
        used_from = last
        due, rolled_over = first_open_day(last, spans, calendar)
        clauses += (rule.roll_clause,) if due != last and rule.roll_clause else ()
        if rule.least_working_days and not strict and _is_long(period):
            used_from = add_days(start.day, 1)
            least = calendar.add_working_days(start.day, rule.least_working_days)
            least, held_up = last_day_resumed(least, Unit.WORKING_DAY, spans, calendar)
            clauses += (rule.least_clause,) if least > due and rule.least_clause else ()
            due, rolled_over = max(due, least), held_up if least > due else rolled_over
        passed = tuple(dict.fromkeys(passed + rolled_over))
    skipped_from = add_days(start.day, 1) if works else last
    return Count(
        start,
        period,
        rule.name,
        calendar.label,
        Moment(due),
        counted_from=add_days(start.day, 1) if period.count else None,
        unrolled=last if due != last else None,
        skipped=_rest_days(skipped_from, due, passed, calendar) if works or due != last else (),
        suspended=passed,
        provisional=used_from is not None and not _published(used_from, due, calendar),
        clauses=clauses,
    )


def _forward_on_clock(
    start: Moment,
    period: Period,
    rule: Convention,
    calendar: Calendar,
    tz: ZoneInfo,
    rolls: bool,
    strict: bool,
    suspensions: Sequence[Suspension],
) -> Count:
    first, last = _bounds(start, rule, tz)
    due, passed = instant_resumed(last, _on_the_clock(last, period, rule, tz), suspensions, tz)
    count = Count(
        start,
        period,
        rule.name,
        calendar.label,
        moment_at(due, tz),
        exclusive=strict,
        suspended=passed,
        clauses=_clauses(rule, period.unit),
    )
    if first != last:  # the hour of the trigger is not known
        earliest, _ = instant_resumed(first, _on_the_clock(first, period, rule, tz), suspensions, tz)
        count = attrs.evolve(count, earliest_due=moment_at(earliest, tz))
    return _rolled_on_clock(count, rule, calendar, suspensions) if rolls else count


def _rolled_on_clock(
    count: Count, rule: Convention, calendar: Calendar, suspensions: Sequence[Suspension]
) -> Count:
    """An end on a rest day moves to the end of the next working day."""
    spans = applying(suspensions, count.start.day)
    last = count.due.day
    due, passed = first_open_day(last, spans, calendar)
    early = count.earliest_due
    if early is not None and (open_day := first_open_day(early.day, spans, calendar)[0]) != early.day:
        early = Moment(open_day)
    if due == last:
        return attrs.evolve(count, earliest_due=early, provisional=not calendar.is_published(last))
    return attrs.evolve(
        count,
        due=Moment(due),
        earliest_due=None if early == Moment(due) else early,
        exclusive=False,
        unrolled=last,
        skipped=_rest_days(last, add_days(due, -1), passed, calendar),
        suspended=tuple(dict.fromkeys(count.suspended + passed)),
        provisional=not _published(last, due, calendar),
        clauses=count.clauses + ((rule.roll_clause,) if rule.roll_clause else ()),
    )


def _last_day(day: dt.date, period: Period, calendar: Calendar) -> dt.date:
    """The last day of a period, or for a negative one the first, when `day` itself is not counted."""
    if period.unit is Unit.WORKING_DAY:
        return calendar.add_working_days(day, period.count)
    if period.unit in MONTHS:
        return add_months(day, period.count * MONTHS[period.unit])
    return add_days(day, period.count * DAYS[period.unit])


def _bounds(moment: Moment, rule: Convention, tz: ZoneInfo) -> tuple[dt.datetime, dt.datetime]:
    """The first and the last instant that the moment can be; the same when its time is known."""
    first, last = earliest_instant(moment, tz), latest_instant(moment, tz)
    if first != last and rule.skips_first_hour:
        last -= dt.timedelta(microseconds=1)  # 24:00 is the first hour of the day after
    return first, last


def _on_the_clock(instant: dt.datetime, period: Period, rule: Convention, tz: ZoneInfo) -> dt.datetime:
    if period.unit in MONTHS:
        return add_months_on_clock(instant, period.count * MONTHS[period.unit], tz)
    if rule.skips_first_hour and period.unit is Unit.HOUR and period.count:
        local = instant.astimezone(tz)
        begun = add_seconds(instant.replace(microsecond=0), -(local.minute * 60 + local.second))
        # Forward the event's hour is passed over whole; backward counting begins at its beginning.
        instant = add_seconds(begun, 3600) if period.count > 0 else begun
    return add_seconds(instant, period.count * SECONDS[period.unit])


def _is_long(period: Period) -> bool:
    """Whether a period is of two days or more."""
    return period.count >= 2 if period.unit is Unit.DAY else period.count >= 1


def _rest_days(
    first: dt.date, last: dt.date, suspended: Sequence[Suspension], calendar: Calendar
) -> tuple[tuple[dt.date, str], ...]:
    found: list[tuple[dt.date, str]] = []
    for ordinal in range(first.toordinal(), last.toordinal() + 1):
        day = dt.date.fromordinal(ordinal)
        reason = calendar.why_rest(day)
        if reason is not None and not any(begun <= day < resumed for begun, resumed in suspended):
            found.append((day, reason))
            if len(found) == LISTED_DAYS:
                break
    return tuple(found)


def _published(first: dt.date, last: dt.date, calendar: Calendar) -> bool:
    return calendar.is_published(first) and calendar.is_published(last)


def _clauses(rule: Convention, unit: Unit) -> tuple[str, ...]:
    clause = rule.days_clause
    if unit.is_elapsed:
        clause = rule.hours_clause
    elif unit is Unit.WORKING_DAY:
        clause = rule.working_days_clause
    elif unit is Unit.WEEK or unit.is_calendar:
        clause = rule.months_clause
    return (clause,) if clause else ()
