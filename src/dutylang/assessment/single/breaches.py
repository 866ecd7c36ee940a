"""Findings as conditions see them: whether one is a breach, and what nobody knows of it."""

from __future__ import annotations

from collections.abc import Callable

import attrs

from dutylang.assessment.leaves import Leaf, LeafKind
from dutylang.assessment.model import Finding, Flag, Verdict
from dutylang.assessment.single.actors import persons_of
from dutylang.assessment.single.context import Context
from dutylang.assessment.single.memory import Question
from dutylang.assessment.single.reading import events_up_to, register_reaches
from dutylang.assessment.single.world import World
from dutylang.plan.conditions import speaks_of
from dutylang.plan.model import Plan, RulePlan
from dutylang.policy import typed as t
from dutylang.syntax.ast import BreachKind
from dutylang.values import UNKNOWN, Truth

WANTED = {
    BreachKind.BREACH: frozenset({Verdict.VIOLATED, Verdict.LATE}),
    BreachKind.FAILURE: frozenset({Verdict.VIOLATED}),
    BreachKind.LATENESS: frozenset({Verdict.LATE}),
}
BREACHES = WANTED[BreachKind.BREACH]

Reader = Callable[[t.Typed | None, Context], Truth]


def question_of(finding: Finding) -> Question:
    """What is asked of a finding that may be a breach: the same wherever it matters."""
    return ("finding", finding.key)


def leaves_of(finding: Finding) -> tuple[Leaf, ...]:
    """What would tell the verdict; of a conflict, that the rule itself must be mended."""
    return finding.deciders or (Leaf(LeafKind.FIGURE, finding.rule, finding.key, "conflict"),)


def possible_of(finding: Finding) -> frozenset[Verdict]:
    """The verdicts that a finding may have; a conflict may come out either way."""
    if finding.verdict is Verdict.CONFLICT or (finding.verdict is Verdict.UNKNOWN and not finding.possible):
        return frozenset({Verdict.VIOLATED, Verdict.SATISFIED})
    if finding.verdict is not Verdict.UNKNOWN:
        return frozenset({finding.verdict})
    if Verdict.CONFLICT in finding.possible:
        return finding.possible - {Verdict.CONFLICT} | {Verdict.VIOLATED, Verdict.SATISFIED}
    return finding.possible


def is_breach(finding: Finding, kind: BreachKind, unrepaired: bool, world: World) -> Truth:
    """Whether a finding is a breach of a kind, as far as it is known or assumed. Advice is never breached."""
    if finding.advisory or (unrepaired and Flag.REPAIRED in finding.flags):
        return Truth.NO
    left = Truth.YES
    if unrepaired and Flag.REPAIRED in finding.unsure:
        left = ~Truth.of(world.known(_repaired(finding)))
    return left & _is_of_kind(finding, kind, world)


def _is_of_kind(finding: Finding, kind: BreachKind, world: World) -> Truth:
    possible = possible_of(finding)
    breached = _known(possible & BREACHES, possible - BREACHES, question_of(finding), world)
    if kind is BreachKind.BREACH:
        return breached
    late = possible & {Verdict.LATE}
    is_late = _known(late, possible & BREACHES - late, _late(finding), world)
    return breached & (is_late if kind is BreachKind.LATENESS else ~is_late)


def _known(yes: frozenset[Verdict], no: frozenset[Verdict], question: Question, world: World) -> Truth:
    if not yes or not no:
        return Truth.of(bool(yes))
    return Truth.of(world.known(question))


def _repaired(finding: Finding) -> Question:
    return ("repaired", finding.key)


def _late(finding: Finding) -> Question:
    return ("late", finding.key)


def ask_breach(finding: Finding, kind: BreachKind, unrepaired: bool, world: World) -> bool:
    """Whether a finding is a breach of a kind; asks the world where it is not known."""
    truth = is_breach(finding, kind, unrepaired, world)
    if truth is not Truth.UNKNOWN:
        return truth is Truth.YES
    # Not all is assumed of it yet: whether it is a breach at all, whether it was late, whether it was made good.
    if _is_of_kind(finding, BreachKind.BREACH, world) is Truth.UNKNOWN:
        world.ask(question_of(finding), *leaves_of(finding))
    if _is_of_kind(finding, kind, world) is Truth.UNKNOWN:
        world.ask(_late(finding), *leaves_of(finding))
    return world.ask(_repaired(finding), *finding.unsure_deciders) is False


def breach_test(test: t.BreachTest, context: Context) -> object:
    """Whether there is no breach of the duties, or of those that fell to the person.

    A breach that is certain settles it; one that is not known is asked finding by finding.
    """
    plan, mark = context.setting.plan, len(context.trace.unknowns)
    for finding in context.findings:
        rule = rule_of(finding, plan)
        if rule is None or not speaks_of(test, rule):
            continue
        truth = is_breach(finding, BreachKind.BREACH, test.unrepaired, context.world)
        if truth is Truth.NO:
            continue
        if test.person_bore and context.bore is not None and not context.bore(finding):
            continue
        if truth is Truth.YES:
            del context.trace.unknowns[mark:]
            return False
        made_good = _is_of_kind(finding, BreachKind.BREACH, context.world) is Truth.YES
        question = _repaired(finding) if made_good else question_of(finding)
        for leaf in finding.unsure_deciders if made_good else leaves_of(finding):
            context.note(question, leaf)
    return UNKNOWN if len(context.trace.unknowns) > mark else True


def rule_of(finding: Finding, plan: Plan) -> RulePlan | None:
    """The rule of a finding, also of an earlier version; None for what a body owes that decides."""
    plans = (plan, *plan.earlier)
    return next((rule for each in plans for rule in each.rules if rule.name == finding.rule), None)


def person_did(test: t.PersonDidTest, context: Context, truth_of: Reader) -> object:
    """Whether the person did an act of the type up to the moment; an act without an actor leaves it open."""
    found, mark = Truth.NO, len(context.trace.unknowns)
    for event in events_up_to(test.event, context):
        if event.actors and context.person not in persons_of(event):
            continue
        truth = truth_of(test.where, attrs.evolve(context, event=event))
        if not event.actors and truth is not Truth.NO:
            leaf = Leaf(LeafKind.ACTOR, event.type, "", "no_actor", event.position)
            context.note(("did", event.position, context.person), leaf)
            truth = Truth.UNKNOWN
        found = found | truth
    if found is Truth.YES:
        del context.trace.unknowns[mark:]
        return True
    if not register_reaches(test.event, context):
        found = Truth.UNKNOWN
    return found.to_value()
