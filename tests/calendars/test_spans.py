"""Lateness, the time between two moments, and calendar periods."""

import datetime as dt
import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dutylang.calendars import calendar_periods, elapsed_between, lateness, period_of
from dutylang.calendars.moments import add_months
from dutylang.values import Moment, Unit
from tests.calendars.common import AMSTERDAM, CHINA, SHANGHAI, at, day, period

DAYS = st.dates(dt.date(1990, 1, 1), dt.date(2040, 12, 31))


@pytest.mark.parametrize(
    ("due", "done", "unit", "late"),
    [
        ("2024-04-30", "2024-05-08", Unit.DAY, 8),
        ("2024-04-30", "2024-05-08", Unit.WORKING_DAY, 3),
        ("2024-04-30", "2024-05-05", Unit.WORKING_DAY, 0),
        ("2024-04-30", "2024-05-08", Unit.WEEK, 2),
        ("2024-04-30", "2024-05-07", Unit.WEEK, 1),
        ("2024-04-30", "2024-05-30", Unit.MONTH, 1),
        ("2024-04-30", "2024-05-31", Unit.MONTH, 2),
        ("2024-04-30", "2024-05-01", Unit.YEAR, 1),
        ("2024-04-30", "2024-04-30 23:00", Unit.DAY, 0),
        ("2024-04-30", "2024-04-29", Unit.WORKING_DAY, 0),
        ("2024-04-30", "2024-05-01 00:30", Unit.HOUR, 1),
        ("2024-04-30 10:00", "2024-04-30 12:00", Unit.HOUR, 2),
        ("2024-04-30 10:00", "2024-04-30 12:01", Unit.HOUR, 3),
        ("2024-04-30 10:00", "2024-04-30 10:07", Unit.MINUTE, 7),
        ("2024-04-30 10:00", "2024-04-30 09:00", Unit.HOUR, 0),
        ("2024-04-30 10:00", "2024-05-01", Unit.HOUR, 14),
    ],
)
def test_lateness_is_counted_in_the_unit_of_the_duty(due: str, done: str, unit: Unit, late: int):
    assert lateness(at(due), at(done), unit, CHINA, SHANGHAI) == period(
        f"{late} {unit.value}".replace("_", " ")
    )


@pytest.mark.parametrize(
    ("first", "second", "unit", "number"),
    [
        ("2024-05-06", "2024-05-20", Unit.DAY, 14),
        ("2024-05-06", "2024-05-19", Unit.WEEK, 1),
        ("2024-04-30", "2024-05-11", Unit.WORKING_DAY, 6),
        ("2024-01-31", "2024-02-29", Unit.MONTH, 1),
        ("2024-01-31", "2024-02-28", Unit.MONTH, 0),
        ("2024-01-15", "2024-07-14", Unit.QUARTER, 1),
        ("2023-05-06", "2024-05-06", Unit.YEAR, 1),
        ("2023-05-06", "2024-05-05", Unit.YEAR, 0),
        ("2024-05-06 10:00", "2024-05-06 12:59", Unit.HOUR, 2),
        ("2024-05-06 10:00", "2024-05-06 12:59", Unit.MINUTE, 179),
        ("2024-05-06 10:00", "2024-05-07", Unit.HOUR, None),
        ("2024-05-06", "2024-05-06", Unit.MINUTE, None),
    ],
)
def test_whole_units_between_two_moments(first: str, second: str, unit: Unit, number: int | None):
    assert elapsed_between(at(first), at(second), unit, CHINA, SHANGHAI) == number
    back = elapsed_between(at(second), at(first), unit, CHINA, SHANGHAI)
    assert back == (None if number is None else -number)


def test_hours_across_the_change_of_the_clock_are_elapsed_hours():
    before, after = at("2024-10-27 00:00", AMSTERDAM), at("2024-10-28 00:00", AMSTERDAM)
    assert elapsed_between(before, after, Unit.HOUR, CHINA, AMSTERDAM) == 25
    assert elapsed_between(before, after, Unit.DAY, CHINA, AMSTERDAM) == 1


@given(DAYS, st.integers(0, 200))
def test_months_added_are_months_counted(start: dt.date, number: int):
    end = Moment(add_months(start, number))
    assert elapsed_between(Moment(start), end, Unit.MONTH, CHINA, SHANGHAI) == number


@pytest.mark.parametrize(
    ("unit", "first", "last", "labels"),
    [
        (Unit.QUARTER, "2024-02-15", "2024-07-01", ["2024-Q1", "2024-Q2", "2024-Q3"]),
        (Unit.MONTH, "2023-12-31", "2024-01-01", ["2023-12", "2024-01"]),
        (Unit.YEAR, "2023-12-31", "2024-01-01", ["2023", "2024"]),
        (Unit.WEEK, "2024-12-29", "2024-12-30", ["2024-W52", "2025-W01"]),
        (Unit.DAY, "2024-05-06", "2024-05-07", ["2024-05-06", "2024-05-07"]),
        (
            Unit.WORKING_DAY,
            "2024-05-09",
            "2024-05-13",
            ["2024-05-09", "2024-05-10", "2024-05-11", "2024-05-13"],
        ),
        (Unit.MONTH, "2024-05-07", "2024-05-06", []),
    ],
)
def test_calendar_periods_that_share_a_day(unit: Unit, first: str, last: str, labels: list[str]):
    assert [label for label, _, _ in calendar_periods(unit, day(first), day(last), CHINA)] == labels


def test_periods_know_their_first_and_last_day():
    assert period_of(Unit.QUARTER, day("2024-05-06")) == ("2024-Q2", day("2024-04-01"), day("2024-06-30"))
    assert period_of(Unit.MONTH, day("2024-02-10")) == ("2024-02", day("2024-02-01"), day("2024-02-29"))
    assert period_of(Unit.YEAR, day("2024-02-10")) == ("2024", day("2024-01-01"), day("2024-12-31"))
    assert period_of(Unit.WEEK, day("2024-05-09")) == ("2024-W19", day("2024-05-06"), day("2024-05-12"))


@pytest.mark.parametrize("unit", [Unit.DAY, Unit.WEEK, Unit.MONTH, Unit.QUARTER, Unit.YEAR])
def test_periods_end_with_the_last_day_that_exists(unit: Unit):
    assert list(calendar_periods(unit, dt.date.max, dt.date.max))[-1][2] == dt.date.max


@given(st.sampled_from([Unit.DAY, Unit.WEEK, Unit.MONTH, Unit.QUARTER, Unit.YEAR]), DAYS, st.integers(0, 800))
def test_periods_cover_the_stretch_without_gap_or_overlap(unit: Unit, first: dt.date, length: int):
    last = first + dt.timedelta(days=length)
    found = list(calendar_periods(unit, first, last))
    assert found[0][1] <= first <= found[0][2]
    assert found[-1][1] <= last <= found[-1][2]
    for (_, _, ends), (_, begins, _) in itertools.pairwise(found):
        assert begins == ends + dt.timedelta(days=1)
