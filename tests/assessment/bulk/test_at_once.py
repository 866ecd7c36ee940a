"""The steps that plain duties take together, held against those that they would take one by one."""

from __future__ import annotations

import datetime as dt
from unittest import mock
from zoneinfo import ZoneInfo

import attrs
import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from dutylang.assessment.bulk import demands
from dutylang.assessment.bulk.acts import Acts, first_from, found_from, in_time, last_in_time
from dutylang.assessment.bulk.board import NO_ROW, Board
from dutylang.assessment.bulk.due_columns import Dues
from dutylang.assessment.bulk.engine import Judgements, judged_in_columns, rows_from
from dutylang.assessment.bulk.shape import at_events
from dutylang.assessment.model import Horizon
from dutylang.assessment.rows import Row
from dutylang.cases.columns.from_records import columns_from_records
from dutylang.cases.columns.model import NO_INSTANT
from dutylang.cases.record import CaseRecord, EventRecord, Participant
from dutylang.pipeline import Loaded, loaded_from_text
from dutylang.values import Moment

POLICY = """policy house "House"
  version "1"
  in force from 2024-01-01
  calendar weekdays
  timezone "Asia/Shanghai"
  counting civil_code
role manager
event call
  urgent yes/no
event visit
event report
article 1 "Rules"
  duty visited
    after each call
    manager must ensure visit within 3 days
  duty soon
    after each call
    manager must visit within 30 hours
  duty twice
    after each call with urgent is yes
    manager must visit at least 2 times within 5 working days
  duty before_report
    after each call
    manager must visit before report
"""
FIRST = dt.datetime(2024, 5, 6, tzinfo=dt.UTC)
AS_OF = Moment(dt.date(2024, 5, 20))


def loaded() -> Loaded:
    found, problems = loaded_from_text(POLICY)
    assert found is not None, problems
    return found


LOADED = loaded()
PLAN = LOADED.plan
TZ = ZoneInfo(PLAN.timezone)


@st.composite
def cases(draw: st.DrawFn) -> CaseRecord:
    """A case with events at some hours of some days, or on whole days; several may come at once."""
    with_times = draw(st.booleans())
    events = []
    for position, hours in enumerate(sorted(draw(st.lists(st.integers(0, 50), max_size=8)))):
        at = FIRST + dt.timedelta(hours=6 * hours)
        kind = draw(st.sampled_from(["call", "visit", "visit", "report"]))
        urgent = draw(st.sampled_from([True, True, False])) if kind == "call" else None
        events.append(
            EventRecord(
                type=kind,
                at=Moment(at.astimezone(TZ).date(), at if with_times else None),
                position=position,
                actors=(Participant("Li", draw(st.sampled_from(["manager", "manager", None]))),),
                attributes={} if urgent is None else {"urgent": urgent},
            )
        )
    registers = dict.fromkeys(PLAN.vocabulary.events)
    return CaseRecord("case", events=tuple(events), registers=registers)


def judged(records: list[CaseRecord]) -> Judgements:
    named = [attrs.evolve(record, id=f"case {place}") for place, record in enumerate(records)]
    return judged_in_columns(PLAN, columns_from_records(named, TZ, AS_OF), Horizon(AS_OF))


def rows(records: list[CaseRecord]) -> list[tuple[Row, ...]]:
    return [found for _, found in rows_from(judged(records))]


@given(st.lists(cases(), max_size=3))
def test_step_by_step_or_at_once(records):
    at_once = rows(records)
    with mock.patch.object(demands, "is_bare", return_value=False):
        assert rows(records) == at_once


@given(cases())
def test_a_closed_case_changes_nothing_for_the_others(record):
    closed = CaseRecord("", registers=record.registers, closed_at=Moment(dt.date(2024, 5, 10)))
    assert rows([record, closed])[0] == rows([record])[0]


@st.composite
def boards(draw: st.DrawFn) -> Board:
    return judged(draw(st.lists(cases(), min_size=1, max_size=3))).board


