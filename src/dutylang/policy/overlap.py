"""Written conditions side by side: whether two of them plainly hold together in some case."""

from __future__ import annotations

from collections.abc import Iterator

from dutylang.syntax.ast import And, Expr, Not

Conjuncts = frozenset[Expr]
"""The parts of a condition that must all hold; none: it always holds."""


def conjuncts(*conditions: Expr | None) -> Conjuncts:
    """The parts of several conditions that must all hold; an absent one adds nothing."""
    return frozenset(part for each in conditions if each is not None for part in _parts(each))


def exceptions_of(condition: Expr | None) -> Conjuncts:
    """What must hold for an `unless` not to apply."""
    return frozenset() if condition is None else frozenset([Not(condition)])


def _parts(condition: Expr) -> Iterator[Expr]:
    if isinstance(condition, And):
        for item in condition.items:
            yield from _parts(item)
    else:
        yield condition


def plainly_overlap(one: Conjuncts, other: Conjuncts) -> bool:
    """Whether one holds whenever the other does, by its words alone: the same parts, or some of them."""
    return one <= other or other <= one
