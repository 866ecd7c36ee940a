"""Written times, whole columns at once. What is not surely a time is read cell by cell, or left as faulty."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Iterator
from zoneinfo import ZoneInfo

import attrs
import numpy as np
import numpy.typing as npt
import polars as pl

from dutylang.cases.cells import is_aware
from dutylang.cases.columns.model import NO_DAY, NO_INSTANT
from dutylang.cases.columns.table_cells import ArrowCells, Cells, TextCells
from dutylang.cases.columns.zones import DAY, FIRST_DAY, instants_from_locals, local_days, microseconds
from dutylang.cases.mapping import ISO, UNIX_MILLISECONDS, UNIX_SECONDS
from dutylang.cases.moments import FIRST_YEAR, LAST_YEAR, moment_from_stamp
from dutylang.ops.columns import Flags, Ints
from dutylang.values import Moment

WHOLE_DAY, NAIVE, AWARE, NO_TIME = 0, 1, 2, 3
"""What a cell is written as: a day, a time without offset, one with it, or none of these."""

Bytes = npt.NDArray[np.uint8]
Token = tuple[str, int]
"""A part of a written time by its sign in `strptime`, with its width; or `("", byte)` for a literal."""

_ROWS_AT_ONCE = 2**18
_WIDTHS = {"Y": 4, "m": 2, "d": 2, "H": 2, "M": 2, "S": 2, "f": 6}
_SAFE_LITERALS = re.compile(r"[-/.: TZ,年月日]*")
_LATEST_UNIX = 30_000_000_000


@attrs.frozen(eq=False)
class Times:
    """Moments by row: local days and instants as in the columns. `sure` is False where there is none yet."""

    day: Ints
    instant: Ints
    written: npt.NDArray[np.uint8]
    sure: Flags

    @classmethod
    def blank(cls, count: int) -> Times:
        """Rows of which nothing is known."""
        return cls(
            np.full(count, NO_DAY, np.int32),
            np.full(count, NO_INSTANT, np.int64),
            np.full(count, NO_TIME, np.uint8),
            np.zeros(count, np.bool_),
        )

    def put(self, rows: Ints | int, moment: Moment) -> None:
        """Sets the moment of some rows."""
        self.day[rows] = moment.day.toordinal()
        self.instant[rows] = NO_INSTANT if moment.instant is None else microseconds(moment.instant)
        self.sure[rows] = True

    def clear(self, rows: Ints) -> None:
        """Takes back what some rows held."""
        self.day[rows], self.instant[rows], self.sure[rows] = NO_DAY, NO_INSTANT, False


def sure_times(cells: Cells, form: str, tz: ZoneInfo, local: ZoneInfo) -> Times:
    """The moments of all cells that are surely some, in the zone `tz`; times without offset are in `local`."""
    times = Times.blank(len(cells))
    if isinstance(cells, TextCells):
        _text_times(cells.texts, form, times, tz, local)
    elif isinstance(cells, ArrowCells):
        _arrow_times(cells, form, times, tz, local)
    return times


def remaining_times(
    cells: Cells,
    rows: Ints,
    stamp_of: Callable[[object], object],
    times: Times,
    tz: ZoneInfo,
    local: ZoneInfo,
) -> None:
    """Reads what is not sure among some rows, each different cell once."""
    rows = rows[~times.sure[rows]]
    if not len(rows):
        return
    codes, words = cells.take(rows).distinct()
    by_code = np.argsort(codes, kind="stable")
    bounds = np.searchsorted(codes[by_code], np.arange(len(words) + 1))
    for code, word in enumerate(words):
        stamp = stamp_of(word)
        alike = rows[by_code[bounds[code] : bounds[code + 1]]]
        aware = is_aware(stamp)
        if aware is not None:
            times.written[alike] = AWARE if aware else NAIVE
        elif isinstance(stamp, dt.date):
            times.written[alike] = WHOLE_DAY
        found = moment_from_stamp(stamp, tz, local) if isinstance(stamp, dt.date) else stamp
        if isinstance(found, Moment):
            times.put(alike, found)


def _text_times(texts: pl.Series, form: str, times: Times, tz: ZoneInfo, local: ZoneInfo) -> None:
    for start in range(0, len(texts), _ROWS_AT_ONCE):
        part = texts.slice(start, _ROWS_AT_ONCE)
        offsets, data = _bytes_of(part)
        lengths = np.diff(offsets)
        for length in np.unique(lengths).tolist():
            rows: Ints = np.flatnonzero(lengths == length)
            for layout in layouts_of(form, length):
                if len(rows):
                    rows = _layout_times(_Written(data, offsets[rows]), layout, rows, start, times, tz, local)


def _bytes_of(texts: pl.Series) -> tuple[Ints, Bytes]:
    """Where each text begins and ends, and the bytes of them all; a null is an empty text."""
    array = texts.fill_null("").rechunk().to_arrow(compat_level=pl.CompatLevel.oldest())
    _, offsets, data = array.buffers()
    bounds = np.frombuffer(offsets, np.int64)[array.offset : array.offset + len(array) + 1]
    return bounds, np.frombuffer(data, np.uint8) if data is not None else np.empty(0, np.uint8)


def layouts_of(form: str, length: int) -> Iterator[list[Token]]:
    """The ways in which a time can be written in a number of bytes: surely, and in the usual width."""
    if form in (UNIX_SECONDS, UNIX_MILLISECONDS):
        if 1 <= length <= 13:
            yield [("u" if form == UNIX_SECONDS else "k", length)]
        return
    if form != ISO:
        layout = _layout_of_pattern(form)
        if layout is not None and sum(width if sign else 1 for sign, width in layout) == length:
            yield layout
        return
    day = [*_tokens("%Y-%m-%d")]
    if length == 10:
        yield day
        return
    for clock in ("%H:%M", "%H:%M:%S"):
        for zone in ("", "Z", "o:", "o"):
            layout = [*day, ("T", 1), *_tokens(clock), *_zone_tokens(zone)]
            more = length - _size(layout)
            if more == 0:
                yield layout
            elif 2 <= more <= 10 and clock.endswith("S"):
                yield [*day, ("T", 1), *_tokens(clock), ("", ord(".")), ("f", more - 1), *_zone_tokens(zone)]


def _zone_tokens(zone: str) -> list[Token]:
    if zone in ("", "Z"):
        return [("", ord(zone))] if zone else []
    middle = [("", ord(":"))] if zone == "o:" else []
    return [("+", 1), ("z", 2), *middle, ("c", 2)]


def _size(layout: list[Token]) -> int:
    return sum(width if sign else 1 for sign, width in layout)


def _tokens(pattern: str) -> Iterator[Token]:
    for sign, literal in re.findall(r"%([A-Za-z])|([^%])", pattern):
        if sign:
            yield sign, _WIDTHS[sign]
        else:
            for byte in literal.encode():
                yield "", byte


def _layout_of_pattern(form: str) -> list[Token] | None:
    """The layout of a pattern with every part in its full width; None where it cannot be read so."""
    signs = re.findall(r"%(.)", form)
    plain = re.sub(r"%.", "", form)
    if len(set(signs)) < len(signs) or not set(signs) <= set(_WIDTHS) or not {"Y", "m", "d"} <= set(signs):
        return None
    return list(_tokens(form)) if _SAFE_LITERALS.fullmatch(plain) and "  " not in form else None


class _Written:
    """Texts of one length, looked at by the place of the byte."""

    def __init__(self, data: Bytes, starts: Ints) -> None:
        self._data = data
        self._starts = starts
        self.sure = np.ones(len(starts), np.bool_)

    def byte(self, at: int) -> Bytes:
        """The byte at a place of each text."""
        return self._data[self._starts + at]

    def literal(self, at: int, *allowed: int) -> None:
        """Holds only those sure that have one of these bytes at a place."""
        found = self.byte(at)
        fits = found == allowed[0]
        for other in allowed[1:]:
            fits |= found == other
        self.sure &= fits

    def number(self, at: int, width: int) -> Ints:
        """The digits at a place as a number; whatever is no digit makes a text unsure."""
        found: Ints = np.zeros(len(self._starts), np.int64 if width > 4 else np.int32)
        for place in range(at, at + width):
            digit = self.byte(place) - np.uint8(48)
            self.sure &= digit < 10
            found = found * 10 + digit
        return found


def _layout_times(
    written: _Written,
    layout: list[Token],
    rows: Ints,
    start: int,
    times: Times,
    tz: ZoneInfo,
    local: ZoneInfo,
) -> Ints:
    """Puts the texts that are surely written in a layout; gives back the rows that are not."""
    parts: dict[str, Ints] = {}
    at = 0
    for sign, width in layout:
        if sign == "":
            written.literal(at, width)
            at += 1
            continue
        if sign == "T":
            written.literal(at, ord("T"), ord(" "))
        elif sign == "+":
            written.literal(at, ord("+"), ord("-"))
            parts[sign] = np.where(written.byte(at) == ord("-"), -1, 1)
        elif sign == "f":
            parts[sign] = written.number(at, min(width, 6)) * 10 ** max(0, 6 - width)
            written.number(at + 6, max(0, width - 6))
        else:
            parts[sign] = written.number(at, width)
        at += width
    names = {sign for sign, _ in layout}
    zoned = bool(names & {"+", "u", "k"}) or (layout[-1] == ("", ord("Z")) and "T" in names)
    instants = _from_parts(parts, written)
    found = np.flatnonzero(written.sure)
    rest = rows[~written.sure]
    if len(found):
        target = rows[found] + start
        if not names & {"H", "M", "S", "f", "u", "k"}:
            times.day[target] = instants[found] // DAY + FIRST_DAY
            times.written[target] = WHOLE_DAY
            times.sure[target] = True
        else:
            put_instants(instants[found], target, times, tz, None if zoned else local)
    return rest


def put_instants(found: Ints, rows: Ints, times: Times, tz: ZoneInfo, local: ZoneInfo | None) -> None:
    """Sets rows to instants; with `local` to times that clocks showed there, in microseconds as if in UTC."""
    times.written[rows] = AWARE if local is None else NAIVE
    if local is not None:
        found, sure = instants_from_locals(found, local)
        found, rows = found[sure], rows[sure]
    times.instant[rows] = found
    times.day[rows] = local_days(found, tz)
    times.sure[rows] = True


def _from_parts(parts: dict[str, Ints], written: _Written) -> Ints:
    """Microseconds since 1970 of dates and times as written; what is out of range is not sure."""
    if "u" in parts or "k" in parts:
        worth = 1_000_000 if "u" in parts else 1_000
        count = parts["u" if "u" in parts else "k"].astype(np.int64)
        written.sure &= count <= _LATEST_UNIX * 1_000_000 // worth
        return np.where(written.sure, count, 0) * worth
    year, month, day = (np.where(written.sure, parts[sign], 1).astype(np.int64) for sign in "Ymd")
    written.sure &= (year >= FIRST_YEAR) & (year <= LAST_YEAR) & (month >= 1) & (month <= 12) & (day >= 1)
    months = np.where(written.sure, (year - 1970) * 12 + month - 1, 0)
    first = months.astype("M8[M]").astype("M8[D]").astype(np.int64)
    length = (months + 1).astype("M8[M]").astype("M8[D]").astype(np.int64) - first
    written.sure &= day <= length
    seconds = (first + day - 1) * 86_400
    for sign, most, worth in (("H", 23, 3_600), ("M", 59, 60), ("S", 59, 1)):
        if sign in parts:
            written.sure &= parts[sign] <= most
            seconds = seconds + parts[sign].astype(np.int64) * worth
    if "+" in parts:
        written.sure &= (parts["z"] <= 23) & (parts["c"] <= 59)
        seconds = seconds - parts["+"] * (parts["z"] * 3_600 + parts["c"] * 60)
    return seconds * 1_000_000 + parts.get("f", 0)


def _arrow_times(cells: ArrowCells, form: str, times: Times, tz: ZoneInfo, local: ZoneInfo) -> None:
    """Typed times, days, and whole numbers where they are told to be times."""
    import pyarrow as pa

    array, types = cells.array, pa.types
    unix = {UNIX_SECONDS: 1_000_000, UNIX_MILLISECONDS: 1_000}.get(form)
    zone: ZoneInfo | None = local
    if types.is_timestamp(array.type):
        zone = local if array.type.tz is None else None
        array = array.cast(pa.timestamp("us", array.type.tz), safe=False)
        worth = 1
    elif types.is_date32(array.type):
        zone, worth = None, DAY
        array = array.cast(pa.int32())
    elif types.is_signed_integer(array.type) and unix is not None:
        zone, worth = None, unix
    else:
        return
    series = pl.Series(pl.from_arrow(array.cast(pa.int64())))
    known, values = series.is_not_null().to_numpy(), series.fill_null(0).to_numpy()
    # A year's margin on both sides: the year as it is written may be another than that in UTC.
    low, high = (
        microseconds(dt.datetime(year, 1, 1, tzinfo=dt.UTC)) // worth for year in (FIRST_YEAR + 1, LAST_YEAR)
    )
    rows = np.flatnonzero(known & (values >= low) & (values < high))
    if types.is_date32(cells.array.type):
        times.day[rows] = values[rows] + FIRST_DAY
        times.written[rows] = WHOLE_DAY
        times.sure[rows] = True
    else:
        put_instants(values[rows] * worth, rows, times, tz, zone)
