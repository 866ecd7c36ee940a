"""Acts that count for single openings only: each opening has a group of its own, by its place."""

from __future__ import annotations

import attrs
import numpy as np

from dutylang.assessment.bulk.actors import expanded, holders_on, registers
from dutylang.assessment.bulk.acts import Acts, low_of, reads_trigger
from dutylang.assessment.bulk.board import NO_ROW, Board
from dutylang.assessment.bulk.fits import fits_each
from dutylang.assessment.bulk.shape import Openings, Task, at_events
from dutylang.ops.columns import Ints
from dutylang.plan.model import Match


def needs_pairs(match: Match, openings: Openings) -> bool:
    """Whether what counts as an act is told of each opening apart."""
    if openings.holder is not None or (match.where is not None and reads_trigger(match.where)):
        return True
    bare = openings.subject == NO_ROW
    return bool(match.same) and bool(bare.any()) and not bool(bare.all())


def acts_by_opening(match: Match, openings: Openings, task: Task) -> Acts:
    """The acts of each opening that meet the match, held against that opening."""
    board = task.board
    rows = board.of_types(match.events)
    cases = board.case[rows]
    first = np.searchsorted(cases, openings.case)
    last = np.searchsorted(cases, openings.case, "right")
    owner, place = expanded(first, last)
    acts = rows[place]
    asked = acts != openings.row[owner]
    if not task.rule.already_counts:
        asked &= acts >= low_of(openings, board)[owner]
    here = openings.taken(owner)
    readings = attrs.evolve(
        at_events(acts, board), subject=here.subject, start=here.start, holder=here.holder
    )
    house = np.zeros(len(acts), np.bool_)
    kept = fits_each(match, readings, asked, house, task)
    # A default that is read of an act marks the instance, whatever comes of the act.
    task.route(openings.case[owner[house]])
    return acts_from(owner[kept], acts[kept], openings, task)


def without(acts: Acts, spent: Ints, openings: Openings, task: Task) -> Acts:
    """The acts of each opening but for some: `spent` are place of the opening * width + row."""
    board = task.board
    base = acts.group_of_opening * acts.width
    first = np.searchsorted(acts.key, base + board.starts[openings.case])
    last = np.searchsorted(acts.key, base + board.ends[openings.case])
    owner, at = expanded(first, last)
    rows = acts.rows[at]
    kept = ~np.isin(owner * acts.width + rows, spent)
    return acts_from(owner[kept], rows[kept], openings, task)


def acts_from(places: Ints, rows: Ints, openings: Openings, task: Task) -> Acts:
    """Acts with the places of the openings that they count for."""
    width = len(task.board.case) + 1
    key = places * width + rows
    order = np.argsort(key, kind="stable")
    return Acts(rows[order], key[order], width, np.arange(openings.size, dtype=np.int64))


def by_holder(openings: Openings, roles: tuple[str, ...], task: Task) -> Openings:
    """One opening a holder; a vacancy leaves the one of nobody. Who holds the roles is not known: routed."""
    board = task.board
    held = holders_on(board, openings.case, openings.day, roles)
    counts = np.diff(held.starts)
    told = registers(board, roles)
    task.route(openings.case[(counts == 0) & ~told[openings.case]])
    owner = np.repeat(np.arange(openings.size), np.maximum(counts, 1))
    holder = np.full(len(owner), -1, np.int64)
    holder[np.repeat(counts > 0, np.maximum(counts, 1))] = held.values
    return attrs.evolve(openings.taken(owner), holder=holder)


def spent_of(spent: Ints, places: Ints, board: Board) -> Ints:
    """The acts that are spent, of some places only and by the order that these are given in; see `without`."""
    width = len(board.case) + 1
    order = np.full(int(max(places.max(initial=0), (spent // width).max(initial=0))) + 1, -1, np.int64)
    order[places] = np.arange(len(places))
    place = order[spent // width]
    found: Ints = (place * width + spent % width)[place >= 0]
    return found
