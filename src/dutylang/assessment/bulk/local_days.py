"""Instants → local days. What a zone is ahead of UTC is asked once for each hour in which an instant stands."""

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
        table[new] = [_offset(hour, tz) for hour in new.tolist()]
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


def _offset(hour: int, tz: ZoneInfo) -> int:
    """Seconds by which a zone is ahead of UTC in an hour since 1970."""
    begin = EPOCH + dt.timedelta(hours=hour)
    ahead = [_ahead(each, tz) for each in (begin, begin + dt.timedelta(hours=1, microseconds=-1))]
    return ahead[0] if ahead[0] == ahead[1] else _CHANGES


def _ahead(moment: dt.datetime, tz: ZoneInfo) -> int:
    found = moment.astimezone(tz).utcoffset()
    assert found is not None
    return round(found.total_seconds())
