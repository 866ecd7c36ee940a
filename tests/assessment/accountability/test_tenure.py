"""Who answers for a role on a day: holders, deputies, handovers, vacancies."""

import datetime as dt

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dutylang.assessment.accountability.tenure import tenure_of
from dutylang.assessment.model import horizon_of_day
from dutylang.assessment.single.standing import context_of_case
from dutylang.assessment.single.world import World
from dutylang.cases.record import CaseRecord, EventRecord, Holding, Participant
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

GROUND = """  liability ground
    for each breach of visits
    holds lead as principal
"""
HANDOVER = """  handover of_leads
    of lead
    on hand
    signed by the outgoing holder, the incoming holder, head
"""
CHANGE = """given lead "Li" from 2024-01-01 until 2024-05-10
given lead "Ma" from 2024-05-11
given head "Wang" from 2024-01-01
"""


def test_the_holder_of_the_missed_day_answers():
    # Settled 28: omissions attribute to the holder at the missed instant (2024-05-16).
    assert results(assessed(GROUND, CHANGE + MISSED)) == {"Ma": "liable"}
    early = CHANGE.replace("05-10", "05-16").replace("05-11", "05-17")
    assert results(assessed(GROUND, early + MISSED)) == {"Li": "liable"}


def test_whoever_held_the_role_at_another_time_does_not_answer_and_is_told_who_does():
    result = result_of(assessed(GROUND, CHANGE + MISSED), "Li")
    assert (result.result.value, result.reason) == ("none", "another_answers")
    assert result.reason_args == {"persons": "Ma"}


def test_without_a_breach_or_its_condition_no_other_answers():
    kept = CHANGE + MISSED + 'given visit at 2024-05-08 by "Li"'
    assert result_of(assessed(GROUND, kept), "Li").reason == "no_ground"
    assert result_of(assessed(GROUND, kept.replace(' by "Li"', "")), "Li").reason == "no_ground"
    rules = GROUND + "    when bad\n"
    lines = CHANGE + MISSED + "given case bad "
    assert result_of(assessed(rules, lines + "no"), "Li").reason == "no_ground"
    assert result_of(assessed(rules, lines + "yes"), "Li").reason == "another_answers"


def test_joint_holders_both_answer():
    lines = PEOPLE + 'given lead "Ma" from 2024-01-01\n' + MISSED
    assert results(assessed(GROUND, lines)) == {"Li": "liable", "Ma": "liable"}


def test_a_deputy_answers_for_the_deputys_time():
    lines = PEOPLE + 'given lead "Ma" from 2024-05-13 until 2024-05-17 as deputy\n' + MISSED
    assessment = assessed(GROUND, lines)
    assert results(assessment) == {"Ma": "liable"}
    assert result_of(assessment, "Ma").deputy


def test_a_deputy_who_had_gone_does_not_answer():
    lines = PEOPLE + 'given lead "Ma" from 2024-05-06 until 2024-05-15 as deputy\n' + MISSED
    assert results(assessed(GROUND, lines)) == {"Li": "liable"}


def test_of_several_holders_it_is_not_said_whom_the_deputy_stands_in_for():
    lines = PEOPLE + 'given lead "Ma" from 2024-01-01\n' + MISSED
    lines += 'given lead "Qi" from 2024-05-13 until 2024-05-17 as deputy\n'
    assessment = assessed(GROUND, lines)
    assert results(assessment) == {"Qi": "liable", "Li": "liable", "Ma": "liable"}
    assert [result_of(assessment, who).deputy for who in ("Qi", "Li", "Ma")] == [True, False, False]


def test_a_holder_who_is_the_deputy_of_the_only_other_one_answers_alone():
    lines = PEOPLE + 'given lead "Ma" from 2024-01-01\n' + MISSED
    lines += 'given lead "Ma" from 2024-05-13 until 2024-05-17 as deputy\n'
    assert results(assessed(GROUND, lines)) == {"Ma": "liable"}


def test_a_deputy_stands_in_for_the_one_holder_who_is_left():
    lines = PEOPLE + 'given lead "Ma" from 2024-01-01 until 2024-05-10\n' + MISSED
    lines += 'given lead "Qi" from 2024-05-13 until 2024-05-17 as deputy\n'
    assessment = assessed(GROUND, lines)
    assert results(assessment) == {"Qi": "liable"}
    assert result_of(assessment, "Li").reason_args == {"persons": "Qi"}


