"""What prohibitions and precedence share: rules that are opened by acts, read at the act."""

from __future__ import annotations

import attrs
import numpy as np

from dutylang.assessment.bulk.blocks import Block
from dutylang.assessment.bulk.board import NO_ROW, UNKNOWN, YES, Board, NoColumnsError
from dutylang.assessment.bulk.openings import in_force
from dutylang.assessment.bulk.readings import Frame, truth
from dutylang.assessment.bulk.shape import Openings, Outcomes, Task
from dutylang.assessment.model import Verdict
from dutylang.cases.columns.model import Flags, Ints
from dutylang.plan.model import RulePlan, TriggerKind
from dutylang.policy.typed import Typed


@attrs.frozen(eq=False)
class Judged:
    """The blocks of a rule, and by case the reason why it found nothing where it found nothing.

    `reason` are reason codes, -1 where the rule never opened.
    """

    blocks: list[Block]
    reason: Ints


def refuse_act_rule(rule: RulePlan) -> None:
    """Raises for what rules about acts ask that has no columnar form."""
    asked = {
        "exception": rule.exceptions,
        "permission": rule.excuses,
        "act_trigger": rule.trigger.kind not in (TriggerKind.SCOPE, TriggerKind.EACH),
        "act_condition": rule.trigger.where is not None,
    }
    for construct, there in asked.items():
        if there:
            raise NoColumnsError(construct)


def route_shared_days(rows: Ints, acts: Ints, task: Task) -> None:
    """Cases in which an act shares a day without times with an event that bounds the prohibition."""
    board = task.board
    rows = rows[rows != NO_ROW]
    rows = rows[~board.timed[rows]]
    if len(rows):
        shared = board.marked(board.first[rows])
        task.route(board.case[acts[shared[board.first[acts]]]])


def acts_in_force(rule: RulePlan, rows: Ints, board: Board) -> Ints:
    """The acts on whose days a rule is in force."""
    found: Ints = rows[in_force(rule, board.day[rows])]
    return found


def of_acts(openings: Openings, acts: Ints, columns: int) -> Outcomes:
    """Outcomes of acts, with the act as what was done and the evidence for it."""
    outcomes = Outcomes.blank(openings, columns)
    outcomes.done[:] = acts
    outcomes.evidence[:, 0] = acts
    return outcomes


def break_rest(outcomes: Outcomes, reason: str, acts: Ints, board: Board) -> None:
    """What is not settled is broken, at the act."""
    broken = outcomes.settle(np.ones(len(acts), np.bool_), Verdict.VIOLATED, reason)
    outcomes.missed_day[broken] = board.day[acts[broken]]
    outcomes.missed_instant[broken] = board.instant[acts[broken]]


def settle_conditions(
    outcomes: Outcomes, conditions: tuple[Typed | None, ...], reason: str, openings: Openings, task: Task
) -> Flags:
    """Drops acts where a condition, read at the act, is known not to hold; routes where that is unknown."""
    house = np.zeros(openings.size, np.bool_)
    for condition in conditions:
        if condition is not None:
            holds = holds_at(condition, openings, task, outcomes.verdict < 0, house)
            outcomes.settle(~holds, Verdict.NOT_APPLICABLE, reason)
    return house


def holds_at(condition: Typed, openings: Openings, task: Task, asked: Flags, house: Flags) -> Flags:
    board = task.board
    frame = Frame(
        board,
        openings.case,
        openings.day,
        event=openings.row,
        act=openings.row,
        trigger=openings.subject,
        start=openings.start,
    )
    found = truth(condition, frame)
    task.route(openings.case[asked & (found == UNKNOWN)])
    np.logical_or(house, frame.house, out=house)
    holds: Flags = found == YES
    return holds
