"""What is wrong with a text at this moment: its spelling as it has just been read, and what the last check found."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

import attrs

from dutylang.lsp.analysis import Analysis, Place
from dutylang.lsp.checking import Elsewhere, Mending, Told, told
from dutylang.lsp.text import Shift, shift_between

SYNTAX = "S"


@attrs.frozen
class Known:
    """What the last check of a policy found, and the texts that it read."""

    problems: tuple[Told, ...] = ()
    texts: Mapping[str, str] = attrs.field(factory=dict, hash=False)
    sound: bool = False


def problems_now(
    analysis: Analysis, known: Known, tongues: Mapping[str, str], near: Place | None = None
) -> tuple[Told, ...]:
    """All that is known to be wrong with the texts of a policy as they stand.

    Spelling is told of the texts as they are; what the check found, where its words have not been touched. With
    `near`, what touches it and all that has a fix: there can be thousands of others.
    """
    if known.texts == {name: parsed.text.string for name, parsed in analysis.texts.items()}:
        return known.problems
    shifts = {
        name: shift_between(known.texts[name], parsed.text.string)
        for name, parsed in analysis.texts.items()
        if name in known.texts
    }
    older = (
        moved(each, shifts)
        for each in known.problems
        if not each.code.startswith(SYNTAX)
        and (near is None or each.mending is not None or _touches(each, shifts, near))
    )
    return (*_spelling(analysis, tongues), *(each for each in older if each is not None))


def _touches(problem: Told, shifts: Mapping[str, Shift], near: Place) -> bool:
    place = _moved(problem, shifts) if problem.source == near.text else None
    return place is not None and place[0] <= near.end and near.start <= place[1]


def _spelling(analysis: Analysis, tongues: Mapping[str, str]) -> Iterator[Told]:
    for parsed in analysis.texts.values():
        for reading, start in analysis.readings(parsed):
            for problem in reading.problems:
                key = reading.piece.key
                own = told(problem, {key: tongues[parsed.name]}, {key: reading.piece.source})
                yield _placed(own, parsed.name, start)


def _placed(problem: Told, name: str, start: int) -> Told:
    """A problem of a piece as one of its text."""
    mending = problem.mending
    return attrs.evolve(
        problem,
        source=name,
        start=problem.start + start,
        end=problem.end + start,
        elsewhere=tuple(
            attrs.evolve(each, source=name, start=each.start + start, end=each.end + start)
            for each in problem.elsewhere
        ),
        mending=mending
        and attrs.evolve(mending, source=name, start=mending.start + start, end=mending.end + start),
    )


def moved(problem: Told, shifts: Mapping[str, Shift]) -> Told | None:
    """A problem where its words stand now; None when they were rewritten."""
    place = _moved(problem, shifts)
    if place is None:
        return None
    if place == (problem.start, problem.end) and not problem.elsewhere and problem.mending is None:
        return problem
    others = [(each, _moved(each, shifts)) for each in problem.elsewhere]
    mending = problem.mending
    new = None if mending is None else _moved(mending, shifts)
    return attrs.evolve(
        problem,
        start=place[0],
        end=place[1],
        elsewhere=tuple(attrs.evolve(each, start=at[0], end=at[1]) for each, at in others if at is not None),
        mending=None if mending is None or new is None else attrs.evolve(mending, start=new[0], end=new[1]),
    )


def _moved(part: Told | Elsewhere | Mending, shifts: Mapping[str, Shift]) -> tuple[int, int] | None:
    shift = shifts.get(part.source)
    return (part.start, part.end) if shift is None else shift(part.start, part.end)


def mendings(problems: Iterable[Told], name: str, *, unsafe: bool) -> Sequence[tuple[Told, Mending]]:
    """The fixes of a text in its order; of two that touch each other the earlier."""
    offered = [
        (each, each.mending)
        for each in problems
        if each.mending is not None and each.mending.source == name and (unsafe or each.mending.safe)
    ]
    found: list[tuple[Told, Mending]] = []
    for problem, mending in sorted(offered, key=lambda pair: (pair[1].start, pair[1].end)):
        last = found[-1][1] if found else None
        if last is None or (mending.start >= last.end and mending.start != last.start):
            found.append((problem, mending))
    return found
