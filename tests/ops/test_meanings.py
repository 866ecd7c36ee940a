"""What operators do with values: exact money, periods of one family, months that clamp."""

import datetime as dt
from decimal import Decimal
from itertools import product
from zoneinfo import ZoneInfo

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from dutylang.ops import OPERATORS, PROBLEMS, REASONS, problem
from dutylang.values import UNKNOWN, Family, Money, Period, Truth, Unit

SHANGHAI, PARIS = ZoneInfo("Asia/Shanghai"), ZoneInfo("Europe/Paris")
NEW_YEAR = dt.datetime(2024, 1, 1, tzinfo=SHANGHAI)
COMPARISONS = ("==", "!=", "<", "<=", ">", ">=")
CONNECTIVES = ("and", "or", "not")


def apply(op: str, *args: object) -> object:
    return OPERATORS[op].apply(args)


def cny(amount: str) -> Money:
    return Money(Decimal(amount), "CNY")


decimals = st.decimals(allow_nan=False, allow_infinity=False, min_value=-(10**15), max_value=10**15, places=4)
amounts = st.builds(Money, decimals, st.just("CNY"))
days = st.dates(dt.date(1900, 1, 1), dt.date(2199, 12, 31))
moments = st.datetimes(
    dt.datetime(1990, 1, 1), dt.datetime(2090, 1, 1), timezones=st.sampled_from([SHANGHAI, PARIS, dt.UTC])
)
counts = st.integers(-2_000, 2_000)
calendar_units = st.sampled_from([unit for unit in Unit if unit.family is Family.MONTHS])
clock_units = st.sampled_from([unit for unit in Unit if unit.family is Family.CLOCK])
truths = st.sampled_from([True, False, UNKNOWN])
periods = st.builds(Period, counts, st.sampled_from(Unit))
values = st.one_of(decimals, amounts, days, moments, st.text(max_size=3), st.booleans(), periods)


# --- and, or, not


@given(st.lists(truths, min_size=1, max_size=6))
def test_connectives_of_many_are_those_of_two(parts):
    yes, no = Truth.YES, Truth.NO
    for part in parts:
        yes &= Truth.of(part)
        no |= Truth.of(part)
    assert apply("and", *parts) is yes.to_value()
    assert apply("or", *parts) is no.to_value()
    denied = [apply("not", part) for part in parts]
    assert apply("not", apply("and", *parts)) is apply("or", *denied)


@given(values.filter(lambda value: not isinstance(value, bool)))
def test_a_condition_that_is_no_truth_is_open(value):
    assert apply("and", False, value) is False
    assert apply("and", True, value) is UNKNOWN
    assert apply("or", value, True) is True
    assert apply("not", value) is UNKNOWN


# --- unknown


@pytest.mark.parametrize("op", [op for op in OPERATORS if op not in CONNECTIVES])
@given(value=values)
def test_an_unknown_operand_gives_unknown_and_no_problem(op, value):
    for args in ((UNKNOWN, value), (value, UNKNOWN), (UNKNOWN, UNKNOWN)):
        assert apply(op, *args) is UNKNOWN
        assert problem(op, args) is None


@pytest.mark.parametrize("op", OPERATORS)
@given(left=values, right=values)
def test_no_values_whatever_raise(op, left, right):
    args = (left,) if op == "not" else (left, right)
    result, reason = apply(op, *args), problem(op, args)
    assert reason is None or (result is UNKNOWN and reason in (*PROBLEMS, *REASONS))


# --- comparisons


@given(st.one_of(*(st.tuples(kind, kind, kind) for kind in (decimals, amounts, days, moments))))
def test_comparisons_are_a_total_order(three):
    a, b, c = three
    assert [apply("<", a, b), apply("==", a, b), apply(">", a, b)].count(True) == 1
    assert apply("<=", a, b) is apply(">=", b, a)
    assert apply("!=", a, b) is not apply("==", a, b)
    assert apply("<=", a, b) is not apply(">", a, b)
    if apply("<=", a, b) is True and apply("<=", b, c) is True:
        assert apply("<=", a, c) is True


@given(st.sampled_from(Family), counts, counts)
def test_periods_of_one_family_are_ordered_by_length(family, a, b):
    units = [unit for unit in Unit if unit.family is family]
    for left, right in product(units, repeat=2):
        longer = a * left.size > b * right.size
        assert apply(">", Period(a, left), Period(b, right)) is longer


@given(periods, periods)
def test_periods_of_two_families_never_meet(a, b):
    assume(a.unit.family is not b.unit.family)
    for op in (*COMPARISONS, "+", "-"):
        assert apply(op, a, b) is UNKNOWN
        assert problem(op, (a, b)) in {"month_with_day", "hour_with_day", "working_day_with_day"}


def test_equal_lengths_in_other_units():
    assert apply("==", Period(1, Unit.WEEK), Period(7, Unit.DAY)) is True
    assert apply("==", Period(2, Unit.YEAR), Period(8, Unit.QUARTER)) is True
    assert apply("==", Period(90, Unit.MINUTE), Period(1, Unit.HOUR)) is False


