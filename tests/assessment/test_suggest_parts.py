"""The parts of a search: givens changed, values around a boundary, small changes of any kind."""

import datetime as dt
from decimal import Decimal
from itertools import islice

import pytest

from dutylang.assessment.suggestions import givens as g
from dutylang.assessment.suggestions.conditions import ground_of
from dutylang.assessment.suggestions.facts import settings, without
from dutylang.assessment.suggestions.fewer import fewest
from dutylang.assessment.suggestions.ground import Ground, days_around, fresh_person, staffed
from dutylang.assessment.suggestions.happening import fallen
from dutylang.assessment.suggestions.sweep import swept
from dutylang.assessment.suggestions.values import around, samples, written
from dutylang.ops.types import DATE, DATE_TIME, NUMBER, PERCENT, PERIOD, TEXT, YES_NO, Kind, Type, money_type
from dutylang.policy import typed as t
from dutylang.syntax.ast import (
    Actor,
    DateLiteral,
    GivenCase,
    GivenEvent,
    GivenHolder,
    GivenRecord,
    GivenRegister,
    MoneyAmount,
    Name,
    Number,
    Pair,
    Scenario,
    TextLiteral,
    Which,
    WrittenMoment,
    YesNo,
)
from dutylang.values import Money, Period, Unit
from tests.assessment.common import policy_of

DAY = dt.date(2024, 5, 6)
RULES = "  duty d\n    after each alarm\n    when urgent\n    clerk must visit within 3 days\n"
LINES = (
    'scenario "s" as of 2024-05-31\n  given clerk "Li" from 2024-01-01\n  given case urgent yes, amount 5 CNY\n'
    '  given case rating good at 2024-02-01\n  given alarm at 2024-05-06 with site "north", severe yes\n'
    '  given alarm at 2024-05-08\n  given visit at 2024-05-07 by "Li" recorded at 2024-05-09 id "v"\n'
    "  expect d satisfied\n"
)


@pytest.fixture(scope="module")
def ground() -> Ground:
    loaded = policy_of(RULES + LINES)
    return ground_of(loaded.policy, loaded.plan, loaded.policy.scenarios, lambda *_: iter(()))


@pytest.fixture(scope="module")
def scenario() -> Scenario:
    [found] = policy_of(RULES + LINES).policy.scenarios
    return found


def given_of(scenario: Scenario, kind: type) -> list[object]:
    return [each for each in scenario.givens if isinstance(each, kind)]


# ---- givens ------------------------------------------------------------------------------------


def test_givens_are_added_in_their_order(scenario: Scenario):
    later = g.with_event(scenario, "report", dt.date(2024, 5, 7))
    assert [each.at.day.day for _, each in g.events_of(later)] == [6, 7, 8, 7]
    assert isinstance(g.with_holder(later, "leader", "Wu", DAY).givens[1], GivenHolder)


def test_a_field_has_one_value_in_place_of_all_that_was_said(scenario: Scenario):
    changed = g.with_field(scenario, "rating", (TextLiteral("x"),))
    pairs = [pair for each in given_of(changed, GivenCase) for pair in each.pairs]  # type: ignore[attr-defined]
    assert [pair.field.text for pair in pairs] == ["urgent", "amount", "rating"]
    assert len(given_of(changed, GivenCase)) == 1
    alone = g.with_field(g.with_givens(scenario, ()), "amount", (Number(Decimal(1)),))
    assert len(alone.givens) == 1
    in_place = list(g.field_changed_in_place(scenario, "rating", (TextLiteral("x"),)))
    assert [len(given_of(each, GivenCase)) for each in in_place] == [2]


def test_events_lose_and_gain_attributes(scenario: Scenario):
    without_any = g.with_attributes(scenario, ("alarm",), "severe", None)
    assert all("severe" not in repr(each) for _, each in g.events_of(without_any, "alarm"))
    with_all = g.with_attributes(scenario, ("alarm",), "severe", (YesNo(False),))
    assert all("YesNo(value=False)" in repr(each) for _, each in g.events_of(with_all, "alarm"))
    assert g.with_attribute(scenario, 0, "severe", None) == scenario  # a holder is no event
    assert g.moved(scenario, 0, DAY) == scenario


def test_registers_and_records_are_replaced_not_doubled(scenario: Scenario):
    twice = g.with_register(g.with_register(scenario, "alarm", DAY), "alarm", dt.date(2024, 5, 1))
    [register] = given_of(twice, GivenRegister)
    assert register == GivenRegister(Name("alarm"), WrittenMoment(dt.date(2024, 5, 1)))
    record = g.with_record(scenario, "pledge", "pledges", (Pair(Name("value"), (Number(Decimal(1)),)),))
    assert g.with_item(scenario, "pledge", "value", None) is None
    changed = g.with_item(record, "pledge", "value", None)
    assert changed is not None
    assert given_of(changed, GivenRecord) == [GivenRecord(Name("pledge"), Name("pledges"), ())]
    assert given_of(g.without_field(changed, "pledges"), GivenRecord) == []


def test_events_fall_all_or_all_but_one(scenario: Scenario):
    left = [len(g.events_of(each, "alarm")) for each in fallen(scenario, "alarm")]
    assert left == [0, 1, 1]


