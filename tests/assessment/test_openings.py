"""When instances open, in which stretch, and under which stable name."""

import datetime as dt

import attrs
import pytest

from dutylang.assessment.single.openings import (
    Opening,
    event_label,
    inside,
    openings,
    stretches,
    unobserved_trigger,
)
from dutylang.assessment.single.world import World
from dutylang.cases.record import EventRecord, Holding
from dutylang.plan.model import Scope
from tests.assessment.common import case_of, found, happened, plan_of, setting_of, timeline_of

EACH = "  duty d\n    after each alarm\n    clerk must ensure visit within 3 days\n"


def opened(rules: str, *events: EventRecord, as_of: str = "2024-12-31", **more: object) -> list[Opening]:
    plan = plan_of(rules)
    return openings(plan.rules[0], setting_of(plan, case_of(*events, **more), as_of), World())


def days(found: list[Opening]) -> list[str | None]:
    return [each.moment.day.isoformat() if each.moment else None for each in found]


# ---- stretches --------------------------------------------------------------------------------


def pairs(scope: Scope, *events: EventRecord) -> list[tuple[int | None, int | None]]:
    return [
        (each.start.position if each.start else None, each.end.position if each.end else None)
        for each in stretches(scope, timeline_of(*events))
    ]


def test_the_whole_case_is_one_stretch():
    assert pairs(Scope()) == [(None, None)]


def test_a_scope_with_an_end_only_runs_to_the_first_end():
    assert pairs(Scope(end="release")) == [(None, None)]
    two = happened("release", "2024-05-06"), happened("release", "2024-05-08")
    assert pairs(Scope(end="release"), *two) == [(None, 0)]


def test_the_first_start_opens_the_next_end_closes_and_a_later_start_reopens():
    events = [
        happened(what, f"2024-05-{day:02}")
        for day, what in enumerate(["release", "issue", "issue", "release", "issue"], 1)
    ]
    assert pairs(Scope("issue", "release"), *events) == [(1, 3), (4, None)]


def test_without_a_start_there_is_no_stretch():
    assert pairs(Scope("issue", "release"), happened("release", "2024-05-01")) == []


def test_a_scope_without_an_end_stays_open():
    assert pairs(Scope("issue"), happened("issue", "2024-05-01")) == [(0, None)]


def test_the_same_event_ends_one_stretch_and_begins_the_next():
    events = happened("issue", "2024-05-01"), happened("issue", "2024-05-02")
    assert pairs(Scope("issue", "issue"), *events) == [(0, 1), (1, None)]


def test_an_end_of_the_same_day_listed_first_closes_when_neither_has_a_time():
    untimed = happened("release", "2024-05-01"), happened("issue", "2024-05-01")
    assert pairs(Scope("issue", "release"), *untimed) == [(1, 0)]
    timed = happened("release", "2024-05-01 09:00"), happened("issue", "2024-05-01 10:00")
    assert pairs(Scope("issue", "release"), *timed) == [(1, None)]


def test_the_end_of_a_stretch_is_excluded():
    timeline = timeline_of(
        happened("alarm", "2024-04-30"),
        happened("issue", "2024-05-01"),
        happened("alarm", "2024-05-01"),
        happened("release", "2024-05-03 09:00"),
        happened("alarm", "2024-05-03 09:00"),
    )
    [stretch] = stretches(Scope("issue", "release"), timeline)
    events = timeline.events
    assert [inside(each, stretch, timeline) for each in events] == [False, True, True, False, False]


# ---- triggers ---------------------------------------------------------------------------------


def test_each_trigger_opens_an_instance():
    found = opened(EACH, happened("alarm", "2024-05-06"), happened("alarm", "2024-05-09"))
    assert days(found) == ["2024-05-06", "2024-05-09"]
    assert len({each.label for each in found}) == 2


