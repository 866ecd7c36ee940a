"""How a period was counted, said in sentences."""

import datetime as dt

import attrs

from dutylang.calendars import Count, count_backward, count_forward
from dutylang.calendars.named import china
from dutylang.reports.counted import MOST_STRETCHES, is_backward, rules_from_count, sentences_from_count
from dutylang.values import Moment, Period, Unit
from tests.reports.common import COUNT, SHANGHAI, at, day, names_in


def counted(
    start: Moment, count: int, unit: Unit, convention: str = "civil_code", **settings: object
) -> Count:
    return count_forward(start, Period(count, unit), convention, china(), SHANGHAI, **settings)  # type: ignore[arg-type]


def test_skipped_days_are_told_with_their_reasons():
    assert sentences_from_count(COUNT, names_in("en")) == [
        "The period of 3 working days runs from 30 April 2024 to 7 May 2024.",
        "Not counted: 1 May 2024 to 3 May 2024 (Labour Day), 4 May 2024 to 5 May 2024 (weekend).",
    ]
    assert sentences_from_count(COUNT, names_in("zh")) == [
        "期间为3个工作日，自2024年4月30日起算，至2024年5月7日届满。",
        "不计入期间的日期：2024年5月1日至2024年5月3日（劳动节）、2024年5月4日至2024年5月5日（周末）。",
    ]


def test_a_last_day_that_rolls_says_where_it_fell_and_where_it_moved():
    count = counted(day("2024-09-26"), 7, Unit.DAY)
    assert sentences_from_count(count, names_in("en")) == [
        "The period of 7 days runs from 27 September 2024 to 3 October 2024.",
        "The last day is a rest day, so the period ends on the next working day, 8 October 2024; "
        "passed over: 3 October 2024 to 4 October 2024 (National Day), 5 October 2024 to "
        "6 October 2024 (weekend), 7 October 2024 (National Day).",
    ]
    assert "顺延至下一个工作日2024年10月8日届满" in "".join(sentences_from_count(count, names_in("zh")))


def test_hours_run_on_the_clock():
    count = counted(at("2024-05-06T09:00"), 24, Unit.HOUR)
    assert sentences_from_count(count, names_in("en")) == [
        "The period of 24 hours runs on the clock from 6 May 2024, 09:00 to 7 May 2024, 09:00."
    ]


def test_a_strict_limit_says_that_it_is_excluded():
    count = counted(at("2024-05-06T09:00"), 24, Unit.HOUR, strict=True)
    assert "The limit itself is already too late." in sentences_from_count(count, names_in("en"))


def test_an_unknown_hour_gives_two_ends():
    count = counted(day("2024-05-06"), 24, Unit.HOUR)
    told = sentences_from_count(count, names_in("en"))
    assert any(text.startswith("The hour of the start is not recorded") for text in told)


def test_suspended_days_are_named_without_the_day_of_resumption():
    stop = (dt.date(2024, 5, 7), dt.date(2024, 5, 10))
    count = counted(day("2024-05-06"), 10, Unit.DAY, suspensions=[stop])
    assert "Suspended and not counted: 7 May 2024 to 9 May 2024." in sentences_from_count(
        count, names_in("en")
    )


def test_counting_back_from_an_event():
    count = count_backward(day("2024-05-20"), Period(5, Unit.WORKING_DAY), "civil_code", china(), SHANGHAI)
    assert is_backward(count)
    assert sentences_from_count(count, names_in("zh"))[0] == (
        "期间为5个工作日，自2024年5月20日向前推算，截止于2024年5月13日。"
    )


def test_counting_back_on_the_clock():
    count = count_backward(at("2024-05-20T12:00"), Period(4, Unit.HOUR), "civil_code", china(), SHANGHAI)
    assert is_backward(count)
    assert not is_backward(counted(at("2024-05-20T12:00"), 4, Unit.HOUR))


def test_beyond_the_published_years_the_date_is_provisional():
    count = counted(day("2031-05-06"), 3, Unit.WORKING_DAY)
    assert "provisional" in sentences_from_count(count, names_in("en"))[-1]


def test_the_rule_names_the_calendar_and_the_clause():
    assert rules_from_count(COUNT, names_in("zh")) == (
        "所用日历：china 2026.1。计算依据：《民法典》第二百零一条第一款：开始的当日不计入。"
    )
    plain = counted(day("2024-05-06"), 3, Unit.DAY, "calendar_days")
    assert rules_from_count(plain, names_in("en")) == "Calendar: china 2026.1."


def test_a_very_long_list_of_skipped_days_is_cut():
    days = tuple((dt.date(2024, 1, 1) + dt.timedelta(days=7 * n), "saturday") for n in range(40))
    told = sentences_from_count(attrs.evolve(COUNT, skipped=days), names_in("en"))
    assert f"and {40 - MOST_STRETCHES} more stretches" in told[1]
