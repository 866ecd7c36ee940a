"""To whom a breach falls, in what degree, for what share."""

import datetime as dt
from decimal import Decimal

import attrs
import pytest

from dutylang.assessment.model import horizon_of_day
from dutylang.cases.record import CaseRecord, EventRecord, Holding
from dutylang.pipeline import assess
from dutylang.values import Moment
from tests.assessment.accountability.common import (
    MISSED,
    PEOPLE,
    assessed,
    codes,
    policy_of,
    result_of,
    results,
    subjects,
)

SHARED = """  liability ground
    for each breach of visits
    holds lead as principal 70%, second as joint 30%, head as supervisor
"""
ACT = """  liability ground
    for each breach of amends
    holds lead as principal, head as supervisor
"""
SPLIT = """  liability ground
    for each breach of visits
    holds lead as principal
    attributed 40% at the trigger, 60% at the deadline
"""
BARE = """  liability ground
    opens on pay
    holds lead as principal
"""
CHANGE = """given lead "Li" from 2024-01-01 until 2024-05-10
given lead "Ma" from 2024-05-11
given head "Wang" from 2024-01-01
"""


def test_lead_and_second_share_seventy_to_thirty():
    assessment = assessed(SHARED, PEOPLE + 'given second "Zhou" from 2024-01-01\n' + MISSED)
    held = [(r.person, r.degree, r.share) for r in assessment.persons if r.result.value == "liable"]
    assert held == [
        ("Li", "principal", Decimal(70)),
        ("Zhou", "joint", Decimal(30)),
        ("Wang", "supervisor", None),
    ]


def test_who_is_held_in_two_roles_bears_both_shares_in_the_first_degree():
    result = result_of(assessed(SHARED, PEOPLE + 'given second "Li" from 2024-01-01\n' + MISSED), "Li")
    assert (result.roles, result.degree, result.share) == (("lead", "second"), "principal", Decimal(100))


def test_a_forbidden_act_is_its_actors():
    lines = PEOPLE + 'given lead "Ma" from 2024-01-01\ngiven amend at 2024-05-08 by "Ma"\n'
    # The act is Ma's; the head is held as a supervisor of whoever acted.
    assert results(assessed(ACT, lines)) == {"Ma": "liable", "Wang": "liable"}


def test_an_act_falls_to_who_acted_though_another_holds_the_role_later():
    lines = CHANGE + 'given amend at 2024-05-08 by "Li"\n'
    assert results(assessed(ACT, lines)) == {"Li": "liable", "Wang": "liable"}


def test_an_act_without_an_actor_leaves_the_verdict_and_the_result_open():
    lines = PEOPLE + 'given lead "Ma" from 2024-01-01\ngiven amend at 2024-05-08\n'
    assessment = assessed(ACT, lines)
    assert results(assessment)["Ma"] == "unknown"
    assert subjects(result_of(assessment, "Ma")) == {"amend", "amends"}


def test_trigger_and_deadline_divide_a_breach():
    assessment = assessed(SPLIT, CHANGE + MISSED)
    assert {r.person: r.share for r in assessment.persons if r.result.value == "liable"} == {
        "Li": Decimal(40),
        "Ma": Decimal(60),
    }


def test_who_held_it_both_times_bears_the_whole():
    assert result_of(assessed(SPLIT, PEOPLE + MISSED), "Li").share == Decimal(100)


def test_a_share_of_a_role_is_divided_too():
    rules = SPLIT.replace("as principal", "as principal 50%, head as joint 50%")
    shares = {r.person: r.share for r in assessed(rules, CHANGE + MISSED).persons}
    assert (shares["Li"], shares["Ma"]) == (Decimal(20), Decimal(30))


def test_at_the_trigger_only_who_held_it_then_answers():
    rules = SPLIT.replace("40% at the trigger, 60% at the deadline", "at the trigger")
    assessment = assessed(rules, CHANGE + MISSED)
    assert results(assessment) == {"Li": "liable"}
    assert result_of(assessment, "Li").share is None


