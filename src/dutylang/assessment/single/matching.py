"""Which acts count as performance of one instance, and why the others do not."""

from __future__ import annotations

from collections.abc import Iterator

import attrs

from dutylang.assessment.leaves import Leaf, LeafKind
from dutylang.assessment.model import NearMiss
from dutylang.assessment.single.actors import acted_as, claims_role, persons_of, why_unknown
from dutylang.assessment.single.conditions import decide, truth_of
from dutylang.assessment.single.context import Context, once, period_value
from dutylang.assessment.single.dues import Due
from dutylang.assessment.single.memory import Question
from dutylang.assessment.single.openings import Opening
from dutylang.assessment.single.outcome import follows
from dutylang.assessment.single.timeline import not_later
from dutylang.calendars.counting import count_forward
from dutylang.cases.record import EventRecord, Participant
from dutylang.plan.deadlines import PeriodSource
from dutylang.plan.model import Match, RulePlan
from dutylang.policy.typed import Typed
from dutylang.values import UNKNOWN, Moment, Truth


@attrs.frozen
class Candidate:
    """An act of the right type. `truth` whether it counts; `miss` why not, `asks` what would decide it."""

    event: EventRecord
    truth: Truth
    miss: str = ""
    asks: tuple[tuple[Question, Leaf], ...] = ()


def candidates(
    match: Match, opening: Opening, rule: RulePlan, context: Context, *, strictly: bool
) -> list[Candidate]:
    """Every act of the types of a match, in the order of the record."""

    def found() -> list[Candidate]:
        return [
            _candidate(event, match, opening, rule, context, strictly)
            for event in context.timeline.of_types(match.events)
            if opening.event is None or event.position != opening.event.position
        ]

    asked = (match.events, match.roles, match.same, match.other_than, strictly)
    return once("candidates", (match.where, rule, *opening.things), context, found, (*asked, *opening.values))


def _candidate(
    event: EventRecord, match: Match, opening: Opening, rule: RulePlan, context: Context, strictly: bool
) -> Candidate:
    if not rule.already_counts and not follows(event, opening, context, strictly=strictly):
        return Candidate(event, Truth.NO, "before_opening")
    return fits(event, match, opening, rule, context)


def fits(event: EventRecord, match: Match, opening: Opening, rule: RulePlan, context: Context) -> Candidate:
    """Whether an act meets all that a match asks of it, its order apart."""
    things = (event, match.where, opening.subject, rule)
    values = (match.roles, match.same, match.other_than, opening.holder)
    return once("fits", things, context, lambda: _fits(event, match, opening, rule, context), values)


def _fits(event: EventRecord, match: Match, opening: Opening, rule: RulePlan, context: Context) -> Candidate:
    asks: list[tuple[Question, Leaf]] = []
    for reason, truth, questions in _checks(event, match, opening, rule, context):
        if truth is Truth.NO:
            return Candidate(event, Truth.NO, reason)
        if truth is Truth.UNKNOWN:
            asks.extend(questions)
    return Candidate(event, Truth.UNKNOWN if asks else Truth.YES, asks=tuple(asks))


Check = tuple[str, Truth, list[tuple[Question, Leaf]]]


def _checks(
    event: EventRecord, match: Match, opening: Opening, rule: RulePlan, context: Context
) -> Iterator[Check]:
    yield _role_check(event, match, opening, context)
    if match.where is not None:
        inner = attrs.evolve(
            context,
            event=event,
            trigger=opening.subject,
            moment=event.at,
            act=None,
            until=None,
            item_place="",
        )
        mark = len(inner.trace.unknowns)
        truth = truth_of(match.where, inner)
        yield "condition_not_met", truth, inner.trace.unknowns[mark:]
        del inner.trace.unknowns[mark:]
    for attribute in match.same:
        yield _same_check(event, attribute, opening.subject, context)
    if match.other_than is not None:
        yield _other_check(event, match.other_than, context)
    if rule.recorded_within is not None:
        yield _recorded_check(event, rule, context)


