"""Checklists, for all cases at once: a finding for each document, when the event comes that it must precede.

What is on file is looked up case by case, by the reference; everything around it is columns.
"""

from __future__ import annotations

import attrs
import numpy as np

from dutylang.assessment.bulk.act_rules import Judged
from dutylang.assessment.bulk.blocks import Block, block_from, placed
from dutylang.assessment.bulk.board import NO_ROW
from dutylang.assessment.bulk.exceptions import rulings_of
from dutylang.assessment.bulk.frames import Frame
from dutylang.assessment.bulk.one_by_one import context_at, in_portions
from dutylang.assessment.bulk.openings import in_force, until_now
from dutylang.assessment.bulk.readings import truth
from dutylang.assessment.bulk.shape import Openings, Outcomes, Task, whole_cases
from dutylang.assessment.model import Flag, Verdict
from dutylang.assessment.single.checklists import is_same_day, lacking_of
from dutylang.assessment.single.world import UndecidedError
from dutylang.cases.columns.model import NO_DAY, NO_INSTANT
from dutylang.ops.columns import UNKNOWN, YES, Flags, Ints
from dutylang.plan.model import ChecklistBody, ItemPlan, RulePlan


def judge_checklist(rule: RulePlan, body: ChecklistBody, task: Task) -> Judged:
    """One finding for each document of each case."""
    board = task.board
    rows = board.of_type(body.before)[::-1]
    events = np.full(board.count, NO_ROW, np.int64)
    events[board.case[rows]] = rows
    there = events != NO_ROW
    day = board.first_day.astype(np.int64)
    if there.any():
        day = np.where(there, board.day[np.where(there, events, 0)], day)
    openings = attrs.evolve(whole_cases(board), row=events, subject=events).taken(in_force(rule, day))
    blocks = [each for item in body.items for each in _Item(body, item, openings, task).blocks()]
    blocks = [placed(block, n, len(blocks)) for n, block in enumerate(blocks)]
    return Judged(blocks, np.full(board.count, -1, np.int64))


@attrs.frozen(eq=False)
class _Item:
    """One document of a checklist. The openings have the event that it must precede, where it has come."""

    body: ChecklistBody
    item: ItemPlan
    openings: Openings
    task: Task

    def blocks(self) -> list[Block]:
        """Its findings; those without the event are named by the case, and what is not required says less."""
        openings, outcomes = self.openings, self._outcomes()
        came = openings.row != NO_ROW
        free = outcomes.is_verdict(Verdict.NOT_APPLICABLE) & (outcomes.opened_day == NO_DAY)
        found: list[Block] = []
        for here, labels in ((came, False), (~came, True)):
            whole = block_from(self.task.rule, openings, outcomes, part=self.item.document)
            whole = attrs.evolve(whole, roles=self.body.bearers)
            if not labels:
                whole = attrs.evolve(whole, labels=(), label=None)
            found.append(attrs.evolve(whole, advisory=self.body.advisory).taken(here & ~free))
            found.append(whole.taken(here & free))
        return found

    def _frame(self, asked: Flags) -> Frame:
        """Readings at the event, else at the as-of moment."""
        board, openings = self.task.board, self.openings
        day, instant = until_now(openings, board)
        came = openings.row != NO_ROW
        if came.any():
            row = np.where(came, openings.row, 0)
            day = np.where(came, board.day[row], day)
            instant = np.where(came, board.instant[row], instant)
        rows = openings.row
        return Frame(board, openings.case, day, event=rows, trigger=rows, instant=instant, asked=asked)

    def _outcomes(self) -> Outcomes:
        task, item, openings = self.task, self.item, self.openings
        board = task.board
        result = Outcomes.blank(openings)
        result.opened_day[:] = board.first_day[openings.case]
        result.opened_instant[:] = NO_INSTANT
        everywhere = np.ones(openings.size, np.bool_)
        if item.when is not None:
            found = truth(item.when, self._frame(everywhere))
            task.route(openings.case[found == UNKNOWN])
            free = result.settle(found != YES, Verdict.NOT_APPLICABLE, "item_not_required")
            result.opened_day[free], result.trigger[free] = NO_DAY, NO_ROW
        for ruling in rulings_of(self._frame(result.verdict < 0), result.verdict < 0, task):
            if ruling.limit is None:
                ruling.settle(result)
        if item.unless is not None:
            asked = result.verdict < 0
            found = truth(item.unless, self._frame(asked))
            task.route(openings.case[asked & (found == UNKNOWN)])
            result.settle(found == YES, Verdict.EXEMPT, "exception")
        self._judge(result)
        return result

    def _judge(self, result: Outcomes) -> None:
        board, openings = self.task.board, self.openings
        came = openings.row != NO_ROW
        closed = board.closed_day[openings.case] != NO_DAY
        result.settle(~came & closed, Verdict.NOT_APPLICABLE, "anchor_never_came")
        result.settle(~came, Verdict.PENDING, "waits_for_event")
        owed = result.verdict < 0
        if not owed.any():
            return
        row = np.where(came, openings.row, 0)
        result.due_day[owed], result.due_instant[owed] = board.day[row[owed]], board.instant[row[owed]]
        lacking, same_day = self._looked_up(np.flatnonzero(owed & ~board.columns.odd[openings.case]))
        kept = result.settle(~lacking, Verdict.SATISFIED, "on_file")
        result.flag(kept & same_day, Flag.ORDER_ASSUMED)
        broken = result.settle(lacking, Verdict.VIOLATED, "not_on_file")
        result.missed_day[broken] = board.day[row[broken]]
        result.missed_instant[broken] = board.instant[row[broken]]

    def _looked_up(self, places: Ints) -> tuple[Flags, Flags]:
        """Where something is missing, and where all there is came on the very day of the event."""
        openings, task = self.openings, self.task
        lacking, same_day = np.zeros(openings.size, np.bool_), np.zeros(openings.size, np.bool_)
        frame = self._frame(np.ones(openings.size, np.bool_))
        for n in in_portions(places, openings.case, task.board):
            here = context_at(frame, n)
            event = here.event
            if event is None:
                continue
            try:
                lacking[n] = bool(lacking_of(self.body, self.item, event, here))
            except UndecidedError:
                task.routed[openings.case[n]] = True
                continue
            same_day[n] = is_same_day(self.item, event, here)
            if lacking[n] and not here.timeline.case.documents_complete:
                task.routed[openings.case[n]] = True
        return lacking, same_day
