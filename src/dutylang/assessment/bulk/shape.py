"""What the judges of the columnar engine hand to one another."""

from __future__ import annotations

import attrs
import numpy as np

from dutylang.assessment.bulk.board import NO_ROW, Board
from dutylang.assessment.model import Flag, Verdict
from dutylang.cases.columns.model import NO_DAY, NO_INSTANT, Flags, Ints
from dutylang.plan.model import RulePlan
from dutylang.values import Unit

VERDICTS = tuple(Verdict)
CODE_OF = {verdict: code for code, verdict in enumerate(VERDICTS)}
BIT_OF = {flag: 1 << place for place, flag in enumerate(Flag)}
UNITS = tuple(Unit)


@attrs.frozen(eq=False)
class Task:
    """One rule over one board. `routed` marks the cases that the reference must judge."""

    board: Board
    rule: RulePlan
    routed: Flags

    def route(self, cases: Ints) -> None:
        """Leaves these cases to the reference."""
        self.routed[cases] = True


@attrs.frozen(eq=False)
class Openings:
    """Instances about to be judged, in the order of case and time.

    `row` is the event that opened it, `NO_ROW` for none; `from_start`: open since the beginning of the case,
    and `day` is then that of its first event. `inclusive`: acts of that very day count whatever their order.
    `subject` is the event that conditions and correlations speak of. `label` is a place in `labels`, or -1:
    the instance is named by its row. `first_day` and `last_day` bound the period
    of a recurring duty, and `cut` tells whether its stretch ended within it.
    `start` and `end` are the events that bound the stretch of the scope, `NO_ROW` for none; `closed_only`: a
    stretch without its end is not judged. `holder` is the person who owes it alone, -1 for none.
    """

    case: Ints
    row: Ints
    day: Ints
    instant: Ints
    from_start: Flags
    inclusive: Flags
    subject: Ints
    labels: tuple[str, ...] = ()
    label: Ints | None = None
    first_day: Ints | None = None
    last_day: Ints | None = None
    cut: Flags | None = None
    superseded_by: Ints | None = None
    start: Ints | None = None
    end: Ints | None = None
    closed_only: bool = False
    holder: Ints | None = None

    @property
    def ends(self) -> Ints:
        """The event that ends the stretch, `NO_ROW` while there is none."""
        return np.full(self.size, NO_ROW, np.int64) if self.end is None else self.end

    @property
    def size(self) -> int:
        """How many openings."""
        return len(self.case)

    def taken(self, wanted: Flags | Ints) -> Openings:
        """Some of the openings."""
        changed = {
            field.name: getattr(self, field.name)[wanted]
            for field in attrs.fields(Openings)
            if isinstance(getattr(self, field.name), np.ndarray)
        }
        return attrs.evolve(self, **changed)


def whole_cases(board: Board, label: str = "case") -> Openings:
    """One opening a case, open since its beginning."""
    size = board.count
    return Openings(
        case=board.all_cases,
        row=np.full(size, NO_ROW, np.int64),
        day=board.first_day.astype(np.int64),
        instant=np.full(size, NO_INSTANT, np.int64),
        from_start=np.ones(size, np.bool_),
        inclusive=np.zeros(size, np.bool_),
        subject=np.full(size, NO_ROW, np.int64),
        labels=(label,),
        label=np.zeros(size, np.int64),
    )


def at_events(rows: Ints, board: Board) -> Openings:
    """One opening at each of some events."""
    size = len(rows)
    return Openings(
        case=board.case[rows],
        row=rows,
        day=board.day[rows],
        instant=board.instant[rows],
        from_start=np.zeros(size, np.bool_),
        inclusive=np.zeros(size, np.bool_),
        subject=rows,
    )


