"""How a period was counted, in sentences: from when, which days were left out and why, where it ended."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence

from dutylang.calendars.counting import Count
from dutylang.reports.names import Names

MOST_STRETCHES = 12
"""At most so many stretches of skipped days are told one by one."""

WEEKEND = ("saturday", "sunday")


def sentences_from_count(count: Count, names: Names) -> list[str]:
    """The sentences that tell one count, in the order in which a person counts."""
    told = [_how(count, names)]
    if count.earliest_due is not None:
        told.append(
            names.text(
                "counted.between", first=names.moment(count.earliest_due), last=names.moment(count.due)
            )
        )
    if count.suspended:
        stretches = [names.days(first, resumed - dt.timedelta(days=1)) for first, resumed in count.suspended]
        told.append(names.text("counted.suspended", days=names.joined(stretches)))
    if count.skipped:
        told.append(_skipped(count, names))
    if count.exclusive:
        told.append(names.text("counted.exclusive"))
    if count.provisional:
        told.append(names.text("counted.provisional", calendar=count.calendar))
    return told


def rules_from_count(count: Count, names: Names) -> str:
    """The calendar and the clauses by which it was counted."""
    clauses = [clause for each in count.clauses if (clause := names.clause(count.convention, each))]
    if not clauses:
        return names.text("counted.calendar", calendar=count.calendar)
    source = names.text("report.semicolon").join(clauses)
    return names.text("counted.rule", calendar=count.calendar, source=source)


def is_backward(count: Count) -> bool:
    """Whether it was counted back from an event to come."""
    if count.counted_from is not None:
        return count.counted_from < count.start.day
    return count.due.day < count.start.day or (
        None not in (count.due.instant, count.start.instant) and count.due.instant < count.start.instant  # type: ignore[operator]
    )


def _how(count: Count, names: Names) -> str:
    period, start = names.period(count.period), names.moment(count.start)
    due = names.moment(count.due)
    if is_backward(count):
        return names.text("counted.backward", period=period, start=start, due=due)
    if count.counted_from is None:
        return names.text("counted.on_clock", period=period, start=start, due=due)
    ended = names.day(count.unrolled) if count.unrolled is not None else due
    return names.text("counted.forward", period=period, first=names.day(count.counted_from), due=ended)


def _skipped(count: Count, names: Names) -> str:
    stretches = list(_stretches(count.skipped))
    told = [
        names.text("counted.stretch", days=names.days(first, last), reason=names.rest_day(reason))
        for first, last, reason in stretches[:MOST_STRETCHES]
    ]
    if len(stretches) > MOST_STRETCHES:
        told.append(names.text("counted.more", count=len(stretches) - MOST_STRETCHES))
    days = names.joined(told)
    if count.unrolled is not None:
        return names.text("counted.rolled", days=days, due=names.moment(count.due))
    return names.text("counted.skipped", days=days)


def _stretches(skipped: Sequence[tuple[dt.date, str]]) -> Iterator[tuple[dt.date, dt.date, str]]:
    """Days in a row with the same reason, as one stretch; a Saturday with its Sunday is a weekend."""
    first = last = None
    reason = ""
    for day, why in skipped:
        named = "weekend" if why in WEEKEND else why
        if last is not None and day == last + dt.timedelta(days=1) and named == reason:
            last = day
            continue
        if first is not None and last is not None:
            yield first, last, reason
        first, last, reason = day, day, named
    if first is not None and last is not None:
        yield first, last, reason
