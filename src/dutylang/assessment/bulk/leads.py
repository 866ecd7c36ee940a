"""At least so long before an event to come, for many openings at once."""

from __future__ import annotations

from dutylang.assessment.bulk.board import NO_ROW
from dutylang.assessment.bulk.coming import next_event
from dutylang.assessment.bulk.due_columns import Dues
from dutylang.assessment.bulk.lengths import by_length, different_starts, on_the_clock
from dutylang.assessment.bulk.one_by_one import moment_of
from dutylang.assessment.bulk.shape import Openings, Task, at_events
from dutylang.assessment.single.context import Trace
from dutylang.assessment.single.dues import Due
from dutylang.calendars.conventions import CONVENTIONS
from dutylang.calendars.counting import count_backward, on_clock
from dutylang.plan.deadlines import LeadLimit
from dutylang.values import Period


def lead_dues(limit: LeadLimit, openings: Openings, task: Task) -> Dues:
    """The last moments that are so long before the event; waiting where none has come."""
    board = task.board
    rows = next_event(limit.event, openings, board)
    there = rows != NO_ROW
    found = Dues.none(openings.size)
    at = at_events(rows[there], board)
    found.put(there, by_length(limit, at, board, lambda each, some: _counted(each, some, task)))
    found.before = rows
    found.waiting = ~there
    return found


def _counted(limit: LeadLimit, events: Openings, task: Task) -> Dues:
    """Counted back from events, once for each different moment where the clock alone does not tell."""
    board, counting, period = task.board, limit.counting, limit.period
    if not isinstance(period, Period):
        raise TypeError("a lead is counted when its length is known")
    elapsed = on_the_clock(period, counting, events, board, back=True)
    if elapsed is not None and not elapsed.vague.any():
        return elapsed
    calendar, tz = board.setting.calendar(counting.calendar), board.setting.tz
    clocked = on_clock(period.unit, CONVENTIONS[counting.convention])
    different, place = different_starts(events, clocked=clocked)
    found = Dues.none(len(different))
    for n, (day, instant, _) in enumerate(different.tolist()):
        count = count_backward(moment_of(day, instant), period, counting.convention, calendar, tz)
        found.put_one(n, Due(count.due, count.exclusive, count.earliest_due, counts=(count,)), Trace())
    return found.taken(place)
