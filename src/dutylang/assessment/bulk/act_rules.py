"""What prohibitions and precedence share: rules that are opened by acts, read at the act."""

from __future__ import annotations

import attrs
import numpy as np

from dutylang.assessment.bulk.blocks import Block
from dutylang.assessment.bulk.board import NO_ROW, Board
from dutylang.assessment.bulk.frames import Frame
from dutylang.assessment.bulk.hanging import hang
from dutylang.assessment.bulk.openings import in_force
from dutylang.assessment.bulk.readings import truth
from dutylang.assessment.bulk.shape import Openings, Outcomes, Task
from dutylang.assessment.model import Verdict
from dutylang.ops.columns import UNKNOWN, YES, Flags, Ints
from dutylang.plan.model import RulePlan
from dutylang.policy.typed import Typed


@attrs.frozen(eq=False)
class Judged:
    """The blocks of a rule, and by case the reason why it found nothing where it found nothing.

    `reason` are reason codes, -1 where the rule never opened.
    """

    blocks: list[Block]
    reason: Ints


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
    first, last = board.span
    if rule.since.toordinal() <= first and (rule.until is None or last <= rule.until.toordinal()):
        return rows
    found: Ints = rows[in_force(rule, board.day[rows])]
    return found


def of_acts(openings: Openings, acts: Ints, columns: int) -> Outcomes:
    """Outcomes of acts, with the act as what was done and the evidence for it."""
    outcomes = Outcomes.blank(openings, columns)
    outcomes.done = acts.copy()
    outcomes.evidence[:, 0] = acts
    return outcomes


def break_rest(outcomes: Outcomes, reason: str, acts: Ints, board: Board) -> None:
    """What is not settled is broken, at the act."""
    places = np.flatnonzero(outcomes.settle(np.ones(len(acts), np.bool_), Verdict.VIOLATED, reason))
    rows = acts[places]
    outcomes.missed_day[places] = board.day.take(rows)
    outcomes.missed_instant[places] = board.instant.take(rows)


def settle_conditions(
    outcomes: Outcomes,
    conditions: tuple[Typed | None, ...],
    reason: str,
    openings: Openings,
    task: Task,
    *,
    may_hang: bool = False,
) -> Flags:
    """Drops acts where a condition, read at the act, is known not to hold; routes where that is unknown.

    With `may_hang` acts are marked, not routed, where a condition is all that is unknown.
    """
    house = np.zeros(openings.size, np.bool_)
    for condition in conditions:
        if condition is not None:
            hanging = outcomes if may_hang else None
            holds = holds_at(condition, openings, task, outcomes.verdict < 0, house, hanging)
            outcomes.settle(~holds, Verdict.NOT_APPLICABLE, reason)
    return house


def holds_at(
    condition: Typed,
    openings: Openings,
    task: Task,
    asked: Flags,
    house: Flags,
    hanging: Outcomes | None = None,
) -> Flags:
    """Whether a condition, read at acts, holds, or is all that is unknown of them (noted in `hanging`)."""
    board = task.board
    frame = Frame(
        board,
        openings.case,
        openings.day,
        event=openings.row,
        act=openings.row,
        trigger=openings.subject,
        start=openings.start,
        instant=openings.instant,
        asked=asked,
    )
    found = truth(condition, frame)
    unclear = frame.awaited | frame.assumed
    if hanging is not None:
        found[hang(condition, frame, asked & (found == UNKNOWN) & ~unclear, hanging, of_trigger=False)] = YES
    task.route(openings.case[asked & ((found == UNKNOWN) | unclear)])
    np.logical_or(house, frame.house, out=house)
    holds: Flags = found == YES
    return holds
