"""To whom a ground falls that is a fact: who did it, whom it was decided about, who held the role then."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import attrs

from dutylang.assessment.accountability.attribution import (
    Part,
    acting_parts,
    of_tenure,
    parts_of_ground,
)
from dutylang.assessment.accountability.tenure import tenure_of
from dutylang.assessment.accountability.view import View
from dutylang.assessment.leaves import Leaf, LeafKind
from dutylang.assessment.single.conditions import decide, truth_of
from dutylang.assessment.single.decided import decisions_on
from dutylang.assessment.single.reading import subject_of
from dutylang.assessment.single.world import World
from dutylang.cases.record import EventRecord
from dutylang.policy import typed as t
from dutylang.values import Moment, Truth

Held = tuple[tuple[str, ...], list[Part]]
"""The names of a fact that holds, or of its parts that do, and to whom it falls."""


def facts_that_hold(view: View, world: World, person: str) -> Iterator[Held]:
    """Every fact of a ground that holds and falls to a person; asks the world for what is unknown.

    An event is its actors'. What was decided about a person is that person's. Any other fact falls to who
    held the roles when the ground opened; where nothing says when it was so, and the role changed hands,
    it is not known who.
    """
    for fact in view.liability.facts:
        for about, parts in _all_fallen(fact, view, world):
            mine = [part for part in parts if part.person == person]
            reader = person if about is None else about
            if mine and _holds(fact, reader, view, world):
                yield _names_that_hold(fact, reader, view, world), mine


def persons_of_facts(view: View, world: World) -> list[str]:
    """Everybody to whom some fact would fall."""
    found = [
        part.person
        for fact in view.liability.facts
        for _, parts in _all_fallen(fact, view, world)
        for part in parts
    ]
    return list(dict.fromkeys(found))


Fallen = tuple[str | EventRecord | None, list[Part]]


def _all_fallen(fact: t.Typed, view: View, world: World) -> list[Fallen]:
    return world.once("fallen", (fact, view), lambda: list(_fallen(fact, view, world)))


def _fallen(fact: t.Typed, view: View, world: World) -> Iterator[Fallen]:
    """To whom a fact falls if it holds, with what it is read of: a person, an act, or whoever answers."""
    match fact:
        case t.HappensTest(event=event) if acts := view.setting.timeline.by_type.get(event, ()):
            for act in acts:
                if view.in_force(act.at):
                    yield act, _of_act(act, view, world)
        case t.ReadJudgement(name=judged) if persons := _decided_about(judged, view):
            for person, at in persons.items():
                yield person, _of_person(person, at, view, world)
        case _:
            yield None, _when_it_opened(view, world)


def _holds(fact: t.Typed, reader: str | EventRecord, view: View, world: World) -> bool:
    if isinstance(reader, str):
        return decide(fact, view.context(reader, world))
    where = fact.where if isinstance(fact, t.HappensTest) else None
    return where is None or decide(where, attrs.evolve(view.context("", world), event=reader))


def _names_that_hold(fact: t.Typed, reader: str | EventRecord, view: View, world: World) -> tuple[str, ...]:
    """The names of what makes a fact true: of alternatives those that hold, all parts of a conjunction.

    Where none is known to hold by itself, those that may.
    """
    if not isinstance(fact, t.Apply) or fact.op not in ("and", "or") or not isinstance(reader, str):
        return (subject_of(fact),)
    truths = [(part, truth_of(part, view.context(reader, world))) for part in fact.args]
    holding = [part for part, truth in truths if truth is Truth.YES]
    possible = [part for part, truth in truths if truth is not Truth.NO]
    names = [name for part in holding or possible for name in _names_that_hold(part, reader, view, world)]
    return tuple(dict.fromkeys(name for name in names if name))


def _of_act(act: EventRecord, view: View, world: World) -> list[Part]:
    if not view.liability.held:
        return view.ground_parts(world)
    return acting_parts(act.actors, act.type, act.at, view.liability, view.setting, world)


def _decided_about(name: str, view: View) -> dict[str, Moment]:
    """Whom the decisions on a judgement name, with the last of their days; empty where one names nobody."""
    found: dict[str, Moment] = {}
    for decision in decisions_on(name, view.setting):
        if decision.about is None:
            return {}
        found[decision.about] = decision.at
    return found


def _of_person(person: str, at: Moment, view: View, world: World) -> list[Part]:
    """The part named first is the person's, the others are those of who held the roles on the day."""
    if not view.liability.held:
        return [each for each in view.ground_parts(world) if each.person == person] or [Part(person, "")]
    first, *others = view.liability.held
    own = [
        each.role
        for held in view.liability.held
        for each in view.setting.timeline.case.holders
        if each.person == person and each.role == held.role
    ]
    parts = [Part(person, next(iter(own), ""), first.degree, first.share)]
    for held in others:
        parts += of_tenure(tenure_of(held.role, at.day, view.setting, world), held)
    return parts


def _when_it_opened(view: View, world: World) -> list[Part]:
    if view.liability.opens_on is not None or view.liability.stays_bound or not view.liability.held:
        return view.ground_parts(world)
    if not view.in_force(view.bound):
        return []
    found: list[Part] = []
    for held in view.liability.held:
        known = _all_holders(held.role, view)
        parts = parts_of_ground(attrs.evolve(view.liability, held=(held,)), view.bound, view.setting, world)
        if len(known) < 2:
            found += parts
            continue
        leaf = Leaf(LeafKind.ACTOR, held.role, why="ambiguous")
        found += [Part(person, held.role, held.degree, held.share, untold=leaf) for person in known]
    return found


def _all_holders(role: str, view: View) -> Sequence[str]:
    """Who held a role one after the other, where it changed hands; joint holders of all days count as one."""
    case, last = view.setting.timeline.case, view.as_of.day
    held = [each for each in case.holders if each.role == role and each.since <= last]
    spans = {(each.since, each.until) for each in held}
    return list(dict.fromkeys(each.person for each in held)) if len(spans) > 1 else ()
