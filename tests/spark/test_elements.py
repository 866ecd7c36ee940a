"""The elements of a fold made small: the fold of what is left is that of all, however they are parted."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dutylang.ops.folds import Element, fold
from dutylang.ops.types import DATE, NUMBER, PERIOD, YES_NO, Type, money_type
from dutylang.spark.elements import Elements
from dutylang.values import UNKNOWN, Money, Period, Truth, Unit

FIGURES = st.one_of(
    st.decimals(-1000, 1000, places=3),
    st.sampled_from([Decimal(1) / Decimal(3), Decimal("1e40"), Decimal("-1e40"), Decimal("1e-30")]),
)
VALUES: dict[str, tuple[Type, st.SearchStrategy[object]]] = {
    "number": (NUMBER, FIGURES),
    "money": (money_type("CNY"), st.builds(Money, FIGURES, st.just("CNY"))),
    "period": (
        PERIOD,
        st.builds(Period, st.integers(0, 9), st.sampled_from([Unit.DAY, Unit.WEEK, Unit.HOUR])),
    ),
    "date": (DATE, st.dates(dt.date(2020, 1, 1), dt.date(2020, 1, 9))),
}
KINDS = [
    ("total", "number"), ("total", "money"), ("total", "period"), ("largest", "money"), ("smallest", "number"),
    ("largest", "date"), ("smallest", "period"), ("count", "number"), ("any", "number"), ("every", "number"),
]  # fmt: skip


def elements(kind: str, values: st.SearchStrategy[object]) -> st.SearchStrategy[list[Element]]:
    truths = st.sampled_from([Truth.YES, Truth.YES, Truth.YES, Truth.YES, Truth.YES, Truth.UNKNOWN])
    if kind in ("any", "every", "count"):
        return st.lists(st.tuples(st.sampled_from(list(Truth)), st.none()), max_size=6)
    known = st.lists(st.tuples(st.just(Truth.YES), values), max_size=8)
    return known | st.lists(st.tuples(truths, values | st.just(UNKNOWN)), max_size=8)


@pytest.mark.parametrize(("kind", "name"), KINDS)
@given(data=st.data())
def test_parts_joined_fold_to_what_all_of_them_fold_to(kind: str, name: str, data: st.DataObject) -> None:
    type_, values = VALUES[name]
    every = data.draw(elements(kind, values))
    cut = data.draw(st.integers(0, len(every)))
    result = type_ if kind in ("total", "largest", "smallest") else YES_NO
    parts = [Elements.of(kind, each, result) for each in (every[:cut], every[cut:])]
    joined = parts[0].joined(parts[1])
    mirrored = parts[1].joined(parts[0])
    assert joined.listed() == mirrored.listed()
    found = fold(kind, joined.listed(), result)
    whole = fold(kind, Elements.of(kind, every, result).listed(), result)
    assert found == whole
    order = sorted(every, key=repr)
    if name in ("period", "date") or all(_is_small(value) for _, value in every):
        assert found == fold(kind, order, result)


def _is_small(value: object) -> bool:
    figure = value.amount if isinstance(value, Money) else value
    return not isinstance(figure, Decimal) or (abs(figure) < 10**20 and len(figure.as_tuple().digits) < 20)


def test_a_million_elements_leave_one_sum_and_one_count() -> None:
    sums = Elements.of("total", ((Truth.YES, Decimal(n)) for n in range(1000)), NUMBER)
    assert sums.listed() == [(Truth.YES, Decimal(499_500))]
    counts = Elements.of("count", ((Truth.YES, None) for _ in range(1000)), NUMBER)
    assert list(counts.others.values()) == [1000]
    assert fold("count", counts.listed(), NUMBER) == 1000


def test_one_unknown_element_is_never_summed_away() -> None:
    part = Elements.of("total", [(Truth.YES, Decimal(1)), (Truth.YES, UNKNOWN)], NUMBER)
    other = Elements.of("total", [(Truth.UNKNOWN, Decimal(3))], NUMBER)
    assert fold("total", part.listed(), NUMBER) is UNKNOWN
    assert fold("total", other.listed(), NUMBER) is UNKNOWN
    assert fold("total", other.joined(Elements.of("total", [], NUMBER)).listed(), NUMBER) is UNKNOWN
