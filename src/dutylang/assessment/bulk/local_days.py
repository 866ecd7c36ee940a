"""Instants → local days. What a zone is ahead of UTC is asked once for each day in which an instant stands.

On a day (of UTC) on which the clocks are changed, it is asked for each hour. No zone changes its clocks and changes
them back within a day.
"""

from __future__ import annotations

import datetime as dt
from zoneinfo import ZoneInfo

import numpy as np

from dutylang.cases.columns.from_records import EPOCH
from dutylang.ops.columns import Ints

HOUR, DAY = 3_600_000_000, 86_400_000_000
HOURS = 24 * 366 * 130
"""Hours from 1970 to 2100 are remembered by zone."""

_UNKNOWN, _CHANGES = -(2**31), -(2**31) + 1
"""In the table of a zone: an hour that was not asked for yet; one in which the clocks are changed."""

_TABLES: dict[ZoneInfo, Ints] = {}


def local_days(instants: Ints, tz: ZoneInfo) -> Ints:
    """The days of instants (microseconds since 1970 in UTC) in a zone, as `date.toordinal()` counts them."""
    if tz.key == "UTC":
        return instants // DAY + EPOCH.toordinal()
    hours = instants // HOUR
    table = _offsets(tz)
    known = (hours >= 0) & (hours < HOURS)
    seconds = np.full(len(hours), _UNKNOWN, np.int64)
    seconds[known] = table[hours[known]]
    new = np.unique(hours[known & (seconds == _UNKNOWN)])
    if len(new):
        for day in np.unique(new // 24).tolist():
            table[day * 24 : day * 24 + 24] = _offsets_of_day(day, tz)
        seconds[known] = table[hours[known]]
    days: Ints = (instants + seconds * 1_000_000) // DAY + EPOCH.toordinal()
    for row in np.flatnonzero(seconds <= _CHANGES).tolist():
        days[row] = (EPOCH + dt.timedelta(microseconds=int(instants[row]))).astimezone(tz).toordinal()
    return days


def _offsets(tz: ZoneInfo) -> Ints:
    """The table of a zone, in which an hour is filled in when it is asked for."""
    if tz not in _TABLES:
        _TABLES[tz] = np.full(HOURS, _UNKNOWN, np.int64)
    return _TABLES[tz]


def _offsets_of_day(day: int, tz: ZoneInfo) -> list[int]:
    """Seconds by which a zone is ahead of UTC in each hour of a day since 1970."""
    begin = EPOCH + dt.timedelta(days=day)
    whole = _offset(begin, dt.timedelta(days=1), tz)
    if whole != _CHANGES:
        return [whole] * 24
    hour = dt.timedelta(hours=1)
    return [_offset(begin + count * hour, hour, tz) for count in range(24)]


def _offset(begin: dt.datetime, length: dt.timedelta, tz: ZoneInfo) -> int:
    """Seconds by which a zone is ahead of UTC in some hours that follow one another."""
    first, last = _ahead(begin, tz), _ahead(begin + length - dt.timedelta(microseconds=1), tz)
    return first if first == last else _CHANGES


def _ahead(moment: dt.datetime, tz: ZoneInfo) -> int:
    found = moment.astimezone(tz).utcoffset()
    assert found is not None
    return round(found.total_seconds())
