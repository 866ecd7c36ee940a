"""A calendar's name → the calendar: the user's own, then those built in, then those of `holidays`."""

from __future__ import annotations

import datetime as dt
import difflib
import importlib.metadata
import tomllib
from collections.abc import Mapping
from functools import cache
from importlib import resources
from types import MappingProxyType
from typing import Any

from dutylang.calendars.calendar import WEEKDAYS, Calendar
from dutylang.diagnostics.model import Diagnostic
from dutylang.source import NOWHERE, Span

BUILT_IN = ("china", "weekdays")
PREFIX = "holidays:"

# The library computes the days off of any year from the laws of today. Beyond the year in which these
# laws were last looked at, a day off is a forecast: results there are provisional.
FIRST_YEAR, LAST_YEAR, FORECAST_YEAR = 1990, 2026, 2050

Result = tuple[Calendar | None, tuple[Diagnostic, ...]]


def calendar_named(
    name: str, user_calendars: Mapping[str, Calendar] = MappingProxyType({}), span: Span = NOWHERE
) -> Result:
    """The calendar of this name, or None with a diagnostic at `span`.

    `china`, `weekdays`, the name of a user calendar (which may replace either), `holidays:DE` for a
    country of the `holidays` library, `holidays:DE-BY` for a part of one, `holidays:ECB` for a market.
    """
    if name in user_calendars:
        return user_calendars[name], ()
    if name == WEEKDAYS.name:
        return WEEKDAYS, ()
    if name == "china":
        return china(), ()
    if name.startswith(PREFIX):
        return _from_library(name, span)
    known = (*BUILT_IN, *user_calendars)
    near = difflib.get_close_matches(name, known, n=1)
    args = {"name": name, "known": ", ".join(known), "near": near[0] if near else ""}
    return None, (Diagnostic("K001", span, args, help="near" if near else "known"),)


@cache
def china() -> Calendar:
    """Working days of the PRC with make-up working days, from the data file beside this module."""
    text = resources.files(__package__).joinpath("data", "china.toml").read_text(encoding="utf-8")
    data = tomllib.loads(text)
    holidays: dict[dt.date, str] = {}
    working: set[dt.date] = set()
    for days_of_year in data["years"].values():
        for key, days in days_of_year.items():
            if key == "working":
                working.update(days)
            else:
                holidays.update(dict.fromkeys(days, key))
    return Calendar(
        data["name"],
        data["version"],
        holidays,
        frozenset(working),
        first_year=data["first_year"],
        last_year=data["last_year"],
    )


def _from_library(name: str, span: Span) -> Result:
    """A calendar of the `holidays` library, imported only here: it is an optional extra."""
    try:
        import holidays
    except ImportError:
        return None, (Diagnostic("K002", span, {"name": name}),)
    country, _, part = name.removeprefix(PREFIX).partition("-")
    parts = holidays.list_supported_countries().get(country)
    if parts is None:
        if part or country not in holidays.list_supported_financial():
            codes = [*holidays.list_supported_countries(), *holidays.list_supported_financial()]
            near = difflib.get_close_matches(country.upper(), codes, n=1, cutoff=0.8)
            args = {"name": name, "code": country, "near": PREFIX + near[0] if near else ""}
            return None, (Diagnostic("K003", span, args, help="near" if near else "codes"),)
    elif part and part not in parts:
        args = {"code": country, "part": part, "known": ", ".join(parts)}
        return None, (Diagnostic("K004", span, args, help="known" if parts else "none"),)
    return _computed(name, country, part, parts is None), ()


@cache
def _computed(name: str, code: str, part: str, is_market: bool) -> Calendar:
    """The working days that the library computes, as exceptions to the weekend it names.

    The library may change a country's weekend in mid-history; day by day it knows.
    """
    import holidays

    def found(**more: Any) -> Any:
        if is_market:
            return holidays.financial_holidays(code, **more)
        return holidays.country_holidays(code, subdiv=part or None, **more)

    about = found()
    # Left to itself the library names the days in the language of the machine.
    language = "en_US" if "en_US" in about.supported_languages else about.default_language
    source = found(years=range(FIRST_YEAR, FORECAST_YEAR + 1), language=language)
    weekend = frozenset(source.weekend)
    first, last = dt.date(FIRST_YEAR, 1, 1), dt.date(FORECAST_YEAR, 12, 31)
    off: dict[dt.date, str] = {}
    extra: set[dt.date] = set()
    for ordinal in range(first.toordinal(), last.toordinal() + 1):
        day = dt.date.fromordinal(ordinal)
        if source.is_working_day(day):
            if day.weekday() in weekend:
                extra.add(day)
        elif day in source:
            off[day] = source[day]
        elif day.weekday() not in weekend:
            off[day] = "weekend"
    version = importlib.metadata.version("holidays")
    first_year = max(FIRST_YEAR, source.start_year)
    return Calendar(name, version, off, frozenset(extra), weekend, first_year, LAST_YEAR)
