"""Demands on which nothing bears but their acts and their due, settled in one step.

The same as the steps of `demands` and `unmet`, of which most find nothing to do there.
"""

from __future__ import annotations

import numpy as np

from dutylang.assessment.bulk.acts import in_time
from dutylang.assessment.bulk.amounts import count_late
from dutylang.assessment.bulk.board import NO_ROW, Board
from dutylang.assessment.bulk.chosen import Chosen, is_plain
from dutylang.assessment.bulk.due_columns import Dues
from dutylang.assessment.bulk.shape import BIT_OF, CODE_OF, Openings, Outcomes, reason_code
from dutylang.assessment.model import Flag, Verdict
from dutylang.cases.columns.model import NO_DAY, NO_INSTANT
from dutylang.plan.model import Demand, RulePlan, TriggerKind

# By what is true of an instance: 4 for an act in time, 2 for a due that has passed, 1 for an act at all.
_VERDICTS = [Verdict.PENDING] * 2 + [Verdict.VIOLATED, Verdict.LATE] + [Verdict.SATISFIED] * 4
_REASONS = ["not_yet_due"] * 2 + ["not_done", "done_late"] + ["done_in_time"] * 4


def is_bare(rule: RulePlan, demand: Demand, openings: Openings) -> bool:
    """Whether nothing bears on the instances of a duty after each event but acts and dues."""
    return (
        rule.trigger.kind is TriggerKind.EACH
        and is_plain(demand.match)
        and demand.match.maximum is None
        and not demand.match.next
        and demand.unless is None
        and not rule.discharges
        and not rule.lapses
        and openings.end is None
        and openings.superseded_by is None
        and not openings.closed_only
    )


def are_bare(dues: Dues, board: Board) -> bool:
    """Whether every due is a moment, and no case is closed."""
    return board.is_open and not (
        dues.waiting.any() or dues.stopped.any() or (dues.before != NO_ROW).any() or not dues.has_moment.all()
    )


def settle_at_once(demand: Demand, result: Outcomes, dues: Dues, acts: Chosen, board: Board) -> None:
    """Settles what has arisen. `acts` perform the demand, in time or not."""
    arisen = result.verdict < 0
    state = in_time(acts.done, dues, board) * np.int8(4)
    state += board.is_past(dues.day, dues.instant, dues.exclusive) * np.int8(2)
    state += acts.there
    # Taken, as codes that are no places would be turned into places one by one.
    verdict = np.array([CODE_OF[each] for each in _VERDICTS], np.int8).take(state)
    reason = np.array([reason_code(each) for each in _REASONS], np.int16).take(state)
    if not arisen.all():
        verdict = np.where(arisen, verdict, result.verdict)
        reason = np.where(arisen, reason, result.reason)
    result.verdict, result.reason = verdict, reason
    missed = result.is_verdict(Verdict.VIOLATED)
    late = result.is_verdict(Verdict.LATE)
    performed = arisen & (late | result.is_verdict(Verdict.SATISFIED))
    result.done = np.where(performed, acts.done, NO_ROW)
    result.widen(acts.evidence.shape[1])
    for column, rows in enumerate(acts.evidence.T):
        result.evidence[:, column] = np.where(performed, rows, NO_ROW)
    missed &= arisen
    result.missed_day = np.where(missed, dues.day, NO_DAY)
    if dues.on_clock.any():
        result.missed_instant = np.where(missed, dues.instant, NO_INSTANT)
    result.flags |= missed * np.int32(BIT_OF[Flag.STILL_OWED])
    count_late(demand, result, dues, late & arisen, board)
