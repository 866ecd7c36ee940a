"""What is certain although much is not known: results, counts and points that no further fact can take away."""

from __future__ import annotations

from tests.assessment.accountability.common import PEOPLE, assessed, result_of, results, subjects

GROUND = """  liability ground
    for each breach of visits
    holds lead as principal, head as supervisor
    grade warning
    grade demerit when more than 1 in the case
    points 2
  scale case_points
    counted per case
    reaching 2 points grade warning
"""
# Two alarms whose visit was due before the register of visits ends, one whose was due after it.
TWO_AND_ONE = (
    PEOPLE
    + "".join(f"given alarm at 2024-{day}\n" for day in ("05-06", "08-05"))
    + "given register visit until 2024-08-06\n"
)


def alarms(count: int) -> str:
    return "".join(f"given alarm at 2024-09-{day:02d} 09:00\n" for day in range(1, count + 1))


def test_a_breach_that_is_certain_holds_beside_one_that_is_not_known():
    assessment = assessed(GROUND, TWO_AND_ONE)
    li = result_of(assessment, "Li")
    assert (li.result.value, li.grade, li.points) == ("liable", None, None)
    assert (len(li.findings), li.reason_args["count"]) == (1, 1)
    assert subjects(li) == {"visit"}


def test_the_points_of_what_is_certain_are_earned_and_said_not_to_be_all():
    assessment = assessed(GROUND, TWO_AND_ONE)
    [sanction] = [each for each in assessment.sanctions if each.person == "Li"]
    assert (sanction.points, sanction.grade, sanction.complete) == (2, "warning", False)


def test_a_certain_breach_outweighs_more_unknown_ones_than_are_tried():
    lines = (
        PEOPLE + "given alarm at 2024-05-06 09:00\n" + alarms(12) + "given register visit until 2024-09-01\n"
    )
    li = result_of(assessed(GROUND, lines), "Li")
    assert (li.result.value, li.grade) == ("liable", None)
    assert subjects(li) == {"visit"}


def test_without_a_certain_breach_too_many_unknown_ones_leave_it_open():
    lines = PEOPLE + alarms(12) + "given register visit until 2024-08-31\n"
    assert result_of(assessed(GROUND, lines), "Li").result.value == "unknown"


def test_an_exemption_that_may_free_leaves_it_open():
    rules = GROUND + "  exemption freed\n    from ground\n    when urgent\n    effect full\n"
    lines = (
        PEOPLE + "given alarm at 2024-05-06 09:00\n" + alarms(12) + "given register visit until 2024-09-01\n"
    )
    assert result_of(assessed(rules, lines), "Li").result.value == "unknown"


FORBIDDEN = GROUND.replace("visits", "amends")


def test_a_forbidden_act_falls_in_the_first_part_to_who_did_it():
    # `lead must not amend`: only what the lead does is forbidden.
    assessment = assessed(FORBIDDEN, PEOPLE + 'given amend at 2024-06-03 by "Li"\n')
    assert results(assessment) == {"Li": "liable", "Wang": "liable"}
    assert [result_of(assessment, who).degree for who in ("Li", "Wang")] == ["principal", "supervisor"]


NOBODY = 'article 8 "Nobody"\n  prohibition hidden\n    nobody may conceal\n' + GROUND.replace(
    "visits", "hidden"
)


def test_an_act_of_somebody_in_a_role_named_later_is_theirs_in_the_first_degree():
    assessment = assessed(NOBODY, PEOPLE + 'given conceal at 2024-06-03 by "Wang"\n')
    assert results(assessment) == {"Wang": "liable"}
    assert result_of(assessment, "Wang").degree == "principal"


def test_an_act_of_somebody_outside_the_named_roles_is_theirs_and_not_the_role_holders():
    assessment = assessed(NOBODY, PEOPLE + 'given conceal at 2024-06-03 by "Zhao"\n')
    assert results(assessment) == {"Zhao": "liable", "Wang": "liable"}
    zhao = result_of(assessment, "Zhao")
    assert (zhao.degree, zhao.roles) == ("principal", ())


def test_an_act_without_an_actor_leaves_open_who_did_it():
    assessment = assessed(NOBODY, PEOPLE + "given conceal at 2024-06-03\n")
    assert results(assessment) == {"Li": "unknown", "Wang": "liable"}


def test_a_decision_that_is_overdue_is_still_owed_and_rests_on_the_parameter_of_the_house():
    rules = (
        "  liability ground\n    opens on pay\n    for each breach of visits\n    holds lead as principal\n"
        "  exemption freed\n    from ground\n    effect full, on decision of board within patience\n"
    )
    lines = PEOPLE + "given alarm at 2024-05-06\ngiven pay at 2024-06-03\n"
    assessment = assessed(rules, lines, more="parameter patience = 10 days house default\n")
    [owed] = [each for each in assessment.findings if each.rule == "freed"]
    assert (owed.verdict.value, sorted(flag.value for flag in owed.flags)) == (
        "violated",
        ["house_default", "still_owed"],
    )


FACT = """  liability ground
    for {fact}
    holds lead as principal, head as supervisor
    grade warning
"""
CHANGED = PEOPLE.replace(
    'given lead "Li" from 2024-01-01',
    'given lead "Li" from 2024-01-01 until 2024-06-30\ngiven lead "Ma" from 2024-07-01',
)


def test_a_fact_that_somebody_did_is_theirs_whoever_holds_the_role_later():
    assessment = assessed(FACT.format(fact="conceal"), CHANGED + 'given conceal at 2024-05-20 by "Li"\n')
    assert results(assessment) == {"Li": "liable", "Wang": "liable"}
    assert result_of(assessment, "Li").degree == "principal"


def test_a_judgement_about_a_person_is_a_ground_against_that_person():
    lines = CHANGED + 'given judgement negligent yes about "Li" at 2024-08-20 by "Sun" as board\n'
    assert results(assessed(FACT.format(fact="negligent"), lines)) == {"Li": "liable", "Wang": "liable"}


def test_a_judgement_that_clears_a_person_is_no_ground():
    lines = CHANGED + 'given judgement negligent no about "Li" at 2024-08-20 by "Sun" as board\n'
    assert results(assessed(FACT.format(fact="negligent"), lines)) == {}


def test_a_fact_without_a_date_is_nobody_s_for_certain_where_the_role_changed_hands():
    assessment = assessed(FACT.format(fact="bad"), CHANGED + "given case bad yes\n")
    assert results(assessment) == {"Li": "unknown", "Ma": "unknown", "Wang": "liable"}
    assert subjects(result_of(assessment, "Li")) == {"lead"}


def test_a_fact_without_a_date_is_the_holder_s_where_nobody_else_held_the_role():
    assert results(assessed(FACT.format(fact="bad"), PEOPLE + "given case bad yes\n")) == {
        "Li": "liable",
        "Wang": "liable",
    }


def test_whoever_is_not_known_can_be_liable_or_not_where_nothing_exempts():
    assessment = assessed(NOBODY, PEOPLE + "given conceal at 2024-06-03\n")
    assert {each.value for each in result_of(assessment, "Li").possible} == {"liable", "none"}
