"""Which types each operator takes and what it gives: a type, or the reason why these do not meet."""

from __future__ import annotations

from collections.abc import Callable

from dutylang.ops.types import DATE, DATE_TIME, NUMBER, PERCENT, PERIOD, YES_NO, Kind, Type
from dutylang.values import Family

Signature = Callable[[tuple[Type, ...]], Type | str]
"""Types of the arguments → the type of the result, or a reason from `REASONS`."""

REASONS = (
    "argument_count",  # too few or too many arguments
    "needs_yes_no",  # and, or, not take conditions
    "not_comparable",  # two kinds that are never equal
    "not_ordered",  # equal or not, but neither comes before the other
    "values_differ",  # a value that the enumeration does not declare
    "currencies_differ",
    "percent_with_number",
    "write_percent_of",  # a share is `20% of x`, never `20% * x`
    "date_with_date_time",
    "month_with_day",  # months, quarters, years with days, weeks or hours
    "hour_with_day",  # hours or minutes with days or weeks
    "working_day_with_day",  # working days with anything else
    "hours_on_date",  # a date has no time of day
    "working_days_need_calendar",  # a sum of a date and working days is for a deadline to count
    "write_elapsed",  # `hours from A to B` instead of a difference of date-times
    "not_arithmetic",  # no sum, difference, product or quotient of these
    "needs_percent",  # `x of y` with an x that is no percentage
    "needs_one_of",  # `in` asks for a field with declared values or a text
    "needs_set",  # `including` asks for a set
)

ORDERED = frozenset(
    {Kind.NUMBER, Kind.PERCENT, Kind.MONEY, Kind.DATE, Kind.DATE_TIME, Kind.PERIOD},
)
EQUATED = ORDERED | {Kind.TEXT, Kind.YES_NO, Kind.ONE_OF, Kind.SET_OF}
AMOUNTS = frozenset({Kind.NUMBER, Kind.PERCENT, Kind.MONEY})


def conditions(types: tuple[Type, ...]) -> Type | str:
    """`and`, `or`, `not`: yes/no in and out."""
    return YES_NO if all(each.kind is Kind.YES_NO for each in types) else "needs_yes_no"


def equality(types: tuple[Type, ...]) -> Type | str:
    """`==` and `!=`."""
    left, right = types
    return apart(left, right) or YES_NO


def order(types: tuple[Type, ...]) -> Type | str:
    """`<`, `<=`, `>` and `>=`."""
    left, right = types
    reason = apart(left, right)
    if reason is None and left.kind not in ORDERED:
        reason = "not_ordered"
    return reason or YES_NO


def apart(left: Type, right: Type) -> str | None:
    """Why two values of these types can never be compared, or None when they can."""
    kinds = {left.kind, right.kind}
    if kinds == {Kind.NUMBER, Kind.PERCENT}:
        return "percent_with_number"
    if kinds == {Kind.DATE, Kind.DATE_TIME}:
        return "date_with_date_time"
    if len(kinds) == 2 or left.kind not in EQUATED:
        return "not_comparable"
    if left.kind is Kind.MONEY and left.currency != right.currency:
        return "currencies_differ"
    if left.kind is Kind.PERIOD:
        return families_apart(left.family, right.family)
    # Values that are not listed (an error was already reported there) meet any others.
    if left.values and right.values and not set(left.values) & set(right.values):
        return "values_differ"
    return None


def families_apart(left: Family | None, right: Family | None) -> str | None:
    """Why periods of two families never meet; None when they do, or when a unit is not known yet."""
    if left is None or right is None or left is right:
        return None
    if Family.WORKING_DAYS in (left, right):
        return "working_day_with_day"
    return "month_with_day" if Family.MONTHS in (left, right) else "hour_with_day"


def addition(types: tuple[Type, ...]) -> Type | str:
    """`+`: amounts of one kind, periods of one family, a date or date-time and a period in either order."""
    left, right = types
    if left.kind is Kind.PERIOD and right.kind in (Kind.DATE, Kind.DATE_TIME):
        left, right = right, left
    return _shifted(left, right) if left.kind in (Kind.DATE, Kind.DATE_TIME) else _summed(left, right)


