"""When a ground holds: its opening, its conditions, the kinds of breach, grades and points."""

from decimal import Decimal

import pytest

from tests.assessment.accountability.common import (
    MISSED,
    PEOPLE,
    assessed,
    result_of,
    results,
    subjects,
)

HOLDS = "    holds lead as principal\n"
LATE = (
    PEOPLE
    + 'given alarm at 2024-05-06\ngiven report at 2024-05-07 by "Li"\ngiven visit at 2024-05-20 by "Li"\n'
)


def ground(*lines: str) -> str:
    return "  liability ground\n" + "".join(f"    {line}\n" for line in lines) + HOLDS


def test_a_ground_opens_on_its_event():
    rules = ground("opens on pay", "for each breach of visits")
    result = result_of(assessed(rules, PEOPLE + MISSED), "Li")
    assert (result.result.value, result.reason) == ("none", "not_opened")
    result = result_of(assessed(rules, PEOPLE + MISSED + "given pay at 2024-08-01\n"), "Li")
    assert (result.result.value, result.reason) == ("liable", "breaches")
    assert result.opened is not None
    assert result.opened.day.isoformat() == "2024-08-01"


def test_an_opening_that_the_register_may_hide_is_asked():
    rules = ground("opens on pay", "for each breach of visits")
    result = result_of(assessed(rules, PEOPLE + MISSED + "given register pay until 2024-06-01\n"), "Li")
    assert (result.result.value, {each.value for each in result.possible}) == ("unknown", {"none", "liable"})
    assert subjects(result) == {"pay"}


@pytest.mark.parametrize(
    ("kind", "lines", "liable"),
    [
        ("breach", LATE, True),
        ("failure", LATE, False),
        ("lateness", LATE, True),
        ("breach", PEOPLE + MISSED, True),
        ("failure", PEOPLE + MISSED, True),
        ("lateness", PEOPLE + MISSED, False),
    ],
)
def test_breach_failure_and_lateness(kind, lines, liable):
    # Settled 10: breach is violated or late, failure is violated, lateness is late.
    found = results(assessed(ground(f"for each {kind} of visits"), lines))
    assert found == ({"Li": "liable"} if liable else {})


@pytest.mark.parametrize(
    ("kind", "possible"),
    [("breach", {"liable"}), ("failure", {"liable", "none"}), ("lateness", {"liable", "none"})],
)
def test_a_breach_that_may_be_late_or_never_repaired_is_told_apart_by_kind(kind, possible):
    # Nothing was done by the due day, and the register of what came later is not complete.
    lines = PEOPLE + MISSED + "given register visit until 2024-05-20\n"
    rules = (
        ground(f"for each {kind} of visits") + "  liability other\n    for each lateness of visits\n" + HOLDS
    )
    result = result_of(assessed(rules, lines), "Li")
    assert {each.value for each in result.possible or {result.result}} == possible


def test_unrepaired_leaves_out_what_was_made_good():
    lines = PEOPLE + 'given alarm at 2024-05-06\ngiven report at 2024-05-28 by "Wang"\n'
    repaired = assessed(ground("for each unrepaired breach of reports"), lines)
    assert results(repaired) == {}
    assert results(assessed(ground("for each breach of reports"), lines)) == {"Li": "liable"}


def test_a_condition_must_hold_at_the_as_of_moment():
    rules = ground("for each breach of visits", "when urgent")
    assert results(assessed(rules, PEOPLE + MISSED + "given case urgent yes\n")) == {"Li": "liable"}
    no = result_of(assessed(rules, PEOPLE + MISSED + "given case urgent no\n"), "Li")
    assert (no.result.value, no.reason) == ("none", "no_ground")
    unknown = result_of(assessed(rules, PEOPLE + MISSED), "Li")
    assert (unknown.result.value, subjects(unknown)) == ("unknown", {"urgent"})


def test_a_fact_is_a_ground():
    rules = ground("opens on pay", "for bad")
    lines = PEOPLE + "given pay at 2024-08-01\n"
    result = result_of(assessed(rules, lines + "given case bad yes\n"), "Li")
    assert (result.result.value, result.reason, result.facts) == ("liable", "facts", ("bad",))
    assert results(assessed(rules, lines + "given case bad no\n")) == {}


FACTS = "given pay at 2024-08-01\ngiven inquire at 2024-08-02\n"


@pytest.mark.parametrize(
    ("fact", "lines", "named"),
    [
        ("bad or urgent", "given case bad no\ngiven case urgent yes\n", ("urgent",)),
        ("bad or urgent", "given case bad yes\ngiven case urgent yes\n", ("bad", "urgent")),
        ("bad or urgent", "given case urgent yes\n", ("urgent",)),
        ("bad and urgent", "given case bad yes\ngiven case urgent yes\n", ("bad", "urgent")),
        ("bad or (urgent and negligent)",
         'given case bad no\ngiven case urgent yes\ngiven judgement negligent yes at 2024-08-05 by "Sun" as board\n',
         ("urgent", "negligent")),
    ],
)  # fmt: skip
def test_of_a_fact_with_alternatives_those_that_hold_are_named(fact, lines, named):
    result = result_of(assessed(ground("opens on pay", f"for {fact}"), PEOPLE + FACTS + lines), "Li")
    assert (result.result.value, result.facts) == ("liable", named)


