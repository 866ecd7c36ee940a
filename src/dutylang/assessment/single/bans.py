"""Prohibitions and precedence: one instance for each act that the rule speaks of."""

from __future__ import annotations

import attrs

from dutylang.assessment.leaves import Leaf, LeafKind
from dutylang.assessment.model import Flag, Verdict
from dutylang.assessment.single.chains import Bundle, judge_steps, mark_primary
from dutylang.assessment.single.conditions import decide, truth_of
from dutylang.assessment.single.context import Context, Setting, Trace, once, period_value
from dutylang.assessment.single.dues import Due, due_of
from dutylang.assessment.single.exceptions import changes_deadline, ruling_of
from dutylang.assessment.single.matching import fits, in_time, needs_strict_order, opened_at, unseen_between
from dutylang.assessment.single.openings import WHOLE, Opening, in_force, lies_in, may_have_ended, openings
from dutylang.assessment.single.outcome import Outcome, follows
from dutylang.assessment.single.waiting import NOT_FORBIDDEN, unclosed
from dutylang.assessment.single.world import World
from dutylang.calendars.counting import count_forward
from dutylang.cases.record import EventRecord
from dutylang.plan.model import Ban, Demand, Precedence, RulePlan, Scope, TriggerKind
from dutylang.policy.typed import Typed
from dutylang.values import Truth, Unit


def at_act(context: Context, act: EventRecord, opening: Opening | None = None) -> Context:
    """The context in which conditions of a prohibition are read: at the act."""
    return attrs.evolve(
        context,
        moment=act.at,
        event=act,
        act=act,
        trigger=opening.subject if opening is not None else None,
        start=opening.stretch.start if opening is not None else None,
        until=None,
        trace=Trace(),
        item_place="",
    )


def judge_ban(
    rule: RulePlan, ban: Ban, act: EventRecord, openings: list[Opening], context: Context
) -> Bundle:
    """The outcome of one act under a prohibition, with the levels that hang on it."""
    assumed, last = False, NOT_FORBIDDEN
    for opening in openings:
        outcome = _forbidden(rule, ban, act, opening, context)
        if outcome.reason == "when_false":
            last = outcome
            continue
        if outcome.reason == "not_forbidden":
            assumed = assumed or Flag.ORDER_ASSUMED in outcome.flags
            continue
        steps = judge_steps(rule, ban.levels, outcome, opening, context)
        outcome = mark_primary(outcome, steps, ban.levels)
        levels = {("", step.level): each for step, each in zip(ban.levels, steps, strict=True)}
        return {("", ""): outcome} | levels
    return {("", ""): last.with_flags(Flag.ORDER_ASSUMED) if assumed else last}


def _forbidden(rule: RulePlan, ban: Ban, act: EventRecord, opening: Opening, context: Context) -> Outcome:
    things = (rule, ban, act, *opening.things)
    return once(
        "forbidden", things, context, lambda: _at_act(rule, ban, act, opening, context), opening.values
    )


def _at_act(rule: RulePlan, ban: Ban, act: EventRecord, opening: Opening, context: Context) -> Outcome:
    here = at_act(context, act, opening)
    if ban.limits and changes_deadline(rule.exceptions):
        ruling = ruling_of(rule, here)
        if ruling is not None and ruling.limit is not None:
            ban = attrs.evolve(ban, limits=(ruling.limit,))
    if not _in_reach(rule, ban, act, opening, here):
        # What nobody forbids is not forbidden in either order.
        assumed = here.trace.order_assumed and fits(act, ban.match, opening, rule, here).truth is not Truth.NO
        return NOT_FORBIDDEN.with_flags(Flag.ORDER_ASSUMED) if assumed else NOT_FORBIDDEN
    # A condition that is known to be false settles it, whoever acted.
    if any(truth_of(condition, here) is Truth.NO for condition in (rule.when, ban.when)):
        return Outcome(Verdict.NOT_APPLICABLE, "when_false")
    candidate = fits(act, ban.match, opening, rule, here)
    for question, leaf in candidate.asks:
        context.world.ask(question, leaf)
    if candidate.truth is not Truth.YES:
        return NOT_FORBIDDEN
    for condition in (rule.when, ban.when):
        if condition is not None and not decide(condition, here):
            return Outcome(Verdict.NOT_APPLICABLE, "when_false")
    base = Outcome(
        Verdict.VIOLATED,
        "forbidden_act",
        opened=opening.moment,
        trigger=opening.event,
        done=act,
        evidence=(act,),
        missed_at=act.at,
        roles=ban.match.roles,
        advisory=ban.advisory,
    )
    result = _excused(rule, act, opening, base, here) or _unless(ban.unless, _ruled(rule, base, here), here)
    if here.trace.order_assumed:
        result = result.with_flags(Flag.ORDER_ASSUMED)
    if here.trace.house_default and result.is_breach:
        result = result.with_flags(Flag.HOUSE_DEFAULT)
    return unclosed(rule, result, opening, context)


