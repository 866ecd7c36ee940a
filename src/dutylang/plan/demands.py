"""Written obligations → demands, bans and ceilings of the plan, with the steps that hang on them."""

from __future__ import annotations

from typing import assert_never

import attrs

from dutylang.plan.deadlines import Extension, InsteadLimit
from dutylang.plan.limits import lateness_unit, limit_from_ast, period_from_duration
from dutylang.plan.model import Ban, Ceiling, Demand, DemandBody, Match, StepPlan, StepRelation
from dutylang.policy.model import Policy
from dutylang.policy.superiors import levels_above, superiors
from dutylang.policy.typed import Typed
from dutylang.syntax import ast

_RELATION = {
    ast.StepKind.THEN: StepRelation.THEN,
    ast.StepKind.AND: StepRelation.AND,
    ast.StepKind.ONCE: StepRelation.ONCE,
    ast.StepKind.OTHERWISE: StepRelation.OTHERWISE,
    ast.StepKind.IF_ANY_MISSED: StepRelation.IF_ANY_MISSED,
    ast.StepKind.IF_LATE: StepRelation.IF_LATE,
}
_ADVISORY = (ast.Modal.SHOULD, ast.Modal.SHOULD_NOT)


def _typed(expression: ast.Expr | None, policy: Policy) -> Typed | None:
    return None if expression is None else policy.typed[expression.span]


def match_from_obligation(obligation: ast.Obligation, policy: Policy) -> Match:
    """What counts as the act. `must ensure` counts anyone's; a prohibition without bearers binds all."""
    roles = () if obligation.modal is ast.Modal.MUST_ENSURE else tuple(n.text for n in obligation.bearers)
    maximum: int | None = None
    kinds = {bound.kind for bound in obligation.bounds if isinstance(bound, ast.Times)}
    minimum = 0 if kinds == {ast.TimesKind.AT_MOST} else 1
    same: tuple[str, ...] = ()
    other_than: str | None = None
    distinct = following = False
    for bound in obligation.bounds:
        match bound:
            case ast.Times(kind=ast.TimesKind.AT_LEAST):
                minimum = bound.count
            case ast.Times(kind=ast.TimesKind.AT_MOST):
                maximum = bound.count
            case ast.Times():
                minimum, maximum = bound.count, bound.count
            case ast.ForTheSame():
                same = tuple(name.text for name in bound.attributes)
            case ast.ByDifferentPersons():
                distinct = True
            case ast.ByOtherThan():
                other_than = bound.event.text
            case ast.AsNextEvent():
                following = True
            case _:
                pass
    return Match(
        events=tuple(name.text for name in obligation.act.events),
        roles=roles,
        minimum=minimum,
        maximum=maximum,
        distinct=distinct,
        other_than=other_than,
        same=same,
        next=following,
        where=_typed(obligation.where, policy),
        together=_typed(obligation.together, policy),
    )


def _limits(obligation: ast.Obligation) -> list[ast.Limit]:
    found: list[ast.Limit] = []
    for bound in obligation.bounds:
        match bound:
            case (
                ast.Times()
                | ast.ForTheSame()
                | ast.ByDifferentPersons()
                | ast.ByOtherThan()
                | ast.AsNextEvent()
            ):
                pass
            case (
                ast.Within()
                | ast.AtLeastBefore()
                | ast.BeforeEvent()
                | ast.ByDay()
                | ast.ByDate()
                | ast.ByTime()
                | ast.EndOf()
                | ast.SameDay()
                | ast.Pick()
            ):
                found.append(bound)
            case _:
                assert_never(bound)
    return found


def demand_from_obligation(
    obligation: ast.Obligation, policy: Policy, inherited: tuple[str, ...] = ()
) -> Demand:
    """One obligation in normal form; `inherited` bearers stand in where the text names none."""
    bearers = tuple(name.text for name in obligation.bearers) or inherited
    match = match_from_obligation(obligation, policy)
    if not obligation.bearers and inherited and obligation.modal is not ast.Modal.MUST_ENSURE:
        match = attrs.evolve(match, roles=inherited)
    limits = tuple(limit_from_ast(limit, policy) for limit in _limits(obligation))
    return Demand(
        bearers=bearers,
        match=match,
        limits=limits,
        instead=tuple(
            InsteadLimit(limit_from_ast(each.limit, policy), policy.typed[each.when.span])
            for each in obligation.instead
        ),
        extensions=tuple(
            Extension(period_from_duration(each.duration), each.event.text, each.by.text if each.by else None)
            for each in obligation.extended
        ),
        joint=obligation.act.joint,
        each_holder=obligation.each,
        advisory=obligation.modal in _ADVISORY,
        when=_typed(obligation.when, policy),
        unless=_typed(obligation.unless, policy),
        unit=lateness_unit(limits, policy),
    )


