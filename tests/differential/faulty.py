"""Engines that are wrong on purpose: what the comparison must find, and the trials must make visible.

Some change what the reference says, some what it is told of a case, some a line of the plan.
"""

from __future__ import annotations

import datetime as dt
import enum
import inspect
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

import attrs

from dutylang.assessment.leaves import LeafKind
from dutylang.assessment.model import CaseAssessment, Finding, Flag, Horizon, Verdict
from dutylang.cases.record import CaseRecord, EventRecord, NoValue, Series
from dutylang.pipeline import Loaded
from dutylang.plan.model import Plan, StepRelation, TriggerKind
from dutylang.syntax.ast import AggregateKind, BreachKind, EffectKind, Relation, Which
from dutylang.values import Moment, Period, Unit
from tests.differential.census import PLANNED
from tests.differential.engines import Engine, reference

ONE_DAY = dt.timedelta(days=1)


def in_results(change: Callable[[Finding, CaseRecord], Finding]) -> Engine:
    """The reference, each of its findings changed."""

    def engine(loaded: Loaded, cases: Sequence[CaseRecord], horizon: Horizon) -> Sequence[CaseAssessment]:
        found = reference(loaded, cases, horizon)
        return [
            attrs.evolve(each, findings=tuple(change(finding, case) for finding in each.findings))
            for each, case in zip(found, cases, strict=True)
        ]

    return engine


def in_records(change: Callable[[CaseRecord], CaseRecord]) -> Engine:
    """The reference, told something else of each case."""
    return lambda loaded, cases, horizon: reference(loaded, [change(case) for case in cases], horizon)


def in_events(change: Callable[[EventRecord], EventRecord]) -> Engine:
    """The reference, told something else of each event."""
    return in_records(lambda case: attrs.evolve(case, events=tuple(change(each) for each in case.events)))


def in_plan(change: Callable[[Plan], Plan]) -> Engine:
    """The reference over another plan."""
    return lambda loaded, cases, horizon: reference(
        attrs.evolve(loaded, plan=change(loaded.plan)), cases, horizon
    )


# ---- plans ----------------------------------------------------------------------------------------


def forgetting(kind: Any, field: str, value: object) -> Callable[[Plan], Plan]:
    """A change of plans: a field of every node of a kind has the value."""

    def change(node: Any) -> Any:
        if isinstance(node, kind) and field in attrs.fields_dict(type(node)):
            return attrs.evolve(node, **{field: value})
        return node

    return lambda plan: rebuilt(plan, change)


def rebuilt(node: Any, change: Callable[[Any], Any]) -> Any:
    """A tree of frozen values with every node changed, the innermost first."""
    if attrs.has(type(node)) and not isinstance(node, type):
        new = {
            field.name: rebuilt(getattr(node, field.name), change)
            for field in attrs.fields(type(node))
            if field.init
        }
        same = all(new[name] is getattr(node, name) for name in new)
        return change(node if same else attrs.evolve(node, **new))
    if isinstance(node, tuple):
        made = tuple(rebuilt(each, change) for each in node)
        return node if all(a is b for a, b in zip(made, node, strict=True)) else made
    if isinstance(node, Mapping) and not isinstance(node, enum.EnumMeta):
        items = {key: rebuilt(value, change) for key, value in node.items()}
        return node if all(items[key] is node[key] for key in items) else items
    return node


def plan_faults() -> dict[str, Callable[[Plan], Plan]]:
    """A fault for every part of a plan that may be left out, and for every choice between kinds."""
    found: dict[str, Callable[[Plan], Plan]] = {}
    for module in PLANNED:
        for name, kind in inspect.getmembers(module, inspect.isclass):
            if attrs.has(kind) and kind.__module__ == module.__name__:
                for field in attrs.fields(kind):
                    for said, change in _faults_of(kind, field):
                        found[f"{name}.{field.name} {said}"] = change
    for one, other in CONFUSED:
        found[f"{one} as {other.name}"] = _confusing(one, other)
    return found


def _faults_of(kind: Any, field: Any) -> Iterator[tuple[str, Callable[[Plan], Plan]]]:
    text = str(field.type)
    if text in ("bool", "<class 'bool'>"):
        yield "turned", _turning(kind, field.name)
    elif "None" in text:
        yield "lost", forgetting(kind, field.name, None)
    elif text.startswith("tuple"):
        yield "lost", forgetting(kind, field.name, ())
    elif text in CHANGED:
        yield "changed", forgetting(kind, field.name, CHANGED[text])


