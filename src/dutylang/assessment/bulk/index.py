"""Rows by case and figure, as one sorted key."""

from __future__ import annotations

import attrs
import numpy as np

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
