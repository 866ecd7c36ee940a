"""Which prohibitions reach which acts: every act held against every opening of its case."""

from __future__ import annotations

import attrs
import numpy as np

from dutylang.assessment.bulk.act_rules import acts_in_force, route_shared_days
from dutylang.assessment.bulk.actors import expanded
from dutylang.assessment.bulk.acts import last_in_time, low_of
from dutylang.assessment.bulk.exceptions import rulings_of
from dutylang.assessment.bulk.fits import fits_each
from dutylang.assessment.bulk.lifting import frame_at_acts
from dutylang.assessment.bulk.limits import dues_of
from dutylang.assessment.bulk.next_event import following_rows
from dutylang.assessment.bulk.openings import frame_at, window_of
from dutylang.assessment.bulk.readings import truth
from dutylang.assessment.bulk.shape import Openings, Task, at_events
from dutylang.assessment.single.exceptions import changes_deadline
from dutylang.ops.columns import UNKNOWN, YES, Flags, Ints
from dutylang.plan.model import Ban, RulePlan, TriggerKind


def pairs_in_reach(rule: RulePlan, ban: Ban, opened: Openings, task: Task) -> tuple[Ints, Ints, Flags]:
    """Acts with the places of openings that forbid them, in order, and where a default decided it."""
    board = task.board
    every = acts_in_force(rule, board.of_types(ban.match.events), board)
    cases = board.case[every]
    first, last = np.searchsorted(opened.case, cases), np.searchsorted(opened.case, cases, "right")
    owner, place = expanded(first, last)
    acts = every[owner]
    house = np.zeros(len(acts), np.bool_)
    readings = readings_of(acts, opened.taken(place), task)
    if ban.limits and changes_deadline(rule.exceptions):
        frame = frame_at_acts(readings, task, np.ones(len(acts), np.bool_))
        for ruling in rulings_of(frame, np.ones(len(acts), np.bool_), task):
            if ruling.limit is not None:
                task.route(readings.case[ruling.where])
        house |= frame.house
    reached = _in_window(acts, place, ban, opened, house, task)
    holds, defaults = trigger_holds(rule, opened, task)
    house |= defaults[place]
    reached &= holds[place]
    reached = fits_each(ban.match, readings, reached, house, task)
    return acts[reached], place[reached], house[reached]


def readings_of(acts: Ints, here: Openings, task: Task) -> Openings:
    """Openings at acts, which speak of the events that the prohibitions opened with."""
    return attrs.evolve(at_events(acts, task.board), subject=here.subject, start=here.start)


def trigger_holds(rule: RulePlan, opened: Openings, task: Task) -> tuple[Flags, Flags]:
    """The openings whose trigger meets its condition, which is asked when an act comes, and by a default."""
    if rule.trigger.where is None or rule.trigger.kind not in (TriggerKind.EACH, TriggerKind.ON_DAY):
        return np.ones(opened.size, np.bool_), np.zeros(opened.size, np.bool_)
    frame = frame_at(opened, task.board)
    found = truth(rule.trigger.where, frame)
    task.route(opened.case[found == UNKNOWN])
    return found == YES, frame.house


def _in_window(acts: Ints, place: Ints, ban: Ban, opened: Openings, house: Flags, task: Task) -> Flags:
    """Which acts lie in the stretch of an opening, after it, and in time.

    An act of one day without times with what bounds the prohibition may have come before or after.
    """
    board = task.board
    dues = dues_of(ban.limits, opened, task)
    house |= dues.house[place]
    task.route(opened.case[dues.vague])
    on_clock = dues.on_clock | dues.exclusive
    task.route(board.case[acts[on_clock[place] & ~board.timed[acts]]])
    low, high = window_of(opened, board)
    low = np.maximum(low, low_of(opened, board))
    bound = last_in_time(dues.day, dues.instant, dues.exclusive, dues.before, opened, board)
    high = np.minimum(high, bound)
    inside: Flags = (low[place] <= acts) & (acts < high[place])
    for rows in (opened.row, opened.start, opened.ends, dues.before):
        if rows is not None:
            route_shared_days(rows, acts, task)
    for rows in (opened.row, opened.ends, dues.before):
        inside &= acts != rows[place]
    if ban.match.next:
        following = following_rows(opened, np.ones(opened.size, np.bool_), task)
        inside &= acts == following[place]
    return inside
