"""A Chinese clause → the one way to cut it that the grammar accepts. Two ways are a fault, never a guess."""

from __future__ import annotations

import attrs

from dutylang.syntax.from_text.automaton import Automaton, Stack
from dutylang.syntax.from_text.lattice_zh import Lattice, keyword_readings
from dutylang.syntax.from_text.tokens import END_OF_LINE, NAME, Token

MOST_CUTS = 64
"""Ways to cut a clause that are followed at the same time; more make it ambiguous without further proof."""

MOST_GUESSES = 4
"""Undeclared names that are looked for in one clause."""
LONGEST_GUESS = 30
"""Characters of the longest undeclared name that is looked for."""

Path = tuple["Path | None", Token]


@attrs.frozen(eq=False)
class Way:
    """One reading so far: the automaton's stack, the tokens, and the undeclared names among them."""

    stack: Stack
    path: Path | None
    guesses: int = 0
    guessed: int = 0
    """Characters of the undeclared names: the fewer, the better."""


@attrs.frozen(eq=False)
class Cut:
    """The readings of a clause that the grammar accepts, and the farthest that any got."""

    ways: tuple[tuple[Token, ...], ...]
    farthest: tuple[Token, ...]
    farthest_stack: Stack
    reached: int


class Cutter:
    """Cuts the clauses of one text."""

    def __init__(self, automaton: Automaton) -> None:
        """Asks the automaton which tokens can stand where."""
        self.automaton = automaton

    def cut(self, lattice: Lattice, start: int, stack: Stack, *, undeclared: bool = False) -> Cut:
        """Every acceptable reading of the clause from `start`; with undeclared names if asked."""
        first = lattice.skip(start)
        waiting: dict[int, list[Way]] = {first: [Way(stack, None)]}
        best: tuple[int, Way] = (first, waiting[first][0])
        done: list[Way] = []
        while waiting:
            position = min(waiting)
            ways = waiting.pop(position)
            if undeclared:
                ways.sort(key=_doubt)
            del ways[MOST_CUTS:]
            if position > best[0]:
                best = (position, ways[0])
            if position >= lattice.stop:
                done.extend(way for way in ways if self._ends(way.stack))
                continue
            for way in ways:
                self._go_on(lattice, position, way, waiting)
                if undeclared and way.guesses < MOST_GUESSES:
                    self._guess(lattice, position, way, waiting)
        return Cut(
            ways=_distinct(sorted(done, key=_doubt) if undeclared else done),
            farthest=_tokens(best[1].path),
            farthest_stack=best[1].stack,
            reached=best[0],
        )

    def _ends(self, stack: Stack) -> bool:
        return self.automaton.step(stack, END_OF_LINE) is not None

    def _go_on(self, lattice: Lattice, position: int, way: Way, waiting: dict[int, list[Way]]) -> None:
        for edge in lattice.edges(position):
            if len(edge) == 1:
                for reading in edge[0].readings:
                    stack = self.automaton.step(way.stack, reading[0])
                    if stack is not None:
                        token = (
                            attrs.evolve(edge[0], readings=(reading,))
                            if len(edge[0].readings) > 1
                            else edge[0]
                        )
                        after = Way(stack, (way.path, token), way.guesses, way.guessed)
                        waiting.setdefault(lattice.skip(token.end), []).append(after)
            else:
                self._take_all(lattice, edge, way, waiting)

    def _take_all(
        self, lattice: Lattice, edge: tuple[Token, ...], way: Way, waiting: dict[int, list[Way]]
    ) -> None:
        stack, path = way.stack, way.path
        for token in edge:
            after = self.automaton.step(stack, token.terminal)
            if after is None:
                return
            stack, path = after, (path, token)
        waiting.setdefault(lattice.skip(edge[-1].end), []).append(Way(stack, path, way.guesses, way.guessed))

    def _guess(self, lattice: Lattice, position: int, way: Way, waiting: dict[int, list[Way]]) -> None:
        """Goes on as if the characters from here to any later place of the run were a name."""
        stack = self.automaton.step(way.stack, NAME)
        if stack is None or not lattice.text[position].isalpha():
            return
        for end in range(position + 1, min(lattice.run_end(position), position + LONGEST_GUESS) + 1):
            if lattice.text[position:end] in keyword_readings():
                continue
            token = lattice.name(position, end)
            guessed = way.guessed + end - position
            after = Way(stack, (way.path, token), way.guesses + 1, guessed)
            waiting.setdefault(lattice.skip(end), []).append(after)

    def with_guesses(self, lattice: Lattice, start: int, stack: Stack) -> tuple[Token, ...]:
        """The reading whose undeclared names are shortest; empty where such names do not help."""
        cut = self.cut(lattice, start, stack, undeclared=True)
        return cut.ways[0] if cut.ways else ()


def _doubt(way: Way) -> tuple[int, int]:
    return way.guessed, way.guesses


def _tokens(path: Path | None) -> tuple[Token, ...]:
    found: list[Token] = []
    while path is not None:
        found.append(path[1])
        path = path[0]
    return tuple(reversed(found))


def _distinct(ways: list[Way]) -> tuple[tuple[Token, ...], ...]:
    """The readings that cut at different places; of those that cut alike, the preferred one."""
    found: dict[tuple[int, ...], tuple[Token, ...]] = {}
    for way in ways:
        tokens = _tokens(way.path)
        found.setdefault(tuple(token.start for token in tokens), tokens)
    return tuple(found.values())