def test_a_vacancy_climbs():
    lines = 'given lead "Li" from 2024-01-01 until 2024-05-10\ngiven head "Wang" from 2024-01-01\n' + MISSED
    assessment = assessed(GROUND, lines)
    result = result_of(assessment, "Wang")
    assert results(assessment) == {"Wang": "liable"}
    assert (result.roles, result.degree, result.climbed) == (("lead",), "principal", ("lead",))


def test_a_vacancy_climbs_as_far_as_it_must():
    lines = 'given lead "Li" from 2024-01-01 until 2024-05-10\ngiven chief "Chen" from 2024-01-01\n' + MISSED
    assert result_of(assessed(GROUND, lines), "Chen").climbed == ("lead", "head")


def test_nobody_up_to_the_top_is_reported():
    assessment = assessed(GROUND, 'given lead "Li" from 2024-01-01 until 2024-05-10\n' + MISSED)
    result = result_of(assessment, "")
    assert (result.result.value, result.reason) == ("liable", "unattributed")
    assert result.reason_args == {"roles": "lead, head, chief"}
    assert codes(assessment) == ["A006"]


def test_without_any_register_of_holders_nobody_knows_who_answers():
    assessment = assessed(GROUND, "given alarm at 2024-05-06\ngiven no visit\n")
    result = result_of(assessment, "")
    assert result.result.value == "unknown"
    assert [(leaf.kind.value, leaf.subject, leaf.why) for leaf in result.deciders] == [
        ("actor", "lead", "no_holders")
    ]
    assert codes(assessment) == []


@pytest.mark.parametrize(
    ("signed", "answers"),
    [
        ('given hand at 2024-05-10 by "Li", "Ma", "Wang"', "Ma"),
        ('given hand at 2024-05-10 by "Li", "Ma"', "Li"),
        ('given hand at 2024-05-10 by "Ma", "Wang"', "Li"),
        ('given hand at 2024-05-10 by "Li", "Wang"', "Li"),
        ('given hand at 2024-05-16 by "Li", "Ma", "Wang"', "Ma"),
        ('given hand at 2024-05-17 by "Li", "Ma", "Wang"', "Li"),
        ('given hand at 2023-12-01 by "Li", "Ma", "Wang"', "Li"),
        ("given no hand", "Li"),
    ],
)
def test_a_handover_counts_from_when_all_three_have_signed(signed, answers):
    assert results(assessed(HANDOVER + GROUND, CHANGE + MISSED + signed)) == {answers: "liable"}


def test_signatures_that_are_not_told_leave_it_open():
    assessment = assessed(HANDOVER + GROUND, CHANGE + MISSED + "given hand at 2024-05-10")
    assert results(assessment) == {"Li": "unknown", "Ma": "unknown"}
    assert subjects(result_of(assessment, "Li")) == {"hand"}
    assert result_of(assessment, "Li").handover == ""  # whether it counted is what is not known
    assert {each.value for each in result_of(assessment, "Ma").possible} == {"liable", "none"}


def test_a_register_that_ends_before_leaves_the_handover_open():
    lines = CHANGE + MISSED + "given register hand until 2024-05-01"
    assessment = assessed(HANDOVER + GROUND, lines)
    assert results(assessment) == {"Li": "unknown", "Ma": "unknown"}
    assert result_of(assessment, "Li").handover == ""


def test_one_who_was_relieved_is_not_told_who_answers_where_that_is_not_known():
    lines = """given lead "Gao" from 2024-01-01 until 2024-02-29
    given lead "Li" from 2024-03-01 until 2024-05-10
    given lead "Ma" from 2024-05-11
    given head "Wang" from 2024-01-01
    given hand at 2024-02-29 by "Gao", "Li", "Wang"
    """
    assessment = assessed(HANDOVER + GROUND, lines + MISSED + "given hand at 2024-05-10")
    assert results(assessment) == {"Li": "unknown", "Ma": "unknown"}
    assert result_of(assessment, "Gao").reason == "no_ground"
    certain = assessed(HANDOVER + GROUND, lines + MISSED)
    assert result_of(certain, "Gao").reason_args == {"persons": "Li"}


