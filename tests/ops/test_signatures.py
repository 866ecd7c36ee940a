"""Which types meet. Every pair of types either gives a type or one of the listed reasons."""

from itertools import product

import pytest

from dutylang.ops import OPERATORS, REASONS, mismatch
from dutylang.ops.types import (
    DATE,
    DATE_TIME,
    NUMBER,
    PERCENT,
    PERIOD,
    TEXT,
    YES_NO,
    Kind,
    Type,
    money_type,
    period_type,
)
from dutylang.values import Family, Unit

CNY, USD = money_type("CNY"), money_type("USD")
FORM = Type(Kind.ONE_OF, values=("limited", "joint_stock"))
RISK = Type(Kind.ONE_OF, values=("normal", "loss"))
COVERS = Type(Kind.SET_OF, values=("finances", "repayment", "purpose"))
PLEDGES = Type(Kind.LIST_OF, record="pledge")
PLEDGE = Type(Kind.RECORD, record="pledge")
DAYS, HOURS, MONTHS = period_type(Unit.DAY), period_type(Unit.HOUR), period_type(Unit.YEAR)
WORKING_DAYS = period_type(Unit.WORKING_DAY)

EVERY_TYPE = (
    NUMBER, PERCENT, CNY, USD, DATE, DATE_TIME, TEXT, YES_NO, PERIOD, DAYS, HOURS, MONTHS, WORKING_DAYS,
    FORM, RISK, COVERS, PLEDGES, PLEDGE,
)  # fmt: skip


def chosen(*values: str) -> Type:
    return Type(Kind.SET_OF, values=values)


ACCEPTED = [
    ("and", (YES_NO, YES_NO, YES_NO), YES_NO),
    ("or", (YES_NO,), YES_NO),
    ("not", (YES_NO,), YES_NO),
    ("==", (TEXT, TEXT), YES_NO),
    ("!=", (YES_NO, YES_NO), YES_NO),
    ("==", (FORM, Type(Kind.ONE_OF, values=("limited",))), YES_NO),
    ("==", (FORM, Type(Kind.ONE_OF)), YES_NO),
    ("==", (COVERS, chosen("purpose")), YES_NO),
    ("<", (CNY, CNY), YES_NO),
    (">=", (PERCENT, PERCENT), YES_NO),
    ("<=", (DATE_TIME, DATE_TIME), YES_NO),
    (">", (DAYS, period_type(Unit.WEEK)), YES_NO),
    ("<", (MONTHS, period_type(Unit.QUARTER)), YES_NO),
    ("<", (HOURS, period_type(Unit.MINUTE)), YES_NO),
    ("<", (PERIOD, DAYS), YES_NO),
    ("+", (NUMBER, NUMBER), NUMBER),
    ("-", (PERCENT, PERCENT), PERCENT),
    ("+", (CNY, CNY), CNY),
    ("+", (DATE, MONTHS), DATE),
    ("+", (MONTHS, DATE), DATE),
    ("-", (DATE, DAYS), DATE),
    ("+", (DATE, PERIOD), DATE),
    ("+", (DATE_TIME, HOURS), DATE_TIME),
    ("-", (DATE_TIME, MONTHS), DATE_TIME),
    ("-", (DATE, DATE), DAYS),
    ("+", (DAYS, period_type(Unit.WEEK)), DAYS),
    ("-", (PERIOD, DAYS), DAYS),
    ("+", (PERIOD, PERIOD), PERIOD),
    ("*", (CNY, NUMBER), CNY),
    ("*", (NUMBER, CNY), CNY),
    ("*", (NUMBER, PERCENT), PERCENT),
    ("*", (NUMBER, NUMBER), NUMBER),
    ("/", (CNY, NUMBER), CNY),
    ("/", (CNY, CNY), NUMBER),
    ("/", (PERCENT, PERCENT), NUMBER),
    ("/", (NUMBER, NUMBER), NUMBER),
    ("percent_of", (PERCENT, CNY), CNY),
    ("percent_of", (PERCENT, NUMBER), NUMBER),
    ("in", (FORM, chosen("limited")), YES_NO),
    ("in", (TEXT, chosen("Beijing", "Shanghai")), YES_NO),
    ("includes", (COVERS, chosen("finances", "purpose")), YES_NO),
]

