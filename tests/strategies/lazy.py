"""Combinators of hypothesis that are set up only when drawn: whole trees would take seconds otherwise.

The names are those of `hypothesis.strategies`, so that a reader knows what they mean. `strategy_from` gives
the real thing, `sample` draws with a plain random number generator: many trees, evenly spread.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Sequence
from functools import cache, wraps
from random import Random
from typing import Any, Generic, ParamSpec, TypeVar

from hypothesis import reject
from hypothesis import strategies as eager

T = TypeVar("T")
U = TypeVar("U")
P = ParamSpec("P")
_TRIES = 20

Choose = Callable[[int, int], int]
"""A whole number between two, both included: everything is drawn through it."""
DrawFn = Callable[["SearchStrategy[Any]"], Any]


class NothingFitsError(Exception):
    """No value was found that fits its filter."""


class SearchStrategy(Generic[T]):
    """How to draw one value."""

    def __init__(self, make: Callable[[Choose], T]) -> None:
        self.make = make

    def map(self, change: Callable[[T], U]) -> SearchStrategy[U]:
        """The values, changed."""
        return SearchStrategy(lambda draw: change(self.make(draw)))

    def filter(self, fits: Callable[[T], object]) -> SearchStrategy[T]:
        """The values that fit; after some tries the example is given up."""

        def make(draw: Choose) -> T:
            for _ in range(_TRIES):
                value = self.make(draw)
                if fits(value):
                    return value
            raise NothingFitsError

        return SearchStrategy(make)


def strategy_from(lazy: SearchStrategy[T]) -> eager.SearchStrategy[T]:
    """The hypothesis strategy of a lazy one."""

    @eager.composite
    def strategy(draw: eager.DrawFn) -> T:
        try:
            return lazy.make(lambda least, most: draw(_integers(least, most)))
        except NothingFitsError:
            return reject()

    return strategy()


def sample(lazy: SearchStrategy[T], seed: int) -> T:
    """One value, the same for the same seed."""
    random = Random(seed)
    while True:
        try:
            return lazy.make(random.randint)
        except NothingFitsError:
            continue


def composite(function: Callable[..., T]) -> Callable[..., SearchStrategy[T]]:
    """A strategy from a function that draws."""

    @wraps(function)
    def strategy(*args: Any, **kwargs: Any) -> SearchStrategy[T]:
        return SearchStrategy(lambda draw: function(lambda lazy: lazy.make(draw), *args, **kwargs))

    return strategy


@cache
def _integers(least: int, most: int) -> eager.SearchStrategy[int]:
    """One strategy for each range."""
    return eager.integers(least, most)


def integers(least: int, most: int) -> SearchStrategy[int]:
    """Whole numbers, both ends included."""
    return SearchStrategy(lambda draw: draw(least, most))


def booleans() -> SearchStrategy[bool]:
    """True or false."""
    return integers(0, 1).map(bool)


def just(value: T) -> SearchStrategy[T]:
    """Always that value."""
    return SearchStrategy(lambda _: value)


def none() -> SearchStrategy[None]:
    """Always None."""
    return just(None)


def sampled_from(values: Iterable[T]) -> SearchStrategy[T]:
    """One of some values."""
    known = tuple(values)
    return integers(0, len(known) - 1).map(lambda index: known[index])


def dates(least: dt.date, most: dt.date) -> SearchStrategy[dt.date]:
    """Dates, both ends included."""
    return integers(least.toordinal(), most.toordinal()).map(dt.date.fromordinal)


def one_of(*choices: SearchStrategy[Any]) -> SearchStrategy[Any]:
    """A value of one of the strategies."""
    return SearchStrategy(lambda draw: choices[draw(0, len(choices) - 1)].make(draw))


def deferred(definition: Callable[[], SearchStrategy[T]]) -> SearchStrategy[T]:
    """A strategy that is set up when it is drawn from."""
    return SearchStrategy(lambda draw: definition().make(draw))


def builds(
    target: Callable[..., T], *args: SearchStrategy[Any], **kwargs: SearchStrategy[Any]
) -> SearchStrategy[T]:
    """Calls with drawn arguments."""
    return SearchStrategy(
        lambda draw: target(
            *(each.make(draw) for each in args), **{k: v.make(draw) for k, v in kwargs.items()}
        )
    )


def tuples(*parts: SearchStrategy[Any]) -> SearchStrategy[tuple[Any, ...]]:
    """A value of each."""
    return SearchStrategy(lambda draw: tuple(part.make(draw) for part in parts))


def lists(
    each: SearchStrategy[T], *, min_size: int = 0, max_size: int = 3, unique: bool = False
) -> SearchStrategy[list[T]]:
    """Several values; unique ones are drawn again until they differ."""

    def make(draw: Choose) -> list[T]:
        size = draw(min_size, max_size)
        found: list[T] = []
        for _ in range(size * _TRIES if unique else size):
            value = each.make(draw)
            if not unique or value not in found:
                found.append(value)
            if len(found) == size:
                return found
        if len(found) < min_size:
            raise NothingFitsError
        return found

    return SearchStrategy(make)


def permutations(values: Sequence[T]) -> SearchStrategy[list[T]]:
    """The values in any order."""

    def make(draw: Choose) -> list[T]:
        rest = list(values)
        return [rest.pop(draw(0, len(rest) - 1)) for _ in values]

    return SearchStrategy(make)