def _in_reach(rule: RulePlan, ban: Ban, act: EventRecord, opening: Opening, here: Context) -> bool:
    """Whether the act lies where the prohibition holds."""
    if not rule.since <= act.at.day or (rule.until is not None and act.at.day > rule.until):
        return False
    if opening.event is not None and act.position == opening.event.position:
        return False
    timeline = here.timeline
    at_trigger = attrs.evolve(here, event=opening.event, act=None, moment=opened_at(opening, here))
    if opening.condition is not None and not decide(opening.condition, at_trigger):
        return False
    if not lies_in(act, opening, timeline) or may_have_ended(rule, act.at, here):
        return False
    demand = Demand((), ban.match, ban.limits, unit=Unit.DAY)
    due = due_of(demand, opening, rule, attrs.evolve(here, act=None, moment=opened_at(opening, here)))
    strictly = needs_strict_order(ban.match, due)
    bounds = (opening.event, opening.stretch.start, opening.stretch.end)
    if not strictly and any(bound and timeline.order(act, bound) is None for bound in bounds):
        here.trace.order_assumed = True  # either order fits, so the act may have come before or after
        return False
    if not follows(act, opening, here, strictly=strictly):
        return False
    if ban.match.next and _first_after(opening, here) != act.position:
        return False
    return in_time(act, due, here)


def _first_after(opening: Opening, context: Context) -> int | None:
    for event in context.timeline.events:
        if opening.event is not None and event.position == opening.event.position:
            continue
        if follows(event, opening, context, strictly=True):
            return event.position
    return None


def _excused(
    rule: RulePlan, act: EventRecord, opening: Opening, base: Outcome, here: Context
) -> Outcome | None:
    """Exempt under the first permission that is an exception to the rule and covers the act."""
    for excuse in rule.excuses:
        if act.type not in excuse.match.events or not in_force(excuse, act.at.day):
            continue
        candidate = fits(act, excuse.match, opening, rule, here)
        for question, leaf in candidate.asks:
            here.world.ask(question, leaf)
        if candidate.truth is not Truth.YES:
            continue
        if excuse.when is None or decide(excuse.when, here):
            args = {"rule": excuse.rule, "article": excuse.article}
            return attrs.evolve(base, verdict=Verdict.EXEMPT, reason="permitted", args=args, missed_at=None)
    return None


def _ruled(rule: RulePlan, base: Outcome, here: Context) -> Outcome:
    """The breach as exceptions to the rule leave it."""
    ruling = ruling_of(rule, here)
    return ruling.on(base) if ruling is not None else base


def _unless(unless: Typed | None, base: Outcome, here: Context) -> Outcome:
    """Violated, exempt, or pending while the excuse can still come; what exceptions settle stays settled."""
    if unless is None or not base.is_breach:
        return base
    exempt = attrs.evolve(base, verdict=Verdict.EXEMPT, reason="exception", missed_at=None)
    if decide(unless, attrs.evolve(here, awaiting=False)):
        return exempt
    if here.trace.awaited and decide(unless, attrs.evolve(here, awaiting=True)):
        return attrs.evolve(base, verdict=Verdict.PENDING, reason="excuse_may_come", missed_at=None)
    return base


def opening_of(rule: RulePlan, act: EventRecord, setting: Setting, world: World) -> Opening | None:
    """The latest opening of a rule in which an act lies; None outside its scope."""
    if rule.scope == Scope() and rule.trigger.kind is TriggerKind.SCOPE:
        return Opening("act", None, None, WHOLE)
    context = Context(setting, world, Trace(), act.at)
    found: Opening | None = None
    for opening in openings(rule, setting, world):
        if opening.condition is not None:
            here = attrs.evolve(
                context, event=opening.event, trigger=opening.event, moment=opened_at(opening, context)
            )
            if not decide(opening.condition, here):
                continue
        if lies_in(act, opening, context.timeline) and follows(act, opening, context, strictly=False):
            found = opening
    return found


