"""Recurring duties: one opening for each calendar period of each case, as the reference lays them out."""

from __future__ import annotations

import datetime as dt

import attrs
import numpy as np

from dutylang.assessment.bulk.board import NO_ROW, Board
from dutylang.assessment.bulk.shape import Openings
from dutylang.calendars.spans import calendar_periods
from dutylang.cases.columns.model import NO_DAY, NO_INSTANT
from dutylang.ops.columns import Flags, Ints
from dutylang.plan.model import RulePlan
from dutylang.values import Unit


@attrs.frozen
class _Laid:
    """The periods of a stretch: their labels, first and last days, and which of them its end cuts short."""

    labels: tuple[str, ...]
    firsts: tuple[int, ...]
    lasts: tuple[int, ...]
    cut: tuple[bool, ...]


def period_openings(rule: RulePlan, stretches: Openings, board: Board) -> Openings:
    """One opening a period that has begun; none in a case without events.

    Stretches that began and ended on the same days have the same periods: each such pair is laid out once.
    """
    stretches = stretches.taken(board.starts[stretches.case] < board.ends[stretches.case])
    first, last, full, ended = _days(stretches, board)
    keys = np.stack([first, last, full, ended.astype(np.int64)], axis=1)
    different, place = np.unique(keys, axis=0, return_inverse=True)
    unit = rule.trigger.unit or Unit.MONTH
    laid = [_laid_out((int(a), int(b), int(c)), bool(d), unit, board) for a, b, c, d in different]
    pick = [laid[group] for group in place.reshape(-1)]
    owner = np.repeat(np.arange(stretches.size), [len(each.labels) for each in pick])
    labels = tuple(dict.fromkeys(label for each in laid for label in each.labels))
    codes = {label: code for code, label in enumerate(labels)}
    firsts, lasts = _joined([each.firsts for each in pick]), _joined([each.lasts for each in pick])
    size = len(owner)
    row = np.full(size, NO_ROW, np.int64)
    start = None if stretches.start is None else stretches.start[owner]
    if start is not None:
        # The first period counts with its window cut to the scope: acts before its start do not.
        row = np.where(firsts <= first[owner], start, NO_ROW)
    begun = np.maximum(firsts, first[owner])
    at_start = row != NO_ROW
    instant = np.full(size, NO_INSTANT, np.int64)
    instant[at_start] = board.instant[row[at_start]]
    found = Openings(
        case=stretches.case[owner],
        row=row,
        day=begun.astype(np.int64),
        instant=instant,
        from_start=np.zeros(size, np.bool_),
        inclusive=~at_start,
        subject=np.full(size, NO_ROW, np.int64) if start is None else start,
        labels=labels,
        label=_joined([tuple(codes[label] for label in each.labels) for each in pick]),
        first_day=firsts,
        last_day=lasts,
        cut=_joined([each.cut for each in pick]).astype(np.bool_),
        start=start,
        end=stretches.ends[owner],
        closed_only=stretches.closed_only,
    )
    return _numbered(found)


def _numbered(openings: Openings) -> Openings:
    """A period of a scope that was entered again within it is told apart by a number."""
    if openings.label is None or not openings.size:
        return openings
    order = np.lexsort((np.arange(openings.size), openings.label, openings.case))
    case, label = openings.case[order], openings.label[order]
    new = np.ones(openings.size, np.bool_)
    new[1:] = (case[1:] != case[:-1]) | (label[1:] != label[:-1])
    if new.all():
        return openings
    since = np.maximum.accumulate(np.where(new, np.arange(openings.size), 0))
    time = np.zeros(openings.size, np.int64)
    time[order] = np.arange(openings.size) - since
    labels = list(openings.labels)
    codes = openings.label.copy()
    for nth in range(1, int(time.max()) + 1):
        base = len(labels)
        labels += [f"{name}#{nth + 1}" for name in openings.labels]
        codes[time == nth] += base
    return attrs.evolve(openings, labels=tuple(labels), label=codes)


def _joined(parts: list[tuple[int, ...]]) -> Ints:
    return np.array([each for part in parts for each in part], np.int64)


def _days(stretches: Openings, board: Board) -> tuple[Ints, Ints, Ints, Flags]:
    """The first and the last day of each stretch, the last one that is whole, and whether it has ended."""
    as_of = board.horizon.as_of.day.toordinal()
    first = board.first_day[stretches.case].astype(np.int64)
    if stretches.start is not None:
        first = board.day[stretches.start].astype(np.int64)
    closed = board.closed_day[stretches.case].astype(np.int64)
    ended = closed != NO_DAY
    full = np.where(ended, np.minimum(as_of, closed), as_of)
    last = full.copy()
    by_event = stretches.ends != NO_ROW
    if by_event.any():
        row = np.where(by_event, stretches.ends, 0)
        day = board.day[row].astype(np.int64)
        begun = board.timed[row] & (board.instant[row] > board.starts_of_days(day))
        whole = np.minimum(as_of, day - 1)
        full = np.where(by_event, whole, full)
        # The end's own instant is excluded: of its day something counts only if some of it had passed.
        last = np.where(by_event, np.where(begun, np.minimum(as_of, day), whole), last)
    return first, last, full, ended | by_event


def _laid_out(days: tuple[int, int, int], ended: bool, unit: Unit, board: Board) -> _Laid:
    """Those that share a day with first to last; of an ended stretch those after its last whole day are cut."""
    first, last, full = days
    setting = board.setting
    calendar = setting.calendar(setting.policy_calendar)
    found = list(calendar_periods(unit, dt.date.fromordinal(first), dt.date.fromordinal(last), calendar))
    return _Laid(
        tuple(label for label, _, _ in found),
        tuple(begins.toordinal() for _, begins, _ in found),
        tuple(ends.toordinal() for _, _, ends in found),
        tuple(ended and ends.toordinal() > full for _, _, ends in found),
    )