def _role_check(event: EventRecord, match: Match, opening: Opening, context: Context) -> Check:
    if opening.holder is not None and event.actors:
        acted = opening.holder in persons_of(event)
        held = claims_role(Participant(opening.holder), match.roles, event.at.day, context.timeline.case)
        return "not_a_holder", Truth.of(acted) & held if match.roles else Truth.of(acted), []
    truth = acted_as(event, match.roles, context.timeline.case)
    question = ("actor", event.position, match.roles)
    if truth is Truth.UNKNOWN and (answer := context.world.known(question)) is not None:
        truth = Truth.of(answer)
    why = why_unknown(event, match.roles, context.timeline.case)
    leaf = Leaf(LeafKind.ACTOR, event.type, ", ".join(match.roles), why, event.position)
    return "not_a_holder", truth, [(question, leaf)]


def _same_check(event: EventRecord, attribute: str, trigger: EventRecord | None, context: Context) -> Check:
    if trigger is None:
        return "not_the_same", Truth.YES, []
    here, there = event.attributes.get(attribute, UNKNOWN), trigger.attributes.get(attribute, UNKNOWN)
    known = isinstance(here, (str, bool)) or here.__class__.__name__ in _PLAIN
    other = isinstance(there, (str, bool)) or there.__class__.__name__ in _PLAIN
    if known and other:
        return "not_the_same", Truth.of(here == there), []
    question = ("same", event.position, trigger.position, attribute)
    if (answer := context.world.known(question)) is not None:
        return "not_the_same", Truth.of(answer), []
    place = event if not known else trigger
    leaf = Leaf(LeafKind.ATTRIBUTE, attribute, place.type, "not_supplied", place.position)
    return "not_the_same", Truth.UNKNOWN, [(question, leaf)]


_PLAIN = ("Decimal", "date", "datetime", "Money", "Period", "frozenset")


def _other_check(event: EventRecord, other_type: str, context: Context) -> Check:
    others = context.timeline.of_types([other_type])
    barred = {person for other in others for person in persons_of(other)}
    blank = [other for other in (event, *others) if not other.actors]
    if barred & set(persons_of(event)):
        return "same_person", Truth.NO, []
    if not blank:
        return "same_person", Truth.YES, []
    question = ("other", event.position, other_type)
    if (answer := context.world.known(question)) is not None:
        return "same_person", Truth.of(answer), []
    leaf = Leaf(LeafKind.ACTOR, blank[0].type, "", "no_actor", blank[0].position)
    return "same_person", Truth.UNKNOWN, [(question, leaf)]


def _recorded_check(event: EventRecord, rule: RulePlan, context: Context) -> Check:
    question = ("recorded", event.position)
    if event.recorded_at is None:
        if (answer := context.world.known(question)) is not None:
            return "recorded_late", Truth.of(answer), []
        leaf = Leaf(LeafKind.RECORDED, event.type, "", "not_supplied", event.position)
        return "recorded_late", Truth.UNKNOWN, [(question, leaf)]
    return "recorded_late", Truth.of(recorded_in_time(event, rule.recorded_within, context)), []


def recorded_in_time(event: EventRecord, limit: PeriodSource | None, context: Context) -> bool:
    """Whether an event was recorded within a period of the act."""
    if event.recorded_at is None or limit is None:
        return True
    setting = context.setting
    period = period_value(limit, event.at.day, setting, context.trace)
    calendar = setting.calendar(setting.policy_calendar)
    count = count_forward(event.at, period, setting.plan.counting, calendar, setting.tz)
    return not_later(event.recorded_at, count.due)


