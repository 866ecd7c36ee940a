"""Columns that are mostly one value: made when they are asked for, packed when they are done."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dutylang.assessment.bulk.board import NO_ROW
from dutylang.assessment.bulk.packing import Blank, constant_of, packed, repeated, some
from dutylang.assessment.bulk.shape import Outcomes
from dutylang.assessment.model import Verdict
from dutylang.cases.columns.model import NO_DAY, NO_INSTANT

VALUES = st.lists(st.integers(-3, 3), max_size=6)
DAYS = ("opened_day", "due_day", "missed_day")
ROWS = ("trigger", "done", "hangs")


def test_a_blank_column_takes_no_room_until_it_is_asked_for():
    found = Outcomes(3)
    assert found.made == {}
    assert found.due_day.tolist() == [NO_DAY] * 3
    assert list(found.made) == ["due_day"]
    found.due_day[1] = 739_000
    assert found.due_day.tolist() == [NO_DAY, 739_000, NO_DAY]
    assert isinstance(Outcomes.due_day, Blank)
    assert Outcomes.due_day.value == NO_DAY


@given(VALUES, st.sampled_from([np.int8, np.int16, np.int64]))
def test_packed_columns_hold_the_same_values(values, kind):
    column = np.array(values, kind)
    found = packed(column, np.int32)
    assert found.tolist() == values
    assert found.dtype == np.int32
    same = len(set(values)) == 1
    assert constant_of(column) == (values[0] if same else None)
    assert constant_of(found) == (values[0] if same else None)
    if values:
        assert (found.strides == (0,)) == same


@given(VALUES.filter(bool), st.data())
def test_some_of_a_column(values, data):
    places = np.array(data.draw(st.lists(st.integers(0, len(values) - 1))), np.int64)
    column = np.array(values, np.int64)
    assert some(column, places).tolist() == column[places].tolist()
    one = repeated(7, len(values), np.int32)
    assert some(one, places).tolist() == [7] * len(places)
    pairs = repeated(NO_ROW, (len(values), 2), np.int32)
    assert some(pairs, places).tolist() == [[NO_ROW, NO_ROW]] * len(places)


def test_what_stands_for_many_is_never_written():
    column = repeated(5, 4, np.int64)
    assert column.tolist() == [5, 5, 5, 5]
    assert column.base is not None
    with pytest.raises(ValueError, match="read-only"):
        column[0] = 1


def outcomes() -> Outcomes:
    """Three outcomes: one done by the act in row 4, two of which nothing is said."""
    found = Outcomes(3)
    found.settle(np.array([True, False, False]), Verdict.SATISFIED, "done")
    found.done[0] = found.evidence[0, 0] = 4
    found.due_instant[2] = 1
    return found


def test_packed_outcomes_say_the_same():
    loose, found = outcomes(), outcomes().packed()
    for name in ("verdict", "reason", "flags", "done", "due_day", "due_instant", "hangs", "late", "so_far"):
        assert getattr(found, name).tolist() == getattr(loose, name).tolist()
    assert found.evidence.tolist() == [[4], [NO_ROW], [NO_ROW]]
    assert {getattr(found, name).dtype for name in DAYS + ROWS} == {np.dtype(np.int32)}
    assert found.due_instant.dtype == np.int64
    assert constant_of(found.missed_instant) == NO_INSTANT
    # The one act stands in `done` already.
    assert np.shares_memory(found.evidence, found.done)
    assert not found.is_hanging


def test_packed_evidence_of_its_own():
    found = outcomes()
    found.widen(2)
    found.evidence[1] = (5, 6)
    assert found.packed().evidence.tolist() == [[4, NO_ROW], [5, 6], [NO_ROW, NO_ROW]]
    assert constant_of(Outcomes(3, 2).packed().evidence) == NO_ROW
    taken = found.packed().taken(np.array([False, True, True]))
    assert taken.evidence.tolist() == [[5, 6], [NO_ROW, NO_ROW]]
    assert taken.verdict.tolist() == [-1, -1]
    assert taken.size == 2


def test_what_is_taken_is_apart():
    found = outcomes()
    taken = found.taken(np.ones(3, np.bool_))
    taken.done[0] = 9
    assert found.done[0] == 4


def test_outcomes_of_some_places_are_put_in():
    found, other = outcomes(), Outcomes(1, 2)
    other.settle(np.array([True]), Verdict.LATE, "done_late")
    other.evidence[0] = (2, 3)
    found.put(np.array([False, True, False]), other)
    assert found.evidence.tolist() == [[4, NO_ROW], [2, 3], [NO_ROW, NO_ROW]]
    assert found.is_verdict(Verdict.LATE).tolist() == [False, True, False]
    assert found.done.tolist() == [4, NO_ROW, NO_ROW]
    assert found.due_instant.tolist() == [NO_INSTANT, NO_INSTANT, 1]


def test_what_hangs_shows_the_verdict_it_would_have():
    found = outcomes()
    assert found.arisen_verdict is found.verdict
    found.hangs[1], found.so_far[1] = 3, 2
    assert found.is_hanging
    assert found.arisen_verdict.tolist() == [found.verdict[0], 2, -1]
