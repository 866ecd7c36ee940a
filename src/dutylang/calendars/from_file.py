"""A user's calendar file (TOML) → a calendar over its base, with the place of each fault."""

from __future__ import annotations

import datetime as dt
import difflib
import hashlib
import re
import tomllib
from collections.abc import Iterator, Mapping
from pathlib import Path
from types import MappingProxyType

import attrs

from dutylang.calendars.calendar import WEEKDAY_KEYS, WEEKDAYS, Calendar
from dutylang.calendars.named import calendar_named
from dutylang.diagnostics.model import Diagnostic, Severity
from dutylang.source import Source, Span

KEYS = ("name", "version", "base", "published", "weekend", "holidays", "working")
LARGEST_FILE_BYTES = 1_000_000
LONGEST_RANGE_DAYS = 366
UNNAMED = "own_holiday"
"""The reason key of a day off to which the file gives no name."""

Days = dict[dt.date, str]


def calendar_from_file(
    path: Path | str, user_calendars: Mapping[str, Calendar] = MappingProxyType({})
) -> tuple[Calendar | None, tuple[Diagnostic, ...]]:
    """The calendar that the file describes; None where a diagnostic is an error.

    `user_calendars` may serve as its base besides the calendars that `calendar_named` knows.
    """
    path = Path(path)
    nowhere = Span(path.name, 0, 0, 1, 1)
    try:
        if path.stat().st_size > LARGEST_FILE_BYTES:
            return None, (_unreadable(path, nowhere, "large"),)
        text = path.read_text(encoding="utf-8-sig")
    except FileNotFoundError:
        return None, (_unreadable(path, nowhere, "absent"),)
    except OSError:
        return None, (_unreadable(path, nowhere, "closed"),)
    except ValueError:
        return None, (_unreadable(path, nowhere, "not_text"),)
    return calendar_from_text(Source(path.name, text), user_calendars)


def calendar_from_text(
    source: Source, user_calendars: Mapping[str, Calendar] = MappingProxyType({})
) -> tuple[Calendar | None, tuple[Diagnostic, ...]]:
    """The calendar that a TOML text describes; see docs/counting.md for the form."""
    try:
        data = tomllib.loads(source.text)
    except (ValueError, RecursionError) as fault:  # ValueError: also an integer of absurd length
        return None, (Diagnostic("K006", _toml_place(source, str(fault))),)
    reader = _Reader(source, data)
    calendar = reader.calendar(user_calendars)
    problems = tuple(reader.problems)
    if any(each.severity is Severity.ERROR for each in problems):
        return None, problems
    return calendar, problems


