"""Events as conditions: has it happened, on the same day, within a period before or after."""

from __future__ import annotations

from collections.abc import Callable
from typing import assert_never

import attrs

from dutylang.assessment.leaves import Leaf, LeafKind
from dutylang.assessment.single.context import Context, period_value
from dutylang.assessment.single.timeline import not_later
from dutylang.calendars.counting import count_backward, count_forward
from dutylang.cases.record import EventRecord
from dutylang.policy import typed as t
from dutylang.syntax.ast import Relation
from dutylang.values import UNKNOWN, Moment, Truth

Reader = Callable[[t.Typed | None, Context], Truth]


def happens(test: t.HappensTest, context: Context, truth_of: Reader) -> object:
    """Whether an event of the type stands in the relation; what may still come is awaited."""
    window = _window(test, context)
    found = Truth.NO
    for event in context.timeline.of_types([test.event]):
        if context.act is not None and event.position == context.act.position:
            continue
        inside = _inside(event, test.relation, window, context)
        if inside is Truth.NO:
            continue
        found = found | (inside & truth_of(test.where, attrs.evolve(context, event=event)))
        if found is Truth.YES:
            return True
    if found is Truth.UNKNOWN:
        return UNKNOWN
    return _not_found(test, window[1], context)


def _not_found(test: t.HappensTest, last: Moment, context: Context) -> object:
    forward = test.relation in (Relation.SAME_DAY, Relation.WITHIN_AFTER) or context.until is not None
    if not context.timeline.covers([test.event], last):
        leaf = Leaf(LeafKind.REGISTER, test.event, why="incomplete")
        context.note(("register", test.event, last), leaf)
        return UNKNOWN
    if forward and not context.timeline.passed(last):
        context.trace.awaited = True
        return False if context.awaiting is None else context.awaiting
    return False


def _window(test: t.HappensTest, context: Context) -> tuple[Moment | None, Moment]:
    """The first and the last moment, both included; None: from the beginning of the case."""
    here = context.act.at if context.act is not None else context.moment
    setting = context.setting
    match test.relation:
        case Relation.EVER_BEFORE:
            return None, context.until or here
        case Relation.SAME_DAY:
            return Moment(here.day), Moment(here.day)
        case Relation.WITHIN_AFTER | Relation.WITHIN_BEFORE:
            period = period_value(test.period, here.day, setting, context.trace)
            calendar = setting.calendar(setting.policy_calendar)
            if test.relation is Relation.WITHIN_AFTER:
                count = count_forward(here, period, setting.plan.counting, calendar, setting.tz)
                return here, count.due
            count = count_backward(here, period, setting.plan.counting, calendar, setting.tz)
            return count.due, here
        case _:
            assert_never(test.relation)


def _inside(
    event: EventRecord, relation: Relation, window: tuple[Moment | None, Moment], context: Context
) -> Truth:
    first, last = window
    if first is not None and not not_later(first, event.at):
        return Truth.NO
    if not not_later(event.at, last):
        return Truth.NO
    if context.act is None or relation is Relation.SAME_DAY:
        return Truth.YES
    place = context.timeline.order(event, context.act)
    if place is None:
        context.trace.order_assumed = True
        return Truth.YES
    wanted = 1 if relation is Relation.WITHIN_AFTER else -1
    return Truth.of(place == wanted)
