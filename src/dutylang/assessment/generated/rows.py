"""What a generated function says of an instance → the compact form of a finding. Built when it is asked for."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any

import attrs

from dutylang.assessment.generated.codes import CODES, Code, Done, Missed, Opened
from dutylang.assessment.generated.prepared import FIRST_INSTANT, RECORD, Event
from dutylang.assessment.generated.tables import DueTable
from dutylang.assessment.model import Flag, Verdict
from dutylang.assessment.rows import Row
from dutylang.assessment.single.actors import holders, persons_of
from dutylang.assessment.single.context import Context, Setting, Trace
from dutylang.assessment.single.findings import instance_key
from dutylang.assessment.single.matching import recorded_in_time
from dutylang.assessment.single.openings import event_label
from dutylang.assessment.single.world import World
from dutylang.calendars.moments import moment_at
from dutylang.calendars.spans import lateness
from dutylang.cases.record import EventRecord
from dutylang.plan.deadlines import AfterLimit, LeadLimit, LimitPlan
from dutylang.plan.model import Ban, Ceiling, DemandBody, RulePlan, is_advisory
from dutylang.values import Moment, Period

_NOTHING = (None,) * 5
LAST_ORDINAL = dt.date.max.toordinal()


Counted = dict[tuple[int, int, int], tuple[bool, bool]]
"""Of a rule, a deadline of it (see `_limit`) and a start day: whether a day that decided lies outside what the
calendar publishes, and whether the period was left at its default."""


@attrs.frozen(eq=False)
class Telling:
    """What the rows of one case share: its setting, labels of events by position, and counts of the policy."""

    setting: Setting
    counted: Counted
    labels: dict[int, str] = attrs.field(factory=dict)

    def label(self, event: EventRecord) -> str:
        """The stable name of an event."""
        found = self.labels.get(event.position)
        if found is None:
            self.labels[event.position] = found = event_label(event, self.setting.timeline)
        return found


@attrs.frozen(eq=False)
class _Told:
    """An outcome taken apart: the event that opened the instance, its period, its due, and its acts."""

    rule: RulePlan
    place: int
    which: int
    code: Code
    telling: Telling
    event: EventRecord | None
    period: str | None
    opened: Moment | None
    due: Moment | None
    before: EventRecord | None
    anchor: EventRecord | None
    acts: tuple[EventRecord, ...]
    limit: LimitPlan | None

    @property
    def setting(self) -> Setting:
        """What the case is read against."""
        return self.telling.setting

    @property
    def shown(self) -> Moment | None:
        """The due as a reader calls it."""
        return self.due if self.due is not None else self.before.at if self.before is not None else None

    @property
    def done(self) -> EventRecord | None:
        """The act that did it."""
        if self.code.done is Done.ACT:
            return self.acts[-1]
        return self.event if self.code.done is Done.OPENING else None

    @property
    def missed_at(self) -> Moment | None:
        """The moment of the breach."""
        match self.code.missed:
            case Missed.ACT:
                return self.acts[-1].at
            case Missed.DUE:
                return self.shown or self.setting.timeline.closed_at
            case _:
                return None


def row_of_outcome(outcome: tuple[Any, ...], telling: Telling) -> Row:
    """The row of one outcome of a generated function that is not left to the reference."""
    told, setting = _told(outcome, telling), telling.setting
    rule, code = told.rule, told.code
    done, missed_at = told.done, told.missed_at
    evidence = tuple(act.position for act in told.acts)
    opened, trigger = _opened(told)
    breach = code.verdict in (Verdict.VIOLATED, Verdict.LATE)
    return Row(
        key=instance_key(rule, "", "", _label(told), setting),
        case_id=setting.timeline.case.id,
        rule=rule.name,
        article=rule.article,
        part="",
        level="",
        verdict=code.verdict,
        reason=code.reason,
        flags=_flags(told, breach),
        advisory=is_advisory(rule) and not code.is_bare,
        trigger=trigger,
        period=told.period,
        opened=opened,
        due=told.shown,
        done=done.at if done is not None else None,
        lateness=_lateness(told) if code.verdict is Verdict.LATE else None,
        evidence=evidence,
        persons=_persons(told, done, missed_at),
        breached_at=missed_at if breach else None,
        exceptions=(),
        version="",
        possible=frozenset(),
        deciders=(),
    )


def _told(outcome: tuple[Any, ...], telling: Telling) -> _Told:
    setting = telling.setting
    rule = setting.plan.rules[outcome[0]]
    code = CODES[outcome[1]]
    opening, due, acts, more, which = (*outcome[2:], *_NOTHING)[:5]
    event = period = opened = None
    if isinstance(opening, tuple) and isinstance(opening[0], str):
        period, day, event = opening[0], opening[1], _record(opening[2])
        opened = event.at if event is not None else Moment(dt.date.fromordinal(day))
    elif isinstance(opening, tuple):
        event = _record(opening)
        opened = event.at if event is not None else None
    other = _record(more)
    limit = _limit(rule, which or 0)
    counts_from_other = other is not None and getattr(limit, "anchor", None) is not None
    return _Told(
        rule=rule,
        place=outcome[0],
        which=which or 0,
        code=code,
        telling=telling,
        event=event,
        period=period,
        opened=opened,
        due=_moment(due, setting),
        before=None if counts_from_other else other,
        anchor=other if counts_from_other else None,
        acts=_records(acts),
        limit=limit,
    )


def _limit(rule: RulePlan, which: int) -> LimitPlan | None:
    """The deadline of a demand, or the one that took its place (from 1)."""
    if not isinstance(rule.body, DemandBody):
        return None
    main = rule.body.main
    if which:
        return main.instead[which - 1].limit
    return main.limits[0] if main.limits else None


def _record(event: object) -> EventRecord | None:
    return event[RECORD] if isinstance(event, tuple) else None


def _records(acts: object) -> tuple[EventRecord, ...]:
    if not isinstance(acts, tuple) or not acts:
        return ()
    events: Sequence[Event] = (acts,) if isinstance(acts[0], int) else acts
    return tuple(event[RECORD] for event in events)


def _moment(due: object, setting: Setting) -> Moment | None:
    """A due as it is told: the ordinal of a day, or microseconds since the first instant of the year 1."""
    if not isinstance(due, int):
        return None
    if due <= LAST_ORDINAL:
        return Moment(dt.date.fromordinal(due))
    return moment_at(FIRST_INSTANT + dt.timedelta(microseconds=due), setting.tz)


def _label(told: _Told) -> str:
    match told.code.opened:
        case Opened.NONE:
            return "none"
        case Opened.CLEAN:
            return "clean"
        case Opened.ACT:
            return told.telling.label(told.acts[-1])
        case Opened.EVENT | Opened.MOMENT | Opened.CASE:
            return "case"
        case _:
            if told.period is not None:
                return told.period
            return told.telling.label(told.event) if told.event is not None else "case"


def _opened(told: _Told) -> tuple[Moment | None, int | None]:
    """The moment of opening and the position of the trigger."""
    if told.code.opened in (Opened.PLAIN, Opened.NONE, Opened.CASE):
        return None, None
    if told.code.opened is Opened.MOMENT or told.event is None:
        return told.opened, None
    return told.opened, told.event.position


def _persons(told: _Told, done: EventRecord | None, missed_at: Moment | None) -> tuple[str, ...]:
    """Acts belong to the actor, omissions to who held the role when it was missed, the rest to who holds it."""
    if told.code.opened is Opened.NONE:
        return ()
    if done is not None and (told.code.verdict is not Verdict.LATE or missed_at is None):
        return persons_of(done)
    timeline = told.setting.timeline
    moment = missed_at or timeline.horizon.as_of
    roles = () if told.code.is_bare else _roles(told.rule)
    return holders(roles, moment.day, timeline.case)


def _roles(rule: RulePlan) -> tuple[str, ...]:
    match rule.body:
        case DemandBody(main=main):
            return main.bearers
        case Ceiling(bearers=bearers):
            return bearers
        case Ban(match=match):
            return match.roles
        case _:
            return ()


def _lateness(told: _Told) -> Period:
    """How late, counted in the unit of the duty; on the clock a begun unit counts whole."""
    body, setting, done = told.rule.body, told.setting, told.done
    last = told.shown
    if not isinstance(body, DemandBody) or done is None or last is None:
        raise TypeError("only a demand with a due is done late")
    named = (each.counting.calendar for each in body.main.limits if isinstance(each, AfterLimit | LeadLimit))
    calendar = setting.calendar(next(named, setting.policy_calendar))
    amount = lateness(last, done.at, body.main.unit, calendar, setting.tz)
    begun = amount.count == 0 and last.instant is not None
    return Period(1, amount.unit) if begun else amount


def _flags(told: _Told, breach: bool) -> frozenset[Flag]:
    found = set(told.code.flags)
    rule, setting = told.rule, told.setting
    demanded = isinstance(rule.body, DemandBody) and told.code.opened is not Opened.NONE
    if demanded:
        provisional, house_default = _counting(told)
        found |= {Flag.PROVISIONAL} if provisional else set()
        found |= {Flag.HOUSE_DEFAULT} if house_default and breach else set()
    if (demanded or isinstance(rule.body, Ceiling)) and _order_assumed(told):
        found.add(Flag.ORDER_ASSUMED)
    limit = setting.plan.recorded_within
    if limit is not None and told.acts:
        context = Context(setting, World(), Trace(), setting.timeline.horizon.as_of)
        if any(not recorded_in_time(act, limit, context) for act in told.acts):
            found.add(Flag.BACK_DATED)
    return frozenset(found)


def _counting(told: _Told) -> tuple[bool, bool]:
    """Whether a day that decided lies outside what the calendar publishes, and whether a default was used."""
    limit = told.limit
    if not isinstance(limit, AfterLimit | LeadLimit) or told.due is None:
        return False, False
    start = told.opened.day if told.opened is not None else told.setting.timeline.first_day
    if told.anchor is not None:
        start = told.anchor.at.day
    elif isinstance(limit, LeadLimit) and told.before is not None:
        start = told.before.at.day
    key = (told.place, told.which, start.toordinal())
    found = told.telling.counted.get(key)
    if found is None:
        count, house_default = DueTable(limit, told.setting).counted(start)
        told.telling.counted[key] = found = (count.provisional, house_default)
    return found


def _order_assumed(told: _Told) -> bool:
    """Whether the evidence rests on an order of two acts of one day that the record does not show."""
    bounds = [] if told.rule.already_counts or told.event is None else [told.event]
    if told.before is not None:
        bounds.append(told.before)
    order = told.setting.timeline.order
    return any(order(act, bound) is None for act in told.acts for bound in bounds)
