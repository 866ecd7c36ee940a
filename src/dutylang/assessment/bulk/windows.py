"""Windows whose end has not come: what happened in one is not judged yet."""

from __future__ import annotations

import numpy as np

from dutylang.assessment.bulk.board import NO_ROW, Board
from dutylang.assessment.bulk.shape import BIT_OF, CODE_OF, Openings, Outcomes, reason_code
from dutylang.assessment.model import Flag, Verdict
from dutylang.cases.columns.model import NO_DAY, NO_INSTANT
from dutylang.ops.columns import Flags
from dutylang.plan.model import RulePlan


def unclosed(rule: RulePlan, outcomes: Outcomes, openings: Openings, board: Board) -> None:
    """Leaves the outcomes as they stand while their windows may still run."""
    if not rule.waits and not openings.closed_only:
        return
    running = (openings.ends == NO_ROW) & ~outcomes.is_verdict(Verdict.NOT_APPLICABLE)
    closed = board.closes(openings.case)[0] != NO_DAY
    if rule.waits:
        _wait(outcomes, running & ~closed)
        never = running & closed
        _rewrite(outcomes, never, Verdict.NOT_APPLICABLE, "window_never_closed")
        outcomes.flags[never] = 0
        _forget(outcomes, never)
    elif openings.closed_only and openings.start is not None:
        broken = running & outcomes.is_verdict(Verdict.VIOLATED)
        _wait(outcomes, broken & ~closed)
        _rewrite(outcomes, broken & closed, Verdict.NOT_APPLICABLE, "not_forbidden")


def _wait(outcomes: Outcomes, where: Flags) -> None:
    _rewrite(outcomes, where, Verdict.PENDING, "window_not_closed")
    outcomes.flags[where] &= ~(BIT_OF[Flag.ONGOING] | BIT_OF[Flag.REPAIRED])
    outcomes.missed_day[where], outcomes.missed_instant[where] = NO_DAY, NO_INSTANT


def _rewrite(outcomes: Outcomes, where: Flags, verdict: Verdict, reason: str) -> None:
    outcomes.verdict[where] = CODE_OF[verdict]
    outcomes.reason[where] = reason_code(reason)


def _forget(outcomes: Outcomes, where: Flags) -> None:
    """Of a window that never closed only its opening is told."""
    outcomes.done[where] = NO_ROW
    outcomes.evidence[where] = NO_ROW
    outcomes.due_day[where], outcomes.due_instant[where] = NO_DAY, NO_INSTANT
    outcomes.missed_day[where], outcomes.missed_instant[where] = NO_DAY, NO_INSTANT
    outcomes.late[where] = -1
    outcomes.exceptions[where] = 0


def ongoing(outcomes: Outcomes, where: Flags, openings: Openings, board: Board) -> None:
    """Flags what can still be broken: its stretch has not ended, nor the case."""
    open_case = board.closes(openings.case)[0] == NO_DAY
    outcomes.flag(where & open_case & (openings.ends == NO_ROW), Flag.ONGOING)


def has_passed(openings: Openings, board: Board) -> Flags:
    """Where what is counted in one instance is over: the day that ends it has passed, or a later trigger came."""
    found = np.zeros(openings.size, np.bool_)
    if openings.until is not None:
        found |= openings.until < board.horizon.as_of.day.toordinal()
    if openings.superseded_by is not None:
        found |= openings.superseded_by != NO_ROW
    return found


def ends_by_event(openings: Openings) -> bool:
    """Whether an event may end what some instance speaks of."""
    return openings.end is not None or openings.superseded_by is not None
