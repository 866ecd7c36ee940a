"""When instances of a rule open, for all cases at once."""

from __future__ import annotations

import attrs
import numpy as np

from dutylang.assessment.bulk.board import NO_ROW, UNKNOWN, YES, Board, NoColumnsError
from dutylang.assessment.bulk.periods import period_openings
from dutylang.assessment.bulk.readings import Frame, truth
from dutylang.assessment.bulk.shape import Openings, Task, whole_cases
from dutylang.cases.columns.model import Flags, Ints
from dutylang.plan.model import RulePlan, Scope, TriggerKind


def openings_of(rule: RulePlan, task: Task) -> Openings:
    """Every opening of a rule, by case and in order, whether or not the rule is in force then."""
    if rule.scope != Scope():
        raise NoColumnsError("scope")
    board = task.board
    match rule.trigger.kind:
        case TriggerKind.SCOPE:
            return whole_cases(board)
        case TriggerKind.EACH:
            return _at_events(board.of_type(rule.trigger.event or ""), board)
        case TriggerKind.FIRST | TriggerKind.LATEST:
            return _chosen(rule, task)
        case TriggerKind.PERIODS:
            return period_openings(rule, board)
        case _:
            raise NoColumnsError(f"trigger_{rule.trigger.kind.value}")


def _at_events(rows: Ints, board: Board) -> Openings:
    size = len(rows)
    return Openings(
        case=board.case[rows],
        row=rows,
        day=board.day[rows],
        instant=board.instant[rows],
        from_start=np.zeros(size, np.bool_),
        inclusive=np.zeros(size, np.bool_),
        subject=rows,
    )


def _chosen(rule: RulePlan, task: Task) -> Openings:
    """The first event that fits, or each one with the next that takes its place."""
    board = task.board
    rows = board.of_type(rule.trigger.event or "")
    found = _at_events(rows, board)
    if rule.trigger.where is not None:
        held = truth(rule.trigger.where, frame_at(found, board))
        task.route(found.case[held == UNKNOWN])
        rows = rows[held == YES]
        found = _at_events(rows, board)
    if rule.trigger.kind is TriggerKind.LATEST:
        following = np.full(len(rows), NO_ROW, np.int64)
        if len(rows) > 1:
            same = board.case[rows[1:]] == board.case[rows[:-1]]
            following[:-1][same] = rows[1:][same]
        return attrs.evolve(found, superseded_by=following)
    first = np.ones(len(rows), np.bool_)
    first[1:] = board.case[rows[1:]] != board.case[rows[:-1]]
    return found.taken(first)


def frame_at(openings: Openings, board: Board) -> Frame:
    """Readings at the openings."""
    return Frame(board, openings.case, openings.day, event=openings.row, trigger=openings.subject)


def in_force(rule: RulePlan, days: Ints) -> Flags:
    """Whether a rule is in force on days."""
    found = days >= rule.since.toordinal()
    if rule.until is not None:
        found &= days <= rule.until.toordinal()
    return found