CHANGED: dict[str, object] = {
    "Unit": Unit.WEEK,
    "PeriodSource": Period(2, Unit.DAY),
    "Period | ReadParameter": Period(2, Unit.DAY),
    "dt.date": dt.date(2024, 5, 11),
    "dt.time": dt.time(12),
}
CONFUSED: tuple[tuple[enum.Enum, enum.Enum], ...] = (
    (TriggerKind.EACH, TriggerKind.FIRST),
    (TriggerKind.FIRST, TriggerKind.EACH),
    (TriggerKind.LATEST, TriggerKind.EACH),
    (TriggerKind.ON_DAY, TriggerKind.EACH),
    (StepRelation.THEN, StepRelation.AND),
    (StepRelation.AND, StepRelation.THEN),
    (StepRelation.ONCE, StepRelation.THEN),
    (StepRelation.OTHERWISE, StepRelation.IF_LATE),
    (StepRelation.IF_ANY_MISSED, StepRelation.OTHERWISE),
    (StepRelation.IF_LATE, StepRelation.THEN),
    (Relation.SAME_DAY, Relation.EVER_BEFORE),
    (Relation.WITHIN_AFTER, Relation.WITHIN_BEFORE),
    (Relation.WITHIN_BEFORE, Relation.WITHIN_AFTER),
    (Which.FIRST, Which.LAST),
    (Which.LAST, Which.FIRST),
    (BreachKind.BREACH, BreachKind.FAILURE),
    (BreachKind.FAILURE, BreachKind.BREACH),
    (BreachKind.LATENESS, BreachKind.BREACH),
    (EffectKind.PARTIAL, EffectKind.FULL),
    (EffectKind.FULL, EffectKind.PARTIAL),
    (AggregateKind.LARGEST, AggregateKind.SMALLEST),
    (AggregateKind.SMALLEST, AggregateKind.LARGEST),
    (AggregateKind.ANY, AggregateKind.EVERY),
    (AggregateKind.EVERY, AggregateKind.ANY),
)


def _turning(kind: Any, field: str) -> Callable[[Plan], Plan]:
    def change(node: Any) -> Any:
        return attrs.evolve(node, **{field: not getattr(node, field)}) if isinstance(node, kind) else node

    return lambda plan: rebuilt(plan, change)


def _confusing(one: enum.Enum, other: enum.Enum) -> Callable[[Plan], Plan]:
    """One kind taken for another, wherever a node holds it."""

    def change(node: Any) -> Any:
        wrong = {each.name: other for each in attrs.fields(type(node)) if getattr(node, each.name) is one}
        return attrs.evolve(node, **wrong) if wrong else node

    return lambda plan: rebuilt(plan, change)


# ---- results --------------------------------------------------------------------------------------


def _tie_swapped(finding: Finding, case: CaseRecord) -> Finding:
    """The evidence is another event of the same type at the very same moment."""
    at = {each.position: each for each in case.events}
    swapped = []
    for position in finding.evidence:
        cited = at[position]
        ties = [each.position for each in case.events if each.type == cited.type and each.at == cited.at]
        swapped.append(ties[-1] if len(ties) > 1 and ties[-1] not in finding.evidence else position)
    return attrs.evolve(finding, evidence=tuple(swapped))


def _rolled_further(finding: Finding, case: CaseRecord) -> Finding:
    """A due day that was moved by a rest day is moved one day more."""
    if finding.due is None or finding.due.instant is not None or not any(c.unrolled for c in finding.counts):
        return finding
    return attrs.evolve(finding, due=Moment(finding.due.day + ONE_DAY))


def _order_settled(finding: Finding, case: CaseRecord) -> Finding:
    """Of two acts of one day the order is taken as known."""
    if finding.verdict is Verdict.UNKNOWN and {leaf.kind for leaf in finding.deciders} == {LeafKind.ORDER}:
        return attrs.evolve(finding, verdict=Verdict.SATISFIED, possible=frozenset(), deciders=())
    return finding


def _late_as_violated(finding: Finding, case: CaseRecord) -> Finding:
    return attrs.evolve(finding, verdict=Verdict.VIOLATED) if finding.verdict is Verdict.LATE else finding


def _without_flag(flag: Flag) -> Callable[[Finding, CaseRecord], Finding]:
    return lambda finding, case: attrs.evolve(finding, flags=finding.flags - {flag})


