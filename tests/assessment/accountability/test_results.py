"""Results over everything unknown: what stays certain, what is left out, what decides."""

from dutylang.pipeline import loaded_from_text, run_scenarios
from tests.assessment.accountability.common import (
    HEAD,
    MISSED,
    PEOPLE,
    assessed,
    result_of,
    results,
    subjects,
)

GROUND = """  liability ground
    for each breach of visits
    holds lead as principal
"""


def test_one_result_for_each_person_and_ground():
    rules = (
        GROUND
        + "  liability other\n    for each breach of visits\n    holds lead as principal, head as supervisor\n"
    )
    found = [(each.person, each.liability) for each in assessed(rules, PEOPLE + MISSED).persons]
    assert found == [("Li", "ground"), ("Li", "other"), ("Wang", "other")]


def test_holders_against_whom_nothing_holds_have_a_result_too():
    lines = PEOPLE + 'given alarm at 2024-05-06\ngiven visit at 2024-05-07 by "Li"\n'
    result = result_of(assessed(GROUND, lines), "Li")
    assert (result.result.value, result.reason, result.findings) == ("none", "no_ground", ())


def test_a_table_in_conflict_leaves_the_result_unknown():
    more = """article 1 "Tables"
  table severe unique match
    | loss     | severe |
    | > 10 CNY | yes    |
    | > 5 CNY  | no     |
"""
    head = HEAD.replace("chapter 2", f"{more}chapter 2")
    rules = GROUND + "    when severe\n"
    lines = "".join(f"  {line}\n" for line in (PEOPLE + MISSED).splitlines())
    text = f'{head}{rules}scenario "s" as of 2024-12-31\n  given case loss 20 CNY\n{lines}  expect visits violated\n'
    loaded, found = loaded_from_text(text)
    assert loaded is not None, [(each.code, dict(each.args), each.span.line) for each in found]
    [result] = run_scenarios(loaded)
    assert result.assessment is not None
    li = result_of(result.assessment, "Li")
    assert (li.result.value, subjects(li)) == ("unknown", {"severe"})


def test_a_conflict_of_rules_is_a_ground_that_nobody_knows():
    rules = (
        """article 5 "Clash"
  exception calm
    to visits
    when urgent
  exception slow
    to visits
    when bad
    instead within 20 days
article 10 "Liability"
"""
        + GROUND
    )
    lines = PEOPLE + "given case urgent yes, bad yes\n" + MISSED
    result = result_of(assessed(rules, lines), "Li")
    assert (result.result.value, {each.value for each in result.possible}) == ("unknown", {"liable", "none"})
    assert [(leaf.subject, leaf.why) for leaf in result.deciders] == [("visits", "conflict")]


def test_an_excused_duty_is_no_breach_of_anybody():
    rules = (
        """article 5 "Excuse"
  exception calm
    to visits
    when urgent
article 10 "Liability"
"""
        + GROUND
    )
    assert results(assessed(rules, PEOPLE + "given case urgent yes\n" + MISSED)) == {}


def test_advice_is_never_a_ground():
    rules = """article 5 "Advice"
  duty advised
    after each alarm
    lead should visit within 5 days
article 10 "Liability"
  liability ground
    for each breach of advised
    holds lead as principal
"""
    assert results(assessed(rules, PEOPLE + MISSED)) == {}


def test_results_that_agree_stay_though_the_reason_is_unknown():
    # Whichever way the first visit turns out, the second was missed.
    lines = PEOPLE + MISSED + "given alarm at 2024-07-01\ngiven visit at 2024-05-10\n"
    rules = GROUND + "    points 2\n"
    result = result_of(assessed(rules, lines), "Li")
    assert (result.result.value, result.points, len(result.findings)) == ("liable", None, 1)
    assert subjects(result) == {"visit"}
