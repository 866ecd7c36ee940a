"""Local days and instants: summer time, clamped months, the edges of the calendar."""

import datetime as dt
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dutylang.calendars import earliest_instant, end_of_day, latest_instant, moment_at, start_of_day
from dutylang.calendars.moments import (
    FIRST_INSTANT,
    LAST_INSTANT,
    add_days,
    add_months,
    add_months_on_clock,
    add_seconds,
    month_length,
)
from dutylang.values import Moment
from tests.calendars.common import AMSTERDAM, SHANGHAI, at, day


def utc(text: str) -> dt.datetime:
    return dt.datetime.fromisoformat(text).replace(tzinfo=dt.UTC)


def test_a_local_day_has_23_or_25_hours_when_the_clock_changes():
    for text, hours in (("2024-03-31", 23), ("2024-10-27", 25), ("2024-05-06", 24)):
        length = end_of_day(day(text), AMSTERDAM) - start_of_day(day(text), AMSTERDAM)
        assert length == dt.timedelta(hours=hours)


def test_a_moment_without_a_time_is_its_whole_day():
    whole = Moment(day("2024-05-06"))
    assert earliest_instant(whole, SHANGHAI) == utc("2024-05-05 16:00")
    assert latest_instant(whole, SHANGHAI) == utc("2024-05-06 16:00")
    exact = at("2024-05-06 10:00")
    assert earliest_instant(exact, SHANGHAI) == latest_instant(exact, SHANGHAI) == utc("2024-05-06 02:00")


def test_an_instant_lies_on_its_local_day():
    assert moment_at(utc("2024-05-05 16:00"), SHANGHAI).day == day("2024-05-06")


def test_instants_are_compared_in_utc_also_in_the_hour_that_comes_twice():
    first = dt.datetime(2024, 10, 27, 2, 30, tzinfo=AMSTERDAM)
    second = first.replace(fold=1)
    assert moment_at(second, AMSTERDAM).instant - moment_at(first, AMSTERDAM).instant == dt.timedelta(hours=1)


def test_months_on_the_clock_keep_the_time_of_day():
    start = at("2024-01-31 09:15", AMSTERDAM)
    assert moment_at(add_months_on_clock(start.instant, 2, AMSTERDAM), AMSTERDAM) == at(
        "2024-03-31 09:15", AMSTERDAM
    )


@pytest.mark.parametrize("number", [10**12, -(10**12)])
def test_nothing_leaves_the_years_1_to_9999(number: int):
    edge = dt.date.max if number > 0 else dt.date.min
    assert add_days(day("2024-05-06"), number) == edge
    assert add_months(day("2024-05-06"), number) == edge
    limit = LAST_INSTANT if number > 0 else FIRST_INSTANT
    assert add_seconds(utc("2024-05-06 10:00"), number) == limit
    assert add_months_on_clock(utc("2024-05-06 10:00"), number, SHANGHAI) == limit
    assert start_of_day(edge, SHANGHAI) == limit


@given(st.integers(1, 9999), st.integers(1, 12))
def test_month_length_is_the_last_day(year: int, month: int):
    assert dt.date(year, month, month_length(year, month))
    with pytest.raises(ValueError, match="day"):
        dt.date(year, month, month_length(year, month) + 1)


def test_a_midnight_that_the_clock_skips_still_begins_the_day():
    # In São Paulo the day 2018-11-04 began at 01:00.
    zone = ZoneInfo("America/Sao_Paulo")
    assert (
        end_of_day(day("2018-11-03"), zone)
        == start_of_day(day("2018-11-04"), zone)
        == utc("2018-11-04 03:00")
    )
