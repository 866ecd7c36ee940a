"""`as the next event`: nothing may come between, neither on record nor, where registers are open, off it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dutylang.assessment.model import Verdict
from dutylang.assessment.single.dues import Due
from dutylang.assessment.single.matching import candidates, in_time, unseen_between
from dutylang.assessment.single.outcome import Outcome, follows
from dutylang.cases.record import EventRecord
from dutylang.values import Truth

if TYPE_CHECKING:
    from dutylang.assessment.single.demands import Judge


def judge_next(judge: Judge, due: Due) -> Outcome:
    """The verdict of a demand that the very next event of the case must meet."""
    following = _following(judge)
    if following is None:
        if not judge.missed(due) and judge.context.timeline.closed_at is None:
            return Outcome(Verdict.PENDING, "not_yet_due", due=due)
        missed_at = due.shown or judge.context.timeline.closed_at
        return Outcome(Verdict.VIOLATED, "not_done", due=due, missed_at=missed_at)
    found = candidates(judge.demand.match, judge.opening, judge.rule, judge.context, strictly=True)
    mine = next((each for each in found if each.event.position == following.position), None)
    if mine is not None and mine.truth is Truth.UNKNOWN:
        judge.ask(mine)
    if mine is None or mine.truth is Truth.NO:
        return _other_next(judge, due, following)
    if unseen_between(following, list(judge.context.setting.plan.vocabulary.events), judge.context):
        return Outcome(Verdict.VIOLATED, "assumed_act_between", due=due, missed_at=following.at)
    if not in_time(following, due, judge.context):
        return judge.broken(due, [following], [], ())
    return Outcome(Verdict.SATISFIED, "done_in_time", due=due, done=following, evidence=(following,))


def _other_next(judge: Judge, due: Due, following: EventRecord) -> Outcome:
    if unseen_between(following, list(judge.demand.match.events), judge.context):
        return Outcome(Verdict.SATISFIED, "assumed_done", due=due)
    args = {"event": following.position, "type": following.type}
    return Outcome(
        Verdict.VIOLATED, "other_came_next", args, due=due, evidence=(following,), missed_at=following.at
    )


def _following(judge: Judge) -> EventRecord | None:
    for event in judge.context.timeline.events:
        if judge.opening.event is not None and event.position == judge.opening.event.position:
            continue
        if event.position in judge.spent:
            continue
        if follows(event, judge.opening, judge.context, strictly=True):
            return event
    return None
