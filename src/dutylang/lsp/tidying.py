"""When memory is searched for what nobody needs any more: while nobody waits.

Trees of a thousand articles are a million objects. They know each other in one direction, so that what is dropped is
freed at once; a search of all of them stops everything for a tenth of a second and finds next to nothing.
"""

from __future__ import annotations

import gc

import attrs

YOUNG, RECENT = 10_000, 20
"""New objects after which those are searched, and how often until those that stayed are searched once more."""
NEVER = 1_000_000
ROUNDS = 20
"""Quiet moments from one search of everything to the next."""


def searched_when_asked() -> None:
    """From now on this process searches all of its memory only when it is asked to."""
    gc.set_threshold(YOUNG, RECENT, NEVER)


@attrs.define
class Tidying:
    """Counts quiet moments, and searches everything in some of them."""

    moments: int = 0

    def quiet(self) -> None:
        """Nobody waits for anything at this moment."""
        self.moments += 1
        if self.moments % ROUNDS == 0:
            gc.collect()