def in_time(event: EventRecord, due: Due, context: Context) -> bool:
    """Whether an act is not later than a due; asks for the hour where only that decides."""
    if due.before is not None and context.timeline.order(event, due.before) in (0, 1):
        return False
    if due.moment is None:
        return True
    last = due.moment
    if last.instant is None:
        return event.at.day < last.day or (event.at.day == last.day and not due.exclusive)
    if event.at.instant is None:
        if event.at.day != last.day:
            return event.at.day < last.day
        return _ask_hour(event, context)
    late = event.at.instant >= last.instant if due.exclusive else event.at.instant > last.instant
    if late:
        return False
    early = due.earliest.instant if due.earliest is not None else None
    if early is not None and event.at.instant > early:
        return _ask_hour(event, context)
    return True


def _ask_hour(event: EventRecord, context: Context) -> bool:
    leaf = Leaf(LeafKind.ORDER, event.type, "", "ambiguous", event.position)
    return bool(context.world.ask(("hour", event.position), leaf))


def chosen(
    acts: list[EventRecord], match: Match, opening: Opening, context: Context
) -> list[EventRecord] | None:
    """The earliest acts that together perform the demand, the completing one last; None when they do not."""
    if match.together is not None:
        return union_of(acts, match.together, opening, context)
    if match.distinct:
        return _by_different_persons(acts, match.minimum, context)
    return acts[: match.minimum] if len(acts) >= match.minimum else None


def union_of(
    acts: list[EventRecord], together: Typed, opening: Opening, context: Context
) -> list[EventRecord] | None:
    merged: dict[str, object] = {}
    for place, act in enumerate(acts):
        for name, value in act.attributes.items():
            before = merged.get(name)
            both_sets = isinstance(before, frozenset) and isinstance(value, frozenset)
            merged[name] = before | value if both_sets else value  # type: ignore[operator]
        whole = attrs.evolve(act, attributes=dict(merged))
        inner = attrs.evolve(
            context, event=whole, trigger=opening.subject, moment=act.at, act=None, until=None
        )
        if decide(together, inner):
            return acts[: place + 1]
    return None


def _by_different_persons(acts: list[EventRecord], count: int, context: Context) -> list[EventRecord] | None:
    """Acts by so many different persons; who did an act without an actor is asked where it matters."""
    used: set[str] = set()
    found: list[EventRecord] = []
    blank: list[EventRecord] = []
    for act in acts:
        fresh = [person for person in persons_of(act) if person not in used]
        if fresh:
            used.add(fresh[0])
            found.append(act)
        elif not act.actors:
            blank.append(act)
        if len(found) == count:
            return found
    if len(found) + len(blank) < count:
        return None
    for act in blank[: count - len(found)]:
        leaf = Leaf(LeafKind.ACTOR, act.type, "", "no_actor", act.position)
        if context.world.ask(("distinct", act.position), leaf) is not True:
            return None
    return found + blank[: count - len(found)]


def near_misses(found: list[Candidate], context: Context) -> tuple[NearMiss, ...]:
    """The acts that do not count, with the reason, the voided ones among them."""
    misses = [NearMiss(each.event.position, each.miss) for each in found if each.truth is Truth.NO]
    types = {each.event.type for each in found}
    misses += [NearMiss(e.position, "voided") for e in context.timeline.voided if e.type in types]
    return tuple(misses[:20])


def needs_strict_order(match: Match, due: Due) -> bool:
    """Whether the order of acts on one day matters: rules in hours, `next`, strict deadlines."""
    on_clock = due.moment is not None and due.moment.instant is not None
    return match.next or due.exclusive or on_clock


def opened_at(opening: Opening, context: Context) -> Moment:
    """The moment at which conditions of an instance are read."""
    return opening.moment or Moment(context.timeline.first_day)


def unseen_between(event: EventRecord, types: list[str], context: Context) -> bool:
    """Whether an act of one of the types came just before an event that the registers do not show."""
    open_types = [name for name in types if not context.timeline.covers([name], event.at)]
    if not open_types:
        return False
    leaf = Leaf(LeafKind.REGISTER, open_types[0], why="incomplete")
    return context.world.ask(("between", event.position, tuple(types)), leaf) is True
