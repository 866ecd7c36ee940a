"""Written deadlines → limits of the plan. Every limit leaves here with its counting."""

from __future__ import annotations

from typing import assert_never

from dutylang.ops.types import PERIOD
from dutylang.plan.deadlines import (
    AfterLimit,
    Counting,
    DateLimit,
    DayLimit,
    EndLimit,
    EventLimit,
    LeadLimit,
    LimitPlan,
    PeriodSource,
    PickLimit,
    SameDayLimit,
    TimeLimit,
)
from dutylang.policy.model import Policy
from dutylang.policy.typed import ReadParameter
from dutylang.syntax import ast
from dutylang.values import Period, Unit

_PERIOD_OF = {
    ast.PeriodRef.EACH_MONTH: (Unit.MONTH, False),
    ast.PeriodRef.EACH_QUARTER: (Unit.QUARTER, False),
    ast.PeriodRef.EACH_YEAR: (Unit.YEAR, False),
    ast.PeriodRef.FOLLOWING_MONTH: (Unit.MONTH, True),
    ast.PeriodRef.FOLLOWING_QUARTER: (Unit.QUARTER, True),
    ast.PeriodRef.FOLLOWING_YEAR: (Unit.YEAR, True),
}
_ROLL = {ast.Roll.BY_CONVENTION: None, ast.Roll.ROLLING: True, ast.Roll.NOT_ROLLING: False}


def period_from_duration(duration: ast.Duration) -> PeriodSource:
    """A written duration, or the parameter that holds it."""
    if duration.parameter is not None:
        return ReadParameter(duration.parameter.text, PERIOD)
    if duration.count is None or duration.unit is None:
        raise ValueError("a duration has a count and a unit, or a parameter")
    return Period(duration.count, duration.unit)


def _counting(settings: ast.Settings, policy: Policy) -> Counting:
    return Counting(
        convention=settings.counting or policy.counting,
        calendar=settings.calendar or policy.calendar,
        roll=_ROLL[settings.roll],
    )


def after_limit(limit: ast.Within, policy: Policy) -> AfterLimit:
    """`within D [after X]`."""
    return AfterLimit(
        period=period_from_duration(limit.duration),
        anchor=limit.after.text if limit.after else None,
        strict=limit.strict,
        counting=_counting(limit.settings, policy),
    )


def limit_from_ast(limit: ast.Limit, policy: Policy) -> LimitPlan:
    """One written deadline in normal form."""
    plain = Counting(policy.counting, policy.calendar)
    match limit:
        case ast.Within():
            return after_limit(limit, policy)
        case ast.AtLeastBefore():
            period = period_from_duration(limit.duration)
            return LeadLimit(period, limit.event.text, _counting(limit.settings, policy))
        case ast.BeforeEvent():
            return EventLimit(limit.event.text, limit.next)
        case ast.ByDay():
            unit, following = _PERIOD_OF[limit.of]
            return DayLimit(limit.day, limit.month, unit, following, _counting(limit.settings, policy))
        case ast.ByDate():
            return DateLimit(limit.date, _counting(limit.settings, policy))
        case ast.ByTime():
            return TimeLimit(limit.time, limit.day, plain)
        case ast.EndOf():
            return EndLimit(limit.unit, _counting(limit.settings, policy))
        case ast.SameDay():
            return SameDayLimit(limit.event.text if limit.event else None)
        case ast.Pick():
            return PickLimit(limit.later, tuple(limit_from_ast(each, policy) for each in limit.limits))
        case _:
            assert_never(limit)


def _period_of(limit: LimitPlan) -> PeriodSource | None:
    match limit:
        case AfterLimit() | LeadLimit():
            return limit.period
        case PickLimit():
            return next((found for each in limit.limits if (found := _period_of(each))), None)
        case _:
            return None


def lateness_unit(limits: tuple[LimitPlan, ...], policy: Policy) -> Unit:
    """The unit in which lateness is counted: that of the first period, else days."""
    for limit in limits:
        if isinstance(limit, TimeLimit) and limit.day == "next_working_day":
            return Unit.WORKING_DAY
        period = _period_of(limit)
        if isinstance(period, ReadParameter):
            value = policy.vocabulary.parameters[period.name].versions[0].value.value
            period = value if isinstance(value, Period) else None
        if period is not None:
            return period.unit
    return Unit.DAY
