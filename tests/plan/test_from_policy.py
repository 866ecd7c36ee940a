"""Checked policy → plan: each kind of body, activation, references, permissions as excuses."""

import datetime as dt

import attrs
import pytest

from dutylang.ops.types import YES_NO
from dutylang.pipeline import loaded_from_text
from dutylang.plan.conditions import all_of
from dutylang.plan.deadlines import AfterLimit, Counting, Extension
from dutylang.plan.from_policy import plan_from_policy
from dutylang.plan.model import (
    Ban,
    Body,
    Ceiling,
    ChecklistBody,
    DemandBody,
    Discharge,
    EdgeBody,
    FourEyesBody,
    NeverBothBody,
    Precedence,
    RulePlan,
    Scope,
    StepRelation,
    Trigger,
    TriggerKind,
    Upkeep,
    is_advisory,
    steps_of,
)
from dutylang.policy.places import article_reference
from dutylang.policy.typed import Apply, Const, ReadParameter
from dutylang.syntax import ast
from dutylang.values import Period, Unit
from tests.assessment.common import HEAD, plan_of, policy_of, rule_of

VISIT = "    clerk must ensure visit within 3 days\n"


def duty(lines: str) -> RulePlan:
    kind = "prohibition" if "not visit" in lines or "nobody" in lines else "duty"
    return rule_of(f"  {kind} d\n{lines}")


# ---- bodies -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("lines", "body"),
    [
        (VISIT, DemandBody),
        ("    clerk must not visit\n", Ban),
        ("    clerk should not visit\n", Ban),
        ("    nobody may visit\n", Ban),
        ("    clerk must ensure visit at most 2 times\n", Ceiling),
        ("    clerk must ensure visit exactly 2 times\n", DemandBody),
        ("    anyone may visit only after review\n", Precedence),
        ("    keep rating is good\n", Upkeep),
        ("    visit and review by different persons\n", FourEyesBody),
        ("    never both visit and review\n", NeverBothBody),
        ("    the first event must be visit\n", EdgeBody),
        ("    the last event must be visit\n", EdgeBody),
    ],
)
def test_each_kind_of_body(lines, body):
    assert isinstance(duty(lines).body, body)


def body_of(lines: str) -> Body:
    return duty(lines).body


def test_a_demand_knows_its_match_and_limits():
    body = body_of("    clerk must visit at least 2 times by different persons within 3 days\n")
    assert isinstance(body, DemandBody)
    match = body.main.match
    assert (match.events, match.roles, match.minimum, match.distinct) == (("visit",), ("clerk",), 2, True)
    counting = Counting("civil_code", "weekdays")
    assert body.main.limits == (AfterLimit(Period(3, Unit.DAY), None, False, counting),)
    assert body.main.unit is Unit.DAY


def test_must_ensure_counts_the_acts_of_anyone():
    body = body_of(VISIT)
    assert isinstance(body, DemandBody)
    assert (body.main.bearers, body.main.match.roles) == (("clerk",), ())


def test_joint_acts_alternatives_and_each_holder():
    joint = body_of("    clerk must visit and review within 3 days\n")
    either = body_of("    clerk must visit or review within 3 days\n")
    each = body_of("    each clerk must visit within 3 days\n")
    assert isinstance(joint, DemandBody)
    assert isinstance(either, DemandBody)
    assert isinstance(each, DemandBody)
    assert (joint.main.joint, either.main.joint, each.main.each_holder) == (True, False, True)
    assert joint.main.match.events == either.main.match.events == ("visit", "review")


def test_a_ceiling_of_a_prohibition_with_its_condition():
    body = body_of("    clerk must ensure visit at most 2 times when urgent\n")
    assert isinstance(body, Ceiling)
    assert body.match.maximum == 2
    assert body.when is not None


def test_precedence_with_all_that_narrows_it():
    rule = duty("    each its own\n    anyone may visit only after alarm within 3 days for the same site\n")
    assert isinstance(rule.body, Precedence)
    assert (rule.body.prior, rule.body.same, rule.body.own_prior) == ("alarm", ("site",), True)
    assert rule.body.within is not None
    direct = body_of("    anyone may visit only directly after review\n")
    assert isinstance(direct, Precedence)
    assert (direct.directly, direct.within, direct.own_prior) == (True, None, False)


