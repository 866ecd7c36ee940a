"""Readings of conditions: of which cases, at which moments, of which events."""

from __future__ import annotations

import attrs
import numpy as np

from dutylang.assessment.bulk.board import Board
from dutylang.ops.columns import Flags, Ints


@attrs.frozen(eq=False, slots=False)
class Frame:
    """So many readings: of which case, on which day, of which event and act.

    `event`, `act`, `trigger` and `start` are rows, `NO_ROW` or None where there is none. `instant` goes with
    `day` (None: whole days), `until` is how far names of events look (None: to the moment). `asked` are the
    readings that matter (None: all); the others may come out unknown. `awaiting` answers for events that may
    still come (None: they do not).

    Three notes are taken: `house` where a parameter that is left at its default was read, `awaited` where
    something may still come, `assumed` where the order of two events of one day was taken for granted.
    """

    board: Board
    case: Ints
    day: Ints
    event: Ints | None = None
    act: Ints | None = None
    trigger: Ints | None = None
    start: Ints | None = None
    instant: Ints | None = None
    until: tuple[Ints, Ints] | None = None
    asked: Flags | None = None
    awaiting: bool | None = None
    house: Flags = attrs.field()
    awaited: Flags = attrs.field()
    assumed: Flags = attrs.field()

    @house.default
    def _no_house(self) -> Flags:
        return np.zeros(len(self.case), np.bool_)

    @awaited.default
    def _none_awaited(self) -> Flags:
        return np.zeros(len(self.case), np.bool_)

    @assumed.default
    def _none_assumed(self) -> Flags:
        return np.zeros(len(self.case), np.bool_)

    @property
    def size(self) -> int:
        """How many readings."""
        return len(self.case)

    def where(self, wanted: Flags) -> Frame:
        """The same readings, of which only some matter. The notes are taken in the same place."""
        return attrs.evolve(self, asked=wanted if self.asked is None else self.asked & wanted)
