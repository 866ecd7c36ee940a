"""Checked policy → plan. Spelling ends here: evaluators see activation, window, match and outcome."""

from __future__ import annotations

import attrs

from dutylang.plan.conditions import all_of
from dutylang.plan.deadlines import PeriodSource
from dutylang.plan.demands import (
    ban_from_obligation,
    ceiling_from_obligation,
    demand_body,
    match_from_obligation,
)
from dutylang.plan.exceptions import exceptions_from_policy
from dutylang.plan.limits import after_limit, period_from_duration
from dutylang.plan.model import (
    Body,
    ChecklistBody,
    Discharge,
    EdgeBody,
    Excuse,
    FourEyesBody,
    ItemPlan,
    NeverBothBody,
    Plan,
    Precedence,
    RulePlan,
    Scope,
    Trigger,
    TriggerKind,
    Upkeep,
)
from dutylang.plan.persons import exemption_plans, handover_plans, liability_plans, scale_plans
from dutylang.policy.model import PlacedRule, Policy
from dutylang.policy.places import article_reference
from dutylang.policy.typed import ReadField, Typed
from dutylang.syntax import ast
from dutylang.values import Unit

_WHICH = {
    ast.Which.EACH: TriggerKind.EACH,
    ast.Which.FIRST: TriggerKind.FIRST,
    ast.Which.LATEST: TriggerKind.LATEST,
    ast.Which.LAST: TriggerKind.LATEST,
}


def plan_from_policy(policy: Policy) -> Plan:
    """The plan of a checked policy. Permissions become excuses of the rules that they except from."""
    excuses = _excuses(policy)
    rules = []
    for placed in policy.rules:
        rule = placed.rule
        if isinstance(rule, ast.Duty) and rule.kind is not ast.RuleKind.PERMISSION:
            rules.append(_rule_plan(placed, rule, excuses.get(rule.declared.name, ()), policy))
        elif isinstance(rule, ast.Checklist):
            rules.append(_checklist_plan(placed, rule, policy))
    exceptions = exceptions_from_policy(policy)
    rules = [attrs.evolve(rule, exceptions=exceptions.get(rule.name, ())) for rule in rules]
    return Plan(
        name=policy.declared.name,
        version=f"{policy.version}@{policy.since.isoformat()}" if policy.is_cut else policy.version,
        sha256=policy.sha256,
        since=policy.since,
        until=policy.until,
        calendar=policy.calendar,
        timezone=policy.timezone,
        counting=policy.counting,
        recorded_within=_recorded_within(policy),
        rules=tuple(rules),
        vocabulary=policy.vocabulary,
        role_above={name: role.reports_to for name, role in policy.vocabulary.roles.items()},
        liabilities=liability_plans(policy),
        exemptions=exemption_plans(policy),
        handovers=handover_plans(policy),
        scales=scale_plans(policy),
        published=policy.published,
        reaches_open=policy.reaches_open,
        earlier=tuple(plan_from_policy(each) for each in policy.earlier),
    )


def _recorded_within(policy: Policy) -> PeriodSource | None:
    heads = (item for document in policy.documents for item in document.items)
    for item in heads:
        if isinstance(item, ast.PolicyHead) and item.recorded_within is not None:
            return period_from_duration(item.recorded_within)
    return None


def _excuses(policy: Policy) -> dict[str, tuple[Excuse, ...]]:
    found: dict[str, tuple[Excuse, ...]] = {}
    for placed in policy.rules:
        rule = placed.rule
        if not isinstance(rule, ast.Duty) or rule.kind is not ast.RuleKind.PERMISSION:
            continue
        conditions = [
            policy.typed[clause.condition.span] for clause in rule.clauses if isinstance(clause, ast.When)
        ]
        for obligation in rule.clauses:
            if not isinstance(obligation, ast.Obligation):
                continue
            if obligation.when is not None:
                conditions = [*conditions, policy.typed[obligation.when.span]]
            match = match_from_obligation(obligation, policy)
            article = article_reference(placed.article)
            excuse = Excuse(
                rule.declared.name, article, placed.since, placed.until, match, all_of(conditions)
            )
            for clause in rule.clauses:
                if isinstance(clause, ast.ExceptionTo):
                    found[clause.rule.text] = (*found.get(clause.rule.text, ()), excuse)
    return found


def _rule_plan(placed: PlacedRule, rule: ast.Duty, excuses: tuple[Excuse, ...], policy: Policy) -> RulePlan:
    modes = {clause.mode for clause in rule.clauses if isinstance(clause, ast.ModeLine)}
    scope = _scope(rule)
    trigger = _trigger(rule, policy)
    body = _body(rule, policy)
    whens = [policy.typed[clause.condition.span] for clause in rule.clauses if isinstance(clause, ast.When)]
    plan = RulePlan(
        name=rule.declared.name,
        article=article_reference(placed.article),
        chapter=placed.chapter,
        since=placed.since,
        until=placed.until,
        applies_to=next((c.case.text for c in rule.clauses if isinstance(c, ast.AppliesTo)), None),
        scope=scope,
        trigger=trigger,
        when=all_of(whens),
        body=body,
        already_counts=ast.Mode.ALREADY_COUNTS in modes,
        each_its_own=ast.Mode.EACH_ITS_OWN in modes,
        lapses=_lapses(modes),
        waits=ast.Mode.AT_WINDOW_CLOSE in modes,
        recorded_within=next(
            (period_from_duration(c.duration) for c in rule.clauses if isinstance(c, ast.RecordedWithin)),
            None,
        ),
        suspensions=tuple((c.start.text, c.end.text) for c in rule.clauses if isinstance(c, ast.Suspended)),
        discharges=tuple(
            Discharge(c.event.text, c.waived, c.by.text if c.by else None)
            for c in rule.clauses
            if isinstance(c, ast.Discharged)
        ),
        excuses=excuses,
    )
    if isinstance(body, Precedence):
        return attrs.evolve(plan, body=attrs.evolve(body, own_prior=plan.each_its_own))
    return plan


