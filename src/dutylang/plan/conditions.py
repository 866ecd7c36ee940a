"""Conditions of a policy joined for the plan."""

from __future__ import annotations

from collections.abc import Sequence

from dutylang.ops.types import YES_NO
from dutylang.policy.typed import Apply, Typed


def all_of(conditions: Sequence[Typed]) -> Typed | None:
    """The conjunction of some conditions; None when there are none."""
    if not conditions:
        return None
    return conditions[0] if len(conditions) == 1 else Apply("and", tuple(conditions), YES_NO)
