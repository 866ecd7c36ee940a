"""The working days of the China calendar as two tables of numbers, for programs written by hand."""

from __future__ import annotations

import datetime as dt
import tomllib
from pathlib import Path

import numpy as np

CHINA = Path(__file__).resolve().parents[1] / "src/dutylang/calendars/data/china.toml"


def working_days() -> tuple[np.ndarray, np.ndarray]:
    """Working days of the China calendar: how many lie on or before each day, and the day of each number.

    Days are counted from 1970-01-01; the tables reach from 2023 to 2028.
    """
    data = tomllib.loads(CHINA.read_text(encoding="utf-8"))
    off: set[dt.date] = set()
    extra: set[dt.date] = set()
    for days in data["years"].values():
        for name, dates in days.items():
            (extra if name == "working" else off).update(dates)
    first, last = dt.date(2023, 1, 1), dt.date(2028, 12, 31)
    every = [first + dt.timedelta(n) for n in range((last - first).days + 1)]
    works = np.array([day in extra or (day.weekday() < 5 and day not in off) for day in every])
    base = (first - dt.date(1970, 1, 1)).days
    rank = np.zeros(base + len(every), np.int64)
    rank[base:] = np.cumsum(works)
    return rank, np.append(0, np.flatnonzero(works) + base)
