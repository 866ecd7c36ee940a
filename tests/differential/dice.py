"""Choices, one by one, of which every generated policy and case is made.

All are drawn through whole numbers, so that hypothesis can draw them, or a plain random number generator that
is much faster. Where it matters the plainest choice stands first: hypothesis makes numbers small.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from typing import TypeVar

import attrs

from tests.strategies.lazy import Choose

T = TypeVar("T")


@attrs.frozen
class Dice:
    """What is thrown for every choice. `rare`: in percent, how much less often what is seldom anyway comes."""

    choose: Choose
    rare: int = 100

    def number(self, least: int, most: int) -> int:
        """A whole number, both ends included."""
        return self.choose(least, most)

    def one(self, *options: T) -> T:
        """One of the options; what stands twice comes twice as often."""
        return options[self.choose(0, len(options) - 1)]

    def chance(self, percent: int) -> bool:
        """True so often."""
        percent = percent * self.rare // 100 if percent < 50 else percent
        return self.choose(0, 99) >= 100 - percent

    def maybe(self, percent: int, text: str) -> str:
        """The text so often, else nothing."""
        return text if self.chance(percent) else ""

    def some(self, options: Sequence[T], least: int = 1, most: int | None = None) -> list[T]:
        """Some of the options, each once, in any order."""
        rest = list(options)
        most = len(rest) if most is None else min(most, len(rest))
        return [rest.pop(self.choose(0, len(rest) - 1)) for _ in range(self.choose(min(least, most), most))]

    def shuffled(self, values: Sequence[T]) -> list[T]:
        """The values in any order."""
        return self.some(values, len(values), len(values))

    def fill(self, template: str, fillers: Mapping[str, Callable[[Dice], str]]) -> str:
        """A text with each `{name}` replaced by what its filler throws."""
        return re.sub(r"\{(\w+)\}", lambda found: fillers[found[1]](self), template)
