"""What every part of a case is read with: names, zones, the faults so far; and the checks that all share."""

from __future__ import annotations

import datetime as dt
import re
from zoneinfo import ZoneInfo

import attrs

from dutylang.cases.faults import Expected, Faults, Path
from dutylang.cases.links import Links
from dutylang.cases.lookup import Lookup, Names, nearest, tidy
from dutylang.cases.moments import MomentFault, moment_from_stamp, stamp_from_text
from dutylang.cases.raw import DEFAULT_LIMITS, Limits, shown
from dutylang.cases.shape import wrong
from dutylang.values import Moment

YES = frozenset({"yes", "true", "是"})
NO = frozenset({"no", "false", "否"})

_SURROGATE = re.compile("[\ud800-\udfff]")
_MOMENT_CODES = {
    MomentFault.SKIPPED: "C033",
    MomentFault.REPEATED: "C034",
    MomentFault.RANGE: "C035",
}


@attrs.frozen
class Reading:
    """`tz` is the policy's zone; times without offset are read in `local`.

    `links` holds the other cases of the input, which are followed `steps` deep.
    """

    lookup: Lookup
    tz: ZoneInfo
    local: ZoneInfo
    faults: Faults
    limits: Limits = DEFAULT_LIMITS
    links: Links = attrs.field(factory=Links)
    steps: int = 0


def canonical(raw: object, names: Names, path: Path, reading: Reading) -> str | None:
    """The canonical name that a text or label stands for; None, with the fault noted, for anything else."""
    if not isinstance(raw, str):
        wrong(raw, Expected.NAME, path, reading.faults)
        return None
    found = names.find(raw)
    if found is not None:
        return found
    shared = names.shared.get(tidy(raw))
    if shared is not None:
        reading.faults.add("C017", path, name=shown(raw), what=names.what, names=shared)
        return None
    near = nearest(raw, names.by_text)
    help_name = "near" if near else "all" if names.by_text else "none"
    reading.faults.add(
        "C014",
        path,
        name=shown(raw),
        what=names.what,
        near=near or "",
        names=sorted(set(names.by_text.values()))[:20],
        help=help_name,
    )
    return None


def text_from_raw(
    raw: object, path: Path, reading: Reading, expected: Expected = Expected.TEXT
) -> str | None:
    """A text as it stands, when it is not too long and can be written down again."""
    if not isinstance(raw, str):
        wrong(raw, expected, path, reading.faults)
        return None
    if len(raw) > reading.limits.text_characters:
        reading.faults.add("C036", path, length=len(raw), limit=reading.limits.text_characters)
        return None
    if not raw.isascii() and _SURROGATE.search(raw):
        reading.faults.add("C037", path)
        return None
    return raw


def label_from_raw(
    raw: object, path: Path, reading: Reading, expected: Expected = Expected.TEXT
) -> str | None:
    """A text that says something: an id, a person, a period. Never empty."""
    text = text_from_raw(raw, path, reading, expected)
    if text is not None and not text.strip():
        wrong(raw, expected, path, reading.faults)
        return None
    return text


def yes_no_from_raw(raw: object, path: Path, reading: Reading) -> bool | None:
    """`true`, `yes`, `是` or their contraries."""
    if isinstance(raw, bool):
        return raw
    if isinstance(raw, str) and raw.strip() in YES:
        return True
    if isinstance(raw, str) and raw.strip() in NO:
        return False
    wrong(raw, Expected.YES_NO, path, reading.faults)
    return None


def moment_from_raw(
    raw: object, path: Path, reading: Reading, expected: Expected = Expected.MOMENT
) -> Moment | None:
    """A whole local day, or an instant in the policy's zone."""
    if isinstance(raw, Moment):
        return raw
    stamp = stamp_from_text(raw.strip()) if isinstance(raw, str) else raw
    if not isinstance(stamp, dt.date):
        wrong(raw, expected, path, reading.faults)
        return None
    found = moment_from_stamp(stamp, reading.tz, reading.local)
    if isinstance(found, Moment):
        return found
    moment_fault(found, shown(raw), path, reading)
    return None


def moment_fault(found: MomentFault, text: str, path: Path, reading: Reading) -> None:
    """Notes why a time is none."""
    reading.faults.add(_MOMENT_CODES[found], path, value=text, zone=reading.local.key)


def day_from_raw(raw: object, path: Path, reading: Reading) -> dt.date | None:
    """A local date; of a moment its local day. Years up to 9999: "until 9999-12-31" means without end."""
    stamp = stamp_from_text(raw.strip()) if isinstance(raw, str) else raw
    if isinstance(stamp, dt.date) and not isinstance(stamp, dt.datetime) and stamp.year == dt.MAXYEAR:
        return stamp
    moment = moment_from_raw(raw, path, reading, Expected.DATE)
    return None if moment is None else moment.day
