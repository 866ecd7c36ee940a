"""How late a performance was: counted in the duty's unit, on the calendar of its deadline."""

from __future__ import annotations

from dutylang.assessment.model import Verdict
from dutylang.assessment.single.context import Context
from dutylang.assessment.single.dues import Due
from dutylang.assessment.single.outcome import Outcome
from dutylang.calendars.spans import lateness
from dutylang.cases.record import EventRecord
from dutylang.plan.deadlines import AfterLimit, LeadLimit, PickLimit
from dutylang.plan.model import Demand
from dutylang.values import Period


def late_outcome(demand: Demand, due: Due, evidence: list[EventRecord], context: Context) -> Outcome:
    """Late, by so many units from the due day to the day done."""
    setting = context.setting
    last = due.moment or due.shown or evidence[-1].at
    calendar = setting.calendar(calendar_of(demand, setting.policy_calendar))
    amount = lateness(last, evidence[-1].at, demand.unit, calendar, setting.tz)
    if amount.count == 0 and last.instant is not None:
        amount = Period(1, amount.unit)  # on the clock a begun unit counts whole
    return Outcome(
        Verdict.LATE,
        "done_late",
        due=due,
        done=evidence[-1],
        evidence=tuple(evidence),
        lateness=amount,
        missed_at=last,
    )


def calendar_of(demand: Demand, default: str) -> str:
    """The calendar on which a demand's lateness is counted: that of its first counted limit."""
    for limit in demand.limits:
        if isinstance(limit, AfterLimit | LeadLimit):
            return limit.counting.calendar
        if isinstance(limit, PickLimit):
            for each in limit.limits:
                if isinstance(each, AfterLimit | LeadLimit):
                    return each.counting.calendar
    return default