def test_upkeep_with_its_periods():
    body = body_of("    keep rating is good\n    values valid for 6 months\n    restored within 30 days\n")
    assert isinstance(body, Upkeep)
    assert body.valid_for == Period(6, Unit.MONTH)
    assert body.cure is not None
    plain = body_of("    keep rating is good\n")
    assert isinstance(plain, Upkeep)
    assert (plain.valid_for, plain.cure) == (None, None)


def test_edges_and_pairs():
    assert body_of("    the first event must be visit\n") == EdgeBody("visit", last=False)
    assert body_of("    the last event must be visit\n") == EdgeBody("visit", last=True)
    assert body_of("    never both visit and review\n") == NeverBothBody("visit", "review")
    assert body_of("    visit and review and report by different persons\n") == FourEyesBody(
        ("visit", "review", "report")
    )


def test_a_checklist():
    rule = rule_of(
        "  checklist file\n    clerk must have on file and verified\n"
        "      licence original when urgent\n"
        "      statements for the last 3 years, or since opened_on\n"
        "      permit valid unless urgent\n    before report\n"
    )
    assert isinstance(rule.body, ChecklistBody)
    licence, statements, permit = rule.body.items
    assert (rule.body.before, rule.body.verified, rule.body.bearers) == ("report", True, ("clerk",))
    assert (licence.original, licence.years, licence.when is None) == (True, None, False)
    assert (statements.years, statements.or_since is None) == (Period(3, Unit.YEAR), False)
    assert (permit.valid, permit.unless is None) == (True, False)


def test_a_field_that_the_checker_let_through_is_a_bug():
    policy = policy_of(
        "  checklist file\n    clerk must have on file\n"
        "      statements for the last 3 years, or since opened_on\n    before report\n"
    ).policy
    blind = attrs.evolve(policy, vocabulary=attrs.evolve(policy.vocabulary, cases={}))
    with pytest.raises(ValueError, match="opened_on"):
        plan_from_policy(blind)


def test_a_rule_without_an_obligation_is_a_bug():
    policy = policy_of("  duty d\n" + VISIT).policy
    [placed] = policy.rules
    empty = attrs.evolve(policy, rules=(attrs.evolve(placed, rule=attrs.evolve(placed.rule, clauses=())),))
    with pytest.raises(ValueError, match="without an obligation"):
        plan_from_policy(empty)


# ---- activation -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("lines", "trigger", "scope"),
    [
        ("", Trigger(TriggerKind.SCOPE), Scope()),
        ("    after each alarm\n", Trigger(TriggerKind.EACH, "alarm"), Scope()),
        ("    after alarm\n", Trigger(TriggerKind.FIRST, "alarm"), Scope()),
        ("    after the latest alarm\n", Trigger(TriggerKind.LATEST, "alarm"), Scope()),
        ("    on the day of issue\n", Trigger(TriggerKind.ON_DAY, "issue"), Scope()),
        ("    every month\n", Trigger(TriggerKind.PERIODS, unit=Unit.MONTH), Scope()),
        (
            "    every quarter from issue until release\n",
            Trigger(TriggerKind.PERIODS, unit=Unit.QUARTER),
            Scope("issue", "release"),
        ),
        (
            "    every 30 days since the last from issue until release\n",
            Trigger(TriggerKind.SINCE_LAST, period=Period(30, Unit.DAY)),
            Scope("issue", "release"),
        ),
        ("    between issue and release\n", Trigger(TriggerKind.SCOPE), Scope("issue", "release", True)),
        ("    before release\n", Trigger(TriggerKind.SCOPE), Scope(None, "release", True, True)),
        (
            "    until release\n    after each alarm\n",
            Trigger(TriggerKind.EACH, "alarm"),
            Scope(None, "release"),
        ),
        ("    from issue\n    after each alarm\n", Trigger(TriggerKind.EACH, "alarm"), Scope("issue")),
    ],
)
def test_activation(lines, trigger, scope):
    act = "    clerk must ensure visit\n" if "every" in lines or "day of" in lines else VISIT
    rule = duty(lines + act)
    assert (rule.trigger, rule.scope) == (trigger, scope)


