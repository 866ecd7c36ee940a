"""Written deadlines → limits of the plan, each with its counting."""

import datetime as dt

import attrs
import pytest

from dutylang.plan.deadlines import (
    AfterLimit,
    Counting,
    DateLimit,
    DayLimit,
    EndLimit,
    EventLimit,
    LeadLimit,
    PickLimit,
    SameDayLimit,
    TimeLimit,
)
from dutylang.plan.limits import period_from_duration
from dutylang.plan.model import Demand, DemandBody
from dutylang.policy.typed import ReadParameter
from dutylang.syntax import ast
from dutylang.values import Period, Unit
from tests.assessment.common import policy_of, rule_of

PLAIN = Counting("civil_code", "weekdays")
DAYS = Period(3, Unit.DAY)
MORE = "parameter soon = 2 weeks"


def demand(limit: str) -> Demand:
    rule = rule_of(f"  duty d\n    after each alarm\n    clerk must ensure visit {limit}\n", MORE)
    assert isinstance(rule.body, DemandBody)
    return rule.body.main


@pytest.mark.parametrize(
    ("written", "limit"),
    [
        ("within 3 days", AfterLimit(DAYS, None, False, PLAIN)),
        ("within 3 days after report", AfterLimit(DAYS, "report", False, PLAIN)),
        ("strictly within 3 days", AfterLimit(DAYS, None, True, PLAIN)),
        ("within 3 days rolling", AfterLimit(DAYS, None, False, attrs.evolve(PLAIN, roll=True))),
        ("within 3 days not rolling", AfterLimit(DAYS, None, False, attrs.evolve(PLAIN, roll=False))),
        (
            "within 3 days counting eu_1182_71 on calendar china",
            AfterLimit(DAYS, None, False, Counting("eu_1182_71", "china")),
        ),
        ("at least 3 days before report", LeadLimit(DAYS, "report", PLAIN)),
        ("before report", EventLimit("report", False)),
        ("before the next alarm", EventLimit("alarm", True)),
        ("by the 10th of the following month", DayLimit(10, None, Unit.MONTH, True, PLAIN)),
        ("by 30 April of each year", DayLimit(30, 4, Unit.YEAR, False, PLAIN)),
        ("by 2024-06-30", DateLimit(dt.date(2024, 6, 30), PLAIN)),
        ("by 17:00", TimeLimit(dt.time(17), "same_day", PLAIN)),
        ("by 17:00 of the next working day", TimeLimit(dt.time(17), "next_working_day", PLAIN)),
        ("by the end of the quarter", EndLimit(Unit.QUARTER, PLAIN)),
        ("on the same day", SameDayLimit(None)),
        ("on the same day as report", SameDayLimit("report")),
        (
            "by the later of 3 days and 2024-06-30",
            PickLimit(True, (AfterLimit(DAYS, None, False, PLAIN), DateLimit(dt.date(2024, 6, 30), PLAIN))),
        ),
    ],
)
def test_each_form_of_deadline(written, limit):
    assert demand(written).limits == (limit,)


@pytest.mark.parametrize(
    ("written", "unit"),
    [
        ("within 3 working days", Unit.WORKING_DAY),
        ("within 4 hours", Unit.HOUR),
        ("within soon", Unit.WEEK),
        ("at least 2 weeks before report", Unit.WEEK),
        ("by the earlier of 2024-06-30 and 4 hours", Unit.HOUR),
        ("by 2024-06-30", Unit.DAY),
        ("by 2024-06-30 within 2 months", Unit.MONTH),
        ("", Unit.DAY),
    ],
)
def test_lateness_is_counted_in_the_unit_of_the_duty(written, unit):
    assert demand(written).unit is unit


def test_a_period_is_written_or_a_parameter():
    assert isinstance(demand("within soon").limits[0].period, ReadParameter)  # type: ignore[union-attr]


def test_a_duration_without_both_count_and_unit_is_a_bug():
    duty = policy_of("  duty d\n    clerk must ensure visit within 3 days after alarm\n").policy.rules[0].rule
    assert isinstance(duty, ast.Duty)
    limit = next(
        bound for clause in duty.clauses if isinstance(clause, ast.Obligation) for bound in clause.bounds
    )
    assert isinstance(limit, ast.Within)
    with pytest.raises(ValueError, match="count and a unit"):
        period_from_duration(attrs.evolve(limit.duration, unit=None))
