"""Exceptions and levels that go upward: names, circles, clashes, deadlines, and who stands above whom."""

import attrs
import pytest

from dutylang.diagnostics.model import Severity
from dutylang.policy.from_ast import policy_from_ast
from dutylang.syntax.ast import Upward
from dutylang.syntax.from_text import document_from_text
from tests.policy.texts import below_head, checked

VISIT = """
article 10
  duty visit
    after each emergency
    client_manager must visit_site within 3 working days
  prohibition no_report
    client_manager must not issue_report
"""
SMALL = "  exception small\n    to visit\n    when amount < 1000 CNY\n"


def codes(text: str) -> list[str]:
    found = checked(text)
    assert found.syntax == ()
    return found.codes()


# ---- one exception ------------------------------------------------------------------------------


def test_an_exception_to_a_rule_with_a_condition_is_fine():
    found = checked(VISIT + SMALL)
    assert (found.syntax, found.codes()) == ((), [])
    assert found.policy is not None


@pytest.mark.parametrize("line", ["to vist", "blocks exception nobody_knows", "prevails over nobody_knows"])
def test_what_it_names_is_declared(line):
    found = checked(VISIT + f"  exception small\n    to no_report\n    {line}\n    when handled_by_agent\n")
    assert found.codes() == ["N001"]


def test_a_rule_is_no_exception_to_block():
    text = VISIT + SMALL + "  exception other\n    blocks exception visit\n    when handled_by_agent\n"
    assert codes(text) == ["N002"]


def test_its_condition_is_typed_and_reads_the_trigger_of_its_rule():
    fine = VISIT + '  exception near\n    to visit\n    when site of emergency is "A"\n'
    assert codes(fine) == []
    both = VISIT + '  exception near\n    to visit, no_report\n    when site of emergency is "A"\n'
    assert checked(both).policy is None  # of the other rule there is no such trigger
    assert codes(VISIT + "  exception small\n    to visit\n    when amount\n") == ["T006"]


def test_a_forbidden_act_can_be_asked_for():
    text = """
article 10
  prohibition no_visit
    client_manager must not visit_site
  exception written
    to no_visit
    when report of visit_site
"""
    assert codes(text) == []


def test_without_a_condition_it_always_holds():
    found = checked(VISIT + "  exception always\n    to visit\n")
    assert found.only("D062").severity is Severity.WARNING
    assert found.policy is not None


def test_it_excepts_from_something():
    assert codes(VISIT + "  exception lost\n    when handled_by_agent\n") == ["D061"]
    assert (
        codes(VISIT + SMALL + "  exception lift\n    blocks exception small\n    when handled_by_agent\n")
        == []
    )


def test_one_condition_and_one_deadline():
    twice = "  exception small\n    to visit\n    when handled_by_agent\n    when amount < 1 CNY\n"
    assert codes(VISIT + twice) == ["D066"]
    limits = "  exception small\n    to visit\n    when handled_by_agent\n    instead within 5 days\n"
    assert codes(VISIT + limits + "    instead within 6 days\n") == ["D066"]


@pytest.mark.parametrize(
    ("target", "expected"),
    [
        ("to visit", []),
        ("to no_report", ["D064"]),
        ("to visit, no_report", ["D064"]),
        ("blocks exception other", ["D064"]),
    ],
)
def test_another_deadline_needs_one_to_change(target, expected):
    other = "  exception other\n    to visit\n    when days_overdue > 3\n"
    text = (
        VISIT
        + other
        + f"  exception late\n    {target}\n    prevails over other\n    when handled_by_agent\n"
    )
    assert codes(text + "    instead within 9 days\n") == expected


@pytest.mark.parametrize(
    "opening", ["every quarter", "every 30 days since the last", "on the day of emergency"]
)
def test_a_duty_that_recurs_has_a_deadline(opening):
    text = f"""
article 10
  duty visit
    {opening}
    client_manager must visit_site
  exception late
    to visit
    when handled_by_agent
    instead within 9 days
"""
    assert "D064" not in checked(text).codes()


