"""How a period ran, day by day: the trigger, numbered days, rest days with their reasons, suspensions, the end."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dutylang.calendars import count_backward, count_forward
from dutylang.calendars.conventions import CONVENTIONS
from dutylang.calendars.named import china
from dutylang.reports.dossier.counting import MOST_ROWS, rows_from_count
from dutylang.values import Moment, Period, Unit
from tests.reports.common import COUNT, SHANGHAI, at, day, names_in


def test_working_days_over_a_holiday():
    # 2024: Labour Day from 1 to 5 May; 28 April and 11 May were worked (State Council, notice 2023-7).
    assert rows_from_count(COUNT, names_in("en")) == [
        ("29 April 2024, 09:00", "the trigger; this day is not counted"),
        ("30 April 2024", "counted: day 1"),
        ("1 May 2024 to 3 May 2024", "not counted: Labour Day"),
        ("4 May 2024 to 5 May 2024", "not counted: weekend"),
        ("6 May 2024 to 7 May 2024", "counted: days 2 to 3"),
        ("7 May 2024", "the deadline, by the end of 7 May 2024"),
    ]
    assert rows_from_count(COUNT, names_in("zh"))[1:4] == [
        ("2024年4月30日", "计入：第1日"),
        ("2024年5月1日至2024年5月3日", "不计入：劳动节"),
        ("2024年5月4日至2024年5月5日", "不计入：周末"),
    ]


def test_days_that_end_on_a_rest_day_move_on():
    count = count_forward(day("2024-04-26"), Period(6, Unit.DAY), "civil_code", china(), SHANGHAI)
    told = rows_from_count(count, names_in("en"))
    assert told[1] == ("27 April 2024 to 1 May 2024", "counted: days 1 to 5")
    assert told[2][1].startswith("the last day of the period, and a rest day (Labour Day)")
    assert told[-2] == ("6 May 2024", "the day to which the end moved")
    assert told[-1][1] == "the deadline, by the end of 6 May 2024, moved from 2 May 2024"


def test_months_have_no_numbered_days():
    count = count_forward(day("2024-01-31"), Period(1, Unit.MONTH), "civil_code", china(), SHANGHAI)
    assert ("1 February 2024 to 29 February 2024", "counted") in rows_from_count(count, names_in("en"))


def test_a_suspension_is_left_out():
    pause = (dt.date(2024, 6, 4), dt.date(2024, 6, 7))
    count = count_forward(
        day("2024-06-03"), Period(3, Unit.DAY), "calendar_days", china(), SHANGHAI, suspensions=[pause]
    )
    told = rows_from_count(count, names_in("en"))
    assert ("4 June 2024 to 6 June 2024", "not counted: the period was suspended") in told


def test_hours_run_on_the_clock():
    count = count_forward(at("2024-05-06T10:00"), Period(48, Unit.HOUR), "exact", china(), SHANGHAI)
    assert rows_from_count(count, names_in("en")) == [
        ("6 May 2024, 10:00", "the clock starts"),
        ("8 May 2024, 10:00", "the deadline, by 8 May 2024, 10:00"),
    ]


def test_a_count_back_goes_back():
    count = count_backward(day("2024-05-10"), Period(3, Unit.WORKING_DAY), "civil_code", china(), SHANGHAI)
    told = rows_from_count(count, names_in("en"))
    assert told[0] == ("10 May 2024", "the event to come; this day is not counted")
    assert told[1] == ("7 May 2024 to 9 May 2024", "counted: days 1 to 3")


def test_a_long_period_is_cut_short():
    count = count_forward(day("2024-01-02"), Period(240, Unit.WORKING_DAY), "civil_code", china(), SHANGHAI)
    told = rows_from_count(count, names_in("en"))
    assert len(told) == MOST_ROWS + 2
    assert told[-2][0] == "…"
    endless = count_forward(day("2024-01-02"), Period(90, Unit.YEAR), "calendar_days", china(), SHANGHAI)
    assert len(rows_from_count(endless, names_in("en"))) == 2


@given(
    start=st.dates(dt.date(2023, 1, 1), dt.date(2026, 6, 30)),
    length=st.integers(1, 20),
    convention=st.sampled_from(sorted(CONVENTIONS)),
)
@pytest.mark.filterwarnings("default")
def test_as_many_working_days_are_counted_as_the_period_has(start: dt.date, length: int, convention: str):
    count = count_forward(Moment(start), Period(length, Unit.WORKING_DAY), convention, china(), SHANGHAI)
    told = rows_from_count(count, names_in("en"))
    counted = [words for _, words in told if words.startswith("counted")]
    assert counted[-1].split()[-1] == str(length)
    assert told[-1][1].startswith("the deadline")