def test_the_first_trigger_that_fits_opens_the_only_instance():
    rules = "  duty d\n    after alarm with severe\n    clerk must ensure visit within 3 days\n"
    events = [
        happened("alarm", "2024-05-06", severe=False),
        happened("alarm", "2024-05-07", severe=True),
        happened("alarm", "2024-05-08", severe=True),
    ]
    assert days(opened(rules, *events)) == ["2024-05-07"]


def test_of_the_latest_each_is_superseded_by_the_next():
    rules = "  duty d\n    after the latest alarm\n    clerk must ensure visit within 3 days\n"
    found = opened(rules, happened("alarm", "2024-05-06"), happened("alarm", "2024-05-07"))
    assert [each.superseded_by.position if each.superseded_by else None for each in found] == [1, None]


def test_on_the_day_of_opens_on_the_day_whatever_the_hour():
    rules = "  duty d\n    on the day of issue\n    clerk must ensure visit\n"
    [opening] = opened(rules, happened("issue", "2024-05-06 15:00"))
    assert opening.moment is not None
    assert (opening.moment.instant, opening.inclusive, opening.event) == (None, True, None)


def test_triggers_outside_the_scope_open_nothing():
    rules = (
        "  duty d\n    from issue until release\n    after each alarm\n"
        "    clerk must ensure visit within 3 days\n"
    )
    events = [
        happened("alarm", "2024-05-01 09:00"),
        happened("issue", "2024-05-02 09:00"),
        happened("alarm", "2024-05-03 09:00"),
        happened("release", "2024-05-04 09:00"),
        happened("alarm", "2024-05-05 09:00"),
    ]
    assert days(opened(rules, *events)) == ["2024-05-03"]


def test_a_trigger_before_the_policy_is_in_force_opens_nothing():
    found = opened(EACH, happened("alarm", "2023-12-31"), happened("alarm", "2024-01-01"))
    assert days(found) == ["2024-01-01"]


def test_a_trigger_after_the_rule_has_ended_opens_nothing():
    plan = plan_of(EACH)
    rule = attrs.evolve(plan.rules[0], until=dt.date(2024, 5, 6))
    events = happened("alarm", "2024-05-06"), happened("alarm", "2024-05-07")
    assert days(openings(rule, setting_of(plan, case_of(*events)), World())) == ["2024-05-06"]


def test_each_holder_has_an_instance_of_his_own():
    rules = "  duty d\n    after each alarm\n    each clerk must visit within 3 days\n"
    holders = (
        Holding("clerk", "An", dt.date(2024, 1, 1)),
        Holding("clerk", "Bo", dt.date(2024, 1, 1), dt.date(2024, 5, 5)),
        Holding("clerk", "Cy", dt.date(2024, 5, 6)),
    )
    found = opened(rules, happened("alarm", "2024-05-06"), holders=holders)
    assert [each.holder for each in found] == ["An", "Cy"]
    assert len({each.label for each in found}) == 2


# ---- periods ----------------------------------------------------------------------------------

MONTHLY = "  duty d\n    every month from issue until release\n    clerk must ensure visit\n"


def periods(found: list[Opening]) -> list[tuple[str, bool]]:
    return [(each.period[0], each.cut) for each in found if each.period]


def test_a_period_opens_once_it_has_begun():
    found = opened(MONTHLY, happened("issue", "2024-03-15"), as_of="2024-05-10")
    assert periods(found) == [("2024-03", False), ("2024-04", False), ("2024-05", False)]
    assert days(found) == ["2024-03-15", "2024-04-01", "2024-05-01"]


def test_the_last_period_is_cut_where_the_scope_ends_within_it():
    events = happened("issue", "2024-03-15"), happened("release", "2024-05-10 12:00")
    assert periods(opened(MONTHLY, *events)) == [("2024-03", False), ("2024-04", False), ("2024-05", True)]