def test_a_checklist_has_no_deadline_and_a_permission_no_exception():
    checklist = """
article 10
  checklist papers
    client_manager must have on file
      licence
    before issue_report
  exception late
    to papers
    when handled_by_agent
"""
    assert codes(checklist) == []
    assert codes(checklist + "    instead within 9 days\n") == ["D064"]
    permission = "  permission free\n    client_manager may visit_site\n"
    permission += "  exception e\n    to free\n    when handled_by_agent\n"
    assert codes(VISIT + permission) == ["D065"]


# ---- how they stand to each other ----------------------------------------------------------------


def test_priority_ends_somewhere():
    text = (
        VISIT
        + """
  exception one
    to visit
    prevails over two
    when handled_by_agent
  exception two
    to visit
    blocks exception three
    when amount < 1000 CNY
  exception three
    to one
    when days_overdue > 3
"""
    )
    diagnostic = checked(text).only("D060")
    assert diagnostic.args["ring"] == ("one", "two", "three", "one")
    assert len(diagnostic.labels) == 2


def test_an_exception_to_itself():
    assert codes(VISIT + "  exception one\n    to one\n    when handled_by_agent\n") == ["D060"]


CLASH = """  exception one
    to visit
    when {}
  exception two
    to visit
    when {}
    instead within 9 days
"""


@pytest.mark.parametrize(
    ("one", "other", "clash"),
    [
        ("amount < 1000 CNY", "amount < 1000 CNY", True),
        ("amount < 1000 CNY", "amount < 1000 CNY and handled_by_agent", True),
        ("handled_by_agent and amount < 1000 CNY", "amount < 1000 CNY and handled_by_agent", True),
        ("amount < 1000 CNY", "handled_by_agent", False),
        ("amount < 1000 CNY and handled_by_agent", "amount < 1000 CNY and form is company", False),
        ("handled_by_agent", "not handled_by_agent", False),
    ],
)
def test_two_that_plainly_hold_together_and_differ(one, other, clash):
    found = checked(VISIT + CLASH.format(one, other))
    assert found.codes() == (["D063"] if clash else [])
    if clash:
        args = found.only("D063").args
        assert (args["other"], args["name"], args["rule"]) == ("one", "two", "visit")


def test_without_conditions_they_clash_too():
    text = VISIT + "  exception one\n    to visit\n  exception two\n    to visit\n    instead within 9 days\n"
    assert [code for code in codes(text) if code != "D062"] == ["D063"]


@pytest.mark.parametrize("line", ["prevails over one", "blocks exception one", "to one"])
def test_a_rank_settles_it(line):
    assert codes(VISIT + CLASH.format("handled_by_agent", "handled_by_agent") + f"    {line}\n") == []


def test_those_that_agree_or_speak_of_other_rules_or_days_do_not_clash():
    same = "  exception two\n    to visit\n    when amount < 1000 CNY\n"
    assert codes(VISIT + SMALL + same) == []
    elsewhere = "  exception two\n    to other\n    when amount < 1000 CNY\n    instead within 9 days\n"
    other = "  duty other\n    after each emergency\n    client_manager must visit_site within 1 day\n"
    assert codes(VISIT + other + SMALL + elsewhere) == []
    later = (
        "article 11\n  in force from 2025-01-01\n  exception two\n    to visit\n    when amount < 1000 CNY\n"
    )
    before = VISIT + "article 12\n  in force from 2024-01-01 until 2024-12-31\n" + SMALL + later
    assert codes(before + "    instead within 9 days\n") == []
    overlapping = before.replace("until 2024-12-31", "until 2025-01-01")
    assert codes(overlapping + "    instead within 9 days\n") == ["D063"]


def test_through_an_exception_it_reaches_the_same_rule():
    """`to small` with a deadline counts in the place of `small`; against a third nothing ranks it."""
    text = (
        VISIT
        + SMALL
        + """
  exception middle
    to small
    when handled_by_agent
    instead within 9 days
  exception agent
    to visit
    when handled_by_agent
"""
    )
    args = checked(text).only("D063").args
    assert (args["other"], args["name"], args["rule"]) == ("middle", "agent", "visit")


