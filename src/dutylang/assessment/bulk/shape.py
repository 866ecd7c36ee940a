"""What the judges of the columnar engine hand to one another."""

from __future__ import annotations

from threading import Lock
from typing import Any, TypeVar

import attrs
import numpy as np

from dutylang.assessment.bulk.board import NO_ROW, Board
from dutylang.assessment.bulk.packing import Blank, constant_of, packed, repeated, some
from dutylang.assessment.model import Flag, Verdict
from dutylang.cases.columns.model import NO_DAY, NO_INSTANT
from dutylang.ops.columns import Flags, Ints
from dutylang.plan.model import RulePlan
from dutylang.values import Unit

VERDICTS = tuple(Verdict)
CODE_OF = {verdict: code for code, verdict in enumerate(VERDICTS)}
BIT_OF = {flag: 1 << place for place, flag in enumerate(Flag)}
UNITS = tuple(Unit)

Coded = TypeVar("Coded", str, tuple[str, ...])


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
    def until(self) -> Ints | None:
        """The last day that each speaks of: that of its period, or the very day of an event; None for no end."""
        if self.last_day is not None or not self.inclusive.any():
            return self.last_day
        return self.day

    @property
    def size(self) -> int:
        """How many openings."""
        return len(self.case)

    def taken(self, wanted: Flags | Ints) -> Openings:
        """Some of the openings."""
        places = _places(wanted)
        if places is None:
            return self
        changed: dict[str, Any] = {
            field.name: some(getattr(self, field.name), places)
            for field in attrs.fields(Openings)
            if isinstance(getattr(self, field.name), np.ndarray)
        }
        return attrs.evolve(self, **changed)


def _places(wanted: Flags | Ints) -> Ints | None:
    """Flags as the places of what is wanted; None where all is."""
    if wanted.dtype != np.bool_:
        return np.asarray(wanted, np.int64)
    return None if wanted.all() else np.flatnonzero(wanted)


def whole_cases(board: Board, label: str = "case") -> Openings:
    """One opening a case, open since its beginning."""
    size = board.count
    return Openings(
        case=board.all_cases,
        row=repeated(NO_ROW, size, np.int64),
        day=board.first_day.astype(np.int64),
        instant=repeated(NO_INSTANT, size, np.int64),
        from_start=repeated(True, size, np.bool_),
        inclusive=repeated(False, size, np.bool_),
        subject=repeated(NO_ROW, size, np.int64),
        labels=(label,),
        label=repeated(0, size, np.int64),
    )


def at_events(rows: Ints, board: Board) -> Openings:
    """One opening at each of some events."""
    size = len(rows)
    return Openings(
        case=board.case.take(rows),
        row=rows,
        day=board.day.take(rows),
        instant=board.instant.take(rows),
        from_start=repeated(False, size, np.bool_),
        inclusive=repeated(False, size, np.bool_),
        subject=rows,
    )


