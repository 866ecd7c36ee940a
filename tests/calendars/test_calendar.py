"""Working-day arithmetic: the formula agrees with looking at each day, for every calendar."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dutylang.calendars import Calendar, day_roll
from tests.calendars.common import CHINA, WEEKDAYS, day, named

FRIDAY_AND_SATURDAY = Calendar(
    "other",
    "1",
    {day("2024-05-06"): "some_day", day("2024-05-10"): "on a Friday anyway"},
    frozenset({day("2024-05-11"), day("2024-05-13")}),
    frozenset({4, 5}),
)
CALENDARS = st.sampled_from(
    [CHINA, WEEKDAYS, FRIDAY_AND_SATURDAY, named("holidays:DE"), named("holidays:SA")]
)
DAYS = st.dates(dt.date(1985, 1, 1), dt.date(2060, 12, 31))


def step(calendar: Calendar, start: dt.date, count: int) -> dt.date:
    """The slow and plain way to count working days."""
    one = dt.timedelta(days=1 if count > 0 else -1)
    while count:
        start += one
        if calendar.is_working(start):
            count -= 1 if count > 0 else -1
    return start


@given(CALENDARS, DAYS, st.integers(-40, 40))
def test_adding_is_stepping(calendar: Calendar, start: dt.date, count: int):
    assert calendar.add_working_days(start, count) == step(calendar, start, count)


@given(CALENDARS, DAYS, st.integers(1, 3000))
def test_adding_then_counting_gives_the_number(calendar: Calendar, start: dt.date, count: int):
    end = calendar.add_working_days(start, count)
    assert calendar.is_working(end)
    assert calendar.working_days_between(start, end) == count
    assert calendar.working_days_between(end, start) == -count
    back = calendar.add_working_days(end, -count)
    assert back <= day_roll(start, calendar) or calendar.working_days_between(back, end) == count


@given(CALENDARS, DAYS, st.integers(0, 900))
def test_the_table_of_ordinals_holds_exactly_the_working_days(
    calendar: Calendar, first: dt.date, length: int
):
    last = first + dt.timedelta(days=length)
    days = [dt.date.fromordinal(each) for each in range(first.toordinal(), last.toordinal() + 1)]
    table = calendar.ordinals(first, last)
    assert list(table) == [each.toordinal() for each in days if calendar.is_working(each)]
    assert len(table) == calendar.working_days_between(first - dt.timedelta(days=1), last)


@given(CALENDARS, DAYS)
def test_rolling_never_moves_backward_and_ends_on_a_working_day(calendar: Calendar, start: dt.date):
    rolled = day_roll(start, calendar)
    assert rolled >= start
    assert calendar.is_working(rolled)
    assert (rolled == start) == calendar.is_working(start)
    assert calendar.working_days_between(start, rolled) == (rolled != start)


@given(CALENDARS, DAYS)
def test_every_rest_day_and_no_working_day_has_a_reason(calendar: Calendar, start: dt.date):
    assert (calendar.why_rest(start) is None) == calendar.is_working(start)


def test_no_working_day_is_the_day_itself():
    assert WEEKDAYS.add_working_days(day("2024-05-11"), 0) == day("2024-05-11")


def test_a_saturday_plus_five_working_days_is_the_next_friday():
    assert WEEKDAYS.add_working_days(day("2024-05-11"), 5) == day("2024-05-17")


@pytest.mark.parametrize("calendar", [CHINA, WEEKDAYS, FRIDAY_AND_SATURDAY])
def test_counting_stays_within_the_days_that_exist(calendar: Calendar):
    assert calendar.add_working_days(day("2024-05-06"), 10**9) == dt.date.max
    assert calendar.add_working_days(day("2024-05-06"), -(10**9)) == dt.date.min
    assert calendar.working_days_between(dt.date.min, dt.date.max) > 2_600_000
    assert calendar.add_working_days(dt.date.max, 1) == dt.date.max
    assert calendar.add_working_days(dt.date.min, -1) == dt.date.min


def test_weekdays_is_never_unpublished():
    assert WEEKDAYS.is_published(dt.date.min)
    assert WEEKDAYS.is_published(dt.date.max)
    assert not WEEKDAYS.is_working(day("2024-05-11"))
    assert WEEKDAYS.is_working(day("2024-05-01"))


def test_a_holiday_on_a_weekend_names_the_holiday():
    assert FRIDAY_AND_SATURDAY.why_rest(day("2024-05-10")) == "on a Friday anyway"
    assert FRIDAY_AND_SATURDAY.why_rest(day("2024-05-17")) == "friday"
