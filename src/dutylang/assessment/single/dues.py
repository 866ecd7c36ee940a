"""Limits → the due moment of one instance, with how it was counted. What has not come yet gives no due."""

from __future__ import annotations

import datetime as dt
from typing import assert_never

import attrs

from dutylang.assessment.leaves import Leaf, LeafKind
from dutylang.assessment.single.actors import acted_as, why_unknown
from dutylang.assessment.single.conditions import decide
from dutylang.assessment.single.context import Context, once, period_value
from dutylang.assessment.single.openings import Opening
from dutylang.assessment.single.timeline import not_later
from dutylang.calendars.calendar import day_roll
from dutylang.calendars.counting import Count, count_backward, count_forward
from dutylang.calendars.moments import add_days, add_months, latest_instant, moment_at, month_length
from dutylang.calendars.spans import period_of
from dutylang.calendars.suspensions import Suspension
from dutylang.cases.record import EventRecord
from dutylang.plan import deadlines as d
from dutylang.plan import model as p
from dutylang.values import Moment, Truth, Unit


@attrs.frozen
class Due:
    """The last moment in time, inclusive unless `exclusive`.

    `before` is an event that performance must precede. `moment` None with `waiting`: what it is counted
    from has not come. `stopped`: a suspension has not ended. `earliest` where the trigger has no time and
    the period is on the clock: the true due lies between the two.
    """

    moment: Moment | None = None
    exclusive: bool = False
    earliest: Moment | None = None
    before: EventRecord | None = None
    waiting: bool = False
    stopped: bool = False
    counts: tuple[Count, ...] = ()

    @property
    def shown(self) -> Moment | None:
        """The moment that a reader calls the due date."""
        if self.before is None:
            return self.moment
        if self.moment is None:
            return self.before.at
        return self.moment if self.moment.day <= self.before.at.day else self.before.at


def due_of(demand: p.Demand, opening: Opening, rule: p.RulePlan, context: Context) -> Due:
    """The due of a demand: the earliest of its limits, another one under a condition, and extensions."""
    things = (rule, *demand.limits, demand.instead, demand.extensions, *opening.things)
    return once("due", things, context, lambda: _due_of(demand, opening, rule, context), opening.values)


def _due_of(demand: p.Demand, opening: Opening, rule: p.RulePlan, context: Context) -> Due:
    limits = demand.limits
    for instead in demand.instead:
        if decide(instead.when, context):
            limits = (instead.limit,)
            break
    reckoner = _Reckoner(opening, rule, context)
    dues = [reckoner.due(limit) for limit in limits]
    due = _earliest(dues, context)
    for extension in demand.extensions:
        due = reckoner.extended(due, extension)
    return due


def _earliest(dues: list[Due], context: Context) -> Due:
    ready = [due for due in dues if not due.waiting]
    if not ready:
        return Due(waiting=bool(dues), stopped=any(due.stopped for due in dues))
    tz = context.setting.tz
    timed = [due for due in ready if due.moment is not None]
    ready = [due for due in ready if due.moment is not None or due.before is not None] or ready
    best = min(timed, key=lambda due: latest_instant(due.moment, tz)) if timed else ready[0]  # type: ignore[arg-type]
    events = [due.before for due in ready if due.before is not None]
    first = events[0] if events else None
    for event in events[1:]:
        if first is not None and context.timeline.order(event, first) == -1:
            first = event
    stopped = any(due.stopped for due in dues)
    if stopped and best.moment is None and first is None:  # an event that need not come gives no due
        return Due(waiting=True, stopped=True)
    return attrs.evolve(best, before=first, stopped=stopped)


