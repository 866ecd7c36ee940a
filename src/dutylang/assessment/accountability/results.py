"""The results of persons over every setting of what is unknown: one for each person and ground."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterator, Mapping, Sequence
from decimal import Decimal
from functools import partial
from typing import TypeVar

import attrs

from dutylang.assessment.accountability.attribution import handlers
from dutylang.assessment.accountability.facts import persons_of_facts
from dutylang.assessment.accountability.judging import judged, no_result, roles_told, untold
from dutylang.assessment.accountability.view import View
from dutylang.assessment.leaves import Leaf
from dutylang.assessment.persons import ExemptionResult, ExemptionState, PersonResult, Result
from dutylang.assessment.single.breaches import is_breach
from dutylang.assessment.single.world import Tree, World, deciders, explore, overflows, results
from dutylang.values import Truth

T = TypeVar("T")

BLANKED = ("degree", "share", "grade", "points", "opened")
COMMON = ("roles", "kinds", "waived", "findings", "facts", "climbed")


def results_of(view: View) -> list[PersonResult]:
    """The result of everybody to whom a breach or fact falls, or who held one of the roles."""
    return [_result(person, view) for person in _persons(view)]


def _explored(judge: Callable[[World], T], view: View) -> Tree[T]:
    """What a judge says of a ground over all answers; what it works out is shared by all persons."""
    return explore(judge, view.memory, first=World(memory=view.memory))


def _persons(view: View) -> list[str]:
    """Who answers or may, then who held a held role by the as-of moment; nobody where nobody answers."""
    found = dict.fromkeys(person for persons in _attributed(view) for person in persons)
    found |= dict.fromkeys(_holders(view))
    return list(found)


def _attributed(view: View) -> list[tuple[str, ...]]:
    def persons(world: World) -> tuple[str, ...]:
        if not view.opens(world):
            return ()
        parts = {finding.key: view.parts(finding, world) for finding in view.asked_candidates}
        found = [part.person for finding in view.candidates for part in parts[finding.key]]
        if view.is_bare:
            found += [part.person for part in view.ground_parts(world)]
        found += persons_of_facts(view, world)
        return tuple(dict.fromkeys(found))

    return results(_explored(persons, view))


def _holders(view: View) -> Iterator[str]:
    if not view.liability.held:
        yield from (part.person for part in handlers(view.setting, view.bound))
    roles = {held.role for held in view.liability.held}
    for holding in view.setting.timeline.case.holders:
        if holding.role in roles and holding.since <= view.as_of.day:
            yield holding.person


def _result(person: str, view: View) -> PersonResult:
    tree = _explored(partial(judged, person, view), view)
    found = results(tree)
    known = {each.result for each in found}
    if not overflows(tree) and len(known) == 1:
        return _certain(found, tree)
    if overflows(tree):
        certain = _in_spite_of_all(person, view, tree)
        if certain is not None:
            return certain
    possible = untold(view) if overflows(tree) or Result.UNKNOWN in known else frozenset(known)
    nothing = no_result(person, view, "hangs_on_unknown")
    shown = [each for each in found if each.result is not Result.NONE] or [nothing]
    gravest = min(shown, key=lambda each: each.result.rank)
    leaves = deciders(tree, lambda each: each.result) + _own_leaves(found)
    return attrs.evolve(
        _agreed(gravest, shown, tree),
        result=Result.UNKNOWN,
        reason="hangs_on_unknown",
        reason_args={},
        possible=possible,
        deciders=tuple(dict.fromkeys(leaves)),
    )


def _in_spite_of_all(person: str, view: View, tree: Tree[PersonResult]) -> PersonResult | None:
    """Liable although more is unknown than is tried: by findings that are certain, and nothing could free.

    What the unknown findings would add to grade and points is left out.
    """
    if any(view.liability.name in each.liabilities for each in view.setting.plan.exemptions):
        return None
    nothing = World()
    sure = tuple(
        each
        for each in view.candidates
        if any(
            each.rule in ground.rules
            and is_breach(each, ground.kind, ground.unrepaired, nothing) is Truth.YES
            for ground in view.liability.breaches
        )
    )
    narrow = View(view.liability, sure, view.setting, view.current)
    small = _explored(partial(judged, person, narrow), narrow) if sure else None
    found = results(small) if small is not None and not overflows(small) else []
    if not found or {each.result for each in found} != {Result.LIABLE}:
        return None
    agreed = _agreed(found[0], found, tree)
    leaves = deciders(tree, lambda each: each.result)
    return attrs.evolve(agreed, grade=None, points=None, deciders=leaves)


def _certain(found: list[PersonResult], tree: Tree[PersonResult]) -> PersonResult:
    """One result whatever is unknown; what of it hangs on something unknown is left out, with what decides."""
    result = _agreed(found[0], found, tree)
    if result.result is Result.UNKNOWN:
        return attrs.evolve(result, deciders=_own_leaves(found))
    if result.result is Result.NONE:
        return _whatever_holds(result, found)
    return attrs.evolve(result, deciders=deciders(tree, _details))


def _whatever_holds(result: PersonResult, found: list[PersonResult]) -> PersonResult:
    """A result of nothing whose reason names only those who answer for certain."""
    reasons = [(each.reason, each.reason_args.get("persons")) for each in found]
    if result.reason != "another_answers" or len(set(reasons)) == 1:
        return result
    return attrs.evolve(result, reason="no_ground", reason_args={})


def _own_leaves(found: list[PersonResult]) -> tuple[Leaf, ...]:
    return tuple(dict.fromkeys(leaf for each in found for leaf in each.deciders))


def _details(result: PersonResult) -> Hashable:
    return (result.degree, result.share, result.grade, result.points, result.kinds, result.findings)


def _agreed(base: PersonResult, found: list[PersonResult], tree: Tree[PersonResult]) -> PersonResult:
    """What all say alike; single values that differ are left out, of lists what all have stays."""
    changes: dict[str, object] = {}
    for name in BLANKED:
        if any(getattr(each, name) != getattr(base, name) for each in found):
            changes[name] = None
    for name in COMMON:
        values = [getattr(each, name) for each in found]
        changes[name] = tuple(one for one in getattr(base, name) if all(one in value for value in values))
    if "count" in base.reason_args:
        changes["reason_args"] = {**base.reason_args, "count": len(changes["findings"])}  # type: ignore[arg-type]
    seen = dict.fromkeys(each.grade for each in found if each.grade is not None)
    if len({each.grade for each in found}) > 1:
        changes["possible_grades"] = tuple(seen)
    changes["exemptions"] = tuple(_exemption(each, found, tree) for each in base.exemptions)
    return attrs.evolve(base, **changes)  # type: ignore[arg-type]


def _exemption(own: ExemptionResult, found: list[PersonResult], tree: Tree[PersonResult]) -> ExemptionResult:
    """The state of an exemption if it is the same throughout, else unknown with what decides it."""
    view = _state_of(own.exemption)
    states = {view(each) for each in found} - {None}
    if len(states) == 1 and not overflows(tree):
        return own
    leaves = deciders(tree, view)
    return attrs.evolve(own, state=ExemptionState.UNKNOWN, bars=(), overdue=False, deciders=leaves)


def _state_of(exemption: str) -> Callable[[PersonResult], ExemptionState | None]:
    def state(result: PersonResult) -> ExemptionState | None:
        return next((each.state for each in result.exemptions if each.exemption == exemption), None)

    return state


def together(first: PersonResult, second: PersonResult, grades: Sequence[str]) -> PersonResult:
    """A person's results on one ground under two versions of the policy: the gravest, alike ones as one.

    Points add and the highest grade applies, whichever version it is of; `grades` are mildest first.
    """
    if first.result is not second.result or first.result is Result.NONE:
        return second if second.result.rank < first.result.rank else first
    known = [grade for grade in (first.grade, second.grade) if grade is not None]
    points = [each for each in (first.points, second.points) if each is not None]
    findings = tuple(dict.fromkeys((*first.findings, *second.findings)))
    told = {each.exemption for each in first.exemptions}
    return attrs.evolve(
        first,
        exemptions=(*first.exemptions, *(each for each in second.exemptions if each.exemption not in told)),
        grade=max(known, key=lambda each: grades.index(each) if each in grades else -1, default=None),
        points=sum(points, Decimal(0)) if points else None,
        findings=findings,
        facts=tuple(dict.fromkeys((*first.facts, *second.facts))),
        reason_args=_told(first, second, len(findings)),
        possible=first.possible | second.possible,
        deciders=tuple(dict.fromkeys((*first.deciders, *second.deciders))),
    )


def _told(first: PersonResult, second: PersonResult, count: int) -> Mapping[str, object]:
    """What the reason of two results names: every role that nobody held, else how many findings there are."""
    if first.reason == "unattributed":
        return roles_told(first, second)
    return {"count": count} if count else first.reason_args