@pytest.mark.parametrize(
    ("limit", "unit"),
    [
        ("by the 10th of each month", Unit.MONTH),
        ("by the 10th of each quarter", Unit.QUARTER),
        ("by 30 April of each year", Unit.YEAR),
    ],
)
def test_a_day_of_each_period_recurs(limit, unit):
    assert duty(f"    clerk must ensure visit {limit}\n").trigger == Trigger(TriggerKind.PERIODS, unit=unit)


@pytest.mark.parametrize("limit", ["within 3 days after alarm", "by 30 April of the following year"])
def test_other_limits_do_not(limit):
    assert duty(f"    clerk must ensure visit {limit}\n").trigger.kind is TriggerKind.SCOPE


def test_conditions_are_joined():
    rule = duty("    after each alarm with severe\n    when urgent\n    when rating is good\n" + VISIT)
    assert rule.trigger.where is not None
    assert isinstance(rule.when, Apply)
    assert (rule.when.op, len(rule.when.args)) == ("and", 2)
    assert all_of([]) is None
    yes = Const(True, YES_NO)
    assert all_of([yes]) is yes


def test_the_lines_that_change_a_duty():
    rule = duty(
        "    after each alarm\n    applies to loan\n    already counts\n    each its own\n    lapses\n"
        + VISIT
        + "    counts only if recorded within 2 days\n    suspended from freeze until thaw\n"
        "    discharged on release\n    waived on grant by leader\n    extended by 7 days on grant\n"
    )
    assert (rule.applies_to, rule.already_counts, rule.each_its_own, rule.lapses) == (
        "loan",
        True,
        True,
        True,
    )
    assert rule.recorded_within == Period(2, Unit.DAY)
    assert rule.suspensions == (("freeze", "thaw"),)
    assert rule.discharges == (Discharge("release", False, None), Discharge("grant", True, "leader"))
    assert isinstance(rule.body, DemandBody)
    assert rule.body.main.extensions == (Extension(Period(7, Unit.DAY), "grant", None),)


def test_whether_it_lapses_is_said_or_left_to_the_kind():
    assert duty("    stays owed\n" + VISIT).lapses is False
    assert duty(VISIT).lapses is None


def test_whether_it_waits_for_its_window_to_close():
    assert duty("    until release\n    judged when the window closes\n    clerk must not visit\n").waits
    assert not duty("    until release\n    clerk must not visit\n").waits


def test_advice():
    assert is_advisory(duty("    clerk should visit within 3 days\n"))
    assert is_advisory(duty("    clerk should not visit\n"))
    assert not is_advisory(duty(VISIT))
    assert not is_advisory(duty("    never both visit and review\n"))


# ---- steps ------------------------------------------------------------------------------------


def test_each_step_knows_the_one_it_hangs_on():
    rule = duty(
        "    after each alarm\n" + VISIT + "    and leader must ensure freeze within 1 day\n"
        "    then must ensure review within 2 days\n"
        "    otherwise leader must ensure report within 2 days\n"
        "    once issue, must ensure thaw within 2 days\n"
        "    if late, leader must ensure grant within 2 days\n"
        "    if any step is missed\n      leader must ensure release within 2 days\n"
    )
    steps = steps_of(rule)
    assert [step.relation for step in steps] == [
        StepRelation.AND,
        StepRelation.THEN,
        StepRelation.OTHERWISE,
        StepRelation.ONCE,
        StepRelation.IF_LATE,
        StepRelation.IF_ANY_MISSED,
    ]
    assert [step.level for step in steps] == [
        "and-1", "then-1", "otherwise-1", "once-1", "if-late-1", "if-any-missed-1",
    ]  # fmt: skip
    assert steps[3].event == "issue"
    assert (steps[0].of, steps[2].of, steps[3].of) == (0, 2, 2)


def test_a_step_without_bearers_has_those_of_the_step_before():
    rule = duty(
        "    after each alarm\n    clerk must visit within 3 days\n    then must review within 2 days\n"
    )
    [step] = steps_of(rule)
    assert (step.demand.bearers, step.demand.match.roles) == (("clerk",), ("clerk",))


