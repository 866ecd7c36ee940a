"""The last moments in time, as columns."""

from __future__ import annotations

import attrs
import numpy as np

from dutylang.assessment.bulk.board import NO_ROW, Board
from dutylang.assessment.single.context import Trace
from dutylang.assessment.single.dues import Due
from dutylang.cases.columns.from_records import microseconds
from dutylang.cases.columns.model import NO_DAY, NO_INSTANT
from dutylang.ops.columns import Flags, Ints


@attrs.define(eq=False)
class Dues:
    """The last moments in time: columns of the reference's `Due`.

    `before` are rows. `house`: the length rests on a parameter left at its default. `vague`: the hour from
    which it is counted is not known, so that the reference must judge. `stopped`: a suspension has not ended;
    `suspended`: one was counted out.
    """

    day: Ints
    instant: Ints
    exclusive: Flags
    before: Ints
    waiting: Flags
    provisional: Flags
    house: Flags
    vague: Flags
    stopped: Flags
    suspended: Flags

    @classmethod
    def none(cls, size: int) -> Dues:
        """No due at all."""
        no = np.zeros(size, np.bool_)
        return cls(
            np.full(size, NO_DAY, np.int64),
            np.full(size, NO_INSTANT, np.int64),
            no.copy(),
            np.full(size, NO_ROW, np.int64),
            *(no.copy() for _ in range(6)),
        )

    @property
    def has_moment(self) -> Flags:
        """Where there is a moment."""
        found: Flags = self.day != NO_DAY
        return found

    @property
    def on_clock(self) -> Flags:
        """Where the moment is an instant."""
        found: Flags = self.instant != NO_INSTANT
        return found

    def shown(self, board: Board) -> tuple[Ints, Ints]:
        """Day and instant of what a reader calls the due date."""
        before = self.before != NO_ROW
        if not before.any():
            return self.day, self.instant
        row = np.where(before, self.before, 0)
        day, instant = board.day[row], board.instant[row]
        own = ~before | (self.has_moment & (self.day <= day))
        return np.where(own, self.day, day), np.where(own, self.instant, instant)

    def put_one(self, place: int, due: Due, trace: Trace) -> None:
        """Takes a due of the reference, and what was noted as it was counted."""
        if due.moment is None:
            self.day[place], self.instant[place] = NO_DAY, NO_INSTANT
        else:
            instant = due.moment.instant
            self.day[place] = due.moment.day.toordinal()
            self.instant[place] = NO_INSTANT if instant is None else microseconds(instant)
        self.exclusive[place] = due.exclusive
        self.waiting[place] = due.waiting
        self.provisional[place] = any(count.provisional for count in due.counts)
        self.house[place] = trace.house_default
        self.vague[place] = due.earliest is not None
        self.stopped[place] = due.stopped
        self.suspended[place] = due.stopped or any(count.suspended for count in due.counts)

    def put(self, where: Flags | Ints, other: Dues) -> None:
        """Takes the dues of some places from another."""
        for field in attrs.fields(Dues):
            getattr(self, field.name)[where] = getattr(other, field.name)

    def taken(self, places: Ints) -> Dues:
        """The dues of some places."""
        return Dues(*(getattr(self, field.name)[places] for field in attrs.fields(Dues)))
