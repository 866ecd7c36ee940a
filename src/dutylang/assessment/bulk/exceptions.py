"""Exceptions to a rule, for many instances at once: which of them hold, and what they come to."""

from __future__ import annotations

from collections.abc import Iterator

import attrs
import numpy as np

from dutylang.assessment.bulk.frames import Frame
from dutylang.assessment.bulk.readings import truth
from dutylang.assessment.bulk.shape import Outcomes, Task, exceptions_code
from dutylang.assessment.model import Verdict
from dutylang.assessment.single.exceptions import outranks
from dutylang.cases.columns.model import NO_DAY, NO_INSTANT
from dutylang.ops.columns import UNKNOWN, YES, Flags
from dutylang.plan.accountability import ExceptionPlan
from dutylang.plan.deadlines import AfterLimit, LeadLimit, LimitPlan, PickLimit
from dutylang.policy.typed import ReadParameter


@attrs.frozen(eq=False)
class Ruling:
    """The readings `where` exceptions come to the same: `names`, another deadline, no duty, or a clash."""

    where: Flags
    names: tuple[str, ...]
    limit: LimitPlan | None = None
    clash: bool = False

    @property
    def code(self) -> int:
        """The code of the names."""
        return exceptions_code(self.names)

    def put_on(self, outcomes: Outcomes) -> None:
        """Leaves breaches as the exceptions do: with another verdict, or the same under another deadline."""
        where = self.where
        outcomes.exceptions[where] = self.code
        if self.limit is None or self.clash:
            outcomes.verdict[where] = -1
            outcomes.missed_day[where], outcomes.missed_instant[where] = NO_DAY, NO_INSTANT
            self.settle(outcomes)

    def settle(self, outcomes: Outcomes) -> None:
        """Settles what is excused, or where exceptions clash."""
        if self.clash:
            outcomes.settle(self.where, Verdict.CONFLICT, "exceptions_clash")
        elif self.limit is None:
            outcomes.settle(self.where, Verdict.EXEMPT, "exception")
        outcomes.exceptions[self.where] = self.code


def rulings_of(frame: Frame, asked: Flags, task: Task) -> list[Ruling]:
    """What exceptions to the rule come to in the readings that are asked; none in the others.

    Cases in which that is not known are routed. Defaults that were read are noted in the frame.
    """
    exceptions = task.rule.exceptions
    if not exceptions or not asked.any():
        return []
    holding = _Holding(frame, task)
    found = [holding.counts(each, asked) & asked for each in exceptions]
    left = [
        mine & ~_any(found[n] for n, other in enumerate(exceptions) if outranks(other, each))
        for mine, each in zip(found, exceptions, strict=True)
    ]
    pattern = np.zeros(frame.size, np.int64)
    for place, flags in enumerate(left):
        pattern |= flags.astype(np.int64) << place
    return list(_by_pattern(pattern, exceptions, frame, task))


def _any(parts: Iterator[Flags]) -> Flags | bool:
    result: Flags | bool = False
    for part in parts:
        result = part | result
    return result


def _by_pattern(
    pattern: np.ndarray, exceptions: tuple[ExceptionPlan, ...], frame: Frame, task: Task
) -> Iterator[Ruling]:
    for bits in np.unique(pattern[pattern > 0]).tolist():
        counting = [each for place, each in enumerate(exceptions) if bits >> place & 1]
        where: Flags = pattern == bits
        limits = [each.limit for each in counting]
        clash = any(limit != limits[0] for limit in limits)
        if clash and any(map(_reads_parameter, limits)):
            # Periods that are written differently may come to the same.
            task.route(frame.case[where])
        yield Ruling(where, tuple(each.name for each in counting), None if clash else limits[0], clash)


def _reads_parameter(limit: LimitPlan | None) -> bool:
    match limit:
        case AfterLimit(period=period) | LeadLimit(period=period):
            return isinstance(period, ReadParameter)
        case PickLimit(limits=limits):
            return any(map(_reads_parameter, limits))
        case _:
            return False


class _Holding:
    """Which exceptions hold in which readings, each asked at most once, and no more than the answer needs."""

    def __init__(self, frame: Frame, task: Task) -> None:
        self._frame = frame
        self._task = task
        self._exceptions = {each.name: each for each in task.rule.exceptions}
        self._held = {name: np.zeros(frame.size, np.bool_) for name in self._exceptions}
        self._known = {name: np.zeros(frame.size, np.bool_) for name in self._exceptions}

    def counts(self, exception: ExceptionPlan, asked: Flags) -> Flags:
        """Where an exception excepts from the rule itself, and holds."""
        if self._task.rule.name in exception.rules:
            return self._holds(exception.name, asked)
        changed = [name for name in exception.changes if name in self._exceptions]
        if not changed:
            return np.zeros(self._frame.size, np.bool_)
        mine = asked & self._holds(exception.name, asked)
        some = np.zeros(self._frame.size, np.bool_)
        for name in changed:
            rest = mine & ~some
            some |= rest & self._holds(name, rest)
        return some

    def _holds(self, name: str, asked: Flags) -> Flags:
        new = asked & ~self._known[name]
        if new.any():
            self._known[name] |= new
            applies = self._applies(self._exceptions[name], new)
            lifted = np.zeros(self._frame.size, np.bool_)
            for other in self._exceptions.values():
                rest = applies & ~lifted
                if name in other.blocks and rest.any():
                    lifted |= rest & self._holds(other.name, rest)
            self._held[name] |= applies & ~lifted
        return self._held[name]

    def _applies(self, exception: ExceptionPlan, asked: Flags) -> Flags:
        """Where an exception is in force on the day of reading, and its condition is true."""
        frame = self._frame
        forced = asked & (frame.day >= exception.since.toordinal())
        if exception.until is not None:
            forced &= frame.day <= exception.until.toordinal()
        if exception.when is None or not forced.any():
            return forced
        mine = attrs.evolve(frame.where(forced), house=np.zeros(frame.size, np.bool_))
        found = truth(exception.when, mine)
        np.logical_or(frame.house, mine.house & forced, out=frame.house)
        self._task.route(frame.case[forced & (found == UNKNOWN)])
        holds: Flags = forced & (found == YES)
        return holds