def subtraction(types: tuple[Type, ...]) -> Type | str:
    """`-`: as `+`, and a date less a date is a period in days."""
    left, right = types
    if left.kind is right.kind is Kind.DATE:
        return Type(Kind.PERIOD, family=Family.DAYS)
    if left.kind is right.kind is Kind.DATE_TIME:
        return "write_elapsed"
    return _shifted(left, right) if left.kind in (Kind.DATE, Kind.DATE_TIME) else _summed(left, right)


def _shifted(day: Type, period: Type) -> Type | str:
    """A date or date-time moved by a period."""
    if {day.kind, period.kind} == {Kind.DATE, Kind.DATE_TIME}:
        return "date_with_date_time"
    if period.kind is not Kind.PERIOD:
        return "not_arithmetic"
    if period.family is Family.WORKING_DAYS:
        return "working_days_need_calendar"
    if day.kind is Kind.DATE and period.family is Family.CLOCK:
        return "hours_on_date"
    return DATE if day.kind is Kind.DATE else DATE_TIME


def _summed(left: Type, right: Type) -> Type | str:
    """Two amounts of one kind, or two periods."""
    if left.kind not in AMOUNTS | {Kind.PERIOD} or right.kind not in AMOUNTS | {Kind.PERIOD}:
        return "not_arithmetic"
    reason = apart(left, right)
    if reason == "not_comparable":
        return "not_arithmetic"
    if reason is not None:
        return reason
    if left.kind is Kind.PERIOD:
        return (
            Type(Kind.PERIOD, family=left.family or right.family) if left.family or right.family else PERIOD
        )
    return left


def multiplication(types: tuple[Type, ...]) -> Type | str:
    """`*`: a number with a number, a percentage or an amount of money, in either order."""
    left, right = types
    if left.kind not in AMOUNTS or right.kind not in AMOUNTS:
        return "not_arithmetic"
    if left.kind is Kind.NUMBER:
        return right
    if right.kind is Kind.NUMBER:
        return left
    # 20% * x hides whether 20 or 0.2 is meant; `20% of x` does not.
    return "write_percent_of" if Kind.PERCENT in (left.kind, right.kind) else "not_arithmetic"


def division(types: tuple[Type, ...]) -> Type | str:
    """`/`: by a number; or of two amounts of one kind, which gives a number."""
    left, right = types
    if left.kind not in AMOUNTS or right.kind not in AMOUNTS:
        return "not_arithmetic"
    if right.kind is Kind.NUMBER:
        return left
    if left.kind is not right.kind:
        return (
            "percent_with_number"
            if {left.kind, right.kind} == {Kind.NUMBER, Kind.PERCENT}
            else "not_arithmetic"
        )
    return apart(left, right) or NUMBER


def share(types: tuple[Type, ...]) -> Type | str:
    """`120% of outstanding`: a percentage of a number, of money, or of a percentage."""
    percent, whole = types
    if percent != PERCENT:
        return "needs_percent"
    return whole if whole.kind in AMOUNTS else "not_arithmetic"


def membership(types: tuple[Type, ...]) -> Type | str:
    """`legal_form in limited, joint_stock`: a one_of, or a text, in a set written in the policy."""
    item, choices = types
    if item.kind not in (Kind.ONE_OF, Kind.TEXT):
        return "needs_one_of"
    return _within(choices, item) or YES_NO


def inclusion(types: tuple[Type, ...]) -> Type | str:
    """`covers including finances, repayment`: every value of the second set is in the first."""
    collection, items = types
    if collection.kind is not Kind.SET_OF:
        return "needs_set"
    return _within(items, collection) or YES_NO


def _within(chosen: Type, declared: Type) -> str | None:
    """Why a set is not a choice among the declared values."""
    if chosen.kind is not Kind.SET_OF:
        return "needs_set"
    if declared.values and not set(chosen.values) <= set(declared.values):
        return "values_differ"
    return None
