"""Which constructs of the language occur in plans, and which outcomes in results: none may be left untried."""

from __future__ import annotations

import enum
import inspect
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from types import ModuleType
from typing import Any

import attrs

from dutylang.assessment import model, persons
from dutylang.assessment.model import CaseAssessment
from dutylang.plan import accountability, deadlines
from dutylang.plan import model as plan_model
from dutylang.plan.model import Plan, RulePlan
from dutylang.policy import typed
from dutylang.policy.model import FigureInfo, JudgementInfo, ParameterVersion, RowInfo, TableInfo
from dutylang.syntax.ast import AggregateKind, BreachKind, EffectKind, Hit, Relation, Which

PLANNED: tuple[ModuleType, ...] = (plan_model, deadlines, accountability, typed)
WORDS = (FigureInfo, JudgementInfo, ParameterVersion, RowInfo, TableInfo)
ENUMS: tuple[type[enum.Enum], ...] = (
    plan_model.TriggerKind,
    plan_model.StepRelation,
    AggregateKind,
    BreachKind,
    EffectKind,
    Hit,
    Relation,
    Which,
)
OUTCOMES: tuple[type[enum.Enum], ...] = (
    model.Verdict,
    model.Flag,
    persons.Result,
    persons.ExemptionState,
    persons.EscalationState,
)
NEVER = frozenset(
    {
        "Which.EACH",  # of a trigger; in the plan it is a kind of trigger
        "Which.LATEST",
        "Plan.calendar",
    }
)
"""What no plan holds, or what every plan does in one way."""


def constructs() -> frozenset[str]:
    """Every kind of node of a plan, every part of one that may be left out, every member of its enumerations."""
    found: set[str] = set()
    kinds = [each for module in PLANNED for _, each in inspect.getmembers(module, inspect.isclass)]
    for kind in (*kinds, *WORDS):
        if attrs.has(kind) and (kind in WORDS or kind.__module__ in {module.__name__ for module in PLANNED}):
            found.add(kind.__name__)
            found |= {f"{kind.__name__}.{name}" for name in _optional(kind)}
    return frozenset((found | {str(member) for each in ENUMS for member in each}) - NEVER)


def outcomes() -> frozenset[str]:
    """Every verdict, flag, result of a person and state."""
    return frozenset(str(member) for each in OUTCOMES for member in each)


def _optional(kind: type) -> Iterator[str]:
    """The parts of a node that may be missing or empty: truths, what may be None, tuples."""
    for field in attrs.fields(kind):
        text = str(field.type)
        if "None" in text or text == "bool" or field.type is bool or text.startswith(("tuple", "frozenset")):
            yield field.name


def in_plan(plan: Plan | RulePlan) -> frozenset[str]:
    """The constructs of one plan, or of one rule."""
    found: set[str] = set()
    for node in _nodes(plan):
        if isinstance(node, enum.Enum):
            found.add(str(node))
        elif isinstance(node, typed.Apply):
            found |= {"Apply", "Apply.args", f"op {node.op}"}
        else:
            name = type(node).__name__
            found.add(name)
            found |= {f"{name}.{each}" for each in _optional(type(node)) if getattr(node, each)}
    return frozenset(found)


def _nodes(value: Any) -> Iterator[Any]:
    if isinstance(value, enum.Enum):
        yield value
    elif attrs.has(type(value)):
        yield value
        for field in attrs.fields(type(value)):
            yield from _nodes(getattr(value, field.name))
    elif isinstance(value, Mapping):
        for each in value.values():
            yield from _nodes(each)
    elif isinstance(value, (tuple, frozenset)):
        for each in value:
            yield from _nodes(each)


def in_results(found: Iterable[CaseAssessment]) -> Counter[str]:
    """How often each outcome came, and each reason."""
    count: Counter[str] = Counter()
    for case in found:
        for finding in case.findings:
            count.update([str(finding.verdict), f"reason {finding.reason}"])
            count.update(str(flag) for flag in finding.flags)
            count.update(f"near miss {miss.reason}" for miss in finding.near_misses)
        for person in case.persons:
            count[str(person.result)] += 1
            count.update(str(each.state) for each in person.exemptions)
        count.update(str(each.state) for each in case.escalations)
        count.update(f"sanction {'graded' if each.grade else 'below'}" for each in case.sanctions)
    return count
