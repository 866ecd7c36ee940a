"""A book of cases for a plan, in which its rules have something to judge, and the moment as of which it is judged."""

from __future__ import annotations

import datetime as dt
from zoneinfo import ZoneInfo

from dutylang.assessment.model import Horizon
from dutylang.cases.record import CaseRecord
from dutylang.plan.model import (
    Ban,
    Ceiling,
    ChecklistBody,
    DemandBody,
    EdgeBody,
    FourEyesBody,
    NeverBothBody,
    Plan,
    Precedence,
    Upkeep,
    steps_of,
)
from dutylang.values import Moment
from tests.differential.dice import Dice
from tests.differential.records import HOURS, SPAN, Maker


def scripts_of(plan: Plan) -> tuple[tuple[str, ...], ...]:
    """For each rule the events that open it and those that it speaks of, in the order in which they should come."""
    found = []
    for rule in plan.rules:
        spoken = [rule.scope.start, rule.trigger.event]
        match rule.body:
            case DemandBody(main=main):
                spoken += main.match.events
            case Ban(match=match) | Ceiling(match=match):
                spoken += match.events
            case Precedence(match=match, prior=prior):
                spoken += [prior, *match.events]
            case FourEyesBody(events=events):
                spoken += events
            case NeverBothBody(first=first, second=second):
                spoken += [first, second]
            case EdgeBody(event=event):
                spoken.append(event)
            case ChecklistBody(before=before):
                spoken.append(before)
            case Upkeep():
                pass
        for step in steps_of(rule):
            spoken += [step.event, *step.demand.match.events]
        found.append(tuple(name for name in (*spoken, rule.scope.end) if name is not None))
    return tuple(each for each in found if each)


def book(
    dice: Dice, plan: Plan, base: dt.date, count: int, *, plain: int = 60
) -> tuple[tuple[CaseRecord, ...], Horizon]:
    """Some cases, so many percent of them plain, and the moment as of which they are judged."""
    words, tz, scripts = plan.vocabulary, ZoneInfo(plan.timezone), scripts_of(plan)
    times = dice.chance(50)
    cases = tuple(
        Maker(dice, words, tz, base, dice.chance(plain), times, scripts).case(f"C-{number}")
        for number in range(count)
    )
    maker = Maker(dice, words, tz, base, plain=False, times=times)
    last = dice.one(*[(SPAN, 60)] * 14, *[(0, SPAN)] * 4, (-10, -1), (200, 400))
    as_of = Moment(maker.day(*last))
    if dice.chance(30):
        as_of = maker.at(as_of.day, dice.one(*HOURS))
    known = maker.moment(0, SPAN) if dice.chance(8) else None
    return cases, Horizon(as_of, known)
