"""`each its own`: one act answers one instance. Acts are dealt case by case, in their order."""

from __future__ import annotations

import attrs
import numpy as np

from dutylang.assessment.bulk.acts import Acts, Found, found_from, last_in_time, low_of
from dutylang.assessment.bulk.by_opening import acts_from
from dutylang.assessment.bulk.demands import Judge
from dutylang.assessment.bulk.exceptions import rulings_of
from dutylang.assessment.bulk.openings import frame_at
from dutylang.assessment.bulk.shape import Openings, Task
from dutylang.cases.columns.model import NO_DAY
from dutylang.ops.columns import Ints
from dutylang.plan import deadlines as d
from dutylang.plan.model import DemandBody, RulePlan, TriggerKind


def shares_acts(rule: RulePlan, body: DemandBody) -> bool:
    """Whether one act serves one instance, though it may fit several."""
    following = any(isinstance(limit, d.DayLimit) and limit.following for limit in body.main.limits)
    return rule.each_its_own or (rule.trigger.kind is TriggerKind.PERIODS and following)


def allotted(body: DemandBody, openings: Openings, task: Task) -> Acts:
    """The acts that answer each opening: the group of an opening is its place."""
    board = task.board
    everywhere = np.ones(openings.size, np.bool_)
    for ruling in rulings_of(frame_at(openings, board), everywhere, task):
        task.route(openings.case[ruling.where])
    judge = Judge(body.main, openings, task)
    dues = judge.dues(everywhere)
    task.route(openings.case[dues.vague])
    acts = judge.acts(dues)
    low = low_of(openings, board, already=task.rule.already_counts)
    every = found_from(acts, openings, low, board.ends[openings.case])
    bound = last_in_time(dues.day, dues.instant, dues.exclusive, dues.before, openings, board)
    day, instant = dues.shown(board)
    end = np.where(day == NO_DAY, np.iinfo(np.int64).max, board.latest(day, instant))
    pairs = _dealt(every, openings, bound, end, max(body.main.match.minimum, 1))
    places = np.array([place for place, _ in pairs], np.int64)
    rows = np.array([row for _, row in pairs], np.int64)
    return acts_from(places, rows, openings, task)


def _dealt(every: Found, openings: Openings, bound: Ints, end: Ints, wanted: int) -> list[tuple[int, int]]:
    """Openings, by place, with the acts that are dealt to them."""
    if not openings.size:
        return []
    firsts = np.flatnonzero(np.append(True, openings.case[1:] != openings.case[:-1])).tolist()
    found: list[tuple[int, int]] = []
    for first, last in zip(firsts, [*firsts[1:], openings.size], strict=True):
        found += _Deal(every, range(first, last), bound, end, wanted).all()
    return found


@attrs.frozen(eq=False)
class _Deal:
    """The acts of one case. An act goes to the unexpired opening due earliest, else to the oldest expired."""

    every: Found
    places: range
    bound: Ints
    end: Ints
    wanted: int

    def all(self) -> list[tuple[int, int]]:
        takers: dict[int, list[int]] = {}
        for place in self.places:
            for row in self.every.rows_of(place):
                takers.setdefault(row, []).append(place)
        count = dict.fromkeys(self.places, 0)
        found: list[tuple[int, int]] = []
        for row in sorted(takers):
            waiting = [place for place in takers[row] if count[place] < self.wanted]
            unexpired = [place for place in waiting if row < self.bound[place]]
            if waiting:
                taker = min(unexpired, key=lambda place: int(self.end[place])) if unexpired else waiting[0]
                count[taker] += 1
                found.append((taker, row))
        return found
