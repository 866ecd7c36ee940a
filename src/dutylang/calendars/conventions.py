"""The counting conventions as data: what each does with the first day, the hour and the last day."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

import attrs


@attrs.frozen
class Convention:
    """One published way to count a period; docs/counting.md describes each with worked examples.

    `rolls`: a last day that is a rest day moves to the next working day, unless the period is in hours or
    working days. `clock_days`: days and weeks are 24 and 168 hours and months keep the time of day.
    `skips_first_hour`: the clock hour of the event is not counted. `least_working_days`: a period of two
    days or more ends no sooner than this many working days. The `…_clause` fields cite the source for the
    first day, for months and for the roll.
    """

    name: str
    source: str
    rolls: bool = False
    clock_days: bool = False
    skips_first_hour: bool = False
    least_working_days: int = 0
    hours_clause: str | None = None
    days_clause: str | None = None
    months_clause: str | None = None
    working_days_clause: str | None = None
    roll_clause: str | None = None
    least_clause: str | None = None


CIVIL_CODE = Convention(
    "civil_code",
    "Civil Code of the People's Republic of China, articles 200 to 204",
    rolls=True,
    hours_clause="201(2)",
    days_clause="201(1)",
    months_clause="202",
    working_days_clause="201(1)",
    roll_clause="203(1)",
)
EU_1182_71 = Convention(
    "eu_1182_71",
    "Regulation (EEC, Euratom) No 1182/71, article 3",
    rolls=True,
    skips_first_hour=True,
    least_working_days=2,
    hours_clause="3(2)(a)",
    days_clause="3(2)(b)",
    months_clause="3(2)(c)",
    working_days_clause="3(3)",
    roll_clause="3(4)",
    least_clause="3(5)",
)
EXACT = Convention("exact", "elapsed time on the clock", clock_days=True)
CALENDAR_DAYS = Convention("calendar_days", "plain local dates")

CONVENTIONS: Mapping[str, Convention] = MappingProxyType(
    {each.name: each for each in (CIVIL_CODE, EU_1182_71, EXACT, CALENDAR_DAYS)}
)