def test_of_alternatives_of_which_none_is_known_none_is_named_for_certain():
    result = result_of(assessed(ground("opens on pay", "for bad or urgent"), PEOPLE + FACTS), "Li")
    assert (result.result.value, subjects(result)) == ("unknown", {"bad", "urgent"})
    assert set(result.facts) <= {"bad", "urgent"}


def test_an_opening_alone_is_a_ground_where_nothing_else_is_asked():
    result = result_of(assessed(ground("opens on pay"), PEOPLE + "given pay at 2024-08-01\n"), "Li")
    assert (result.result.value, result.reason) == ("liable", "opened")


def test_a_breach_before_the_ground_was_in_force_is_none():
    late = 'article 10 "New"\n  in force from 2024-06-01\n' + ground("for each breach of visits")
    result = result_of(assessed(late, PEOPLE + MISSED), "Li")
    assert (result.result.value, result.reason) == ("none", "not_in_force")


def test_an_unknown_finding_makes_the_result_unknown_by_what_decides_it():
    lines = (
        PEOPLE + 'given alarm at 2024-05-06\ngiven report at 2024-05-07 by "Li"\ngiven visit at 2024-05-10\n'
    )
    result = result_of(assessed(ground("for each breach of visits"), lines), "Li")
    assert (result.result.value, {each.value for each in result.possible}) == ("unknown", {"none", "liable"})
    assert subjects(result) == {"visit"}


GRADES = ("for each breach of visits", "grade note", "grade demerit when more than 1 in the case")


def test_the_highest_grade_that_is_true_applies():
    assert result_of(assessed(ground(*GRADES), PEOPLE + MISSED), "Li").grade == "note"
    twice = MISSED + 'given alarm at 2024-07-01\ngiven report at 2024-07-02 by "Li"\n'
    assert result_of(assessed(ground(*GRADES), PEOPLE + twice), "Li").grade == "demerit"


def test_a_grade_that_hangs_on_something_unknown_is_left_out_and_the_result_stays():
    rules = ground("for each breach of visits", "grade note", "grade warning when urgent")
    result = result_of(assessed(rules, PEOPLE + MISSED), "Li")
    assert (result.result.value, result.grade, subjects(result)) == ("liable", None, {"urgent"})
    assert result.possible == frozenset()
    known = result_of(assessed(rules, PEOPLE + MISSED + "given case urgent yes\n"), "Li")
    assert (known.grade, known.deciders) == ("warning", ())


def test_points_add_for_each_finding_at_its_breach_date():
    twice = MISSED + 'given alarm at 2024-07-01\ngiven report at 2024-07-02 by "Li"\n'
    assessment = assessed(ground("for each breach of visits", "points 3"), PEOPLE + twice)
    assert result_of(assessment, "Li").points == Decimal(6)
    assert [(e.person, e.at.day.isoformat(), e.points) for e in assessment.entries] == [
        ("Li", "2024-05-16", Decimal(3)),
        ("Li", "2024-07-11", Decimal(3)),
    ]


def test_points_of_a_fact_are_earned_at_the_opening():
    rules = ground("opens on pay", "for bad", "points 2")
    lines = PEOPLE + "given pay at 2024-08-01\ngiven case bad yes\n"
    [entry] = assessed(rules, lines).entries
    assert (entry.at.day.isoformat(), entry.points, entry.source) == ("2024-08-01", Decimal(2), "bad")


def test_a_scale_per_case_turns_points_into_the_highest_grade_reached():
    scale = (
        "  scale by_case\n    counted per case\n"
        "    reaching 3 points grade note\n    reaching 6 points grade warning\n"
    )
    rules = ground("for each breach of visits", "points 3") + scale
    [sanction] = assessed(rules, PEOPLE + MISSED).sanctions
    assert (sanction.person, sanction.points, sanction.grade, sanction.complete) == (
        "Li",
        Decimal(3),
        "note",
        True,
    )
    twice = MISSED + 'given alarm at 2024-07-01\ngiven report at 2024-07-02 by "Li"\n'
    assert assessed(rules, PEOPLE + twice).sanctions[0].grade == "warning"


def test_a_scale_over_all_cases_shows_what_this_one_adds():
    scale = "  scale by_year\n    counted per person every year\n    reaching 6 points grade warning\n"
    [sanction] = assessed(ground("for each breach of visits", "points 3") + scale, PEOPLE + MISSED).sanctions
    assert (sanction.period, sanction.points, sanction.grade, sanction.complete) == (
        "2024",
        Decimal(3),
        None,
        False,
    )


def test_more_unknown_than_is_tried_leaves_open_whether_somebody_answers():
    lines = (
        "".join(f"given alarm at 2024-0{m}-01\n" for m in range(1, 6))
        + "given register visit until 2023-12-31\n"
    )
    result = result_of(assessed(ground(*GRADES), PEOPLE + lines), "Li")
    assert result.result.value == "unknown"
    many = "".join(f"given alarm at 2024-0{m}-{d}\n" for m in range(1, 6) for d in ("01", "15"))
    result = result_of(
        assessed(ground(*GRADES), PEOPLE + many + "given register visit until 2023-12-31\n"), "Li"
    )
    # Nothing exempts from the ground, so nothing milder than liable is possible but that it does not hold.
    assert {each.value for each in result.possible} == {"liable", "none"}
