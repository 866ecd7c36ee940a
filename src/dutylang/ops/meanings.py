"""What each operator does with run-time values. An unknown operand gives unknown; nothing raises.

Decimals are computed in `CONTEXT`: 60 digits, so that sums and products of any amount that a record may
hold are exact, and quotients are rounded half to even in the sixtieth digit. No binary fraction enters.

Date-times are aware and carry the policy's timezone: days and longer keep the local time of day, minutes
and hours are elapsed time.
"""

from __future__ import annotations

import datetime as dt
import decimal
from calendar import monthrange
from collections.abc import Callable, Sequence
from decimal import Decimal

import attrs

from dutylang.ops.signatures import families_apart
from dutylang.values import SMALLEST_UNITS, UNKNOWN, Family, Money, Period, Truth, Unit

CONTEXT = decimal.Context(
    prec=60,
    rounding=decimal.ROUND_HALF_EVEN,
    traps=[decimal.InvalidOperation, decimal.DivisionByZero, decimal.Overflow],
)


@attrs.frozen
class Refusal:
    """These values have no result; `reason` is one of `PROBLEMS` or of the reasons that types can give."""

    reason: str


PROBLEMS = ("division_by_zero", "out_of_range")
"""Reasons that only values can give. The others are those of types, where a period's unit came late."""

Meaning = Callable[[Sequence[object]], object]
"""Run-time values of the arguments, `UNKNOWN` among them → the result, `UNKNOWN`, or a `Refusal`."""


def conjunction(args: Sequence[object]) -> object:
    """Strong Kleene: one certain no decides."""
    truth = Truth.YES
    for each in args:
        truth &= Truth.of(each)
    return truth.to_value()


def disjunction(args: Sequence[object]) -> object:
    """Strong Kleene: one certain yes decides."""
    truth = Truth.NO
    for each in args:
        truth |= Truth.of(each)
    return truth.to_value()


def negation(args: Sequence[object]) -> object:
    """Unknown stays unknown."""
    return (~Truth.of(args[0])).to_value()


def on_known(compute: Callable[..., object]) -> Meaning:
    """An operator that is unknown wherever an operand is, `!=` included."""

    def meaning(args: Sequence[object]) -> object:
        if any(each is UNKNOWN for each in args):
            return UNKNOWN
        try:
            return compute(*args)
        except (decimal.DecimalException, OverflowError):
            return Refusal("out_of_range")

    return meaning


def comparison(holds: Callable[[int], bool]) -> Meaning:
    """A comparison, told by the sign of left minus right."""

    def compute(left: object, right: object) -> object:
        sign = sign_of_difference(left, right)
        return sign if isinstance(sign, Refusal) else holds(sign)

    return on_known(compute)


def sign_of_difference(left: object, right: object) -> int | Refusal:
    """-1, 0 or 1 as left is less than, equal to or greater than right. Values without an order: 0 or 1."""
    match left, right:
        case Money(amount=a, currency=c), Money(amount=b, currency=d):
            return _sign(a, b) if c == d else Refusal("currencies_differ")
        case Period(), Period():
            clash = families_apart(left.unit.family, right.unit.family)
            if clash is not None:
                return Refusal(clash)
            return (left.length > right.length) - (left.length < right.length)
        case Decimal(), Decimal():
            return _sign(left, right)
        case dt.datetime(), dt.datetime():
            # In one zone the clock shows an hour twice when summer time ends: only instants are ordered.
            return _sign(left.astimezone(dt.UTC), right.astimezone(dt.UTC))
        case dt.date(), dt.date() if not isinstance(left, dt.datetime) and not isinstance(right, dt.datetime):
            return _sign(left, right)
        case _ if type(left) is type(right):
            return int(left != right)
        case _:
            return Refusal("not_comparable")


def _sign(left: object, right: object) -> int:
    return int(left > right) - int(left < right)  # type: ignore[operator]


def plus(left: object, right: object) -> object:
    """A sum of amounts or of periods, or a date or date-time moved on."""
    match left, right:
        case Decimal(), Decimal():
            return CONTEXT.add(left, right)
        case Money(amount=a, currency=c), Money(amount=b, currency=d):
            return Money(CONTEXT.add(a, b), c) if c == d else Refusal("currencies_differ")
        case Period(), Period():
            return _periods_added(left, right)
        case dt.date(), Period():
            return shifted(left, right)
        case Period(), dt.date():
            return shifted(right, left)
        case _:
            return Refusal("not_arithmetic")