def test_an_end_at_the_first_instant_of_a_period_opens_none():
    # 24:00 of 30 April is 0:00 of 1 May, and the instant of the end is excluded.
    events = happened("issue", "2024-03-15"), happened("release", "2024-05-01 00:00")
    assert periods(opened(MONTHLY, *events)) == [("2024-03", False), ("2024-04", False)]


def test_a_case_closed_on_the_last_day_of_a_month_has_the_whole_month():
    from_issue = MONTHLY.replace(" until release", "")
    closed = case_of(happened("issue", "2024-03-15")).events[0].at
    assert closed is not None
    found = opened(
        from_issue, happened("issue", "2024-03-15"), closed_at=attrs.evolve(closed, day=dt.date(2024, 4, 30))
    )
    assert periods(found) == [("2024-03", False), ("2024-04", False)]


def test_periods_of_the_whole_case_begin_with_its_first_event():
    whole = MONTHLY.replace(" from issue until release", "")
    assert opened(whole) == []
    found = opened(whole, happened("alarm", "2024-03-15"), as_of="2024-04-10")
    assert periods(found) == [("2024-03", False), ("2024-04", False)]


# ---- names ------------------------------------------------------------------------------------


def test_an_event_with_an_id_is_named_by_it():
    timeline = timeline_of(happened("alarm", "2024-05-06", id="a-7"))
    assert event_label(timeline.events[0], timeline) == "a-7"


def test_equal_events_are_told_apart_by_their_occurrence():
    timeline = timeline_of(*[happened("alarm", "2024-05-06", by=("An", "Bo"), site="x")] * 3)
    first, second, third = (event_label(each, timeline) for each in timeline.events)
    assert (second, third) == (f"{first}-2", f"{first}-3")


def test_a_name_does_not_hang_on_what_else_happened():
    def key(*events: EventRecord) -> str:
        return found(EACH, case_of(*events), "2024-05-31")[-1].key

    alarm = happened("alarm", "2024-05-06", by="An", site="x", covers=frozenset({"b", "a"}))
    before = happened("visit", "2024-05-01"), happened("alarm", "2024-04-01")
    assert key(alarm) == key(*before, alarm)


@pytest.mark.parametrize(
    "other",
    [
        happened("alarm", "2024-05-06", by="An", site="x"),
        happened("alarm", "2024-05-06 09:00", site="x"),
        happened("alarm", "2024-05-06", site="y"),
        happened("alarm", "2024-05-07", site="x"),
    ],
)
def test_events_that_differ_have_different_names(other):
    timeline = timeline_of(happened("alarm", "2024-05-06", site="x"), other)
    first, second = timeline.events
    assert event_label(first, timeline) != event_label(second, timeline)


# ---- registers --------------------------------------------------------------------------------


def test_a_trigger_whose_register_ends_is_named():
    plan = plan_of(EACH)
    timeline = setting_of(plan, case_of(complete=None)).timeline
    leaf = unobserved_trigger(plan.rules[0], timeline)
    assert leaf is not None
    assert leaf.subject == "alarm"
    assert unobserved_trigger(plan.rules[0], setting_of(plan, case_of()).timeline) is None


def test_one_instance_a_trigger_even_where_the_order_of_a_day_leaves_two_stretches():
    rules = (
        "  duty d\n    from issue until release\n    after each alarm\n"
        "    clerk must ensure visit within 3 days\n"
    )
    events = [happened(what, "2024-05-06") for what in ("issue", "release", "alarm", "issue")]
    assert days(opened(rules, *events)) == ["2024-05-06"]


def test_a_period_that_a_scope_enters_again_is_numbered():
    events = [
        happened(what, f"2024-05-{day:02}")
        for day, what in ((6, "issue"), (8, "release"), (20, "issue"), (27, "release"))
    ]
    findings = found(MONTHLY, case_of(*events), "2024-06-30")
    assert [each.key.split("/")[-1] for each in findings] == ["2024-05", "2024-05#2"]
    assert {each.period for each in findings} == {"2024-05"}
