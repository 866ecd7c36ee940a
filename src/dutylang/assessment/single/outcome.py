"""The outcome of one instance before it becomes a finding, and the order of events as rules see it."""

from __future__ import annotations

from collections.abc import Mapping

import attrs

from dutylang.assessment.leaves import Leaf, LeafKind
from dutylang.assessment.model import Breach, Flag, NearMiss, Verdict
from dutylang.assessment.single.context import Context
from dutylang.assessment.single.dues import Due
from dutylang.assessment.single.openings import Opening
from dutylang.cases.record import EventRecord
from dutylang.values import Moment, Period


@attrs.frozen
class Outcome:
    """What became of one instance. `missed_at` is the moment of the breach; `exceptions` bear on it by name."""

    verdict: Verdict
    reason: str
    args: Mapping[str, object] = attrs.field(factory=dict)
    flags: frozenset[Flag] = frozenset()
    opened: Moment | None = None
    trigger: EventRecord | None = None
    due: Due | None = None
    done: EventRecord | None = None
    lateness: Period | None = None
    evidence: tuple[EventRecord, ...] = ()
    near_misses: tuple[NearMiss, ...] = ()
    breaches: tuple[Breach, ...] = ()
    roles: tuple[str, ...] = ()
    holder: str | None = None
    missed_at: Moment | None = None
    advisory: bool = False
    exceptions: tuple[str, ...] = ()

    @property
    def is_breach(self) -> bool:
        """Violated or late."""
        return self.verdict in (Verdict.VIOLATED, Verdict.LATE)

    def with_flags(self, *flags: Flag) -> Outcome:
        """The same with more flags."""
        return attrs.evolve(self, flags=self.flags | frozenset(flags))


def follows(event: EventRecord, opening: Opening, context: Context, *, strictly: bool) -> bool:
    """Whether an act comes after the opening.

    On one day without times either order fits and the finding is flagged; where the rule is strict about
    order (hours, `next`) the order is asked.
    """
    if opening.event is not None:
        place = context.timeline.order(event, opening.event)
        if place is not None:
            return place == 1
        return _either_order(event, opening.event, context, strictly)
    if opening.moment is None:
        return True
    if opening.inclusive:
        return event.at.day >= opening.moment.day
    if event.at.instant is not None and opening.moment.instant is not None:
        return event.at.instant > opening.moment.instant
    return event.at.day > opening.moment.day


def _either_order(event: EventRecord, other: EventRecord, context: Context, strictly: bool) -> bool:
    if not strictly:
        context.trace.order_assumed = True
        return True
    leaf = Leaf(LeafKind.ORDER, event.type, other.type, "ambiguous", event.position)
    question = ("order", event.position, other.position)
    return bool(context.world.ask(question, leaf))
