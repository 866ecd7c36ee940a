"""Which acts together perform a demand that asks for more than so many of them."""

from __future__ import annotations

from collections.abc import Iterator

import attrs
import numpy as np

from dutylang.assessment.bulk.acts import Found
from dutylang.assessment.bulk.board import NO_ROW, Board
from dutylang.assessment.bulk.one_by_one import in_portions, setting_of
from dutylang.assessment.bulk.shape import Openings, Task
from dutylang.assessment.single.context import Context, Trace
from dutylang.assessment.single.matching import union_of
from dutylang.assessment.single.openings import WHOLE, Opening
from dutylang.assessment.single.world import UndecidedError, World
from dutylang.ops.columns import Flags, Ints
from dutylang.plan.model import Match
from dutylang.policy.typed import Typed


@attrs.frozen(eq=False)
class Chosen:
    """The acts that perform a demand, the completing one last: a column for each, `NO_ROW` after the last.

    `there` tells where they do. `house`: a parameter left at its default was read to tell.
    """

    there: Flags
    evidence: Ints
    done: Ints
    house: Flags


def first_acts(found: Found, count: int) -> Chosen:
    """The first so many acts, where there are so many."""
    columns = [found.nth(number) for number in range(count)]
    done = columns[-1]
    return Chosen(done != NO_ROW, np.stack(columns, axis=1), done, np.zeros(len(done), np.bool_))


def single_acts(rows: Ints) -> Chosen:
    """One act each, `NO_ROW` where there is none."""
    return Chosen(rows != NO_ROW, rows[:, None], rows, np.zeros(len(rows), np.bool_))


def is_plain(match: Match) -> bool:
    """Whether the first acts perform the demand, whatever they say and whoever did them."""
    return match.together is None and not match.distinct


def chosen_of(match: Match, found: Found, openings: Openings, asked: Flags, task: Task) -> Chosen:
    """The acts chosen among those found, at the openings that are asked; elsewhere none."""
    if is_plain(match):
        first = first_acts(found, match.minimum)
        return attrs.evolve(first, there=first.there & asked)
    size = openings.size
    house = np.zeros(size, np.bool_)
    sets: dict[int, list[int]] = {}
    places = np.flatnonzero(asked & (found.counts > 0))
    if match.together is not None:
        sets.update(_unions(match.together, places, found, openings, house, task))
    else:
        for n in places.tolist():
            rows = _by_different_persons(found.rows_of(n), match.minimum, int(openings.case[n]), task)
            if rows:
                sets[n] = rows
    evidence = np.full((size, max(map(len, sets.values()), default=1)), NO_ROW, np.int64)
    there, done = np.zeros(size, np.bool_), np.full(size, NO_ROW, np.int64)
    for n, rows in sets.items():
        there[n], done[n] = True, rows[-1]
        evidence[n, : len(rows)] = rows
    return Chosen(there, evidence, done, house)


def _unions(
    together: Typed, places: Ints, found: Found, openings: Openings, house: Flags, task: Task
) -> Iterator[tuple[int, list[int]]]:
    """The first acts whose attributes, put together, meet the condition."""
    board = task.board
    places = places[~board.columns.odd[openings.case[places]]]
    for n in in_portions(places, openings.case, board):
        case = int(openings.case[n])
        rows = found.rows_of(n)
        setting = setting_of(case, board)
        events = setting.timeline.events
        base = int(board.starts[case])
        subject = None if openings.subject[n] == NO_ROW else events[int(openings.subject[n]) - base]
        start = None
        if openings.start is not None and openings.start[n] != NO_ROW:
            start = events[int(openings.start[n]) - base]
        acts = [events[row - base] for row in rows]
        context = Context(setting, World(), Trace(), acts[0].at, start=start)
        try:
            union = union_of(acts, together, Opening("", None, subject, WHOLE), context)
        except UndecidedError:
            task.routed[case] = True
            continue
        house[n] = context.trace.house_default
        if union is not None:
            yield n, rows[: len(union)]


def _by_different_persons(rows: list[int], count: int, case: int, task: Task) -> list[int]:
    """The first acts by so many different persons; routed where it matters who did an act."""
    used: set[int] = set()
    found: list[int] = []
    blank = 0
    for row in rows:
        persons = _persons(row, task.board)
        fresh = [person for person in persons if person not in used]
        if fresh:
            used.add(fresh[0])
            found.append(row)
        blank += not persons
        if len(found) == count:
            return found
    if len(found) + blank >= count:
        task.routed[case] = True
    return []


def _persons(row: int, board: Board) -> list[int]:
    actors = board.columns.events.actors
    source = int(board.kept[row])
    persons: list[int] = actors.person[actors.starts[source] : actors.starts[source + 1]].tolist()
    return persons
