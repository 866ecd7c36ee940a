"""One rule over one case: its openings, the judge of each, and the findings."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from typing import assert_never

import attrs

from dutylang.assessment.leaves import Leaf, LeafKind
from dutylang.assessment.model import Finding, Flag, Verdict
from dutylang.assessment.single import bans, chains, checklists, patterns
from dutylang.assessment.single.allotment import allot
from dutylang.assessment.single.conditions import decide
from dutylang.assessment.single.context import Context, Setting, Trace, once
from dutylang.assessment.single.dues import Due
from dutylang.assessment.single.findings import not_applicable, settled, unobserved
from dutylang.assessment.single.memory import Memory
from dutylang.assessment.single.openings import (
    WHOLE,
    Opening,
    event_label,
    may_have_ended,
    openings,
    unobserved_trigger,
)
from dutylang.assessment.single.outcome import Outcome
from dutylang.assessment.single.recurring import since_last
from dutylang.assessment.single.upkeep import judge_upkeep
from dutylang.assessment.single.waiting import unclosed
from dutylang.assessment.single.world import Open, Overflow, Settled, World, explore
from dutylang.cases.record import EventRecord
from dutylang.plan import deadlines as d
from dutylang.plan import model as p
from dutylang.plan.standing import standing_conditions
from dutylang.values import Moment

Bundle = chains.Bundle
Tally = tuple[list[Finding], list[Outcome]]


def findings_of_rule(rule: p.RulePlan, setting: Setting) -> list[Finding]:
    """All findings of a rule: one for each instance, or the one that says why there is none."""
    case = setting.timeline.case
    if rule.applies_to is not None and case.kind is not None and case.kind != rule.applies_to:
        return [not_applicable(rule, Outcome(Verdict.NOT_APPLICABLE, "other_kind"), setting)]
    found, dropped = _by_body(rule, setting)
    leaf = unobserved_trigger(rule, setting.timeline) or _unobserved_act(rule, setting)
    if leaf is not None:
        found.append(unobserved(rule, leaf, setting))
    if not found:
        found.append(not_applicable(rule, dropped[0] if dropped else _not_in_force(rule, setting), setting))
    return found


def _not_in_force(rule: p.RulePlan, setting: Setting) -> Outcome | None:
    """Why nothing opened when something would have, had the rule been in force."""
    always = attrs.evolve(rule, since=dt.date.min, until=None)
    if (
        not isinstance(rule.body, p.Precedence | p.ChecklistBody)
        and not _opens(rule, setting)
        and _opens(always, setting)
    ):
        return Outcome(Verdict.NOT_APPLICABLE, "not_in_force")
    return None


def _opens(rule: p.RulePlan, setting: Setting) -> bool:
    tree = explore(lambda world: openings(rule, setting, world))
    return isinstance(tree, Settled) and bool(tree.result)


def _unobserved_act(rule: p.RulePlan, setting: Setting) -> Leaf | None:
    """Of rules that are opened by acts: the act whose register ends before the as-of moment."""
    if not isinstance(rule.body, p.Ban | p.Precedence):
        return None
    for name in rule.body.match.events:
        if not setting.timeline.complete_now([name]):
            return Leaf(LeafKind.REGISTER, name, why="incomplete")
    return None


def _by_body(rule: p.RulePlan, setting: Setting) -> Tally:
    body = rule.body
    match body:
        case p.DemandBody():
            return _demand(rule, body, setting)
        case p.Ban():
            return _ban(rule, body, setting)
        case p.Precedence():
            return _precedence(rule, body, setting)
        case p.ChecklistBody():
            return _checklist(rule, body, setting)
        case p.Ceiling():
            return _each(
                rule, setting, lambda o, c: _once_closed(rule, patterns.judge_ceiling(rule, body, o, c), o, c)
            )
        case p.FourEyesBody():
            return _each(
                rule, setting, lambda o, c: _together(rule, patterns.judge_four_eyes(rule, body, o, c), o, c)
            )
        case p.NeverBothBody():
            return _each(
                rule, setting, lambda o, c: _together(rule, patterns.judge_never_both(rule, body, o, c), o, c)
            )
        case p.EdgeBody():
            return _each(rule, setting, lambda o, c: {("", ""): patterns.judge_edge(rule, body, o, c)})
        case p.Upkeep():
            return _each(rule, setting, lambda o, c: _once_closed(rule, judge_upkeep(rule, body, o, c), o, c))
        case _:
            assert_never(body)


def _once_closed(rule: p.RulePlan, outcome: Outcome, opening: Opening, context: Context) -> Bundle:
    return {("", ""): unclosed(rule, outcome, opening, context)}


def _together(rule: p.RulePlan, outcome: Outcome, opening: Opening, context: Context) -> Bundle:
    return _once_closed(rule, patterns.in_order(outcome, opening, Due(), context), opening, context)


def _context(setting: Setting, world: World, opening: Opening | None = None) -> Context:
    start = opening.stretch.start if opening is not None else None
    return Context(setting, world, Trace(), setting.timeline.horizon.as_of, start=start)


def _each(rule: p.RulePlan, setting: Setting, judge: Callable[[Opening, Context], Bundle]) -> Tally:
    """Every opening judged on its own; where an unknown decides which openings there are, all together."""
    tree = explore(lambda world: openings(rule, setting, world))
    if isinstance(tree, Open | Overflow):
        return _jointly(rule, setting, judge)
    found: list[Finding] = []
    dropped: list[Outcome] = []
    memory = Memory()
    # What deals the acts out looks at all instances for each of them: that is worked out once for all.
    first = World(memory=memory) if _deals(rule) else None
    for opening in tree.result:
        here = opening
        more, less = settled(
            lambda world, here=here: judge(here, _context(setting, world, here)),  # type: ignore[misc]
            rule,
            opening.label,
            setting,
            memory,
            first,
        )
        found += more
        dropped += less
    return found, dropped


def _jointly(rule: p.RulePlan, setting: Setting, judge: Callable[[Opening, Context], Bundle]) -> Tally:
    labels: list[str] = []

    def collect(world: World) -> list[Opening]:
        found = openings(rule, setting, world)
        labels.extend(opening.label for opening in found)
        return found

    explore(collect)
    found: list[Finding] = []
    dropped: list[Outcome] = []
    memory = Memory()
    for label in dict.fromkeys(labels):

        def one(world: World, label: str = label) -> Bundle:
            for opening in openings(rule, setting, world):
                if opening.label == label:
                    return judge(opening, _context(setting, world, opening))
            return {}

        more, less = settled(one, rule, label, setting, memory)
        found += more
        dropped += less
    return found, dropped


def _demand(rule: p.RulePlan, body: p.DemandBody, setting: Setting) -> Tally:
    if rule.trigger.kind is p.TriggerKind.SINCE_LAST:
        return since_last(rule, body, setting)

    def judge(opening: Opening, context: Context) -> Bundle:
        allotted = None
        if _deals(rule):
            dealt = once("dealt", (rule, body), context, lambda: _dealt(rule, body, context))
            allotted = dealt.get(opening.label)
        return chains.judge_demand_body(rule, body, opening, context, allotted)

    return _each(rule, setting, judge)


def _dealt(rule: p.RulePlan, body: p.DemandBody, context: Context) -> Mapping[str, frozenset[int]]:
    return allot(rule, body.main, openings(rule, context.setting, context.world), context)


def _deals(rule: p.RulePlan) -> bool:
    """Whether one act serves one instance: where each needs its own, and where the windows of periods overlap.

    Periods whose due lies in the following period overlap.
    """
    if not isinstance(rule.body, p.DemandBody):
        return False
    following = any(isinstance(limit, d.DayLimit) and limit.following for limit in rule.body.main.limits)
    return rule.each_its_own or (rule.trigger.kind is p.TriggerKind.PERIODS and following)


def _ban(rule: p.RulePlan, body: p.Ban, setting: Setting) -> Tally:
    timeline = setting.timeline
    found: list[Finding] = []
    assumed, memory = False, Memory()
    for act in timeline.of_types(body.match.events):

        def judge(world: World, act: EventRecord = act) -> Bundle:
            context = _context(setting, world)
            return bans.judge_ban(rule, body, act, openings(rule, setting, world), context)

        more, less = settled(judge, rule, event_label(act, timeline), setting, memory)
        found += more
        assumed |= any(Flag.ORDER_ASSUMED in outcome.flags for outcome in less)
    if found or not timeline.complete_now(body.match.events):
        return found, []
    return _clean_ban(rule, body, setting, assumed)


def _clean_ban(rule: p.RulePlan, body: p.Ban, setting: Setting, assumed: bool) -> Tally:
    """Nothing forbidden was done so far: satisfied, and ongoing while a stretch is open.

    `assumed`: an act of the day on which the prohibition began or ended was taken to fit.
    """

    as_such, of_opening = standing_conditions(rule, body)

    def at_opening(opening: Opening, context: Context) -> Context:
        return attrs.evolve(context, trigger=opening.subject, start=opening.stretch.start)

    def judge(world: World) -> Bundle:
        context = _context(setting, world)
        opened = openings(rule, setting, world)
        if not all(decide(condition, context) for condition in as_such):
            return {("", ""): Outcome(Verdict.NOT_APPLICABLE, "when_false")}
        if opened and of_opening:
            opened = [
                each for each in opened if all(decide(c, at_opening(each, context)) for c in of_opening)
            ]
            if not opened:
                return {("", ""): Outcome(Verdict.NOT_APPLICABLE, "when_false")}
        last = setting.timeline.horizon.as_of.day
        in_force = rule.since <= last and (rule.until is None or setting.timeline.first_day <= rule.until)
        if not opened or not in_force:
            return {}
        shown = _shown(rule, opened, context)
        outcome = patterns.clean("nothing_forbidden", shown, context, roles=body.match.roles)
        outcome = outcome.with_flags(Flag.ORDER_ASSUMED) if assumed else outcome
        if rule.until is not None and rule.until < last:
            outcome = attrs.evolve(outcome, flags=outcome.flags - {Flag.ONGOING})
        return _once_closed(rule, attrs.evolve(outcome, advisory=body.advisory), shown, context)

    return settled(judge, rule, "clean", setting)


def _shown(rule: p.RulePlan, opened: list[Opening], context: Context) -> Opening:
    """The opening that speaks for all: one that runs, else the last, of those that are judged at all."""
    running = [each for each in opened if not patterns.is_over(each, context)]
    if running:
        return running[0]
    ended = [each for each in opened if each.stretch.end is not None]
    return (ended or opened)[-1] if rule.waits else opened[-1]


def _precedence(rule: p.RulePlan, body: p.Precedence, setting: Setting) -> Tally:
    timeline = setting.timeline
    found: list[Finding] = []
    dropped: list[Outcome] = []
    memory = Memory()
    for act in timeline.of_types(body.match.events):
        if not rule.since <= act.at.day or (rule.until is not None and act.at.day > rule.until):
            continue

        def judge(world: World, act: EventRecord = act) -> Bundle:
            context = _context(setting, world)
            opening = bans.opening_of(rule, act, setting, world)
            if opening is None:
                return {}
            outcome = bans.judge_precedence(rule, body, act, opening, context)
            if outcome.verdict is Verdict.VIOLATED and may_have_ended(rule, act.at, context):
                return {}
            return _once_closed(rule, outcome, opening, context)

        more, less = settled(judge, rule, event_label(act, timeline), setting, memory)
        found += more
        dropped += less
    return found, dropped


def _checklist(rule: p.RulePlan, body: p.ChecklistBody, setting: Setting) -> Tally:
    timeline = setting.timeline
    events = timeline.by_type.get(body.before, ())
    event = events[0] if events else None
    label = event_label(event, timeline) if event is not None else "case"
    day = event.at.day if event is not None else timeline.first_day
    if not rule.since <= day or (rule.until is not None and day > rule.until):
        return [], []
    opening = Opening(label, Moment(timeline.first_day), None, WHOLE)
    found: list[Finding] = []
    memory = Memory()
    for item in body.items:

        def judge(world: World, item: p.ItemPlan = item) -> Bundle:
            outcome = checklists.judge_item(rule, body, item, event, opening, _context(setting, world))
            return {(item.document, ""): outcome}

        found += settled(judge, rule, label, setting, memory)[0]
    return found, []
