"""A line whose words are right and stand in the wrong order: the nearest order in which it can be read."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from itertools import pairwise

from dutylang.syntax.from_text.tokens import NAME, Token

LONGEST_PART = 4
"""Words of the longest part that is moved."""
_BEARERS = frozenset({"MODAL", "MAY"})


def reordered(
    tokens: Sequence[Token], reads: Callable[[Sequence[Token]], bool], kinds: Callable[[str], str]
) -> tuple[Token, ...] | None:
    """The line with one part moved, if it is then read; the shortest part and the shortest way come first.

    `kinds` tells which keyword declares a name: before `must` only a role can stand.
    """
    for order in _orders(tokens):
        if _bearer_fits(order, kinds) and reads(order):
            return order
    return None


def _orders(tokens: Sequence[Token]) -> Iterator[tuple[Token, ...]]:
    """Every order with one part moved to the right; to the left is the same for the part beside it."""
    size = len(tokens)
    moves = [
        (min(end - start, to - end), max(end - start, to - end), start, end, to)
        for start in range(size)
        for end in range(start + 1, size)
        for to in range(end + 1, size + 1)
        if min(end - start, to - end) <= LONGEST_PART
    ]
    for _, _, start, end, to in sorted(moves):
        yield (*tokens[:start], *tokens[end:to], *tokens[start:end], *tokens[to:])


def _bearer_fits(order: Sequence[Token], kinds: Callable[[str], str]) -> bool:
    """Whether the name before `must`, if it is declared at all, is that of a role."""
    for before, token in pairwise(order):
        if token.terminal in _BEARERS and before.terminal == NAME:
            return kinds(before.text) in ("role", "")
    return True