def minus(left: object, right: object) -> object:
    """As `plus`; a date less a date is the days between them."""
    match left, right:
        case dt.datetime(), dt.datetime():
            return Refusal("write_elapsed")
        case dt.date(), dt.date():
            if isinstance(left, dt.datetime) or isinstance(right, dt.datetime):
                return Refusal("date_with_date_time")
            return Period((left - right).days, Unit.DAY)
        case _, Decimal():
            return plus(left, right.copy_negate())
        case _, Money(amount=amount, currency=currency):
            return plus(left, Money(amount.copy_negate(), currency))
        case ((dt.date() | Period()), Period()):
            return plus(left, Period(-right.count, right.unit))
        case _:
            return Refusal("not_arithmetic")


def times(left: object, right: object) -> object:
    """A product of numbers, or an amount taken a number of times."""
    match left, right:
        case Decimal(), Decimal():
            return CONTEXT.multiply(left, right)
        case (Money(amount=amount, currency=currency), Decimal() as number) | (
            Decimal() as number,
            Money(amount=amount, currency=currency),
        ):
            return Money(CONTEXT.multiply(amount, number), currency)
        case _:
            return Refusal("not_arithmetic")


def over(left: object, right: object) -> object:
    """A quotient; of two amounts of money it is a number."""
    match left, right:
        case (Decimal(), Decimal()) | (Money(), Decimal()) if not right:
            return Refusal("division_by_zero")
        case Decimal(), Decimal():
            return CONTEXT.divide(left, right)
        case Money(amount=amount, currency=currency), Decimal():
            return Money(CONTEXT.divide(amount, right), currency)
        case Money(amount=a, currency=c), Money(amount=b, currency=d):
            if c != d:
                return Refusal("currencies_differ")
            return CONTEXT.divide(a, b) if b else Refusal("division_by_zero")
        case _:
            return Refusal("not_arithmetic")


def share_of(percent: object, whole: object) -> object:
    """`120% of x`, with the percentage as Decimal(120)."""
    if not isinstance(percent, Decimal):
        return Refusal("needs_percent")
    return times(percent.scaleb(-2, CONTEXT), whole)


def is_member(item: object, choices: object) -> object:
    """The item is one of the values of a set."""
    return item in choices if isinstance(choices, frozenset) else Refusal("needs_set")


def includes(collection: object, items: object) -> object:
    """Every value of the second set is in the first."""
    if isinstance(collection, frozenset) and isinstance(items, frozenset):
        return items <= collection
    return Refusal("needs_set")


def _periods_added(left: Period, right: Period) -> Period | Refusal:
    """In the unit of both when they share it, else in the family's smallest unit."""
    if left.unit is right.unit:
        return Period(left.count + right.count, left.unit)
    clash = families_apart(left.unit.family, right.unit.family)
    if clash is not None:
        return Refusal(clash)
    return Period(left.length + right.length, SMALLEST_UNITS[left.unit.family])


def shifted(day: dt.date, period: Period) -> dt.date | Refusal:
    """A date or date-time moved by a period, back when the count is negative.

    Months keep the day number, or end on the month's last day when it has no such day.
    """
    family = period.unit.family
    if family is Family.WORKING_DAYS:
        return Refusal("working_days_need_calendar")
    if isinstance(day, dt.datetime):
        return _moved_on_clock(day, period)
    if family is Family.CLOCK:
        return Refusal("hours_on_date")
    return _moved(day, period)


def _moved(day: dt.date, period: Period) -> dt.date | Refusal:
    """A local day moved by days or months; `dt.date` holds the years 1 to 9999."""
    if period.unit.family is Family.DAYS:
        return dt.date.fromordinal(_within_range(day.toordinal() + period.length))
    year, month = divmod(day.year * 12 + day.month - 1 + period.length, 12)
    if not dt.MINYEAR <= year <= dt.MAXYEAR:
        return Refusal("out_of_range")
    return dt.date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def _within_range(ordinal: int) -> int:
    if not 1 <= ordinal <= dt.date.max.toordinal():
        raise OverflowError("a day outside the years 1 to 9999")
    return ordinal


def _moved_on_clock(moment: dt.datetime, period: Period) -> dt.datetime | Refusal:
    """Minutes and hours as elapsed time; longer units keep the local time of day."""
    if period.unit.family is Family.CLOCK:
        later = moment.astimezone(dt.UTC) + dt.timedelta(minutes=period.length)
        return later.astimezone(moment.tzinfo)
    day = _moved(moment.date(), period)
    if isinstance(day, Refusal):
        return day
    local = dt.datetime.combine(day, moment.timetz())
    # A time of day that summer time skips is read an hour later, as a clock shows it.
    return local.astimezone(dt.UTC).astimezone(moment.tzinfo)
