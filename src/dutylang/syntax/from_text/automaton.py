"""The LALR automaton on stacks that are never changed: a fork or a step back costs nothing.

A stack is a chain `(state, value, first token, last token, stack below)`. A step with a builder makes
the nodes of the tree; a step without one only says whether the tokens are read.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any

import attrs

from dutylang.syntax.from_text.tables import Production, Tables
from dutylang.syntax.from_text.tokens import Token

Stack = tuple[int, Any, Token | None, Token | None, Any]
Reading = tuple[str, object]
Build = Callable[[Token | None, Token | None, list[Any]], Any]


@attrs.frozen(eq=False)
class Spliced:
    """Values of a repetition, the last ones and what came before them."""

    before: Spliced | None
    values: tuple[Any, ...]

    def flat(self) -> list[Any]:
        """All values in order."""
        runs: list[tuple[Any, ...]] = []
        link: Spliced | None = self
        while link is not None:
            runs.append(link.values)
            link = link.before
        return [value for run in reversed(runs) for value in run]


@attrs.frozen(eq=False)
class Automaton:
    """The tables, and for each builder's name the function that makes its node."""

    tables: Tables
    builders: Mapping[str, Build]

    def start(self) -> Stack:
        """The stack before any token."""
        return (self.tables.start, None, None, None, None)

    def read(self, stack: Stack, terminal: str, value: object, token: Token) -> Stack | None:
        """The stack after the token, with its value; None when it cannot stand here."""
        actions, gotos = self.tables.actions, self.tables.gotos
        while True:
            action = actions[stack[0]].get(terminal)
            if action is None:
                return None
            if isinstance(action, int):
                return (action, value, token, token, stack)
            if action.passes:
                below = stack[4]
                stack = (gotos[below[0]][action.rule], stack[1], stack[2], stack[3], below)
            else:
                stack = self._reduced(stack, action, gotos)

    def _reduced(self, stack: Stack, production: Production, gotos: Any) -> Stack:
        values: list[Any] = []
        first: Token | None = None
        last: Token | None = None
        for _ in range(production.size):
            _, value, begin, end, stack = stack
            values.append(value)
            if begin is not None:
                first = begin
                if last is None:
                    last = end
        values.reverse()
        value = self._value(production, values, first, last)
        return (gotos[stack[0]][production.rule], value, first, last, stack)

    def _value(
        self, production: Production, values: list[Any], first: Token | None, last: Token | None
    ) -> Any:
        before: Spliced | None = None
        kept: list[Any] = []
        for index in production.layout:
            value = None if index is None else values[index]
            if not isinstance(value, Spliced):
                kept.append(value)
            elif index == 0 and production.splice:
                before = value
            else:
                kept.extend(value.flat())
        if production.splice:
            return Spliced(before, tuple(kept))
        if production.single and len(kept) == 1:
            return kept[0]
        return self.builders[production.builder](first, last, kept)

    def accepts(self, stack: Stack, terminal: str) -> bool:
        """Whether a token of the terminal can come next."""
        return self.step(stack, terminal) is not None

    def step(self, stack: Stack, terminal: str) -> Stack | None:
        """The stack after a token of the terminal, without values; None when it cannot stand here."""
        actions, gotos = self.tables.actions, self.tables.gotos
        while True:
            action = actions[stack[0]].get(terminal)
            if action is None:
                return None
            if isinstance(action, int):
                return (action, None, None, None, stack)
            for _ in range(action.size):
                stack = stack[4]
            stack = (gotos[stack[0]][action.rule], None, None, None, stack)

    def steps(self, stack: Stack, terminals: Iterable[str]) -> tuple[Stack, int]:
        """The stack after as many of the terminals as can be read, and how many those are."""
        count = 0
        for terminal in terminals:
            after = self.step(stack, terminal)
            if after is None:
                break
            stack, count = after, count + 1
        return stack, count

    def result(self, stack: Stack, end: Token) -> Any | None:
        """The value of the whole text when it can end here, else None."""
        done = self.read(stack, "$END", None, end)
        return None if done is None else done[4][1]
