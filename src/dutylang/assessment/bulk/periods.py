"""Recurring duties: one opening for each calendar period of each case, as the reference lays them out."""

from __future__ import annotations

import datetime as dt

import attrs
import numpy as np

from dutylang.assessment.bulk.board import NO_ROW, Board
from dutylang.assessment.bulk.shape import Openings
from dutylang.calendars.spans import calendar_periods
from dutylang.cases.columns.model import NO_DAY, NO_INSTANT, Ints
from dutylang.plan.model import RulePlan
from dutylang.values import Unit


@attrs.frozen
class _Laid:
    """The periods of a case: its first, those between and its last, with where each ends."""

    labels: tuple[str, ...]
    firsts: tuple[int, ...]
    lasts: tuple[int, ...]
    cut: tuple[bool, ...]


def period_openings(rule: RulePlan, board: Board) -> Openings:
    """One opening a period that has begun; none in a case without events.

    Cases that began and were closed on the same days have the same periods: each pair is laid out once.
    """
    some = np.flatnonzero(board.starts[:-1] < board.ends)
    keys = np.stack([board.first_day[some].astype(np.int64), board.closed_day[some].astype(np.int64)], axis=1)
    different, place = np.unique(keys, axis=0, return_inverse=True)
    unit = rule.trigger.unit or Unit.MONTH
    laid = [_laid_out(int(first), int(closed), unit, board) for first, closed in different]
    counts = np.array([len(each.labels) for each in laid], np.int64)[place.reshape(-1)]
    case = np.repeat(some, counts)
    pick = [laid[group] for group in place.reshape(-1)]
    labels = tuple(dict.fromkeys(label for each in laid for label in each.labels))
    codes = {label: code for code, label in enumerate(labels)}
    firsts = _joined([each.firsts for each in pick])
    lasts = _joined([each.lasts for each in pick])
    begun = np.maximum(firsts, board.first_day[case])
    size = len(case)
    return Openings(
        case=case,
        row=np.full(size, NO_ROW, np.int64),
        day=begun.astype(np.int64),
        instant=np.full(size, NO_INSTANT, np.int64),
        from_start=np.zeros(size, np.bool_),
        inclusive=np.ones(size, np.bool_),
        subject=np.full(size, NO_ROW, np.int64),
        labels=labels,
        label=_joined([tuple(codes[label] for label in each.labels) for each in pick]),
        first_day=firsts,
        last_day=lasts,
        cut=_joined([each.cut for each in pick]).astype(np.bool_),
    )


def _joined(parts: list[tuple[int, ...]]) -> Ints:
    return np.array([each for part in parts for each in part], np.int64)


def _laid_out(first: int, closed: int, unit: Unit, board: Board) -> _Laid:
    setting = board.setting
    last = full = board.horizon.as_of.day
    if closed != NO_DAY:
        last = full = min(last, dt.date.fromordinal(closed))
    calendar = setting.calendar(setting.policy_calendar)
    found = list(calendar_periods(unit, dt.date.fromordinal(first), last, calendar))
    return _Laid(
        tuple(label for label, _, _ in found),
        tuple(begins.toordinal() for _, begins, _ in found),
        tuple(ends.toordinal() for _, _, ends in found),
        tuple(closed != NO_DAY and ends > full for _, _, ends in found),
    )