def test_the_first_holder_needs_no_handover():
    assert results(assessed(HANDOVER + GROUND, PEOPLE + MISSED)) == {"Li": "liable"}


def test_who_left_without_handing_over_answers_on_until_the_role_is_handed_over():
    lines = """given lead "Li" from 2024-01-01 until 2024-02-29
    given lead "Ma" from 2024-03-01 until 2024-04-30
    given lead "Qi" from 2024-05-01
    given head "Wang" from 2024-01-01
    """
    assert results(assessed(HANDOVER + GROUND, lines + MISSED)) == {"Li": "liable"}
    signed = 'given hand at 2024-04-30 by "Ma", "Qi", "Wang"\n'
    assert results(assessed(HANDOVER + GROUND, lines + MISSED + signed)) == {"Qi": "liable"}


def test_who_comes_back_answers_once():
    lines = """given lead "Li" from 2024-01-01 until 2024-02-29
    given lead "Li" from 2024-03-01 until 2024-04-30
    given lead "Ma" from 2024-05-01
    given head "Wang" from 2024-01-01
    given hand at 2024-04-30 by "Li", "Ma", "Wang"
    """
    assert results(assessed(HANDOVER + GROUND, lines + MISSED)) == {"Ma": "liable"}


def test_two_successors_of_one_day_both_take_over():
    lines = CHANGE + 'given lead "Qi" from 2024-05-11\ngiven hand at 2024-05-10 by "Li", "Ma", "Qi", "Wang"\n'
    assert results(assessed(HANDOVER + GROUND, lines + MISSED)) == {"Ma": "liable", "Qi": "liable"}


# ---- who leaves, comes back, and signed or not -----------------------------------------------------

RETURN = """given lead "Li" from 2024-01-01 until 2024-05-06
given lead "Ma" from 2024-05-07 until 2024-05-12
given lead "Li" from 2024-05-13
given head "Wang" from 2024-01-01
"""


@pytest.mark.parametrize(
    ("signed", "answers"),
    [
        ([], "Li"),  # never relieved, and in office
        (["2024-05-07"], "Ma"),  # relieved, and not put back
        (["2024-05-08"], "Ma"),  # signed a day late, still the change of 7 May
        (["2024-05-13"], "Li"),
        (["2024-05-15"], "Li"),
        (["2024-05-06", "2024-05-12"], "Li"),
    ],
)
def test_who_comes_back_without_having_been_relieved_was_in_office_all_the_time(signed, answers):
    hands = "".join(f'given hand at {day} by "Li", "Ma", "Wang"\n' for day in signed)
    assessment = assessed(HANDOVER + GROUND, RETURN + MISSED + hands)
    assert results(assessment) == {answers: "liable"}
    assert result_of(assessment, answers).handover == ("of_leads" if answers == "Ma" else "")


def test_who_came_third_unsigned_does_not_relieve_the_first():
    lines = RETURN.replace('"Li" from 2024-05-13', '"Qi" from 2024-05-10 until 2024-05-12')
    lines += 'given lead "Ma" from 2024-05-13\n'
    lines = lines.replace('until 2024-05-12\ngiven lead "Qi', 'until 2024-05-09\ngiven lead "Qi')
    assert results(assessed(HANDOVER + GROUND, lines + MISSED)) == {"Li": "liable"}
    signed = 'given hand at 2024-05-07 by "Li", "Ma", "Wang"\n'
    assessment = assessed(HANDOVER + GROUND, lines + MISSED + signed)
    assert results(assessment) == {"Ma": "liable"}
    assert result_of(assessment, "Ma").handover == ""  # in office, and never relieved


def test_who_left_and_was_not_followed_goes_on_answering():
    lines = 'given lead "Li" from 2024-01-01 until 2024-05-10\ngiven head "Wang" from 2024-01-01\n'
    li = result_of(assessed(HANDOVER + GROUND, lines + MISSED), "Li")
    assert (li.result.value, li.handover, li.unsigned) == ("liable", "of_leads", ())