def judge_precedence(
    rule: RulePlan, body: Precedence, act: EventRecord, opening: Opening, context: Context
) -> Outcome:
    """Whether an act was preceded as it must be, within the same scope unless what came before counts."""
    here = at_act(context, act)
    candidate = fits(act, body.match, opening, rule, here)
    for question, leaf in candidate.asks:
        context.world.ask(question, leaf)
    if candidate.truth is not Truth.YES:
        return NOT_FORBIDDEN
    for condition in (rule.when, body.when):
        if condition is not None and not decide(condition, here):
            return NOT_FORBIDDEN
    base = Outcome(
        Verdict.VIOLATED,
        "no_prior",
        opened=act.at,
        trigger=act,
        done=act,
        evidence=(act,),
        missed_at=act.at,
        roles=body.match.roles,
    )
    prior = _prior(rule, body, act, opening, here)
    if prior is not None:
        outcome = attrs.evolve(
            base, verdict=Verdict.SATISFIED, reason="prior_found", evidence=(prior, act), missed_at=None
        )
        return outcome.with_flags(Flag.ORDER_ASSUMED) if here.trace.order_assumed else outcome
    if not context.timeline.covers([body.prior], act.at):
        leaf = Leaf(LeafKind.REGISTER, body.prior, why="incomplete")
        if context.world.ask(("unrecorded", body.prior, act.position), leaf) is True:
            return attrs.evolve(base, verdict=Verdict.SATISFIED, reason="assumed_prior", missed_at=None)
    result = _excused(rule, act, opening, base, here) or _unless(body.unless, _ruled(rule, base, here), here)
    if here.trace.house_default and result.is_breach:
        result = result.with_flags(Flag.HOUSE_DEFAULT)
    return result


def _prior(
    rule: RulePlan, body: Precedence, act: EventRecord, opening: Opening, here: Context
) -> EventRecord | None:
    timeline = here.timeline
    if body.directly:
        events = _just_before(body, act, here)
    else:
        events = timeline.of_types([body.prior])
    last_act = _last_act(body, act, here) if body.own_prior else None
    for event in events:
        if not _comes_before(event, act, body, here):
            continue
        if not rule.already_counts and not follows(event, opening, here, strictly=False):
            continue
        if last_act is not None and timeline.order(event, last_act) == -1:
            continue
        if not _same(event, act, body.same, here):
            continue
        if body.prior_where is not None:
            inner = attrs.evolve(here, event=event, trigger=act, act=None, moment=event.at)
            if not decide(body.prior_where, inner):
                continue
        return event
    return None


def _just_before(body: Precedence, act: EventRecord, here: Context) -> list[EventRecord]:
    """The event just before an act if it is of the right type; on one day without times that is asked."""
    timeline = here.timeline
    sure = [event for event in timeline.events if timeline.order(event, act) == -1]
    open_order = [event for event in timeline.events if timeline.order(event, act) is None]
    priors = [event for event in open_order if event.type == body.prior]
    if sure and sure[-1].type == body.prior:
        types = list(here.setting.plan.vocabulary.events)
        if unseen_between(act, types, here):
            return []
    if not open_order or (not priors and not (sure and sure[-1].type == body.prior)):
        return sure[-1:] if sure and sure[-1].type == body.prior else []
    place = (priors or open_order)[-1]
    leaf = Leaf(LeafKind.ORDER, place.type, act.type, "ambiguous", place.position)
    if here.world.ask(("directly", act.position), leaf) is True:
        return priors[-1:] or sure[-1:]
    return []


def _comes_before(event: EventRecord, act: EventRecord, body: Precedence, here: Context) -> bool:
    place = here.timeline.order(event, act)
    on_clock = _elapsed(body, act, here)
    if place is None and on_clock:
        leaf = Leaf(LeafKind.ORDER, event.type, act.type, "ambiguous", event.position)
        return bool(here.world.ask(("order", event.position, act.position), leaf))
    if place is None:
        here.trace.order_assumed = True
    elif place != -1:
        return False
    if body.within is None:
        return True
    setting = here.setting
    period = period_value(body.within.period, act.at.day, setting, here.trace)
    counting = body.within.counting
    count = count_forward(
        event.at,
        period,
        counting.convention,
        setting.calendar(counting.calendar),
        setting.tz,
        roll=counting.roll,
        strict=body.within.strict,
    )
    return in_time(act, Due(count.due, count.exclusive, count.earliest_due), here)


def _elapsed(body: Precedence, act: EventRecord, here: Context) -> bool:
    if body.within is None:
        return False
    return period_value(body.within.period, act.at.day, here.setting, here.trace).unit.is_elapsed


def _last_act(body: Precedence, act: EventRecord, here: Context) -> EventRecord | None:
    earlier = [e for e in here.timeline.of_types(body.match.events) if here.timeline.order(e, act) == -1]
    return earlier[-1] if earlier else None


def _same(event: EventRecord, act: EventRecord, attributes: tuple[str, ...], here: Context) -> bool:
    for attribute in attributes:
        left, right = event.attributes.get(attribute), act.attributes.get(attribute)
        if left is None or right is None:
            place = event if left is None else act
            leaf = Leaf(LeafKind.ATTRIBUTE, attribute, place.type, "not_supplied", place.position)
            if here.world.ask(("same", event.position, act.position, attribute), leaf) is not True:
                return False
        elif left != right:
            return False
    return True
