"""The last moments in time, as columns."""

from __future__ import annotations

import attrs
import numpy as np

from dutylang.assessment.bulk.board import NO_ROW, Board
from dutylang.cases.columns.model import NO_DAY, NO_INSTANT, Flags, Ints


@attrs.define(eq=False)
class Dues:
    """The last moments in time: columns of the reference's `Due`.

    `before` are rows. `house`: the length rests on a parameter left at its default. `vague`: the hour from
    which it is counted is not known, so that the reference must judge.
    """

    day: Ints
    instant: Ints
    exclusive: Flags
    before: Ints
    waiting: Flags
    provisional: Flags
    house: Flags
    vague: Flags

    @classmethod
    def none(cls, size: int) -> Dues:
        """No due at all."""
        no = np.zeros(size, np.bool_)
        return cls(
            np.full(size, NO_DAY, np.int64),
            np.full(size, NO_INSTANT, np.int64),
            no.copy(),
            np.full(size, NO_ROW, np.int64),
            no.copy(),
            no.copy(),
            no.copy(),
            no.copy(),
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
        row = np.where(before, self.before, 0)
        if not before.any():
            return self.day, self.instant
        day, instant = board.day[row], board.instant[row]
        own = ~before | (self.has_moment & (self.day <= day))
        return np.where(own, self.day, day), np.where(own, self.instant, instant)

    def put(self, where: Flags | Ints, other: Dues) -> None:
        """Takes the dues of some places from another."""
        for field in attrs.fields(Dues):
            getattr(self, field.name)[where] = getattr(other, field.name)
