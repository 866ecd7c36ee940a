"""Conditions of a policy joined for the plan."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from dutylang.ops.types import YES_NO
from dutylang.policy.typed import Apply, Typed


def all_of(conditions: Sequence[Typed]) -> Typed | None:
    """The conjunction of some conditions; None when there are none."""
    if not conditions:
        return None
    return conditions[0] if len(conditions) == 1 else Apply("and", tuple(conditions), YES_NO)


def parts_of_all(condition: Typed | None) -> Iterator[Typed]:
    """What must hold all together, in the order written; nothing where there is no condition."""
    if isinstance(condition, Apply) and condition.op == "and":
        for argument in condition.args:
            yield from parts_of_all(argument)
    elif condition is not None:
        yield condition
