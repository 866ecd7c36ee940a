"""How a period ran, day by day, in rows of a table: the start, what was counted, what was left out and why, the end."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping

import attrs

from dutylang.calendars.counting import Count
from dutylang.reports.counted import WEEKEND, is_backward
from dutylang.reports.names import Names
from dutylang.reports.remedy import by_when
from dutylang.values import Unit

MOST_ROWS = 60
"""At most so many stretches of one period are told; the sentences above them tell the rest."""

MOST_DAYS = 4000
"""Of a longer period only the ends are told."""

ONE_DAY = dt.timedelta(days=1)
NUMBERED = (Unit.DAY, Unit.WORKING_DAY)
"""Periods whose counted days have numbers."""

Row = tuple[str, str]


@attrs.frozen
class _Stretch:
    """Days in a row of which the same is true; `number` is that of the first counted day, 0 where it has none."""

    first: dt.date
    last: dt.date
    kind: str
    number: int = 0


def rows_from_count(count: Count, names: Names) -> list[Row]:
    """The days of a period, in the order in which they are counted, and what each of them is."""
    teller = _Teller(count, names)
    told = [teller.start(), *(teller.row(each) for each in teller.stretches())]
    if len(told) > MOST_ROWS:
        left = len(told) - MOST_ROWS
        told = [*told[:MOST_ROWS], ("…", names.text("dossier.day.more", count=left))]
    return [*told, teller.due()]


@attrs.frozen
class _Teller:
    count: Count
    names: Names

    def start(self) -> Row:
        """The trigger, or the event to come."""
        count, names = self.count, self.names
        if count.counted_from is None:
            key = "clock"
        elif count.counted_from == count.start.day:
            key = "start_counted"
        else:
            key = "start_backward" if is_backward(count) else "start"
        return names.moment(count.start), names.text(f"dossier.day.{key}")

    def due(self) -> Row:
        """The deadline."""
        count, names = self.count, self.names
        told = [names.text("dossier.day.due", by=by_when(count.due, names))]
        if count.unrolled is not None:
            told.append(names.text("dossier.day.moved", day=names.day(count.unrolled)))
        return names.moment(count.due), names.joined(told)

    def stretches(self) -> Iterator[_Stretch]:
        """Days in a row that are alike, up to and with the last day."""
        open_one: _Stretch | None = None
        number, skipped = 0, dict(self.count.skipped)
        for day in self._days():
            kind = self._kind(day, skipped)
            number += kind == "counted"
            if open_one is not None and open_one.kind == kind:
                open_one = attrs.evolve(open_one, last=day)
                continue
            if open_one is not None:
                yield open_one
            open_one = _Stretch(day, day, kind, number if kind == "counted" else 0)
        if open_one is not None:
            yield open_one

    def row(self, stretch: _Stretch) -> Row:
        """What is true of a stretch: counted, with its numbers, or left out, with the reason."""
        names = self.names
        first, last = sorted((stretch.first, stretch.last))
        if stretch.kind != "counted":
            return names.days(first, last), stretch.kind
        length = (last - first).days
        if self.count.period.unit not in NUMBERED:
            key = "counted"
        else:
            key = "counted_days" if length else "counted_day"
        words = names.text(f"dossier.day.{key}", first=stretch.number, last=stretch.number + length)
        return names.days(first, last), words

    def _days(self) -> Iterator[dt.date]:
        """The days after the start up to the last one, backwards where it was counted back; none on the clock."""
        count = self.count
        if count.counted_from is None:
            yield from (day for since, resumed in count.suspended for day in _between(since, resumed))
            return
        step = -ONE_DAY if is_backward(count) else ONE_DAY
        size = abs((count.due.day - count.start.day).days)
        if size > MOST_DAYS:
            return
        first = 0 if count.counted_from == count.start.day else 1
        yield from (count.start.day + place * step for place in range(first, size + 1))

    def _kind(self, day: dt.date, skipped: Mapping[dt.date, str]) -> str:
        """`counted`, or the words of why it was not."""
        count, names = self.count, self.names
        reason = skipped.get(day)
        reason = "weekend" if reason in WEEKEND else reason
        if reason is not None and day == count.unrolled:
            return names.text("dossier.day.last_rests", reason=names.rest_day(reason))
        if reason is not None:
            return names.text("dossier.day.rest", reason=names.rest_day(reason))
        if any(since <= day < resumed for since, resumed in count.suspended):
            return names.text("dossier.day.suspended")
        if count.unrolled is not None and day > count.unrolled:
            return names.text("dossier.day.after")
        return "counted"


def _between(since: dt.date, resumed: dt.date) -> Iterator[dt.date]:
    for place in range(min((resumed - since).days, MOST_DAYS)):
        yield since + place * ONE_DAY
