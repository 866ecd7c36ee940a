"""What the templates of a demand share: its due, and what its words come to."""

from __future__ import annotations

import attrs

from dutylang.assessment.generated.openings import Here
from dutylang.assessment.generated.writing import Writer
from dutylang.plan import deadlines as d
from dutylang.plan.model import Demand, RulePlan


@attrs.frozen
class Due:
    """How far one instance reaches, in the words of the generated text.

    `day` or `us` is the last moment in time, `before` the event that performance must precede; all None: no
    end. `waiting`: what it is counted from has not come. `strict`: the instant `us` is itself too late.
    `anchor` is the event from which the period counts where that is not the opening.
    """

    day: str | None = None
    us: str | None = None
    before: str | None = None
    waiting: bool = False
    strict: bool = False
    anchor: str | None = None

    @property
    def is_open(self) -> bool:
        """Whether there is no due at all."""
        return self.day is None and self.us is None and self.before is None

    @property
    def told(self) -> str:
        """What the outcome says of it."""
        return self.day or self.us or "None"

    @property
    def more(self) -> tuple[str, ...]:
        """The event that the outcome names beside it."""
        event = self.before or self.anchor
        return () if event is None else (event,)


@attrs.frozen
class Instance:
    """One instance of a demand, about to be written: its opening and the deadlines that count for it."""

    writer: Writer
    rule: RulePlan
    demand: Demand
    here: Here
    place: int
    limits: tuple[d.LimitPlan, ...]
    which: int = 0  # the place of the deadline that is used instead of the others, from 1
    levels: bool = False  # something hangs on a breach: it is left to the reference

    def _more(self, due: Due) -> tuple[str, ...]:
        """What the outcome names beside the due: an event, and which deadline was used where there are several."""
        if not self.demand.instead:
            return due.more
        return (*(due.more or ("None",)), str(self.which))

    @property
    def _lapses(self) -> bool:
        if self.rule.lapses is not None:
            return self.rule.lapses
        return self.here.period is not None

    def _is_over(self, due: Due) -> bool:
        """Whether nothing is owed any more once it was missed."""
        return self._lapses or (due.before is not None and self.rule.lapses is not False)

    @property
    def _window_end(self) -> str | None:
        return None if self.rule.lapses is False or not self.here.stretch else self.here.end

    @property
    def _is_single(self) -> bool:
        """Whether one act is enough, and none is too many."""
        match = self.demand.match
        return match.minimum == 1 and match.maximum is None and match.together is None

    @property
    def _last(self) -> str:
        return "w" if self._is_single else "w[-1]"

    def _is_missed(self, due: Due) -> str:
        if due.day is not None:
            return f"{due.day} <= P"
        if due.us is not None:
            return f"U {'>=' if due.strict else '>'} {due.us}"
        return "False" if due.waiting else "C is not None"

    def _leaves_breach(self) -> bool:
        """Leaves where something hangs on the breach that is to be told next."""
        if self.levels:
            self.writer.line(self.writer.leave())
        return self.levels
