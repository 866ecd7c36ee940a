"""Rows by case and figure as one sorted key, and searches among values that ascend."""

from __future__ import annotations

import attrs
import numpy as np

from dutylang.cases.columns.model import NO_DAY
from dutylang.ops.columns import Ints


@attrs.frozen(eq=False)
class Index:
    """Rows by case and a figure that ascends within the case, joined to one key."""

    keys: Ints
    least: int
    width: int

    def first(self, cases: Ints, figures: Ints) -> Ints:
        """The first row of a case whose figure is not less."""
        within = np.clip(figures - self.least, 0, self.width - 1)
        return np.searchsorted(self.keys, cases * self.width + within)


def index_of(cases: Ints, figures: Ints) -> Index:
    """The index of rows; a figure beyond all is one more than the greatest."""
    least = int(figures.min()) if len(figures) else 0
    width = int(figures.max()) - least + 2 if len(figures) else 1
    keys = cases.astype(np.int64) * width + (figures - least)
    return Index(keys, least, width)


def different_days(days: Ints) -> tuple[Ints, Ints]:
    """The different days, in order, and the place of each among them; few days stand for many rows."""
    if not len(days):
        return np.zeros(0, np.int64), np.zeros(0, np.int64)
    known = days != NO_DAY
    least = int(days[known].min()) if known.any() else 0
    # Whatever has no day goes before all that have one.
    offset = np.where(known, days - least + 1, 0).astype(np.int64)
    present = np.zeros(int(offset.max()) + 1, np.bool_)
    present[offset] = True
    places = np.cumsum(present) - 1
    found = np.flatnonzero(present) + least - 1
    if present[0]:
        found[0] = NO_DAY
    return found, places[offset]


def lower_bound(values: Ints, low: Ints, high: Ints, targets: Ints) -> Ints:
    """For each target the first index in [low, high) whose value is not less, else `high`. Values ascend there."""
    low, high = low.astype(np.int64), high.astype(np.int64)
    while True:
        active = low < high
        if not active.any():
            return low
        middle = (low + high) >> 1
        less = np.zeros(len(low), np.bool_)
        less[active] = values[middle[active]] < targets[active]
        low = np.where(active & less, middle + 1, low)
        high = np.where(active & ~less, middle, high)
