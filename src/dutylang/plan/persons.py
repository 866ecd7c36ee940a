"""Checked policy → who answers for it: grounds, exemptions, handovers and scales in normal form."""

from __future__ import annotations

from decimal import Decimal

from dutylang.plan.accountability import (
    Bar,
    BreachGround,
    ExemptionPlan,
    GradeCase,
    HandoverPlan,
    HeldRole,
    LiabilityPlan,
    ScalePlan,
)
from dutylang.plan.conditions import all_of
from dutylang.plan.limits import after_limit, period_from_duration
from dutylang.policy.model import PlacedRule, Policy
from dutylang.policy.places import article_reference, duties_within, holds
from dutylang.syntax import ast


def liability_plans(policy: Policy) -> tuple[LiabilityPlan, ...]:
    """The grounds of liability, in the order of the text."""
    return tuple(
        _liability(placed, placed.rule, policy)
        for placed in policy.rules
        if isinstance(placed.rule, ast.Liability)
    )


def exemption_plans(policy: Policy) -> tuple[ExemptionPlan, ...]:
    """The exemptions, each with the names of the liabilities that it is from."""
    return tuple(
        _exemption(placed, placed.rule, policy)
        for placed in policy.rules
        if isinstance(placed.rule, ast.Exemption)
    )


def handover_plans(policy: Policy) -> tuple[HandoverPlan, ...]:
    """What makes a change of holder count."""
    return tuple(
        _handover(placed, placed.rule) for placed in policy.rules if isinstance(placed.rule, ast.Handover)
    )


def scale_plans(policy: Policy) -> tuple[ScalePlan, ...]:
    """The scales, the thresholds of each from few points to many."""
    return tuple(
        _scale(placed, placed.rule) for placed in policy.rules if isinstance(placed.rule, ast.PointScale)
    )


# ---- liability ---------------------------------------------------------------------------------


def _liability(placed: PlacedRule, rule: ast.Liability, policy: Policy) -> LiabilityPlan:
    clauses, typed = rule.clauses, policy.typed
    modes = {each.mode for each in clauses if isinstance(each, ast.PersonsMode)}
    attributed = next((each for each in clauses if isinstance(each, ast.Attributed)), None)
    parts = [part for each in clauses if isinstance(each, ast.Holds) for part in each.parts]
    kinds = [kind.name for each in clauses if isinstance(each, ast.Kinds) for kind in each.kinds]
    return LiabilityPlan(
        name=rule.declared.name,
        article=article_reference(placed.article),
        chapter=placed.chapter,
        since=placed.since,
        until=placed.until,
        opens_on=next((each.event.text for each in clauses if isinstance(each, ast.OpensOn)), None),
        when=all_of([typed[each.condition.span] for each in clauses if isinstance(each, ast.LiabilityWhen)]),
        breaches=tuple(_breaches(each, policy) for each in clauses if isinstance(each, ast.ForEachBreach)),
        facts=tuple(typed[each.condition.span] for each in clauses if isinstance(each, ast.ForFact)),
        held=tuple(HeldRole(part.role.text, part.degree.name, part.share) for part in parts),
        grades=tuple(
            GradeCase(each.grade.text, each.more_than, typed[each.when.span] if each.when else None)
            for each in clauses
            if isinstance(each, ast.GradeRow)
        ),
        kinds=tuple(kinds),
        points=next((each.points for each in clauses if isinstance(each, ast.Points)), None),
        at_trigger=attributed.at_trigger if attributed is not None else Decimal(0),
        at_deadline=attributed.at_deadline if attributed is not None else Decimal(100),
        stays_bound=ast.PersonsModeKind.STAYS_BOUND in modes,
        milder=ast.PersonsModeKind.MILDER in modes,
    )


def _breaches(clause: ast.ForEachBreach, policy: Policy) -> BreachGround:
    named = {clause.rule.text} if clause.rule is not None else set()
    within = duties_within(clause.range, policy.rules) if clause.range is not None else ()
    return BreachGround(clause.kind, clause.unrepaired, frozenset((*named, *within)))


# ---- exemption ---------------------------------------------------------------------------------


def _exemption(placed: PlacedRule, rule: ast.Exemption, policy: Policy) -> ExemptionPlan:
    clauses, typed = rule.clauses, policy.typed
    effect = next(each for each in clauses if isinstance(each, ast.Effect))
    bars = [fact for each in clauses if isinstance(each, ast.BarredBy) for fact in each.facts]
    return ExemptionPlan(
        name=rule.declared.name,
        article=article_reference(placed.article),
        since=placed.since,
        until=placed.until,
        liabilities=_liabilities(rule, policy),
        roles=tuple(role.text for each in clauses if isinstance(each, ast.ForRole) for role in each.roles),
        when=all_of([typed[each.condition.span] for each in clauses if isinstance(each, ast.ExemptionWhen)]),
        effect=effect.kind,
        kinds=tuple(kind.text for kind in effect.kinds),
        grade=effect.grade.text if effect.grade is not None else None,
        decided_by=effect.decided_by.text if effect.decided_by is not None else None,
        limit=after_limit(effect.within, policy) if effect.within is not None else None,
        bars=tuple(Bar(fact.text, typed[fact.span]) for fact in bars),
    )


def _liabilities(rule: ast.Exemption, policy: Policy) -> frozenset[str]:
    """Those that are named, and those that stand in the ranges."""
    found: set[str] = set()
    for clause in rule.clauses:
        if isinstance(clause, ast.FromLiabilities):
            found.update(name.text for name in clause.liabilities)
        elif isinstance(clause, ast.FromEveryLiability):
            found.update(
                placed.rule.declared.name
                for placed in policy.rules
                if isinstance(placed.rule, ast.Liability) and holds(clause.range, placed)
            )
    return frozenset(found)


# ---- handovers and scales ----------------------------------------------------------------------


def _handover(placed: PlacedRule, rule: ast.Handover) -> HandoverPlan:
    event = next(each.event.text for each in rule.clauses if isinstance(each, ast.HandoverOn))
    signed = next(each for each in rule.clauses if isinstance(each, ast.SignedBy))
    return HandoverPlan(
        name=rule.declared.name,
        article=article_reference(placed.article),
        roles=tuple(
            role.text for each in rule.clauses if isinstance(each, ast.HandoverOf) for role in each.roles
        ),
        event=event,
        outgoing=signed.outgoing,
        incoming=signed.incoming,
        signed_by=tuple(role.text for role in signed.roles),
    )


def _scale(placed: PlacedRule, rule: ast.PointScale) -> ScalePlan:
    person = next((each for each in rule.clauses if isinstance(each, ast.CountedPerPerson)), None)
    thresholds = [each for each in rule.clauses if isinstance(each, ast.Threshold)]
    thresholds.sort(key=lambda each: each.points)
    return ScalePlan(
        name=rule.declared.name,
        article=article_reference(placed.article),
        per_person=person is not None,
        unit=person.unit if person is not None else None,
        within=period_from_duration(person.within) if person is not None and person.within else None,
        thresholds=tuple((each.points, each.grade.text) for each in thresholds),
    )
