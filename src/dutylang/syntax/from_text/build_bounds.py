"""Builders of deadlines and of the other bounds of an act."""

from __future__ import annotations

import calendar
import datetime as dt
from typing import cast

import attrs

from dutylang.source import Span
from dutylang.syntax import ast
from dutylang.syntax.ast import PeriodRef, Roll, TimesKind
from dutylang.syntax.from_text.build_base import BuilderBase, changed, made
from dutylang.syntax.from_text.tokens import Token
from dutylang.values import Unit

_EACH = {
    Unit.MONTH: PeriodRef.EACH_MONTH,
    Unit.QUARTER: PeriodRef.EACH_QUARTER,
    Unit.YEAR: PeriodRef.EACH_YEAR,
}
_LONGEST_QUARTER_DAYS = 92
_LEAP_YEAR = 2024


@attrs.frozen
class Setting:
    """One thing that a limit counts differently: the field of the settings and its value."""

    field: str
    value: object
    span: Span


class BoundBuilder(BuilderBase):
    """Rules of the bounds before and after an act."""

    def limited(self, _span: Span, limit: ast.Limit, *settings: Setting) -> ast.Limit:
        """A limit with its settings."""
        if not settings:
            return limit
        if not isinstance(limit, ast.Within | ast.AtLeastBefore | ast.ByDay | ast.ByDate | ast.EndOf):
            self.report("S034", settings[0].span)
            return limit
        values = {setting.field: setting.value for setting in settings}
        if len(values) < len(settings):
            self.report("S035", settings[-1].span)
        place = settings[0].span.to(settings[-1].span)
        return changed(limit, settings=made(ast.Settings, span=place, **values))

    def set_counting(self, span: Span, name: str) -> Setting:
        """`counting exact`."""
        return Setting("counting", name, span)

    def set_calendar(self, span: Span, name: str) -> Setting:
        """`on calendar china`."""
        return Setting("calendar", name, span)

    def set_rolling(self, span: Span) -> Setting:
        """`rolling`."""
        return Setting("roll", Roll.ROLLING, span)

    def set_not_rolling(self, span: Span) -> Setting:
        """`not rolling`."""
        return Setting("roll", Roll.NOT_ROLLING, span)

    # ---- periods from an event ----

    def within(self, span: Span, duration: ast.Duration, after: Token | None = None) -> ast.Within:
        """`within D [after X]`."""
        return ast.Within(duration, None if after is None else self.name_of(after), span=span)

    def within_strictly(self, span: Span, duration: ast.Duration, after: Token | None = None) -> ast.Within:
        """`strictly within D [after X]`."""
        return changed(self.within(span, duration, after), strict=True)

    def after_within(self, span: Span, after: Token, duration: ast.Duration) -> ast.Within:
        """`在X后D内`."""
        return self.within(span, duration, after)

    def after_within_strictly(self, span: Span, after: Token, duration: ast.Duration) -> ast.Within:
        """`严格在X后D内`."""
        return self.within_strictly(span, duration, after)

    def lead(self, span: Span, duration: ast.Duration, event: Token) -> ast.AtLeastBefore:
        """`at least D before E`."""
        return ast.AtLeastBefore(duration, self.name_of(event), span=span)

    def lead_reversed(self, span: Span, event: Token, duration: ast.Duration) -> ast.AtLeastBefore:
        """`在E前至少提前D`."""
        return self.lead(span, duration, event)

    def before_event(self, span: Span, event: Token) -> ast.BeforeEvent:
        """`before E`."""
        return ast.BeforeEvent(self.name_of(event), span=span)

    def before_next(self, span: Span, event: Token) -> ast.BeforeEvent:
        """`before the next E`."""
        return ast.BeforeEvent(self.name_of(event), next=True, span=span)

    def same_day(self, span: Span) -> ast.SameDay:
        """`on the same day`."""
        return ast.SameDay(span=span)

    def same_day_as(self, span: Span, event: Token) -> ast.SameDay:
        """`on the same day as X`."""
        return ast.SameDay(self.name_of(event), span=span)

    # ---- days and times ----

    def by_date(self, span: Span, date: Token) -> ast.ByDate:
        """`by 2024-06-30`."""
        return ast.ByDate(cast("dt.date", date.value), span=span)

    def by_time(self, span: Span, time: Token, day: Token | None = None) -> ast.ByTime:
        """`by 17:00 [of the next day]`."""
        return ast.ByTime(
            cast("dt.time", time.value), "same_day" if day is None else str(day.value), span=span
        )

    def by_time_next(self, span: Span, day: Token, time: Token) -> ast.ByTime:
        """`在次日17:00前`."""
        return self.by_time(span, time, day)

    def by_day(self, span: Span, day: Token, of: Token) -> ast.ByDay:
        """`by the 10th of each month`."""
        return self._by_day(span, cast("int", day.value), None, PeriodRef(str(of.value)))

    def by_month_day(self, span: Span, day: Token, month: Token, of: Token) -> ast.ByDay:
        """`by 30 April of the following year`."""
        return self._by_day(span, self.whole(day), int(str(month.value)), PeriodRef(str(of.value)))

    def by_day_of_each(self, span: Span, each: Token, day: Token, unit: Token) -> ast.ByDay:
        """`在每月10日前`."""
        self._is_day(unit)
        return self._by_day(span, self.whole(day), None, self._each(each))

    def by_month_day_of_each(self, span: Span, each: Token, month_day: Token) -> ast.ByDay:
        """`在每年4月30日前`."""
        month, day = cast("tuple[int, int]", month_day.value)
        return self._by_day(span, day, month, self._each(each))

    def by_day_of(self, span: Span, of: Token, day: Token, unit: Token) -> ast.ByDay:
        """`在次月10日前`."""
        self._is_day(unit)
        return self._by_day(span, self.whole(day), None, PeriodRef(str(of.value)))

    def by_month_day_of(self, span: Span, of: Token, month_day: Token) -> ast.ByDay:
        """`在次年4月30日前`."""
        month, day = cast("tuple[int, int]", month_day.value)
        return self._by_day(span, day, month, PeriodRef(str(of.value)))

    def _is_day(self, unit: Token) -> None:
        if unit.value != Unit.DAY.value:
            self.report("S036", self.span_of(unit), found=unit.text)

    def _each(self, unit: Token) -> PeriodRef:
        found = _EACH.get(Unit(str(unit.value)))
        if found is None:
            self.report("S036", self.span_of(unit), found=unit.text)
        return found or PeriodRef.EACH_MONTH

    def _by_day(self, span: Span, day: int, month: int | None, of: PeriodRef) -> ast.ByDay:
        if month is not None:
            longest = calendar.monthrange(_LEAP_YEAR, month)[1] if 1 <= month <= 12 else 0
        elif of in (PeriodRef.EACH_QUARTER, PeriodRef.FOLLOWING_QUARTER):
            longest = _LONGEST_QUARTER_DAYS
        elif of in (PeriodRef.EACH_YEAR, PeriodRef.FOLLOWING_YEAR):
            longest = 366
        else:
            longest = 31
        if not 1 <= day <= longest:
            self.report("S037", span, day=day)
        return ast.ByDay(day, month, of, span=span)

    def end_of(self, span: Span, unit: Token) -> ast.EndOf:
        """`by the end of the month`."""
        found = Unit(str(unit.value))
        if found.is_elapsed or found is Unit.WORKING_DAY:
            self.report("S036", self.span_of(unit), found=unit.text)
        return ast.EndOf(found, span=span)

    def end_of_this(self, span: Span, unit: Token) -> ast.EndOf:
        """`在本月底前`."""
        return self.end_of(span, unit)

    def pick(self, span: Span, which: Token, *limits: ast.Limit) -> ast.Pick:
        """`by the earlier of A and B`."""
        return ast.Pick(which.value == "later", limits, span=span)

    def pick_reversed(self, span: Span, *parts: ast.Limit | Token) -> ast.Pick:
        """`以A与B中较早者为准`."""
        limits = cast("tuple[ast.Limit, ...]", parts[:-1])
        return ast.Pick(cast("Token", parts[-1]).value == "later", limits, span=span)

    # ---- how often, by whom, about what ----

    def times(self, _span: Span, number: Token | None = None) -> int:
        """`3 times`; `once` leaves no trace."""
        return 1 if number is None else self.whole(number)

    def at_least(self, span: Span, count: int) -> ast.Times:
        """`at least 2 times`."""
        return ast.Times(TimesKind.AT_LEAST, count, span=span)

    def at_most(self, span: Span, count: int) -> ast.Times:
        """`at most 2 times`."""
        return ast.Times(TimesKind.AT_MOST, count, span=span)

    def exactly(self, span: Span, count: int) -> ast.Times:
        """`exactly once`."""
        return ast.Times(TimesKind.EXACTLY, count, span=span)

    def for_the_same(self, span: Span, names: tuple[ast.Name, ...]) -> ast.ForTheSame:
        """`for the same site`."""
        return ast.ForTheSame(names, span=span)

    def by_different(self, span: Span) -> ast.ByDifferentPersons:
        """`by different persons`."""
        return ast.ByDifferentPersons(span=span)

    def by_other_than(self, span: Span, event: Token) -> ast.ByOtherThan:
        """`by someone other than who E`."""
        return ast.ByOtherThan(self.name_of(event), span=span)

    def as_next(self, span: Span) -> ast.AsNextEvent:
        """`as the next event`."""
        return ast.AsNextEvent(span=span)
