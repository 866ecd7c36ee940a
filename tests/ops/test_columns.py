"""What operators do with columns is, row by row, what they do with one value."""

import datetime as dt
from decimal import Decimal
from zoneinfo import ZoneInfo

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dutylang.cases.columns.from_records import column_from_values
from dutylang.ops import OPERATORS
from dutylang.ops.columns import (
    CONNECTIVES,
    MEANINGS,
    NO,
    UNKNOWN,
    YES,
    Column,
    NoColumnsError,
    column_of_truths,
    places_by_code,
    truths_of,
)
from dutylang.ops.types import Kind
from dutylang.values import UNKNOWN as NOT_KNOWN
from dutylang.values import Money, Truth

SHANGHAI = ZoneInfo("Asia/Shanghai")
COMPARISONS = ("==", "!=", "<", "<=", ">", ">=")
FIGURES = ("+", "-", "*", "percent_of")
ROWS = 6

decimals = st.decimals(-(10**9), 10**9, places=3) | st.decimals(-50, 50, places=0)
KINDS = {
    "number": decimals,
    "CNY": st.builds(Money, decimals, st.just("CNY")),
    "EUR": st.builds(Money, decimals, st.just("EUR")),
    "date": st.dates(dt.date(1900, 1, 1), dt.date(2199, 12, 31)),
    "moment": st.datetimes(dt.datetime(1990, 1, 1), dt.datetime(2090, 1, 1), timezones=st.just(SHANGHAI)),
    "text": st.sampled_from(["", "north", "south", "南", "a b"]),
    "yes_no": st.booleans(),
}

SAMPLES = {
    "number": Decimal("2.50"),
    "CNY": Money(Decimal("0.10"), "CNY"),
    "date": dt.date(2024, 2, 29),
    "moment": dt.datetime(2024, 2, 29, 9, tzinfo=SHANGHAI),
    "text": "南",
    "yes_no": True,
}


def rows_of(kind: str):
    """Values of one kind, some of them not known, many of them alike."""
    few = st.lists(KINDS[kind], min_size=1, max_size=3)
    return few.flatmap(lambda pool: st.lists(st.sampled_from([*pool, None]), min_size=ROWS, max_size=ROWS))


def column_of(values: list[object]) -> Column:
    column = column_from_values(values)
    assert column is not None
    return column


def one(op: str, *args: object) -> object:
    return OPERATORS[op].apply([NOT_KNOWN if each is None else each for each in args])


def cell(column: Column, row: int) -> object:
    """The value of a row, read by hand."""
    if not column.known[row]:
        return NOT_KNOWN
    figure = column.values[row].item()
    match column.kind:
        case Kind.YES_NO:
            return figure
        case Kind.NUMBER:
            return Decimal(figure).scaleb(-column.scale)
        case Kind.MONEY:
            return Money(Decimal(figure).scaleb(-column.scale), column.currency or "")
        case _:
            raise AssertionError(column.kind)


@st.composite
def operands(draw: st.DrawFn) -> tuple[list[object], list[object]]:
    """Two columns, of one kind more often than not."""
    left = draw(st.sampled_from(sorted(KINDS)))
    right = draw(st.sampled_from([left, left, *sorted(KINDS)]))
    return draw(rows_of(left)), draw(rows_of(right))


@given(st.sampled_from([*COMPARISONS, *FIGURES]), operands())
def test_two_columns(op: str, pair: tuple[list[object], list[object]]):
    left, right = pair
    try:
        found = OPERATORS[op].on_columns([column_of(left), column_of(right)])
    except NoColumnsError:
        return
    for row in range(ROWS):
        assert cell(found, row) == one(op, left[row], right[row])


@pytest.mark.parametrize("kind", ["number", "CNY", "date", "moment", "text", "yes_no"])
@pytest.mark.parametrize("op", ["==", "!="])
def test_equality_has_a_form_for_every_plain_kind(op: str, kind: str):
    value = SAMPLES[kind]
    found = OPERATORS[op].on_columns([column_of([value, None]), column_of([value, value])])
    assert found.values[0] == (op == "==")
    assert found.known.tolist() == [True, False]


