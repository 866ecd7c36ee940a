"""Whether single acts meet all that a match asks of them, each against the opening that it is held against."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from dutylang.assessment.bulk.actors import acted_as, acted_by, by_another
from dutylang.assessment.bulk.board import NO_ROW
from dutylang.assessment.bulk.frames import Frame
from dutylang.assessment.bulk.readings import truth
from dutylang.assessment.bulk.recorded import recorded_late, recording_known
from dutylang.assessment.bulk.sameness import sameness
from dutylang.assessment.bulk.shape import Openings, Task
from dutylang.ops.columns import NO, UNKNOWN, YES, Flags, Ints, Truths
from dutylang.plan.model import Match

Checked = tuple[Truths, Flags]
"""Of each act whether it meets one thing that is asked of it, and where a default was read to tell."""


def fits_each(match: Match, readings: Openings, asked: Flags, house: Flags, task: Task) -> Flags:
    """Which of the acts in `readings.row` count, held against `readings.subject`.

    Cases in which one that is asked only may count are routed. `house` notes where a default was read.
    """
    board = task.board
    left = asked.copy()
    checks: list[Callable[[Match, Openings, Task], Checked]] = [_roles]
    checks += [_condition] if match.where is not None else []
    checks += [_same] if match.same else []
    checks += [_other] if match.other_than is not None else []
    checks += [_recorded] if task.rule.recorded_within is not None else []
    unknown = np.zeros(readings.size, np.bool_)
    for check in checks:
        places = np.flatnonzero(left)
        if not len(places):
            break
        found, defaults = check(match, readings.taken(places), task)
        house[places] |= defaults
        unknown[places] |= found == UNKNOWN
        left[places[found == NO]] = False
    # Only what nothing else rules out hangs on the unknown.
    task.route(board.case[readings.row[left & unknown]])
    return left & ~unknown


def _roles(match: Match, readings: Openings, task: Task) -> Checked:
    found = acted_as(task.board, readings.row, match.roles)
    if readings.holder is not None:
        own = acted_by(task.board, readings.row, match.roles, readings.holder)
        found = np.where(readings.holder >= 0, own, found).astype(np.int8)
    return found, np.zeros(readings.size, np.bool_)


def _condition(match: Match, readings: Openings, task: Task) -> Checked:
    frame = Frame(
        task.board,
        readings.case,
        readings.day,
        event=readings.row,
        trigger=readings.subject,
        start=readings.start,
        instant=readings.instant,
    )
    return truth(match.where, frame), frame.house


def _same(match: Match, readings: Openings, task: Task) -> Checked:
    result = np.full(readings.size, YES, np.int8)
    rows, subject = readings.row, readings.subject
    for name in match.same:
        codes, told = sameness(task.board, np.concatenate([rows, subject]), name)
        mine, theirs = codes[: len(rows)], codes[len(rows) :]
        known = told[: len(rows)] & told[len(rows) :]
        found = np.where(known, np.where(mine == theirs, YES, NO), UNKNOWN)
        found = np.where(subject == NO_ROW, YES, found)
        result = np.where((result == NO) | (found == NO), NO, np.maximum(result, found)).astype(np.int8)
    return result, np.zeros(readings.size, np.bool_)


def _other(match: Match, readings: Openings, task: Task) -> Checked:
    found = by_another(task.board, readings.row, match.other_than or "")
    return found, np.zeros(readings.size, np.bool_)


def _recorded(_: Match, readings: Openings, task: Task) -> Checked:
    rows: Ints = readings.row
    late = recorded_late(rows, task.rule.recorded_within, task)  # type: ignore[arg-type]
    found = np.where(recording_known(rows, task), np.where(late, NO, YES), UNKNOWN)
    return found.astype(np.int8), np.zeros(readings.size, np.bool_)