def test_levels_of_a_prohibition():
    rule = duty("    nobody may visit\n    otherwise clerk must ensure report within 2 days\n")
    assert [step.level for step in steps_of(rule)] == ["otherwise-1"]
    assert steps_of(duty("    never both visit and review\n")) == ()


# ---- references and permissions ---------------------------------------------------------------


def article(number: str, paragraph: int | None = None, item: int | None = None) -> ast.Article:
    placed = policy_of("  duty d\n" + VISIT).policy.rules[0].article
    assert placed is not None
    return attrs.evolve(placed, number=number, paragraph=paragraph, item=item)


def test_references_reach_paragraph_and_item():
    assert article_reference(None) == ""
    assert article_reference(article("27")) == "27"
    assert article_reference(article("27", 1)) == "27.1"
    assert article_reference(article("27", 1, 3)) == "27.1.3"
    assert article_reference(article("27", None, 3)) == "27..3"


def test_a_rule_knows_its_chapter_its_article_and_its_time_in_force():
    text = (
        HEAD.format(more="", counting="civil_code").replace(
            "article 1", 'chapter 2 "Two"\narticle 14 paragraph 2'
        )
        + "  in force from 2024-03-01 until 2024-06-30\n  duty d\n"
        + VISIT
    )
    loaded, problems = loaded_from_text(text)
    assert loaded is not None, problems
    [rule] = loaded.plan.rules
    assert (rule.article, rule.chapter) == ("14.2", 2)
    assert (rule.since, rule.until) == (dt.date(2024, 3, 1), dt.date(2024, 6, 30))


def test_a_permission_is_an_excuse_and_no_rule():
    plan = plan_of(
        "  prohibition p\n    nobody may visit\n"
        "  permission q\n    when urgent\n    clerk may visit when rating is good\n    exception to p\n"
        "  permission r\n    leader may visit\n    exception to p\n"
    )
    [rule] = plan.rules
    assert [excuse.rule for excuse in rule.excuses] == ["q", "r"]
    first, second = rule.excuses
    assert (first.article, first.match.roles) == ("1", ("clerk",))
    assert isinstance(first.when, Apply)
    assert second.when is None


def test_a_permission_that_is_no_exception_excuses_nothing():
    plan = plan_of("  prohibition p\n    nobody may visit\n  permission q\n    clerk may visit\n")
    assert plan.rules[0].excuses == ()


def test_the_head_of_the_plan():
    text = HEAD.format(more="", counting="eu_1182_71").replace(
        "role clerk", "  events recorded within 2 days\nrole clerk reports to leader"
    )
    loaded, problems = loaded_from_text(text + "  duty d\n" + VISIT)
    assert loaded is not None, problems
    plan = loaded.plan
    assert (plan.name, plan.version, plan.counting, plan.calendar) == (
        "house",
        "1.0",
        "eu_1182_71",
        "weekdays",
    )
    assert plan.recorded_within == Period(2, Unit.DAY)
    assert plan.role_above == {"clerk": "leader", "leader": None}
    assert plan_of("  duty d\n" + VISIT).recorded_within is None


def test_a_recording_limit_may_be_a_parameter():
    plan = plan_of("  duty d\n    counts only if recorded within soon\n" + VISIT, "parameter soon = 2 days")
    source = plan.rules[0].recorded_within
    assert isinstance(source, ReadParameter)
    assert source.name == "soon"


def test_the_field_of_a_checklist_may_belong_to_any_kind_of_case():
    rule = rule_of(
        "  checklist file\n    clerk must have on file\n"
        "      statements for the last 3 years, or since founded\n    before report\n",
        "case firm\n  founded date",
    )
    assert isinstance(rule.body, ChecklistBody)
    assert rule.body.items[0].or_since is not None


def test_all_conditions_of_a_permission_hold_together():
    plan = plan_of(
        "  prohibition p\n    nobody may visit\n"
        "  permission q\n    when urgent\n    clerk may visit\n    exception to p\n"
    )
    [excuse] = plan.rules[0].excuses
    assert excuse.when is not None
