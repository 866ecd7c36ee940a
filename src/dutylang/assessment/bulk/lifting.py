"""What lifts a breach that is an act: a permission, an exception to the rule, an excuse of its own."""

from __future__ import annotations

import attrs
import numpy as np

from dutylang.assessment.bulk.exceptions import rulings_of
from dutylang.assessment.bulk.fits import fits_each
from dutylang.assessment.bulk.frames import Frame
from dutylang.assessment.bulk.openings import in_force
from dutylang.assessment.bulk.readings import truth
from dutylang.assessment.bulk.shape import Openings, Outcomes, Task
from dutylang.assessment.model import Verdict
from dutylang.cases.columns.model import NO_DAY, NO_INSTANT
from dutylang.ops.columns import NO, UNKNOWN, YES, Flags, Ints
from dutylang.policy.typed import Typed


def frame_at_acts(openings: Openings, task: Task, asked: Flags) -> Frame:
    """Readings at the acts that stand in `openings.row`."""
    return Frame(
        task.board,
        openings.case,
        openings.day,
        event=openings.row,
        act=openings.row,
        trigger=openings.subject,
        start=openings.start,
        instant=openings.instant,
        asked=asked,
    )


def lift_breaches(
    outcomes: Outcomes,
    unless: Typed | None,
    readings: Openings,
    house: Flags,
    task: Task,
    *,
    about: Ints | None = None,
) -> None:
    """Turns breaches by acts into what the first of the three makes of them.

    `about` are the events that permissions compare acts with, where they are not the readings' own.
    """
    subject = readings.subject if about is None else about
    permitted = _permitted(outcomes.is_breach, readings, subject, house, task)
    _lift(outcomes, permitted, Verdict.EXEMPT, "permitted")
    if task.rule.exceptions:
        broken = outcomes.is_breach
        frame = frame_at_acts(readings, task, broken)
        for ruling in rulings_of(frame, broken, task):
            ruling.put_on(outcomes)
        np.logical_or(house, frame.house, out=house)
        task.route(readings.case[broken & frame.assumed])
    if unless is not None and outcomes.is_breach.any():
        _excuse(outcomes, unless, readings, house, task)


def _lift(outcomes: Outcomes, where: Flags, verdict: Verdict, reason: str) -> None:
    outcomes.verdict[where] = -1
    outcomes.settle(where, verdict, reason)
    outcomes.missed_day[where], outcomes.missed_instant[where] = NO_DAY, NO_INSTANT


def _excuse(outcomes: Outcomes, unless: Typed, readings: Openings, house: Flags, task: Task) -> None:
    """Exempt where the excuse holds, pending where it can still come."""
    broken = outcomes.is_breach
    frame = frame_at_acts(readings, task, broken)
    found = truth(unless, frame)
    np.logical_or(house, frame.house, out=house)
    task.route(readings.case[broken & ((found == UNKNOWN) | frame.assumed)])
    _lift(outcomes, broken & (found == YES), Verdict.EXEMPT, "exception")
    open_yet = broken & (found == NO) & frame.awaited
    if not open_yet.any():
        return
    hoping = attrs.evolve(frame_at_acts(readings, task, open_yet), awaiting=True)
    found = truth(unless, hoping)
    task.route(readings.case[open_yet & (found == UNKNOWN)])
    _lift(outcomes, open_yet & (found == YES), Verdict.PENDING, "excuse_may_come")


def _permitted(asked: Flags, readings: Openings, subject: Ints, house: Flags, task: Task) -> Flags:
    """Which acts the first permission that is an exception to the rule, and covers them, allows."""
    permitted = np.zeros(readings.size, np.bool_)
    types = task.board.columns.events.types
    for excuse in task.rule.excuses:
        left = asked & ~permitted
        wanted = [code for code, name in enumerate(types) if name in excuse.match.events]
        left &= np.isin(task.board.type[readings.row], wanted) & in_force(excuse, readings.day)
        if not left.any():
            continue
        left &= fits_each(excuse.match, attrs.evolve(readings, subject=subject), left, house, task)
        if excuse.when is not None:
            frame = frame_at_acts(readings, task, left)
            found = truth(excuse.when, frame)
            # Of acts that the permission does not cover its condition is not asked.
            np.logical_or(house, frame.house & left, out=house)
            task.route(readings.case[left & ((found == UNKNOWN) | frame.assumed)])
            left &= found == YES
        permitted |= left
    return permitted
