"""A breach that is certain, of which it is not known when it was: who answers hangs on that."""

from __future__ import annotations

from dutylang.assessment.model import CaseAssessment, Finding
from tests.assessment.accountability.common import assessed, result_of, results, subjects

RULES = """  exception longer
    to visits
    when loss > 100 CNY
    instead within 20 days
  liability ground
    for each breach of visits
    holds lead as principal
"""
# Due on 16 May, or on Monday, 27 May, where the loss is great; Ma follows Li in between.
LINES = """given lead "Li" from 2024-01-01 until 2024-05-20
given lead "Ma" from 2024-05-21
given alarm at 2024-05-06
given report at 2024-05-07 by "Li"
"""
SAME = LINES.replace(" until 2024-05-20", "").replace('given lead "Ma" from 2024-05-21\n', "")


def visits_of(assessment: CaseAssessment) -> Finding:
    [finding] = [each for each in assessment.findings if each.rule == "visits"]
    return finding


def test_who_held_the_role_at_one_of_the_moments_alone_may_answer():
    assessment = assessed(RULES, LINES)
    for person in ("Li", "Ma"):
        found = result_of(assessment, person)
        assert found.result.value == "unknown", person
        assert {each.value for each in found.possible} == {"liable", "none"}
        assert subjects(found) == {"loss"}
    assert results(assessed(RULES, LINES + "given case loss 50 CNY\n")) == {"Li": "liable"}
    assert results(assessed(RULES, LINES + "given case loss 150 CNY\n")) == {"Ma": "liable"}


def test_the_breach_is_told_without_a_moment_and_names_nobody_whom_it_may_not_concern():
    finding = visits_of(assessed(RULES, LINES))
    assert finding.verdict.value == "violated"
    assert (finding.breached_at, finding.due, finding.persons) == (None, None, ())
    assert [each.day.isoformat() for each in finding.moments] == ["2024-05-16", "2024-05-27"]
    assert {leaf.subject for leaf in finding.moment_deciders} == {"loss"}


def test_who_held_the_role_all_the_while_answers():
    assessment = assessed(RULES, SAME)
    found = result_of(assessment, "Li")
    assert (found.result.value, subjects(found)) == ("liable", set())
    assert visits_of(assessment).persons == ("Li",)


def test_many_breaches_without_a_moment_are_certain_all_the_same():
    """Nobody came or left: the moments need not be tried one by one."""
    alarms = "".join(f"given alarm at 2024-06-{day:02d} 09:00\n" for day in range(1, 13))
    assert result_of(assessed(RULES, SAME + alarms), "Li").result.value == "liable"


def test_a_decision_that_came_between_the_moments_is_about_one_of_them_alone():
    """The board excused Li on 20 May: what was missed on 27 May it could not yet know."""
    rules = (
        RULES + "  exemption freed\n    from ground\n    when urgent\n    effect full, on decision of board\n"
    )
    lines = SAME + 'given case urgent yes\ngiven board "Sun" from 2024-01-01\n'
    lines += 'given judgement freed yes about "Li" at 2024-05-20 by "Sun" as board\n'
    early, late = (assessed(rules, f"{lines}given case loss {loss} CNY\n") for loss in (50, 150))
    told = {result_of(each, "Li").result.value for each in (early, late)}
    assert told == {"exempt", "awaiting_decision"}
    found = result_of(assessed(rules, lines), "Li")
    assert {each.value for each in found.possible} == told


CLASH = """  exception excused
    to visits
    when urgent
  exception shorter
    to visits
    when bad
    instead within 5 days
  exception blocking
    to amends
    blocks exception shorter
    when loss > 100 CNY
  liability ground
    for each breach of visits
    holds lead as principal
"""


def test_exceptions_that_may_clash_leave_open_who_answers():
    """With a great loss the duty is excused, with a small one two exceptions clash: a clash clears nobody."""
    lines = SAME + "given case urgent yes\ngiven case bad yes\n"
    assert visits_of(assessed(CLASH, lines + "given case loss 50 CNY\n")).verdict.value == "conflict"
    assert visits_of(assessed(CLASH, lines + "given case loss 150 CNY\n")).verdict.value == "exempt"
    assert result_of(assessed(CLASH, lines + "given case loss 50 CNY\n"), "Li").result.value == "unknown"
    found = result_of(assessed(CLASH, lines), "Li")
    assert found.result.value == "unknown"
    assert {each.value for each in found.possible} == {"liable", "none"}
    assert "loss" in subjects(found)


def test_who_acted_in_a_role_that_is_not_told_may_be_freed_in_it():
    """Li amended; whether as the lead, whom the policy forbids it and frees, the record does not tell."""
    rules = (
        "  liability ground\n    for each breach of amends\n    holds lead as principal\n"
        "  exemption freed\n    from ground\n    for lead\n    effect full\n"
    )
    act = 'given amend at 2024-05-06 by "Li"\n'
    assert (
        result_of(assessed(rules, 'given lead "Li" from 2024-01-01\n' + act), "Li").result.value == "exempt"
    )
    found = result_of(assessed(rules, act), "Li")
    assert found.result.value == "unknown"
    assert "exempt" in {each.value for each in found.possible}


def test_what_another_holder_left_undone_is_superseded_too():
    """A newer alarm came in time: nobody, whoever else held the role, broke the duty of the first."""
    rules = (
        "  duty each_visits\n    after the latest alarm\n    each lead must visit within 5 days\n"
        "  liability ground\n    for each breach of each_visits\n    holds lead as principal\n"
    )
    lines = 'given alarm at 2024-05-06\ngiven visit at 2024-05-07 by "Li"\ngiven alarm at 2024-05-10\n'
    first, _ = (each for each in assessed(rules, lines).findings if each.rule == "each_visits")
    assert first.verdict.value in ("unknown", "not_applicable")
    assert {each.value for each in first.possible} == {"satisfied", "not_applicable"}