@attrs.define(eq=False)
class Outcomes:
    """What became of so many instances: the columns of the reference's `Outcome`.

    `reason` are places in `REASONS`. `opened`, `due`, `missed` are days with instants; `done` and `trigger`
    rows. `evidence` has a column for each act, `NO_ROW` after the last. `late` counts `late_unit`s, -1 for
    none. `exceptions` are places in `EXCEPTIONS`: those that bear on it. `hangs` are the events whose attribute
    `hangs_on` would tell, where that is unknown, or -2 for a field of the case; `so_far` is the verdict there
    if the instance arose at all.
    """

    verdict: Ints
    reason: Ints
    flags: Ints
    trigger: Ints
    opened_day: Ints
    opened_instant: Ints
    due_day: Ints
    due_instant: Ints
    done: Ints
    missed_day: Ints
    missed_instant: Ints
    late: Ints
    late_unit: Unit
    evidence: Ints
    exceptions: Ints
    hangs: Ints
    so_far: Ints
    hangs_on: str = ""

    @classmethod
    def blank(cls, openings: Openings, columns: int = 1) -> Outcomes:
        """Outcomes of openings of which nothing is said yet."""
        size = openings.size
        days = np.where(openings.from_start, NO_DAY, openings.day)
        return cls(
            verdict=np.full(size, -1, np.int8),
            reason=np.full(size, -1, np.int16),
            flags=np.zeros(size, np.int32),
            trigger=openings.row.copy(),
            opened_day=days,
            opened_instant=openings.instant.copy(),
            due_day=np.full(size, NO_DAY, np.int64),
            due_instant=np.full(size, NO_INSTANT, np.int64),
            done=np.full(size, NO_ROW, np.int64),
            missed_day=np.full(size, NO_DAY, np.int64),
            missed_instant=np.full(size, NO_INSTANT, np.int64),
            late=np.full(size, -1, np.int64),
            late_unit=Unit.DAY,
            evidence=np.full((size, columns), NO_ROW, np.int64),
            exceptions=np.zeros(size, np.int32),
            hangs=np.full(size, NO_ROW, np.int64),
            so_far=np.full(size, -1, np.int8),
        )

    def taken(self, wanted: Flags) -> Outcomes:
        """Those of some places."""
        arrays = {
            field.name: getattr(self, field.name)[wanted]
            for field in attrs.fields(Outcomes)
            if isinstance(getattr(self, field.name), np.ndarray)
        }
        return attrs.evolve(self, **arrays)

    def put(self, where: Flags, other: Outcomes) -> None:
        """Takes the outcomes of some places from another, which has those places only."""
        for field in attrs.fields(Outcomes):
            mine, theirs = getattr(self, field.name), getattr(other, field.name)
            if field.name == "evidence":
                self.widen(theirs.shape[1])
                self.evidence[where, : theirs.shape[1]] = theirs
            elif isinstance(mine, np.ndarray):
                mine[where] = theirs

    def widen(self, columns: int) -> None:
        """Makes room for so many acts as evidence."""
        more = columns - self.evidence.shape[1]
        if more > 0:
            self.evidence = np.pad(self.evidence, ((0, 0), (0, more)), constant_values=NO_ROW)

    def settle(self, where: Flags, verdict: Verdict, reason: str) -> Flags:
        """Those of `where` that are not settled yet get a verdict; returns them."""
        mine: Flags = where & (self.verdict < 0)
        self.verdict[mine] = CODE_OF[verdict]
        self.reason[mine] = reason_code(reason)
        return mine

    def flag(self, where: Flags, flag: Flag) -> None:
        """Sets a flag."""
        self.flags[where] |= BIT_OF[flag]

    def is_verdict(self, verdict: Verdict) -> Flags:
        """Which outcomes have a verdict."""
        found: Flags = self.verdict == CODE_OF[verdict]
        return found

    @property
    def arisen_verdict(self) -> Ints:
        """The verdicts; of what hangs on an unknown, the one if it arose."""
        return np.where(self.hangs == NO_ROW, self.verdict, self.so_far)

    @property
    def is_breach(self) -> Flags:
        """Violated or late."""
        return self.is_verdict(Verdict.VIOLATED) | self.is_verdict(Verdict.LATE)


REASONS: list[str] = []
_CODES: dict[str, int] = {}


def reason_code(reason: str) -> int:
    """The code of a reason, the same for the whole process."""
    code = _CODES.get(reason)
    if code is None:
        code = _CODES[reason] = len(REASONS)
        REASONS.append(reason)
    return code


EXCEPTIONS: list[tuple[str, ...]] = [()]
_EXCEPTION_CODES: dict[tuple[str, ...], int] = {(): 0}


def exceptions_code(names: tuple[str, ...]) -> int:
    """The code of the names of exceptions, the same for the whole process; 0 for none."""
    code = _EXCEPTION_CODES.get(names)
    if code is None:
        code = _EXCEPTION_CODES[names] = len(EXCEPTIONS)
        EXCEPTIONS.append(names)
    return code
