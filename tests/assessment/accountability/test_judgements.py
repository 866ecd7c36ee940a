"""Judgements: which decision counts, what is void, what is open and by when."""

import pytest

from tests.assessment.accountability.common import MISSED, PEOPLE, assessed, codes, result_of, results

RULES = """  liability ground
    for each breach of visits
    when negligent
    holds lead as principal
"""
LINES = PEOPLE + MISSED


def decided(words: str, day: str, by: str, role: str, about: str = "") -> str:
    whom = f'about "{about}" ' if about else ""
    return f'given judgement negligent {words} {whom}at {day} by "{by}" as {role}\n'


@pytest.mark.parametrize(
    ("decisions", "result"),
    [
        (decided("yes", "2024-07-01", "Sun", "board"), "liable"),
        (decided("no", "2024-07-01", "Sun", "board"), "none"),
        (
            decided("no", "2024-07-01", "Sun", "board") + decided("yes", "2024-07-02", "Sun", "board"),
            "liable",
        ),
        (
            decided("yes", "2024-07-01", "Xu", "council") + decided("no", "2024-07-09", "Sun", "board"),
            "liable",
        ),
        (decided("no", "2024-07-01", "Xu", "council") + decided("yes", "2024-07-09", "Sun", "board"), "none"),
        (decided("no", "2024-07-01", "Sun", "board") + decided("yes", "2024-07-02", "Wang", "head"), "none"),
        (decided("no", "2025-07-01", "Sun", "board"), "unknown"),
        (decided("yes", "2024-07-01", "Sun", "board", about="Li"), "liable"),
        (decided("yes", "2024-07-01", "Sun", "board", about="Wang"), "unknown"),
    ],
)
def test_the_latest_valid_decision_counts_a_superior_bodys_first(decisions, result):
    assert result_of(assessed(RULES, LINES + decisions), "Li").result.value == result


def test_what_was_opened_and_not_decided_does_not_set_aside_another_decision():
    opened = 'given judgement negligent open at 2024-08-01 by "Xu" as council\n'
    lines = LINES + decided("yes", "2024-07-01", "Sun", "board") + opened
    assert result_of(assessed(RULES, lines), "Li").result.value == "liable"
    assert result_of(assessed(RULES, LINES + opened), "Li").result.value == "unknown"


def test_a_decision_without_the_power_is_reported():
    assert codes(assessed(RULES, LINES + decided("yes", "2024-07-01", "Li", "board"))) == ["A004"]


def test_an_open_judgement_is_listed_where_it_could_change_a_result():
    [question] = assessed(RULES, LINES).open_questions
    assert (question.leaf.subject, question.waits_for, question.due) == (
        "negligent",
        ("board", "council"),
        None,
    )
    visited = LINES + 'given visit at 2024-05-07 by "Li"\n'
    assert assessed(RULES, visited).open_questions == ()


def test_a_judgement_with_a_deadline_is_its_bodys_duty():
    lines = LINES + "given inquire at 2024-07-01\n"
    open_still = assessed(RULES, lines, as_of="2024-07-05")
    [finding] = [each for each in open_still.findings if each.rule == "negligent"]
    assert (finding.verdict.value, finding.reason, finding.roles) == (
        "pending",
        "decision_awaited",
        ("board", "council"),
    )
    assert finding.due is not None
    assert finding.due.day.isoformat() == "2024-07-11"
    [question] = open_still.open_questions
    assert (question.due, question.overdue) == (finding.due, False)
    late = assessed(RULES, lines + decided("yes", "2024-07-15", "Sun", "board"))
    [finding] = [each for each in late.findings if each.rule == "negligent"]
    assert (finding.verdict.value, finding.reason, late.open_questions) == ("late", "decision_late", ())


def test_a_judgement_that_is_due_is_listed_though_it_changes_nothing():
    lines = LINES + 'given visit at 2024-05-07 by "Li"\ngiven inquire at 2024-07-01\n'
    [question] = assessed(RULES, lines).open_questions
    assert (question.leaf.subject, question.overdue) == ("negligent", True)
    assert results(assessed(RULES, lines)) == {}


def test_a_judgement_about_one_person_was_made_when_it_was_made():
    lines = LINES + "given inquire at 2024-07-01\n"
    timely, later = (
        decided("yes", "2024-07-05", "Sun", "board", "Li"),
        decided("no", "2024-08-05", "Sun", "board"),
    )
    [finding] = [
        each for each in assessed(RULES, lines + timely + later).findings if each.rule == "negligent"
    ]
    assert (finding.verdict.value, finding.done.day.isoformat()) == ("satisfied", "2024-07-05")


def test_of_several_grounds_the_earliest_moment_of_a_decision_is_shown():
    exempt = """  liability ground
    for each breach of visits
    holds lead as principal, head as supervisor
  liability other
    opens on pay
    holds lead as principal
  exemption freed
    from ground, other
    effect full, on decision of board within 10 days
"""
    assessment = assessed(exempt, LINES + "given pay at 2024-05-02\n")
    [question] = assessment.open_questions
    assert question.due is not None
    assert (question.leaf.subject, question.due.day.isoformat()) == ("freed", "2024-05-13")
    decisions = [each.due.day.isoformat() for each in assessment.findings if each.level == "decision"]
    assert decisions == ["2024-05-13", "2024-05-27"]  # Li's, who answers on both grounds, then Wang's
