"""`each R must`: where the record does not name every holder, whether each of them did it is asked."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dutylang.assessment.leaves import Leaf, LeafKind
from dutylang.assessment.model import Verdict
from dutylang.assessment.single.actors import is_told
from dutylang.assessment.single.dues import Due
from dutylang.assessment.single.no_longer_owed import no_longer_owed
from dutylang.assessment.single.outcome import Outcome

if TYPE_CHECKING:
    from dutylang.assessment.single.demands import Judge


def by_each_holder(judge: Judge, result: Outcome) -> Outcome:
    """Who the holders are decides whether each of them did it: that is never taken for granted."""
    others = judge.opening.others
    certain = not judge.opening.unheld or result.verdict is not Verdict.SATISFIED
    if judge.is_step or (certain and not others):
        return result
    bearers, case = judge.demand.bearers, judge.context.timeline.case
    why = "no_holders" if is_told(bearers, case) else "untold_holders"
    leaf = Leaf(LeafKind.ACTOR, ", ".join(bearers), why=why)
    answers = ("none", True, False) if others else (True, False)
    answer = judge.context.world.ask(("holders", bearers, others), leaf, answers=answers)
    if answer == "none":
        return Outcome(Verdict.NOT_APPLICABLE, "assumed_not_each")
    if answer is True:
        return result
    due = result.due or Due()
    over = no_longer_owed(judge, due, missed=judge.missed(due))
    if over is not None:
        return over
    if not judge.missed(due):
        return Outcome(Verdict.PENDING, "assumed_not_each", due=due)
    missed_at = due.shown or judge.context.timeline.closed_at
    return Outcome(Verdict.VIOLATED, "assumed_not_each", due=due, missed_at=missed_at)
