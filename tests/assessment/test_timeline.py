"""Which events count at the horizon, in what order, and how far the registers reach."""

import datetime as dt

import pytest

from dutylang.assessment.model import Horizon, horizon_of_day
from dutylang.assessment.single.timeline import Timeline, not_later, timeline_from_case
from dutylang.values import Moment
from tests.assessment.common import ZONE, at, case_of, happened, timeline_of


def types(timeline: Timeline) -> list[str]:
    return [event.type for event in timeline.events]


@pytest.mark.parametrize(
    ("first", "second", "order"),
    [
        ("2024-05-06", "2024-05-07", -1),
        ("2024-05-07", "2024-05-06 09:00", 1),
        ("2024-05-06 09:00", "2024-05-06 10:00", -1),
        ("2024-05-06 10:00", "2024-05-06 09:00", 1),
        ("2024-05-06 09:00", "2024-05-06 09:00", -1),  # position in the file
        ("2024-05-06", "2024-05-06", None),
        ("2024-05-06", "2024-05-06 09:00", None),
        ("2024-05-06 09:00", "2024-05-06", None),
    ],
)
def test_order_of_two_events(first, second, order):
    timeline = timeline_of(happened("alarm", first), happened("visit", second))
    one, other = timeline.events
    assert timeline.order(one, other) == order
    assert timeline.order(other, one) == (None if order is None else -order)
    assert timeline.order(one, one) == 0


def test_events_of_several_types_keep_the_order_of_the_record():
    timeline = timeline_of(
        happened("visit", "2024-05-06"), happened("alarm", "2024-05-07"), happened("visit", "2024-05-08")
    )
    assert [e.position for e in timeline.of_types(["alarm", "visit", "alarm"])] == [0, 1, 2]
    assert [e.position for e in timeline.of_types(["visit"])] == [0, 2]
    assert timeline.of_types(["never"]) == []


def test_a_date_as_of_is_the_whole_of_that_day():
    events = [happened("alarm", "2024-05-06 23:59"), happened("visit", "2024-05-07 00:00")]
    assert types(timeline_of(*events, as_of="2024-05-06")) == ["alarm"]
    assert types(timeline_of(*events, as_of="2024-05-07")) == ["alarm", "visit"]


def test_as_of_with_a_time_hides_what_is_later_on_that_day():
    events = [happened("alarm", "2024-05-06 09:00"), happened("visit", "2024-05-06 09:01")]
    timeline = timeline_of(*events, as_of="2024-05-06 09:00")
    assert types(timeline) == ["alarm"]
    assert timeline.first_day == dt.date(2024, 5, 6)


def test_horizon_of_a_day_is_its_end():
    assert horizon_of_day(dt.date(2024, 5, 6)) == Horizon(Moment(dt.date(2024, 5, 6)))


def test_known_at_hides_what_was_recorded_later():
    events = [
        happened("alarm", "2024-05-06", recorded_at="2024-05-06 10:00"),
        happened("visit", "2024-05-06", recorded_at="2024-05-08 10:00"),
        happened("report", "2024-05-06"),
    ]
    assert types(timeline_of(*events, known_at="2024-05-07")) == ["alarm", "report"]
    assert types(timeline_of(*events)) == ["alarm", "visit", "report"]


def test_a_voided_event_is_kept_apart():
    timeline = timeline_of(
        happened("alarm", "2024-05-06", id="a"), happened("report", "2024-05-07", voids="a")
    )
    assert types(timeline) == ["report"]
    assert [event.id for event in timeline.voided] == ["a"]


def test_a_cancellation_of_the_same_type_is_no_act_of_its_own():
    timeline = timeline_of(
        happened("alarm", "2024-05-06", id="a"), happened("alarm", "2024-05-07", id="b", voids="a")
    )
    assert timeline.events == ()


def test_a_replaced_event_gives_way_to_the_one_that_replaces_it():
    timeline = timeline_of(
        happened("alarm", "2024-05-06", id="a"), happened("alarm", "2024-05-07", id="b", replaces="a")
    )
    assert [event.id for event in timeline.events] == ["b"]
    assert [event.id for event in timeline.voided] == ["a"]


def test_a_voiding_that_is_not_known_yet_voids_nothing():
    events = [
        happened("alarm", "2024-05-06", id="a"),
        happened("report", "2024-05-07", voids="a", recorded_at="2024-05-20"),
    ]
    assert types(timeline_of(*events, known_at="2024-05-10")) == ["alarm"]
    assert types(timeline_of(*events, as_of="2024-05-06")) == ["alarm"]


def test_a_register_that_is_not_listed_is_incomplete_from_the_start():
    case = case_of(registers={"alarm": None, "visit": at("2024-05-06"), "report": at("2025-01-01")})
    timeline = timeline_from_case(case, Horizon(at("2024-05-31")), ZONE)
    assert timeline.complete_until("review") is None
    assert timeline.complete_until("alarm") == at("2024-05-31")
    assert timeline.complete_until("visit") == at("2024-05-06")
    assert timeline.complete_until("report") == at("2024-05-31")
    assert timeline.covers(["alarm", "visit"], at("2024-05-06"))
    assert not timeline.covers(["alarm", "visit"], at("2024-05-07"))
    assert not timeline.covers(["review"], at("2024-01-01"))
    assert timeline.complete_now(["alarm", "report"])
    assert not timeline.complete_now(["alarm", "visit"])


def test_a_due_day_has_passed_after_its_midnight_only():
    timeline = timeline_of(as_of="2024-05-06")
    assert timeline.passed(at("2024-05-05"))
    assert not timeline.passed(at("2024-05-06"))
    assert timeline.passed(at("2024-05-06"), exclusive=True)
    assert timeline_of(as_of="2024-05-06 12:00").passed(at("2024-05-06 11:59"))
    assert not timeline_of(as_of="2024-05-06 12:00").passed(at("2024-05-06 12:00"))


def test_a_case_closed_later_is_still_open():
    case = case_of(closed_at=at("2024-06-01"))
    assert timeline_from_case(case, Horizon(at("2024-05-31")), ZONE).closed_at is None
    assert timeline_from_case(case, Horizon(at("2024-06-01")), ZONE).closed_at == at("2024-06-01")


def test_a_case_without_events_begins_on_the_as_of_day():
    assert timeline_of(as_of="2024-05-06").first_day == dt.date(2024, 5, 6)


def test_a_bound_without_a_time_reaches_to_its_midnight():
    assert not_later(at("2024-05-06 23:59"), at("2024-05-06"))
    assert not_later(at("2024-05-06"), at("2024-05-06 00:01"))
    assert not not_later(at("2024-05-06 09:01"), at("2024-05-06 09:00"))
