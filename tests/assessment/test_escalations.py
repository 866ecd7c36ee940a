"""Levels that a miss opened: whom they fall to, what they answer for, and how they stand."""

from dutylang.assessment.escalations import escalations_of
from dutylang.assessment.model import CaseAssessment, Finding
from dutylang.assessment.persons import Escalation, EscalationState
from dutylang.cases.record import Holding
from tests.assessment.common import assessed, at, case_of, happened, plan_of

ROLES = """role head reports to chief
role chief
role junior reports to head
"""
LADDER = """  duty d
    after each alarm
    junior must ensure visit within 3 days
    otherwise the superior must ensure report within 2 days
    otherwise the superior must ensure review within 2 days
"""
IN_TURN = """  duty d
    after each alarm
    junior must ensure visit within 3 days
    otherwise each superior in turn must ensure visit within 2 days
"""
ALARM = happened("alarm", "2024-05-06")


def judged(rules, *events, as_of="2024-05-31", **more) -> tuple[CaseAssessment, tuple[Escalation, ...]]:
    plan = plan_of(rules, ROLES)
    assessment = assessed(plan, case_of(*events, **more), as_of)
    return assessment, escalations_of(plan, assessment.findings)


def main_of(assessment: CaseAssessment) -> Finding:
    return next(each for each in assessment.findings if not each.level)


def states(escalations) -> list[tuple[str, str]]:
    return [(each.level, each.state.value) for each in escalations]


def test_nothing_was_missed_so_nothing_escalates():
    assert judged(LADDER, ALARM, happened("visit", "2024-05-07"))[1] == ()
    assert judged(LADDER, ALARM, as_of="2024-05-08")[1] == ()


def test_a_level_is_open_until_its_own_due():
    assessment, [level] = judged(LADDER, ALARM, as_of="2024-05-10")
    assert level.state is EscalationState.OPEN
    assert (level.roles, level.acts, level.depth) == (("head",), ("report",), 1)
    assert (level.opened, level.due) == (at("2024-05-09"), at("2024-05-13"))  # the 11th is a Saturday
    assert level.primary == main_of(assessment).key
    assert level.key == f"{level.primary}/otherwise-1"


def test_a_ladder_of_two_met_at_the_second_rung():
    assessment, levels = judged(LADDER, ALARM, happened("review", "2024-05-14"))
    assert states(levels) == [("otherwise-1", "missed"), ("otherwise-2", "met")]
    assert [(each.roles, each.depth) for each in levels] == [(("head",), 1), (("chief",), 2)]
    assert levels[1].opened == levels[0].due
    assert {each.primary for each in levels} == {main_of(assessment).key}
    assert "repaired" in {flag.value for flag in main_of(assessment).flags}


def test_all_missed_ends_there():
    assessment, levels = judged(LADDER, ALARM)
    assert states(levels) == [("otherwise-1", "missed"), ("otherwise-2", "missed")]
    assert "terminal" in {flag.value for flag in main_of(assessment).flags}


def test_a_level_done_late_says_so_and_the_next_is_open_until_then():
    _, levels = judged(LADDER, ALARM, happened("report", "2024-05-14"), as_of="2024-05-14")
    assert states(levels) == [("otherwise-1", "late"), ("otherwise-2", "discharged")]


def test_what_is_made_good_in_time_discharges_the_level():
    _, levels = judged(LADDER, ALARM, happened("visit", "2024-05-10"))
    assert states(levels) == [("otherwise-1", "discharged")]


def test_each_superior_in_turn_is_one_level_after_the_other_up_to_the_top():
    _, levels = judged(IN_TURN, ALARM)
    assert [(each.level, each.roles, each.depth) for each in levels] == [
        ("otherwise-1", ("head",), 1),
        ("otherwise-2", ("chief",), 2),
    ]
    assert [each.due for each in levels] == [at("2024-05-13"), at("2024-05-15")]


def test_it_falls_to_who_holds_the_role():
    holders = (Holding("head", "Wang", at("2024-01-01").day),)
    _, [level] = judged(LADDER, ALARM, as_of="2024-05-10", holders=holders)
    assert level.persons == ("Wang",)


def test_of_a_chain_the_earliest_miss_is_what_it_answers_for():
    rules = """  duty d
    after each alarm
    junior must ensure visit within 3 days
    and must ensure report within 2 days
    if any step is missed, the superior must ensure review within 2 days
    otherwise the superior must ensure grant within 2 days
"""
    assessment, levels = judged(rules, ALARM)
    assert states(levels) == [("if-any-missed-1", "missed"), ("otherwise-1", "missed")]
    assert [each.roles for each in levels] == [("head",), ("chief",)]
    [second] = [each for each in assessment.findings if each.level == "and-1"]
    assert {each.primary for each in levels} == {second.key}
    assert [each.depth for each in levels] == [1, 2]


def test_a_level_below_a_later_step_answers_for_that_step():
    rules = """  duty d
    after each alarm
    junior must ensure visit within 3 days
    then must ensure report within 2 days
    otherwise the superior must ensure review within 2 days
"""
    assessment, [level] = judged(rules, ALARM, happened("visit", "2024-05-07"))
    [step] = [each for each in assessment.findings if each.level == "then-1"]
    assert (level.primary, level.depth, level.roles) == (step.key, 1, ("head",))


def test_a_level_on_a_forbidden_act():
    rules = "  prohibition d\n    junior must not visit\n    otherwise the superior must ensure report within 2 days\n"
    assessment, [level] = judged(rules, happened("visit", "2024-05-06", "Li/junior"))
    assert level.primary == main_of(assessment).key
    assert (level.state, level.opened) == (EscalationState.MISSED, at("2024-05-06"))


def test_a_level_below_something_unknown_is_unknown():
    registers = dict.fromkeys(("alarm", "report", "review"))
    assessment, levels = judged(LADDER, ALARM, registers=registers)
    assert {each.state for each in levels} == {EscalationState.UNKNOWN}
    assert {each.primary for each in levels} == {main_of(assessment).key}


def test_steps_of_a_joint_duty_share_their_level():
    rules = """  duty d
    after each alarm
    junior must ensure visit and report within 3 days
    otherwise the superior must ensure review within 2 days
"""
    assessment, [level] = judged(rules, ALARM, happened("visit", "2024-05-07"))
    [missed] = [each for each in assessment.findings if each.verdict.value == "violated" and each.part]
    assert level.primary == missed.key