LEVEL = """  liability ground
    for each breach of reports
    holds lead as principal, head as supervisor
"""


def test_a_level_of_reparation_is_its_bearers_own():
    lines = PEOPLE + "given alarm at 2024-05-06\n"
    assessment = assessed(LEVEL, lines)
    # The lead missed the report, the head the report that should have repaired it.
    assert len(result_of(assessment, "Li").findings) == 1
    assert len(result_of(assessment, "Wang").findings) == 2


def test_a_level_of_nobody_held_falls_to_nobody():
    rules = LEVEL.replace(", head as supervisor", "")
    assert len(result_of(assessed(rules, PEOPLE + "given alarm at 2024-05-06\n"), "Li").findings) == 1


def test_a_ground_without_breaches_falls_to_the_holder_at_its_opening():
    assert results(assessed(BARE, CHANGE + "given pay at 2024-05-10\n")) == {"Li": "liable"}
    assert results(assessed(BARE, CHANGE + "given pay at 2024-05-11\n")) == {"Ma": "liable"}


def test_moving_post_does_not_release():
    rules = BARE + "    moving post does not release\n"
    assert results(assessed(rules, CHANGE + "given pay at 2024-05-20\n")) == {"Li": "liable", "Ma": "liable"}
    assert results(assessed(rules, CHANGE + "given pay at 2024-05-10\n")) == {"Li": "liable"}


def test_who_left_answers_alone_where_the_role_is_vacant():
    rules = BARE + "    moving post does not release\n"
    lines = 'given lead "Li" from 2024-01-01 until 2024-05-10\ngiven pay at 2024-05-20\n'
    assert results(assessed(rules, lines)) == {"Li": "liable"}


def test_every_handler_is_everybody_who_acted_or_held_a_role_by_then():
    rules = "  liability ground\n    opens on pay\n    holds every handler of the case\n"
    lines = """given lead "Li" from 2024-01-01 until 2024-02-01
    given lead "Ma" from 2024-09-01
    given visit at 2024-05-07 by "Zhu"
    given visit at 2024-07-07 by "Gao"
    given pay at 2024-06-01 by "Feng" as head
    """
    assessment = assessed(rules, lines)
    assert results(assessment) == {"Li": "liable", "Zhu": "liable", "Feng": "liable"}
    assert result_of(assessment, "Feng").roles == ("head",)
    assert result_of(assessment, "Zhu").roles == ()


HANDLERS = "  liability ground\n    opens on pay\n    holds every handler of the case\n"


def test_a_record_without_holders_and_actors_does_not_tell_who_handled_the_case():
    [result] = assessed(HANDLERS, "given pay at 2024-06-01\n").persons
    assert (result.person, result.result.value) == ("", "unknown")
    assert {leaf.why for leaf in result.deciders} == {"no_holders"}


def test_where_nobody_is_known_to_have_handled_the_case_that_is_reported():
    assessment = assessed(HANDLERS, 'given pay at 2024-06-01\ngiven lead "Li" from 2024-07-01\n')
    [result] = [each for each in assessment.persons if each.result.value != "none"]
    assert (result.person, result.result.value, result.reason) == ("", "liable", "unattributed")
    assert result.reason_args == {"roles": "lead, second, head, chief, board, council"}
    assert codes(assessment) == ["A006"]
    assert assessed(HANDLERS, "given alarm at 2024-06-01\n").persons == ()


