"""Deadlines of every form, as text: bounds of an act, and what changes them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from tests.differential.conditions import Place, condition
from tests.differential.dice import Dice
from tests.differential.words import EVENTS, ROLES

DURATIONS = (
    "3 days",
    "2 working days",
    "soon",
    "5 days",
    "1 day",
    "1 week",
    "later_on",
    "24 hours",
    "90 minutes",
    "1 month",
    "4 working days",
    "30 hours",
)
SETTINGS = (
    " counting exact",
    " counting calendar_days",
    " counting eu_1182_71",
    " counting civil_code",
    " on calendar weekdays",
    ' on calendar "holidays:DE"',
    " not rolling",
    " rolling",
    " counting calendar_days rolling",
)


def duration(dice: Dice) -> str:
    """A period, or a parameter that holds one."""
    return dice.one(*DURATIONS)


def days(dice: Dice) -> str:
    """A period in days."""
    return dice.one("2 days", "3 working days", "5 days", "1 week", "soon")


def setting(dice: Dice) -> str:
    """How a deadline is counted, mostly as the policy says."""
    return dice.one(*SETTINGS) if dice.chance(20) else ""


def within(dice: Dice) -> str:
    """`within 3 days`, or strictly, or from another event."""
    strictly = dice.maybe(15, "strictly ")
    after = f" after {dice.one(*EVENTS)}" if dice.chance(15) else ""
    return f"{strictly}within {duration(dice)}{after}{setting(dice)}"


def others(events: Sequence[str]) -> tuple[str, ...]:
    """The events that are none of these."""
    return tuple(each for each in EVENTS if each not in events)


def limit(dice: Dice, place: Place, acts: Sequence[str]) -> str:
    """Any deadline that an act can meet."""
    if dice.chance(55):
        return within(dice)
    if dice.chance(12):
        picked = [_picked(dice, place, acts) for _ in range(dice.number(2, 3))]
        return f"by the {dice.one('earlier', 'later')} of {' and '.join(picked)}"
    return _single(dice, place, acts)


def _single(dice: Dice, place: Place, acts: Sequence[str]) -> str:
    ahead = dice.one(*others((*place.openers, *acts)))
    day = place.base + dt.timedelta(days=dice.number(10, 20))
    return dice.one(
        f"before {ahead}",
        f"before the next {dice.one(*EVENTS)}",
        f"at least {days(dice)} before {ahead}{setting(dice)}",
        f"by {day}{setting(dice)}",
        f"by the {dice.one('10th', '1st', '31st')} of the following month{setting(dice)}",
        "by the 5th of the following quarter",
        "by 30 April of the following year",
        f"by the end of the {dice.one('month', 'week', 'quarter', 'day', 'year')}{setting(dice)}",
        f"by 17:00{dice.one('', ' of the next day', ' of the next working day')}",
        "on the same day",
        f"on the same day as {dice.one(*EVENTS)}",
    )


def _picked(dice: Dice, place: Place, acts: Sequence[str]) -> str:
    ahead = dice.one(*others((*place.openers, *acts)))
    return dice.one(
        f"{duration(dice)} after {dice.one(*EVENTS)}",
        duration(dice),
        f"{place.base + dt.timedelta(days=dice.number(10, 20))}",
        f"at least {days(dice)} before {ahead}",
        "17:00 of the next day",
        "the end of the week",
        "10th of the following month",
        "on the same day",
    )


def changes(dice: Dice, place: Place) -> list[str]:
    """Lines that change the deadline of the obligation above them."""
    lines = []
    if dice.chance(10):
        lines.append(f"instead {within(dice)} when {condition(dice, place)}")
    if dice.chance(10):
        by = dice.maybe(60, f" by {dice.one(*ROLES, 'board')}")
        lines.append(f"extended by {days(dice)} on {dice.one('grant', *EVENTS)}{by}")
    return lines