def test_people_are_invented_where_nobody_is_there(scenario: Scenario, ground: Ground):
    assert g.persons_of(scenario) == ["Li", "Li"]
    manned = staffed(scenario, ("clerk", "leader"), ground)
    assert [each.person for each in given_of(manned, GivenHolder)] == ["Li", "Zhang San"]  # type: ignore[attr-defined]
    assert fresh_person(manned, ground) == "Li Si"
    crowded = manned
    for _ in range(6):
        crowded = g.with_event(crowded, "report", DAY, (Actor(fresh_person(crowded, ground)),))
    assert fresh_person(crowded, ground).startswith("P")


# ---- values ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("boundary", "type_", "count"),
    [
        (Decimal(5), NUMBER, 3),
        (Decimal(5), PERCENT, 3),
        (Money(Decimal(5), "CNY"), money_type("CNY"), 3),
        (DAY, DATE, 3),
        (dt.datetime(2024, 5, 6, 9), DATE_TIME, 3),
        (Period(2, Unit.DAY), PERIOD, 3),
        ("north", TEXT, 2),
        (True, YES_NO, 1),
        (None, YES_NO, 0),
    ],
)
def test_values_stand_around_a_boundary(boundary: object, type_: Type, count: int):
    found = list(around(boundary, type_))
    assert len(found) == count
    assert found[:1] == [written(boundary, type_)][:count]


@pytest.mark.parametrize(
    "type_",
    [
        NUMBER,
        PERCENT,
        money_type("CNY"),
        DATE,
        DATE_TIME,
        TEXT,
        YES_NO,
        PERIOD,
        Type(Kind.ONE_OF, values=("a", "b")),
    ],
)
def test_there_are_at_least_two_samples_of_each_type(type_: Type):
    assert len(set(samples(type_, (DAY, DAY + g.ONE_DAY)))) >= 2


def test_sets_are_written_in_the_order_of_their_type():
    type_ = Type(Kind.SET_OF, values=("b", "a"))
    found = [tuple(getattr(each, "name", Name("")).text for each in values) for values in samples(type_, ())]
    assert found == [("b", "a"), ("b",), ("a",)]
    assert list(samples(Type(Kind.LIST_OF, record="pledge"), ())) == []


# ---- facts -------------------------------------------------------------------------------------


def test_an_event_is_moved_to_the_day_that_it_is_asked_for(scenario: Scenario, ground: Ground):
    read = t.ReadPicked(next_(), "visit", None, "@date", DATE)
    [moved] = settings(scenario, read, (DateLiteral(dt.date(2024, 5, 1)),), (), ground)
    assert [each.at.day.day for _, each in g.events_of(moved, "visit")] == [1]
    assert list(settings(scenario, read, (TextLiteral("x"),), (), ground)) == []


def next_() -> Which:

    return Which.LAST


def test_of_an_event_that_is_picked_nothing_may_be_known(scenario: Scenario, ground: Ground):
    read = t.ReadPicked(next_(), "alarm", None, "severe", YES_NO)
    found = list(without(scenario, read, (), ground))
    assert len(found) == 5  # in both, in each alone, no such event known, the register ended
    assert len(given_of(found[-1], GivenRegister)) == 1


def test_what_has_no_place_in_a_scenario_is_left_alone(scenario: Scenario, ground: Ground):
    linked = t.ReadField(("customer", "assets"), NUMBER)
    assert list(settings(scenario, linked, (Number(Decimal(1)),), (), ground)) == []
    assert list(without(scenario, linked, (), ground)) == []


def test_an_attribute_is_set_in_events_of_the_types_that_are_spoken_of(scenario: Scenario, ground: Ground):
    read = t.ReadAttribute("site", TEXT)
    everywhere = next(settings(scenario, read, (TextLiteral("x"),), (), ground))
    assert repr(everywhere).count("'x'") == 3
    visits = next(settings(scenario, read, (TextLiteral("x"),), ("visit",), ground))
    assert repr(visits).count("'x'") == 1
    trigger = t.ReadTrigger("site", TEXT, "alarm")
    assert repr(next(settings(scenario, trigger, (TextLiteral("x"),), (), ground))).count("'x'") == 2


# ---- any small change, and fewer ---------------------------------------------------------------


def test_a_sweep_changes_one_thing_at_a_time(scenario: Scenario, ground: Ground):
    found = list(swept(scenario, ground))
    assert len(found) > 40
    sizes = {len(each.givens) - len(scenario.givens) for each in found}
    assert sizes <= {-1, 0, 1}
    assert len(list(islice(swept(g.with_givens(scenario, ()), ground), 5))) == 5


def test_days_around_nothing_are_before_the_scenario_is_told(scenario: Scenario):
    empty = days_around(g.with_givens(scenario, ()))
    assert empty[0] < scenario.as_of.day
    assert days_around(scenario)[:3] == (DAY, dt.date(2024, 5, 7), dt.date(2024, 5, 8))


def test_what_is_not_needed_goes_down_to_what_an_event_says(scenario: Scenario):
    def has_an_alarm(each: Scenario) -> bool:
        return any(event.event.text == "alarm" and event.pairs for _, event in g.events_of(each))

    short = fewest(scenario, has_an_alarm)
    [alarm] = short.givens
    assert isinstance(alarm, GivenEvent)
    assert len(alarm.pairs) == 1
    visit = fewest(scenario, lambda each: bool(g.events_of(each, "visit")))
    assert visit.givens == (GivenEvent(Name("visit"), WrittenMoment(dt.date(2024, 5, 7))),)
    amount = fewest(scenario, lambda each: "amount" in repr(each.givens))
    assert amount.givens == (GivenCase((Pair(Name("amount"), (MoneyAmount(Decimal(5), "CNY"),)),)),)
