"""Until when a body must decide: a judgement or an exemption has its own deadline, and the body its own duty."""

from __future__ import annotations

import attrs

from dutylang.assessment.model import Finding, Flag, Verdict
from dutylang.assessment.single.actors import holders
from dutylang.assessment.single.context import Setting, Trace, period_value
from dutylang.assessment.single.decided import first_decided
from dutylang.assessment.single.timeline import not_later
from dutylang.calendars import Calendar
from dutylang.calendars.counting import Count, count_forward
from dutylang.calendars.spans import lateness
from dutylang.plan.deadlines import AfterLimit, Counting
from dutylang.plan.limits import period_from_duration
from dutylang.policy.model import JudgementInfo
from dutylang.values import Moment, Period

LEVEL = "decision"


@attrs.frozen
class Term:
    """The period of a decision, counted, with the calendar that it was counted on.

    `house_default`: its length rests on a parameter that was left at its default.
    """

    count: Count
    calendar: Calendar
    house_default: bool = False

    @property
    def due(self) -> Moment:
        """The last moment in time."""
        return self.count.due

    def lateness(self, decided: Moment, setting: Setting) -> Period:
        """How late a decision was, in the unit of the period; on the clock a begun unit counts whole."""
        amount = lateness(self.due, decided, self.count.period.unit, self.calendar, setting.tz)
        begun = amount.count == 0 and self.due.instant is not None
        return Period(1, amount.unit) if begun else amount


def decision_term(limit: AfterLimit | None, opened: Moment | None, setting: Setting) -> Term | None:
    """How the period of a decision is counted: from the opening, or from the anchor once it has come."""
    if limit is None:
        return None
    start = opened if limit.anchor is None else _anchor(limit.anchor, opened, setting)
    if start is None:
        return None
    calendar = setting.calendar(limit.counting.calendar)
    trace = Trace()
    count = count_forward(
        start,
        period_value(limit.period, start.day, setting, trace),
        limit.counting.convention,
        calendar,
        setting.tz,
        roll=limit.counting.roll,
        strict=limit.strict,
    )
    return Term(count, calendar, trace.house_default)


def _anchor(event_type: str, opened: Moment | None, setting: Setting) -> Moment | None:
    """The first event of the type since the opening; what had happened before counts too."""
    moments = [event.at for event in setting.timeline.by_type.get(event_type, ())]
    since = [moment for moment in moments if opened is None or not_later(Moment(opened.day), moment)]
    return since[0] if since else moments[-1] if moments else None


def judgement_term(info: JudgementInfo, setting: Setting) -> Term | None:
    """How the period of a judgement is counted: from the event that it says, once that has happened."""
    within = info.within
    if within is None or within.after is None:
        return None
    plan, written = setting.plan, within.settings
    rolls = {"by_convention": None, "rolling": True, "not_rolling": False}
    counting = Counting(
        written.counting or plan.counting, written.calendar or plan.calendar, rolls[written.roll.value]
    )
    period = period_from_duration(within.duration)
    return decision_term(AfterLimit(period, within.after.text, within.strict, counting), None, setting)


def is_overdue(term: Term | None, setting: Setting) -> bool:
    """Whether the last moment for a decision has passed."""
    return term is not None and setting.timeline.passed(term.due, exclusive=term.count.exclusive)


def judgement_findings(setting: Setting) -> list[Finding]:
    """What the bodies owe whose judgements have a deadline that runs."""
    found: list[Finding] = []
    for name, info in setting.plan.vocabulary.judgements.items():
        term = judgement_term(info, setting)
        if term is None:
            continue
        decided = first_decided(name, info.by, None, setting)
        found.append(decision_finding(name, "", info.by, "", term, decided, setting))
    return found


def decision_finding(
    name: str,
    article: str,
    roles: tuple[str, ...],
    person: str,
    term: Term,
    decided: Moment | None,
    setting: Setting,
) -> Finding:
    """The body's own duty to decide; `person` is whom the decision is about, if anyone."""
    count, overdue = term.count, is_overdue(term, setting)
    if decided is not None:
        in_time = not_later(decided, count.due) and not (count.exclusive and decided == count.due)
        verdict, reason = (Verdict.SATISFIED, "decision_made") if in_time else (Verdict.LATE, "decision_late")
    elif overdue:
        verdict, reason = Verdict.VIOLATED, "decision_overdue"
    else:
        verdict, reason = Verdict.PENDING, "decision_awaited"
    breached = count.due if verdict in (Verdict.LATE, Verdict.VIOLATED) else None
    flags: set[Flag] = set()
    if count.provisional:
        flags.add(Flag.PROVISIONAL)
    if term.house_default and breached is not None:
        flags.add(Flag.HOUSE_DEFAULT)
    if verdict is Verdict.VIOLATED:
        flags.add(Flag.STILL_OWED)  # it is never deemed granted, and is still to be made
    case = setting.timeline.case
    day = breached or decided or setting.timeline.horizon.as_of
    pieces = [setting.plan.name, name, case.id, person, LEVEL]
    return Finding(
        key="/".join(piece for piece in pieces if piece),
        case_id=case.id,
        rule=name,
        article=article,
        verdict=verdict,
        reason=reason,
        reason_args={"person": person},
        flags=frozenset(flags),
        level=LEVEL,
        roles=roles,
        persons=holders(roles, day.day, case),
        opened=count.start,
        due=count.due,
        done=decided,
        lateness=term.lateness(decided, setting) if decided and verdict is Verdict.LATE else None,
        counts=(count,),
        breached_at=breached,
    )