@given(
    st.lists(st.lists(st.sampled_from([True, False, None]), min_size=3, max_size=3), min_size=1, max_size=5)
)
def test_connectives(columns: list[list[bool | None]]):
    for op in CONNECTIVES:
        given = columns[:1] if op == "not" else columns
        found = OPERATORS[op].on_columns([column_of(list(each)) for each in given])
        for row in range(3):
            assert cell(found, row) is one(op, *(each[row] for each in given))


@given(rows_of("text"), st.frozensets(st.sampled_from(["north", "南", "west", ""])))
def test_membership(values: list[object], among: frozenset[str]):
    found = OPERATORS["in"].on_columns([column_of(values), among])
    for row, value in enumerate(values):
        assert cell(found, row) == one("in", value, among)


def test_figures_keep_every_place():
    """Ten cents plus twenty are thirty; two and a half percent of an amount has its five places."""
    cents = column_of([Money(Decimal("0.1"), "CNY")])
    both = OPERATORS["+"].on_columns([cents, column_of([Money(Decimal("0.20"), "CNY")])])
    assert cell(both, 0) == Money(Decimal("0.3"), "CNY")
    share = OPERATORS["percent_of"].on_columns(
        [column_of([Decimal("2.5")]), column_of([Money(Decimal("1.11"), "CNY")])]
    )
    assert cell(share, 0) == Money(Decimal("0.02775"), "CNY")


@pytest.mark.parametrize("op", ["+", "-", "*"])
def test_what_would_not_fit_is_refused(op: str):
    large = column_of([Decimal(10) ** 16])
    with pytest.raises(NoColumnsError, match="large_figures"):
        OPERATORS[op].on_columns([large, column_of([Decimal("100.1001")])])


@pytest.mark.parametrize(
    ("op", "left", "right", "why"),
    [
        ("<", SAMPLES["CNY"], Money(Decimal(1), "EUR"), "currencies"),
        ("==", SAMPLES["date"], SAMPLES["moment"], "condition"),
        ("+", SAMPLES["date"], SAMPLES["date"], "arithmetic"),
        ("*", SAMPLES["CNY"], SAMPLES["CNY"], "arithmetic"),
        ("/", SAMPLES["number"], SAMPLES["number"], "arithmetic"),
        ("and", SAMPLES["text"], True, "condition"),
    ],
)
def test_what_has_no_form_is_named(op: str, left: object, right: object, why: str):
    with pytest.raises(NoColumnsError, match=why):
        OPERATORS[op].on_columns([column_of([left]), column_of([right])])


def test_every_operator_has_a_meaning_on_columns_or_a_reason():
    assert list(MEANINGS) == list(OPERATORS)


def test_truths_there_and_back():
    truths = np.array([NO, YES, UNKNOWN], np.int8)
    assert truths_of(column_of_truths(truths)).tolist() == truths.tolist()
    assert [Truth.of(cell(column_of_truths(truths), row)) for row in range(3)] == [
        Truth.NO,
        Truth.YES,
        Truth.UNKNOWN,
    ]


# ---- places ---------------------------------------------------------------------------------------


@given(count=st.sampled_from([1, 2, 24, 25, 255, 256, 300, 70_000]), data=st.data())
def test_the_places_of_each_code_in_their_order(count: int, data: st.DataObject):
    codes = data.draw(st.lists(st.integers(-1, count - 1) | st.sampled_from([0, count - 1]), max_size=30))
    found = places_by_code(np.array(codes, np.int32), count)
    assert len(found) == count
    told = {code: places.tolist() for code, places in enumerate(found) if len(places)}
    assert told == {code: [at for at, each in enumerate(codes) if each == code] for code in set(codes) - {-1}}
