"""Who holds a held role in a case in which nobody answers: the reference says of each that nothing holds.

These are the persons of the cases that were judged in columns. They are counted in columns, and told one by one
only where they are listed.
"""

from __future__ import annotations

from collections.abc import Iterator

import attrs
import numpy as np

from dutylang.assessment.accountability.results import results_of
from dutylang.assessment.accountability.view import View
from dutylang.assessment.bulk.board import Board
from dutylang.assessment.bulk.result import BookResult
from dutylang.assessment.persons import PersonResult
from dutylang.assessment.single.timeline import timeline_from_case
from dutylang.cases.record import CaseRecord
from dutylang.ops.columns import Ints
from dutylang.plan.accountability import LiabilityPlan

Bystanders = tuple[int, CaseRecord, tuple[PersonResult, ...]]
Pairs = tuple[Ints, Ints]


def bystanders(found: BookResult) -> Iterator[Bystanders]:
    """The cases outside `whole` with somebody in a held role: a result for each person and ground."""
    board = found.board
    standing = np.zeros(board.count, np.bool_)
    for liability in board.setting.plan.liabilities:
        cases, _ = _persons(liability, found)
        standing[cases] = True
    places = np.flatnonzero(standing)
    for case, record in zip(places, board.columns.records(places), strict=True):
        yield int(case), record, _results(record, board)


def count_of_bystanders(found: BookResult) -> int:
    """How many results `bystanders` gives."""
    return sum(len(_persons(liability, found)[0]) for liability in found.board.setting.plan.liabilities)


def _results(record: CaseRecord, board: Board) -> tuple[PersonResult, ...]:
    return tuple(
        each for liability in board.setting.plan.liabilities for each in _of(liability, record, board)
    )


def _of(liability: LiabilityPlan, record: CaseRecord, board: Board) -> list[PersonResult]:
    """What the reference says of a ground in a case without a breach of it."""
    timeline = timeline_from_case(record, board.horizon, board.setting.tz)
    setting = attrs.evolve(board.setting, timeline=timeline)
    return results_of(View(liability, (), setting, setting))


def _persons(liability: LiabilityPlan, found: BookResult) -> Pairs:
    """Cases outside `whole` with the persons that a ground speaks of there, each pair once, persons as numbers."""
    board = found.board
    outside = np.ones(board.count, np.bool_)
    outside[list(found.whole)] = False
    if not liability.held and liability.opens_on is not None:
        return _read_through(liability, board, np.flatnonzero(outside))
    cases, persons = _holders(liability, board)
    if not liability.held:
        acting = _acting(board)
        cases, persons = np.append(cases, acting[0]), np.append(persons, acting[1])
    wanted = outside[cases]
    size = len(board.columns.persons) + 1
    pairs = np.unique(cases[wanted] * size + persons[wanted])
    return pairs // size, pairs % size


def _read_through(liability: LiabilityPlan, board: Board, places: Ints) -> Pairs:
    """Who had handled a case when the ground opened is read of single cases."""
    counts = [len(_of(liability, record, board)) for record in board.columns.records(places)]
    cases = np.repeat(places, counts)
    return cases, np.arange(len(cases))


def _holders(liability: LiabilityPlan, board: Board) -> Pairs:
    """Who held a held role by the as-of moment; any role where the ground names none."""
    held = board.columns.holders
    wanted = held.since <= board.horizon.as_of.day.toordinal()
    if liability.held:
        names = {each.role for each in liability.held}
        wanted &= np.isin(held.role, [code for code, role in enumerate(board.columns.roles) if role in names])
    return held.case[wanted].astype(np.int64), held.person[wanted].astype(np.int64)


def _acting(board: Board) -> Pairs:
    """Who acted in what has happened."""
    actors = board.columns.events.actors
    counts = np.diff(actors.starts)[board.kept]
    places = np.repeat(actors.starts[board.kept] - np.cumsum(counts) + counts, counts) + np.arange(
        counts.sum()
    )
    return np.repeat(board.case, counts), actors.person[places].astype(np.int64)
