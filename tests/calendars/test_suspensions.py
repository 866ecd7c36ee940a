"""Suspended days are not counted: settled question 17 of the design, and its corners."""

import datetime as dt

from hypothesis import given
from hypothesis import strategies as st

from dutylang.calendars import count_forward, merged
from dutylang.values import Moment, Period, Unit
from tests.calendars.common import CHINA, SHANGHAI, at, day, forward

DAYS = st.dates(dt.date(2023, 12, 1), dt.date(2024, 3, 31))
SPANS = st.lists(st.tuples(DAYS, DAYS), max_size=5)


def span(first: str, resumed: str) -> tuple[dt.date, dt.date]:
    return day(first), day(resumed)


def test_five_suspended_days_move_the_due_date_by_five():
    spans = [span("2024-06-05", "2024-06-10")]
    count = forward("2024-06-03", "10 days", "calendar_days", suspensions=spans)
    assert count.due == Moment(day("2024-06-18"))
    assert count.suspended == tuple(spans)


def test_overlaps_count_once_and_empty_ones_not_at_all():
    spans = [
        span("2024-06-07", "2024-06-10"),
        span("2024-06-05", "2024-06-08"),
        span("2024-06-20", "2024-06-19"),
        span("2024-06-12", "2024-06-12"),
    ]
    assert merged(spans) == (span("2024-06-05", "2024-06-10"),)
    assert forward("2024-06-03", "10 days", "calendar_days", suspensions=spans).due.day == day("2024-06-18")


def test_the_part_before_the_first_counted_day_does_not_matter():
    spans = [span("2024-06-01", "2024-06-05")]
    count = forward("2024-06-03", "10 days", "calendar_days", suspensions=spans)
    assert count.due.day == day("2024-06-14")
    assert count.suspended == (span("2024-06-04", "2024-06-05"),)


def test_a_suspension_begun_after_due_has_no_effect():
    spans = [span("2024-06-14", "2024-06-20")]
    count = forward("2024-06-03", "10 days", "calendar_days", suspensions=spans)
    assert (count.due.day, count.suspended) == (day("2024-06-13"), ())


def test_a_suspension_that_moves_due_into_another_one():
    spans = [span("2024-06-05", "2024-06-10"), span("2024-06-15", "2024-06-17")]
    assert forward("2024-06-03", "10 days", "calendar_days", suspensions=spans).due.day == day("2024-06-20")


def test_working_days_are_moved_by_suspended_working_days():
    # Tuesday 4 to Saturday 8 June are suspended; 9 and 10 June are off (Dragon Boat Festival).
    spans = [span("2024-06-04", "2024-06-09")]
    count = forward("2024-06-03", "3 working days", "civil_code", suspensions=spans)
    assert count.due.day == day("2024-06-13")
    assert [each for each, _ in count.skipped] == [day("2024-06-09"), day("2024-06-10")]


def test_a_roll_passes_over_suspended_days():
    # The tenth day is Saturday 15 June; the Monday it rolls to is suspended until Thursday.
    spans = [span("2024-06-16", "2024-06-20")]
    count = forward("2024-06-05", "10 days", "civil_code", suspensions=spans)
    assert count.unrolled == day("2024-06-15")
    assert count.due.day == day("2024-06-20")
    assert count.suspended == tuple(spans)


def test_a_suspension_that_has_ended_does_not_hold_a_roll_up():
    spans = [span("2024-06-06", "2024-06-07")]
    count = forward("2024-06-05", "9 days", "civil_code", suspensions=spans)
    assert (count.unrolled, count.due.day) == (day("2024-06-15"), day("2024-06-17"))


def test_regulation_3_5_counts_no_suspended_working_day():
    # Friday, 2 days: Saturday and Sunday, then Monday and Tuesday, of which Monday is suspended.
    spans = [span("2024-05-13", "2024-05-14")]
    count = forward("2024-05-10", "2 days", "eu_1182_71", suspensions=spans)
    assert count.due.day == day("2024-05-14")
    assert count.suspended == tuple(spans)
    long = forward("2024-05-16", "2 days", "eu_1182_71", suspensions=[span("2024-05-20", "2024-05-22")])
    assert long.due.day == day("2024-05-22")


def test_hours_stand_still_on_suspended_days():
    spans = [span("2024-06-04", "2024-06-06")]
    count = forward("2024-06-03 12:00", "24 hours", "civil_code", suspensions=spans)
    assert count.due == at("2024-06-06 12:00")
    assert count.suspended == tuple(spans)
    begun_inside = forward("2024-06-05 12:00", "24 hours", "civil_code", suspensions=spans)
    assert begun_inside.due == at("2024-06-07 00:00")
    untouched = forward("2024-06-03 12:00", "6 hours", "civil_code", suspensions=spans)
    assert (untouched.due, untouched.suspended) == (at("2024-06-03 18:00"), ())


@given(DAYS, st.integers(1, 40), SPANS)
def test_the_due_day_is_the_nth_day_that_is_not_suspended(
    start: dt.date, number: int, spans: list[tuple[dt.date, dt.date]]
):
    for unit in (Unit.DAY, Unit.WORKING_DAY):
        count = count_forward(
            Moment(start), Period(number, unit), "calendar_days", CHINA, SHANGHAI, suspensions=spans
        )
        left, current = number, start
        while left:
            current += dt.timedelta(days=1)
            suspended = any(first <= current < resumed for first, resumed in spans)
            left -= not suspended and (unit is Unit.DAY or CHINA.is_working(current))
        assert count.due.day == current
