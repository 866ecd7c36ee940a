"""Working days counted by table, and whole days added, as the calendar and the reference count them."""

import datetime as dt

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dutylang.assessment.bulk.working_days import WorkingDays, are_published, nth_working_days
from dutylang.calendars import Calendar
from tests.assessment.bulk.held import HEAD, held
from tests.assessment.bulk.test_bulk_demands import scenario

DAYS = st.lists(st.dates(dt.date(2024, 1, 1), dt.date(2024, 3, 31)), min_size=1, max_size=5)


@st.composite
def calendars(draw: st.DrawFn) -> Calendar:
    days = st.dates(dt.date(2024, 1, 1), dt.date(2024, 6, 30))
    return Calendar(
        "here",
        "1",
        holidays=dict.fromkeys(draw(st.sets(days, max_size=20)), "rest"),
        working=draw(st.frozensets(days, max_size=5)),
        weekend=draw(st.sampled_from([frozenset({5, 6}), frozenset({4}), frozenset()])),
    )


def ordinals(days: list[dt.date]) -> np.ndarray:
    return np.array([day.toordinal() for day in days], np.int64)


@given(calendars(), DAYS, st.integers(1, 15))
def test_the_nth_working_day(calendar, days, count):
    table = WorkingDays.between(calendar, min(days).toordinal(), dt.date(2024, 9, 30).toordinal())
    found = table.after(ordinals(days), count)
    assert found is not None
    assert found.tolist() == [calendar.add_working_days(day, count).toordinal() for day in days]


@given(calendars(), DAYS)
def test_how_many_working_days_lie_between(calendar, days):
    first, last = min(days), max(days)
    table = WorkingDays.between(calendar, first.toordinal(), last.toordinal())
    through = table.through(ordinals(days))
    wanted = [calendar.working_days_between(first - dt.timedelta(1), day) for day in days]
    assert through.tolist() == wanted


def test_a_table_that_ends_too_soon_says_so():
    calendar = Calendar("here", "1")
    monday = dt.date(2024, 5, 6).toordinal()
    table = WorkingDays.between(calendar, monday, monday + 4)
    assert table.after(np.array([monday]), 4).tolist() == [monday + 4]
    assert table.after(np.array([monday]), 5) is None
    assert table.after(np.array([], np.int64), 5).tolist() == []


def test_a_table_ends_with_the_last_year():
    last = dt.date.max.toordinal()
    table = WorkingDays.between(Calendar("here", "1"), last - 6, last + 60)
    assert len(table.counts) == 7


@given(calendars(), DAYS, st.integers(-5, 15))
def test_so_many_working_days_later(calendar, days, count):
    wanted = [calendar.add_working_days(day, count).toordinal() for day in days]
    assert nth_working_days(ordinals(days), count, calendar).tolist() == wanted


def test_after_a_very_long_rest():
    closed = [dt.date(2024, 5, 7) + dt.timedelta(n) for n in range(400)]
    calendar = Calendar("here", "1", holidays=dict.fromkeys(closed, "rest"))
    found = nth_working_days(ordinals([dt.date(2024, 5, 6)]), 2, calendar)
    assert found.tolist() == [dt.date(2025, 6, 12).toordinal()]


@given(DAYS, st.sampled_from([None, 2023, 2024, 2025]), st.sampled_from([None, 2023, 2024]))
def test_days_off_are_published_by_year(days, first, last):
    calendar = Calendar("here", "1", first_year=first, last_year=last)
    assert are_published(ordinals(days), calendar).tolist() == [calendar.is_published(day) for day in days]


@pytest.mark.parametrize(("counting", "verdict"), [("civil_code", "satisfied"), ("calendar_days", "late")])
def test_deadlines_of_all_lengths(counting, verdict):
    """The reference is asked for the same: see `held`. 2024-05-19 is a Sunday, on which some periods do not end."""
    found = held(
        """
parameter slack = 3 working days
parameter wait = 2 days in force from 2024-01-01 until 2024-05-09
parameter wait = 9 days house default in force from 2024-05-10
article 1 "A"
  duty in_working_days
    after each alarm
    clerk must call within 5 working days
  duty by_parameter
    after each alarm
    clerk must call within slack
  duty by_two
    after each alarm
    clerk must call within wait
  duty in_days
    after each alarm
    clerk must call within 2 weeks
  duty long
    after each alarm
    clerk must call within 300 working days
"""
        + scenario("on a Friday", "alarm at 2024-05-10 09:00", 'call at 2024-05-20 09:00 by "Li"')
        + scenario("nobody called", "noise at 2024-05-10 09:00"),
        HEAD.replace("counting exact", f"counting {counting}"),
    )
    assert found.formless == {}
    assert found.said("on a Friday", "in_working_days") == ["late", "late"]
    assert found.said("on a Friday", "by_two") == ["late", verdict]
    assert found.said("nobody called", "in_days") == ["violated"]
    assert found.said("nobody called", "long") == ["pending"]