@pytest.mark.parametrize(
    ("signed", "unsigned"),
    [
        ("given no hand", ()),
        ('given hand at 2024-05-10 by "Li", "Ma"', ("head",)),
        ('given hand at 2024-05-10 by "Ma"', ("outgoing", "head")),
        ('given hand at 2024-05-10 by "Li", "Wang"', ("incoming",)),
        ('given hand at 2024-05-09 by "Li"\ngiven hand at 2024-05-10 by "Li", "Ma"', ("head",)),
        ('given hand at 2024-05-09 by "Ma", "Wang"\ngiven hand at 2024-05-10 by "Li", "Ma"', ("head",)),
        ('given hand at 2024-05-10 by "Qi", "Wang"', ()),  # another one's handover
    ],
)
def test_who_did_not_sign_is_told(signed, unsigned):
    li = result_of(assessed(HANDOVER + GROUND, CHANGE + MISSED + signed), "Li")
    assert (li.result.value, li.handover, li.unsigned) == ("liable", "of_leads", unsigned)


def test_who_answers_in_office_or_as_a_deputy_is_told_of_no_handover():
    ma = result_of(assessed(HANDOVER + GROUND, PEOPLE + MISSED), "Li")
    assert (ma.handover, ma.unsigned) == ("", ())
    deputy = 'given lead "Qi" from 2024-05-13 until 2024-05-17 as deputy\n'
    assessment = assessed(HANDOVER + GROUND, CHANGE + MISSED + deputy)
    assert results(assessment) == {"Qi": "liable"}
    assert result_of(assessment, "Qi").handover == ""


def test_a_deputy_beside_one_who_was_not_relieved_and_a_joint_holder():
    lines = CHANGE + 'given lead "Gao" from 2024-01-01\n' + MISSED
    lines += 'given lead "Qi" from 2024-05-13 until 2024-05-17 as deputy\n'
    assert results(assessed(HANDOVER + GROUND, lines)) == dict.fromkeys(("Qi", "Li", "Gao"), "liable")


DAY = dt.date(2024, 1, 1)
HOLDINGS = st.lists(
    st.tuples(st.sampled_from("ABC"), st.integers(0, 20), st.none() | st.integers(0, 9)),
    min_size=1,
    max_size=5,
)
HANDS = st.lists(st.tuples(st.integers(0, 30), st.sets(st.sampled_from("ABCW"), min_size=1)), max_size=4)


@settings(max_examples=150, deadline=None)
@given(HOLDINGS, HANDS, st.integers(20, 31))
def test_where_a_role_must_be_handed_over_somebody_who_held_it_answers(holdings, hands, day):
    def at(days):
        return DAY + dt.timedelta(days)

    held = tuple(
        Holding("lead", who, at(start), None if length is None else at(start + length))
        for who, start, length in holdings
    )
    events = tuple(
        EventRecord("hand", Moment(at(when)), place, tuple(Participant(who) for who in sorted(signed)))
        for place, (when, signed) in enumerate(sorted(hands, key=lambda hand: hand[0]))
    )
    holders = (*held, Holding("head", "W", DAY))
    case = CaseRecord("C", events=events, holders=holders, registers={"hand": None})
    context = context_of_case(policy_of(HANDOVER + GROUND).plan, case, horizon_of_day(at(40)))
    tenure = tenure_of("lead", at(day), context.setting, World())
    assert tenure.persons
    assert not tenure.climbed
    assert set(tenure.persons) <= {who for who, _, _ in holdings}
    in_office = {each.person for each in held if each.until is None or at(day) <= each.until}
    assert {each.person for each in tenure.kept} == set(tenure.persons) - in_office


def test_of_two_handover_rules_the_one_that_was_not_met_is_told():
    rules = """  handover of_keys
    of lead
    on amend
    signed by the outgoing holder
""" + HANDOVER.replace("the outgoing holder, the incoming holder, head", "head")
    keys = 'given amend at 2024-05-10 by "Li"\n'
    hand = 'given hand at 2024-05-10 by "Wang"\n'
    assert results(assessed(rules + GROUND, CHANGE + MISSED + keys + hand)) == {"Ma": "liable"}
    only = result_of(assessed(rules + GROUND, CHANGE + MISSED + keys), "Li")
    assert (only.result.value, only.handover, only.unsigned) == ("liable", "of_leads", ())
    other = result_of(assessed(rules + GROUND, CHANGE + MISSED + hand + keys.replace("Li", "Ma")), "Li")
    assert (other.result.value, other.handover, other.unsigned) == ("liable", "of_keys", ("outgoing",))
