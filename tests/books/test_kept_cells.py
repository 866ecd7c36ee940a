"""Cells that are written down are the same cells when they are read."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from zoneinfo import ZoneInfo

import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dutylang.books.kept_cells import array_from_cells, cell_of, cells_from_array, spelling
from dutylang.cases.columns.table_cells import ObjectCells, TextCells, cells_from_arrow, cells_from_objects
from dutylang.cases.raw import BrokenCell, Unreadable

ZONES = st.sampled_from(
    [None, dt.UTC, dt.timezone(dt.timedelta(hours=5, minutes=45)), ZoneInfo("Europe/Paris")]
)
CELLS = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(),
    st.text(max_size=20),
    st.text(st.characters(categories=["Cs"]), min_size=1, max_size=3),
    st.decimals(),
    st.dates(),
    st.times().map(lambda time: time.replace(fold=0)),
    st.timedeltas(),
    st.datetimes(timezones=ZONES),
    st.floats(allow_nan=False),
    st.builds(BrokenCell, st.sampled_from(["formula", "error"]), st.text(max_size=9)),
    st.builds(Unreadable, st.text(max_size=9)),
)


def same(one: object, two: object) -> bool:
    if isinstance(one, dt.datetime) and isinstance(two, dt.datetime):
        return one.replace(tzinfo=None) == two.replace(tzinfo=None) and one.utcoffset() == two.utcoffset()
    return type(one) is type(two) and repr(one) == repr(two)


@given(CELLS)
def test_one_cell(cell: object):
    written = spelling(cell)
    assert written is None or written.encode("utf-8")
    assert same(cell_of(written), cell)


@given(st.lists(CELLS, max_size=12))
def test_a_column_of_any_cells(cells: list[object]):
    found = cells_from_array(array_from_cells(cells_from_objects(cells), spelled=True), spelled=True)
    assert len(found) == len(cells)
    assert all(same(one, two) for one, two in zip(found.cells(), cells, strict=True))
    assert isinstance(found, TextCells | ObjectCells)


@given(st.lists(st.one_of(st.none(), st.text(st.characters(exclude_categories=["Cs"])))))
def test_a_column_of_texts(cells: list[object]):
    for spelled in (False, True):
        kept = array_from_cells(cells_from_objects(cells), spelled=spelled)
        assert list(cells_from_array(kept, spelled=spelled).cells()) == cells


def test_a_typed_column_keeps_its_type():
    array = pa.array([Decimal("1.50"), None], pa.decimal128(9, 2))
    kept = array_from_cells(cells_from_arrow(array), spelled=False)
    assert kept.type == array.type
    assert list(cells_from_array(kept, spelled=False).cells()) == [Decimal("1.50"), None]


def test_what_no_reader_hands_on():
    with pytest.raises(TypeError, match="bytearray"):
        spelling(bytearray(b"x"))
    with pytest.raises(ValueError, match="no spelling"):
        cell_of('["secret"]')
