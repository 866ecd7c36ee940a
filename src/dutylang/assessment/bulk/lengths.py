"""Periods of which the length is read from a parameter, and periods on the clock, for many openings at once."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator
from typing import TypeVar

import attrs
import numpy as np

from dutylang.assessment.bulk.board import Board
from dutylang.assessment.bulk.due_columns import Dues
from dutylang.assessment.bulk.index import different_days
from dutylang.assessment.bulk.shape import Openings
from dutylang.assessment.single.context import Trace, period_value
from dutylang.calendars.conventions import CONVENTIONS
from dutylang.calendars.counting import on_clock
from dutylang.calendars.moments import MONTHS, SECONDS
from dutylang.cases.columns.model import NO_DAY, NO_INSTANT
from dutylang.cases.columns.zones import local_days
from dutylang.ops.columns import Flags, Ints
from dutylang.plan.deadlines import AfterLimit, Counting, LeadLimit, PeriodSource
from dutylang.values import Period

Counted = TypeVar("Counted", AfterLimit, LeadLimit)


def lengths_on(source: PeriodSource, days: Ints, board: Board) -> Iterator[tuple[Period, Flags, Flags]]:
    """Each length that a period has on some days: on which of them, and on which by a default."""
    if isinstance(source, Period):
        yield source, np.ones(len(days), np.bool_), np.zeros(len(days), np.bool_)
        return
    different, place = different_days(days)
    lengths: list[Period] = []
    house: list[bool] = []
    for day in different.tolist():
        trace = Trace()
        lengths.append(period_value(source, dt.date.fromordinal(day), board.setting, trace))
        house.append(trace.house_default)
    by_default = np.array(house, np.bool_)[place]
    for length in dict.fromkeys(lengths):
        mine = np.array([each == length for each in lengths], np.bool_)[place]
        yield length, mine, mine & by_default


def by_length(
    limit: Counted, openings: Openings, board: Board, count: Callable[[Counted, Openings], Dues]
) -> Dues:
    """The dues of a limit, each counted with the length that its period has on the day it is counted from."""
    found = Dues.none(openings.size)
    for length, mine, house in lengths_on(limit.period, openings.day, board):
        found.put(mine, count(attrs.evolve(limit, period=length), openings.taken(mine)))
        found.house |= house
    return found


def on_the_clock(
    period: Period, counting: Counting, openings: Openings, board: Board, *, back: bool = False
) -> Dues | None:
    """Dues by plain addition of a period on the clock, or back from the openings; None where that takes more.

    Vague where the opening has no time.
    """
    convention = CONVENTIONS[counting.convention]
    unit = period.unit
    if not on_clock(unit, convention) or unit in MONTHS or convention.skips_first_hour:
        return None
    length = period.count * SECONDS[unit] * 1_000_000
    found = Dues.none(openings.size)
    found.vague = openings.instant == NO_INSTANT
    ends = openings.instant - length if back else openings.instant + length
    found.instant = np.where(found.vague, NO_INSTANT, ends)
    found.day = np.where(found.vague, openings.day, days_of(found.instant, board))
    return found


def days_of(instants: Ints, board: Board) -> Ints:
    """The local days of instants; any day where there is none."""
    there = instants != NO_INSTANT
    return local_days(np.where(there, instants, 0), board.setting.tz).astype(np.int64)


def different_starts(openings: Openings, *, clocked: bool) -> tuple[Ints, Ints]:
    """The different starts (day, instant, last day of the period), and the place of each opening among them."""
    days, by_day = different_days(openings.day)
    nothing = np.full(len(days), NO_DAY, np.int64)
    if openings.last_day is None and not clocked:
        return np.stack([days, np.full(len(days), NO_INSTANT, np.int64), nothing], axis=1), by_day
    last = np.full(openings.size, NO_DAY, np.int64) if openings.last_day is None else openings.last_day
    lasts, by_last = different_days(last)
    instant = openings.instant if clocked else np.full(openings.size, NO_INSTANT, np.int64)
    code = by_day * max(len(lasts), 1) + by_last
    if clocked:
        _, by_instant = np.unique(instant, return_inverse=True)
        code = by_instant * max(len(lasts), 1) * max(len(days), 1) + code
    _, first, place = np.unique(code, return_index=True, return_inverse=True)
    return np.stack([openings.day[first], instant[first], last[first]], axis=1), place