@attrs.define
class _Reader:
    """Reads the keys one by one and collects what is wrong with them."""

    source: Source
    data: Mapping[str, object]
    problems: list[Diagnostic] = attrs.field(factory=list)

    def calendar(self, user_calendars: Mapping[str, Calendar]) -> Calendar:
        self._unknown_keys()
        name, version = self._text("name"), self._text("version")
        if not name and "name" not in self.data:
            self._report("K008", self._place())
        base = self._base(user_calendars)
        holidays, working = self._days("holidays"), self._days("working")
        for day in sorted(holidays.keys() & working.keys()):
            self._report("K010", self._place(day.isoformat(), "working"), day=day)
        first, last = self._published(base, [*holidays, *working])
        built = Calendar(
            name or base.name,
            self._version(version, base),
            {day: key for day, key in base.holidays.items() if day not in working} | holidays,
            (base.working - holidays.keys()) | working.keys(),
            self._weekend(base),
            first,
            last,
        )
        self._without_effect(built, base, holidays, working)
        return built

    def _report(self, code: str, span: Span, help: str | None = None, **args: object) -> None:  # noqa: A002
        self.problems.append(Diagnostic(code, span, args, help=help))

    def _warn(self, code: str, span: Span, **args: object) -> None:
        self.problems.append(Diagnostic(code, span, args, Severity.WARNING))

    def _place(self, text: str = "", key: str = "") -> Span:
        """Where `text` stands after `key =`; the key itself, or the beginning, where it does not."""
        found = re.search(rf"(?m)^[ \t]*(\"?{re.escape(key)}\"?)[ \t]*=", self.source.text) if key else None
        start, end = found.span(1) if found else (0, 0)
        if text and (at := self.source.text.find(text, end)) >= 0:
            start, end = at, at + len(text)
        return Span(self.source.name, start, end, *self.source.position(start))

    def _unknown_keys(self) -> None:
        for key in self.data:
            if key not in KEYS:
                near = difflib.get_close_matches(key, KEYS, n=1)
                args = {"key": key, "known": ", ".join(KEYS), "near": near[0] if near else ""}
                self._report("K007", self._place(key, key), "near" if near else "known", **args)

    def _wrong(self, key: str, help: str) -> None:  # noqa: A002
        self._report("K009", self._place("", key), help, key=key)

    def _text(self, key: str) -> str | None:
        value = self.data.get(key)
        if value is None:
            return None
        if isinstance(value, str) and re.fullmatch(r"[^\s\x00-\x1f](.{0,98}[^\s\x00-\x1f])?", value):
            return value
        self._wrong(key, "text")
        return None

    def _base(self, user_calendars: Mapping[str, Calendar]) -> Calendar:
        name = self._text("base")
        if name is None:
            return WEEKDAYS
        base, problems = calendar_named(name, user_calendars, self._place(name, "base"))
        self.problems.extend(problems)
        return base or WEEKDAYS

    def _version(self, version: str | None, base: Calendar) -> str:
        # Without a version of its own the content is the version: other days, another version.
        own = version or hashlib.sha256(self.source.text.encode("utf-8")).hexdigest()[:8]
        return own if base is WEEKDAYS else f"{own} on {base.label}"

    def _weekend(self, base: Calendar) -> frozenset[int]:
        value = self.data.get("weekend")
        if value is None:
            return base.weekend
        if isinstance(value, list) and all(each in WEEKDAY_KEYS for each in value) and len(set(value)) < 7:
            return frozenset(WEEKDAY_KEYS.index(each) for each in value)
        self._wrong("weekend", "weekend")
        return base.weekend

    def _published(self, base: Calendar, listed: list[dt.date]) -> tuple[int | None, int | None]:
        value = self.data.get("published")
        if value is None:
            if base.last_year is None and listed:  # days of other years are not known to be complete
                return min(listed).year, max(listed).year
            return base.first_year, base.last_year
        if not (isinstance(value, list) and len(value) == 2 and all(type(year) is int for year in value)):
            self._wrong("published", "published")
            return None, None
        first, last = value
        if first > last:
            self._report("K011", self._place("", "published"), first=first, last=last)
        for day in listed:
            if not first <= day.year <= last:
                self._warn("K013", self._place(day.isoformat()), day=day, first=first, last=last)
        return first, last

    def _days(self, key: str) -> Days:
        value = self.data.get(key, [])
        if not isinstance(value, list):
            self._wrong(key, "days")
            return {}
        found: Days = {}
        for item in value:
            days = dict(_days_of(item))
            if not days:
                self._wrong(key, "days")
            found.update(days)
        return found

    def _without_effect(self, built: Calendar, base: Calendar, holidays: Days, working: Days) -> None:
        """A make-up day that was a working day anyway, or a day off twice, is probably a slip of the pen."""
        plain = attrs.evolve(base, weekend=built.weekend)
        for day in sorted(working.keys() - holidays.keys()):
            if plain.is_working(day):
                self._warn("K012", self._place(day.isoformat(), "working"), day=day)


def _days_of(item: object) -> Iterator[tuple[dt.date, str]]:
    """The days of one item: a date, `{ day, name }` or `{ first, last, name }`; none if it is neither."""
    if not isinstance(item, dict):
        item = {"day": item}
    name = item.get("name", UNNAMED)
    first = item.get("day", item.get("first"))
    last = item.get("day", item.get("last"))
    right_keys = item.keys() - {"name"} in ({"day"}, {"first", "last"})
    if not right_keys or not isinstance(name, str) or type(first) is not dt.date or type(last) is not dt.date:
        return
    if (last - first).days < LONGEST_RANGE_DAYS:
        for ordinal in range(first.toordinal(), last.toordinal() + 1):
            yield dt.date.fromordinal(ordinal), name


def _unreadable(path: Path, span: Span, why: str) -> Diagnostic:
    return Diagnostic("K005", span, {"path": path.name, "bytes": LARGEST_FILE_BYTES}, help=why)


def _toml_place(source: Source, fault: str) -> Span:
    """The place that the TOML reader names; the end of the text where it names none."""
    found = re.search(r"line (\d+), column (\d+)", fault)
    if found is None:
        end = len(source.text)
        return Span(source.name, end, end, *source.position(end))
    line, column = int(found[1]), int(found[2])
    start = source.line_starts[line - 1] + column - 1
    return Span(source.name, start, start + 1, line, column)