def some_rows(draw: st.DrawFn, board: Board) -> np.ndarray:
    found = draw(st.sets(st.integers(0, len(board.case) - 1))) if len(board.case) else set()
    return np.array(sorted(found), np.int64)


@given(boards(), st.data())
def test_the_first_act_is_the_first_of_all_acts(board, data):
    acts, opened = some_rows(data.draw, board), some_rows(data.draw, board)
    openings = at_events(opened, board)
    group = np.zeros(len(opened), np.int64)
    low = np.array([data.draw(st.integers(0, row)) for row in opened.tolist()], np.int64)
    high = board.ends[openings.case]
    one_group = Acts(acts, acts, len(board.case) + 1, group)
    grouped = Acts(acts, acts.copy(), len(board.case) + 1, group)
    assert one_group.is_one_group
    assert not grouped.is_one_group
    wanted = found_from(grouped, openings, low, high)
    found = found_from(one_group, openings, low, high)
    assert found.counts.tolist() == wanted.counts.tolist()
    for number in range(2):
        assert found.nth(number).tolist() == wanted.nth(number).tolist()
    assert first_from(one_group, openings, low, high).tolist() == wanted.nth(0).tolist()
    assert first_from(grouped, openings, low, high).tolist() == wanted.nth(0).tolist()
    assert np.searchsorted(acts, low).tolist() == one_group.below[low].tolist()


@given(boards(), st.data())
def test_an_act_is_in_time_where_it_lies_before_the_end_of_time(board, data):
    acts = some_rows(data.draw, board)
    openings = at_events(acts, board)
    dues = Dues.none(len(acts))
    for place, row in enumerate(acts.tolist()):
        day = int(board.day[row]) + data.draw(st.integers(-1, 1))
        kind = data.draw(st.sampled_from(["none", "day", "clock"]))
        if kind != "none":
            dues.day[place] = day
        if kind == "clock" and board.is_timed:
            dues.instant[place] = board.instant[row] + data.draw(st.integers(-1, 1)) * 1_000_000
        dues.exclusive[place] = data.draw(st.booleans())
        case = int(board.case[row])
        if data.draw(st.booleans()):
            dues.before[place] = data.draw(st.integers(int(board.starts[case]), int(board.ends[case]) - 1))
    bound = last_in_time(dues.day, dues.instant, dues.exclusive, dues.before, openings, board)
    assert in_time(acts, dues, board).tolist() == (acts < bound).tolist()
    nobody = np.full(len(acts), NO_ROW, np.int64)
    assert not in_time(nobody, dues, board).any()


@given(boards(), st.data())
def test_what_lies_behind_the_as_of_moment(board, data):
    size = data.draw(st.integers(0, 4))
    today = AS_OF.day.toordinal()
    days = np.array([today + data.draw(st.integers(-3, 3)) for _ in range(size)], np.int64)
    instants = np.array(
        [data.draw(st.sampled_from([NO_INSTANT, board.now - 1, board.now, board.now + 1])) for _ in days],
        np.int64,
    )
    exclusive = np.array([data.draw(st.booleans()) for _ in range(size)], np.bool_)
    end = board.latest(days, instants)
    wanted = np.where(exclusive, board.now >= end, board.now > end)
    assert board.is_past(days, instants, exclusive).tolist() == wanted.tolist()


def test_who_acted_is_looked_up_once():
    record = CaseRecord(
        "case",
        events=(EventRecord("visit", Moment(dt.date(2024, 5, 6)), 0, (Participant("Li", "manager"),)),),
        registers=dict.fromkeys(PLAN.vocabulary.events),
    )
    board = judged([record]).board
    assert board.acted["visit", "manager"].tolist() == [1]
    assert board.has_one_actor
    assert board.is_complete
    assert board.is_open
    assert not judged([attrs.evolve(record, registers={})]).board.is_complete