def test_chinese():
    text = """
第十条
  义务 走访
    每次发生突发事件之后，客户经理必须在3个工作日内实地调查；
  例外 小额业务
    针对走访；
    当贷款额低于1000元时。
  例外 小额代办业务
    针对走访；
    优先于小额业务；
    当贷款额低于1000元且代理办理时改为在10个工作日内。
"""
    found = checked(text, "zh")
    assert (found.syntax, found.codes()) == ((), [])
    clashing = text.replace("    优先于小额业务；\n", "")
    args = checked(clashing, "zh").only("D063").args
    assert (args["other"], args["name"], args["rule"]) == ("小额业务", "小额代办业务", "走访")


# ---- upward --------------------------------------------------------------------------------------

LEVEL = """
role deputy reports to client_manager
role client_manager_head
article 10
  duty visit
    after each emergency
    {} within 3 days
    {}
"""


@pytest.mark.parametrize(
    ("main", "step", "expected"),
    [
        ("deputy must visit_site", "otherwise the superior must visit_site within 1 day", None),
        ("deputy must visit_site", "otherwise each superior in turn must visit_site within 1 day", None),
        ("deputy must visit_site", "if any step is missed, the superior must visit_site within 1 day", None),
        ("client_manager must visit_site", "otherwise the superior must visit_site within 1 day", "top"),
        (
            "client_manager must visit_site",
            "otherwise each superior in turn must visit_site within 1 day",
            "top",
        ),
    ],
)
def test_a_superior_stands_above_somebody(main, step, expected):
    found = checked(LEVEL.format(main, step))
    if expected is None:
        assert found.codes() == []
    else:
        assert found.only("D067").help == expected
        assert found.codes() == ["D067"]


def test_a_second_superior_stands_above_the_first():
    steps = "otherwise the superior must visit_site within 1 day\n    " * 2
    assert checked(LEVEL.format("deputy must visit_site", steps)).only("D067").args["names"] == (
        "client_manager",
    )


def test_a_level_that_binds_all_has_nobody_above():
    text = """
article 10
  prohibition still
    nobody may visit_site
    otherwise the superior must issue_report within 1 day
"""
    assert checked(text).only("D067").help == "nobody"


def test_an_undeclared_bearer_is_told_once():
    text = LEVEL.format("deptuy must visit_site", "otherwise the superior must visit_site within 1 day")
    assert checked(text).codes() == ["N001"]


def test_a_bearer_that_is_not_named_is_that_of_the_chain():
    """`otherwise must` falls to who bore the chain, so what is above it stands above that bearer."""
    steps = "otherwise department_head must visit_site within 1 day\n    otherwise must visit_site within 1 day\n    "
    text = LEVEL.format(
        "deputy must visit_site", steps + "otherwise the superior must visit_site within 1 day"
    )
    assert checked(text).codes() == []


def test_elsewhere_than_on_a_level_there_is_no_superior():
    """The grammar reads none there; a tree from elsewhere may hold one."""
    source = below_head(LEVEL.format("deputy must visit_site", "then deputy must visit_site within 1 day"))
    document, _ = document_from_text(source)
    article = document.items[-1]
    [duty] = article.rules
    trigger, main, step = duty.clauses
    step = attrs.evolve(step, obligation=attrs.evolve(step.obligation, upward=Upward.SUPERIOR))
    main = attrs.evolve(main, upward=Upward.SUPERIOR)
    for clauses in ((trigger, main), (trigger, duty.clauses[1], step)):
        rules = (attrs.evolve(duty, clauses=clauses),)
        changed = attrs.evolve(document, items=(*document.items[:-1], attrs.evolve(article, rules=rules)))
        _, found = policy_from_ast([(source, changed)])
        told = [(each.code, each.help) for each in found if each.severity is not Severity.NOTE]
        assert told == [("D067", "level")]
