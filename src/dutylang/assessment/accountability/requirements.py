"""What an exemption asks for, one by one: whether each condition is met, and what speaks for or against it."""

from __future__ import annotations

from collections.abc import Iterator

import attrs

from dutylang.assessment.accountability.exemptions import bar_of_person
from dutylang.assessment.accountability.view import View
from dutylang.assessment.leaves import Leaf
from dutylang.assessment.persons import ExemptionResult, PersonResult, Requirement
from dutylang.assessment.single.conditions import truth_of
from dutylang.assessment.single.context import Context
from dutylang.assessment.single.reading import subject_of
from dutylang.assessment.single.world import World, deciders, explore, overflows, results
from dutylang.plan.accountability import ExemptionPlan
from dutylang.plan.conditions import parts_of_all
from dutylang.policy import typed as t
from dutylang.policy.model import Vocabulary
from dutylang.policy.walk import nodes
from dutylang.values import Truth

READS = (t.ReadField, t.FoldRecords, t.FoldEvents, t.ReadPicked, t.HappensTest, t.PersonDidTest, t.ReadJudgement,
         t.ReadFigure)  # fmt: skip
"""What looks something up in the record."""


def with_requirements(result: PersonResult, view: View) -> PersonResult:
    """The result with each condition and bar of its exemptions as the record leaves it, whatever the others say."""
    plans = {each.name: each for each in view.setting.plan.exemptions}
    told = tuple(_with_parts(each, plans[each.exemption], result.person, view) for each in result.exemptions)
    return attrs.evolve(result, exemptions=told) if told else result


def _with_parts(found: ExemptionResult, plan: ExemptionPlan, person: str, view: View) -> ExemptionResult:
    asked = [(part, "") for part in parts_of_all(plan.when)]
    asked += [(bar_of_person(bar), bar.name) for bar in plan.bars]
    return attrs.evolve(found, requirements=tuple(_requirement(*each, person, view) for each in asked))


def _requirement(condition: t.Typed, bar: str, person: str, view: View) -> Requirement:
    holds, leaves = _read(condition, view.context(person, World()), view)
    vocabulary = view.setting.plan.vocabulary
    own = (bar,) if bar else ()
    return Requirement(
        condition=condition,
        holds=holds,
        bar=bar,
        subjects=tuple(dict.fromkeys((*own, *_subjects(condition, vocabulary)))),
        findings=tuple(_against(condition, holds, person, view)),
        deciders=leaves,
    )


def _read(condition: t.Typed, context: Context, view: View) -> tuple[Truth, tuple[Leaf, ...]]:
    """Whether a condition holds as the record stands, and what would tell where it does not say."""

    def judge(world: World) -> tuple[Truth, tuple[Leaf, ...]]:
        own = attrs.evolve(view.context(context.person or "", world).as_recorded, world=world)
        own = attrs.evolve(own, findings=context.findings)
        truth = truth_of(condition, own)
        open_ones = tuple(leaf for _, leaf in own.trace.unknowns) if truth is Truth.UNKNOWN else ()
        return truth, open_ones

    tree = explore(judge)
    found = results(tree)
    truths = {truth for truth, _ in found}
    if len(truths) == 1 and not overflows(tree) and Truth.UNKNOWN not in truths:
        return truths.pop(), ()
    leaves = [leaf for _, each in found for leaf in each]
    return Truth.UNKNOWN, tuple(dict.fromkeys((*deciders(tree, lambda each: each[0]), *leaves)))


def _against(condition: t.Typed, holds: Truth, person: str, view: View) -> Iterator[str]:
    """The keys of the findings that speak against a condition on breaches, or leave it open."""
    if holds is Truth.YES or not isinstance(condition, t.BreachTest):
        return
    context = view.context(person, World())
    for finding in view.findings:
        alone, _ = _read(condition, attrs.evolve(context, findings=(finding,)), view)
        if alone is holds:
            yield finding.key


def _subjects(condition: t.Typed, vocabulary: Vocabulary) -> Iterator[str]:
    """The names of fields, events, judgements and figures that a condition reads, through definitions and tables."""
    waiting, seen = [condition], set[str]()
    while waiting:
        for node in nodes(waiting.pop()):
            if isinstance(node, READS):
                yield subject_of(node)
            elif isinstance(node, (t.ReadDefinition, t.ReadTable)) and node.name not in seen:
                seen.add(node.name)
                waiting += _bodies(node, vocabulary)


def _bodies(node: t.ReadDefinition | t.ReadTable, vocabulary: Vocabulary) -> list[t.Typed]:
    if isinstance(node, t.ReadDefinition):
        return [vocabulary.definitions[node.name].body]
    rows = vocabulary.tables[node.name].rows
    return [test for row in rows for test in row.tests if test is not None]