def test_text_sets_and_enumerations_are_equal_or_not():
    assert apply("==", "joint_stock", "joint_stock") is True
    assert apply("!=", frozenset({"a", "b"}), frozenset({"b", "a"})) is False
    assert apply("==", True, False) is False


def test_decimals_are_equal_by_value_not_by_digits():
    assert apply("==", cny("3000000"), cny("3000000.00")) is True


def test_the_two_hours_at_the_end_of_summer_time_are_not_equal():
    first = dt.datetime(2024, 10, 27, 2, 30, tzinfo=PARIS)
    second = first.replace(fold=1)
    assert apply("==", first, second) is False
    assert apply("<", first, second) is True


@pytest.mark.parametrize(
    ("left", "right", "reason"),
    [
        (cny("1"), Money(Decimal(1), "USD"), "currencies_differ"),
        (dt.date(2024, 1, 1), dt.datetime(2024, 1, 1, tzinfo=dt.UTC), "not_comparable"),
        (Decimal(1), cny("1"), "not_comparable"),
    ],
)
def test_values_that_the_checker_would_refuse_are_unknown_with_a_reason(left, right, reason):
    assert apply("!=", left, right) is UNKNOWN
    assert problem("!=", (left, right)) == reason


# --- amounts


@given(amounts, amounts)
def test_money_is_added_exactly_and_comes_back(a, b):
    total = apply("+", a, b)
    assert total == Money(a.amount + b.amount, "CNY")
    assert isinstance(total.amount, Decimal)
    assert apply("-", total, b) == a


@given(st.lists(amounts, min_size=2, max_size=8))
def test_a_sum_does_not_depend_on_the_order(parts):
    def total(items):
        running = items[0]
        for item in items[1:]:
            running = apply("+", running, item)
        return running

    assert apply("==", total(parts), total(parts[::-1])) is True


@given(amounts, decimals)
def test_products_are_exact_and_quotients_undo_them(amount, number):
    product_ = apply("*", amount, number)
    assert product_ == apply("*", number, amount)
    assert isinstance(product_.amount, Decimal)
    if number:
        assert apply("==", apply("/", product_, number), amount) is True


def test_the_cent_that_binary_fractions_lose():
    assert apply("+", cny("0.1"), cny("0.2")) == cny("0.3")
    assert apply("*", cny("1.15"), Decimal(3)) == cny("3.45")


def test_a_share_of_an_amount():
    assert apply("==", apply("percent_of", Decimal(120), cny("2500000")), cny("3000000")) is True
    assert apply("==", apply("percent_of", Decimal("0.5"), Decimal(200)), Decimal(1)) is True
    assert apply("/", cny("150"), cny("120")) == Decimal("1.25")


@pytest.mark.parametrize(
    "args",
    [(Decimal(1), Decimal(0)), (cny("1"), Decimal(0)), (cny("1"), cny("0.00")), (Decimal(0), Decimal(0))],
)
def test_division_by_zero_is_unknown_and_a_problem(args):
    assert apply("/", *args) is UNKNOWN
    assert problem("/", args) == "division_by_zero"


def test_numbers_beyond_all_measure_are_unknown_and_a_problem():
    huge = Decimal("9e999999")
    assert apply("*", huge, huge) is UNKNOWN
    assert problem("*", (huge, huge)) == "out_of_range"
    assert problem("<", (Decimal("sNaN"), Decimal(1))) == "out_of_range"


@pytest.mark.parametrize(
    ("op", "args", "reason"),
    [
        ("+", (cny("1"), Money(Decimal(1), "USD")), "currencies_differ"),
        ("/", (cny("1"), Money(Decimal(1), "USD")), "currencies_differ"),
        ("+", ("a", "b"), "not_arithmetic"),
        ("-", ("a", dt.date(2024, 1, 1)), "not_arithmetic"),
        ("*", (cny("2"), cny("2")), "not_arithmetic"),
        ("/", (Decimal(1), "a"), "not_arithmetic"),
        ("percent_of", (cny("1"), Decimal(1)), "needs_percent"),
        ("in", ("a", "abc"), "needs_set"),
        ("includes", (frozenset("a"), "a"), "needs_set"),
    ],
)
def test_values_without_a_result(op, args, reason):
    assert apply(op, *args) is UNKNOWN
    assert problem(op, args) == reason


# --- dates and periods


@given(days, counts)
def test_days_are_added_and_taken_away(day, count):
    later = apply("+", day, Period(count, Unit.DAY))
    assert later == day + dt.timedelta(days=count)
    assert apply("-", later, Period(count, Unit.DAY)) == day
    assert apply("-", later, day) == Period(count, Unit.DAY)


@given(days, counts, calendar_units)
def test_months_keep_the_day_or_end_on_the_last_one(day, count, unit):
    later = apply("+", day, Period(count, unit))
    if later is UNKNOWN:
        assert problem("+", (day, Period(count, unit))) == "out_of_range"
        return
    months = (later.year - day.year) * 12 + later.month - day.month
    assert months == count * unit.size
    if later.day != day.day:
        assert later.day < day.day
        assert (later + dt.timedelta(days=1)).day == 1