def _fewer_possible(finding: Finding, case: CaseRecord) -> Finding:
    """An unknown verdict cannot be `late`."""
    return attrs.evolve(finding, possible=finding.possible - {Verdict.LATE})


def _persons_sorted(finding: Finding, case: CaseRecord) -> Finding:
    return attrs.evolve(finding, persons=tuple(sorted(finding.persons, reverse=True)))


# ---- records --------------------------------------------------------------------------------------


def _ties_turned(case: CaseRecord) -> CaseRecord:
    """Events of one moment in the reverse order."""
    events: list[EventRecord] = []
    for event in case.events:
        tied = [n for n, each in enumerate(events) if each.at == event.at]
        events.insert(tied[0] if tied else len(events), event)
    return attrs.evolve(case, events=tuple(events))


def _unsaid_left_out(case: CaseRecord) -> CaseRecord:
    """What is stated unknown is taken as not supplied."""
    known = {name: value for name, value in case.fields.items() if value is not NoValue.STATED_UNKNOWN}
    return attrs.evolve(case, fields=known)


def _last_day_lost(case: CaseRecord) -> CaseRecord:
    """The last day of a holder is not counted."""
    held = tuple(
        attrs.evolve(each, until=each.until - ONE_DAY) if each.until is not None else each
        for each in case.holders
    )
    return attrs.evolve(case, holders=held)


def _deputies_in_full(case: CaseRecord) -> CaseRecord:
    return attrs.evolve(case, holders=tuple(attrs.evolve(each, deputy=False) for each in case.holders))


def _last_entry_wins(case: CaseRecord) -> CaseRecord:
    """Of a tracked field only the last value written counts, from the beginning."""
    fields = dict(case.fields)
    for name, value in fields.items():
        if isinstance(value, Series) and value.entries:
            fields[name] = Series(
                (attrs.evolve(value.entries[-1], effective_at=value.entries[0].effective_at),)
            )
    return attrs.evolve(case, fields=fields)


def _complete(case: CaseRecord) -> CaseRecord:
    return attrs.evolve(case, registers=dict.fromkeys(case.registers))


def _day_of(event: EventRecord) -> EventRecord:
    return attrs.evolve(event, at=Moment(event.at.day))


RESULTS: dict[str, Engine] = {
    "evidence swapped at ties": in_results(_tie_swapped),
    "a day added to a due that rolled": in_results(_rolled_further),
    "unknown order taken as satisfied": in_results(_order_settled),
    "late told as violated": in_results(_late_as_violated),
    "possible verdicts without late": in_results(_fewer_possible),
    "persons in another order": in_results(_persons_sorted),
    **{f"flag {flag.value} lost": in_results(_without_flag(flag)) for flag in Flag},
}
RECORDS: dict[str, Engine] = {
    "ties in reverse": in_records(_ties_turned),
    "stated unknown as not supplied": in_records(_unsaid_left_out),
    "last day of a holder lost": in_records(_last_day_lost),
    "deputies as holders": in_records(_deputies_in_full),
    "only the last tracked value": in_records(_last_entry_wins),
    "registers complete to the end": in_records(_complete),
    "closing forgotten": in_records(lambda case: attrs.evolve(case, closed_at=None)),
    "documents complete": in_records(lambda case: attrs.evolve(case, documents_complete=True)),
    "untold holders told": in_records(lambda case: attrs.evolve(case, untold_roles=frozenset())),
    "times of day lost": in_events(_day_of),
    "voids forgotten": in_events(lambda event: attrs.evolve(event, voids=None)),
    "replacements forgotten": in_events(lambda event: attrs.evolve(event, replaces=None)),
    "recording forgotten": in_events(lambda event: attrs.evolve(event, recorded_at=None)),
    "claimed roles forgotten": in_events(
        lambda event: attrs.evolve(
            event, actors=tuple(attrs.evolve(each, role=None) for each in event.actors)
        )
    ),
    "second actor lost": in_events(lambda event: attrs.evolve(event, actors=event.actors[:1])),
    "known-at forgotten": lambda loaded, cases, horizon: reference(loaded, cases, Horizon(horizon.as_of)),
    "as-of without its time": lambda loaded, cases, horizon: reference(
        loaded, cases, attrs.evolve(horizon, as_of=Moment(horizon.as_of.day))
    ),
}
