"""Days → places on a line of a fixed width, with the months that are marked on it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator

import attrs

from dutylang.reports.names import Names

LEFT, RIGHT, WIDTH = 12.0, 988.0, 1000
STEPS = (1, 2, 3, 6, 12, 24, 60, 120, 600, 1200, 12000)
"""A mark stands at every so many months."""

MOST_TICKS = 10
ONE_DAY = dt.timedelta(days=1)


@attrs.frozen
class Tick:
    """A mark on the line, with its words."""

    x: float
    label: str


@attrs.frozen
class Scale:
    """The days from `first` to `last`, both shown in full."""

    first: dt.date
    last: dt.date

    def start(self, day: dt.date) -> float:
        """Where a day begins; days outside stand at the edge."""
        days = (self.last - self.first).days + 1
        gone = min(max((day - self.first).days, 0), days)
        return round(LEFT + (RIGHT - LEFT) * gone / days, 1)

    def end(self, day: dt.date) -> float:
        """Where a day ends."""
        return self.start(day + ONE_DAY) if day < dt.date.max else RIGHT

    def middle(self, day: dt.date) -> float:
        """The middle of a day."""
        return round((self.start(day) + self.end(day)) / 2, 1)

    def holds(self, day: dt.date) -> bool:
        """Whether the day is shown."""
        return self.first <= day <= self.last

    def ticks(self, names: Names) -> list[Tick]:
        """The first days of months, as many as have room for their words."""
        months = (self.last.year - self.first.year) * 12 + self.last.month - self.first.month
        step = next((step for step in STEPS if months // step < MOST_TICKS), STEPS[-1])
        return [
            Tick(self.start(day), names.span(str(day.year) if step >= 12 else f"{day.year}-{day.month:02}"))
            for day in self._months()
            if (day.year * 12 + day.month - 1) % step == 0 and self.start(day) < RIGHT - 60
        ]

    def _months(self) -> Iterator[dt.date]:
        """The first days of months, by their number since the year 0: the last month of all has no next one."""
        begins = self.first.year * 12 + self.first.month - (1 if self.first.day == 1 else 0)
        for month in range(begins, self.last.year * 12 + self.last.month):
            yield dt.date(month // 12, month % 12 + 1, 1)


def stretches(days: Iterable[dt.date]) -> Iterator[tuple[dt.date, dt.date]]:
    """Days in a row as their first and last day; `days` ascend."""
    first = last = None
    for day in days:
        if last is not None and day == last + ONE_DAY:
            last = day
            continue
        if first is not None and last is not None:
            yield first, last
        first = last = day
    if first is not None and last is not None:
        yield first, last
