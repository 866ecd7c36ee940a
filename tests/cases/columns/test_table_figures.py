"""Figures that are read as columns are exact, and those of single cells."""

from decimal import Decimal

import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dutylang.cases.cells import raw_from_cell
from dutylang.cases.columns.table_cells import Cells, cells_from_arrow, cells_from_objects
from dutylang.cases.columns.table_figures import digits_of, sure_figures
from dutylang.cases.fields import decimal_from_raw
from dutylang.cases.mapping import Column, Table
from dutylang.ops.types import NUMBER

WRITTEN = st.from_regex(r"\A[+-]?[0-9]{1,14}([.,][0-9]{0,7})?(%|e3| CNY| )?\Z") | st.sampled_from(
    ["", "1,000", "1.000,5", "٣", "1_000", "NaN", "1'000"]
)


def check(cells: Cells, table: Table) -> int:
    """How many cells are surely figures; each is what it is alone."""
    found = sure_figures(cells, table)
    for row, cell in enumerate(cells.cells()):
        if found.sure[row]:
            figure = Decimal(int(found.digits[row])).scaleb(-int(found.places[row]))
            assert decimal_from_raw(raw_from_cell(cell, Column(""), table, NUMBER)) == figure
    return int(found.sure.sum())


@settings(max_examples=200, deadline=None)
@given(
    st.lists(WRITTEN, max_size=20),
    st.sampled_from([(".", ""), (",", "."), (".", ","), (",", ""), (".", "'"), ("5", ""), (",", ",")]),
)
def test_with_the_signs_of_the_table(cells: list[object], signs: tuple[str, str]):
    check(cells_from_objects(cells), Table("", "", decimal=signs[0], thousands=signs[1]))


@pytest.mark.parametrize(
    ("array", "sure"),
    [
        (pa.array([1, -2, None, 10**18]), 2),
        (pa.array([1.5, 1e20, 0.1, None, float("inf"), 123456.789]), 3),
        (pa.array([1.1, 0.1], pa.float32()), 2),
        (pa.array([Decimal("1.50"), Decimal("-12345678901.2345")]), 2),
        (pa.array([2**63], pa.uint64()), 0),
        (pa.array([True]), 0),
    ],
)
def test_typed(array: pa.Array, sure: int):
    assert check(cells_from_arrow(array), Table("", "")) == sure


def test_suffixes():
    percent = sure_figures(cells_from_objects(["2.50%", "3", "x%"]), Table("", ""), "%")
    assert (percent.digits[:2].tolist(), percent.places[:2].tolist()) == ([25, 3], [1, 0])
    assert percent.sure.tolist() == [True, True, False]
    money = sure_figures(cells_from_objects(["2.5 CNY", "3", "3 EUR"]), Table("", ""), " CNY", needed=True)
    assert money.sure.tolist() == [True, False, False]


@pytest.mark.parametrize(
    ("figure", "digits"),
    [
        ("1E+3", (1000, 0)),
        ("1.50", (15, 1)),
        ("0E+24", (0, 0)),
        ("1E-19", None),
        ("1E+24", None),
        ("-7", (-7, 0)),
    ],
)
def test_digits(figure: str, digits: tuple[int, int] | None):
    assert digits_of(Decimal(figure)) == digits
