"""Events are named from their columns as the reference names them from their records."""

import datetime as dt
from decimal import Decimal
from zoneinfo import ZoneInfo

import attrs
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dutylang.assessment.bulk.board import Board, board_from_columns
from dutylang.assessment.bulk.event_names import EventNames
from dutylang.assessment.model import Horizon
from dutylang.assessment.single.openings import event_label, labels_of_events
from dutylang.assessment.single.standing import context_of_case
from dutylang.assessment.single.timeline import timeline_from_case
from dutylang.cases.columns.from_records import columns_from_records
from dutylang.cases.record import CaseRecord, EventRecord, Participant
from dutylang.pipeline import loaded_from_text
from dutylang.values import Moment, Money

POLICY = """policy house "House"
  version "1"
  in force from 2020-01-01
  calendar weekdays
  timezone "Asia/Shanghai"
  counting civil_code
role clerk
event call
event visit
article 1 "Rules"
  duty visited
    after each call
    clerk must ensure visit within 3 days
"""
SHANGHAI = ZoneInfo("Asia/Shanghai")
AS_OF = Moment(dt.date(2024, 12, 31))
HORIZON = Horizon(AS_OF)

days = st.dates(dt.date(2024, 5, 1), dt.date(2024, 5, 3)).map(Moment)
moments = st.builds(
    lambda day, hour, late: Moment(
        day, dt.datetime(day.year, day.month, day.day, hour, 30, 0, 1 if late else 0, tzinfo=SHANGHAI)
    ),
    st.dates(dt.date(2024, 5, 1), dt.date(2024, 5, 2)),
    st.integers(0, 2),
    st.booleans(),
)
people = st.lists(
    st.builds(Participant, st.sampled_from(["Li Na", "王伟", "O'Hara"]), st.sampled_from([None, "manager"])),
    max_size=2,
    unique_by=lambda who: who.person,
).map(tuple)
ATTRIBUTES: dict[str, st.SearchStrategy[object]] = {
    "text": st.sampled_from(["a", "b'\"c"]),
    "flag": st.booleans(),
    "day": st.dates(dt.date(2024, 1, 1), dt.date(2024, 1, 2)),
    "figure": st.sampled_from([Decimal("1.0"), Decimal("1.00"), Decimal(1)]),
    "sum": st.sampled_from([Money(Decimal("5.00"), "CNY"), Money(Decimal(5), "CNY")]),
    "time": st.just(dt.datetime(2024, 5, 1, 12, tzinfo=SHANGHAI)),
}


@st.composite
def cases(draw: st.DrawFn) -> list[CaseRecord]:
    """Cases of few moments, actors and values, so that many events are alike; times and days in cases of their own."""
    names = draw(st.lists(st.sampled_from(sorted(ATTRIBUTES)), max_size=2, unique=True))
    is_whole = draw(st.booleans())
    held = {name: ATTRIBUTES[name] for name in names}
    attributes = st.fixed_dictionaries({}, optional=held) if is_whole else st.fixed_dictionaries(held)
    found = []
    for number in range(draw(st.integers(1, 3))):
        at = draw(st.sampled_from([days, moments]))
        events = draw(
            st.lists(
                st.tuples(st.sampled_from(["call", "visit"]), at, people, attributes, st.booleans()),
                max_size=8,
            )
        )
        events.sort(key=lambda each: each[1].instant or dt.datetime.combine(each[1].day, dt.time(), SHANGHAI))
        records = tuple(
            EventRecord(
                type=type_,
                at=moment,
                position=place,
                id=f"e{place}" if has_id else None,
                actors=actors,
                attributes=values,
            )
            for place, (type_, moment, actors, values, has_id) in enumerate(events, 1)
        )
        found.append(CaseRecord(f"C-{number}", events=records))
    return found


def board_of(records: list[CaseRecord]) -> Board:
    loaded, problems = loaded_from_text(POLICY)
    assert loaded is not None, problems
    setting = context_of_case(loaded.plan, CaseRecord(""), HORIZON).setting
    return board_from_columns(columns_from_records(records, SHANGHAI, AS_OF), HORIZON, setting, None)


@given(cases())
def test_names_are_those_of_the_reference(records: list[CaseRecord]):
    board = board_of(records)
    expected = []
    for record in records:
        timeline = timeline_from_case(record, HORIZON, SHANGHAI)
        labels = [event_label(event, timeline) for event in timeline.events]
        assert list(labels_of_events(timeline).values()) == labels
        expected += labels
    rows = np.arange(len(expected), dtype=np.int64)
    assert EventNames(board).many(rows) == expected
    backwards = EventNames(board)
    assert [backwards.of(int(row)) for row in rows[::-1]] == expected[::-1]


@pytest.mark.parametrize("attributes", [{}, {"note": "a"}])
def test_no_record_is_read_where_columns_tell(attributes: dict[str, object]):
    moment = Moment(dt.date(2024, 5, 1))
    twins = tuple(EventRecord(type="call", at=moment, position=n, attributes=attributes) for n in (1, 2))
    board = board_of([CaseRecord("C-1", events=twins)])

    def refuse(*_: object) -> CaseRecord:
        raise AssertionError("a record was read")

    board = attrs.evolve(board, columns=attrs.evolve(board.columns, record=refuse, many=refuse))
    first, second = EventNames(board).many(np.array([0, 1]))
    assert second == f"{first}-2"
