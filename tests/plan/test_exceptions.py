"""Written exceptions → what bears on each rule; levels that go upward → one level for each superior."""

import datetime as dt

from dutylang.plan.deadlines import AfterLimit
from dutylang.plan.model import RulePlan, StepRelation, steps_of
from dutylang.values import Period, Unit
from tests.assessment.common import plan_of

RULES = """  duty d
    after each alarm
    clerk must ensure visit within 3 days
  duty e
    after each alarm
    clerk must ensure report within 3 days
  exception small
    to d
    when amount < 1000 CNY
  exception lift
    to small
    when urgent
  exception middle
    to small
    prevails over other
    when rating is poor
    instead within 9 days
  exception other
    to e
    blocks exception lift
    when rating is good
"""


def rules(text: str, more: str = "") -> dict[str, RulePlan]:
    return {rule.name: rule for rule in plan_of(text, more).rules}


def test_every_exception_that_bears_on_a_rule_is_with_it():
    found = rules(RULES)
    assert [each.name for each in found["d"].exceptions] == ["small", "lift", "middle", "other"]
    assert [each.name for each in found["e"].exceptions] == ["other"]


def test_what_an_exception_lifts_changes_and_outranks():
    small, lift, middle, other = rules(RULES)["d"].exceptions
    assert (small.rules, small.blocks, small.changes, small.limit) == (("d",), (), (), None)
    assert (lift.rules, lift.blocks, lift.changes) == ((), ("small",), ())
    assert (middle.rules, middle.blocks, middle.changes) == ((), (), ("small",))
    assert middle.prevails_over == ("other",)
    assert isinstance(middle.limit, AfterLimit)
    assert middle.limit.period == Period(9, Unit.DAY)
    assert (other.rules, other.blocks) == (("e",), ("lift",))
    assert small.when is not None


def test_an_exception_is_cited_by_its_own_article_and_days():
    article = "article 7 paragraph 2\n  in force from 2024-06-01 until 2024-12-31\n"
    text = RULES.replace("  exception small\n", f"{article}  exception small\n")
    small = rules(text)["d"].exceptions[0]
    assert small.article == "7.2"
    assert (small.since, small.until) == (dt.date(2024, 6, 1), dt.date(2024, 12, 31))


def test_a_checklist_has_exceptions_like_any_rule():
    text = "  checklist c\n    clerk must have on file\n      licence\n    before issue\n"
    found = rules(text + "  exception small\n    to c\n    when urgent\n")
    assert [each.name for each in found["c"].exceptions] == ["small"]


# ---- upward --------------------------------------------------------------------------------------

ROLES = """role head reports to chief
role chief
role junior reports to head
role auditor reports to chief
"""


def levels(text: str) -> list[tuple[str, int, tuple[str, ...]]]:
    [rule] = rules(text, ROLES).values()
    for step in steps_of(rule):
        assert step.demand.match.roles == step.demand.bearers
    return [(step.level, step.of, step.demand.bearers) for step in steps_of(rule)]


def test_the_superior_is_the_role_above_the_level_before():
    text = """  duty d
    junior must visit within 3 days
    otherwise the superior must report within 2 days
    otherwise the superior must review within 2 days
"""
    assert levels(text) == [("otherwise-1", 0, ("head",)), ("otherwise-2", 1, ("chief",))]


def test_each_superior_in_turn_is_as_many_levels():
    text = """  duty d
    junior must visit within 3 days
    otherwise each superior in turn must visit within 2 days
    otherwise auditor must report within 1 day
"""
    assert levels(text) == [
        ("otherwise-1", 0, ("head",)),
        ("otherwise-2", 1, ("chief",)),
        ("otherwise-3", 2, ("auditor",)),
    ]


def test_of_a_chain_the_superiors_of_all_who_bore_it():
    text = """  duty d
    junior must visit within 3 days
    then auditor must report within 2 days
    if any step is missed, each superior in turn must review within 2 days
"""
    assert levels(text) == [
        ("then-1", 0, ("auditor",)),
        ("if-any-missed-1", 1, ("head", "chief")),
    ]
    [rule] = rules(text, ROLES).values()
    assert steps_of(rule)[1].relation is StepRelation.IF_ANY_MISSED


def test_joint_bearers_have_the_superiors_of_each_once():
    text = """  duty d
    head, auditor must visit within 3 days
    otherwise the superior must report within 2 days
"""
    assert levels(text) == [("otherwise-1", 0, ("chief",))]


def test_a_level_of_a_prohibition():
    text = """  prohibition d
    junior must not visit
    otherwise the superior must report within 2 days
"""
    assert levels(text) == [("otherwise-1", 0, ("head",))]
