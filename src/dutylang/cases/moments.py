"""Written times → moments. A local time that a clock change skips or repeats is a fault, never a guess."""

from __future__ import annotations

import datetime as dt
import enum
import re
from zoneinfo import ZoneInfo

from dutylang.calendars.moments import start_of_day
from dutylang.values import Moment

FIRST_YEAR = 1800
LAST_YEAR = 2999

_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_TIME = re.compile(
    r"[0-9]{4}-[0-9]{2}-[0-9]{2}[T ][0-9]{2}:[0-9]{2}(?::[0-9]{2}(?:\.[0-9]{1,9})?)?"
    r"(?: ?(?:Z|[+-][0-9]{2}:?[0-9]{2}))?"
)


class MomentFault(enum.Enum):
    """Why a text is not a moment."""

    FORM = "form"
    SKIPPED = "skipped"  # clocks went forward over this local time
    REPEATED = "repeated"  # clocks went back: this local time came twice
    RANGE = "range"


def stamp_from_text(text: str) -> dt.date | dt.datetime | None:
    """A date, or a date-time with or without offset, as ISO 8601 writes it; None for anything else.

    Digits beyond the microsecond are cut off.
    """
    try:
        if _DAY.fullmatch(text):
            return dt.date.fromisoformat(text)
        if _TIME.fullmatch(text):
            return dt.datetime.fromisoformat(text.replace(" ", "T", 1).replace(" ", ""))
    except ValueError:
        pass
    return None


def moment_from_stamp(stamp: dt.date | dt.datetime, tz: ZoneInfo, local: ZoneInfo) -> Moment | MomentFault:
    """A moment in the policy's zone `tz`; a time without offset is read in the zone `local`."""
    if not FIRST_YEAR <= stamp.year <= LAST_YEAR:
        return MomentFault.RANGE
    if not isinstance(stamp, dt.datetime):
        return Moment(stamp)
    if stamp.tzinfo is None:
        found = instant_from_local(stamp, local)
        if isinstance(found, MomentFault):
            return found
        stamp = found
    instant = stamp.astimezone(tz)
    return Moment(instant.date(), instant)


def instant_from_local(naive: dt.datetime, zone: ZoneInfo) -> dt.datetime | MomentFault:
    """The one instant at which clocks of the zone showed this time."""
    early = naive.replace(tzinfo=zone, fold=0)
    late = naive.replace(tzinfo=zone, fold=1)
    if early.utcoffset() == late.utcoffset():
        return early
    back = early.astimezone(dt.UTC).astimezone(zone)
    return MomentFault.REPEATED if back.replace(tzinfo=None) == naive else MomentFault.SKIPPED


def order_key(moment: Moment, tz: ZoneInfo) -> dt.datetime:
    """The instant in UTC; of a whole day its beginning."""
    if moment.instant is None:
        return start_of_day(moment.day, tz)
    return moment.instant.astimezone(dt.UTC)


def is_before(one: Moment, other: Moment) -> bool:
    """Certainly earlier: by the local day, or on one day by the instant when both have one."""
    if one.instant is None or other.instant is None:
        return one.day < other.day
    return one.instant.astimezone(dt.UTC) < other.instant.astimezone(dt.UTC)
