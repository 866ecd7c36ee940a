"""Times that are read as columns are those that single cells hold; what is not sure is left."""

import datetime as dt
from zoneinfo import ZoneInfo

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dutylang.cases.cells import stamp_from_cell
from dutylang.cases.columns.table_cells import Cells, cells_from_arrow, cells_from_objects
from dutylang.cases.columns.table_times import Times, remaining_times, sure_times

ZONES = [
    ZoneInfo(name)
    for name in ("Asia/Shanghai", "Europe/Amsterdam", "Pacific/Apia", "Africa/Casablanca", "UTC")
]
FORMS = [
    "%d.%m.%Y %H:%M",
    "%Y%m%d",
    "%Y-%m-%dT%H:%M:%S.%f",
    "%Y年%m月%d日",
    "%Y-%m-%dT%H:%M:%SZ",
    "%d %b %Y",
]
YEARS = st.sampled_from([1799, 1800, 1883, 1940, 1986, 2011, 2024, 2037, 2060, 2999, 3000, 9999])


@st.composite
def texts(draw: st.DrawFn) -> str | None:
    """What may stand in a cell of times, most of it sound."""
    day = f"{draw(YEARS):04}-{draw(st.integers(0, 13)):02}-{draw(st.integers(0, 32)):02}"
    clock = f"{draw(st.integers(0, 24)):02}:{draw(st.sampled_from(['00', '30', '60']))}"
    seconds = draw(st.sampled_from(["", ":00", ":59.5", ":59.123456789", ":60", ":00."]))
    zone = draw(st.sampled_from(["", "Z", "+08:00", "-0330", "+05:45", " +01:00", "+24:00", "+1"]))
    whole = f"{day}{draw(st.sampled_from('TT   x'))}{clock}{seconds}{zone}"
    return draw(st.sampled_from([whole, whole, whole, day, f" {day}", "", None, "²024-01-01"]))


def sure(cells: Cells, form: str, tz: ZoneInfo, local: ZoneInfo) -> int:
    """How many cells are surely times; each is the same as it is alone."""
    found = sure_times(cells, form, tz, local)
    alone = Times.blank(len(cells))
    remaining_times(cells, np.arange(len(cells)), lambda cell: stamp_from_cell(cell, form), alone, tz, local)
    assert alone.sure[found.sure].all()
    for part in ("day", "instant", "written"):
        assert (getattr(found, part)[found.sure] == getattr(alone, part)[found.sure]).all()
    return int(found.sure.sum())


@settings(max_examples=150, deadline=None)
@given(st.lists(texts(), min_size=1, max_size=40), st.sampled_from(ZONES), st.sampled_from(ZONES))
def test_iso(cells: list[str | None], tz: ZoneInfo, local: ZoneInfo):
    sure(cells_from_objects(cells), "iso", tz, local)


@settings(max_examples=100, deadline=None)
@given(
    st.lists(st.datetimes(dt.datetime(1800, 1, 1), dt.datetime(2999, 12, 31)), min_size=1, max_size=20),
    st.sampled_from(FORMS),
    st.sampled_from(ZONES),
    st.integers(0, 30),
    st.sampled_from("019 x"),
)
def test_patterns(stamps: list[dt.datetime], form: str, zone: ZoneInfo, at: int, slip: str):
    cells: list[object] = [f"{stamp:{form}}" for stamp in stamps]
    last = str(cells[-1])
    sure(
        cells_from_objects([*cells, last[:at] + slip + last[at + 1 :], last.replace("0", "", 1)]),
        form,
        zone,
        zone,
    )


@settings(max_examples=50, deadline=None)
@given(
    st.lists(
        st.integers(0, 10**14).map(str) | st.sampled_from(["1.5", "1e9", "1_0", " 7", "", "-5"]), max_size=20
    )
)
def test_unix(cells: list[object]):
    for form in ("unix_seconds", "unix_milliseconds"):
        sure(cells_from_objects(cells), form, ZONES[1], ZONES[1])


def test_the_usual_forms_are_sure():
    cells = [
        "2024-05-06",
        "2024-05-06 09:00",
        "2024-05-06T09:00:30Z",
        "2024-05-06 09:00:30.5+02:00",
        "1799-12-31",
    ]
    assert sure(cells_from_objects(cells), "iso", ZONES[1], ZONES[1]) == 4
    assert sure(cells_from_objects(["06.05.2024 09:00", "6.5.2024 9:00"]), FORMS[0], ZONES[1], ZONES[1]) == 1


@pytest.mark.parametrize("form", ["iso", "unix_seconds"])
@pytest.mark.parametrize(
    "array",
    [
        pa.array([dt.datetime(1970 + year, 1, 1, year % 24) for year in range(90)] + [None]),
        pa.array([-1, 10**18, None], pa.timestamp("ns")),
        pa.array([dt.datetime(1800 + year, 6, 1) for year in range(90)], pa.timestamp("s", "Asia/Tokyo")),
        pa.array([dt.date(1750 + 10 * step, 1, 1) for step in range(150)]),
        pa.array([1, None, 10**9, 10**12]),
        pa.array([1.5, None]),
    ],
)
def test_typed(form: str, array: pa.Array):
    sure(cells_from_arrow(array), form, ZONES[1], ZONES[1])
