"""When instances of a rule open: stretches of the case, and within them triggers, periods or the very day."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections import Counter
from collections.abc import Hashable, Iterator

import attrs

from dutylang.assessment.leaves import Leaf, LeafKind
from dutylang.assessment.single.actors import holders, is_registered, is_told
from dutylang.assessment.single.conditions import decide
from dutylang.assessment.single.context import Context, Setting, Trace
from dutylang.assessment.single.timeline import Timeline
from dutylang.assessment.single.world import World
from dutylang.calendars.moments import add_days, start_of_day
from dutylang.calendars.spans import calendar_periods
from dutylang.cases.record import EventRecord
from dutylang.plan.model import Ban, DemandBody, Excuse, Precedence, RulePlan, Scope, TriggerKind, Upkeep
from dutylang.policy.typed import Typed
from dutylang.values import Moment, Unit


@attrs.frozen
class Stretch:
    """From `start` (None: the beginning) until `end` (None: not yet come); the end is excluded."""

    start: EventRecord | None
    end: EventRecord | None
    closed_only: bool = False


@attrs.frozen
class Opening:
    """One instance about to be judged.

    `moment` None: open since the beginning of the case. `inclusive`: acts on that very day count whatever
    their order. `condition` is asked of the trigger when the instance is judged. `superseded_by` is the
    next trigger of an `after the latest` duty. `about` is the event that correlations speak of where the
    instance does not count from it: the trigger of a level that opens when something was missed.
    """

    label: str
    moment: Moment | None
    event: EventRecord | None
    stretch: Stretch
    inclusive: bool = False
    period: tuple[str, dt.date, dt.date] | None = None
    cut: bool = False
    holder: str | None = None
    unheld: bool = False  # each holder owes it, and the record does not say who they are
    others: bool = False  # it is owed by the holders beside those that are told, if there are any
    condition: Typed | None = None
    superseded_by: EventRecord | None = None
    about: EventRecord | None = None

    @property
    def things(self) -> tuple[object, ...]:
        """What tells this instance from others, by identity."""
        return (
            self.event,
            self.stretch.start,
            self.stretch.end,
            self.condition,
            self.superseded_by,
            self.about,
        )

    @property
    def values(self) -> tuple[Hashable, ...]:
        """What tells this instance from others, by equality."""
        who = (self.holder, self.unheld, self.others)
        return (
            self.label,
            self.moment,
            self.inclusive,
            self.period,
            self.cut,
            self.stretch.closed_only,
            *who,
        )

    @property
    def subject(self) -> EventRecord | None:
        """The event that `for the same site` and `site of alarm` speak of."""
        return self.about or self.event or self.stretch.start

    @property
    def last_day(self) -> dt.date | None:
        """The last day that it speaks of: that of its period, or the very day of an event; None where none ends it."""
        if self.period is not None:
            return self.period[2]
        return self.moment.day if self.inclusive and self.moment is not None else None

    def day(self, timeline: Timeline) -> dt.date:
        """The local day on which it opened; of one open since the beginning, the first event's."""
        return self.moment.day if self.moment is not None else timeline.first_day


WHOLE = Stretch(None, None)


def event_label(event: EventRecord, timeline: Timeline) -> str:
    """The stable name of an event: its id, else a hash of its content with its occurrence."""
    if event.id is not None:
        return event.id
    same = [e for e in timeline.by_type.get(event.type, ()) if e.id is None and _digest(e) == _digest(event)]
    occurrence = next((n for n, e in enumerate(same, 1) if e.position == event.position), 1)
    return _digest(event) + (f"-{occurrence}" if occurrence > 1 else "")


def labels_of_events(timeline: Timeline) -> dict[int, str]:
    """The stable names of all events of a case, by position: what `event_label` gives one by one."""
    found: dict[int, str] = {}
    seen: Counter[str] = Counter()
    for event in timeline.events:
        if event.id is not None:
            found[event.position] = event.id
            continue
        digest = _digest(event)
        seen[digest] += 1
        found[event.position] = digest + (f"-{seen[digest]}" if seen[digest] > 1 else "")
    return found


def _digest(event: EventRecord) -> str:
    at = event.at.instant.astimezone(dt.UTC).isoformat() if event.at.instant else event.at.day.isoformat()
    actors = sorted(f"{who.person}/{who.role}" for who in event.actors)
    attributes = sorted((name, _plain(value)) for name, value in event.attributes.items())
    return content_hash(event.type, at, actors, attributes)


