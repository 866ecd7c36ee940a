"""A demand against a prohibition of one act: told where no conduct keeps both, left alone where some does."""

import pytest

from tests.policy.texts import checked

MORE = """
event approve
define is_small means amount < 1000 CNY
define was_approved means approve
article 9
  table size first match
    | amount    | size  |
    | < 5 CNY   | small |
    | otherwise | large |
  table risk first match
    | was_approved | risk |
    | yes          | low  |
    | otherwise    | high |
article 10
  duty visit
{}
  prohibition still
{}
"""


def told(demand: str, prohibition: str) -> list[str]:
    lines = ["".join(f"    {line}\n" for line in text.split("\n")) for text in (demand, prohibition)]
    found = checked(MORE.format(*lines))
    assert found.syntax == ()
    return [code for code in found.codes() if code != "D006"]


MUST = "after each emergency\nclient_manager must visit_site within 3 days"
NOT = "client_manager must not visit_site"


@pytest.mark.parametrize(
    ("demand", "prohibition"),
    [
        (MUST, NOT),
        (MUST, f"{NOT} when handled_by_agent"),
        (MUST, f"when handled_by_agent\n{NOT}"),
        (MUST, f"{NOT} when is_small"),
        (MUST, f"{NOT} when size is large"),
        (f"{MUST} when handled_by_agent", f"{NOT} when handled_by_agent"),
        (f"{MUST} when handled_by_agent and amount < 5 CNY", f"{NOT} when handled_by_agent"),
        (f"{MUST} when handled_by_agent", f"{NOT} when handled_by_agent and form is company"),
        (f"when approve\n{MUST}", f"{NOT} when approve"),
        (f"{MUST} unless handled_by_agent", NOT),
        (MUST, "nobody may visit_site"),
        (MUST, "after each emergency\nclient_manager must not visit_site"),
        (MUST, "after each emergency\nclient_manager must not visit_site within 3 days"),
        ("after each emergency\nclient_manager must visit_site with report", f"{NOT} with report"),
        ("after each emergency\nclient_manager must visit_site with report", NOT),
        (f"{MUST.replace('visit_site', 'issue_report')}\nand must visit_site within 3 days", NOT),
        (f"{MUST.replace('visit_site', 'issue_report')}\nthen must visit_site within 3 days", NOT),
        (MUST.replace("must visit_site", "must visit_site and issue_report"), NOT),
        (MUST.replace("client_manager must", "each client_manager must"), NOT),
    ],
)
def test_whatever_is_done_one_of_the_two_is_broken(demand, prohibition):
    assert told(demand, prohibition) == ["D013"]


@pytest.mark.parametrize(
    ("demand", "prohibition"),
    [
        (f"{MUST} when handled_by_agent", f"{NOT} when not handled_by_agent"),
        (f"{MUST} when handled_by_agent", f"{NOT} when amount < 5 CNY"),
        (f"{MUST} unless handled_by_agent", f"{NOT} when handled_by_agent"),
        (MUST, f"{NOT} unless approve on the same day"),
        (MUST, f"{NOT} when risk is high"),
        # Until the act is approved it waits.
        (MUST, f"{NOT} when not approve"),
        (MUST, f"{NOT} when not was_approved"),
        (MUST, "before approve\nclient_manager must not visit_site"),
        (MUST, f"{NOT} within 1 day"),
        (MUST, f"{NOT} with not report"),
        ("after each emergency\nclient_manager must visit_site with report", f"{NOT} with not report"),
        (MUST.replace("visit_site", "visit_site or issue_report"), NOT),
        # Somebody else may do it.
        (MUST.replace("client_manager must", "client_manager must ensure"), NOT),
        (MUST.replace("client_manager must", "client_manager, department_head must"), NOT),
        (MUST, "department_head must not visit_site"),
        (
            f"{MUST.replace('visit_site', 'issue_report')}\nthen must visit_site within 3 days",
            "after each emergency\nclient_manager must not visit_site",
        ),
    ],
)
def test_where_some_conduct_keeps_both_nothing_is_said(demand, prohibition):
    assert told(demand, prohibition) == []


def test_an_exception_to_either_shows_that_the_author_has_seen_it():
    exception = "  exception e\n    to {}\n    when handled_by_agent\n"
    for target in ("visit", "still"):
        prohibition = NOT + "\n" + exception.format(target)
        found = checked(MORE.format("    " + MUST.replace("\n", "\n    "), "    " + prohibition))
        assert found.codes() == []


def test_a_permission_to_it_does_too():
    permission = "  permission p\n    client_manager may visit_site\n    exception to still\n"
    text = MORE.format("    " + MUST.replace("\n", "\n    "), "    " + NOT + "\n" + permission)
    assert checked(text).codes() == []


def test_rules_about_other_kinds_of_case_do_not_meet():
    kinds = "case deal\n  volume number\n"
    demand, prohibition = f"applies to loan\n{MUST}", f"applies to deal\n{NOT}"
    lines = [text.replace("\n", "\n    ") for text in (demand, prohibition)]
    assert checked(kinds + MORE.format(*(f"    {each}" for each in lines))).codes() == []


def test_a_condition_with_a_fault_is_told_for_itself():
    found = checked(MORE.format("    " + MUST.replace("\n", "\n    "), f"    {NOT} when amuont < 3 CNY"))
    assert found.codes() == ["N001"]
