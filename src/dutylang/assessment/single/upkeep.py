"""A condition to be kept: looked at whenever something changes, from the start of its stretch to the end."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import attrs

from dutylang.assessment.leaves import Leaf, LeafKind
from dutylang.assessment.model import Breach, Flag, Verdict
from dutylang.assessment.single.conditions import decide
from dutylang.assessment.single.context import Context, once, period_value
from dutylang.assessment.single.exceptions import excused
from dutylang.assessment.single.openings import Opening, inside, may_have_ended
from dutylang.assessment.single.outcome import Outcome
from dutylang.assessment.single.patterns import at_opening, clean, not_applicable_when
from dutylang.assessment.single.reading import parts_of
from dutylang.assessment.single.timeline import not_later
from dutylang.calendars.counting import count_forward
from dutylang.calendars.moments import add_days, earliest_instant, latest_instant
from dutylang.cases.record import BEGINNING, Entry, RecordValue, Series
from dutylang.plan.model import RulePlan, Upkeep
from dutylang.policy.typed import ReadDefinition, ReadField, ReadTable, Typed
from dutylang.values import Moment


def judge_upkeep(rule: RulePlan, body: Upkeep, opening: Opening, context: Context) -> Outcome:
    """Violated from the first moment at which the condition does not hold; restored it stays violated."""
    skipped = not_applicable_when(rule, opening, context)
    if skipped is not None:
        return skipped
    moments = _moments(rule, body, opening, context)
    if not moments:
        return Outcome(Verdict.NOT_APPLICABLE, "not_in_force")
    ruled = excused(rule, at_opening(opening, context))
    if ruled is not None:
        return attrs.evolve(ruled, opened=opening.moment, trigger=opening.event, roles=body.bearers)
    breaches: list[Breach] = []
    broken_since: Moment | None = None
    for moment in moments:
        if broken_since is not None and _aged(body, moment, attrs.evolve(context, moment=moment)) is not None:
            continue  # an unknown value restores nothing
        holds = _holds(body, moment, opening, context) or may_have_ended(rule, moment, context)
        if not holds and broken_since is None:
            broken_since = moment
        elif holds and broken_since is not None:
            breaches.append(Breach(broken_since, moment))
            broken_since = None
    if broken_since is not None:
        end = opening.stretch.end.at if opening.stretch.end is not None else None
        breaches.append(Breach(broken_since, end))
    if not breaches:
        return clean("kept", opening, context, roles=body.bearers)
    flags = {Flag.REPAIRED} if all(_cured(each, body, context) for each in breaches) else set()
    if context.trace.house_default:
        flags.add(Flag.HOUSE_DEFAULT)
    restored = breaches[-1].until is not None
    return Outcome(
        Verdict.VIOLATED,
        "not_kept_restored" if restored else "not_kept",
        flags=frozenset(flags),
        opened=opening.moment,
        trigger=opening.event,
        breaches=tuple(breaches),
        missed_at=breaches[0].since,
        roles=body.bearers,
    )


def _moments(rule: RulePlan, body: Upkeep, opening: Opening, context: Context) -> list[Moment]:
    """When the condition may change: the start, each event, each new value and each expiry, in order."""
    things = (rule, body, *opening.things)
    return once("moments", things, context, lambda: _changes(rule, body, opening, context), opening.values)


def _changes(rule: RulePlan, body: Upkeep, opening: Opening, context: Context) -> list[Moment]:
    timeline, tz = context.timeline, context.setting.tz
    first = timeline.events[0].at if timeline.events else Moment(timeline.first_day)
    start = opening.moment or first
    if start.day < rule.since:
        start = Moment(rule.since)
    found = [start]
    found += [event.at for event in timeline.events if inside(event, opening.stretch, timeline)]
    aging = tracked_fields(body.condition, context) if body.valid_for is not None else []
    for path, series in _all_series(timeline.case.fields):
        found += [entry.effective_at for entry in series.entries]
        if any(read[: len(path)] == path for read in aging):
            found += [Moment(add_days(_fresh_until(body, each, context).day, 1)) for each in series.entries]
    end = opening.stretch.end.at if opening.stretch.end is not None else None
    kept = [
        moment
        for moment in dict.fromkeys(found)
        if moment.day >= start.day
        and (rule.until is None or moment.day <= rule.until)
        and (start.instant is None or latest_instant(moment, tz) >= start.instant)
        and not_later(moment, timeline.horizon.as_of)
        and (end is None or earliest_instant(moment, tz) < earliest_instant(end, tz))
    ]
    return sorted(kept, key=lambda moment: (latest_instant(moment, tz), moment.instant is None))


def _holds(body: Upkeep, moment: Moment, opening: Opening, context: Context) -> bool:
    here = attrs.evolve(context, moment=moment, trigger=opening.event, event=None, act=None)
    aged = _aged(body, moment, here)
    if aged is not None:
        name, entry = aged
        leaf = Leaf(LeafKind.FIELD, name, moment.day.isoformat(), "expired")
        return here.world.ask(("expired", name, entry.effective_at), leaf) is True
    return decide(body.condition, here)


def _aged(body: Upkeep, moment: Moment, here: Context) -> tuple[str, Entry] | None:
    """The first tracked field whose value is older than its validity: it is unknown."""
    if body.valid_for is None:
        return None
    return once("aged", (body,), here, lambda: _first_aged(body, moment, here), (moment,))


def _first_aged(body: Upkeep, moment: Moment, here: Context) -> tuple[str, Entry] | None:
    for path in tracked_fields(body.condition, here):
        for name, latest in _current(path, moment, here):
            if latest.effective_at == BEGINNING:
                continue  # given without a date: it holds from the beginning and does not age
            if not not_later(moment, _fresh_until(body, latest, here)):
                return name, latest
    return None


def _current(path: tuple[str, ...], moment: Moment, here: Context) -> Iterator[tuple[str, Entry]]:
    """The entries that hold at the moment on the way along a path, through records and linked cases."""
    value: object = RecordValue(here.timeline.case.fields)
    for place, name in enumerate(path):
        value = value.fields.get(name) if isinstance(value, RecordValue) else None
        if isinstance(value, Series):
            entries = [e for e in value.entries if not_later(e.effective_at, moment)]
            if not entries:
                return
            latest = max(entries, key=lambda entry: latest_instant(entry.effective_at, here.setting.tz))
            yield ".".join(path[: place + 1]), latest
            value = latest.value


def _all_series(
    fields: Mapping[str, object], above: tuple[str, ...] = ()
) -> Iterator[tuple[tuple[str, ...], Series]]:
    """The tracked fields of the case, of its single records and of the cases that it links to."""
    for name, value in fields.items():
        path = (*above, name)
        values = [value]
        if isinstance(value, Series):
            yield path, value
            values = [entry.value for entry in value.entries]
        for each in values:
            if isinstance(each, RecordValue):
                yield from _all_series(each.fields, path)


def _fresh_until(body: Upkeep, entry: Entry, context: Context) -> Moment:
    setting = context.setting
    period = period_value(body.valid_for, entry.effective_at.day, setting, context.trace)
    calendar = setting.calendar(setting.policy_calendar)
    return count_forward(entry.effective_at, period, "calendar_days", calendar, setting.tz).due


def tracked_fields(expression: Typed, context: Context) -> list[tuple[str, ...]]:
    """The paths to tracked fields that a condition reads, through definitions and tables."""
    if isinstance(expression, ReadField):
        return [expression.path] if expression.tracked else []
    if isinstance(expression, ReadDefinition):
        body = context.setting.plan.vocabulary.definitions[expression.name].body
        return tracked_fields(body, context)
    if isinstance(expression, ReadTable):
        rows = context.setting.plan.vocabulary.tables[expression.name].rows
        tests = [test for row in rows for test in row.tests if test is not None]
        return list(dict.fromkeys(path for test in tests for path in tracked_fields(test, context)))
    found = [each for part in parts_of(expression) for each in tracked_fields(part, context)]
    path = getattr(expression, "path", ())
    if path and isinstance(context.timeline.case.fields.get(path[0]), Series):
        found.append((path[0],))
    return list(dict.fromkeys(found))


def _cured(breach: Breach, body: Upkeep, context: Context) -> bool:
    if body.cure is None or breach.until is None:
        return False
    setting = context.setting
    period = period_value(body.cure.period, breach.since.day, setting, context.trace)
    counting = body.cure.counting
    count = count_forward(
        breach.since,
        period,
        counting.convention,
        setting.calendar(counting.calendar),
        setting.tz,
        roll=counting.roll,
    )
    return not_later(breach.until, count.due)
