"""What was not done and is owed no more: released, superseded by a newer trigger, or due only after its scope."""

from __future__ import annotations

from typing import TYPE_CHECKING

import attrs

from dutylang.assessment.model import NearMiss, Verdict
from dutylang.assessment.single.dues import Due
from dutylang.assessment.single.matching import in_time
from dutylang.assessment.single.outcome import Outcome
from dutylang.assessment.single.releases import released
from dutylang.assessment.single.timeline import not_later
from dutylang.plan.model import TriggerKind

if TYPE_CHECKING:
    from dutylang.assessment.single.demands import Judge


def no_longer_owed(
    judge: Judge, due: Due, *, missed: bool, misses: tuple[NearMiss, ...] = ()
) -> Outcome | None:
    """The outcome of a demand that was not performed in time and need not be any more; None where it is owed."""
    outcome = released(judge.rule, judge.opening, due, judge.context)
    if outcome is not None:
        return attrs.evolve(outcome, due=due, near_misses=misses)
    newer = judge.opening.superseded_by
    if newer is not None and (not missed or in_time(newer, due, judge.context)):
        return Outcome(Verdict.NOT_APPLICABLE, "superseded", {"event": newer.position}, due=due)
    if _outlives_scope(judge, due):
        return Outcome(Verdict.EXEMPT, "scope_ended", due=due)
    return None


def _outlives_scope(judge: Judge, due: Due) -> bool:
    """Of a rolling duty: whether its scope ended before anything fell due."""
    if judge.is_step or judge.rule.trigger.kind is not TriggerKind.SINCE_LAST or due.moment is None:
        return False
    end = judge.opening.stretch.end
    at = end.at if end is not None else judge.context.timeline.closed_at
    return at is not None and not_later(at, due.moment)