REFUSED = [
    ("and", (YES_NO, NUMBER), "needs_yes_no"),
    ("not", (TEXT,), "needs_yes_no"),
    ("==", (CNY, USD), "currencies_differ"),
    ("+", (CNY, USD), "currencies_differ"),
    ("/", (CNY, USD), "currencies_differ"),
    ("==", (NUMBER, PERCENT), "percent_with_number"),
    ("+", (PERCENT, NUMBER), "percent_with_number"),
    ("/", (NUMBER, PERCENT), "percent_with_number"),
    ("<", (DATE, DATE_TIME), "date_with_date_time"),
    ("-", (DATE, DATE_TIME), "date_with_date_time"),
    ("-", (DATE_TIME, DATE), "date_with_date_time"),
    ("-", (DATE_TIME, DATE_TIME), "write_elapsed"),
    ("<", (MONTHS, DAYS), "month_with_day"),
    ("+", (DAYS, MONTHS), "month_with_day"),
    ("==", (HOURS, DAYS), "hour_with_day"),
    ("-", (WORKING_DAYS, DAYS), "working_day_with_day"),
    ("<", (MONTHS, WORKING_DAYS), "working_day_with_day"),
    ("+", (DATE, HOURS), "hours_on_date"),
    ("-", (DATE, WORKING_DAYS), "working_days_need_calendar"),
    ("+", (WORKING_DAYS, DATE_TIME), "working_days_need_calendar"),
    ("+", (DATE, NUMBER), "not_arithmetic"),
    ("+", (DATE, DATE), "not_arithmetic"),
    ("-", (DAYS, DATE), "not_arithmetic"),
    ("+", (TEXT, TEXT), "not_arithmetic"),
    ("+", (CNY, NUMBER), "not_arithmetic"),
    ("*", (CNY, CNY), "not_arithmetic"),
    ("*", (DAYS, NUMBER), "not_arithmetic"),
    ("*", (PERCENT, CNY), "write_percent_of"),
    ("*", (PERCENT, PERCENT), "write_percent_of"),
    ("/", (NUMBER, CNY), "not_arithmetic"),
    ("/", (DATE, NUMBER), "not_arithmetic"),
    ("<", (TEXT, TEXT), "not_ordered"),
    ("<=", (YES_NO, YES_NO), "not_ordered"),
    (">", (FORM, FORM), "not_ordered"),
    ("==", (FORM, RISK), "values_differ"),
    ("==", (FORM, TEXT), "not_comparable"),
    ("==", (PLEDGES, PLEDGES), "not_comparable"),
    ("!=", (CNY, NUMBER), "not_comparable"),
    ("percent_of", (NUMBER, CNY), "needs_percent"),
    ("percent_of", (PERCENT, DATE), "not_arithmetic"),
    ("in", (FORM, chosen("unheard_of")), "values_differ"),
    ("in", (NUMBER, chosen("limited")), "needs_one_of"),
    ("in", (FORM, FORM), "needs_set"),
    ("includes", (COVERS, chosen("finances", "unheard_of")), "values_differ"),
    ("includes", (FORM, chosen("limited")), "needs_set"),
    ("includes", (COVERS, TEXT), "needs_set"),
    ("not", (YES_NO, YES_NO), "argument_count"),
    ("and", (), "argument_count"),
    ("<", (NUMBER,), "argument_count"),
]


@pytest.mark.parametrize(("op", "types", "result"), ACCEPTED)
def test_types_that_meet(op, types, result):
    assert OPERATORS[op].signature(types) == result
    assert mismatch(op, types) is None


@pytest.mark.parametrize(("op", "types", "reason"), REFUSED)
def test_types_that_do_not_meet_have_a_reason(op, types, reason):
    assert OPERATORS[op].signature(types) is None
    assert mismatch(op, types) == reason


def test_every_listed_reason_occurs_and_no_other():
    assert {reason for _, _, reason in REFUSED} == set(REASONS)


@pytest.mark.parametrize("op", OPERATORS)
def test_any_two_types_give_a_type_or_a_listed_reason(op):
    for types in (*product(EVERY_TYPE, repeat=2), *((each,) for each in EVERY_TYPE)):
        reason = mismatch(op, types)
        assert (OPERATORS[op].signature(types) is None) == (reason in REASONS)
        assert reason is None or reason in REASONS


@pytest.mark.parametrize("op", ["==", "!=", "<", "<=", ">", ">=", "*", "+"])
def test_operators_that_take_either_order_refuse_either_order(op):
    for left, right in product(EVERY_TYPE, repeat=2):
        assert mismatch(op, (left, right)) == mismatch(op, (right, left))


def test_a_period_knows_its_family():
    assert period_type(Unit.QUARTER) == Type(Kind.PERIOD, family=Family.MONTHS)