class Outcomes:
    """What became of so many instances: the columns of the reference's `Outcome`.

    `reason` are places in `REASONS`. `opened`, `due`, `missed` are days with instants; `done` and `trigger`
    rows. `evidence` has a column for each act, `NO_ROW` after the last. `late` counts `late_unit`s, -1 for
    none. `exceptions` are places in `EXCEPTIONS`: those that bear on it. `hangs` are the events whose attribute
    `hangs_on` would tell, where that is unknown, or -2 for a field of the case; `so_far` is the verdict there
    if the instance arose at all.
    """

    verdict = Blank(-1, np.int8)
    reason = Blank(-1, np.int16)
    flags = Blank(0, np.int32)
    trigger = Blank(NO_ROW, np.int64, np.int32)
    opened_day = Blank(NO_DAY, np.int64, np.int32)
    opened_instant = Blank(NO_INSTANT, np.int64)
    due_day = Blank(NO_DAY, np.int64, np.int32)
    due_instant = Blank(NO_INSTANT, np.int64)
    done = Blank(NO_ROW, np.int64, np.int32)
    missed_day = Blank(NO_DAY, np.int64, np.int32)
    missed_instant = Blank(NO_INSTANT, np.int64)
    late = Blank(-1, np.int64)
    exceptions = Blank(0, np.int32)
    hangs = Blank(NO_ROW, np.int64, np.int32)
    so_far = Blank(-1, np.int8)

    def __init__(self, size: int, columns: int = 1, late_unit: Unit = Unit.DAY, hangs_on: str = "") -> None:
        self.size = size
        self.columns = columns
        self.late_unit = late_unit
        self.hangs_on = hangs_on
        self.made: dict[str, Ints] = {}

    @classmethod
    def blank(cls, openings: Openings, columns: int = 1) -> Outcomes:
        """Outcomes of openings of which nothing is said yet."""
        found = cls(openings.size, columns)
        if constant_of(openings.row) != NO_ROW:
            found.trigger = openings.row.copy()
        if constant_of(openings.instant) != NO_INSTANT:
            found.opened_instant = openings.instant.copy()
        bare = openings.from_start
        if not bare.all():
            found.opened_day = np.where(bare, NO_DAY, openings.day) if bare.any() else openings.day.copy()
        return found

    @property
    def evidence(self) -> Ints:
        """The rows of the acts that are evidence."""
        found = self.made.get("evidence")
        if found is None:
            found = self.made["evidence"] = np.full((self.size, self.columns), NO_ROW, np.int64)
        return found

    def taken(self, wanted: Flags) -> Outcomes:
        """Those of some places, as columns of their own."""
        places = np.flatnonzero(wanted)
        found = Outcomes(len(places), self.columns, self.late_unit, self.hangs_on)
        found.made = {name: some(values, places) for name, values in self.made.items()}
        return found

    def packed(self) -> Outcomes:
        """The same in as little room as it needs; read only."""
        found = Outcomes(self.size, self.columns, self.late_unit, self.hangs_on)
        found.made = {name: column.of(self) for name, column in _COLUMNS.items()}
        evidence, done = self.made.get("evidence"), found.made["done"]
        if evidence is None:
            found.made["evidence"] = repeated(NO_ROW, (self.size, self.columns), np.int32)
        elif self.columns == 1 and np.array_equal(evidence[:, 0], done):
            found.made["evidence"] = done[:, None]
        else:
            found.made["evidence"] = packed(evidence, np.int32)
        return found

    def put(self, where: Flags, other: Outcomes) -> None:
        """Takes the outcomes of some places from another, which has those places only."""
        for name in sorted({*self.made, *other.made} - {"evidence"}):
            getattr(self, name)[where] = getattr(other, name)
        self.widen(other.columns)
        self.evidence[where, : other.columns] = other.evidence

    def widen(self, columns: int) -> None:
        """Makes room for so many acts as evidence."""
        more = columns - self.columns
        if more > 0:
            self.made["evidence"] = np.pad(self.evidence, ((0, 0), (0, more)), constant_values=NO_ROW)
            self.columns = columns

    def settle(self, where: Flags, verdict: Verdict, reason: str) -> Flags:
        """Those of `where` that are not settled yet get a verdict; returns them."""
        mine: Flags = where & (self.verdict < 0)
        places = np.flatnonzero(mine)
        self.verdict[places] = CODE_OF[verdict]
        self.reason[places] = reason_code(reason)
        return mine

    def flag(self, where: Flags, flag: Flag) -> None:
        """Sets a flag."""
        self.flags[np.flatnonzero(where)] |= BIT_OF[flag]

    def is_verdict(self, verdict: Verdict) -> Flags:
        """Which outcomes have a verdict."""
        found: Flags = self.verdict == CODE_OF[verdict]
        return found

    @property
    def is_hanging(self) -> bool:
        """Whether anything hangs on an unknown attribute or field."""
        hangs = self.made.get("hangs")
        return hangs is not None and bool((hangs != NO_ROW).any())

    @property
    def arisen_verdict(self) -> Ints:
        """The verdicts; of what hangs on an unknown, the one if it arose."""
        if not self.is_hanging:
            return self.verdict
        return np.where(self.hangs == NO_ROW, self.verdict, self.so_far)

    @property
    def is_breach(self) -> Flags:
        """Violated or late."""
        return self.is_verdict(Verdict.VIOLATED) | self.is_verdict(Verdict.LATE)


_COLUMNS = {name: column for name, column in vars(Outcomes).items() if isinstance(column, Blank)}

_LOCK = Lock()
"""Parts of a book are judged side by side."""

REASONS: list[str] = []
_CODES: dict[str, int] = {}


def reason_code(reason: str) -> int:
    """The code of a reason, the same for the whole process."""
    return _code_of(reason, REASONS, _CODES)


EXCEPTIONS: list[tuple[str, ...]] = [()]
_EXCEPTION_CODES: dict[tuple[str, ...], int] = {(): 0}


def exceptions_code(names: tuple[str, ...]) -> int:
    """The code of the names of exceptions, the same for the whole process; 0 for none."""
    return _code_of(names, EXCEPTIONS, _EXCEPTION_CODES)


def _code_of(value: Coded, values: list[Coded], codes: dict[Coded, int]) -> int:
    """The place of a value in a list that only grows; a new one goes to its end."""
    code = codes.get(value)
    if code is None:
        with _LOCK:
            if value not in codes:
                values.append(value)
                codes[value] = len(values) - 1
            code = codes[value]
    return code
