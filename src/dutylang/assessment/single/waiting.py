"""Windows whose end has not come: what happened in one is not judged yet."""

from __future__ import annotations

import attrs

from dutylang.assessment.leaves import Leaf, LeafKind
from dutylang.assessment.model import Flag, Verdict
from dutylang.assessment.single.context import Context
from dutylang.assessment.single.openings import Opening
from dutylang.assessment.single.outcome import Outcome
from dutylang.plan.model import RulePlan

NOT_FORBIDDEN = Outcome(Verdict.NOT_APPLICABLE, "not_forbidden")


def unclosed(rule: RulePlan, result: Outcome, opening: Opening, context: Context) -> Outcome:
    """The outcome as it stands while its window may still run.

    A breach in a `between` window waits for the end. Under `judged when the window closes` every outcome
    does: pending until the end comes, not applicable once the case is closed without it.
    """
    if opening.stretch.end is not None or result.verdict is Verdict.NOT_APPLICABLE:
        return result
    if rule.waits:
        return _waiting(rule, result, opening, context)
    between = opening.stretch.closed_only and opening.stretch.start is not None
    if not between or result.verdict is not Verdict.VIOLATED:
        return result
    return NOT_FORBIDDEN if context.timeline.closed_at is not None else _pending(result)


def _waiting(rule: RulePlan, result: Outcome, opening: Opening, context: Context) -> Outcome:
    """Judged only where an end may have come that the register does not show."""
    if _may_have_closed(rule, opening, context):
        return attrs.evolve(result, flags=result.flags - {Flag.ONGOING})
    if context.timeline.closed_at is None:
        return _pending(result)
    return Outcome(
        Verdict.NOT_APPLICABLE,
        "window_never_closed",
        opened=result.opened,
        trigger=result.trigger,
        roles=result.roles,
        advisory=result.advisory,
    )


def _pending(result: Outcome) -> Outcome:
    flags = result.flags - {Flag.ONGOING, Flag.REPAIRED}
    return attrs.evolve(
        result, verdict=Verdict.PENDING, reason="window_not_closed", args={}, flags=flags, missed_at=None
    )


def _may_have_closed(rule: RulePlan, opening: Opening, context: Context) -> bool:
    end, start = rule.scope.end, opening.stretch.start
    if end is None or context.timeline.complete_now([end]):
        return False
    leaf = Leaf(LeafKind.REGISTER, end, why="incomplete")
    return context.world.ask(("closed_by_now", end, start.position if start else None), leaf) is True
