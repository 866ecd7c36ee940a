"""The smallest changes that would have changed a result: each is put into the record and judged again."""

from __future__ import annotations

from dutylang.assessment.model import Horizon
from dutylang.assessment.persons import ChangeKind, Counterfactual, PersonResult
from dutylang.pipeline import assess, run_scenarios
from tests.assessment.accountability.common import MISSED, PEOPLE, policy_of

GROUND = """  liability ground
    opens on pay
    for each breach of visits
    holds lead as principal, head as supervisor
    kinds assessment, economic
    grade demerit
"""
PAID = PEOPLE + MISSED + "given pay at 2024-08-01\n"


def changed(rules: str, lines: str, person: str = "Li", as_of: str = "2024-12-31") -> PersonResult:
    """The person's one result on the ground, with what would have changed it."""
    body = "".join(f"  {line.strip()}\n" for line in lines.strip().splitlines())
    loaded = policy_of(f'{rules}scenario "s" as of {as_of}\n{body}  expect visits satisfied\n')
    [scenario] = run_scenarios(loaded)
    from dutylang.cases.scenario import case_from_scenario

    case, moment, known_at, _, _ = case_from_scenario(scenario.scenario, loaded.policy)
    found = assess(loaded, case, Horizon(moment, known_at), counterfactuals=True)
    [result] = [each for each in found.persons if (each.person, each.liability) == (person, "ground")]
    return result


def told(found: Counterfactual) -> tuple[str, ...]:
    return (*(f"{each.kind.value} {each.subject} {each.value}" for each in found.changes), found.result.value)


def test_the_missed_act_done_by_its_due_would_have_left_no_ground():
    li = changed(GROUND, PAID)
    [best] = li.counterfactuals
    [change] = best.changes
    assert (change.kind, change.subject, change.person) == (ChangeKind.DONE, "visit", "Li")
    assert (change.at.day.isoformat(), best.result.value) == ("2024-05-16", "none")


def test_the_opening_of_the_ground_is_not_something_that_could_have_been_different():
    li = changed(GROUND, PAID)
    assert all(each.subject != "pay" for found in li.counterfactuals for each in found.changes)


def test_a_forbidden_act_left_out():
    ground = GROUND.replace("visits", "amends").replace(", head as supervisor", "")
    li = changed(ground, PAID + 'given amend at 2024-06-03 by "Li"\n')
    assert [told(found) for found in li.counterfactuals] == [("not_done amend None", "none")]


def test_two_misses_need_two_changes():
    ground = GROUND.replace(
        "for each breach of visits", "for each breach of visits\n    for each breach of reports"
    )
    lines = PEOPLE + "given alarm at 2024-05-06\ngiven pay at 2024-08-01\n"
    li = changed(ground, lines)
    [best] = li.counterfactuals
    assert sorted(each.subject for each in best.changes) == ["report", "visit"]
    assert best.result.value == "none"


def test_a_decision_that_is_awaited():
    rules = (
        GROUND + "  exemption freed\n    from ground\n    effect full, on decision of board within 30 days\n"
    )
    li = changed(rules, PAID)
    assert ("decided freed True", "exempt") in [told(found) for found in li.counterfactuals]


def test_a_bar_that_had_not_been():
    rules = GROUND + "  exemption freed\n    from ground\n    effect full\n    barred by conceal\n"
    li = changed(rules, PAID + 'given conceal at 2024-06-03 by "Li"\n')
    assert ("not_done conceal None", "exempt") in [told(found) for found in li.counterfactuals]


def test_an_unknown_field_and_the_value_that_would_free():
    rules = GROUND + "  exemption freed\n    from ground\n    when urgent\n    effect full\n"
    li = changed(rules, PAID)
    assert li.result.value == "unknown"
    assert ("field urgent True", "exempt") in [told(found) for found in li.counterfactuals]
    assert all("urgent False" not in told(found)[0] for found in li.counterfactuals)


def test_a_fact_that_had_not_been():
    ground = GROUND.replace("for each breach of visits", "for bad")
    li = changed(ground, PAID + "given case bad yes\n")
    assert [told(found) for found in li.counterfactuals] == [("field bad False", "none")]


def test_an_act_of_the_person_that_is_itself_the_ground():
    ground = GROUND.replace("for each breach of visits", "for conceal")
    li = changed(ground, PAID + 'given conceal at 2024-06-03 by "Li"\n')
    assert [told(found) for found in li.counterfactuals] == [("not_done conceal None", "none")]


def test_who_is_not_liable_has_nothing_to_better():
    li = changed(GROUND, PAID.replace("given pay at 2024-08-01\n", ""))
    assert (li.result.value, li.counterfactuals) == ("none", ())
