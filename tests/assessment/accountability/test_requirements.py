"""What an exemption asks for, one by one: met, not met or not known, whatever the other conditions say."""

from dutylang.assessment.persons import Requirement
from dutylang.values import Truth
from tests.assessment.accountability.common import MISSED, PEOPLE, assessed, exemption_of, result_of

GROUND = """  liability ground
    for each breach of visits
    holds lead as principal
    grade demerit
"""
CASE = PEOPLE + MISSED


def asked(lines: str, more: str = "") -> list[Requirement]:
    rules = GROUND + "  exemption freed\n    from ground\n" + "".join(f"    {e}\n" for e in lines.split("; "))
    return list(exemption_of(assessed(rules, CASE + more)).requirements)


def test_each_condition_is_read_on_its_own():
    found = asked("when urgent and not bad; when rating is normal; effect full", "given case urgent no\n")
    assert [each.holds for each in found] == [Truth.NO, Truth.UNKNOWN, Truth.UNKNOWN]
    assert [each.subjects for each in found] == [("urgent",), ("bad",), ("rating",)]
    assert [[leaf.subject for leaf in each.deciders] for each in found] == [[], ["bad"], ["rating"]]
    assert all(each.bar == "" and each.condition is not None for each in found)


def test_bars_come_last_under_their_own_names():
    found = asked("when urgent; effect full; barred by negligent, conceal", "given case urgent yes\n")
    assert (found[0].bar, found[0].holds) == ("", Truth.YES)
    assert [each.bar for each in found][1:] == ["negligent", "conceal"]
    assert [each.subjects[0] for each in found][1:] == ["negligent", "conceal"]


def test_a_breach_that_speaks_against_it_is_named():
    (found,) = asked("when no breach of the duties of article 2 that the person bore; effect full")
    assert found.holds is Truth.NO
    (key,) = found.findings
    assert key.startswith("house/visits/")
    (other,) = asked("when no breach of the duties of article 4 that the person bore; effect full")
    assert (other.holds, other.findings) == (Truth.YES, ())


def test_a_duty_that_may_be_broken_leaves_it_open():
    rules = (
        GROUND
        + "  exemption freed\n    from ground\n    when no breach of the duties of article 3\n    effect full\n"
    )
    nobody_said_who = CASE.replace('given report at 2024-05-07 by "Li"', "given report at 2024-05-07")
    (found,) = exemption_of(assessed(rules, nobody_said_who)).requirements
    assert found.holds is Truth.UNKNOWN
    assert [key.split("/")[1] for key in found.findings] == ["reports", "reports"]
    assert [leaf.why for leaf in found.deciders] == ["no_actor"]


def test_without_a_condition_there_is_nothing_to_ask():
    assert asked("effect full") == []


def test_a_ground_that_does_not_hold_has_no_exemptions():
    rules = GROUND + "  exemption freed\n    from ground\n    when urgent\n    effect full\n"
    found = result_of(assessed(rules, PEOPLE + 'given visit at 2024-05-02 by "Li" as lead\n'), "Li")
    assert found.exemptions == ()
