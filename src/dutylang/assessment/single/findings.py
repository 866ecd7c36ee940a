"""Outcomes → findings: the verdict over all settings of what is unknown, who bears it, and a stable key."""

from __future__ import annotations

from collections.abc import Callable, Hashable

import attrs

from dutylang.assessment.leaves import Leaf
from dutylang.assessment.model import Finding, Flag, Verdict
from dutylang.assessment.single.actors import holders, persons_of
from dutylang.assessment.single.chains import Bundle
from dutylang.assessment.single.conditions import ConflictError
from dutylang.assessment.single.context import Context, Setting, Trace
from dutylang.assessment.single.exceptions import with_exceptions
from dutylang.assessment.single.matching import recorded_in_time
from dutylang.assessment.single.memory import Memory
from dutylang.assessment.single.outcome import Outcome
from dutylang.assessment.single.world import Tree, World, deciders, explore, overflows, results
from dutylang.calendars.moments import earliest_instant
from dutylang.plan.model import Ban, Precedence, RulePlan, TriggerKind, is_advisory
from dutylang.values import Moment

DROPPED = (
    "when_false",
    "trigger_condition_false",
    "not_forbidden",
    "not_activated",
    "not_needed",
    "not_yet_open",
    "not_late",
)
ABSENT = Outcome(Verdict.NOT_APPLICABLE, "not_forbidden")


def settled(
    judge: Callable[[World], Bundle],
    rule: RulePlan,
    label: str,
    setting: Setting,
    memory: Memory | None = None,
    first: World | None = None,
) -> tuple[list[Finding], list[Outcome]]:
    """The findings of one instance over every setting of its unknowns, and the outcomes that make none.

    The instances of one rule may share a `memory`; `first` is the world in which each is judged first.
    """

    def guarded(world: World) -> Bundle:
        try:
            return judge(world)
        except ConflictError as conflict:
            return {("", ""): Outcome(Verdict.CONFLICT, "table_conflict", {"table": conflict.table})}

    tree = explore(guarded, memory, first=first)
    bundles = results(tree)
    keys = list(dict.fromkeys(key for bundle in bundles for key in bundle)) or [("", "")]
    found: list[Finding] = []
    dropped: list[Outcome] = []
    for key in keys:
        outcomes = [bundle.get(key, ABSENT) for bundle in bundles]
        possible = frozenset(_possible(outcome, rule) for outcome in outcomes)
        if not overflows(tree) and len(possible) == 1 and Verdict.UNKNOWN not in possible:
            outcome = _agreed(outcomes)
            if outcome.reason in DROPPED:
                dropped.append(outcome)
            else:
                unsure = frozenset[Flag]().union(*(o.flags for o in outcomes)) - outcome.flags
                leaves = deciders(tree, _flags_of(key)) if unsure else ()
                finding = _finding(outcome, key, rule, label, setting)
                finding = attrs.evolve(finding, unsure=unsure, unsure_deciders=leaves)
                found.append(_at_moments(finding, outcomes, tree, key, setting))
            continue
        if overflows(tree) or Verdict.UNKNOWN in possible:
            possible = frozenset(Verdict) - {Verdict.UNKNOWN, Verdict.CONFLICT}
        leaves = deciders(tree, lambda bundle, key=key: _possible(bundle.get(key, ABSENT), rule))  # type: ignore[misc]
        shown = next((o for o in outcomes if o.verdict is not Verdict.NOT_APPLICABLE), None)
        finding = _unknown(shown, possible, leaves, key, rule, label, setting)
        found.append(_at_moments(finding, outcomes, tree, key, setting))
    return found, dropped


def _at_moments(
    finding: Finding, outcomes: list[Outcome], tree: Tree[Bundle], key: tuple[str, str], setting: Setting
) -> Finding:
    """A finding with when it was breached, if it was; with all moments where that hangs on the unknown."""
    breached = [outcome for outcome in outcomes if outcome.is_breach]
    missed = dict.fromkeys(outcome.missed_at for outcome in breached)
    moments = dict.fromkeys(moment for outcome in outcomes if (moment := _moment(outcome)) is not None)
    if len(missed) <= 1 and len(moments) <= 1:
        clashing = moments if finding.verdict is Verdict.UNKNOWN and not missed else ()
        return attrs.evolve(finding, breached_at=next(iter(missed), None), moments=tuple(clashing))
    persons = [_bearers(outcome, setting) for outcome in breached]
    return attrs.evolve(
        finding,
        breached_at=None,
        persons=tuple(one for one in finding.persons if all(one in each for each in persons)),
        moments=tuple(sorted(moments, key=lambda each: earliest_instant(each, setting.tz))),
        moment_deciders=deciders(tree, lambda bundle: _moment(bundle.get(key, ABSENT))),
    )


def _moment(outcome: Outcome) -> Moment | None:
    """When an outcome is a breach, or would be where rules clash over it; None where it is none."""
    if outcome.is_breach:
        return outcome.missed_at
    if outcome.verdict is not Verdict.CONFLICT:
        return None
    return (outcome.due.shown if outcome.due else None) or outcome.opened


def _flags_of(key: tuple[str, str]) -> Callable[[Bundle], Hashable]:
    return lambda bundle: bundle.get(key, ABSENT).flags


