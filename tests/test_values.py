"""Truth, unknown, units: the laws of strong Kleene logic hold for every choice of values."""

from itertools import product

import pytest

from dutylang.values import SMALLEST_UNITS, UNKNOWN, Family, Period, Truth, Unit

NO, OPEN, YES = Truth.NO, Truth.UNKNOWN, Truth.YES

# Kleene 1952, §64: the strong tables.
CONJUNCTION = {
    (NO, NO): NO, (NO, OPEN): NO, (NO, YES): NO,
    (OPEN, NO): NO, (OPEN, OPEN): OPEN, (OPEN, YES): OPEN,
    (YES, NO): NO, (YES, OPEN): OPEN, (YES, YES): YES,
}  # fmt: skip
DISJUNCTION = {
    (NO, NO): NO, (NO, OPEN): OPEN, (NO, YES): YES,
    (OPEN, NO): OPEN, (OPEN, OPEN): OPEN, (OPEN, YES): YES,
    (YES, NO): YES, (YES, OPEN): YES, (YES, YES): YES,
}  # fmt: skip


def test_the_tables_are_those_of_kleene():
    for pair in product(Truth, repeat=2):
        assert pair[0] & pair[1] is CONJUNCTION[pair]
        assert pair[0] | pair[1] is DISJUNCTION[pair]
    assert {each: ~each for each in Truth} == {NO: YES, OPEN: OPEN, YES: NO}


@pytest.mark.parametrize(("a", "b", "c"), list(product(Truth, repeat=3)))
def test_the_laws_of_the_lattice(a, b, c):
    assert ~(a & b) is ~a | ~b
    assert ~(a | b) is ~a & ~b
    assert ~~a is a
    assert a & b is b & a
    assert (a & b) & c is a & (b & c)
    assert a & (b | c) is (a & b) | (a & c)
    assert a | (a & b) is a


def test_there_is_no_excluded_middle():
    assert OPEN | ~OPEN is OPEN
    assert OPEN & ~OPEN is OPEN


@pytest.mark.parametrize(("a", "b"), list(product(Truth, repeat=2)))
def test_learning_more_never_turns_a_known_result(a, b):
    def settled(value):
        return (NO, YES) if value is OPEN else (value,)

    for better_a, better_b in product(settled(a), settled(b)):
        assert (a & b) in (OPEN, better_a & better_b)
        assert (a | b) in (OPEN, better_a | better_b)


def test_truth_and_values_convert():
    assert [Truth.of(value) for value in (True, False, UNKNOWN)] == [YES, NO, OPEN]
    assert [each.to_value() for each in (YES, NO, OPEN)] == [True, False, UNKNOWN]


@pytest.mark.parametrize("value", [0, 1, "yes", "true", None])
def test_what_is_no_truth_is_unknown(value):
    assert Truth.of(value) is OPEN


@pytest.mark.parametrize("value", [UNKNOWN, YES, NO, OPEN])
def test_nothing_with_three_values_is_a_python_condition(value):
    with pytest.raises(TypeError, match="compare it with `is`"):
        bool(value)


def test_units_convert_inside_their_family_only():
    assert {family: {unit for unit in Unit if unit.family is family} for family in Family} == {
        Family.CLOCK: {Unit.MINUTE, Unit.HOUR},
        Family.DAYS: {Unit.DAY, Unit.WEEK},
        Family.WORKING_DAYS: {Unit.WORKING_DAY},
        Family.MONTHS: {Unit.MONTH, Unit.QUARTER, Unit.YEAR},
    }
    assert Period(2, Unit.HOUR).length == 120
    assert Period(3, Unit.WEEK).length == 21
    assert Period(2, Unit.QUARTER).length == 6
    assert Period(2, Unit.YEAR).length == 24
    assert all(unit.size == 1 and unit.family is family for family, unit in SMALLEST_UNITS.items())


def test_units_of_the_clock_and_of_the_calendar():
    assert {unit for unit in Unit if unit.is_elapsed} == {Unit.MINUTE, Unit.HOUR}
    assert {unit for unit in Unit if unit.is_calendar} == {Unit.MONTH, Unit.QUARTER, Unit.YEAR}
