"""Checked policy → grounds, exemptions, handovers and scales of the plan."""

import datetime as dt
from decimal import Decimal

import pytest

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
from dutylang.plan.deadlines import AfterLimit, Counting
from dutylang.plan.model import Plan
from dutylang.policy.typed import Apply, BreachTest, HappensTest, PersonDidTest, ReadField
from dutylang.syntax.ast import BreachKind, EffectKind
from dutylang.values import Period, Unit
from tests.assessment.common import plan_of

MORE = """role committee body
grades warning, demerit, dismissal
event conceal
chapter 2 "Duties\""""
RULES = """  duty seen
    after each alarm
    clerk must visit within 3 days
  permission leave
    clerk may visit
article 2 paragraph 1
  duty second
    after each alarm
    clerk must review within 3 days
chapter 3 "Papers"
article 2 paragraph 2
  checklist papers
    clerk must have on file
      - licence
    before release
article 9 paragraph 2 item 3
  in force from 2024-03-01 until 2024-12-31
"""


def planned(text: str) -> Plan:
    return plan_of(RULES + text, MORE)


def liability(*lines: str) -> LiabilityPlan:
    held = () if any("holds" in line for line in lines) else ("holds clerk as principal",)
    body = "".join(f"    {line}\n" for line in (*lines, *held))
    [plan] = planned("  liability slow\n" + body).liabilities
    return plan


def exemption(*lines: str) -> ExemptionPlan:
    ground = "    for each breach of seen\n    holds clerk as principal\n    kinds economic\n"
    rules = f"  liability slow\n{ground}article 10\n  liability other\n{ground}  exemption diligent\n"
    [plan] = planned(rules + "".join(f"    {line}\n" for line in lines)).exemptions
    return plan


def test_a_liability_knows_where_it_stands_and_when_it_is_in_force():
    plan = liability("opens on alarm", "for each breach of seen")
    assert (plan.name, plan.article, plan.chapter) == ("slow", "9.2.3", 3)
    assert (plan.since, plan.until) == (dt.date(2024, 3, 1), dt.date(2024, 12, 31))
    assert plan.opens_on == "alarm"


@pytest.mark.parametrize(
    ("line", "ground"),
    [
        ("for each breach of seen", BreachGround(BreachKind.BREACH, False, frozenset({"seen"}))),
        ("for each unrepaired failure of second", BreachGround(BreachKind.FAILURE, True, frozenset({"second"}))),
        ("for each lateness of papers", BreachGround(BreachKind.LATENESS, False, frozenset({"papers"}))),
        ("for each breach of article 1", BreachGround(BreachKind.BREACH, False, frozenset({"seen"}))),
        ("for each breach of article 2", BreachGround(BreachKind.BREACH, False, frozenset({"second", "papers"}))),
        ("for each breach of chapters 2 to 3",
         BreachGround(BreachKind.BREACH, False, frozenset({"seen", "second", "papers"}))),
        ("for each breach of chapters 3 to 3", BreachGround(BreachKind.BREACH, False, frozenset({"papers"}))),
    ],
)  # fmt: skip
def test_a_range_becomes_the_rules_that_can_be_breached(line, ground):
    assert liability(line).breaches == (ground,)


def test_conditions_facts_and_grades_are_typed():
    plan = liability(
        "for conceal", "for urgent", "when urgent", "when conceal", "grade warning",
        "grade demerit when more than 2 in the case", "grade dismissal when urgent",
    )  # fmt: skip
    assert [type(each) for each in plan.facts] == [HappensTest, ReadField]
    assert isinstance(plan.when, Apply)
    assert plan.when.op == "and"
    assert plan.grades[:2] == (GradeCase("warning"), GradeCase("demerit", 2))
    assert plan.grades[2].grade == "dismissal"
    assert isinstance(plan.grades[2].when, ReadField)
    assert plan.breaches == ()


