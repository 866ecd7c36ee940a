"""The questions that generated functions ask of events, each against what the reference says of the same."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dutylang.assessment.generated.helpers import (
    LeaveError,
    anchor,
    before,
    by,
    collect_row,
    edge,
    following,
    held,
    highest_row,
    no_row,
    not_after,
    on_day,
    same_day_as,
    stretches,
    unique_row,
)
from dutylang.assessment.generated.prepared import Event, View
from dutylang.assessment.model import Horizon
from dutylang.assessment.single import openings
from dutylang.assessment.single.timeline import not_later
from dutylang.cases.record import CaseRecord
from dutylang.plan.model import Scope
from tests.assessment.common import at, timeline_of
from tests.assessment.generated.test_properties import FORMS, timed

HORIZON = Horizon(at("2024-12-31"))


def view_of(case: CaseRecord) -> View:
    return FORMS.engine.compiled[-1].view(case, HORIZON)


def events_of(case: CaseRecord, name: str) -> list[Event]:
    return [each for each in view_of(case).events if each[8].type == name]


@given(case=timed)
def test_events_are_compared_as_the_reference_compares_them(case: CaseRecord) -> None:
    events = view_of(case).events
    for one in events:
        for other in events:
            bound = (other[2], other[3])
            assert not_after(one, bound) is not_later(one[8].at, other[8].at)
            assert by([one], other[2], other[3]) is not_later(one[8].at, other[8].at)
            assert on_day([one], other[2]) is (one[8].at.day == other[8].at.day)
            assert before([one], other) is (timeline_of(*case.events).order(one[8], other[8]) == -1)


@given(case=timed)
def test_stretches_are_those_of_the_reference(case: CaseRecord) -> None:
    for start, end in (("issue", "release"), ("alarm", "alarm")):
        wanted = openings.stretches(Scope(start, end), timeline_of(*case.events))
        starts = events_of(case, start)
        found = stretches(starts, () if start == end else events_of(case, end), start == end)
        assert [(y[7], x and x[7]) for y, x in found] == [
            (each.start and each.start.position, each.end and each.end.position) for each in wanted
        ]


def some(*moments: str) -> list[Event]:
    """Alarms at these moments."""
    return list(view_of(CaseRecord("C", events=timeline_of(*map(alarm, moments)).events)).events)


def alarm(moment: str) -> object:
    from tests.assessment.common import happened

    return happened("alarm", moment)


def test_what_comes_after_an_opening() -> None:
    first, second = some("2024-05-06 09:00", "2024-05-07")
    assert following([first, second], first, None) is second
    assert following([first, second], None, second[2]) is second
    assert following([first, second], None, None) is first
    assert following([first], first, None) is None
    assert anchor([first, second], first, first[2], first[2], first[3]) is second
    assert anchor([first], second, second[2], second[2], None) is first
    assert anchor([second], None, first[2], first[2] + 9, first[3]) is None


def test_an_excuse_of_the_day_may_still_come() -> None:
    first, second = some("2024-05-06 09:00", "2024-05-06 10:00")
    assert same_day_as([second], first, first[2] - 1)
    assert not same_day_as([first], first, first[2])
    with pytest.raises(LeaveError):
        same_day_as([first], first, first[2] - 1)


def test_the_first_event_of_a_day_without_times_is_not_known() -> None:
    assert edge(some("2024-05-06", "2024-05-07", "2024-05-07"), last=False)[7] == 0
    with pytest.raises(LeaveError):
        edge(some("2024-05-06", "2024-05-07", "2024-05-07 10:00"), last=True)


def test_tables() -> None:
    values, elses, order = ("low", "high", "rest"), (False, False, True), ("low", "rest", "high")
    assert unique_row((False, True, True), values, elses, order) == "high"
    assert unique_row((False, False, True), values, elses, order) == "rest"
    assert highest_row((True, True, True), values, elses, order) == "high"
    assert collect_row((True, False, True), values, elses, order) == frozenset({"low"})
    assert collect_row((False, False, False), values, elses, order) == frozenset()
    for call in (unique_row, highest_row):
        with pytest.raises(LeaveError):
            call((False, False, False), values, elses, order)
    with pytest.raises(LeaveError):
        unique_row((True, True, False), values, elses, order)
    with pytest.raises(LeaveError):
        no_row()


@given(
    st.lists(st.tuples(st.integers(1, 5), st.none() | st.integers(0, 3), st.sampled_from("ab")), max_size=4)
)
def test_a_tracked_field_holds_its_latest_value(entries: list[tuple[int, int | None, str]]) -> None:
    series = tuple((day, None if hour is None else day * 10 + hour, value) for day, hour, value in entries)
    by_now = [each for each in series if each[0] <= 3]
    if not by_now:
        with pytest.raises(LeaveError):
            held(series, 3, None)
    else:
        last = max(day for day, _, _ in by_now)
        assert held(series, 3, None) in {value for day, _, value in by_now if day == last}
