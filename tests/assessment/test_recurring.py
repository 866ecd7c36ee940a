"""Every so many days since the last: one open instance, the next from the performance, an act for one of them."""

from __future__ import annotations

import pytest

from tests.assessment.common import assessed, at, case_of, flags, found, happened, plan_of, verdicts

ROLLING = """  duty d
    every {distance} since the last from {scope}
    clerk must ensure {act}
{more}"""
FROM_ISSUE = "issue until release"


def rolling(act: str = "visit", more: str = "", scope: str = FROM_ISSUE, distance: str = "3 days") -> str:
    """A rolling duty; `more` are lines of the rule."""
    lines = "".join(f"    {line}\n" for line in more.splitlines())
    return ROLLING.format(distance=distance, scope=scope, act=act, more=lines)


def told(
    rules: str, *events: tuple[str, str], as_of: str = "2024-05-31"
) -> list[tuple[str, tuple[int, ...]]]:
    """Verdict and evidence of each instance, for events told as (type, when)."""
    case = case_of(*(happened(what, when) for what, when in events))
    return [(each.verdict.value, each.evidence) for each in found(rules, case, as_of)]


def test_two_acts_on_one_day_perform_one_instance_each():
    acts = ("issue", "2024-05-06"), ("visit", "2024-05-08"), ("visit", "2024-05-08")
    assert told(rolling(), *acts) == [("satisfied", (1,)), ("satisfied", (2,)), ("violated", ())]
    assert told(rolling(), *acts, as_of="2024-05-11")[-1] == ("pending", ())


def test_which_of_two_acts_of_one_day_came_first_is_assumed():
    case = case_of(
        happened("issue", "2024-05-06"), happened("visit", "2024-05-08"), happened("visit", "2024-05-08")
    )
    findings = found(rolling(), case, "2024-05-31")
    assert [flags(each) for each in findings] == [set(), {"order_assumed"}, {"still_owed"}]
    assert [(miss.event, miss.reason) for miss in findings[2].near_misses] == [(1, "used_elsewhere")]


def test_the_next_counts_from_the_actual_performance():
    acts = ("issue", "2024-05-06"), ("visit", "2024-05-08"), ("visit", "2024-05-20"), ("visit", "2024-05-21")
    case = case_of(*(happened(what, when) for what, when in acts))
    findings = found(rolling(), case, "2024-05-22")
    assert [(each.verdict.value, each.due) for each in findings] == [
        ("satisfied", at("2024-05-09")),
        ("late", at("2024-05-13")),  # the 11th is a Saturday
        ("satisfied", at("2024-05-23")),
        ("pending", at("2024-05-24")),
    ]


@pytest.mark.parametrize("times", [("", "", ""), (" 09:00", " 09:00", " 10:00")], ids=["days", "times"])
def test_an_act_that_already_counted_counts_once(times):
    first, second, third = times
    acts = ("issue", f"2024-05-06{first}"), ("visit", f"2024-05-08{second}"), ("visit", f"2024-05-09{third}")
    rules = rolling(more="already counts")
    assert told(rules, *acts) == [("satisfied", (1,)), ("satisfied", (2,)), ("violated", ())]


def test_the_earlier_visit_counts_and_the_chain_goes_on_from_it():
    acts = ("visit", "2024-05-04"), ("issue", "2024-05-06"), ("visit", "2024-05-07")
    rules = rolling(more="already counts")
    assert told(rules, *acts, as_of="2024-05-08") == [
        ("satisfied", (0,)),
        ("satisfied", (2,)),
        ("pending", ()),
    ]


def test_the_act_that_opens_the_stretch_performs_nothing():
    acts = ("visit", "2024-05-06"), ("visit", "2024-05-06")
    for more in ("", "already counts"):
        rules = rolling(more=more, scope="visit until release")
        assert told(rules, *acts, as_of="2024-05-09") == [("satisfied", (1,)), ("pending", ())]


def test_both_acts_of_a_pair_are_spent():
    rules = rolling("visit at least 2 times")
    acts = [("issue", "2024-05-06"), *[("visit", "2024-05-08")] * 4]
    assert told(rules, *acts, as_of="2024-05-10") == [
        ("satisfied", (1, 2)),
        ("satisfied", (3, 4)),
        ("pending", ()),
    ]


def test_a_joint_duty_goes_on_when_its_last_part_is_done():
    rules = rolling("visit and review")
    first = ("issue", "2024-05-06"), ("visit", "2024-05-07"), ("review", "2024-05-09")
    assert told(rules, *first[:2], as_of="2024-05-08") == [("satisfied", (1,)), ("pending", ())]
    case = case_of(*(happened(what, when) for what, when in first))
    findings = found(rules, case, "2024-05-10")
    assert [(each.part, each.verdict.value, each.due) for each in findings] == [
        ("visit", "satisfied", at("2024-05-09")),
        ("review", "satisfied", at("2024-05-09")),
        ("visit", "pending", at("2024-05-13")),  # the 12th is a Sunday
        ("review", "pending", at("2024-05-13")),
    ]


def test_an_act_that_is_not_known_to_fit_stops_the_chain():
    rules = rolling("visit with written")
    visits = happened("visit", "2024-05-07"), happened("visit", "2024-05-12", written=True)
    case = case_of(happened("issue", "2024-05-06"), *visits)
    [finding] = found(rules, case, "2024-05-31")
    assert {each.value for each in finding.possible} == {"satisfied", "late"}


def test_the_next_event_of_one_day_is_told_once():
    rules = rolling("visit as the next event")
    acts = [("issue", "2024-05-06"), *[("visit", "2024-05-08")] * 2, ("visit", "2024-05-09")]
    findings = told(rules, *acts, as_of="2024-05-10")
    evidence = [each for _, each in findings if each]
    assert len(evidence) == len(set(evidence))
    assert len(findings) <= len(acts)


def test_only_the_instances_since_a_rule_is_in_force_are_told():
    rules = 'article 2 "Later"\n  in force from 2024-05-09\n' + rolling()
    acts = [
        ("issue", "2024-05-06"),
        ("visit", "2024-05-08"),
        ("visit", "2024-05-10"),
        ("visit", "2024-05-12"),
    ]
    case = case_of(*(happened(what, when) for what, when in acts))
    findings = assessed(plan_of(rules), case, "2024-05-13").findings
    assert verdicts(list(findings)) == ["satisfied", "pending"]
    assert [each.evidence for each in findings] == [(3,), ()]