def test_who_is_held_for_what_share_and_points():
    plan = liability(
        "for conceal", "holds clerk as principal 70%, leader as joint 30%", "kinds economic, assessment",
        "points 3", "attributed 40% at the trigger, 60% at the deadline", "moving post does not release",
        "milder applies",
    )  # fmt: skip
    assert plan.held == (
        HeldRole("clerk", "principal", Decimal(70)),
        HeldRole("leader", "joint", Decimal(30)),
    )
    assert (plan.kinds, plan.points) == (("economic", "assessment"), Decimal(3))
    assert (plan.at_trigger, plan.at_deadline) == (Decimal(40), Decimal(60))
    assert (plan.stays_bound, plan.milder) == (True, True)


def test_without_further_words_the_deadline_decides_who_answers():
    plan = liability("for conceal", "holds every handler of the case")
    assert (plan.held, plan.kinds, plan.points, plan.grades) == ((), (), None, ())
    assert (plan.at_trigger, plan.at_deadline) == (Decimal(0), Decimal(100))
    assert (plan.stays_bound, plan.milder, plan.when, plan.opens_on) == (False, False, None, None)


@pytest.mark.parametrize(
    ("line", "names"),
    [
        ("from slow", {"slow"}),
        ("from slow, other", {"slow", "other"}),
        ("from every liability of article 9", {"slow"}),
        ("from every liability of article 10", {"other"}),
        ("from every liability of chapters 2 to 3", {"slow", "other"}),
    ],
)
def test_an_exemption_knows_its_liabilities_by_name(line, names):
    assert exemption(line, "effect full").liabilities == frozenset(names)


def test_an_exemption_in_full():
    plan = exemption(
        "from slow", "for clerk, leader", "when the person did visit", "when no breach of seen that the person bore",
        "effect full, on decision of committee within 30 days after alarm", "barred by conceal, urgent",
    )  # fmt: skip
    assert (plan.name, plan.article, plan.roles) == ("diligent", "10", ("clerk", "leader"))
    assert isinstance(plan.when, Apply)
    assert plan.when.args[0] == PersonDidTest("visit", None, plan.when.type)
    assert plan.when.args[1] == BreachTest(None, None, None, False, True, plan.when.type, ("seen",))
    assert (plan.effect, plan.kinds, plan.grade, plan.decided_by) == (EffectKind.FULL, (), None, "committee")
    counting = Counting("civil_code", "weekdays")
    assert plan.limit == AfterLimit(Period(30, Unit.DAY), "alarm", False, counting)
    assert [each.name for each in plan.bars] == ["conceal", "urgent"]
    assert [type(each.test) for each in plan.bars] == [HappensTest, ReadField]
    assert isinstance(plan.bars[0], Bar)


def test_partial_and_mitigated_exemptions():
    partial = exemption("from slow", "effect partial for economic")
    assert (partial.effect, partial.kinds, partial.decided_by, partial.limit) == (
        EffectKind.PARTIAL, ("economic",), None, None,
    )  # fmt: skip
    milder = exemption("from slow", "effect mitigated to warning, on decision of committee")
    assert (milder.effect, milder.grade, milder.decided_by) == (EffectKind.MITIGATED, "warning", "committee")


def test_a_handover_says_who_signs():
    text = """  handover files
    of clerk, leader
    on report
    signed by the outgoing holder, committee
"""
    plan = HandoverPlan("files", "9.2.3", ("clerk", "leader"), "report", True, False, ("committee",))
    assert planned(text).handovers == (plan,)


@pytest.mark.parametrize(
    ("line", "counted"),
    [
        ("counted per case", (False, None, None)),
        ("counted per person every year", (True, Unit.YEAR, None)),
        ("counted per person within 12 months", (True, None, Period(12, Unit.MONTH))),
    ],
)
def test_thresholds_stand_from_few_points_to_many(line, counted):
    text = f"""  scale yearly
    {line}
    reaching 12 points grade dismissal
    reaching 6 points grade demerit
"""
    thresholds = ((Decimal(6), "demerit"), (Decimal(12), "dismissal"))
    assert planned(text).scales == (ScalePlan("yearly", "9.2.3", *counted, thresholds),)


def test_a_policy_without_persons_has_none():
    plan = plan_of("  duty seen\n    after each alarm\n    clerk must visit within 3 days\n")
    assert (plan.liabilities, plan.exemptions, plan.handovers, plan.scales) == ((), (), (), ())
