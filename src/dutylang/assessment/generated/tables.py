"""Deadlines by the day from which they count: each day is counted once, by the counting of the reference."""

from __future__ import annotations

import datetime as dt
from typing import assert_never

from dutylang.assessment.generated.unformed import NoFormError
from dutylang.assessment.single.conditions import day_before
from dutylang.assessment.single.context import Context, Setting, Trace, period_value
from dutylang.assessment.single.world import World
from dutylang.calendars.calendar import day_roll
from dutylang.calendars.conventions import CONVENTIONS
from dutylang.calendars.counting import Count, count_backward, count_forward, on_clock
from dutylang.calendars.moments import SECONDS, add_months, month_length, start_of_day
from dutylang.calendars.spans import calendar_periods, period_of
from dutylang.plan import deadlines as d
from dutylang.policy.typed import Const, ReadParameter
from dutylang.values import Moment, Period, Unit

MOST_DAYS = 100_000
"""So many days are remembered of a deadline before it begins anew."""

DayTableLimit = d.AfterLimit | d.LeadLimit | d.EndLimit | d.DayLimit


class DueTable(dict[int, int]):
    """Of one deadline, the ordinal of the due day by the ordinal of the day from which it counts.

    Safe to read from several threads: what is missing is counted, and counted twice at worst.
    """

    def __init__(self, limit: DayTableLimit, setting: Setting, *, in_period: bool = False) -> None:
        super().__init__()
        self._limit = limit
        self._setting = setting
        self._in_period = in_period

    def __missing__(self, day: int) -> int:
        if len(self) >= MOST_DAYS:
            self.clear()
        self[day] = found = self._due(dt.date.fromordinal(day)).toordinal()
        return found

    def _due(self, day: dt.date) -> dt.date:
        match self._limit:
            case d.AfterLimit() | d.LeadLimit():
                return self.counted(day)[0].due.day
            case d.EndLimit(unit=unit, counting=counting):
                return self._rolled(period_of(unit, day)[2], counting)
            case d.DayLimit(counting=counting):
                return self._rolled(self._fixed_day(self._limit, day), counting)
            case _:
                assert_never(self._limit)

    def counted(self, day: dt.date) -> tuple[Count, bool]:
        """How a period counts from a day, and whether it rests on a parameter left at its default."""
        limit, setting, trace = self._limit, self._setting, Trace()
        if not isinstance(limit, d.AfterLimit | d.LeadLimit):
            raise TypeError("only a period is counted")
        period = period_value(limit.period, day, setting, trace)
        calendar, name = setting.calendar(limit.counting.calendar), limit.counting.convention
        if isinstance(limit, d.LeadLimit):
            return count_backward(Moment(day), period, name, calendar, setting.tz), trace.house_default
        roll, strict = limit.counting.roll, limit.strict
        count = count_forward(Moment(day), period, name, calendar, setting.tz, roll=roll, strict=strict)
        return count, trace.house_default

    def _rolled(self, day: dt.date, counting: d.Counting) -> dt.date:
        return day_roll(day, self._setting.calendar(counting.calendar)) if counting.roll else day

    def _fixed_day(self, limit: d.DayLimit, base: dt.date) -> dt.date:
        """The day of a month of the period of the opening, or of the period itself where it recurs."""
        months = {Unit.MONTH: 1, Unit.QUARTER: 3}.get(limit.unit, 12)
        first = period_of(limit.unit, base)[1]
        if limit.following:
            first = add_months(first, months)
        day = _day_of(first, limit)
        if not self._in_period and not limit.following and day < base:
            day = _day_of(add_months(first, months), limit)
        return day


def _day_of(first: dt.date, limit: d.DayLimit) -> dt.date:
    month = add_months(first, (limit.month or 1) - 1 if limit.unit is not Unit.MONTH else 0)
    return month.replace(day=min(limit.day, month_length(month.year, month.month)))


class PeriodTable(dict[tuple[int, int], tuple[tuple[str, int, int], ...]]):
    """Of one unit, the calendar periods that share a day with a stretch of days, by its first and last ordinal."""

    def __init__(self, unit: Unit, setting: Setting) -> None:
        super().__init__()
        self._unit = unit
        self._calendar = setting.calendar(setting.policy_calendar)
        self._tz = setting.tz

    def has_begun(self, moment: Moment) -> bool:
        """Whether some of the day has passed by a moment."""
        return moment.instant is not None and moment.instant > start_of_day(moment.day, self._tz)

    def __missing__(self, days: tuple[int, int]) -> tuple[tuple[str, int, int], ...]:
        if len(self) >= MOST_DAYS // 100:
            self.clear()
        first, last = (dt.date.fromordinal(day) for day in days)
        self[days] = found = tuple(
            (label, begins.toordinal(), ends.toordinal())
            for label, begins, ends in calendar_periods(self._unit, first, last, self._calendar)
        )
        return found


class AgoTable(dict[int, dt.date]):
    """The day that lies a period before another one, by the ordinal of that day."""

    def __init__(self, period: d.PeriodSource, setting: Setting) -> None:
        super().__init__()
        self._period = period
        self._context = Context(setting, World(), Trace(), setting.timeline.horizon.as_of)

    def __missing__(self, day: int) -> dt.date:
        if len(self) >= MOST_DAYS:
            self.clear()
        local = dt.date.fromordinal(day)
        period = period_value(self._period, local, self._context.setting, Trace())
        self[day] = found = day_before(local, period, self._context)
        return found


# ---- what a period counts in ----------------------------------------------------------------------


def constants_of(parameter: str, setting: Setting) -> tuple[tuple[Const, bool], ...]:
    """Every value that a parameter can have, and whether it is one that was left at its default."""
    override = setting.overrides.get(parameter)
    if override is not None:
        return ((override, False),)
    versions = setting.plan.vocabulary.parameters[parameter].versions
    return tuple((each.value, each.house_default) for each in versions)


def periods_of(source: d.PeriodSource, setting: Setting) -> tuple[Period, ...]:
    """Every value that a written period can have: of a parameter, those of all its versions."""
    if isinstance(source, Period):
        return (source,)
    values = [each.value for each, _ in constants_of(source.name, setting)]
    return tuple(each for each in values if isinstance(each, Period))


def counts_in_days(limit: d.AfterLimit | d.LeadLimit, setting: Setting) -> bool:
    """Whether a deadline ends with a whole day, whatever the value of its parameter."""
    rule = CONVENTIONS[limit.counting.convention]
    return not any(on_clock(each.unit, rule) for each in periods_of(limit.period, setting))


def clock_micros(limit: d.AfterLimit, setting: Setting) -> int:
    """How many microseconds a period on the clock has; it has no generated form where that can differ."""
    rule, periods = CONVENTIONS[limit.counting.convention], periods_of(limit.period, setting)
    period = periods[0]
    fits = on_clock(period.unit, rule) and period.unit in SECONDS and not rule.skips_first_hour
    if len(periods) > 1 or not fits or limit.counting.roll is True:
        raise NoFormError("clock")
    return period.count * SECONDS[period.unit] * 1_000_000


def rests_on_default(source: d.PeriodSource | None, setting: Setting) -> bool:
    """Whether a period may rest on a parameter that was left at its default."""
    if not isinstance(source, ReadParameter):
        return False
    return any(is_default for _, is_default in constants_of(source.name, setting))
