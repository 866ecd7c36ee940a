"""Offsets of a time zone for many instants and local times at once, as `zoneinfo` has them."""

from __future__ import annotations

import datetime as dt
from functools import lru_cache
from zoneinfo import ZoneInfo

import numpy as np

from dutylang.calendars.moments import start_of_day
from dutylang.cases.moments import MomentFault, instant_from_local
from dutylang.ops.columns import Flags, Ints

EPOCH = dt.datetime(1970, 1, 1, tzinfo=dt.UTC)
FIRST_DAY = dt.date(1970, 1, 1).toordinal()
HOUR, DAY = 3_600_000_000, 86_400_000_000
"""Microseconds of an hour, and of a day of 24 hours."""

_SECOND = 1_000_000
_MICROSECOND = dt.timedelta(microseconds=1)
_FIXED = frozenset({"UTC", "Etc/UTC"})
"""Zones in which clocks show UTC and were never changed."""
_PROBES = 4
"""Clocks never change twice within a quarter of a day: the offset is looked up that often."""


def microseconds(instant: dt.datetime) -> int:
    """Microseconds since 1970."""
    return (instant - EPOCH) // _MICROSECOND


def local_days(instants: Ints, tz: ZoneInfo) -> Ints:
    """The local day (`date.toordinal()`) of instants in microseconds since 1970, years 1800 to 2999."""
    if tz.key in _FIXED:
        return (instants // DAY + FIRST_DAY).astype(np.int32)
    offsets, constant = _offsets(instants // DAY, tz, 0, 1)
    found = (instants + offsets * _SECOND) // DAY + FIRST_DAY
    odd = np.flatnonzero(~constant)
    if len(odd):
        found[odd] = _days_by_hour(instants[odd], tz)
    return found.astype(np.int32)


def _days_by_hour(instants: Ints, tz: ZoneInfo) -> Ints:
    """Local days where clocks change: the offset is looked up for each hour, and within that for each instant."""
    hours, places = np.unique(instants // HOUR, return_inverse=True)
    begins = [EPOCH + dt.timedelta(hours=hour) for hour in hours.tolist()]
    ends = [begin + dt.timedelta(hours=1) - _MICROSECOND for begin in begins]
    ahead, then = (
        np.array([microseconds(each.astimezone(tz).replace(tzinfo=dt.UTC)) for each in times], np.int64)
        for times in (begins, ends)
    )
    ahead -= hours * HOUR
    found: Ints = (instants + ahead[places]) // DAY + FIRST_DAY
    for row in np.flatnonzero((then - hours * HOUR - ahead != HOUR - 1)[places]).tolist():
        instant = EPOCH + dt.timedelta(microseconds=int(instants[row]))
        found[row] = instant.astimezone(tz).date().toordinal()
    return found


def instants_from_locals(locals_: Ints, zone: ZoneInfo) -> tuple[Ints, Flags]:
    """The instants at which clocks of the zone showed these times, microseconds since 1970 as if in UTC.

    False where there is none, or more than one: clocks skipped or repeated that time.
    """
    if zone.key in _FIXED:
        return locals_, np.ones(len(locals_), np.bool_)
    offsets, constant = _offsets(locals_ // DAY, zone, -1, 2)
    found = locals_ - offsets * _SECOND
    sure = np.ones(len(locals_), np.bool_)
    for row in np.flatnonzero(~constant):
        naive = EPOCH.replace(tzinfo=None) + dt.timedelta(microseconds=int(locals_[row]))
        instant = instant_from_local(naive, zone)
        if isinstance(instant, MomentFault):
            sure[row] = False
        else:
            found[row] = microseconds(instant.astimezone(dt.UTC))
    return found, sure


def starts_of_days(days: Ints, tz: ZoneInfo) -> Ints:
    """The instants at which local days (`date.toordinal()`) begin, in microseconds since 1970."""
    found, places = np.unique(days, return_inverse=True)
    starts = [microseconds(start_of_day(dt.date.fromordinal(int(day)), tz)) for day in found]
    return np.array(starts, np.int64)[places] if starts else np.empty(0, np.int64)


def _offsets(days: Ints, tz: ZoneInfo, first: int, last: int) -> tuple[Ints, Flags]:
    """The offset in seconds that holds from day + `first` to day + `last`, both at 0:00 UTC; whether one does.

    `days` are counted from 1970. The years 1800 to 2999 have few enough days for a table of them all.
    """
    if not len(days):
        return np.empty(0, np.int64), np.empty(0, np.bool_)
    lowest = int(days.min())
    places = days - lowest
    seen = np.zeros(int(places.max()) + 1, np.bool_)
    seen[places] = True
    offsets = np.full(len(seen), _VARIES, np.int64)
    for place in np.flatnonzero(seen).tolist():
        offsets[place] = _offset(tz, lowest + place + first, lowest + place + last)
    found = offsets[places]
    if (offsets != _VARIES).all():
        return found, np.ones(len(found), np.bool_)
    return np.where(found == _VARIES, 0, found), found != _VARIES


_VARIES = 10**9


@lru_cache(maxsize=2**17)
def _offset(tz: ZoneInfo, first: int, last: int) -> int:
    """The offset in seconds from one day to another, or `_VARIES`."""
    found = {_probed(tz, probe) for probe in range(first * _PROBES, last * _PROBES + 1)}
    offset = found.pop()
    if found or offset is None or offset.microseconds:
        return _VARIES
    return offset // dt.timedelta(seconds=1)


@lru_cache(maxsize=2**17)
def _probed(tz: ZoneInfo, probe: int) -> dt.timedelta | None:
    """The offset at the beginning of a quarter of a day."""
    instant = EPOCH + dt.timedelta(hours=24 // _PROBES * probe)
    return instant.astimezone(tz).utcoffset()