def _lapses(modes: set[ast.Mode]) -> bool | None:
    if ast.Mode.LAPSES in modes:
        return True
    return False if ast.Mode.STAYS_OWED in modes else None


def _scope(rule: ast.Duty) -> Scope:
    start: str | None = None
    end: str | None = None
    closed_only = first_end = False
    for clause in rule.clauses:
        match clause:
            case ast.Between():
                start, end, closed_only = clause.start.text, clause.end.text, True
            case ast.Before():
                end, closed_only, first_end = clause.event.text, True, True
            case (
                ast.FromUntil(start=first, end=last)
                | ast.Every(scope=ast.FromUntil(start=first, end=last))
                | ast.EverySince(scope=ast.FromUntil(start=first, end=last))
            ):
                start = first.text if first else None
                end = last.text if last else None
            case _:
                pass
    return Scope(start, end, closed_only, first_end)


def _trigger(rule: ast.Duty, policy: Policy) -> Trigger:
    for clause in rule.clauses:
        match clause:
            case ast.After():
                where = policy.typed[clause.where.span] if clause.where is not None else None
                return Trigger(_WHICH[clause.which], event=clause.event.text, where=where)
            case ast.Every():
                return Trigger(TriggerKind.PERIODS, unit=clause.unit)
            case ast.EverySince():
                return Trigger(TriggerKind.SINCE_LAST, period=period_from_duration(clause.duration))
            case ast.OnDayOf():
                return Trigger(TriggerKind.ON_DAY, event=clause.event.text)
            case ast.Obligation():
                unit = _recurrence_of_limits(clause)
                if unit is not None:
                    return Trigger(TriggerKind.PERIODS, unit=unit)
            case _:
                pass
    return Trigger(TriggerKind.SCOPE)


def _recurrence_of_limits(obligation: ast.Obligation) -> Unit | None:
    """`by the 10th of each month` without a trigger recurs every month."""
    for bound in obligation.bounds:
        if isinstance(bound, ast.ByDay):
            return ast.RECURRING.get(bound.of)
    return None


def _body(rule: ast.Duty, policy: Policy) -> Body:
    for clause in rule.clauses:
        match clause:
            case ast.Obligation(modal=ast.Modal.MUST_NOT | ast.Modal.SHOULD_NOT):
                return ban_from_obligation(clause, rule, policy)
            case ast.Obligation():
                ceiling = ceiling_from_obligation(clause, policy)
                return ceiling if ceiling is not None else demand_body(clause, rule, policy)
            case ast.OnlyAfter():
                return _precedence(clause, policy)
            case ast.Keep():
                return Upkeep(
                    bearers=tuple(name.text for name in clause.bearers),
                    condition=policy.typed[clause.condition.span],
                    valid_for=period_from_duration(clause.valid_for) if clause.valid_for else None,
                    cure=after_limit(clause.restored_within, policy) if clause.restored_within else None,
                )
            case ast.FourEyes():
                return FourEyesBody(tuple(name.text for name in clause.events))
            case ast.NeverBoth():
                return NeverBothBody(clause.first.text, clause.second.text)
            case ast.CaseEdge():
                return EdgeBody(clause.event.text, clause.last)
            case _:
                pass
    raise ValueError(f"the checker let a rule without an obligation through: {rule.declared.name}")


def _precedence(clause: ast.OnlyAfter, policy: Policy) -> Precedence:
    obligation = ast.Obligation(clause.bearers, ast.Modal.MAY, clause.act)
    return Precedence(
        match=match_from_obligation(obligation, policy),
        prior=clause.prior.text,
        prior_where=policy.typed[clause.prior_where.span] if clause.prior_where else None,
        directly=clause.directly,
        within=after_limit(clause.within, policy) if clause.within else None,
        same=tuple(name.text for name in clause.same.attributes) if clause.same else (),
        unless=policy.typed[clause.unless.span] if clause.unless else None,
        when=policy.typed[clause.when.span] if clause.when else None,
    )


def _checklist_plan(placed: PlacedRule, rule: ast.Checklist, policy: Policy) -> RulePlan:
    items = tuple(
        ItemPlan(
            document=item.document.name,
            original=item.original,
            years=period_from_duration(item.for_the_last) if item.for_the_last else None,
            or_since=_field(item.or_since, policy) if item.or_since else None,
            valid=item.valid,
            when=policy.typed[item.when.span] if item.when else None,
            unless=policy.typed[item.unless.span] if item.unless else None,
        )
        for item in rule.items
    )
    body = ChecklistBody(
        bearers=tuple(name.text for name in rule.bearers),
        verified=rule.verified,
        items=items,
        before=rule.before.text,
        advisory=rule.modal in (ast.Modal.SHOULD, ast.Modal.SHOULD_NOT),
    )
    return RulePlan(
        name=rule.declared.name,
        article=article_reference(placed.article),
        chapter=placed.chapter,
        since=placed.since,
        until=placed.until,
        applies_to=None,
        scope=Scope(),
        trigger=Trigger(TriggerKind.SCOPE),
        when=None,
        body=body,
    )


def _field(name: ast.Name, policy: Policy) -> Typed:
    for shape in policy.vocabulary.cases.values():
        info = shape.fields.get(name.text)
        if info is not None:
            return ReadField((name.text,), info.type, info.tracked)
    raise ValueError(f"the checker let an undeclared field through: {name.text}")