def demand_body(main: ast.Obligation, rule: ast.Duty, policy: Policy) -> DemandBody:
    """The main demand and the steps below it; each step knows the one it hangs on."""
    first = demand_from_obligation(main, policy)
    return DemandBody(first, _steps(rule, policy, first.bearers))


def _steps(rule: ast.Duty, policy: Policy, bearers: tuple[str, ...]) -> tuple[StepPlan, ...]:
    build = _Steps(policy, bearers)
    for clause in rule.clauses:
        if isinstance(clause, ast.Step):
            build.add(clause)
    return tuple(build.steps)


@attrs.define
class _Steps:
    """Steps in the making. `bearers` are those of the chain's latest step, `borne` all that the chain named."""

    policy: Policy
    bearers: tuple[str, ...]
    steps: list[StepPlan] = attrs.Factory(list)
    counters: dict[StepRelation, int] = attrs.Factory(dict)
    last_in_chain: int = 0
    borne: tuple[str, ...] = attrs.field(init=False)

    def __attrs_post_init__(self) -> None:
        self.borne = self.bearers

    def add(self, step: ast.Step) -> None:
        """One step; with `each superior in turn` one level for each step of the ladder."""
        relation = _RELATION[step.kind]
        in_chain = relation in (StepRelation.THEN, StepRelation.ONCE, StepRelation.AND)
        for bearers in self._bearers(step.obligation.upward, relation):
            demand = demand_from_obligation(step.obligation, self.policy, bearers)
            self._append(relation, demand, step.event.text if step.event else None)
            relation = StepRelation.OTHERWISE if step.obligation.upward is not None else relation
            if in_chain:
                self.last_in_chain, self.bearers = len(self.steps), demand.bearers
                self.borne = tuple(dict.fromkeys((*self.borne, *demand.bearers)))

    def _bearers(self, upward: ast.Upward | None, relation: StepRelation) -> tuple[tuple[str, ...], ...]:
        """Who bears the step where it names nobody; of levels that go upward, level by level."""
        if upward is None:
            return (self.bearers,)
        roles = self.policy.vocabulary.roles
        above = {name: role.reports_to for name, role in roles.items()}
        chain = relation is StepRelation.IF_ANY_MISSED or not self.steps
        below = self.borne if chain else self.steps[-1].demand.bearers
        if upward is ast.Upward.EACH_SUPERIOR:
            return levels_above(below, above)
        return (superiors(below, above),)

    def _append(self, relation: StepRelation, demand: Demand, event: str | None) -> None:
        self.counters[relation] = number = self.counters.get(relation, 0) + 1
        of = len(self.steps)
        if relation is StepRelation.AND:
            of = 0
        elif relation in (StepRelation.THEN, StepRelation.ONCE):
            of = self.last_in_chain
        level = f"{relation.value.replace('_', '-')}-{number}"
        self.steps.append(StepPlan(relation, demand, of, level, event))


def ban_from_obligation(obligation: ast.Obligation, rule: ast.Duty, policy: Policy) -> Ban:
    """`R must not X`."""
    bearers = tuple(name.text for name in obligation.bearers)
    return Ban(
        match=match_from_obligation(obligation, policy),
        limits=tuple(limit_from_ast(limit, policy) for limit in _limits(obligation)),
        unless=_typed(obligation.unless, policy),
        when=_typed(obligation.when, policy),
        advisory=obligation.modal in _ADVISORY,
        levels=_steps(rule, policy, bearers),
    )


def ceiling_from_obligation(obligation: ast.Obligation, policy: Policy) -> Ceiling | None:
    """`R must X at most n times`; None when the obligation demands something."""
    match = match_from_obligation(obligation, policy)
    if match.minimum > 0 or match.maximum is None:
        return None
    return Ceiling(
        match=match,
        limits=tuple(limit_from_ast(limit, policy) for limit in _limits(obligation)),
        bearers=tuple(name.text for name in obligation.bearers),
        unless=_typed(obligation.unless, policy),
        when=_typed(obligation.when, policy),
        advisory=obligation.modal in _ADVISORY,
    )
