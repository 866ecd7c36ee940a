"""Conditions about breaches and about what a person did."""

import attrs
import pytest

from dutylang.assessment.leaves import LeafKind
from dutylang.assessment.model import Finding, Flag, Verdict
from dutylang.assessment.single.breaches import ask_breach, breach_test, is_breach
from dutylang.assessment.single.conditions import evaluate
from dutylang.assessment.single.reading import subject_of
from dutylang.assessment.single.world import UndecidedError, World, explore, results
from dutylang.ops.types import NUMBER, YES_NO
from dutylang.policy.typed import BreachTest, FoldCases
from dutylang.syntax.ast import AggregateKind, BreachKind
from dutylang.values import UNKNOWN, Truth
from tests.assessment.accountability.common import MISSED, PEOPLE, assessed, policy_of
from tests.assessment.accountability.common import results as of_persons
from tests.assessment.common import case_of, context_of

POSSIBLE = {
    "late or violated": {Verdict.LATE, Verdict.VIOLATED},
    "late or satisfied": {Verdict.LATE, Verdict.SATISFIED},
    "any": {Verdict.LATE, Verdict.VIOLATED, Verdict.SATISFIED},
    "no breach": {Verdict.PENDING, Verdict.SATISFIED},
}


def finding(verdict=Verdict.UNKNOWN, possible=(), **more):
    return Finding("k", "C-1", "d", "1", verdict, "", possible=frozenset(possible), **more)


@pytest.mark.parametrize(
    ("which", "kind", "truth"),
    [
        ("late or violated", BreachKind.BREACH, Truth.YES),
        ("late or violated", BreachKind.FAILURE, Truth.UNKNOWN),
        ("late or satisfied", BreachKind.FAILURE, Truth.NO),
        ("late or satisfied", BreachKind.LATENESS, Truth.UNKNOWN),
        ("any", BreachKind.BREACH, Truth.UNKNOWN),
        ("no breach", BreachKind.LATENESS, Truth.NO),
    ],
)
def test_what_is_known_of_an_unknown_finding(which, kind, truth):
    assert is_breach(finding(possible=POSSIBLE[which]), kind, False, World()) is truth


@pytest.mark.parametrize(
    ("kind", "yes"), [(BreachKind.BREACH, 2), (BreachKind.FAILURE, 1), (BreachKind.LATENESS, 1)]
)
def test_every_way_that_an_unknown_finding_may_turn_out(kind, yes):
    one = finding(possible=POSSIBLE["any"])

    def all_three(world):
        return {each: ask_breach(one, each, False, world) for each in BreachKind}

    found = results(explore(all_three))
    assert len(found) == 3
    assert sum(each[kind] for each in found) == yes


def test_what_cannot_be_known_names_what_decides():
    with pytest.raises(UndecidedError) as raised:
        ask_breach(finding(Verdict.CONFLICT), BreachKind.BREACH, False, World())
    [leaf] = raised.value.leaves
    assert (leaf.kind, leaf.subject, leaf.why) == (LeafKind.FIGURE, "d", "conflict")


def test_advice_and_what_was_repaired_are_no_unrepaired_breach():
    assert is_breach(finding(Verdict.VIOLATED, advisory=True), BreachKind.BREACH, False, World()) is Truth.NO
    repaired = finding(Verdict.VIOLATED, flags=frozenset({Flag.REPAIRED}))
    assert is_breach(repaired, BreachKind.BREACH, True, World()) is Truth.NO
    assert is_breach(repaired, BreachKind.BREACH, False, World()) is Truth.YES


CLEAN = """  liability ground
    for bad
    holds lead as principal
  exemption clean
    from ground
    when {test}
    effect full
"""


@pytest.mark.parametrize(
    ("test", "result"),
    [
        ("no breach of visits", "liable"),
        ("no breach of reports", "exempt"),
        ("no breach of article 2", "liable"),
        ("no breach of article 3", "exempt"),
        ("no breach of the duties of chapters 2 to 5", "liable"),
        ("no breach of the duties of chapters 3 to 5", "exempt"),
        ("the person did report", "exempt"),
        ("the person did visit", "liable"),
        ("the person did conceal with grave", "liable"),
    ],
)
def test_of_which_duties_and_acts_a_condition_speaks(test, result):
    lines = PEOPLE + MISSED + 'given case bad yes\ngiven conceal at 2024-06-01 by "Li" with grave no\n'
    assert of_persons(assessed(CLEAN.format(test=test), lines))["Li"] == result


def test_an_act_that_the_register_may_hide_leaves_it_open():
    lines = PEOPLE + MISSED + "given case bad yes\ngiven register object until 2024-03-01\n"
    assert of_persons(assessed(CLEAN.format(test="the person did object"), lines))["Li"] == "unknown"


def test_what_a_body_owes_that_decides_is_no_duty_of_a_chapter():
    plan = policy_of(CLEAN.format(test="no breach of visits")).plan
    context = context_of(plan, case_of(), "2024-12-31")
    owed = attrs.evolve(context, findings=(finding(Verdict.VIOLATED),))
    assert breach_test(BreachTest(1, 9, None, False, False, YES_NO), owed) is True


def test_a_figure_over_cases_is_not_read_in_one_case():
    plan = policy_of(CLEAN.format(test="no breach of visits")).plan
    context = context_of(plan, case_of(), "2024-12-31")
    count = FoldCases(AggregateKind.COUNT, "guarantee", None, None, NUMBER)
    assert evaluate(count, context) is UNKNOWN
    assert [(leaf.kind, leaf.subject) for _, leaf in context.trace.unknowns] == [
        (LeafKind.FIGURE, "guarantee")
    ]
    assert subject_of(count) == "guarantee"
