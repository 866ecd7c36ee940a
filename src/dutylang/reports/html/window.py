"""How one period was counted, day by day: a strip on which rest days, suspended days and the limit are seen."""

from __future__ import annotations

import datetime as dt

import attrs

from dutylang.assessment.model import Finding
from dutylang.calendars.counting import Count
from dutylang.reports.names import Names
from dutylang.reports.remedy import by_when

MOST_DAYS = 62
"""Longer periods are told in sentences only."""

CELL = 22
ONE_DAY = dt.timedelta(days=1)


@attrs.frozen
class Cell:
    """One day: `kind` is counted, rest, suspended or outside; `marks` are start, due and done."""

    x: int
    number: str
    kind: str
    marks: tuple[str, ...]
    words: str


@attrs.frozen
class Strip:
    """The days of a period, with the words of the months above them and a description for a screen reader."""

    width: int
    cells: tuple[Cell, ...]
    months: tuple[tuple[int, str], ...]
    title: str
    description: str
    kinds: tuple[str, ...]
    """What the legend explains: the kinds and marks that occur."""


def strips_of(finding: Finding, names: Names) -> list[Strip]:
    """The strips of a finding's periods; none of a period that is too long to be drawn day by day."""
    found = (_strip(count, finding, names) for count in finding.counts)
    return [strip for strip in found if strip is not None]


def _strip(count: Count, finding: Finding, names: Names) -> Strip | None:
    days = {count.start.day, count.due.day}
    days |= {day for day in (count.counted_from, count.unrolled) if day is not None}
    done = finding.done.day if finding.done is not None else None
    if done is not None and abs((done - count.due.day).days) < MOST_DAYS:
        days.add(done)
    first, last = min(days), max(days)
    size = (last - first).days + 1
    if size > MOST_DAYS:
        return None
    shown = [first + place * ONE_DAY for place in range(size)]
    cells = tuple(_cell(place, day, count, done, names) for place, day in enumerate(shown))
    months = [
        (place * CELL + 1, names.span(f"{day.year}-{day.month:02}"))
        for place, day in enumerate(shown)
        if day.day == 1 or place == 0
    ]
    if len(months) > 1 and months[1][0] - months[0][0] < 5 * CELL:
        del months[0]  # its words would run into those of the next
    kinds = dict.fromkeys(kind for cell in cells for kind in (cell.kind, *cell.marks) if kind != "outside")
    return Strip(
        width=size * CELL + 2,
        cells=cells,
        months=tuple(months),
        title=names.text("html.strip_title", period=names.period(count.period), calendar=count.calendar),
        description=names.text(
            "html.strip_desc",
            start=names.moment(count.start),
            due=by_when(count.due, names),
            rest=sum(cell.kind == "rest" for cell in cells),
            suspended=sum(cell.kind == "suspended" for cell in cells),
        ),
        kinds=tuple(kinds),
    )


def _cell(place: int, day: dt.date, count: Count, done: dt.date | None, names: Names) -> Cell:
    skipped = dict(count.skipped)
    if day in skipped:
        kind, why = "rest", names.rest_day(skipped[day])
    elif any(since <= day < resumed for since, resumed in count.suspended):
        kind, why = "suspended", names.text("html.day.suspended")
    elif _is_counted(day, count):
        kind, why = "counted", names.text("html.day.counted")
    else:
        kind, why = "outside", ""
    marked = (("start", count.start.day), ("due", count.due.day), ("done", done))
    marks = tuple(mark for mark, at in marked if at == day)
    told = [names.day(day), why, *(names.text(f"html.day.{mark}") for mark in marks)]
    return Cell(place * CELL + 1, str(day.day), kind, marks, names.joined(words for words in told if words))


def _is_counted(day: dt.date, count: Count) -> bool:
    first = count.counted_from if count.counted_from is not None else count.start.day
    ends = (first, count.due.day)
    return min(ends) <= day <= max(ends)
