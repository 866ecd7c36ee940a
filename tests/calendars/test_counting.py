"""Forward and backward counting, article by article, and what every count says about itself."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dutylang.calendars import CONVENTIONS, count_backward, count_forward
from dutylang.values import Moment, Period, Unit
from tests.calendars.common import (
    AMSTERDAM,
    BRUSSELS,
    CHINA,
    SHANGHAI,
    WEEKDAYS,
    at,
    day,
    forward,
    named,
    period,
)

DAYS = st.dates(dt.date(2000, 1, 1), dt.date(2030, 12, 31))
DAY_UNITS = st.sampled_from([Unit.DAY, Unit.WORKING_DAY, Unit.WEEK, Unit.MONTH, Unit.QUARTER, Unit.YEAR])
UNITS = st.sampled_from(list(Unit))
NAMES = st.sampled_from(sorted(CONVENTIONS))


def test_article_201_the_day_of_the_trigger_is_not_counted():
    count = forward("2024-05-06 09:00", "3 days", "civil_code")
    assert count.due == Moment(day("2024-05-09"))
    assert count.counted_from == day("2024-05-07")
    assert count.clauses == ("201(1)",)
    assert (count.unrolled, count.skipped, count.provisional) == (None, (), False)


def test_article_203_a_last_day_off_rolls_and_says_over_which_days():
    count = forward("2024-04-29", "2 days", "civil_code")
    assert count.due == Moment(day("2024-05-06"))
    assert count.unrolled == day("2024-05-01")
    assert count.clauses == ("201(1)", "203(1)")
    assert count.skipped == (
        (day("2024-05-01"), "labour_day"),
        (day("2024-05-02"), "labour_day"),
        (day("2024-05-03"), "labour_day"),
        (day("2024-05-04"), "saturday"),
        (day("2024-05-05"), "sunday"),
    )


def test_article_204_a_deadline_may_switch_the_roll_off_or_on():
    assert forward("2024-04-29", "2 days", "civil_code", roll=False).due == Moment(day("2024-05-01"))
    assert forward("2024-04-29", "2 days", "calendar_days", roll=True).due == Moment(day("2024-05-06"))


def test_working_days_name_the_days_they_skip_and_the_calendar():
    count = forward("2024-05-09", "2 working days", "civil_code")
    assert count.due == Moment(day("2024-05-11"))
    assert count.skipped == ()
    assert count.calendar == CHINA.label
    assert forward("2024-05-11", "1 working day", "civil_code").skipped == ((day("2024-05-12"), "sunday"),)


def test_hours_need_a_time_and_say_so():
    count = forward("2024-05-06", "24 hours", "civil_code")
    assert count.earliest_due == at("2024-05-07 00:00")
    assert count.due == at("2024-05-08 00:00")
    assert forward("2024-05-06 10:00", "24 hours", "civil_code").earliest_due is None


def test_hours_roll_only_when_asked():
    kept = forward("2024-05-17 18:30", "24 hours", "civil_code")
    assert kept.due == at("2024-05-18 18:30")
    assert kept.provisional is False
    rolled = forward("2024-05-17 18:30", "24 hours", "civil_code", roll=True, strict=True)
    assert rolled.due == Moment(day("2024-05-20"))
    assert rolled.unrolled == day("2024-05-18")
    assert rolled.skipped == ((day("2024-05-18"), "saturday"), (day("2024-05-19"), "sunday"))
    assert rolled.clauses == ("201(2)", "203(1)")
    assert rolled.exclusive is False
    assert forward("2024-05-16 18:30", "24 hours", "civil_code", roll=True).due == at("2024-05-17 18:30")


def test_rolled_hours_without_a_time_roll_at_both_ends():
    count = forward("2024-05-17", "24 hours", "civil_code", roll=True)
    assert (count.earliest_due, count.due) == (None, Moment(day("2024-05-20")))
    count = forward("2024-05-16", "24 hours", "civil_code", roll=True)
    assert (count.earliest_due, count.due) == (at("2024-05-17 00:00"), Moment(day("2024-05-20")))


def test_strict_leaves_the_figure_out():
    assert forward("2024-05-06", "3 days", "civil_code", strict=True).due == Moment(day("2024-05-08"))
    # Fewer than two working days have passed on the Saturday and the Sunday.
    strict = forward("2024-05-16", "2 working days", "civil_code", strict=True)
    assert strict.due == Moment(day("2024-05-19"))
    hours = forward("2024-05-06 10:00", "3 hours", "civil_code", strict=True)
    assert (hours.due, hours.exclusive) == (at("2024-05-06 13:00"), True)


@pytest.mark.parametrize(
    ("start", "length", "provisional"),
    [
        ("2026-12-30", "1 working day", False),
        ("2026-12-30", "2 working days", True),
        ("2003-12-30", "1 working day", True),
        ("2026-12-01", "2 months", True),
        ("2026-12-01", "10 days", False),
        ("2026-12-31 12:00", "24 hours", False),
    ],
)
def test_outside_the_published_years_a_count_is_provisional(start: str, length: str, provisional: bool):
    assert forward(start, length, "civil_code").provisional is provisional


def test_what_needs_no_calendar_is_not_provisional():
    assert forward("2030-05-06", "10 days", "calendar_days").provisional is False
    assert forward("2030-05-06 12:00", "10 days", "exact").provisional is False
    assert forward("2030-05-06 12:00", "24 hours", "civil_code", roll=True).provisional is True
    assert forward("2030-05-06", "1 week", "civil_code", WEEKDAYS).provisional is False


def test_regulation_3_5_two_days_hold_two_working_days():
    count = forward("2024-05-03", "2 days", "eu_1182_71", WEEKDAYS, BRUSSELS)
    assert count.due == Moment(day("2024-05-07"))
    assert count.unrolled == day("2024-05-05")
    assert count.skipped == ((day("2024-05-05"), "sunday"),)
    assert count.clauses == ("3(2)(b)", "3(4)", "3(5)")


def test_regulation_3_4_public_holidays_of_the_member_state():
    germany = named("holidays:DE")
    # Good Friday 2024-03-29 to Easter Monday 2024-04-01.
    assert forward("2024-03-22", "1 week", "eu_1182_71", germany, BRUSSELS).due == Moment(day("2024-04-02"))
    # Thursday 28 March is the first working day, Tuesday 2 April the second.
    assert forward("2024-03-27", "2 days", "eu_1182_71", germany, BRUSSELS).due == Moment(day("2024-04-02"))


def test_regulation_without_roll_moves_nothing():
    kept = forward("2024-05-03", "2 days", "eu_1182_71", WEEKDAYS, BRUSSELS, roll=False)
    assert (kept.due, kept.unrolled) == (Moment(day("2024-05-05")), None)


def test_regulation_3_1_an_event_on_the_hour_uses_that_hour_up():
    assert forward("2024-05-06 10:00", "4 hours", "eu_1182_71", WEEKDAYS, BRUSSELS).due == at(
        "2024-05-06 15:00", BRUSSELS
    )
    unknown = forward("2024-05-06", "4 hours", "eu_1182_71", WEEKDAYS, BRUSSELS)
    assert unknown.earliest_due == at("2024-05-06 05:00", BRUSSELS)
    assert unknown.due == at("2024-05-07 04:00", BRUSSELS)
    assert forward("2024-05-06 10:20", "90 minutes", "eu_1182_71", WEEKDAYS, BRUSSELS).due == at(
        "2024-05-06 11:50", BRUSSELS
    )


def test_exact_sixty_days_are_1440_hours_though_the_local_days_have_1439():
    start = at("2024-03-01 12:00", AMSTERDAM)
    exact = count_forward(start, Period(60, Unit.DAY), "exact", WEEKDAYS, AMSTERDAM)
    hours = count_forward(start, Period(1440, Unit.HOUR), "civil_code", WEEKDAYS, AMSTERDAM)
    assert exact.due == hours.due == at("2024-04-30 13:00", AMSTERDAM)
    assert exact.counted_from is None


def test_backward_the_event_day_is_not_counted_and_nothing_rolls():
    back = count_backward(at("2024-05-06"), period("2 working days"), "civil_code", CHINA, SHANGHAI)
    assert back.due == Moment(day("2024-04-29"))
    assert back.counted_from == day("2024-05-05")
    assert [each for each, _ in back.skipped] == [dt.date(2024, 5, number) for number in range(1, 6)]
    on_sunday = count_backward(at("2024-05-24"), period("5 days"), "civil_code", CHINA, SHANGHAI)
    assert (on_sunday.due, on_sunday.unrolled) == (Moment(day("2024-05-19")), None)


def test_backward_strict_and_without_a_time():
    def back(event: str, length: str, convention: str = "civil_code", strict: bool = True):
        return count_backward(at(event), period(length), convention, CHINA, SHANGHAI, strict=strict)

    assert back("2024-06-10", "5 days").due == Moment(day("2024-06-04"))
    assert back("2024-05-17", "2 working days").due == Moment(day("2024-05-14"))
    hours = back("2024-06-10 18:30", "24 hours")
    assert (hours.due, hours.exclusive, hours.earliest_due) == (at("2024-06-09 18:30"), True, None)
    whole = back("2024-06-10", "24 hours", strict=False)
    assert (whole.earliest_due, whole.due) == (at("2024-06-09 00:00"), at("2024-06-10 00:00"))
    assert back("2024-06-10", "24 hours", "eu_1182_71").due == at("2024-06-09 23:00")
    assert back("2024-03-31 08:00", "1 month", "exact").due == at("2024-02-29 08:00")


def test_backward_into_unpublished_years_is_provisional():
    back = count_backward(at("2004-01-05"), period("3 working days"), "civil_code", CHINA, SHANGHAI)
    assert back.provisional is True
    plain = count_backward(at("2004-01-05"), period("10 days"), "civil_code", CHINA, SHANGHAI)
    assert plain.provisional is False


def test_a_period_of_zero_ends_on_its_day():
    count = forward("2024-05-11", "0 days", "calendar_days")
    assert (count.due, count.counted_from) == (Moment(day("2024-05-11")), None)
    assert forward("2024-05-06 10:20", "0 hours", "eu_1182_71").due == at("2024-05-06 10:20")
    back = count_backward(at("2024-05-06"), Period(0, Unit.DAY), "civil_code", CHINA, SHANGHAI)
    assert (back.due, back.counted_from) == (at("2024-05-06"), None)


def test_a_long_period_lists_a_bounded_number_of_days():
    assert len(forward("2005-01-01", "5000 working days", "civil_code").skipped) == 366


@given(NAMES, st.datetimes(dt.datetime(1, 1, 1), dt.datetime(9999, 12, 31)), UNITS, st.integers(0, 10**12))
def test_counting_is_total(name: str, local: dt.datetime, unit: Unit, number: int):
    for start in (Moment(local.date()), Moment(local.date(), local.replace(tzinfo=dt.UTC))):
        for roll in (None, True):
            count = count_forward(start, Period(number, unit), name, CHINA, SHANGHAI, roll=roll)
            assert count.calendar == CHINA.label
        count_backward(start, Period(number, unit), name, CHINA, SHANGHAI, strict=True)


@given(NAMES, DAYS, DAY_UNITS, st.integers(0, 40), st.integers(0, 20))
def test_a_later_start_never_falls_due_earlier(name: str, start: dt.date, unit: Unit, number: int, by: int):
    def due(first: dt.date) -> dt.date:
        return count_forward(Moment(first), Period(number, unit), name, CHINA, SHANGHAI).due.day

    assert due(start) <= due(start + dt.timedelta(days=by))


@given(NAMES, DAYS, DAY_UNITS, st.integers(1, 40))
def test_rolling_never_moves_backward(name: str, start: dt.date, unit: Unit, number: int):
    count = count_forward(Moment(start), Period(number, unit), name, CHINA, SHANGHAI, roll=True)
    plain = count_forward(Moment(start), Period(number, unit), name, CHINA, SHANGHAI, roll=False)
    assert count.due.day >= plain.due.day
    assert CHINA.is_working(count.due.day)
    assert (count.unrolled is None) == (count.due.day == plain.due.day) or count.due.instant is not None


@given(DAYS, st.integers(1, 60))
def test_month_ends_clamp(start: dt.date, number: int):
    due = forward(start.isoformat(), f"{number} months", "calendar_days").due.day
    assert (due.year * 12 + due.month) - (start.year * 12 + start.month) == number
    assert due.day == start.day or (due.day < start.day and (due + dt.timedelta(days=1)).day == 1)


WHOLE_DAYS = st.sampled_from(["civil_code", "eu_1182_71", "calendar_days"])


@given(WHOLE_DAYS, DAYS, st.sampled_from([Unit.DAY, Unit.WORKING_DAY, Unit.WEEK]), st.integers(1, 60))
def test_what_is_counted_back_is_far_enough(name: str, event: dt.date, unit: Unit, number: int):
    back = count_backward(Moment(event), Period(number, unit), name, CHINA, SHANGHAI)
    again = count_forward(back.due, Period(number, unit), name, CHINA, SHANGHAI, roll=False)
    first_working = unit is Unit.WORKING_DAY and not CHINA.is_working(event)
    assert again.due.day <= event or first_working


@given(DAYS, st.integers(1, 40))
def test_working_days_end_on_the_nth_working_day_and_skip_the_others(start: dt.date, number: int):
    count = forward(start.isoformat(), f"{number} working days", "civil_code")
    assert CHINA.working_days_between(start, count.due.day) == number
    assert (count.due.day - start).days == number + len(count.skipped)