@pytest.mark.parametrize(
    ("line", "open_"),
    [
        ("given visit at 2024-05-07", True),  # the lead's duty: somebody did it
        ("given amend at 2024-05-07", True),  # forbidden to the lead
        ("given visit at 2024-07-07", False),  # after the opening
        ("given alarm at 2024-05-07", False),  # happened, nobody's act
        ("given conceal at 2024-05-07", False),
        ('given conceal at 2024-05-07\ngiven conceal at 2024-05-08 by "Li"', True),
        ('given visit at 2024-05-07 by "Zhu"', False),
    ],
)
def test_an_act_without_an_actor_leaves_open_who_else_handled_the_case(line, open_):
    assessment = assessed(HANDLERS, f'given lead "Li" from 2024-01-01\ngiven pay at 2024-06-01\n{line}\n')
    found = results(assessment)
    assert found.pop("Li") == "liable"
    found.pop("Zhu", None)
    assert found == ({"": "unknown"} if open_ else {})
    assert codes(assessment) == []
    if open_:
        [leaf] = result_of(assessment, "").deciders
        assert (leaf.kind.value, leaf.subject, leaf.why) == ("actor", line.split()[1], "no_actor")


def test_a_breach_of_every_handler_is_open_in_the_same_way():
    rules = "  liability ground\n    for each breach of visits\n    holds every handler of the case\n"
    lines = 'given lead "Li" from 2024-01-01\ngiven alarm at 2024-05-06\ngiven report at 2024-05-07\n'
    assert results(assessed(rules, lines)) == {"": "unknown", "Li": "liable"}


def test_each_holder_bears_what_each_holder_owes():
    rules = """article 5 "Each"
  duty each_visits
    after each alarm
    each lead must visit within 10 days
article 10 "Liability"
  liability ground
    for each breach of each_visits
    holds lead as principal
"""
    lines = PEOPLE + 'given lead "Ma" from 2024-01-01\n' + MISSED + 'given visit at 2024-05-07 by "Ma"\n'
    assert results(assessed(rules, lines)) == {"Li": "liable"}


@pytest.mark.parametrize(("count", "share"), [(1, Decimal(40)), (2, Decimal(100))])
def test_of_several_breaches_the_largest_share_counts(count, share):
    lines = CHANGE + MISSED
    if count == 2:
        lines = lines.replace("given report at", "given alarm at 2024-04-01\ngiven report at")
    assert result_of(assessed(SPLIT, lines), "Li").share == share


def test_a_breach_may_fall_to_every_handler():
    rules = "  liability ground\n    for each breach of visits\n    holds every handler of the case\n"
    assessment = assessed(rules, CHANGE + MISSED)
    assert results(assessment) == {"Li": "liable", "Ma": "liable", "Wang": "liable"}
    assert result_of(assessment, "Li").degree is None


def test_a_bare_ground_speaks_only_while_it_is_in_force():
    rules = 'article 10 "New"\n  in force from 2024-06-01\n' + BARE
    assert results(assessed(rules, CHANGE + "given pay at 2024-05-20\n")) == {}
    assert results(assessed(rules, CHANGE + "given pay at 2024-06-03\n")) == {"Ma": "liable"}


def test_a_role_of_which_the_shared_register_cannot_tell_the_holder_leaves_it_open():
    loaded = policy_of(SPLIT)
    alarm = EventRecord("alarm", Moment(dt.date(2024, 5, 6)), 0)
    case = CaseRecord(
        "C-1",
        events=(alarm,),
        holders=(Holding("head", "Wang", dt.date(2024, 1, 1)),),
        registers={"alarm": None, "visit": None},
        untold_roles=frozenset({"lead"}),
    )
    result = result_of(assess(loaded, case, horizon_of_day(dt.date(2024, 12, 31))), "")
    assert {(leaf.subject, leaf.why) for leaf in result.deciders} == {("lead", "untold_holders")}
    handled = assess(policy_of(HANDLERS.replace("pay", "alarm")), case, horizon_of_day(dt.date(2024, 12, 31)))
    assert results(handled) == {"": "unknown", "Wang": "liable"}
    assert subjects(result_of(handled, "")) == {"lead"}
    told = attrs.evolve(case, untold_roles=frozenset(), shared_roles=frozenset({"lead"}))
    assert results(assess(loaded, told, horizon_of_day(dt.date(2024, 12, 31)))) == {"Wang": "liable"}