def _agreed(outcomes: list[Outcome]) -> Outcome:
    """The outcome that all settings of the unknown share, without what only some of them would add."""
    outcome = next((o for o in outcomes if o.reason not in DROPPED), outcomes[0])
    # What only some settings would add, such as `repaired`, is not known.
    outcome = attrs.evolve(outcome, flags=frozenset.intersection(*(o.flags for o in outcomes)))
    if len({o.due.shown if o.due else None for o in outcomes}) > 1:
        outcome = attrs.evolve(outcome, due=None)
    if len({o.exceptions for o in outcomes}) > 1:
        certain = [each for each in outcome.exceptions if all(each in o.exceptions for o in outcomes)]
        outcome = with_exceptions(outcome, certain)
    return outcome


def _possible(outcome: Outcome, rule: RulePlan) -> Verdict:
    """The verdict of a setting; an act that a prohibition turns out not to forbid leaves it kept."""
    kept = isinstance(rule.body, Ban) and outcome.reason == "not_forbidden"
    return Verdict.SATISFIED if kept else outcome.verdict


def _period(rule: RulePlan, label: str) -> str | None:
    """The period of a recurring duty, without the number of its stretch and without the holder.

    What acts break is told by the act, and has none.
    """
    if rule.trigger.kind is not TriggerKind.PERIODS or isinstance(rule.body, Ban | Precedence):
        return None
    return label.partition("#")[0].partition("/")[0]


def _unknown(
    outcome: Outcome | None,
    possible: frozenset[Verdict],
    leaves: tuple[Leaf, ...],
    key: tuple[str, str],
    rule: RulePlan,
    label: str,
    setting: Setting,
) -> Finding:
    part, level = key
    event = outcome.trigger if outcome else None
    flags = (outcome.flags if outcome else frozenset()) & {
        Flag.PROVISIONAL,
        Flag.SUSPENDED,
        Flag.ORDER_ASSUMED,
    }
    return Finding(
        key=instance_key(rule, part, level, label, setting),
        case_id=setting.timeline.case.id,
        rule=rule.name,
        article=rule.article,
        verdict=Verdict.UNKNOWN,
        reason="hangs_on_unknown",
        part=part,
        level=level,
        flags=flags,
        roles=outcome.roles if outcome else (),
        persons=_bearers(outcome, setting) if outcome else (),
        advisory=outcome.advisory if outcome else False,
        trigger=event.position if event else None,
        period=_period(rule, label),
        opened=outcome.opened if outcome else None,
        due=outcome.due.shown if outcome and outcome.due else None,
        counts=outcome.due.counts if outcome and outcome.due else (),
        possible=possible,
        deciders=leaves,
    )


def _finding(outcome: Outcome, key: tuple[str, str], rule: RulePlan, label: str, setting: Setting) -> Finding:
    part, level = key
    flags = set(outcome.flags)
    limit = setting.plan.recorded_within
    context = Context(setting, World(), Trace(), setting.timeline.horizon.as_of)
    if limit is not None and any(not recorded_in_time(act, limit, context) for act in outcome.evidence):
        flags.add(Flag.BACK_DATED)
    return Finding(
        key=instance_key(rule, part, level, label, setting),
        case_id=setting.timeline.case.id,
        rule=rule.name,
        article=rule.article,
        verdict=outcome.verdict,
        reason=outcome.reason,
        reason_args=dict(outcome.args),
        flags=frozenset(flags),
        advisory=outcome.advisory,
        part=part,
        level=level,
        roles=outcome.roles,
        persons=_bearers(outcome, setting),
        trigger=outcome.trigger.position if outcome.trigger else None,
        period=_period(rule, label),
        opened=outcome.opened,
        due=outcome.due.shown if outcome.due else None,
        done=outcome.done.at if outcome.done else None,
        lateness=outcome.lateness,
        evidence=tuple(act.position for act in outcome.evidence),
        counts=outcome.due.counts if outcome.due else (),
        near_misses=outcome.near_misses,
        breaches=outcome.breaches,
        exceptions=outcome.exceptions,
    )


def _bearers(outcome: Outcome, setting: Setting) -> tuple[str, ...]:
    """Acts belong to the actor, omissions to who held the role at the missed instant, the rest to who holds it."""
    if outcome.holder is not None:
        return (outcome.holder,)
    if outcome.done is not None and (outcome.verdict is not Verdict.LATE or not outcome.missed_at):
        return persons_of(outcome.done)
    timeline = setting.timeline
    moment = outcome.missed_at or timeline.horizon.as_of
    return holders(outcome.roles, moment.day, timeline.case)


def instance_key(rule: RulePlan, part: str, level: str, label: str, setting: Setting) -> str:
    """Policy / duty / case / trigger or period / part / level: the same from run to run."""
    pieces = [setting.plan.name, rule.name, setting.timeline.case.id, label]
    return "/".join(pieces + [piece for piece in (part, level) if piece])


def not_applicable(rule: RulePlan, outcome: Outcome | None, setting: Setting) -> Finding:
    """The one finding of a rule that found nothing to judge in a case."""
    return Finding(
        key=instance_key(rule, "", "", "none", setting),
        case_id=setting.timeline.case.id,
        rule=rule.name,
        article=rule.article,
        verdict=Verdict.NOT_APPLICABLE,
        reason=outcome.reason if outcome is not None else "never_opened",
        advisory=is_advisory(rule),
    )


def unobserved(rule: RulePlan, leaf: Leaf, setting: Setting) -> Finding:
    """A trigger may have happened that the register does not show."""
    return Finding(
        key=instance_key(rule, "", "", "unobserved", setting),
        case_id=setting.timeline.case.id,
        rule=rule.name,
        article=rule.article,
        verdict=Verdict.UNKNOWN,
        reason="trigger_unobserved",
        advisory=is_advisory(rule),
        possible=frozenset(Verdict) - {Verdict.UNKNOWN, Verdict.CONFLICT},
        deciders=(leaf,),
    )
