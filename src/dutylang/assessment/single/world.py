"""Unknown facts as questions. A judge that needs one raises; the explorer tries every answer.

The verdict of an instance with unknown facts is the set of verdicts over all answers: the same fact has
the same answer wherever it is asked. Beyond eight facts in a row the set is left open.

A judge is run once for each set of answers. What it works out on the way hangs on a few of them at most, so
that it is remembered by the answers that it read (`memory`).
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Mapping
from typing import Generic, TypeVar

import attrs

from dutylang.assessment.leaves import Leaf
from dutylang.assessment.single.memory import HaltError, Memory, Question

MOST_LEAVES = 8

Result = TypeVar("Result")


class UndecidedError(HaltError):
    """Raised inside a judge when it needs a fact that is unknown and not yet assumed. Never leaves `explore`."""

    def __init__(self, question: Question, leaves: tuple[Leaf, ...], answers: tuple[Hashable, ...]) -> None:
        super().__init__(leaves)
        self.question = question
        self.leaves = leaves
        self.answers = answers


@attrs.frozen
class World:
    """What is assumed of the unknown facts; `memory` holds what worlds like it came to, where there are any."""

    assumptions: Mapping[Question, Hashable] = attrs.field(factory=dict)
    memory: Memory | None = attrs.field(default=None, eq=False, repr=False)

    def known(self, question: Question) -> Hashable | None:
        """The assumed answer; None when nothing is assumed."""
        answer = self.assumptions.get(question)
        if self.memory is not None:
            self.memory.read(question, answer)
        return answer

    def once(
        self,
        what: str,
        things: tuple[object, ...],
        compute: Callable[[], Result],
        values: tuple[Hashable, ...] = (),
    ) -> Result:
        """`compute()`, made once for the same answers to all that it asks. Everything else is told by the key:

        `what` is worked out, the `things` it is about by their identity, the `values` by equality.
        """
        if self.memory is None:
            return compute()
        return self.memory.once(what, things, values, self.assumptions, compute)

    def ask(
        self, question: Question, *leaves: Leaf, answers: tuple[Hashable, ...] = (True, False)
    ) -> Hashable:
        """The assumed answer; raises `UndecidedError` when nothing is assumed. The leaves are what would tell."""
        answer = self.known(question)
        if answer is not None:
            return answer
        raise UndecidedError(question, leaves, answers)

    def assume(self, question: Question, answer: Hashable) -> World:
        """This world with one more answer."""
        return World({**self.assumptions, question: answer}, self.memory)


@attrs.frozen
class Settled(Generic[Result]):
    """No further fact is needed."""

    result: Result


@attrs.frozen
class Open(Generic[Result]):
    """The result hangs on a fact, told by the leaves: one branch for each answer."""

    leaves: tuple[Leaf, ...]
    branches: tuple[Tree[Result], ...]


@attrs.frozen
class Overflow:
    """More facts are open than are tried."""

    leaves: tuple[Leaf, ...]


Tree = Settled[Result] | Open[Result] | Overflow


def explore(
    judge: Callable[[World], Result], memory: Memory | None = None, *, first: World | None = None
) -> Tree[Result]:
    """Every result of a judge over all answers to the facts that it asks for.

    Judges of the same matter may share a `memory`. Nothing is remembered where nothing is asked, unless the
    world in which the judge runs `first` has a memory.
    """
    world = first or World()
    try:
        return Settled(_run(judge, world))
    except UndecidedError as undecided:
        return _branches(undecided, judge, World(memory=memory or Memory()), 0)


def _explore(judge: Callable[[World], Result], world: World, depth: int) -> Tree[Result]:
    try:
        return Settled(_run(judge, world))
    except UndecidedError as undecided:
        return _branches(undecided, judge, world, depth)


def _run(judge: Callable[[World], Result], world: World) -> Result:
    if world.memory is not None:
        world.memory.forget_reads()
    return judge(world)


def _branches(
    undecided: UndecidedError, judge: Callable[[World], Result], world: World, depth: int
) -> Tree[Result]:
    if depth >= MOST_LEAVES:
        return Overflow(undecided.leaves)
    branches = tuple(
        _explore(judge, world.assume(undecided.question, answer), depth + 1) for answer in undecided.answers
    )
    return Open(undecided.leaves, branches)


def results(tree: Tree[Result]) -> list[Result]:
    """All settled results, in the order of the answers."""
    if isinstance(tree, Settled):
        return [tree.result]
    if isinstance(tree, Open):
        return [result for branch in tree.branches for result in results(branch)]
    return []


def overflows(tree: Tree[Result]) -> bool:
    """Whether some branch has more open facts than are tried."""
    if isinstance(tree, Open):
        return any(overflows(branch) for branch in tree.branches)
    return isinstance(tree, Overflow)


def deciders(tree: Tree[Result], view: Callable[[Result], Hashable]) -> tuple[Leaf, ...]:
    """The facts on which what `view` sees of the result hangs, in the order in which they were asked."""
    found: list[Leaf] = []

    def visit(node: Tree[Result]) -> frozenset[Hashable]:
        if isinstance(node, Settled):
            return frozenset([view(node.result)])
        if isinstance(node, Overflow):
            found.extend(node.leaves)
            return frozenset(["overflow"])
        place = len(found)
        seen: frozenset[Hashable] = frozenset().union(*(visit(branch) for branch in node.branches))
        # Above what was not tried any fact may decide.
        if len(seen) > 1 or "overflow" in seen:
            found[place:place] = node.leaves
        return seen

    visit(tree)
    return tuple(dict.fromkeys(found))