@pytest.mark.parametrize(
    ("day", "period", "later"),
    [
        ("2024-01-31", Period(1, Unit.MONTH), "2024-02-29"),
        ("2023-01-31", Period(1, Unit.MONTH), "2023-02-28"),
        ("2024-02-29", Period(1, Unit.YEAR), "2025-02-28"),
        ("2024-02-29", Period(4, Unit.YEAR), "2028-02-29"),
        ("2024-11-30", Period(1, Unit.QUARTER), "2025-02-28"),
        ("2024-03-31", Period(-1, Unit.MONTH), "2024-02-29"),
        ("2024-05-06", Period(2, Unit.WEEK), "2024-05-20"),
    ],
)
def test_a_date_moved(day, period, later):
    assert apply("+", dt.date.fromisoformat(day), period) == dt.date.fromisoformat(later)
    assert apply("+", period, dt.date.fromisoformat(day)) == dt.date.fromisoformat(later)


@given(days, calendar_units, st.integers(0, 600), st.integers(0, 600))
def test_more_months_are_never_earlier(day, unit, fewer, more):
    assume(fewer <= more)
    assert apply("<=", apply("+", day, Period(fewer, unit)), apply("+", day, Period(more, unit))) is not False


@given(moments, st.integers(-10_000, 10_000), clock_units)
def test_hours_are_elapsed_time(moment, count, unit):
    later = apply("+", moment, Period(count, unit))
    assert later.astimezone(dt.UTC) - moment.astimezone(dt.UTC) == dt.timedelta(minutes=count * unit.size)
    assert later.tzinfo is moment.tzinfo
    assert apply("==", apply("-", later, Period(count, unit)), moment) is True


def test_a_day_keeps_the_time_of_day_where_a_day_has_25_hours():
    evening = dt.datetime(2024, 10, 26, 9, tzinfo=PARIS)
    assert apply("+", evening, Period(1, Unit.DAY)) == dt.datetime(2024, 10, 27, 9, tzinfo=PARIS)
    assert apply("+", evening, Period(24, Unit.HOUR)) == dt.datetime(2024, 10, 27, 8, tzinfo=PARIS)


def test_a_time_that_summer_time_skips_is_read_an_hour_later():
    before = dt.datetime(2024, 3, 30, 2, 30, tzinfo=PARIS)
    assert apply("+", before, Period(1, Unit.DAY)).isoformat() == "2024-03-31T03:30:00+02:00"


def test_a_moment_moved_by_months_clamps():
    moment = dt.datetime(2024, 1, 31, 17, tzinfo=SHANGHAI)
    assert apply("+", moment, Period(1, Unit.MONTH)) == dt.datetime(2024, 2, 29, 17, tzinfo=SHANGHAI)


@pytest.mark.parametrize(
    ("op", "args", "reason"),
    [
        ("+", (dt.date(2024, 1, 1), Period(3, Unit.HOUR)), "hours_on_date"),
        ("-", (dt.date(2024, 1, 1), Period(3, Unit.WORKING_DAY)), "working_days_need_calendar"),
        ("+", (NEW_YEAR, Period(3, Unit.WORKING_DAY)), "working_days_need_calendar"),
        ("+", (dt.date(9999, 12, 31), Period(1, Unit.DAY)), "out_of_range"),
        ("-", (dt.date(1, 1, 1), Period(1, Unit.YEAR)), "out_of_range"),
        ("+", (dt.datetime(9999, 12, 31, tzinfo=dt.UTC), Period(1, Unit.MONTH)), "out_of_range"),
        ("+", (dt.datetime(9999, 12, 31, tzinfo=dt.UTC), Period(24, Unit.HOUR)), "out_of_range"),
        ("-", (dt.date(2024, 1, 2), NEW_YEAR), "date_with_date_time"),
        ("-", (NEW_YEAR, NEW_YEAR), "write_elapsed"),
    ],
)
def test_moves_that_have_no_result(op, args, reason):
    assert apply(op, *args) is UNKNOWN
    assert problem(op, args) == reason


def test_periods_add_up_in_their_unit_or_in_the_smallest():
    assert apply("+", Period(2, Unit.WEEK), Period(1, Unit.WEEK)) == Period(3, Unit.WEEK)
    assert apply("+", Period(1, Unit.YEAR), Period(1, Unit.QUARTER)) == Period(15, Unit.MONTH)
    assert apply("-", Period(1, Unit.HOUR), Period(90, Unit.MINUTE)) == Period(-30, Unit.MINUTE)


# --- sets


@given(st.frozensets(st.sampled_from("abcde")), st.frozensets(st.sampled_from("abcde")))
def test_a_set_includes_what_it_holds(collection, items):
    assert apply("includes", collection, items) is items.issubset(collection)
    assert apply("includes", collection, frozenset()) is True
    for item in "abcde":
        assert apply("in", item, collection) is (item in collection)
