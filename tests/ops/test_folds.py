"""Figures over lists and events: one open element leaves a figure open, a certain one settles a condition."""

import datetime as dt
from decimal import Decimal
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dutylang.ops import fold, fold_type, zero
from dutylang.ops.types import DATE, NUMBER, PERCENT, PERIOD, TEXT, YES_NO, money_type, period_type
from dutylang.values import UNKNOWN, Money, Period, Truth, Unit

YES, NO, OPEN = Truth.YES, Truth.NO, Truth.UNKNOWN
CNY = money_type("CNY")
FIGURES = ("count", "total", "largest", "smallest")


def cny(amount: int) -> Money:
    return Money(Decimal(amount), "CNY")


PLEDGES = ((YES, cny(300)), (NO, cny(999)), (YES, cny(200)))


@pytest.mark.parametrize(
    ("kind", "result"),
    [("count", Decimal(2)), ("total", cny(500)), ("largest", cny(300)), ("smallest", cny(200))],
)
def test_a_figure_reads_the_elements_that_belong(kind, result):
    assert fold(kind, PLEDGES, CNY) == result


@pytest.mark.parametrize("kind", FIGURES)
def test_an_element_that_may_belong_leaves_the_figure_open(kind):
    assert fold(kind, (*PLEDGES, (OPEN, cny(1))), CNY) is UNKNOWN


@pytest.mark.parametrize("kind", ["total", "largest", "smallest"])
def test_an_unknown_value_leaves_the_figure_open(kind):
    assert fold(kind, (*PLEDGES, (YES, UNKNOWN)), CNY) is UNKNOWN
    assert fold(kind, (*PLEDGES, (NO, UNKNOWN)), CNY) == fold(kind, PLEDGES, CNY)


def test_an_unknown_value_is_counted_all_the_same():
    assert fold("count", (*PLEDGES, (YES, UNKNOWN)), NUMBER) == Decimal(3)


@pytest.mark.parametrize("kind", FIGURES)
def test_elements_that_may_be_missing_leave_the_figure_open(kind):
    assert fold(kind, PLEDGES, CNY, complete=False) is UNKNOWN


@pytest.mark.parametrize(
    ("of", "nothing"),
    [
        (CNY, Money(Decimal(0), "CNY")),
        (NUMBER, Decimal(0)),
        (PERCENT, Decimal(0)),
        (period_type(Unit.WEEK), Period(0, Unit.DAY)),
        (PERIOD, UNKNOWN),
        (TEXT, UNKNOWN),
    ],
)
def test_nothing_adds_up_to_zero_of_its_type(of, nothing):
    assert fold("total", (), of) == nothing
    assert zero(of) == nothing


def test_a_supplied_empty_list():
    assert fold("count", (), NUMBER) == Decimal(0)
    assert fold("every", (), YES_NO) is True
    assert fold("any", (), YES_NO) is False
    assert fold("largest", (), CNY) is UNKNOWN
    assert fold("smallest", (), CNY) is UNKNOWN


def test_a_list_that_is_not_supplied():
    for kind in (*FIGURES, "any", "every"):
        assert fold(kind, (), CNY, complete=False) is UNKNOWN


@pytest.mark.parametrize(("a", "b", "complete"), list(product(Truth, Truth, (True, False))))
def test_any_and_every_are_settled_by_what_is_certain(a, b, complete):
    elements = ((a, None), (b, None))
    unseen = () if complete else (OPEN,)
    some = YES if YES in (a, b) else (OPEN if OPEN in (a, b, *unseen) else NO)
    all_ = NO if NO in (a, b) else (OPEN if OPEN in (a, b, *unseen) else YES)
    assert fold("any", elements, YES_NO, complete=complete) is some.to_value()
    assert fold("every", elements, YES_NO, complete=complete) is all_.to_value()


@given(st.lists(st.dates(), min_size=1, max_size=8))
def test_the_extremes_bound_every_element(days):
    elements = [(YES, day) for day in days]
    assert fold("largest", elements, DATE) == max(days)
    assert fold("smallest", elements, DATE) == min(days)


@given(st.lists(st.tuples(st.sampled_from(Truth), st.integers(-99, 99)), max_size=6))
def test_settling_what_was_open_never_turns_a_known_figure(elements):
    known = [(truth, Decimal(number)) for truth, number in elements]
    settled = [
        [(each, value) for each in (YES, NO)] if truth is OPEN else [(truth, value)] for truth, value in known
    ]
    for kind in (*FIGURES, "any", "every"):
        before = fold(kind, known, NUMBER)
        assert before is UNKNOWN or all(fold(kind, choice, NUMBER) == before for choice in product(*settled))


def test_periods_keep_their_unit_and_never_mix_families():
    weeks = [(YES, Period(1, Unit.WEEK)), (YES, Period(2, Unit.WEEK))]
    assert fold("total", weeks, PERIOD) == Period(3, Unit.WEEK)
    mixed = [*weeks, (YES, Period(1, Unit.MONTH))]
    assert fold("total", mixed, PERIOD) is UNKNOWN
    assert fold("largest", mixed, PERIOD) is UNKNOWN


def test_the_types_of_figures():
    assert fold_type("count", None) == NUMBER
    assert fold_type("any", None) == fold_type("every", None) == YES_NO
    assert fold_type("total", CNY) == CNY
    assert fold_type("largest", DATE) == DATE
    assert fold_type("total", DATE) == "not_arithmetic"
    assert fold_type("smallest", TEXT) == "not_ordered"


def test_a_figure_over_dates_of_one_day():
    assert fold("largest", [(YES, dt.date(2024, 5, 6))], DATE) == dt.date(2024, 5, 6)