@attrs.frozen
class _Reckoner:
    opening: Opening
    rule: p.RulePlan
    context: Context
    looks_back: bool = False  # among several limits an anchor may lie before the opening

    @property
    def start(self) -> Moment:
        timeline = self.context.timeline
        return self.opening.moment or Moment(timeline.first_day)

    def due(self, limit: d.LimitPlan) -> Due:
        match limit:
            case d.AfterLimit():
                return self._after(limit)
            case d.LeadLimit():
                return self._lead(limit)
            case d.EventLimit():
                event = self._next(limit.event)
                # The next one need not come; an event to come is what the duty waits for.
                return Due(before=event, waiting=event is None and not limit.next)
            case d.DayLimit():
                return self._day(self._fixed_day(limit), limit.counting)
            case d.DateLimit():
                return self._day(limit.date, limit.counting)
            case d.EndLimit():
                return self._day(period_of(limit.unit, self.start.day)[2], limit.counting)
            case d.TimeLimit():
                return self._time(limit)
            case d.SameDayLimit():
                return self._same_day(limit)
            case d.PickLimit():
                return self._pick(limit)
            case _:
                assert_never(limit)

    def _next(self, event_type: str) -> EventRecord | None:
        """The first event of a type after the opening."""
        for event in self.context.timeline.by_type.get(event_type, ()):
            if self.opening.event is not None:
                if self.context.timeline.order(event, self.opening.event) in (1, None):
                    return event
            elif self.opening.moment is None or event.at.day >= self.opening.moment.day:
                return event
        return None

    def _anchor(self, event_type: str | None) -> Moment | None:
        if event_type is None:
            return self.start
        if self.opening.event is not None and self.opening.event.type == event_type:
            return self.opening.event.at
        before = [
            event.at
            for event in self.context.timeline.by_type.get(event_type, ())
            if not_later(event.at, self.start)
        ]
        event = self._next(event_type)
        if event is not None and not (self.looks_back and before):
            return event.at
        # What has happened already counts too: awareness may come before the classification.
        return before[-1] if before else None

    def _after(self, limit: d.AfterLimit) -> Due:
        start = self._anchor(limit.anchor)
        if start is None:
            return Due(waiting=True)
        setting = self.context.setting
        period = period_value(limit.period, start.day, setting, self.context.trace)
        spans, running = self.suspensions()
        count = count_forward(
            start,
            period,
            limit.counting.convention,
            setting.calendar(limit.counting.calendar),
            setting.tz,
            roll=limit.counting.roll,
            strict=limit.strict,
            suspensions=spans,
        )
        stopped = running is not None and not_later(running, count.due)
        if stopped:
            return Due(waiting=True, stopped=True)
        return Due(count.due, count.exclusive, count.earliest_due, counts=(count,))

    def _lead(self, limit: d.LeadLimit) -> Due:
        event = self._next(limit.event)
        if event is None:
            return Due(waiting=True)
        setting = self.context.setting
        period = period_value(limit.period, event.at.day, setting, self.context.trace)
        calendar = setting.calendar(limit.counting.calendar)
        count = count_backward(event.at, period, limit.counting.convention, calendar, setting.tz)
        return Due(count.due, count.exclusive, count.earliest_due, before=event, counts=(count,))

    def _fixed_day(self, limit: d.DayLimit) -> dt.date:
        base = self.opening.period[2] if self.opening.period else self.start.day
        months = {Unit.MONTH: 1, Unit.QUARTER: 3}.get(limit.unit, 12)
        first = period_of(limit.unit, base)[1]
        if limit.following:
            first = add_months(first, months)
        day = _day_of(first, limit)
        if self.opening.period is None and not limit.following and day < base:
            day = _day_of(add_months(first, months), limit)
        return day

    def _day(self, day: dt.date, counting: d.Counting) -> Due:
        if counting.roll:
            day = day_roll(day, self.context.setting.calendar(counting.calendar))
        return Due(Moment(day))

    def _time(self, limit: d.TimeLimit) -> Due:
        setting = self.context.setting
        day = self.start.day
        if limit.day == "next_day":
            day = add_days(day, 1)
        elif limit.day == "next_working_day":
            day = setting.calendar(limit.counting.calendar).add_working_days(day, 1)
        local = dt.datetime.combine(day, limit.time, tzinfo=setting.tz)
        opened = self.start.instant
        if limit.day == "same_day" and opened is not None and local < opened:
            local = dt.datetime.combine(add_days(day, 1), limit.time, tzinfo=setting.tz)
        return Due(moment_at(local.astimezone(dt.UTC), setting.tz))

    def _same_day(self, limit: d.SameDayLimit) -> Due:
        start = self._anchor(limit.anchor)
        return Due(Moment(start.day)) if start is not None else Due(waiting=True)

    def _pick(self, limit: d.PickLimit) -> Due:
        each_way = attrs.evolve(self, looks_back=True)
        dues = [each_way.due(each) for each in limit.limits]
        if not limit.later:
            return _earliest(dues, self.context)
        if any(due.waiting for due in dues):
            return Due(waiting=True, stopped=all(due.stopped for due in dues if due.waiting))
        tz = self.context.setting.tz
        timed = [due for due in dues if due.moment is not None]
        return max(timed, key=lambda due: latest_instant(due.moment, tz)) if timed else dues[-1]  # type: ignore[arg-type]

    def suspensions(self) -> tuple[list[Suspension], Moment | None]:
        """The suspended days that have ended, and since when a suspension runs that has not."""
        spans: list[Suspension] = []
        running: Moment | None = None
        for start_type, end_type in self.rule.suspensions:
            since: EventRecord | None = None
            for event in self.context.timeline.of_types([start_type, end_type]):
                if event.type == start_type and since is None:
                    since = event
                elif event.type == end_type and since is not None:
                    spans.append((since.at.day, event.at.day))
                    since = None
            if since is not None:
                running = since.at
        return spans, running

    def extended(self, due: Due, extension: d.Extension) -> Due:
        """The due moved by each grant of the empowered body, given by the then-current due."""
        if due.moment is None:
            return due
        setting = self.context.setting
        counting = d.Counting(setting.plan.counting, setting.policy_calendar)
        current = due.moment
        roles = (extension.by,) if extension.by else ()
        for event in self.context.timeline.by_type.get(extension.event, ()):
            if not not_later(event.at, current):
                continue
            if (
                self.opening.event is not None
                and self.context.timeline.order(event, self.opening.event) == -1
            ):
                continue
            granted = acted_as(event, roles, self.context.timeline.case)
            if granted is Truth.UNKNOWN:
                why = why_unknown(event, roles, self.context.timeline.case)
                leaf = Leaf(LeafKind.ACTOR, event.type, why=why, event=event.position)
                granted = Truth.of(bool(self.context.world.ask(("actor", event.position, roles), leaf)))
            if granted is Truth.NO:
                continue
            period = period_value(extension.period, event.at.day, setting, self.context.trace)
            calendar = setting.calendar(counting.calendar)
            count = count_forward(current, period, counting.convention, calendar, setting.tz)
            current = count.due
            due = attrs.evolve(due, moment=count.due, earliest=None, counts=(*due.counts, count))
        return due


def _day_of(first: dt.date, limit: d.DayLimit) -> dt.date:
    """The day in the period that begins on `first`; a day beyond the month's end is its last."""
    month = add_months(first, (limit.month or 1) - 1 if limit.unit is not Unit.MONTH else 0)
    return month.replace(day=min(limit.day, month_length(month.year, month.month)))
