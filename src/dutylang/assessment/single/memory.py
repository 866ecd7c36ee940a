"""What computations came to, by the answers that they read: a world that gives the same ones need not ask again."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Mapping
from typing import TypeVar

import attrs

Question = tuple[Hashable, ...]
Key = tuple[str, tuple[int, ...], tuple[Hashable, ...]]
T = TypeVar("T")

LATEST = 16
"""How many results of one computation are compared with a new one, so that equal ones are the same object."""


class HaltError(Exception):
    """Ends a computation for want of an answer, or because its rule contradicts itself: that is remembered too."""


@attrs.define(eq=False)
class _Place:
    """Where a computation stands after some answers: what it reads next, or what it came to."""

    question: Question | None = None
    following: dict[Hashable | None, _Place] = attrs.field(factory=dict)
    done: bool = False
    result: object = None
    halt: HaltError | None = None

    def after(self, question: Question, answer: Hashable | None) -> _Place:
        """The place after one more answer. The same answers before always lead to the same question."""
        self.question = question
        found = self.following.get(answer)
        if found is None:
            found = self.following[answer] = _Place()
        return found


@attrs.define(eq=False)
class _Computation:
    """One computation: where it starts, and the `things` it is about, kept so that their ids stay theirs."""

    things: tuple[object, ...]
    start: _Place = attrs.field(factory=_Place)
    results: list[object] = attrs.field(factory=list)

    def same(self, result: object) -> object:
        """An equal result found before, else this one: what is worked out from it has one key then."""
        for each in self.results[-LATEST:]:
            if each == result:
                return each
        self.results.append(result)
        return result


@attrs.define(eq=False)
class Memory:
    """The computations of one exploration, or of several that look at the same things.

    `_reads` are the answers read by what is being computed; None stands for no answer.
    """

    _known: dict[Key, _Computation] = attrs.field(factory=dict)
    _reads: list[tuple[Question, Hashable | None]] = attrs.field(factory=list)

    def read(self, question: Question, answer: Hashable | None) -> None:
        """Notes that an answer, or the lack of one, was seen."""
        self._reads.append((question, answer))

    def forget_reads(self) -> None:
        """Before a judge starts over."""
        self._reads.clear()

    def once(
        self,
        what: str,
        things: tuple[object, ...],
        values: tuple[Hashable, ...],
        assumptions: Mapping[Question, Hashable],
        compute: Callable[[], T],
    ) -> T:
        """What `compute` came to under these assumptions before, else what it comes to now."""
        key = (what, tuple(map(id, things)), values)
        found = self._known.get(key)
        if found is None:
            found = self._known[key] = _Computation(things)
        place: _Place | None = found.start
        while place is not None and place.question is not None:
            answer = assumptions.get(place.question)
            self._reads.append((place.question, answer))
            place = place.following.get(answer)
        if place is None or not place.done:
            place = self._computed(found, compute)
        if place.halt is not None:
            raise place.halt.with_traceback(None)
        return place.result  # type: ignore[return-value]

    def _computed(self, found: _Computation, compute: Callable[[], T]) -> _Place:
        outer, self._reads = self._reads, []
        result, halt = None, None
        try:
            result = found.same(compute())
        except HaltError as error:
            halt = error
        finally:
            read, self._reads = dict(self._reads), outer
        place = found.start
        for question, answer in read.items():
            place = place.after(question, answer)
        outer += read.items()
        place.done, place.result, place.halt = True, result, halt
        return place