def content_hash(type_: str, at: str, actors: list[str], attributes: list[tuple[str, str]]) -> str:
    """A short hash of what an event holds; everything in it is sorted, and the moment is in UTC."""
    return hashlib.sha256(repr((type_, at, actors, attributes)).encode()).hexdigest()[:10]


def _plain(value: object) -> str:
    return repr(sorted(map(str, value))) if isinstance(value, frozenset) else str(value)


def stretches(scope: Scope, timeline: Timeline) -> list[Stretch]:
    """The stretches of a scope, in order. The first start opens, the next end closes, a later start reopens."""
    if scope.start is None:
        first = timeline.by_type.get(scope.end, ()) if scope.end else ()
        return [Stretch(None, first[0] if first else None, scope.closed_only)]
    found: list[Stretch] = []
    ends = list(timeline.by_type.get(scope.end, ())) if scope.end else []
    start: EventRecord | None = None
    for event in timeline.of_types([scope.start, *([scope.end] if scope.end else [])]):
        if start is None and event.type == scope.start:
            start = event
        elif start is not None and scope.end is not None and event.type == scope.end:
            found.append(Stretch(start, event, scope.closed_only))
            start = event if scope.start == scope.end else None
    if start is not None:
        early = _same_day_end(start, ends, found, timeline)
        found.append(Stretch(start, early, scope.closed_only))
    return found


def _same_day_end(
    start: EventRecord, ends: list[EventRecord], found: list[Stretch], timeline: Timeline
) -> EventRecord | None:
    """An end listed before the start on one day without times closes it: either order fits."""
    used = {stretch.end.position for stretch in found if stretch.end}
    for end in ends:
        if end.position not in used and timeline.order(start, end) is None:
            return end
    return None


def inside(event: EventRecord, stretch: Stretch, timeline: Timeline) -> bool:
    """Whether an event lies in a stretch; on one day without times it does."""
    if stretch.start is not None and timeline.order(event, stretch.start) == -1:
        return False
    if stretch.end is None:
        return True
    return timeline.order(event, stretch.end) not in (0, 1)


def lies_in(event: EventRecord, opening: Opening, timeline: Timeline) -> bool:
    """Whether an event lies in the stretch of an opening, and no later than the last day that this speaks of."""
    last = opening.last_day
    return inside(event, opening.stretch, timeline) and (last is None or event.at.day <= last)


def openings(rule: RulePlan, setting: Setting, world: World) -> list[Opening]:
    """Every opening of a rule, in order; asks the world where a trigger's condition decides which."""
    return world.once("openings", (rule, setting), lambda: _openings(rule, setting, world))


def _openings(rule: RulePlan, setting: Setting, world: World) -> list[Opening]:
    timeline = setting.timeline
    found: list[Opening] = []
    for stretch in stretches(rule.scope, timeline):
        found.extend(_in_stretch(rule, stretch, setting, world))
    found = list(_told_apart(found))
    # A prohibition is in force at the act, and `keep` for as long as it is in force.
    if isinstance(rule.body, Upkeep):
        found = [each for each in found if _touches(rule, each)]
    elif not isinstance(rule.body, Ban | Precedence) and rule.trigger.kind is not TriggerKind.SINCE_LAST:
        found = [each for each in found if in_force(rule, each.day(timeline))]
    if isinstance(rule.body, DemandBody) and rule.body.main.each_holder:
        found = [one for each in found for one in _of_each_holder(each, rule.body.main.bearers, timeline)]
    return found


def _of_each_holder(opening: Opening, roles: tuple[str, ...], timeline: Timeline) -> list[Opening]:
    """One opening a holder; a vacancy, or a record without holders, leaves the one of nobody.

    Where there may be more holders than are told, one more opening stands for them.
    """
    case = timeline.case
    persons = holders(roles, opening.day(timeline), case)
    if not persons:
        known = bool(case.holders) or any(is_registered(role, case) for role in roles)
        return [attrs.evolve(opening, unheld=not known or not is_told(roles, case))]
    found = [attrs.evolve(opening, holder=who, label=f"{opening.label}/{who}") for who in persons]
    if not is_told(roles, case):
        found.append(attrs.evolve(opening, others=True, label=f"{opening.label}/?"))
    return found


def _told_apart(found: list[Opening]) -> Iterator[Opening]:
    """One instance an event, even where it fits two stretches of one day; a period entered again is numbered."""
    times: dict[str, int] = {}
    for each in found:
        times[each.label] = time = times.get(each.label, 0) + 1
        if time == 1:
            yield each
        elif each.period is not None:
            yield attrs.evolve(each, label=f"{each.label}#{time}")


