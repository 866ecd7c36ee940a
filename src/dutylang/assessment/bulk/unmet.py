"""What becomes of demands that were not met in time: pending, superseded, late or broken."""

from __future__ import annotations

import attrs
import numpy as np

from dutylang.assessment.bulk.acts import last_in_time
from dutylang.assessment.bulk.amounts import count_late
from dutylang.assessment.bulk.board import NO_ROW, Board
from dutylang.assessment.bulk.chosen import Chosen
from dutylang.assessment.bulk.due_columns import Dues
from dutylang.assessment.bulk.evidence import show
from dutylang.assessment.bulk.openings import over
from dutylang.assessment.bulk.releases import Releases, not_later
from dutylang.assessment.bulk.shape import Openings, Outcomes, Task
from dutylang.assessment.model import Flag, Verdict
from dutylang.cases.columns.model import NO_DAY, NO_INSTANT
from dutylang.ops.columns import Flags, Ints
from dutylang.plan.model import Demand


@attrs.frozen(eq=False)
class Unmet:
    """A demand over its openings, as far as it was not met in time.

    `lapses`: nothing done after the window counts. `window_end` are the events after which nothing counts.
    """

    demand: Demand
    openings: Openings
    task: Task
    lapses: bool
    is_step: bool
    window_end: Ints | None

    @property
    def board(self) -> Board:
        """The book."""
        return self.task.board

    def missed(self, dues: Dues) -> Flags:
        """Whether the due lies behind the as-of moment; without one, whether the case is closed."""
        board, has = self.board, dues.has_moment
        passed = board.is_past(dues.day, dues.instant, dues.exclusive)
        if not has.all():
            closed = board.closes(self.openings.case)[0] != NO_DAY
            passed = np.where(has, passed, ~dues.waiting & closed)
        found: Flags = passed | (dues.before != NO_ROW)
        return found

    def superseded(self, result: Outcomes, dues: Dues, missed: Flags) -> None:
        """Settles what a newer trigger took the place of in time."""
        newer = self.openings.superseded_by
        if newer is None:
            return
        bound = last_in_time(dues.day, dues.instant, dues.exclusive, dues.before, self.openings, self.board)
        there = newer != NO_ROW
        row = np.where(there, newer, 0)
        # The hour of the newer trigger decides, and is not told.
        board, case = self.board, self.openings.case
        if len(board.case):
            vague = there & missed & ~board.timed[row] & dues.on_clock & (board.day[row] == dues.day)
            self.task.route(case[vague])
        # On a day without hours all acts of it come by the event that ends the time, but for that one itself.
        timely = (newer < bound) & (newer != dues.before)
        result.settle(there & (~missed | timely), Verdict.NOT_APPLICABLE, "superseded")

    def outlived(self, result: Outcomes, dues: Dues) -> None:
        """Settles what fell due only after its scope had ended."""
        day, instant = over(self.openings, self.board)
        both = (instant != NO_INSTANT) & dues.on_clock
        before = np.where(both, instant <= dues.instant, day <= dues.day)
        ended = dues.has_moment & (day != NO_DAY) & before
        result.settle(ended, Verdict.EXEMPT, "scope_ended")

    def pending(self, result: Outcomes, dues: Dues, where: Flags) -> None:
        """Settles what may still be done."""
        closed = self.board.closes(self.openings.case)[0] != NO_DAY
        waiting = where & dues.waiting & closed & ~dues.stopped
        result.settle(waiting, Verdict.NOT_APPLICABLE, "anchor_never_came")
        if self.openings.cut is not None:
            result.settle(where & self._ends_within(dues), Verdict.EXEMPT, "scope_ended")
        if self.openings.closed_only:
            endless = (self.openings.ends == NO_ROW) & closed
            result.settle(where & endless, Verdict.NOT_APPLICABLE, "window_never_closed")
        result.settle(where & dues.stopped, Verdict.PENDING, "suspended")
        result.settle(where & dues.waiting, Verdict.PENDING, "waiting")
        result.settle(where, Verdict.PENDING, "not_yet_due")

    def broken(self, result: Outcomes, dues: Dues, acts: Chosen, releases: Releases) -> None:
        """Settles the rest: done late, or not done. `acts` perform the demand, but not in time."""
        board, case = self.board, self.openings.case
        if self.openings.cut is not None:
            result.settle(self._ends_within(dues), Verdict.EXEMPT, "scope_ended")
        shown_day, shown_instant = dues.shown(board)
        has = shown_day != NO_DAY
        if self.openings.closed_only:
            endless = (self.openings.ends == NO_ROW) & ~has
            result.settle(endless, Verdict.NOT_APPLICABLE, "window_never_closed")
        ended = np.full(self.openings.size, self.lapses)
        if self.is_step or self.task.rule.lapses is not False:
            ended |= dues.before != NO_ROW
        enough = acts.there
        closed_day, closed_instant = board.closes(case)
        ended_day, ended_instant = releases.ended(closed_day, closed_instant)
        open_then = ended_day == NO_DAY
        ends = np.flatnonzero(~open_then)
        open_then[ends] = not_later(acts.done[ends], ended_day[ends], ended_instant[ends], board)
        late = result.settle(enough & ~ended & open_then, Verdict.LATE, "done_late")
        show(result, late, acts)
        count_late(self.demand, result, dues, late, board)
        owed = ~ended & (ended_day == NO_DAY)
        if self.window_end is not None:
            owed &= self.window_end == NO_ROW
        day, instant = shown_day, shown_instant
        if not has.all():
            day, instant = np.where(has, day, closed_day), np.where(has, instant, closed_instant)
        on_clock = bool((instant != NO_INSTANT).any())
        for where, reason in ((enough, "done_after_window"), (has, "not_done"), (~has, "closed_undone")):
            broken = result.settle(where, Verdict.VIOLATED, reason)
            result.flag(broken & owed, Flag.STILL_OWED)
            places = np.flatnonzero(broken)
            result.missed_day[places] = day[places]
            if on_clock:
                result.missed_instant[places] = instant[places]

    def _ends_within(self, dues: Dues) -> Flags:
        """Of a period that the end of its stretch cuts short: whether that came before its due."""
        openings, board = self.openings, self.board
        if openings.cut is None:
            return np.zeros(openings.size, np.bool_)
        day, instant = over(openings, board)
        by_day = day <= dues.day
        by_clock = instant <= dues.instant
        both = (instant != NO_INSTANT) & dues.on_clock
        within = (day != NO_DAY) & np.where(both, by_clock, by_day)
        found: Flags = openings.cut & (~dues.has_moment | within)
        return found
