"""Ends that the registers do not show: a scope or a window may have closed unseen."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dutylang.assessment.leaves import Leaf, LeafKind
from dutylang.assessment.model import Verdict
from dutylang.assessment.single.dues import Due
from dutylang.assessment.single.openings import may_have_ended
from dutylang.assessment.single.outcome import Outcome
from dutylang.plan.deadlines import EventLimit
from dutylang.values import Moment

if TYPE_CHECKING:
    from dutylang.assessment.single.demands import Judge


def may_be_over(judge: Judge) -> bool:
    """Whether an end of the scope that the register does not show came before the instance opened."""
    moment = judge.opening.moment
    if judge.opening.period is not None:
        moment = Moment(judge.opening.period[2])
    if judge.is_of_stretch or moment is None:
        return False
    return may_have_ended(judge.rule, moment, judge.context)


def unless_closed(judge: Judge, result: Outcome, due: Due) -> Outcome:
    """Where the register does not show whether the window had closed before, that is asked."""
    end = _closing_event(judge, due)
    if end is None or result.verdict not in (Verdict.SATISFIED, Verdict.PENDING):
        return result
    moment = result.done.at if result.done is not None else judge.context.timeline.horizon.as_of
    if judge.context.timeline.covers([end], moment):
        return result
    leaf = Leaf(LeafKind.REGISTER, end, why="incomplete")
    if judge.context.world.ask(("closed", end, judge.opening.label), leaf) is not True:
        return result
    late = result.done is not None and judge.rule.lapses is False
    verdict = Verdict.LATE if late else Verdict.VIOLATED
    return Outcome(verdict, "assumed_window_closed", due=due, missed_at=moment)


def _closing_event(judge: Judge, due: Due) -> str | None:
    """The event that would close the window and is not on record."""
    if due.before is not None:
        return None
    limit = next((each for each in judge.demand.limits if isinstance(each, EventLimit)), None)
    if limit is not None:
        return limit.event
    if judge.is_step or not judge.is_of_stretch or judge.opening.stretch.end is not None:
        return None
    return judge.rule.scope.end