def in_force(rule: RulePlan | Excuse, day: dt.date) -> bool:
    """Whether a rule, or a permission, is in force on a day."""
    return rule.since <= day and (rule.until is None or day <= rule.until)


def _touches(rule: RulePlan, opening: Opening) -> bool:
    """Whether some of a stretch lies in the days on which a rule is in force."""
    start, end = opening.moment, opening.stretch.end
    begun = start is None or rule.until is None or start.day <= rule.until
    return begun and (end is None or end.at.day >= rule.since)


def _in_stretch(rule: RulePlan, stretch: Stretch, setting: Setting, world: World) -> Iterator[Opening]:
    timeline, trigger = setting.timeline, rule.trigger
    start = stretch.start
    label = event_label(start, timeline) if start else "case"
    match trigger.kind:
        case TriggerKind.SCOPE | TriggerKind.SINCE_LAST:
            yield Opening(label, start.at if start else None, start, stretch)
        case TriggerKind.PERIODS:
            yield from _periods(stretch, trigger.unit or Unit.MONTH, setting)
        case TriggerKind.EACH | TriggerKind.ON_DAY:
            for event in _triggers(rule, stretch, timeline):
                name = event_label(event, timeline)
                if trigger.kind is TriggerKind.ON_DAY:
                    day = Moment(event.at.day)
                    yield Opening(name, day, None, stretch, True, condition=trigger.where, about=event)
                else:
                    yield Opening(name, event.at, event, stretch, condition=trigger.where)
        case TriggerKind.FIRST | TriggerKind.LATEST:
            fitting = [
                event
                for event in _triggers(rule, stretch, timeline)
                if _holds(trigger.where, event, setting, world)
            ]
            if trigger.kind is TriggerKind.FIRST:
                fitting = fitting[:1]
            for place, event in enumerate(fitting):
                following = fitting[place + 1] if place + 1 < len(fitting) else None
                name = event_label(event, timeline)
                yield Opening(name, event.at, event, stretch, superseded_by=following)


def _triggers(rule: RulePlan, stretch: Stretch, timeline: Timeline) -> list[EventRecord]:
    events = timeline.by_type.get(rule.trigger.event or "", ())
    return [event for event in events if inside(event, stretch, timeline)]


def _holds(where: Typed | None, event: EventRecord, setting: Setting, world: World) -> bool:
    if where is None:
        return True
    return decide(where, Context(setting, world, Trace(), event.at, event=event, trigger=event))


def _periods(stretch: Stretch, unit: Unit, setting: Setting) -> Iterator[Opening]:
    """One for each calendar period that has begun; the last one is cut where the stretch ends within it."""
    timeline = setting.timeline
    first = stretch.start.at.day if stretch.start else timeline.first_day
    if stretch.start is None and not timeline.events:
        return
    last = full = timeline.horizon.as_of.day
    end = stretch.end.at if stretch.end else timeline.closed_at
    if end is not None:
        # The end's own instant is excluded: its day is whole only when the case closed on it.
        full = min(last, add_days(end.day, -1) if stretch.end else end.day)
        last = min(last, end.day if stretch.end is None or _has_begun(end, setting) else full)
    calendar = setting.calendar(setting.policy_calendar)
    for label, begins, ends in calendar_periods(unit, first, last, calendar):
        cut = end is not None and ends > full
        period = (label, begins, ends)
        if stretch.start is not None and begins <= first:
            # The first period counts with its window cut to the scope: acts before its start do not.
            yield Opening(label, stretch.start.at, stretch.start, stretch, period=period, cut=cut)
        else:
            yield Opening(
                label, Moment(max(begins, first)), None, stretch, inclusive=True, period=period, cut=cut
            )


def _has_begun(moment: Moment, setting: Setting) -> bool:
    """Whether some of the day has passed by a moment."""
    return moment.instant is not None and moment.instant > start_of_day(moment.day, setting.tz)


def may_have_ended(rule: RulePlan, moment: Moment, context: Context) -> bool:
    """Whether an end of the rule's scope that the register does not show came before a moment."""
    end = rule.scope.end
    if end is None or context.timeline.covers([end], moment):
        return False
    leaf = Leaf(LeafKind.REGISTER, end, why="incomplete")
    return context.world.ask(("ended", end, moment), leaf) is True


def unobserved_trigger(rule: RulePlan, timeline: Timeline) -> Leaf | None:
    """The trigger or scope event whose register ends before the as-of moment, if there is one."""
    names = [rule.trigger.event, rule.scope.start]
    for name in names:
        if name is not None and not timeline.complete_now([name]):
            return Leaf(LeafKind.REGISTER, name, why="incomplete")
    return None
