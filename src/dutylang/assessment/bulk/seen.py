"""What has happened by the as-of moment."""

from __future__ import annotations

import numpy as np

from dutylang.assessment.model import Horizon
from dutylang.cases.columns.from_records import microseconds
from dutylang.cases.columns.model import NO_INSTANT
from dutylang.ops.columns import Flags, Ints


def up_to(day: Ints, instant: Ints, horizon: Horizon) -> Flags:
    """Whether moments lie at or before the as-of moment; a moment without a time reaches to its 24:00."""
    as_of = horizon.as_of
    by_day: Flags = day <= as_of.day.toordinal()
    if as_of.instant is None:
        return by_day
    return np.where(instant == NO_INSTANT, by_day, instant <= microseconds(as_of.instant))
